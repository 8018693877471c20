"""Lines that hold a name and a date, and what only looks like one."""

from __future__ import annotations

import datetime

import pytest
from pages import BODY, masked, stated

from embeddings.cleaning.page import read_page

JANUARY = datetime.date(2024, 1, 5)


@pytest.mark.parametrize(
    ("line", "author", "source", "date"),
    [
        ("By Jane Doe, January 5, 2024", "Jane Doe", None, JANUARY),
        ("By JANE DOE, January 5, 2024", "Jane Doe", None, JANUARY),
        ("By Jane Doe, Monday, January 5, 2024", "Jane Doe", None, JANUARY),
        ("By Jane Doe, Reuters, 10:15, January 5, 2024", "Jane Doe", "Reuters", JANUARY),
        ("By Jane Doe, Updated January 5, 2024", "Jane Doe", None, None),
        ("Von Hans Meier, 5. Januar 2024", "Hans Meier", None, JANUARY),
        ("Par Jean Dupont, 5 janvier 2024", "Jean Dupont", None, JANUARY),
        ("By Reuters, January 5, 2024", None, "Reuters", JANUARY),
        ("Reuters, January 5, 2024", None, "Reuters", JANUARY),
        ("Source: Reuters, January 5, 2024", None, "Reuters", JANUARY),
        ("Baghdad, January 5, 2024", None, None, JANUARY),
        ("By Monday, January 5, 2024", None, None, JANUARY),
    ],
)
def test_a_line_of_a_name_and_a_date(
    line: str, author: str | None, source: str | None, date: datetime.date | None
) -> None:
    text = f"Harbour strike ends\n\n{line}\n\n{BODY}"
    page = read_page(text)
    assert (page.author, page.source, page.date) == (author, source, date)
    assert masked(text) == [line]


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Jane Doe | 5 January 2024", None),
        ("January 5, 2024 • Jane Doe", None),
        ("Jane Doe · Jan 5, 2024 · 5 min read", None),
        ("Jane Doe | The Wick Echo | 5 January 2024", "The Wick Echo"),
        ("Posted on January 5, 2024 by Jane Doe in News", None),
    ],
)
def test_a_line_of_a_name_and_a_date_right_under_the_title(line: str, source: str | None) -> None:
    text = f"Harbour strike ends\n{line}\n\n{BODY}"
    assert stated(read_page(text)) == ("Harbour strike ends", JANUARY, "Jane Doe", source, None)
    assert masked(text) == [line]


def test_rows_of_a_table_are_no_lines_of_a_name_and_a_date() -> None:
    text = f"Fixtures of the month\n\n5 January 2024 | Harbour Cup\n9 January 2024 | River Cup\n\n{BODY}"
    assert (read_page(text).date, masked(text)) == (None, [])


@pytest.mark.parametrize("between", ["\n", " | "])
def test_a_section_over_a_date_is_no_author_of_a_short_text(between: str) -> None:
    paragraph = (
        "The Harbour Cup will be held in June, the organisers said, and its first match is played at home.\n\n"
    )
    page = read_page(f"Fixtures of the month\n\nHarbour Cup{between}5 January 2024\n\n{paragraph}{BODY}")
    assert stated(page) == ("Fixtures of the month", JANUARY, None, None, None)
    biography = "\nJane Doe is a reporter who covers the harbours of the north and the people at work in them.\n"
    page = read_page(f"Fixtures of the month\n\nJane Doe{between}5 January 2024\n\n{BODY}{biography}")
    assert stated(page) == ("Fixtures of the month", JANUARY, "Jane Doe", None, None)
