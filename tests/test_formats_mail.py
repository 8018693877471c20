"""Messages as articles: their text, what their headers state, and mailboxes of them."""

from __future__ import annotations

import datetime
import email.message
import email.policy
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


def test_headers_in_bare_utf8():
    article = load("a.eml", "From: José Núñez <j@example.org>\nSubject: Café\n\nText of it.\n".encode())
    assert (article.title, article.author) == ("Café", "José Núñez")


def test_a_message_attached_is_not_the_message():
    attached = email.message.EmailMessage()
    attached["Subject"] = "Old"
    attached.set_content("The ferry leaves at 05:15.")
    message = email.message_from_bytes(eml(html_only=True), policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    message.add_attachment(attached)
    assert load("a.eml", message.as_bytes()).text == "The ferry now leaves Port Ellen at 06:40."


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
