"""Messages as articles: their text, what their headers state, and mailboxes of them."""

from __future__ import annotations

import datetime
import time
from email.message import Message
from pathlib import Path

import pytest
from outcomes import load, outcome, refused
from samples import eml, mbox

from embeddings.loading import load_articles


def test_eml():
    article = load("a.eml", eml())
    assert article.text == "The ferry now leaves Port Ellen at 06:40.\nThe last one returns at 21:15.\n"
    assert (article.title, article.author) == ("Ferry timetable changed – from Monday", "José Núñez")
    assert article.date == datetime.date(2024, 1, 5)
    page = load("b.eml", eml(html_only=True))
    assert page.text == "The ferry now leaves Port Ellen at 06:40."
    assert (page.id, page.title, page.date) == ("b.eml", article.title, article.date)


def test_eml_without_text():
    assert "a message without text" in refused("a.eml", b"Subject: x\nContent-Type: image/png\n\n1234")


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n\xe2\xe3\n", b"Just a text.\n\nWith two paragraphs.\n", b"PK\x03\x04\0"]
)
def test_what_has_no_headers_is_no_message(content: bytes):
    assert "no e-mail: it does not begin with headers" in refused("a.eml", content)


@pytest.mark.parametrize("before", ["\ufeff", "\n", "\ufeff\r\n"])
def test_headers_behind_a_mark_or_a_blank_line(before: str):
    article = load("a.eml", f"{before}From: Mia <m@example.org>\nSubject: Ferry\n\nText of it.\n".encode())
    assert (article.title, article.author, article.text) == ("Ferry", "Mia", "Text of it.\n")


def test_headers_in_bare_utf8():
    article = load("a.eml", "From: José Núñez <j@example.org>\nSubject: Café\n\nText of it.\n".encode())
    assert (article.title, article.author) == ("Café", "José Núñez")


PLAIN = "The ferry leaves at 06:40."
PAGE = "<body><p>The ferry now leaves Port Ellen at <b>06:40</b>.</p><p>The last one is at 21:15.</p></body>"
FOOT = "To leave: x"
SHOWN = "The ferry now leaves Port Ellen at 06:40.\nThe last one is at 21:15."
STUB = "No HTML here?"


def part(kind: str, *content: str | Message, attached: bool = False) -> Message:
    """A part of a message: text, or the parts that a multipart one is of."""
    one = Message()
    one["Content-Type"] = kind
    one["Content-Disposition"] = "attachment" if attached else "inline"
    one.set_payload(content[0] if isinstance(content[0], str) else list(content))
    return one


@pytest.mark.parametrize(
    ("message", "text"),
    [
        # As a program writes it that puts pictures between the paragraphs.
        (
            part(
                "multipart/mixed",
                part("text/plain", "One."),
                part("image/png", "x"),
                part("text/plain", "Two."),
            ),
            "One.\nTwo.",
        ),
        (
            part(
                "multipart/alternative",
                part("text/plain", "One.\nTwo."),
                part("multipart/mixed", part("text/html", "<p>One."), part("text/html", "<p>Two.")),
            ),
            "One.\nTwo.",
        ),
        # The foot that a mailing list adds.
        (part("multipart/mixed", part("text/html", PAGE), part("text/plain", FOOT)), f"{SHOWN}\n{FOOT}"),
        (
            part(
                "multipart/mixed",
                part("multipart/alternative", part("text/plain", PLAIN), part("text/html", PAGE)),
                part("text/plain", FOOT),
            ),
            f"{PLAIN}\n{FOOT}",
        ),
        # A newsletter whose plain text is none.
        (part("multipart/alternative", part("text/plain", STUB), part("text/html", PAGE)), SHOWN),
        (
            part(
                "multipart/alternative",
                part("text/plain", STUB),
                part("multipart/related", part("text/html", PAGE), part("image/png", "x")),
            ),
            SHOWN,
        ),
        (part("multipart/alternative", part("text/plain", PLAIN), part("text/html", "<!-- -->")), PLAIN),
        # What is attached, and another message.
        (
            part("multipart/mixed", part("text/plain", PLAIN), part("text/plain", "Old.", attached=True)),
            PLAIN,
        ),
        (
            part("multipart/mixed", part("text/plain", PLAIN), part("message/rfc822", part("text/plain", "Old."))),
            PLAIN,
        ),
        (
            part(
                "multipart/mixed",
                part("text/html", PAGE),
                part("message/rfc822", part("text/plain", "Old."), attached=True),
            ),
            SHOWN,
        ),
    ],
)
def test_parts_of_a_message(message: Message, text: str):
    assert load("a.eml", message.as_bytes()).text == text


@pytest.mark.parametrize("date", ["Fri, 5 Jan 2024 23:30:00 -0500", "Fri, 5 Jan 2024", "2024-01-05T23:30:00Z"])
def test_days_of_messages(date: str):
    assert load("a.eml", f"From: a@b.org\nDate: {date}\n\n{PLAIN}".encode()).date == datetime.date(2024, 1, 5)


def test_a_message_that_only_forwards_another():
    message = part("multipart/mixed", part("message/rfc822", part("text/plain", "Old.")))
    assert "a message without text" in refused("a.eml", message.as_bytes())


@pytest.mark.parametrize("charset", ["", "; charset=us-ascii", "; charset=utf-8", "; charset=unknown-8bit"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_messages_in_bytes_that_no_charset_tells(charset: str, encoding: str):
    text = "The café’s owner in Zürich said it was “naïve” – and Señor Núñez agreed on Monday.\n"
    message = f"From: José Núñez <j@x.example>\nSubject: Café’s end\nContent-Type: text/plain{charset}\n\n{text}"
    article = load("a.eml", message.encode(encoding))
    assert (article.title, article.author, article.text) == ("Café’s end", "José Núñez", text)


def test_a_header_that_never_ends_takes_little_time():
    started = time.process_time()
    article = load("a.eml", b"Subject: %b\n\nText of it.\n" % (b"=?utf-8?B?SGVsb" * 12_000))
    assert (article.title, article.text) == (None, "Text of it.\n")
    assert time.process_time() - started < 5


def test_headers_that_are_damaged():
    article = load(
        "a.eml", b"Subject: =?utf-8?B?SGVsb?=\nDate: Fri, 5 Jan 20240000000000000000 10:00\n\nText of it.\n"
    )
    assert (article.title, article.date, article.text) == ("=?utf-8?B?SGVsb?=", None, "Text of it.\n")


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        ("=?utf-8?Q?M=C3=BCller=2C_Hans?= <h@x.example>", "Müller, Hans"),
        ('"=?utf-8?Q?M=C3=BCller?=\n =?utf-8?Q?=2C_Hans?=" <h@x.example>', "Müller, Hans"),
        ("h@x.example", "h@x.example"),
    ],
)
def test_senders(sender: str, author: str):
    assert load("a.eml", f"From: {sender}\n\nText of it.\n".encode()).author == author


def test_mbox():
    first, second = load_articles(Path("a.mbox"), mbox())
    assert [first.id, second.id] == ["a.mbox#1", "a.mbox#2"]
    assert (second.title, second.author) == ("Lighthouse", "Mia Lund")
    assert second.text.strip() == "The lighthouse at Skagen was lit in 1858.\nFrom there one sees two seas."
    ids, failures = outcome("a.mbox", mbox() + b"From x Sat Jan  6 10:00:00 2024\nSubject: empty\n\n")
    assert ids == ["a.mbox#1", "a.mbox#2"]
    assert failures[0].startswith("a.mbox: message 3: a message without text")
    text = b"\nFrom what we know, the strike ended.\nFrom 10:30 on, in 2024, buses run.\n"
    *_, last = load_articles(Path("a.mbox"), mbox() + text)
    assert last.text.endswith(text.decode())
    assert "no mailbox" in refused("a.mbox", b"Subject: x\n\nText.")


@pytest.mark.parametrize("after", ["More.", "", "11:30 is the last.", "https://trains.example"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sentence_of_a_message_that_begins_as_messages_do(after: str, end: str):
    text = f"Hello.\n\nFrom 9 May the trains leave at 10:30, as they did in 2019.\n{after}\n"
    third = f"\nFrom x@example.org Sat Jan  6 10:00:00 2024\nSubject: Trains\n\n{text}".replace("\n", end)
    articles = load_articles(Path("a.mbox"), mbox() + third.encode())
    assert [article.title for article in articles[1:]] == ["Lighthouse", "Trains"]
    assert articles[2].text == text


def test_a_message_that_calls_windows_latin_1():
    headers = b"Subject: =?iso-8859-1?Q?Ana=92s_mill?=\nContent-Type: text/plain; charset=iso-8859-1\n\n"
    article = load("a.eml", headers + b"\x93We\x92re shut.\x94\n")
    assert (article.title, article.text) == ("Ana’s mill", "“We’re shut.”\n")
