"""Web pages as articles: the main text, and what the tags state."""

from __future__ import annotations

import datetime
import os
import time
from pathlib import Path

import pytest
from outcomes import load, refused
from samples import HARBOUR, HTML

from embeddings.articles import Article
from embeddings.formats.source import latest_date
from embeddings.loading import load_articles


def masked(article: Article) -> list[str]:
    return [article.text[start:end] for start, end in article.masked]


def test_html_gives_the_main_text_and_what_the_tags_state():
    article = load("a.html", HTML.encode())
    assert article.text == HARBOUR
    assert (article.title, article.author) == ("Harbour fire closes northern terminal", "Ana Souza")
    # The date where it was published; neither the day of the change nor the one in the corner, nor in UTC.
    assert article.date == datetime.date(2023, 3, 14)
    assert (article.source, article.language) == ("The Coast Gazette", "en")
    assert masked(article) == ["Sign up for our newsletter to get the news in your inbox every morning."]


def _page(head: str, body: str) -> bytes:
    text = "<p>The harbour was closed on Monday after a fire in the northern warehouse, the port said.</p>" * 2
    return f"<html><head>{head}</head><body>{body}{text}</body></html>".encode()


PUBLISHED = "<h1>Fire closes the harbour</h1><p>Published: March 3, 2021</p>"
RELATED = (
    "<ul><li>Mayor opens bridge <time datetime='2020-01-01'>1 January</time></li></ul>"
    "<aside><time datetime='2020-01-02'>2 January</time></aside>"
)
HISTORY = "<p>On <time datetime='1944-06-06'>6 June 1944</time> a storm closed it, and a fire again on Monday.</p>"


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta property="article:published_time" content="2021-02-03T22:00:00Z">', "", "2021-02-03"),
        ('<meta name="date" content="1987-02-26">', "", "1987-02-26"),
        ("", "<article><h1>Fire</h1><time datetime='2020-05-06'>6 May</time></article>", "2020-05-06"),
        ("", "<h1>Fire</h1><p itemprop='datePublished' content='2020-05-06'>6 May</p>", "2020-05-06"),
        ("", "<main><h2>Fire</h2><time datetime='2020-05-06'>6 May</time></main>", "2020-05-06"),
        # As a line of the page states it.
        ("", "<h1>Fire closes the harbour</h1><p>Published on 6 May 2020</p>", "2020-05-06"),
        # The day in the corner, and another article's.
        ("", "<div class='date'>Monday, 6 May 2024</div><nav>Home</nav><h1>Fire closes the harbour</h1>", None),
        ("", "<header><time datetime='2024-05-06'>today</time></header><h2>Fire</h2>", None),
        ("", f"<article>{PUBLISHED}{RELATED}</article>", "2021-03-03"),
        ("", f"<main>{PUBLISHED}{RELATED}</main>", "2021-03-03"),
        # What happened then.
        ("", f"<article>{PUBLISHED}{HISTORY}</article>", "2021-03-03"),
        ("", f"<article>{PUBLISHED}{HISTORY.replace('fire', 'fire ' * 80)}</article>", "2021-03-03"),
        (
            "",
            "<article><h1>Fire</h1><p>Published on <time datetime='2021-03-03'>3 March</time></p></article>",
            "2021-03-03",
        ),
        # No page was published after it was saved.
        ('<meta property="article:published_time" content="2999-02-03">', "", None),
        (
            '<meta property="article:published_time" content="2999-02-03">',
            "<h1>Fire closes the harbour</h1><p>Published on 6 May 2020</p>",
            "2020-05-06",
        ),
        # Of a change, or of the copyright.
        ('<meta property="article:modified_time" content="2022-03-04T10:00:00Z">', PUBLISHED, "2021-03-03"),
        (
            '<meta property="article:modified_time" content="2022-03-04">',
            f"<article>{PUBLISHED}<time datetime='2021-03-03'>3 March</time></article>",
            "2021-03-03",
        ),
        ('<meta http-equiv="last-modified" content="2022-03-04">', "", None),
        ('<meta property="og:updated_time" content="2022-03-04T10:00:00Z">', "", None),
        ('<script type="application/ld+json">{"dateModified": "2022-03-04T10:00:00Z"}</script>', "", None),
        (
            '<script type="application/ld+json">{"datePublished": "", "dateModified": "2022-03-04"}</script>',
            PUBLISHED,
            "2021-03-03",
        ),
        ('<meta itemprop="copyrightYear" content="2019">', PUBLISHED, "2021-03-03"),
        ("", "<article><h1>Fire</h1><time itemprop='dateModified' datetime='2022-03-04'>4</time></article>", None),
        (
            "",
            "<article><h1>Fire</h1><time class='updated' datetime='2022-03-04'>4</time>"
            "<time class='published updated' datetime='2021-03-03'>3</time></article>",
            "2021-03-03",
        ),
        # Which day it is, is not said.
        ('<meta name="date" content="05/01/2024">', "<h1>Fire</h1><p>Published: May 1, 2024</p>", "2024-05-01"),
        ('<meta name="date" content="05/01/24 10:00">', "", None),
        ('<meta name="date" content="2021-03">', "", None),
        ('<meta name="date" content="31/01/2024">', "", "2024-01-31"),
        ('<meta name="date" content="20210303">', "", "2021-03-03"),
        ("", "<article><h1>Fire</h1><time datetime='2021-03'>March</time></article>", None),
    ],
)
def test_html_dates(head: str, body: str, date: str | None):
    assert load("a.html", _page(head, body)).date == (date and datetime.date.fromisoformat(date))


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2024-01-05T23:40:00-05:00", datetime.date(2024, 1, 5)),
        ("Jan 5, 2024", datetime.date(2024, 1, 5)),
        ("January 5, 2024 10:00 AM", datetime.date(2024, 1, 5)),
        ("Fri, 05 Jan 2024 10:00:00 GMT", datetime.date(2024, 1, 5)),
        (r"2024\/01\/05", datetime.date(2024, 1, 5)),
        ("05/01/2024", None),
        ("2024-01", None),
    ],
)
def test_html_dates_in_json(stated: str, date: datetime.date | None):
    head = f'<script type="application/ld+json">{{"headline": "x", "datePublished": "{stated}"}}</script>'
    assert load("a.html", _page(head, "")).date == date


def test_no_date_is_later_than_the_file(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_bytes(_page('<meta name="date" content="2021-02-03">', ""))
    for changed, date in (("2021-02-03", datetime.date(2021, 2, 3)), ("2020-12-31", None)):
        seconds = datetime.datetime.fromisoformat(f"{changed}T12:00:00+00:00").timestamp()
        os.utime(path, (seconds, seconds))
        (article,) = load_articles(path)
        assert article.date == date


def test_the_latest_date_of_a_file():
    noon = datetime.datetime(2021, 2, 3, 12, tzinfo=datetime.UTC).timestamp()
    assert latest_date(noon) == datetime.date(2021, 2, 4)  # it is the fourth on the Line Islands
    assert latest_date(noon - 3 * 3600) == datetime.date(2021, 2, 3)
    # What tools write that keep no times.
    assert latest_date(0) == latest_date(315532800) == latest_date(None) >= datetime.date(2024, 1, 1)


@pytest.mark.parametrize(
    "encoding", ["windows-1252", "windows-1251", "utf-8", "utf-8-sig", "utf-16", "iso-2022-jp"]
)
def test_html_encodings(encoding: str):
    word = {"windows-1251": "Привет", "iso-2022-jp": "日本語"}.get(encoding, "Zürich")
    head = f'<head><meta charset="{encoding}"><title>x</title></head>'
    page = f"<html>{head}<body><p>{word}, she said.</p></body></html>"
    assert load("a.htm", page.encode(encoding)).text == f"{word}, she said."


@pytest.mark.parametrize("charset", ["iso-8859-1", "latin1", "ISO-8859-1"])
def test_html_that_calls_windows_latin_1(charset: str):
    text = "“We’ve never seen it” – she said… 5 €"
    page = f'<meta charset="{charset}"><title>Ana’s mill</title><p>{text}</p>'.encode("cp1252")
    article = load("a.html", page)
    assert (article.text, article.title) == (text, "Ana’s mill")
    # A character by its number too; what has no meaning there stays.
    assert load("a.html", b"<p>It&#146;s on \xc2\x81 Monday.</p>").text == "It’s on \x81 Monday."


def test_html_without_a_main_text_gives_its_lines():
    page = b"<html><body><script>no()</script><ul><li>One <b>bold</b> item</li><li>Two</li></ul>tail</body></html>"
    assert load("a.html", page).text == "One bold item\nTwo\ntail"
    rows = b"<tr><th>Ship</th><th>Crew</th></tr><tr><td>Rose</td><td></td></tr><tr><td></td><td>11</td></tr>"
    assert load("a.html", b"<html><body><table>%b</table></body></html>" % rows).text == "Ship | Crew\nRose\n11"


def test_a_short_article_on_a_page_of_links():
    links = "".join(f"<div><a href='/{i}'>Another story of the day, number {i}</a></div>" for i in range(40))
    text = "The harbour was closed on Monday after a fire in the northern warehouse, the port said. " * 2
    page = f"<html><body><div>{links}</div><h1>Fire</h1><article><p>{text}</p></article></body></html>"
    assert load("a.html", page.encode()).text == f"Fire\n{text}".strip()


def test_html_times_in_a_sentence():
    around = "The port opened again on Sunday, the port authority said, and the first ship sailed. " * 3
    told = "On <time datetime='1944-06-06'>6 June 1944</time> they landed: <label>one</label>, <output>2</output>."
    page = f"<html><body><article><p>{around}</p><p>{told}</p><p>{around}</p></article></body></html>"
    assert load("a.html", page.encode()).text.split("\n")[1] == "On 6 June 1944 they landed: one, 2."


def test_html_author_without_the_paper():
    author = load("a.html", _page('<meta name="author" content="Ana Souza, BBC News">', "")).author
    assert author == "Ana Souza"


def test_html_author_is_no_account():
    for author in ("admin", "Coast Gazette", "COAST GAZETTE", "https://x.example/ana"):
        head = f'<meta property="og:site_name" content="Coast Gazette"><meta name="author" content="{author}">'
        assert load("a.html", _page(head, "")).author is None


def test_html_with_elements_deep_in_others():
    lines = [f"The harbour was closed on day {i} of the strike, the port authority said." for i in range(400)]
    unclosed = "".join(f"<font size=2><b><p>{line}" for line in lines)
    assert load("a.html", f"<body>{unclosed}".encode()).text == " ".join(lines)
    assert load("a.html", f"<body>{'<div><ul>' * 300}<p>{lines[0]}".encode()).text == lines[0]
    assert refused("a.html", f"<body><p>{lines[0]}</p>{'<div>' * 5000}<p>{lines[1]}".encode()) == (
        "elements within elements, thousands deep; save its text and index that"
    )


def test_html_with_many_elements_deep_in_others_takes_little_time():
    page = f"<article>{'<font><b><p>Line. ' * 650}{'<time class=updated datetime=2020>x</time> word ' * 9000}"
    started = time.process_time()
    assert load("a.html", page.encode()).text.endswith("x word x word")
    assert time.process_time() - started < 10


def test_the_language_of_a_page():
    page = "<html {}><head>{}</head><body><p>Le port est fermé.</p></body></html>"
    locale = "<meta property='og:locale' content='de_DE'>"
    for tag, head, language in (
        ("lang='fr-FR'", locale, "fr"),
        ("xmlns='http://www.w3.org/1999/xhtml' xml:lang='fr'", locale, "fr"),
        ("", locale, "de"),
        ("", "", None),
    ):
        assert load("a.xhtml", page.format(tag, head).encode()).language == language
