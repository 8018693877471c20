"""What each format gives: text, metadata, ids, pages; and what is said of files that cannot be read."""

from __future__ import annotations

import datetime
import email.message
import email.policy
import gzip
import json
import os
import zipfile
from pathlib import Path

import pytest
from samples import (
    CSV_ROWS,
    HTML,
    ROWS,
    SAMPLES,
    archive,
    docx,
    eml,
    epub,
    jsonl,
    mbox,
    pdf,
    table,
    unzipped,
    zipped,
)

from embeddings.articles import Article
from embeddings.errors import ArticleError
from embeddings.formats.source import credible_author, credible_title, latest_date
from embeddings.loading import iter_articles, load_articles


def load(name: str, content: bytes) -> Article:
    (article,) = load_articles(Path(name), content)
    return article


def outcome(name: str, content: bytes, max_file_size: int = 50_000_000) -> tuple[list[str], list[str]]:
    """The ids of the articles, and the sentences about what could not be read."""
    found = list(iter_articles(Path(name), content, max_file_size=max_file_size))
    return [one.id for one in found if isinstance(one, Article)], [
        str(one) for one in found if isinstance(one, ArticleError)
    ]


def refused(name: str, content: bytes, max_file_size: int = 50_000_000) -> str:
    with pytest.raises(ArticleError) as caught:
        list(iter_articles(Path(name), content, max_file_size=max_file_size))
    assert str(caught.value).startswith(f"{name}: ")
    return caught.value.reason


def masked(article: Article) -> list[str]:
    return [article.text[start:end] for start, end in article.masked]


# --- web pages ------------------------------------------------------------------------------------

HARBOUR = """Harbour fire closes northern terminal
The harbour was closed on Monday after a fire in the northern warehouse, the port authority said. \
Nobody was hurt, and the international terminal remained open.
Containers wait
Some 2,400 containers are waiting to be unloaded, and eleven ships lie at anchor outside the breakwater. \
“We have never seen anything like it,” said Maria Nunes, the port director, on Tuesday.
Ship | Containers
Aurora | 310
The cause of the fire is not known. The damage is put at 14 million euros, and insurers are expected to \
send their own investigators to the port next week.
Sign up for our newsletter to get the news in your inbox every morning."""


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


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta property="article:published_time" content="2021-02-03T22:00:00Z">', "", "2021-02-03"),
        ('<meta name="date" content="1987-02-26">', "", "1987-02-26"),
        ("", "<article><h1>Fire</h1><time datetime='2020-05-06'>6 May</time></article>", "2020-05-06"),
        ("", "<h1>Fire</h1><p itemprop='datePublished' content='2020-05-06'>6 May</p>", "2020-05-06"),
        # As a line of the page states it.
        ("", "<h1>Fire closes the harbour</h1><p>Published on 6 May 2020</p>", "2020-05-06"),
        # The day in the corner, and another article's.
        ("", "<div class='date'>Monday, 6 May 2024</div><nav>Home</nav><h1>Fire closes the harbour</h1>", None),
        ("", "<header><time datetime='2024-05-06'>today</time></header><h2>Fire</h2>", None),
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


@pytest.mark.parametrize("encoding", ["windows-1252", "windows-1251", "utf-8", "utf-8-sig", "utf-16"])
def test_html_encodings(encoding: str):
    word = "Привет" if encoding == "windows-1251" else "Zürich"
    head = f'<head><meta charset="{encoding}"><title>x</title></head>'
    page = f"<html>{head}<body><p>{word}, she said.</p></body></html>"
    assert load("a.htm", page.encode(encoding)).text == f"{word}, she said."


def test_html_without_a_main_text_gives_its_lines():
    page = b"<html><body><script>no()</script><ul><li>One <b>bold</b> item</li><li>Two</li></ul>tail</body></html>"
    assert load("a.html", page).text == "One bold item\nTwo\ntail"


def test_a_short_article_on_a_page_of_links():
    links = "".join(f"<div><a href='/{i}'>Another story of the day, number {i}</a></div>" for i in range(40))
    text = "The harbour was closed on Monday after a fire in the northern warehouse, the port said. " * 2
    page = f"<html><body><div>{links}</div><h1>Fire</h1><article><p>{text}</p></article></body></html>"
    assert load("a.html", page.encode()).text == f"Fire\n{text}".strip()


def test_html_author_is_no_account():
    for author in ("admin", "The Coast Gazette", "https://x.example/ana"):
        head = f'<meta property="og:site_name" content="The Coast Gazette"><meta name="author" content="{author}">'
        assert load("a.html", _page(head, "")).author is None


# --- PDF ------------------------------------------------------------------------------------------


def test_pdf_text_pages_and_running_heads():
    article = load("a.pdf", pdf())
    first = (
        "The Valley Dam Report\nThe dam above Oxwell was built in 1954 and has leaked ever since, the engineers "
        "wrote on Monday. Its western wall moved by eleven millimetres in a year, more than any other wall in the "
        "country. The repair will cost 37 million crowns.\n1\n"
    )
    second = (
        "The Valley Dam Report\nJana Horakova, who leads the inspection, asked for the lake to be lowered before "
        "the spring. The ministry has not answered.\n2\n"
    )
    assert article.text == first + second
    assert article.pages == (0, len(first))
    assert masked(article) == ["1\nThe Valley Dam Report", "2"]
    assert article.page(article.text.index("Horakova")) == 2
    assert article.page(len(first) - 1) == article.page(0) == 1


def test_a_page_without_text_keeps_its_number():
    article = load("a.pdf", pdf((("The wells are dry.",), (), ("The wells are full.",))))
    assert article.text == "The wells are dry.\nThe wells are full.\n"
    assert article.pages == (0, 19, 19)
    assert article.page(article.text.index("full")) == 3


@pytest.mark.parametrize(
    ("properties", "title", "author"),
    [
        ({"Title": "Dams of the valley", "Author": "Ana Souza"}, "Dams of the valley", "Ana Souza"),
        ({"Title": "Microsoft Word - dam.doc", "Author": "asouza"}, "The dam", None),
        ({"CreationDate": "D:20240102030405Z"}, "The dam", None),
    ],
)
def test_pdf_properties(properties: dict[str, str], title: str, author: str | None):
    lines = ("Title: The dam", "The dam above Oxwell was built in 1954.")
    article = load("a.pdf", pdf((lines,), properties))
    assert (article.title, article.author, article.date) == (title, author, None)


@pytest.mark.parametrize(
    ("stated", "credible"),
    [
        ("Dams of the valley", True),
        ("Microsoft buys a dam", True),
        ("Untitled Love", True),
        ("1984 in pictures", True),
        ("Microsoft Word - dam.doc", False),
        ("untitled", False),
        ("Document1", False),
        ("report_2021-final.pdf", False),
        ("20210304_v2", False),
        ("123", False),
        ("", False),
    ],
)
def test_credible_titles(stated: str, credible: bool):
    assert credible_title(stated) == (stated if credible else "")


def test_credible_authors():
    assert [credible_author(one) for one in ("Ana Souza", "Ana Souza and John Roe", "Reuters")] == [
        "Ana Souza",
        "Ana Souza and John Roe",
        "Reuters",
    ]
    for one in ("asouza", "Microsoft Office User", "Windows User", "Administrator", "python-docx", "HP"):
        assert credible_author(one) == ""


def test_pdf_that_holds_no_text():
    assert "run text recognition (OCR)" in refused("scan.pdf", pdf(((), ())))


def test_pdf_that_is_locked():
    # A check of the password that the empty one does not pass.
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >> /ID [<00> <00>]" % (
        b"5a" * 32,
        b"a5" * 32,
    )
    assert "locked with a password" in refused("a.pdf", pdf().replace(b"trailer\n<<", b"trailer\n<< " + lock))


def test_pdf_that_is_none():
    assert "damaged, or no PDF file" in refused("a.pdf", b"%PDF-1.4 and nothing more")


# --- Word and e-books -----------------------------------------------------------------------------


def test_docx_text_in_order_with_tables():
    article = load("a.docx", docx())
    assert article.text == (
        "Orchards of the north\nPublished on 3 May 2022\n"
        "The orchards of Tarn lost a third of their apple trees to the frost of April 2021.\n"
        "What was planted\nKind | Trees\nPear | 1,900\nThe growers planted pears instead, said Omar Vance."
    )
    # Neither the property's title, a program's, nor the template's date.
    assert (article.title, article.date) == ("Orchards of the north", datetime.date(2022, 5, 3))
    assert (article.author, article.language) == ("Lina Haddad", "en")
    assert masked(article) == ["Published on 3 May 2022"]


def test_docx_reads_as_word_shows_it():
    def run(text: str) -> str:
        return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"

    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    deleted = "<w:del><w:r><w:delText>robbery</w:delText></w:r></w:del>"
    inside = (
        f"{run('The court found the mayor ')}<w:ins>{run('not ')}</w:ins>{run('guilty of ')}{deleted}",
        f"<w:ins><w:smartTag>{run('fraud')}</w:smartTag></w:ins>{run('.')}",
        f"{control(run('Judge Mia Lund'))}<w:moveFrom>{run(' on Monday')}</w:moveFrom>{run(' ruled')}",
        f"<w:moveTo>{run(' on Friday')}</w:moveTo><w:fldSimple w:instr='PAGE'>{run(', page 4')}</w:fldSimple>",
        run("He goes free."),
    )
    paragraphs = (
        f"<w:p>{inside[0]}{inside[1]}</w:p><w:p>{inside[2]}{inside[3]}</w:p>{control(f'<w:p>{inside[4]}</w:p>')}"
    )
    members = unzipped(docx())
    document = members["word/document.xml"].decode()
    start, end = document.index("<w:body>") + len("<w:body>"), document.index("<w:sectPr")
    members["word/document.xml"] = (document[:start] + paragraphs + document[end:]).encode()
    assert load("a.docx", zipped(members)).text == (
        "The court found the mayor not guilty of fraud.\nJudge Mia Lund ruled on Friday, page 4\nHe goes free."
    )


def test_docx_that_is_none():
    assert "Word's old format" in refused("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "damaged, or no Word file" in refused("a.docx", b"PK\3\4 cut")
    assert "damaged, or no Word file" in refused("a.docx", zipped({"a.txt": "x"}))


def test_epub_chapters_in_reading_order():
    article = load("a.epub", epub())
    assert article.text == (
        "One\nSalt was cut at Taoudeni since the year 1585.\n\n"
        "Two\nThe caravan reached Taoudeni with ninety camels – all well."
    )
    assert (article.title, article.author, article.source) == ("The Salt Road", "Ibrahim Sall", "Dune Press")
    assert (article.date, article.language) == (datetime.date(2019, 2, 3), "en")


def test_epub_with_chapters_that_are_empty_or_missing():
    members = unzipped(epub())
    assert load("a.epub", zipped(members | {"OEBPS/text/two.xhtml": " "})).text.startswith("One\nSalt was cut")
    del members["OEBPS/text/two.xhtml"]
    assert load("a.epub", zipped(members)).text == "One\nSalt was cut at Taoudeni since the year 1585."


def test_epub_with_the_date_of_a_change():
    members = unzipped(epub())
    package = members["OEBPS/book.opf"].decode()
    published = "<dc:date>2019-02-03T00:00:00Z</dc:date>"
    changed = '<dc:date xmlns:opf="http://www.idpf.org/2007/opf" opf:event="modification">2022-03-04</dc:date>'
    for dates, date in ((changed, None), (changed + published, datetime.date(2019, 2, 3))):
        members["OEBPS/book.opf"] = package.replace(published, dates).encode()
        assert load("a.epub", zipped(members)).date == date


def test_epub_that_is_locked():
    lock = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><e:EncryptedData '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:CipherData><e:CipherReference URI="{}"/></e:CipherData>'
        "</e:EncryptedData></encryption>"
    )
    assert "DRM" in refused("a.epub", epub(lock.format("OEBPS/text/two.xhtml")))
    assert load("a.epub", epub(lock.format("OEBPS/font.otf"))).title == "The Salt Road"


# --- rows -----------------------------------------------------------------------------------------


def test_jsonl_rows_by_the_names_of_their_fields():
    first, second = load_articles(Path("a.jsonl"), jsonl())
    assert (first.id, first.title, first.source) == ("wire-1", "Mine reopens", "The Wire")
    assert (first.date, first.text) == (datetime.date(1987, 2, 26), ROWS[0]["text"])
    assert Path(first.path).name == "a.jsonl"
    assert (second.id, second.title, second.author) == ("a.jsonl#2", "Bakery sold", "Lina Haddad, John Roe")
    assert (second.date, second.text) == (datetime.date(2021, 5, 6), ROWS[1]["body"])


@pytest.mark.parametrize(
    "date",
    [
        *(1612310400, 1612310400000, "1612310400", "2021-02-03", "Feb 3, 2021"),
        # A day, an hour and a minute, not seconds; also as pandas writes it where others lack it.
        *("202102031200", "20210203120059", 202102031200, 202102031200.0),
    ],
)
def test_dates_of_rows(date: object):
    assert load("a.jsonl", jsonl([{"text": "A line.", "date": date}])).date == datetime.date(2021, 2, 3)


def test_a_time_that_could_be_a_day():
    assert load("a.jsonl", jsonl([{"text": "A line.", "date": 946684800000}])).date == datetime.date(2000, 1, 1)
    assert load("a.jsonl", jsonl([{"text": "A line.", "date": 202199991200}])).date == datetime.date(1976, 5, 29)


def test_values_that_are_missing():
    nan = float("nan")
    article = load("a.jsonl", jsonl([{"title": nan, "author": nan, "date": nan, "text": nan, "body": "A line."}]))
    assert (article.title, article.author, article.date, article.text) == (None, None, None, "A line.")
    assert outcome("a.jsonl", jsonl([{"text": nan}]))[1] == [
        "a.jsonl: line 1 holds no text in 'text'; fill it in or remove the line"
    ]


def test_the_first_field_that_holds_something():
    rows = [{"text": "", "body": "A line.", "title": None, "headline": "Mill"}, {"text": "One.", "body": "Two."}]
    first, second = load_articles(Path("a.jsonl"), jsonl(rows))
    assert (first.text, first.title, second.text) == ("A line.", "Mill", "One.")


def test_a_text_in_paragraphs():
    row = {"text": ["First paragraph.", "Second paragraph."], "authors": ["Lina Haddad", "John Roe"]}
    article = load("a.jsonl", jsonl([row]))
    assert (article.text, article.author) == ("First paragraph.\nSecond paragraph.", "Lina Haddad, John Roe")


def test_a_bad_row_costs_only_itself():
    lines = [b'{"text": "One."}', b"{bad", b"", b"[1]", b'{"id": 4}', b'{"text": " "}', b"7", b'{"text": "Two."}']
    ids, failures = outcome("a.jsonl", b"\n".join(lines))
    assert ids == ["a.jsonl#1", "a.jsonl#8"]
    assert [one.split(";")[0] for one in failures] == [
        "a.jsonl: line 2 is not JSON (Expecting property name enclosed in double quotes at character 2)",
        "a.jsonl: line 4 is not a JSON object",
        "a.jsonl: line 5 has no field for the text ('id')",
        "a.jsonl: 2 more lines are like these",
    ]


def test_ids_of_rows_are_unique_in_their_file():
    rows = [{"id": "x", "text": "One."}, {"id": "x", "text": "Two."}, {"id": 7, "text": "Three."}]
    assert outcome("a.ndjson", jsonl(rows)) == (["x", "x#2", "7"], [])


def test_half_characters_and_control_codes_can_be_stored():
    text = load("a.jsonl", b'{"text": "Half \\ud83d a\\u0000b\\u001b c\\r\\nd"}').text
    assert text == "Half \ufffd a b  c\nd"


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding"),
    [
        ("a.csv", ",", "utf-8"),
        ("a.csv", ";", "utf-8-sig"),
        ("a.csv", "|", "utf-16"),
        ("a.csv", "\t", "utf-8"),
        ("a.tsv", "\t", "utf-8"),
        ("a.csv", ",", "cp1252"),
    ],
)
def test_tables(name: str, delimiter: str, encoding: str):
    first, second = load_articles(Path(name), table(CSV_ROWS, delimiter, encoding))
    assert (first.id, first.title, first.language) == ("7", 'The "Rose" sails', "en")
    assert (first.text, first.date) == (CSV_ROWS[1][2], datetime.date(2022, 8, 14))
    # The first row's text has a line's end: the second begins on line 4.
    assert (second.id, second.title, second.text) == (f"{name}#4", "Café closes", CSV_ROWS[2][2])
    assert second.date == datetime.date(2022, 8, 14)


def test_a_bad_row_of_a_table():
    ids, failures = outcome("a.csv", b"id,text\n1,One.\n2,Two, three\n3\n4,Four.\n")
    assert ids == ["1", "4"]
    assert failures == [
        "a.csv: line 3 has 3 values for 2 columns; put values with delimiters in quotes",
        "a.csv: line 4 has no field for the text ('id'); call one text, body or content",
    ]


def test_a_column_without_a_name_is_nothing():
    article = load("a.csv", b",id,text\n0,7,The mill closed.\n")
    assert (article.id, article.text, article.title, article.author) == ("7", "The mill closed.", None, None)


def test_a_table_without_a_column_of_text():
    assert refused("a.csv", b"name,age\nx,1\n").startswith("no column holds the text (columns: 'name', 'age')")


# --- e-mail ---------------------------------------------------------------------------------------


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


# --- archives -------------------------------------------------------------------------------------


def test_gz_is_what_it_holds():
    assert load("a.html.gz", SAMPLES["a.html.gz"]).text == HARBOUR
    twice = load_articles(Path("a.jsonl.gz"), gzip.compress(jsonl([ROWS[0]])) + gzip.compress(jsonl([ROWS[1]])))
    assert [article.id for article in twice] == ["wire-1", "a.jsonl.gz#2"]


def test_zip_members_have_paths_of_their_own():
    articles = load_articles(Path("a.zip"), archive())
    inside = Path("a.zip").absolute()
    assert [(article.id, article.path) for article in articles] == [
        ("page.html", f"{inside}/inner/page.html"),
        ("note.txt", f"{inside}/inner/note.txt"),
        ("note.txt", f"{inside}/other/note.txt"),
        ("wire-1", f"{inside}/rows.jsonl.gz"),
        ("rows.jsonl.gz#2", f"{inside}/rows.jsonl.gz"),
    ]
    assert articles[0].text == HARBOUR


def test_a_bad_member_costs_only_itself():
    content = zipped({"a.txt": "One.", "b.pdf": "no", "../../c.txt": "Two.", "/d.txt": ""})
    ids, failures = outcome("a.zip", content)
    assert ids == ["a.txt", "c.txt"]
    assert failures == [
        "a.zip/b.pdf: damaged, or no PDF file; save or fetch it anew",
        "a.zip/d.txt: the file is empty; put an article in it or remove it",
    ]


def test_zip_that_is_locked():
    content = bytearray(zipped({"a.txt": "One."}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    assert outcome("a.zip", bytes(content)) == (
        [],
        [f"{Path('a.zip/a.txt')}: is locked with a password; unpack the archive and index the folder"],
    )


@pytest.mark.parametrize("name", ["a.txt.gz", "a.zip", "a.docx", "a.epub"])
def test_bombs_are_not_unpacked(name: str):
    text = b"word " * 1_000_000
    content = gzip.compress(text) if name.endswith(".gz") else zipped({"a.txt": text})
    assert len(content) < 30_000
    assert refused(name, content, 1_000_000) == "unpacks to more than 1 MB; split it, or raise --max-file-size"


def test_an_archive_that_lies_about_its_size():
    content = zipped({"a.txt": b"word " * 1_000_000})
    size = (5_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    ids, failures = outcome("a.zip", content.replace(size, (9).to_bytes(4, "little")), 1_000_000)
    assert ids == []
    assert failures[0].startswith("a.zip/a.txt: damaged, or no zip file")


def test_a_bomb_of_archives():
    inner = zipped({"a.txt": b"word " * 100_000})
    content = zipped({f"{i}.zip": inner for i in range(10)})
    assert len(content) < 30_000
    ids, failures = outcome("a.zip", content, 1_200_000)
    assert ids == ["a.txt", "a.txt"]
    assert failures[0] == "a.zip/2.zip: unpacks to more than 1.2 MB; split it, or raise --max-file-size"
    assert len(failures) == 8


def test_archives_in_archives():
    inner = zipped({"a.txt": "One."})
    assert [article.path for article in load_articles(Path("a.zip"), zipped({"b.zip": inner}))] == [
        str(Path("a.zip/b.zip/a.txt").absolute())
    ]
    for depth in range(5):
        inner = zipped({f"{depth}.zip": inner})
    assert "lies in 3 archives" in outcome("a.zip", inner)[1][0]


def test_an_archive_without_articles():
    assert refused("a.zip", zipped({"a.png": b"x", ".hidden.txt": "x"})).startswith("no article in this archive")


def test_gz_of_a_format_that_is_not_read():
    assert refused("a.tar.gz", gzip.compress(b"x")).startswith("cannot be read: no loader for .gz")


def test_files_cut_short_are_named():
    for name in ("a.pdf", "a.docx", "a.epub", "a.zip", "a.html.gz"):
        assert "damaged" in refused(name, SAMPLES[name][:150])
        assert refused(name, b"").startswith("the file is empty")


def test_a_file_larger_than_the_limit(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("word " * 1000)
    with pytest.raises(ArticleError, match=r"has 5 kB, more than the 4 kB read; split it, or raise the limit"):
        load_articles(path, max_file_size=4000)
    assert len(load_articles(path, max_file_size=5000)) == 1


def test_the_samples_are_what_they_are_called(tmp_path: Path):
    assert sorted(unzipped(SAMPLES["a.zip"]))[:2] == ["__MACOSX/inner/._note.txt", "inner/.DS_Store"]
    (tmp_path / "a.zip").write_bytes(SAMPLES["a.zip"])
    assert zipfile.is_zipfile(tmp_path / "a.zip")
    assert [json.loads(line)["id"] for line in SAMPLES["a.jsonl"].splitlines()[:1]] == ["wire-1"]
