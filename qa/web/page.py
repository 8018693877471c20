"""The web page: gradio around one HTML component, whose script calls `ask` and `source` on the server.

The only file that imports gradio. The server keeps nothing of a conversation: it stands in the browser's page,
which sends what was said, and what to narrow it to, with each question. Try it: `citeqa chat`.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from embeddings.articles import Article
from embeddings.errors import CiteqaError, PortError
from embeddings.within import Choices, Within

# Read by gradio at import: with it, no version check and no usage report leaves the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from starlette.middleware import Middleware

from qa.schema import Answer, Citation
from qa.web.frame import render_page
from qa.web.gate import Gate
from qa.web.narrowing import narrowing
from qa.web.render import GROUPS, check_of, render_answer, render_source
from qa.web.words import narrowing_words

FIRST_PORT = 7860
_PORTS_TRIED = 100
_HERE = Path(__file__).parent
# In this order: each uses what is in those before.
_SCRIPTS = ("page.js", "source.js", "narrow.js")
_MAX_POSITION = 10_000
_TURNS_SENT, _MOST_SAID = 4, 2000

_BACKGROUND, _BACKGROUND_DARK = "#ffffff", "#17191b"
_HEAD = """
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<style>{css}</style>
"""

Reply = dict[str, str]


class Answerer(Protocol):
    """What the page asks of an answerer."""

    within: Within

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        as_of: datetime.date | None = None,
        within: Within | None = None,
    ) -> Answer:
        """The answer to a question, understood from the questions and answers before it. Raises CiteqaError."""

    def article(self, article_id: str) -> Article:
        """An article by id. Raises CiteqaError."""

    def choices(self) -> Choices:
        """What the articles that are `within` can be narrowed by."""

    def count(self, within: Within, *, as_of: datetime.date | None = None) -> int:
        """How many articles there are. Raises CiteqaError."""


def build(answerer: Answerer, examples: Sequence[str] = ()) -> gr.Blocks:
    """The page as a gradio app, not yet served. `examples` are questions offered before the first one."""
    choices = answerer.choices()
    script = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    with gr.Blocks(title="citeqa", analytics_enabled=False, fill_width=True) as page:
        gr.HTML(
            # The page is the component's value, never its template: gradio runs templates as code.
            value=render_page(choices, examples, _within_words(answerer.within)),
            js_on_load=script,
            server_functions=[_ask(answerer, choices), _narrow(answerer, choices), _source(answerer)],
            apply_default_css=False,
        )
    return page


def serve(
    answerer: Answerer,
    *,
    port: int | None = None,
    host: str = "127.0.0.1",
    examples: Sequence[str] = (),
    open_browser: bool = False,
) -> None:
    """Serves the page until Ctrl-C. `port` None takes the first free one from 7860. Raises PortError when the
    given port is in use, CiteqaError when it cannot be listened on for another reason."""
    page = start(answerer, port=port, host=host, examples=examples, open_browser=open_browser)
    with contextlib.suppress(KeyboardInterrupt):
        print(f"citeqa is at {page.local_url.rstrip('/')} (Ctrl-C stops it)", flush=True)
        threading.Event().wait()
    page.close(verbose=False)


def start(
    answerer: Answerer,
    *,
    port: int | None = None,
    host: str = "127.0.0.1",
    examples: Sequence[str] = (),
    open_browser: bool = False,
) -> gr.Blocks:
    """As `serve`, but in the background: `.local_url` is the address then, `.close()` ends it."""
    chosen = _free_port(host) if port is None else port
    _check_port(host, chosen)
    _reach_directly("127.0.0.1", "localhost", host)
    page = build(answerer, examples)
    page.launch(
        server_name=f"[{host}]" if ":" in host else host,
        server_port=chosen,
        inbrowser=open_browser,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        app_kwargs={"middleware": [Middleware(Gate, host=host)]},
        favicon_path=_HERE / "icon.svg",
        theme=_theme(),
        head=_HEAD.format(css=(_HERE / "page.css").read_text(encoding="utf-8")),
    )
    return page


def turn(answerer: Answerer, asked: Any, choices: Choices) -> Reply:
    """The next turn as HTML, or what is wrong with the question. `asked` comes from the browser: the `question`,
    the `history` as pairs of question and answer, `reworded` where the user has said what it means, and, as
    `narrowed`, the fields that narrow it."""
    try:
        question, reworded = str(asked["question"]), asked.get("reworded")
        sent = asked.get("history", [])[-_TURNS_SENT:]
        history = [(str(said)[:_MOST_SAID], str(answer)[:_MOST_SAID]) for said, answer in sent]
    except (TypeError, KeyError, ValueError, AttributeError):
        return {"problem": "That is no question; reload the page and ask again."}
    try:
        narrowed = narrowing(asked.get("narrowed", {}), choices)
        within = answerer.within.narrowed(narrowed.within)
        if reworded is None:
            answer = answerer.answer(question, history=history, as_of=narrowed.as_of, within=within)
        else:
            # What the user wrote instead is meant as it stands.
            answer = answerer.answer(str(reworded), as_of=narrowed.as_of, within=within)
            meant = None if answer.question == question else answer.question
            answer = answer.model_copy(update={"question": question, "understood": meant})
        return {"html": render_answer(answer, narrowed)}
    except CiteqaError as error:
        return {"problem": str(error)}


def narrowed_words(answerer: Answerer, sent: Any, choices: Choices) -> Reply:
    """In words what the fields narrow a question to and how many articles that leaves, "" where they are empty;
    or what is wrong with them."""
    try:
        narrowed = narrowing(sent, choices)
        left = answerer.count(answerer.within.narrowed(narrowed.within), as_of=narrowed.as_of)
    except CiteqaError as error:
        return {"problem": str(error)}
    # Of those there are now: the archive may have grown since the choices were made.
    of_all = f"{f'{left:,}' if left else 'none'} of {answerer.count(answerer.within):,}"
    return {"words": f"{narrowed.words}: {of_all}" if narrowed.words else ""}


def opened_source(answerer: Answerer, place: Any) -> Reply:
    """An article with a span marked, as HTML, or why not; `place` is the data of the button that was pressed."""
    try:
        article = answerer.article(str(place["article"]))
        citation = _citation(article, place)
        position, total = (_whole(place[name], _MAX_POSITION) for name in ("position", "total"))
        label, check = GROUPS[str(place["group"])], str(place["check"])
    except (TypeError, KeyError, ValueError):
        return {"problem": "That is no place in an article; ask again."}
    except CiteqaError:
        return {"problem": "That article is no longer in the index; ask again."}
    if check != str(check_of(citation)):
        return {"problem": "That article has changed since; ask again."}
    return {"html": render_source(article, citation, position, total, label)}


def _ask(answerer: Answerer, choices: Choices) -> Callable[[Any], Reply]:
    def ask(asked: Any) -> Reply:
        return turn(answerer, asked, choices)

    return ask


def _narrow(answerer: Answerer, choices: Choices) -> Callable[[Any], Reply]:
    def narrow(sent: Any) -> Reply:
        return narrowed_words(answerer, sent, choices)

    return narrow


def _source(answerer: Answerer) -> Callable[[Any], Reply]:
    def source(place: Any) -> Reply:
        return opened_source(answerer, place)

    return source


def _citation(article: Article, place: Any) -> Citation:
    """The citation a button stands for. Raises ValueError where its offsets are none of the article's."""
    size = len(article.text)
    names = ("sentenceStart", "start", "end", "sentenceEnd")
    offsets = [_whole(place[name], size) for name in names]
    sentence_start, start, end, sentence_end = offsets
    if offsets != sorted(offsets) or start == end:
        raise ValueError(offsets)
    return Citation.of(article, (start, end), (sentence_start, sentence_end))


def _whole(value: Any, most: int) -> int:
    number = int(str(value))
    if not 0 <= number <= most:
        raise ValueError(value)
    return number


def _within_words(within: Within) -> str:
    """What the whole page is narrowed to, behind the number of articles."""
    words = narrowing_words(within, str(within.folder or ""))
    return words[:1].lower() + words[1:]


def _theme() -> gr.themes.Base:
    # Gradio's own fonts would be fetched; these are on the reader's machine.
    fonts = ["system-ui", "sans-serif"]
    return gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]).set(
        body_background_fill=_BACKGROUND, body_background_fill_dark=_BACKGROUND_DARK
    )


def _reach_directly(*hosts: str) -> None:
    # Gradio asks its own server whether it is up, and would ask it through a proxy if one is set.
    exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    kept = [name for name in exempt.split(",") if name]
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join(dict.fromkeys([*kept, *hosts]))


def _free_port(host: str) -> int:
    for port in range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED):
        with contextlib.suppress(PortError):
            _check_port(host, port)
            return port
    raise PortError(FIRST_PORT)


def _check_port(host: str, port: int) -> None:
    # Gradio looks at localhost only, and calls every failure a port in use.
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortError(port) from None
        reason = error.strerror or str(error)
        raise CiteqaError(
            f"cannot listen on {host}, port {port}: {reason}; give another --host or --port"
        ) from None
