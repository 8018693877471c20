"""The fields of rows and of front matter: which is what, and what its value says."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping

import pytest
from outcomes import load
from samples import jsonl

from embeddings.articles import Article

LINE = "The mill closed in spring."


def row(**fields: object) -> Article:
    return load("a.jsonl", jsonl([{"text": LINE} | fields]))


def page(**fields: object) -> Article:
    """An article with these fields in its front matter; JSON is YAML too."""
    front = "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())
    return load("a.md", f"---\n{front}---\n\n{LINE}\n".encode())


@pytest.mark.parametrize("null", ["NULL", "null", "nan", "NaN", "None", "N/A", "\\N", "~", "NaT", "<NA>"])
def test_what_databases_write_for_no_value(null: str):
    article = row(id=null, title=null, author=null, source=null, date=null, language=null, headline="Mill closes")
    assert (article.id, article.title, article.author) == ("a.jsonl#1", "Mill closes", None)
    assert (article.source, article.date, article.language) == (None, None, None)
    article = page(title=null, author=null, source=null, date=null)
    assert (article.title, article.author, article.source, article.date) == (None, None, None, None)


@pytest.mark.parametrize("load_fields", [row, page])
def test_fields_in_html(load_fields):
    article = load_fields(
        title="Johnson &amp; Johnson&#8217;s <b>deal</b><br/>fails, <i>AT&T</i> says 1 <2",
        author='<a href="/m">J. M&uuml;ller</a>',
        source="Stern &amp; Post",
    )
    assert article.title == "Johnson & Johnson’s deal fails, AT&T says 1 <2"
    assert (article.author, article.source) == ("J. Müller", "Stern & Post")


def test_characters_written_out_in_a_text_without_tags():
    assert row(text="It&#8217;s AT&amp;T. Q&A: R&D, ?a=1&copy=2").text == "It’s AT&T. Q&A: R&D, ?a=1&copy=2"


@pytest.mark.parametrize("load_fields", [row, page])
@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("By JANE DOE and John Roe", "JANE DOE and John Roe"),
        ("by: Jane Doe", "Jane Doe"),
        ("Byron Doe", "Byron Doe"),
        ("[[Jane Doe]]", "Jane Doe"),
        (["[[People/jd|Jane Doe]]", "[[John Roe]]"], "Jane Doe, John Roe"),
        ({"original": "By Jane Doe", "person": []}, "Jane Doe"),
        # Lists as Python and JSON write them into a table.
        ("""['Jane Doe', "Pat O'Brien"]""", "Jane Doe, Pat O'Brien"),
        ("""["Jane Doe", "Müller, Jan"]""", "Jane Doe, Müller, Jan"),
        ("[]", None),
        # The number of an account.
        (17, None),
    ],
)
def test_authors(load_fields, stated: object, author: str | None):
    assert load_fields(author=stated).author == author


@pytest.mark.parametrize("load_fields", [row, page])
@pytest.mark.parametrize(
    ("stated", "source"),
    [
        ("https://www.nytimes.com/2024/01/05/world/mill.html", "nytimes.com"),
        ("www.example.org", "example.org"),
        ("[[The Coast Gazette]]", "The Coast Gazette"),
        ({"id": None, "name": "CNN"}, "CNN"),
    ],
)
def test_sources(load_fields, stated: object, source: str):
    assert load_fields(source=stated).source == source


@pytest.mark.parametrize("load_fields", [row, page])
@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"date": 20240105}, "2024-01-05"),
        ({"date": "5 hours ago", "published_at": "2024-01-05"}, "2024-01-05"),
        ({"date": "", "created": "2024-01-05"}, "2024-01-05"),
        ({"date": "2024-01-04", "published_at": "2024-01-05"}, "2024-01-04"),
    ],
)
def test_dates(load_fields, fields: Mapping[str, object], date: str):
    assert load_fields(**fields).date == datetime.date.fromisoformat(date)


@pytest.mark.parametrize(
    ("fields", "title", "text"),
    [
        # As WordPress and a newspaper's archive give them.
        (
            {"title": {"rendered": "Mill &#8211; closed"}, "content": {"rendered": "<p>One.</p>\n<p>Two.</p>"}},
            "Mill – closed",
            "One.\nTwo.",
        ),
        (
            {
                "headline": {"main": "Mill closed"},
                "body": [{"type": "p", "text": "One."}, {"type": "img"}, {"text": "Two."}],
            },
            "Mill closed",
            "One.\nTwo.",
        ),
        ({"article_title": "Mill closed", "text": "One."}, "Mill closed", "One."),
        # Two columns of one name but for its case.
        ({"Title": "", "TITLE": "Mill closed", "Text": "", "text": "One."}, "Mill closed", "One."),
    ],
)
def test_tables_in_a_row(fields: Mapping[str, object], title: str, text: str):
    article = load("a.jsonl", jsonl([fields]))
    assert (article.title, article.text) == (title, text)
