"""Which of a row's or a front matter's fields is what, and what its value says."""

from __future__ import annotations

import contextlib
import datetime
import functools
import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from embeddings.cleaning.facts import host
from embeddings.formats.source import Stated, clean, written_date

# What each field may be called, best first; names are compared without case and signs ("Published At").
FIELDS = {
    "id": ("id", "articleid", "docid", "documentid", "guid", "uuid", "identifier"),
    "text": (
        *("text", "body", "content", "fulltext", "articletext", "articlebody", "maintext", "bodytext", "contents"),
        *("article", "story"),
    ),
    "title": ("title", "headline", "articletitle", "heading", "subject"),
    "date": (
        *("date", "datepublished", "publisheddate", "publishdate", "publicationdate", "pubdate", "published"),
        *("publishedat", "publishedon", "datetime", "createdat", "created", "timestamp"),
    ),
    "author": ("author", "authors", "byline", "creator", "writer", "by"),
    "source": ("source", "publisher", "publication", "newspaper", "outlet", "sitename", "site", "website"),
    "language": ("language", "lang", "locale"),
}
# Where a table of JSON keeps what it is about: a person's name, a newspaper's headline, a blog's text.
_INNER = ("rendered", "text", "main", "original", "name")
# Of a longer list, the rest is left out: references in YAML could make it as long as they like.
_LONGEST_LIST = 20
# What databases and programs write where there is no value.
_NULLS = {"null", "nil", "none", "nan", "nat", "na", "n/a", "#n/a", "<na>", "\\n", "~"}
_SIGNS = re.compile(r"[\W_]+")
_CHARACTER = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|div|h[1-6]|p)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BY = re.compile(r"^by\b[ :]*(?=\S)", re.IGNORECASE)
# "[[Jane Doe]]", "[[People/jd|Jane Doe]]": a link to another note.
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
# "['Jane Doe', 'John Roe']": a list as Python and JSON write it into a table.
_LISTED = re.compile(r"(?<=[\[ ])(['\"])(.*?)\1(?=, |\]$)")
_POSIX_TIME = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?")  # in seconds, or as pandas writes them in thousandths
# YYYYMMDD, alone or with hhmm or hhmmss
_COMPACT_TIME = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4}(?:\d\d)?)?(?:\.0*)?")


@functools.lru_cache(maxsize=128)  # a file's rows have the same
def columns(names: tuple[str, ...]) -> dict[str, list[str]]:
    """{field of an article: those of the names that may hold it, best first}."""
    plain: dict[str, list[str]] = {}
    for name in names:
        plain.setdefault(_SIGNS.sub("", name).casefold(), []).append(name)
    return {
        field: [name for one in called for name in plain.get(one, ())]
        for field, called in FIELDS.items()
        if not plain.keys().isdisjoint(called)
    }


def article_text(row: Mapping[str, Any]) -> str:
    """The text of the row's article, "" where none of its fields holds it."""
    values = (_words(row[name], "\n") for name in columns(tuple(row)).get("text", ()))
    return next((clean(value) for value in values if value.strip()), "")


def article_id(row: Mapping[str, Any]) -> str:
    """The id that the row states, "" where it states none."""
    return _first(row, "id")


def stated(row: Mapping[str, Any]) -> Stated:
    """What the fields state of the article besides its text."""
    return Stated(
        title=_untagged(_first(row, "title")),
        date=next(filter(None, map(_date, _values(row, "date"))), None),
        author=_author(_untagged(_first(row, "author"))),
        source=_source(_untagged(_first(row, "source"))),
        language=_first(row, "language"),
    )


def characters(text: str) -> str:
    """The text with the characters that HTML's names and numbers stand for: "AT&amp;T" is "AT&T"."""
    return _CHARACTER.sub(lambda match: html.unescape(match[0]), text)


def _values(row: Mapping[str, Any], field: str) -> Iterator[str]:
    """What the field's names hold, best first, each as one line; what is no value is left out."""
    for name in columns(tuple(row)).get(field, ()):
        value = " ".join(clean(_words(row[name], ", ", _LONGEST_LIST)).split())
        if value and value.casefold() not in _NULLS:
            yield value


def _first(row: Mapping[str, Any], field: str) -> str:
    return next(_values(row, field), "")


def _words(value: Any, between: str, most: int | None = None, depth: int = 3) -> str:
    """A value as text: a list joined, a table by what it is about, nothing for what is no value."""
    if value is None or isinstance(value, bool) or value != value or not depth:
        return ""
    if isinstance(value, list):
        return between.join(filter(None, (_words(one, between, most, depth - 1) for one in value[:most])))
    if isinstance(value, dict):
        inner = (_words(value.get(name), between, most, depth - 1) for name in _INNER)
        return next(filter(None, inner), "")
    return str(value)


def _untagged(value: str) -> str:
    """A value without the tags and the written-out characters of HTML."""
    return characters(_INLINE.sub("", _BREAK.sub(" ", value)))


def _author(value: str) -> str:
    """The names in a byline; a number is none, but an account's."""
    listed = [name for _, name in _LISTED.findall(value)] if value.startswith("[") else []
    names = _BY.sub("", ", ".join(listed) or _LINK.sub(r"\1", value))
    return names if any(map(str.isalpha, names)) else ""


def _source(value: str) -> str:
    """The publisher's name, of an address its host."""
    name = _LINK.sub(r"\1", value)
    return host(name) or name


def _date(value: str) -> datetime.date | None:
    if compact := _COMPACT_TIME.fullmatch(value):
        with contextlib.suppress(ValueError):
            return datetime.date(*map(int, compact.groups()))
    if seconds := _POSIX_TIME.fullmatch(value):
        with contextlib.suppress(ValueError, OverflowError, OSError):
            return datetime.datetime.fromtimestamp(int(seconds[1]), datetime.UTC).date()
    return written_date(value)
