"""The headings of newspapers and agencies: who published, who wrote, where, when and under what title."""

from __future__ import annotations

import datetime

import pytest
from pages import BODY, masked, stated

from embeddings.cleaning.page import read_page

MARCH = datetime.date(2018, 3, 3)


@pytest.mark.parametrize(
    ("opening", "date", "source", "place"),
    [
        ("LONDON, March 3, 2018 (Reuters) - ", MARCH, "Reuters", "London"),
        ("LONDON (Reuters), March 3, 2018 - ", MARCH, "Reuters", "London"),
        ("LONDON (Reuters, March 3, 2018) - ", MARCH, "Reuters", "London"),
        ("LONDON, Saturday, 3 March 2018 (AP) -- ", MARCH, "AP", "London"),
        ("PARIS, 3 mars 2018 (AFP) – ", MARCH, "AFP", "Paris"),
        ("WASHINGTON/BEIJING, March 3, 2018 (Reuters) - ", MARCH, "Reuters", "Washington/Beijing"),
        ("March 3, 2018 (Reuters) - ", MARCH, "Reuters", None),
        ("KYIV, Ukraine (AP) — ", None, "AP", "Kyiv, Ukraine"),
        ("BAGHDAD, Jan 5 (AFP) — ", None, "AFP", "Baghdad"),
        ("NEW YORK, Feb 3 -- ", None, None, "New York"),
        ("BERLIN, March 3, 2018 — ", None, None, "Berlin"),  # of a day in the story, for all that is known
        ("March 3, 2018 (Saturday) - ", None, None, None),
    ],
)
def test_what_a_report_opens_with(
    opening: str, date: datetime.date | None, source: str | None, place: str | None
) -> None:
    text = f"Bridge closed\n\n{opening}{BODY}"
    assert stated(read_page(text)) == ("Bridge closed", date, None, source, place)
    assert masked(text) == []
    page = read_page(text.replace("\n\n", "\n\nPublished: 5 January 2024\n\n", 1))
    assert page.date == datetime.date(2024, 1, 5)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By our own reporters", None),
        ("By a staff writer", None),
        ("By Our Correspondent in Erbil", None),
        ("By Reuters Staff", None),
        ("By Jane Doe, Staff Writer", "Jane Doe"),
        ("By Jane Doe, News Editor", "Jane Doe"),
    ],
)
def test_a_role_is_nobodys_name_and_no_publisher(line: str, author: str | None) -> None:
    text = f"Bridge closed\n\n{line}\n7 May 2021\n\n{BODY}"
    assert (read_page(text).author, read_page(text).source) == (author, None)
    assert masked(text) == [f"{line}\n7 May 2021"]


def test_a_role_alone_on_its_line_is_nobodys_name() -> None:
    assert read_page(f"Bridge closed\n\nSpecial Correspondent\n7 May 2021\n\n{BODY}").author is None
