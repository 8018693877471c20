"""PDF and Word files and e-books as articles: text in order, pages, properties."""

from __future__ import annotations

import datetime
import io
import re

import pytest
from docx import Document
from outcomes import load, refused
from samples import docx, epub, pdf, unzipped, zipped

from embeddings.articles import Article
from embeddings.formats.source import credible_author, credible_title


def masked(article: Article) -> list[str]:
    return [article.text[start:end] for start, end in article.masked]


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
        ("Word Document", False),
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


def test_docx_tables_in_cells_and_cells_over_several_rows():
    document = Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "outer\ntext"
    inner = outer.cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "inner one"
    inner.cell(0, 1).text = "inner two: 42 ships"
    outer.cell(0, 1).text = "beside\nit"
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "tall"
    table.cell(2, 0).merge(table.cell(2, 1)).text = "wide"
    for row, text in enumerate(("one", "two", "three")):
        table.cell(row, 2).text = text
    file = io.BytesIO()
    document.save(file)
    assert load("a.docx", file.getvalue()).text == (
        "outer text | inner one | inner two: 42 ships | beside it\ntall | one\ntwo\nwide | three"
    )


def _with_body(content: str) -> bytes:
    """A document that holds this XML and nothing else."""
    members = unzipped(docx())
    document = members["word/document.xml"].decode()
    start, end = document.index("<w:body>") + len("<w:body>"), document.index("<w:sectPr")
    members["word/document.xml"] = (document[:start] + content + document[end:]).encode()
    return zipped(members)


def test_docx_text_boxes_stand_after_their_paragraphs():
    def paragraph(text: str, more: str = "") -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r>{more}</w:p>"

    def box(content: str) -> str:
        return f"<w:r><w:pict><w:txbxContent>{content}</w:txbxContent></w:pict></w:r>"

    twice = (
        "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'>{box(paragraph('Ships: 42'))}</mc:Choice>"
        f"<mc:Fallback>{box(paragraph('Ships: 42'))}</mc:Fallback></mc:AlternateContent>"
    )
    inside = box(paragraph("Fires", box(paragraph("In 2020: 3"))) + paragraph("In 2021: 7"))
    content = paragraph("The port burned.", twice) + paragraph("Nobody was hurt.", inside) + paragraph("It opens.")
    assert load("a.docx", _with_body(content)).text == (
        "The port burned.\nShips: 42\nNobody was hurt.\nFires\nIn 2020: 3\nIn 2021: 7\nIt opens."
    )


def test_docx_without_properties_has_no_title_of_them():
    members = unzipped(docx())
    del members["docProps/core.xml"]
    members["_rels/.rels"] = re.sub(rb"<Relationship [^>]*core\.xml[^>]*/>", b"", members["_rels/.rels"])
    article = load("a.docx", zipped(members))
    assert (article.title, article.author) == ("Orchards of the north", None)


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
    assert load("a.docx", _with_body(paragraphs)).text == (
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
