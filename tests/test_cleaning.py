"""What is masked on any text and what is not touched; the seeds."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import BODY, masked, stated

from embeddings.cleaning.page import read_page

SEEDS = Path(__file__).parent.parent / "seeds"
FIRST = BODY.split("\n")[0]


def seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes().decode()


# --- the seeds ------------------------------------------------------------------------------------


def test_seed_with_an_agency_in_its_dateline() -> None:
    page = read_page(seed("000"))
    title = "US ties with Iraq, allies take hit after drone strike"
    assert stated(page) == (title, None, None, "AFP", "Baghdad")
    assert page.note is None
    assert page.masked == ()


def test_seed_written_by_a_machine() -> None:
    text = seed("001")
    page = read_page(text)
    title = "US Strike in Iraq Raises Tensions and Questions Over Future Relations"
    assert stated(page) == (title, datetime.date(2024, 1, 5), "AiBot", None, None)
    assert page.note == "machine-written, by its own words: “the content is written entirely by AI”"
    box = (
        "AiBot scans breaking news and distills multiple news articles into a concise, "
        "easy-to-understand summary "
        "which reads just like a news story, saving users time while keeping them well-informed."
    )
    disclaimer = (
        "To err is human, but AI does it too. Whilst factual data is used in the production of these "
        "articles, the "
        "content is written entirely by AI. Double check any facts you intend to rely on with another source."
    )
    assert masked(text) == [
        "Breaking\nJuly 21, 2024",
        f"AiBot\nWritten by AiBot\n\n{box}\n\nJan 5, 2024",
        f"AiBot\n\nAiBot\n\nAuthor\n\n{box}\n\n{disclaimer}\n\nBy AiBot\n\n{box}\n\nRelated Post",
    ]


def test_seed_with_its_title_twice() -> None:
    text = seed("002")
    page = read_page(text)
    title = "US Warns Iraq of Embassy Shutdown in Response to Attacks on Personnel"
    assert stated(page) == (title, datetime.date(2020, 9, 29), None, "NBC News/Reuters", None)
    assert masked(text) == [
        "!-- Google tag (gtag.js) -->",
        f"September 29, 2020\n{title}\nSOURCE: NBC NEWS/REUTERS",
    ]


def test_seed_with_a_caption_twice_and_prompts() -> None:
    text = seed("003")
    page = read_page(text)
    title = "Ambassador flees as angry Iraqis storm US embassy"
    assert stated(page) == (title, datetime.date(2020, 1, 26), "Ahmed Rasheed", "Washington Post", None)
    caption = (
        "Iraqi protesters set a sentry box ablaze in front of the US embassy in Baghdad amid fury over "
        "US air strikes. "
        "Photo: Getty Images"
    )
    assert masked(text) == [
        "Sunday 26 January 2020",
        f"{caption}\n\nAhmed Rasheed",
        "Please log in or register with for free access to this article.\n\nLog In",
        "Today's news headlines, directly to your inbox every morning.\n\nEditors Choice\n\nAlso in World News",
    ]


def test_seed_without_a_title() -> None:
    page = read_page(seed("004"))
    assert stated(page) == (None, None, None, None, "Washington")
    assert page.masked == ()


# --- what is not touched --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Users who log in from abroad must register with the police for free, the ministry said.",
        "The party’s newsletter, sent to 40,000 members, called the vote a farce.",
        "“This site uses cookies to follow your browsing,” the regulator wrote to the company.",
        "Also in Basra, protesters blocked the road to the port for a second day.",
        "Read more books, the president told the children on Friday.",
        "Copyright law was changed by parliament in a late sitting.",
        "By Monday, the fire had reached the outskirts of the town.",
        "The film was written entirely by artificial intelligence, its producers say.",
        "Subscribe now, the paper told its readers, or it will close in the spring.",
        "Join the army or leave the town: the choice of a generation.",
        "Subscriptions for $1 a week have brought the paper a third more readers.",
        "The minister says:",
        "Our standards fell, the inspectors wrote in the spring of 1998.",
        "Source of the leak: a valve that nobody had inspected since 1998.",
    ],
)
def test_news_that_sounds_like_boilerplate_stays(sentence: str) -> None:
    text = f"A day in the news\n\n{BODY}\n{sentence}\n\n{BODY}"
    page = read_page(text)
    assert page.masked == ()
    assert page.note is None


def test_a_repeated_quotation_stays() -> None:
    quotation = "“We stress the need for all sides to remain calm,” the office said in a statement.\n\n"
    assert read_page(f"Calls for calm\n\n{BODY}\n{quotation}{BODY}\n{quotation}{BODY}").masked == ()


def test_section_headings_stay() -> None:
    text = f"Ten years on\n\n{BODY}\nFacebook\n\n{BODY}\nGreen Zone\n\n{BODY}\nAlso in Iraq\n\n{BODY}"
    assert read_page(text).masked == ()


def test_a_heading_the_text_speaks_of_is_no_author() -> None:
    text = "What we know so far\n\nGreen Zone\n\nThe gates of the Green Zone were shut on Sunday night.\n\n" + BODY
    assert read_page(text).author is None


@pytest.mark.parametrize("heading", ["Executive Summary", "Early Life", "Climate Change", "Main Findings"])
@pytest.mark.parametrize(
    "text",
    [
        f"A life at sea\n\n{FIRST}\n\n{{}}\n\n{BODY}",  # under a paragraph
        f"A life at sea\n\n{{}}\n\n{BODY}\nLater Years\n\n{BODY}",  # one of several
        f"A life at sea\n\n{{}}\n\n{BODY}\nWhat came of it?\n\n{BODY}",
    ],
)
def test_a_heading_is_no_author(heading: str, text: str) -> None:
    page = read_page(text.format(heading))
    assert (page.title, page.author, page.masked) == ("A life at sea", None, ())


def test_what_markdown_marks_as_a_heading_is_no_author() -> None:
    text = f"# A life at sea\n\n## Early Life\n\n{BODY}"
    assert (read_page(text, markdown=True).author, read_page(text, markdown=True).masked) == (None, ())
    dated = f"# A life at sea\n\n## Early Life\n\n4 May 2020\n\n{BODY}"
    assert read_page(dated, markdown=True).author is None


@pytest.mark.parametrize(
    "text",
    [
        f"A life at sea\n\nLina Haddad\n\n{BODY}",
        f"A life at sea\n\nPhoto: the sea\n\nLina Haddad\n\n{BODY}\nPhoto: the boat\n\n{BODY}",
        f"A life at sea\n\nLina Haddad\n\n{BODY}\n“It is over.”\n\n{BODY}",
        f"A life at sea\n\nLina Haddad\n\n{BODY}\nAbout the author\n\n{BODY}\nLina Haddad\n\n{BODY}",
        f"A life at sea\n\n{FIRST}\n\nLina Haddad\n\n4 May 2020\n\n{BODY}",
    ],
)
def test_a_name_alone_over_the_text_or_a_date_is_the_author(text: str) -> None:
    assert read_page(text).author == "Lina Haddad"


def test_the_dates_of_a_chronology_are_its_own() -> None:
    entries = "".join(f"{day} March 2020\n\n{BODY}\n" for day in (3, 5, 9))
    page = read_page("The strike, day by day\n\n" + entries)
    assert page.date is None
    assert page.masked == ()


def test_hard_wrapped_prose_has_no_title() -> None:
    text = "The ministry confirmed that the bridge over the river\nhad been closed to traffic\nagain.\n"
    assert read_page(text).title is None


@pytest.mark.parametrize(
    "title",
    [
        "Will the bridge ever open again?",
        "Talks resume in the U.S.",
        "‘Life survives there’: professor tells of her research into the atmospheres of worlds without "
        "oxygen, and of the bottle that started it all",
        "MINISTRY CLOSES BRIDGE - OFFICIAL.",
    ],
)
def test_forms_of_titles(title: str) -> None:
    assert read_page(f"{title}\n\n{BODY}").title == title


@pytest.mark.parametrize(
    "sentence",
    [
        "Network Inc said it was offering 220,838 shares of stock through the underwriter Stephens Inc.",
        "The department proposes to rename the grade “Good” of beef, and to call it “Select.”",
        "It rained all night.",
        "Photo: the bridge on Sunday",
    ],
)
def test_sentences_are_no_titles(sentence: str) -> None:
    assert read_page(f"{sentence}\n\n{BODY}").title is None


def test_a_late_date_is_no_date_of_the_page() -> None:
    assert read_page(f"Bridge closed\n\n{BODY}\n5 January 2024\n\n{BODY}").date is None


# --- any text -------------------------------------------------------------------------------------

LINES = [
    "By Jane Doe",
    "Jan 5, 2024",
    "Log In",
    "Related Posts",
    "Breaking",
    "<script>",
    "</script>",
    "Jane Doe",
    "A title",
    "Facebook",
    "Author",
    "SOURCE: X",
    "This article was written by AI.",
    "\u2028",
    "",
    BODY,
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(LINES) | st.text(max_size=30)).map("\n".join))


@settings(deadline=None)
@given(TEXTS, st.booleans())
def test_masked_ranges_of_any_text(text: str, markdown: bool) -> None:
    page = read_page(text, markdown)
    assert all(0 <= start < end <= len(text) for start, end in page.masked)
    for (_, end), (start, _) in zip(page.masked, page.masked[1:], strict=False):
        assert text[end:start].strip()


@pytest.mark.parametrize("text", ["a" * 5_000_000, "word " * 1_000_000, "(" * 5_000_000, "\n" * 5_000_000])
def test_a_long_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    assert read_page(text).masked == ()
    assert time.process_time() - started < 5
