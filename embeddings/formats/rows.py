"""One article a row: which of a row's fields is what. Rows come from `jsonl` and `table`."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from embeddings.articles import Article
from embeddings.errors import ArticleError
from embeddings.formats.html import block_text, page_article, parse
from embeddings.formats.source import Content, Loaded, Source, Stated, build, clean, words, written_date

# What each field may be called, best first; names are compared without case and signs ("Published At").
FIELDS = {
    "id": ("id", "articleid", "docid", "documentid", "guid", "uuid", "identifier"),
    "text": (
        *("text", "body", "content", "fulltext", "articletext", "articlebody", "maintext", "bodytext", "contents"),
        *("article", "story"),
    ),
    "title": ("title", "headline", "heading", "subject"),
    "date": (
        *("date", "datepublished", "publisheddate", "publishdate", "publicationdate", "pubdate", "published"),
        *("publishedat", "publishedon", "datetime", "createdat", "created", "timestamp"),
    ),
    "author": ("author", "authors", "byline", "creator", "writer", "by"),
    "source": ("source", "publisher", "publication", "newspaper", "outlet", "sitename", "site", "website"),
    "language": ("language", "lang", "locale"),
}
# Of more than these many bad rows in a file, only the number is told.
_ROWS_TOLD = 3
_POSIX_TIME = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?")  # in seconds, or as pandas writes them in thousandths
# YYYYMMDD, alone or with hhmm or hhmmss
_COMPACT_TIME = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4}(?:\d\d)?)?(?:\.0*)?")
_SIGNS = re.compile(r"[\W_]+")
# A text of an export may be HTML: a whole page, or the part of one that is the article.
_PAGE = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(r"</[a-z]\w*\s*>|<(?:p|br)\b[^<>]*>", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")


def columns(names: Mapping[str, Any]) -> dict[str, list[str]]:
    """{field of an article: names of the row's fields that may hold it, best first}."""
    plain = {_SIGNS.sub("", name).casefold(): name for name in reversed(list(names)) if isinstance(name, str)}
    return {
        field: [plain[one] for one in called if one in plain]
        for field, called in FIELDS.items()
        if not plain.keys().isdisjoint(called)
    }


def row_articles(source: Source, rows: Iterator[tuple[int, Mapping[str, Any] | str]]) -> Iterator[Loaded]:
    """The articles of (line, row) pairs, where a row that could not be read is the reason why, as a sentence."""
    taken: set[str] = set()
    bad = 0
    for line, row in rows:
        reason = row if isinstance(row, str) else None
        if not isinstance(row, str):
            article = _article(source, line, row, taken)
            if article is not None:
                yield article
                continue
            reason = _textless(row)
        bad += 1
        if bad <= _ROWS_TOLD:
            yield ArticleError(source.path, f"line {line} {reason}")
    if bad > _ROWS_TOLD:
        yield ArticleError(source.path, f"{bad - _ROWS_TOLD:,} more lines are like these; correct them")


def _article(source: Source, line: int, row: Mapping[str, Any], taken: set[str]) -> Article | None:
    """The row's article under an id that none in `taken` is; None for a row without text."""
    found = columns(row)
    text = clean(_value(row, found, "text"))
    if not text.strip():
        return None
    place = f"{source.path.name}#{line}"
    stated = Stated(
        title=_value(row, found, "title"),
        date=_date(_value(row, found, "date")),
        author=_value(row, found, "author"),
        source=_value(row, found, "source"),
        language=_value(row, found, "language"),
    )
    article = _built(source, text, stated, words(_value(row, found, "id")) or place)
    if article is not None:
        if article.id in taken:
            article = dataclasses.replace(article, id=f"{article.id}#{line}")
        taken.add(article.id)
    return article


def _built(source: Source, text: str, stated: Stated, id: str) -> Article | None:
    """The article of a text that is plain or HTML; None where the HTML holds none."""
    with contextlib.suppress(ArticleError):
        if _PAGE.match(text):
            return page_article(source, text, stated, id)
        if _TAG.search(text):
            # In some exports paragraphs end at blank lines, and only what is within them has tags.
            text = block_text(parse(source, _BLANK_LINE.sub("<br>", text)))
        if text:
            return build(source, Content(text), stated, id)
    return None


def _date(value: str) -> datetime.date | None:
    if compact := _COMPACT_TIME.fullmatch(value.strip()):
        with contextlib.suppress(ValueError):
            return datetime.date(*map(int, compact.groups()))
    if seconds := _POSIX_TIME.fullmatch(value.strip()):
        with contextlib.suppress(ValueError, OverflowError, OSError):
            return datetime.datetime.fromtimestamp(int(seconds[1]), datetime.UTC).date()
    return written_date(value)


def _value(row: Mapping[str, Any], found: Mapping[str, list[str]], field: str) -> str:
    """What the first of the field's names that holds anything holds."""
    between = "\n" if field == "text" else ", "
    values = (_words(row.get(name), between) for name in found.get(field, ()))
    return next((value for value in values if value.strip()), "")


def _words(value: Any, between: str, depth: int = 3) -> str:
    """A value as text: a list joined, a table by its name, nothing for what is no value (null, NaN)."""
    if value is None or isinstance(value, bool) or value != value or not depth:
        return ""
    if isinstance(value, list):
        return between.join(filter(None, (_words(one, between, depth - 1) for one in value)))
    if isinstance(value, dict):
        return _words(value.get("name"), between, depth - 1)
    return str(value)


def _textless(row: Mapping[str, Any]) -> str:
    if found := columns(row).get("text"):
        return f"holds no text in {found[0]!r}; fill it in or remove the line"
    names = ", ".join(repr(str(one))[:40] for one in list(row)[:8])
    return f"has no field for the text ({names or 'no fields'}); call one text, body or content"
