"""Where the page listens, and how it stops."""

from __future__ import annotations

import dataclasses
import datetime
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fakes import AFP, SOLDIERS, FakeAnswerer

from embeddings.articles import Article
from embeddings.errors import CiteqaError, PortError
from embeddings.within import Choices, Within
from qa.schema import Answer
from qa.web.page import narrowed_words, opened_source, start, turn

NONE = Choices(())


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortError, match=f"port {port} is in use") as error:
            start(FakeAnswerer(), port=port)
    assert error.value.port == port


def test_a_host_that_is_not_this_machine() -> None:
    with pytest.raises(CiteqaError, match=r"cannot listen on 192\.0\.2\.1, port 7999: .*--host"):
        start(FakeAnswerer(), port=7999, host="192.0.2.1")


def _listens(host: str) -> bool:
    try:
        socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_serving_prints_the_address_and_stops_at_ctrl_c_even_where_a_proxy_is_set(host: str, address: str) -> None:
    if not _listens(host):
        pytest.skip(f"nothing can listen on {host} on this machine")
    # Where the tests run in a shell's background SIGINT is ignored, and children inherit that.
    command = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"from fakes import FakeAnswerer; from qa.web.page import serve; serve(FakeAnswerer(), host={host!r})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", command],
        cwd=Path(__file__).parent,
        env=os.environ | {"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stderr
        line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        try:
            rest, errors = process.communicate(timeout=60)
        finally:
            process.kill()  # or leaving the block would wait for a server that does not stop
    assert line.startswith(f"citeqa is at http://{address}:") and line.endswith(" (Ctrl-C stops it)\n")
    assert (rest.strip(), errors, process.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    "asked", [None, "Why?", [], {}, {"question": "Why?", "history": 7}, {"question": "Why?", "history": ["Who?"]}]
)
def test_a_request_that_is_no_question(asked: object) -> None:
    assert "ask again" in turn(FakeAnswerer(), asked, NONE)["problem"]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (
            {"since": "2024-01-02", "until": "2024-01-01"},
            "since 2024-01-02 is later than until 2024-01-01; exchange",
        ),
        ({"as_of": "incomplete"}, "“As of” is not a whole date; complete it or clear it"),
        ({"source": "Reuters"}, "no article is from the source 'Reuters'"),
        ({"folder": "../.."}, "no article is in the folder '../..'"),
        ("since", "reload the page"),
        (None, "reload the page"),
    ],
)
def test_what_a_question_cannot_be_narrowed_to(sent: object, problem: str) -> None:
    answerer = FakeAnswerer()
    for reply in (
        turn(answerer, {"question": SOLDIERS, "narrowed": sent}, answerer.choices()),
        narrowed_words(answerer, sent, answerer.choices()),
    ):
        assert problem in reply["problem"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, ""),
        ({"since": "2020-01-01"}, "Only articles dated 1 Jan 2020 or later: 2 of 4"),
        ({"source": "Washington Post"}, "Only articles from Washington Post: 1 of 4"),
        ({"until": "1999-12-31"}, "Only articles dated 31 Dec 1999 or earlier: none of 4"),
        ({"since": "", "as_of": "2020-02-01"}, "Asked as of 1 Feb 2020: 1 of 4"),
    ],
)
def test_what_a_question_is_narrowed_to_is_said_with_how_much_is_left(sent: dict[str, str], words: str) -> None:
    answerer = FakeAnswerer()
    assert narrowed_words(answerer, sent, answerer.choices()) == {"words": words}


def test_it_is_counted_among_the_articles_there_are_now() -> None:
    at_first = Choices([datetime.date(2020, 1, 26)])
    words = narrowed_words(FakeAnswerer(), {"since": "2020-01-01"}, at_first)["words"]
    assert words == "Only articles dated 1 Jan 2020 or later: 2 of 4"


class Corrected(FakeAnswerer):
    """One article has been corrected since the questions were answered."""

    def __init__(self, old: str, new: str):
        super().__init__()
        self._texts = (old, new)

    def article(self, article_id: str) -> Article:
        one = super().article(article_id)
        return dataclasses.replace(one, text=one.text.replace(*self._texts))


def place_of_first_source() -> dict[str, str]:
    """What source.js sends of the first source's button: its data, as browsers name it."""
    html = turn(FakeAnswerer(), {"question": SOLDIERS}, NONE)["html"]
    (button,) = re.findall(r'class="cite" ([^>]*)>', html)[:1]
    data = re.findall(r'data-([a-z-]+)="([^"]*)"', button)
    return {re.sub("-(.)", lambda match: match[1].upper(), name): value for name, value in data}


@pytest.mark.parametrize(
    ("old", "new"),
    [("Baghdad", "Baghdad, the capital"), ("5,200 US", "2,500 US"), ("soldiers are", "troops were")],
)
def test_a_source_that_has_changed_since_is_not_shown_as_what_was_cited(old: str, new: str) -> None:
    place = place_of_first_source()
    assert '<mark id="citeqa-span">5,200</mark>' in opened_source(FakeAnswerer(), place)["html"]
    changed = opened_source(Corrected(old, new), place)
    assert changed == {"problem": "That article has changed since; ask again."}


def test_a_source_that_has_changed_elsewhere_is_shown() -> None:
    place = place_of_first_source()
    shown = opened_source(Corrected(AFP.text[-9:], " the end."), place)["html"]
    assert '<mark id="citeqa-span">5,200</mark>' in shown and " the end." in shown


def test_the_page_narrows_what_the_answerer_is_within_and_never_widens_it() -> None:
    asked: list[Within | None] = []

    class Within2020(FakeAnswerer):
        within = Within(since=datetime.date(2020, 1, 1), folder="/all")

        def answer(self, question: str, *, within: Within | None = None, **rest: Any) -> Answer:
            asked.append(within)
            return super().answer(question, within=within, **rest)

    answerer = Within2020()
    for sent in ({"since": "1990-01-01", "folder": "wires"}, {}):
        assert "html" in turn(answerer, {"question": SOLDIERS, "narrowed": sent}, answerer.choices())
    since = datetime.date(2020, 1, 1)
    assert asked == [Within(since=since, folder=Path("/all/wires")), Within(since=since, folder="/all")]
