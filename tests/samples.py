"""Small real files of every format, as bytes, made the way programs make them."""

from __future__ import annotations

import csv
import email.message
import email.utils
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence

HTML = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour fire closes northern terminal | The Coast Gazette</title>
<meta property="og:site_name" content="The Coast Gazette">
<meta property="og:title" content="Harbour fire closes northern terminal">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "Harbour fire closes northern terminal",
 "datePublished": "2023-03-14T23:40:00-05:00", "dateModified": "2023-03-16T08:00:00Z",
 "author": {"@type": "Person", "name": "Ana Souza"},
 "publisher": {"@type": "Organization", "name": "The Coast Gazette"}}</script>
<style>.x { color: red }</style></head>
<body><div id="cookie-banner" class="cookie-consent"><p>We use cookies to improve your experience on this
 website. By continuing you accept our policy.</p><button>Accept all cookies</button></div>
<header><div class="date">Wednesday, 18 November 2020</div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul>
</nav></header>
<main><article><h1>Harbour fire closes northern terminal</h1>
<p class="byline">By Ana Souza</p>
<p>The harbour was closed on Monday after a fire in the northern warehouse, the port authority said.
Nobody was hurt, and the international terminal remained open.</p>
<h2>Containers wait</h2>
<p>Some 2,400 containers are waiting to be unloaded, and eleven ships lie at anchor outside the breakwater.
“We have never seen anything like it,” said <a href="/nunes">Maria Nunes</a>, the port director, on Tuesday.</p>
<table><tr><th>Ship</th><th>Containers</th></tr><tr><td>Aurora</td><td>310</td></tr></table>
<p>The cause of the fire is not known. The damage is put at 14 million euros, and insurers are expected to
send their own investigators to the port next week.</p>
<p>Sign up for our newsletter to get the news in your inbox every morning.</p>
</article></main>
<aside><h3>Related stories</h3><ul><li><a href="/a">Mayor opens bridge</a>
<time datetime="2021-01-01">1 January 2021</time></li></ul></aside>
<footer>© 2024 The Coast Gazette. All rights reserved.</footer></body></html>
"""
# What it says.
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
PDF_PAGES = (
    (
        "The Valley Dam Report",
        "The dam above Oxwell was built in 1954 and has leaked ever since, the",
        "engineers wrote on Monday. Its western wall moved by eleven milli-",
        "metres in a year, more than any other wall in the country.",
        "The repair will cost 37 million crowns.",
        "1",
    ),
    (
        "The Valley Dam Report",
        "Jana Horakova, who leads the inspection, asked for the lake to be",
        "lowered before the spring. The ministry has not answered.",
        "2",
    ),
)
ROWS = (
    {
        "id": "wire-1",
        "title": "Mine reopens",
        "date": "26-FEB-1987 15:01:01.79",
        "source": "The Wire",
        "text": "The copper mine at Arlow reopened on Thursday, and 212 men went back to work.",
    },
    {
        "headline": "Bakery sold",
        "Published At": "2021-05-06T23:30:00-04:00",
        "authors": ["Lina Haddad", {"name": "John Roe"}],
        "body": "The bakery in Szeged was sold to its workers.\nAnna Kovacs founded it in 1931.",
    },
)
CSV_ROWS = (
    ("ID", "Headline", "Body", "Date", "Lang"),
    (
        "7",
        'The "Rose" sails',
        "The ferry Rose, built in 1911,\nsailed again on Sunday; 40 guests came.",
        "2022-08-14",
        "en",
    ),
    ("", "Café closes", "The Café Zürich closed after ninety years.", "14.08.2022", ""),
)


def pdf(
    pages: Sequence[Sequence[str]] = PDF_PAGES, properties: Mapping[str, str] | None = None, *, plain: bool = False
) -> bytes:
    """A PDF with these lines on its pages, in a font that every reader has; compressed, or `plain`."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    information = "".join(f"/{name} ({value})" for name, value in (properties or {}).items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, lines in enumerate(pages):
        shown = "".join(
            f"({line.replace('(', '').replace(')', '')}) Tj 0 -14 Td\n" if line else "0 -14 Td\n" for line in lines
        )
        stream = f"BT /F1 11 Tf 72 760 Td\n{shown}ET".encode("cp1252")
        stream, compressed = (stream, b"") if plain else (zlib.compress(stream), b"/Filter /FlateDecode ")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d %b>>\nstream\n%b\nendstream" % (len(stream), compressed, stream))
    objects.append(f"<< {information} >>".encode())
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (len(objects) + 1, len(objects))
    start = len(content)
    return content + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        trailer,
        start,
    )


def docx(title: str = "Microsoft Word - orchard.doc", author: str = "Lina Haddad") -> bytes:
    """A Word document with headings, a table, and a template's dates."""
    from docx import Document

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.core_properties.language = "en-US"
    document.add_heading("Orchards of the north", level=0)
    document.add_paragraph("Published on 3 May 2022")
    document.add_paragraph("The orchards of Tarn lost a third of their apple trees to the frost of April 2021.")
    document.add_heading("What was planted", level=1)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("Kind", "Trees", "Pear", "1,900"), strict=True
    ):
        cell.text = text
    document.add_paragraph("The growers planted pears instead, said Omar Vance.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def epub(encryption: str = "") -> bytes:
    """A book of two chapters, which its files hold in the other order."""
    package = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Salt Road</dc:title>
<dc:creator>Ibrahim Sall</dc:creator><dc:date>2019-02-03T00:00:00Z</dc:date><dc:publisher>Dune Press</dc:publisher>
<dc:language>en</dc:language></metadata>
<manifest><item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/></spine></package>"""
    container = (
        '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    page = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
        "</head><body><h1>{}</h1><p>{}</p></body></html>"
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OEBPS/book.opf": package,
        "OEBPS/text/two.xhtml": page.format(
            "Two", "The caravan reached Taoudeni with <b>ninety</b> camels&#160;– all well."
        ),
        "OEBPS/text/one a.xhtml": page.format("One", "Salt was cut at Taoudeni since the year 1585."),
    }
    return zipped(members | ({"META-INF/encryption.xml": encryption} if encryption else {}))


def jsonl(rows: Sequence[object] = ROWS) -> bytes:
    """A line of JSON a row."""
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def table(rows: Sequence[Sequence[str]] = CSV_ROWS, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV file, with quotes where they are needed."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def eml(html_only: bool = False) -> bytes:
    """A message in plain text and HTML, or in HTML alone."""
    message = email.message.EmailMessage()
    message["From"] = email.utils.formataddr(("José Núñez", "jose@example.org"))
    message["Subject"] = "Ferry timetable changed – from Monday"
    message["Date"] = "Fri, 05 Jan 2024 23:30:00 -0500"
    page = "<html><body><p>The ferry now leaves Port Ellen at <b>06:40</b>.</p></body></html>"
    if html_only:
        message.set_content(page, subtype="html")
    else:
        message.set_content("The ferry now leaves Port Ellen at 06:40.\nThe last one returns at 21:15.\n")
        message.add_alternative(page, subtype="html")
    return message.as_bytes()


def mbox() -> bytes:
    """Two messages, the second with a line that begins as a message does."""
    second = (
        b"From: Mia Lund <mia@example.org>\nSubject: Lighthouse\nDate: Sat, 6 Jan 2024 09:00:00 +0100\n\n"
        b"The lighthouse at Skagen was lit in 1858.\n>From there one sees two seas.\n"
    )
    return (
        b"From jose@example.org Fri Jan  5 23:30:00 2024\n"
        + eml()
        + b"\nFrom mia@example.org Sat Jan  6 09:00:00 2024\n"
        + second
    )


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """An archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """An archive's members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive() -> bytes:
    """An archive as a person makes it: folders, hidden files, a file of a format that is not read."""
    return zipped(
        {
            "inner/page.html": HTML,
            "inner/note.txt": "The museum of Lowick opens at nine.",
            "other/note.txt": "The museum of Highwick opens at ten.",
            "__MACOSX/inner/._note.txt": b"\0\1",
            "inner/.DS_Store": b"\0\1",
            "picture.png": b"\x89PNG",
            "rows.jsonl.gz": gzip.compress(jsonl(), mtime=0),
        }
    )


SAMPLES: dict[str, bytes] = {
    "a.txt": b"Storm over Lerwick\n\nBy Ada Holm\n\n3 May 2022\n\nThe storm took the roof of the school.\n",
    "a.md": b"---\ntitle: Dry wells\ndate: 2021-06-10\n---\n\n# Dry wells\n\nThe wells are dry since spring.\n",
    "a.html": HTML.encode(),
    "a.pdf": pdf(),
    "plain.pdf": pdf(plain=True),
    "a.docx": docx(),
    "a.epub": epub(),
    "a.jsonl": jsonl(),
    "a.csv": table(),
    "a.tsv": table(delimiter="\t"),
    "a.eml": eml(),
    "a.mbox": mbox(),
    "a.zip": archive(),
    "a.html.gz": gzip.compress(HTML.encode(), mtime=0),
    "a.jsonl.gz": gzip.compress(jsonl(), mtime=0),
}
