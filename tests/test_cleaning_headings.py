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


MAY = datetime.date(2021, 5, 7)


@pytest.mark.parametrize(
    ("head", "author", "source"),
    [
        ("By Sam Okafor\nThornbury Gazette\n7 May 2021", "Sam Okafor", "Thornbury Gazette"),
        ("By Sam Okafor\n\nThornbury Gazette\n\n7 May 2021", "Sam Okafor", "Thornbury Gazette"),
        ("By Sam Okafor\nDenver Post\n7 May 2021", "Sam Okafor", "Denver Post"),
        ("Sam Okafor\nTHORNBURY GAZETTE\n7 May 2021", "Sam Okafor", "Thornbury Gazette"),
        ("By our own reporters\nThornbury Gazette\n7 May 2021", None, "Thornbury Gazette"),
        ("Thornbury Gazette\n7 May 2021", None, "Thornbury Gazette"),
        ("7 May 2021\nThe Jakarta Post", None, "The Jakarta Post"),
        ("The Wick Echo, Friday, 7 May 2021, page 4", None, "The Wick Echo"),
        ("7 May 2021 | Thornbury Gazette", None, "Thornbury Gazette"),
        ("7 May 2021\n\nUna Rees, Wick Echo", "Una Rees", "Wick Echo"),
        ("By Una Rees, The Times of Israel\n7 May 2021", "Una Rees", "The Times of Israel"),
        ("By Una Rees of The Wick Echo\n7 May 2021", "Una Rees", "The Wick Echo"),
        ("By Una Rees, of The Associated Press\n7 May 2021", "Una Rees", "The Associated Press"),
        ("By Una Rees, of Wick\n7 May 2021", "Una Rees", None),
        ("By Una Rees | Wick Echo | 7 May 2021", "Una Rees", "Wick Echo"),
        ("7 May 2021\n\nUna Rees, Political Editor", "Una Rees", None),
        ("Una Rees in Lower Wick\nThe Wick Echo\n7 May 2021", "Una Rees", "The Wick Echo"),
    ],
)
def test_a_newspaper_beside_a_byline_or_a_date_is_the_source(
    head: str, author: str | None, source: str | None
) -> None:
    text = f"Bridge closed\n\n{head}\n\n{BODY}"
    assert stated(read_page(text)) == ("Bridge closed", MAY, author, source, None)
    assert masked(text) == [head]


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("Robert Post\n7 May 2021", "Robert Post"),
        ("Jane Doe, Robert Post\n7 May 2021", "Jane Doe, Robert Post"),
        ("By Sam Okafor\nBusiness News\n7 May 2021", "Sam Okafor"),  # a section
        ("By Sam Okafor\nPress Freedom\n7 May 2021", "Sam Okafor"),
        ("By Sam Okafor\n7 May 2021\n\nHard Times", "Sam Okafor"),  # heads the text
        ("7 May 2021\n\nClimate Change in Africa", None),
    ],
)
def test_what_only_sounds_like_a_newspaper_is_no_source(head: str, author: str | None) -> None:
    page = read_page(f"Bridge closed\n\n{head}\n\n{BODY}")
    assert stated(page) == ("Bridge closed", MAY, author, None, None)


def test_a_title_in_a_newspapers_form_is_the_title() -> None:
    assert stated(read_page(f"Hard Times\n7 May 2021\n\n{BODY}")) == ("Hard Times", MAY, None, None, None)


@pytest.mark.parametrize("byline", ["Una Rees in Lower Wick\nThe Wick Echo", "By Una Rees\nThe Wick Echo"])
@pytest.mark.parametrize("lead", ["", "A plumber rowed over.\n"])
def test_a_head_without_blank_lines(byline: str, lead: str) -> None:
    text = f"7 May 2021\nRower crosses the Channel in a bathtub\n{byline}\n{lead}{BODY}"
    title = "Rower crosses the Channel in a bathtub"
    assert stated(read_page(text)) == (title, MAY, "Una Rees", "The Wick Echo", None)
    assert masked(text) == ["7 May 2021", byline]


def test_a_newspapers_name_over_its_date_is_not_the_title() -> None:
    text = f"THE WICK ECHO\nMay 7, 2021\n\nSchool roof blown off in gale\n\nBy Una Rees\n\n{BODY}"
    title = "School roof blown off in gale"
    assert stated(read_page(text)) == (title, MAY, "Una Rees", "The Wick Echo", None)
    assert masked(text) == ["THE WICK ECHO\nMay 7, 2021", "By Una Rees"]
    assert read_page(text, title=title).source == "The Wick Echo"
    assert read_page(text, title="The Wick Echo").title == "The Wick Echo"


@pytest.mark.parametrize("head", ["7 May 2021", "7 May 2021\n\nUna Rees", "Published: 7 May 2021\n\nWhat it was"])
def test_a_title_in_the_form_of_a_masthead_is_the_title(head: str) -> None:
    page = read_page(f"The Prairie Telegraph\n{head}\n\n{BODY}")
    assert (page.title, page.date, page.source) == ("The Prairie Telegraph", MAY, None)


def test_a_name_before_its_newspaper_is_no_heading() -> None:
    text = f"Bridge closed\n\nUna Rees, Wick Echo\n\n{BODY}\nLater Years\n\n{BODY}"
    assert (read_page(text).author, read_page(text).source) == ("Una Rees", "Wick Echo")
