"""The rules of cleaning by themselves: dates, names, lines of boilerplate."""

from __future__ import annotations

import datetime

import pytest

from embeddings.cleaning.boilerplate import boilerplate
from embeddings.cleaning.dates import date_entries, parse_date
from embeddings.cleaning.names import publisher


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
        ("Get the latest headlines delivered to your inbox", "newsletter"),
        ("This website uses cookies to analyse traffic.", "cookies"),
        ("Subscribe now for $1 a week", "subscription"),
        ("Sign up today and save 50%", "subscription"),
        ("Join 5,000 readers", "subscription"),
        ("Become a member", "subscription"),
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
        ("The road is closed", None),
    ],
)
def test_boilerplate(line: str, kind: str | None) -> None:
    assert boilerplate(line) == kind
