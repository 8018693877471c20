"""What pages of many kinds state about their articles, and what is masked on them."""

from __future__ import annotations

import datetime

import pytest
from pages import BODY, masked, stated

from embeddings.cleaning.page import read_page


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


JANUARY = datetime.date(2024, 1, 5)


@pytest.mark.parametrize(
    "title",
    [
        "Von der Leyen Wins Second Term",
        "Door County Tourism Rebounds",
        "Sources: Lakers to sign Davis",
        "Mr. Smith Goes to Washington, D.C.",
    ],
)
def test_titles_that_begin_or_end_as_other_lines_do(title: str) -> None:
    text = f"{title}\n\nJanuary 5, 2024\n\n{BODY}"
    assert stated(read_page(text)) == (title, JANUARY, None, None, None)
    assert masked(text) == ["January 5, 2024"]


def test_a_press_release() -> None:
    text = f"NEWS RELEASE\nFOR IMMEDIATE RELEASE\n\nAcme opens plant\n\n{BODY}"
    assert read_page(text).title == "Acme opens plant"


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
