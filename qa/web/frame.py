"""The page before the first question, as escaped HTML: header, welcome, question box, and the fields by which a
question is narrowed to some of the articles. Knows no gradio; page.js, source.js and narrow.js give it life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from embeddings.within import Choices
from qa.web.words import corpus_words

_EMPTY_SOURCE = '<p class="empty">The article an answer comes from opens here, with its words marked.</p>'
_ABOUT = (
    '<details class="about"><summary>About</summary><div>'
    "<p>citeqa finds the passages that bear on a question and marks the words that answer it. It writes "
    "nothing of its own.</p><p>The number beside an answer says how likely it is to be right. Where no "
    "answer is likely enough, none is given.</p><p>Articles and questions stay on the computer that "
    "serves this page.</p>"
    "</div></details>"
)
_BOX = (
    '<p class="notice" role="alert" hidden></p><div class="box">'
    '<label class="unseen" for="citeqa-question">Your question</label>'
    '<textarea id="citeqa-question" rows="1" placeholder="Ask a question" autocomplete="off" '
    'enterkeyhint="send"></textarea><button type="submit">Ask</button></div>'
)
_NARROW_HINT = (
    "Since and until leave out the articles that state no date. As of is the day the question is asked: "
    "“this week” is seen from there, and later articles are not used."
)


def render_page(choices: Choices, examples: Sequence[str], within: str = "") -> str:
    """The page before the first question: header with a line about the articles, and `within`, what they were
    narrowed to when it was started; welcome, question box with what it can be narrowed by, and the place where
    sources open."""
    corpus = "; ".join(filter(None, (corpus_words(choices.dates), within)))
    return (
        '<div class="citeqa"><section class="conversation" aria-label="Questions and answers">'
        f'<header class="top"><h1>citeqa</h1><p class="corpus">{escape(corpus)}</p>'
        f'<button type="button" class="afresh" hidden>New conversation</button>{_ABOUT}</header>'
        f'<div class="log">{render_welcome(examples)}</div>{_ask(choices)}</section>'
        f'<section class="source" aria-label="Source article" tabindex="-1">{_EMPTY_SOURCE}</section>'
        '<p class="unseen live" role="status" aria-live="polite"></p></div>'
    )


def render_welcome(examples: Sequence[str]) -> str:
    """What this is, in a sentence, and questions to start from."""
    items = (f'<li><button type="button" class="example">{escape(one)}</button></li>' for one in examples)
    tried = f'<p class="hint">For example</p><ul class="examples">{"".join(items)}</ul>' if examples else ""
    return (
        '<section class="welcome"><p class="lead">Ask these articles a question: the answer is copied word '
        "for word from one of them, with its exact place, or you are told that they do not say.</p>"
        f"{tried}</section>"
    )


def _ask(choices: Choices) -> str:
    # The browser's own checks would stop the form for a field that is folded away, and say nothing.
    return f'<form class="ask" novalidate>{_BOX}{_narrowing(choices)}</form>'


def _narrowing(choices: Choices) -> str:
    fields = [
        _date("since", "Since"),
        _date("until", "Until"),
        _choice("source", "Source", "All sources", choices.sources),
        _choice("folder", "Folder", "All folders", choices.folders),
        _date("as_of", "As of"),
    ]
    return (
        '<div class="narrowing"><details class="narrow"><summary>Narrow</summary><fieldset>'
        f'<legend class="unseen">Which articles may answer</legend>{"".join(fields)}'
        f'<p class="hint">{_NARROW_HINT}</p></fieldset></details>'
        '<p class="narrowed" role="status"></p><button type="button" class="clear" hidden>Clear</button></div>'
    )


def _date(name: str, label: str) -> str:
    return f'<p><label for="citeqa-{name}">{label}</label><input type="date" id="citeqa-{name}" name="{name}"></p>'


def _choice(name: str, label: str, all_of_them: str, values: Iterable[str]) -> str:
    """A list to choose from, where there is something to choose."""
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    if not options:
        return ""
    return (
        f'<p><label for="citeqa-{name}">{label}</label><select id="citeqa-{name}" name="{name}">'
        f'<option value="">{all_of_them}</option>{options}</select></p>'
    )
