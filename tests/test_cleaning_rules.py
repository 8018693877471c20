"""The rules of cleaning by themselves: dates, names, lines of boilerplate."""

from __future__ import annotations

import datetime

import pytest

from embeddings.cleaning.boilerplate import boilerplate
from embeddings.cleaning.dates import date_entries, parse_date
from embeddings.cleaning.names import is_paper, publisher


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("September 29, 2020", datetime.date(2020, 9, 29)),
        ("Jan. 5th, 2024", datetime.date(2024, 1, 5)),
        ("26 January 2020", datetime.date(2020, 1, 26)),
        ("2024-01-05", datetime.date(2024, 1, 5)),
        ("05.01.2024", datetime.date(2024, 1, 5)),
        ("13/1/2024", datetime.date(2024, 1, 13)),
        ("1/13/2024", datetime.date(2024, 1, 13)),
        ("5 janvier 2024", datetime.date(2024, 1, 5)),
        ("1º de mayo de 2020", datetime.date(2020, 5, 1)),
        ("05/01/2024", None),  # the fifth of January or the first of May
        ("February 30, 2024", None),
        ("2024-13-01", None),
    ],
)
def test_parse_date(words: str, date: datetime.date | None) -> None:
    assert parse_date(words) == date


FIFTH = (datetime.date(2024, 1, 5), False, False)
PUBLISHED = (datetime.date(2024, 1, 5), False, True)


@pytest.mark.parametrize(
    ("line", "entries", "rest"),
    [
        ("Published: Friday, 5 January 2024 at 10:30 am EST", [PUBLISHED], ""),
        ("Posted on 5 January 2024 3 pm", [PUBLISHED], ""),
        ("Dated 5-Jan-2024", [PUBLISHED], ""),
        ("Last updated 2024-01-05T10:00:00Z", [(datetime.date(2024, 1, 5), True, True)], ""),
        ("mis à jour le 5 janvier 2024", [(datetime.date(2024, 1, 5), True, True)], ""),
        ("January 5, 2024; updated January 6, 2024", [FIFTH, (datetime.date(2024, 1, 6), True, True)], ""),
        ("vendredi 5 janvier 2024, 10h30", [FIFTH], ""),
        ("Freitag, 5. Januar 2024, 10.30 Uhr", [FIFTH], ""),
        ("Mittwoch 3. Januar 2024", [(datetime.date(2024, 1, 3), False, False)], ""),
        ("lunes 5 de enero de 2024", [FIFTH], ""),
        ("sexta-feira, 5 de janeiro de 2024", [FIFTH], ""),
        ("2024年1月5日", [FIFTH], ""),
        ("Baghdad, January 5, 2024", [FIFTH], ""),
        ("the 5th of January 2024", [FIFTH], ""),
        ("Fri. January 5, 2024, 10:30:15 GMT+2", [FIFTH], ""),
        ("January 5, 2024 10:30 +02:00", [FIFTH], ""),
        ("January 5, 2024 10:30 Update", [FIFTH], "Update"),
        ("January 5, 2024 12 people died", [FIFTH], "12 people died"),
        ("10:30 pm on 5 January 2024 | By Ann Lee", [FIFTH], "By Ann Lee"),
    ],
)
def test_the_dates_a_line_begins_with(
    line: str, entries: list[tuple[datetime.date, bool, bool]], rest: str
) -> None:
    assert date_entries(line) == (entries, rest)


@pytest.mark.parametrize(
    "line",
    ["last Friday", "yesterday", "January 2024", "January 28", "Friday’s response", "20,000 people in 2020"],
)
def test_no_full_date(line: str) -> None:
    assert date_entries(line) == ([], line)


@pytest.mark.parametrize(
    ("stated_name", "name"),
    [
        ("NBC NEWS/REUTERS", "NBC News/Reuters"),
        ("THE NEW YORK TIMES", "The New York Times"),
        ("AL JAZEERA", "Al Jazeera"),
        ("AFP", "AFP"),
        ("BBC WORLD SERVICE", "BBC World Service"),
        ("Kurdistan 24", "Kurdistan 24"),
    ],
)
def test_publisher(stated_name: str, name: str) -> None:
    assert publisher(stated_name) == name


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Log In", "login"),
        ("Subscribe to continue reading", "login"),
        ("Please log in or register with for free access to this article.", "login"),
        ("Already a member? Sign in to access your account", "login"),
        ("Sign in to read the full story.", "login"),
        ("Register or log in to continue reading", "login"),
        ("You must log in to post a comment.", "login"),
        ("Today's news headlines, directly to your inbox every morning.", "newsletter"),
        ("Get the latest headlines delivered to your inbox", "newsletter"),
        ("This website uses cookies to analyse traffic.", "cookies"),
        ("Subscribe now for $1 a week", "subscription"),
        ("Sign up today and save 50%", "subscription"),
        ("Join 5,000 readers", "subscription"),
        ("Become a member", "subscription"),
        ("Join us. It takes a minute", "subscription"),
        ("Support us", "subscription"),
        ("Editor’s Picks", "promotion"),
        ("Related Posts:", "promotion"),
        ("READ MORE: Dam fails in the north", "promotion"),
        ("Most Read", "promotion"),
        ("ADVERTISEMENT", "advertisement"),
        ("Share this:", "sharing"),
        ("3 min read", "sharing"),
        ("<!-- wp:paragraph -->", "tag"),
        ("gtag('config', 'G-1');", "tag"),
        ("All rights reserved.", "legal"),
        ("Copyright 2024 Reuters", "legal"),
        ("Copyright 2019-2024, The Daily Star", "legal"),
        ("The road is closed", None),
        ("Register to vote by post before 5 April.", None),
        ("Register your business account before 31 March or pay a fine of 500 euros.", None),
        ("Sign up at the library for free flu shots on Monday.", None),
        ("Sign up for free flu shots at the library on Monday.", None),
        ("If a phishing message lands in your inbox, do not click on any link.", None),
        ("See also – the strike of 3 January killed 12 people near Erbil.", None),
        ("Recommended - dose 500 mg a day for adults.", None),
        ("Sponsored by three senators, the bill passed", None),
        ("Copyright 2024 law passes parliament after long debate", None),
        ("Support us or leave: Ukraine's plea", None),
        ("Join our union or lose your vote: the miners’ choice", None),
        ("Become a member state first, is the answer from Brussels", None),
    ],
)
def test_boilerplate(line: str, kind: str | None) -> None:
    assert boilerplate(line) == kind


@pytest.mark.parametrize(
    ("words", "sure", "perhaps"),
    [
        ("Thornbury Gazette", True, True),
        ("THE WICK ECHO", True, True),
        ("Pittsburgh Post-Gazette", True, True),
        ("Mail & Guardian", True, True),
        ("Hürriyet Daily News", True, True),
        ("The Jakarta Post", True, True),
        ("The Times of Israel", True, True),
        ("Denver Post", False, True),  # Emily Post
        ("Gazette", False, False),
        ("Business News", False, False),
        ("Freedom of the Press", False, False),
        ("The Herald of Spring", False, False),
        ("the wick echo", False, False),
    ],
)
def test_is_paper(words: str, sure: bool, perhaps: bool) -> None:
    assert (is_paper(words), is_paper(words, perhaps=True)) == (sure, perhaps)
