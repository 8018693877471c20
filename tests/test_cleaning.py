"""What pages state about their articles and what is masked on them: the seeds, and others of their kinds."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.cleaning.boilerplate import boilerplate
from embeddings.cleaning.dates import date_entries, parse_date
from embeddings.cleaning.names import publisher
from embeddings.cleaning.page import Page, read_page

SEEDS = Path(__file__).parent.parent / "seeds"
BODY = (
    "The ministry confirmed on Sunday that the bridge over the river had been closed to traffic for the "
    "third time "
    "this month.\n\nEngineers told reporters that the repairs would take until the end of the summer, "
    "weather "
    "permitting, and cost twelve million.\n"
)


def seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes().decode()


def masked(text: str, page: Page | None = None) -> list[str]:
    return [text[start:end] for start, end in (page or read_page(text)).masked]


def stated(page: Page) -> tuple[str | None, datetime.date | None, str | None, str | None, str | None]:
    return page.title, page.date, page.author, page.source, page.dateline


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


# --- other pages of the same kinds ----------------------------------------------------------------


def test_page_with_published_and_updated_on_one_line() -> None:
    text = (
        "Home > World > Europe\nFerry sinks off Crete, dozens rescued\n"
        "By Maria Pappas and John O’Neill, Reuters\n"
        "Published: 3 March 2021 10:15 GMT | Updated: 5 March 2021 08:00 GMT\nFacebook\nTwitter\nWhatsApp\n\n"
        + BODY
        + "\nRelated Stories\n\nCrete ferry: what we know\n\nStorm warning for the Aegean\n\n"
        "© 2021 Thomson Reuters. All rights reserved.\n"
    )
    page = read_page(text)
    title = "Ferry sinks off Crete, dozens rescued"
    author = "Maria Pappas and John O’Neill"
    assert stated(page) == (title, datetime.date(2021, 3, 3), author, "Reuters", None)
    assert masked(text) == [
        "Home > World > Europe",
        "By Maria Pappas and John O’Neill, Reuters\n"
        "Published: 3 March 2021 10:15 GMT | Updated: 5 March 2021 08:00 GMT\nFacebook\nTwitter\nWhatsApp",
        "Related Stories\n\nCrete ferry: what we know\n\nStorm warning for the Aegean\n\n"
        "© 2021 Thomson Reuters. All rights reserved.",
    ]


def test_page_with_a_wire_dateline_and_no_date_of_its_own() -> None:
    text = "EXCLUSIVE\n\nOil prices slip as stocks rise\n\nNEW YORK, Jan 3 (Reuters) - " + BODY
    page = read_page(text)
    assert stated(page) == ("Oil prices slip as stocks rise", None, None, "Reuters", "New York")
    assert masked(text) == ["EXCLUSIVE"]


def test_page_updated_before_it_says_when_published() -> None:
    text = "Updated 7 May 2022\n\nHarbour strike enters second week\n\nPosted on May 6, 2022 at 9:30 am\n\n" + BODY
    assert read_page(text).date == datetime.date(2022, 5, 6)


def test_page_that_says_only_when_it_was_updated() -> None:
    text = "Harbour strike enters second week\n\nLast updated: January 5, 2024\n\n" + BODY
    assert read_page(text).date is None
    assert masked(text) == ["Last updated: January 5, 2024"]


def test_page_with_its_own_today_and_nothing_else() -> None:
    text = "Tuesday, 4 October 2022\n\nCity council rejects tram plan\n\n" + BODY
    page = read_page(text)
    assert page.date == datetime.date(2022, 10, 4)
    assert masked(text) == ["Tuesday, 4 October 2022"]


def test_page_in_german() -> None:
    text = (
        "Brücke bleibt gesperrt\n\nVon Jürgen Müller\n\nSonntag, 26. Januar 2020, 14:05 Uhr\n\n"
        "Das Ministerium bestätigte am Sonntag, dass die Brücke über den Fluss zum dritten Mal in diesem "
        "Monat "
        "für den Verkehr gesperrt worden ist.\n\nAnzeige\n\nDie Reparatur dauert nach Angaben der "
        "Ingenieure bis zum "
        "Ende des Sommers.\n"
    )
    page = read_page(text)
    assert stated(page)[:3] == ("Brücke bleibt gesperrt", datetime.date(2020, 1, 26), "Jürgen Müller")
    assert "Anzeige" in masked(text)


def test_page_with_labelled_fields() -> None:
    text = (
        "Title: Floods reach the old town\nAuthor: Ana Souza\nDate: 2023-02-11\nSource: "
        "https://www.example.org/a/1\n\n" + BODY
    )
    page = read_page(text)
    assert stated(page)[:4] == (
        "Floods reach the old town",
        datetime.date(2023, 2, 11),
        "Ana Souza",
        "example.org",
    )
    assert masked(text) == [text[: text.index("\n\n")]]


def test_page_with_an_author_box_and_a_newsletter() -> None:
    text = (
        "Why the dam failed\n\nLina Haddad\n\n10 June 2021\n\n" + BODY + "\nSign up for our weekly newsletter\n\n"
        "Lina Haddad is a reporter based in Amman who covers water.\n\n"
        "More from Lina Haddad\n\nThe wells are dry\n\nA river divided\n"
    )
    page = read_page(text)
    assert stated(page) == ("Why the dam failed", datetime.date(2021, 6, 10), "Lina Haddad", None, None)
    assert masked(text) == [
        "Lina Haddad\n\n10 June 2021",
        "Sign up for our weekly newsletter\n\nLina Haddad is a reporter based in Amman who covers water.\n\n"
        "More from Lina Haddad\n\nThe wells are dry\n\nA river divided",
    ]


def test_page_of_a_press_release() -> None:
    text = "Acme opens plant\n\nGENEVA, Switzerland — " + BODY + "\nSource: ACME MEDIA GROUP\n"
    page = read_page(text)
    assert stated(page) == ("Acme opens plant", None, None, "Acme Media Group", "Geneva, Switzerland")
    assert masked(text) == ["Source: ACME MEDIA GROUP"]


def test_page_that_admits_a_machine_in_other_words() -> None:
    text = (
        "Rain on the coast\n\n" + BODY + "\nThis article was generated automatically by an AI and not checked.\n"
    )
    assert read_page(text).note is None
    text = (
        "Rain on the coast\n\n"
        + BODY
        + "\nThis summary was generated automatically using artificial intelligence.\n"
    )
    page = read_page(text)
    clause = "This summary was generated automatically using artificial intelligence"
    assert page.note == f"machine-written, by its own words: “{clause}”"
    assert masked(text) == [clause + "."]


def test_page_with_a_script_and_a_cookie_banner() -> None:
    text = (
        "<script>\nvar a = 1;\ntrack(a);\n</script>\nWe use cookies to improve your experience on this "
        "website.\n"
        "Accept all cookies\n\nHospital roof collapses\n\nAdvertisement - Continue reading below\n\n" + BODY
    )
    assert read_page(text).title == "Hospital roof collapses"
    assert masked(text) == [
        "<script>\nvar a = 1;\ntrack(a);\n</script>\nWe use cookies to improve your experience on this "
        "website.\n"
        "Accept all cookies",
        "Advertisement - Continue reading below",
    ]


def test_page_with_an_agency_signature() -> None:
    text = "Snow closes pass\n\n(CNN) The road was closed.\n\n" + BODY.rstrip() + " – AFP\n"
    assert read_page(text).source == "AFP"


@pytest.mark.parametrize(
    "menu",
    [
        "Home | News | Sport | Weather",
        "Home · News · Sport",
        "Home / World News / Sport & Leisure / About us",
        "Home > World > Europe",
    ],
)
def test_page_with_a_menu_over_its_title(menu: str) -> None:
    text = f"{menu}\nHarbour strike enters second week\n\n{BODY}"
    assert read_page(text).title == "Harbour strike enters second week"
    assert masked(text) == [menu]
    under = f"Harbour strike\n\nTeam | Won | Lost\n\n{BODY}"
    assert masked(under) == []


AGENCY_FOOT = (
    "Reporting by Paul Sandle in London and Kate Holton; Editing by Guy Faulconbridge\n\n"
    "Our Standards: The Thomson Reuters Trust Principles."
)


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("Business News\n{title}\n{date}\nPaul Sandle\n3 Min Read\n", "Paul Sandle"),
        ("{date}\n{title}\nPaul Sandle, Kate Holton\n3 Min Read\n", "Paul Sandle, Kate Holton"),
        ("{date}\n\n{title}\n\n3 Min Read\n\n", "Paul Sandle and Kate Holton"),
    ],
)
@pytest.mark.parametrize(
    "date",
    [
        "MARCH 14, 2018 / 6:12 AM / 3 YEARS AGO",
        "March 14, 2018 / 6:12 AM GMT+1 / Updated an hour ago",
    ],
)
def test_page_of_an_agency(head: str, author: str, date: str) -> None:
    title = "Growth forecast raised slightly"
    body = "LONDON (Reuters) - " + BODY
    text = f"{head.format(title=title, date=date)}{body}\n{AGENCY_FOOT}\n"
    page = read_page(text)
    assert stated(page) == (title, datetime.date(2018, 3, 14), author, "Reuters", "London")
    left = text
    for part in masked(text):
        left = left.replace(part, "", 1)
    assert left.split() == f"{title} {body}".split()


COMMENTS = (
    "Tagged with: bridge, river\n\nPosted in News\n\n3 Responses to “Harbour strike”\n\nJohn says:\n\n"
    "July 5, 2021 at 9:14 am",
    "Mary Ann says: July 6, 2021 at 9:14 am",
    "Leave a Reply",
)


@pytest.mark.parametrize(
    ("line", "date", "author"),
    [
        ("Posted on 4 July 2021 by admin", datetime.date(2021, 7, 4), None),
        ("Posted by Admin on July 4, 2021 in News", datetime.date(2021, 7, 4), None),
        ("Posted by Jane Doe on July 4, 2021", datetime.date(2021, 7, 4), "Jane Doe"),
        ("By Admin", None, None),
    ],
)
def test_page_of_a_blog(line: str, date: datetime.date | None, author: str | None) -> None:
    tags, comment, reply = COMMENTS
    paragraph = BODY.split("\n")[0]
    text = (
        f"Harbour strike\n\n{line}\n\n{paragraph}\n\n{tags}\n\nGreat article, thank you.\n\n"
        f"{comment}\n\nI do not agree.\n\n{reply}\n"
    )
    page = read_page(text)
    assert (page.title, page.date, page.author) == ("Harbour strike", date, author)
    assert masked(text) == [line, *COMMENTS]


def test_a_title_under_labelled_fields_stays() -> None:
    text = f"Source: Reuters\nTitle: Harbour strike\nAuthor: admin\n\nHarbour strike\n\n{BODY}"
    page = read_page(text)
    assert stated(page)[:4] == ("Harbour strike", None, None, "Reuters")
    assert masked(text) == ["Source: Reuters\nTitle: Harbour strike\nAuthor: admin"]


def test_page_with_a_bureau_and_labelled_pictures() -> None:
    head = "By Hugh Scott\nBBC News, Paris\n\nPublished\n14 March 2021"
    pictures = "Image source, EPA\nImage caption The bridge on Sunday"
    text = f"{pictures}\n\nHarbour strike\n\n{head}\n\n{BODY}\nImage caption The bridge on Sunday\n"
    page = read_page(text)
    assert stated(page) == ("Harbour strike", datetime.date(2021, 3, 14), "Hugh Scott", "BBC News", "Paris")
    assert masked(text) == [head, "Image caption The bridge on Sunday"]


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


# --- dates and names ------------------------------------------------------------------------------


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
