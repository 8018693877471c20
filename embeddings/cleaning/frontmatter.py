"""Markdown's own ways to state metadata: front matter (YAML in `---`, TOML in `+++`) and the first heading.

YAML is read as the plain lines that site generators write, not in full: `key: value`, quoted or not, lists
in brackets or as `- item` lines below their key. Anything else between the fences makes it no front matter,
and the text stays the article's; a value that is opened and not closed on its line is left out.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from typing import Any

from embeddings.cleaning.dates import date_entries

# Longer blocks are no front matter: two rules far apart in a text.
_LONGEST = 20_000
_OPENING = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE),
}
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w .-]{0,40}?)\s*:(?:\s+(?P<value>.*))?")
_ITEM = re.compile(r"\s*-\s+(?:name:\s+)?(?P<item>.+)")
_TOML_PAIR = re.compile(r"^\s*[\w.-]+\s*=", re.MULTILINE)
# Where site generators keep what is not theirs.
_TOML_TABLES = ("params", "extra", "taxonomies")
# "[unclosed", "{unclosed", '"unclosed', and the mark of a text on the lines below.
_BROKEN = re.compile(r"\[[^\]]*|\{[^}]*|\"[^\"]*|[|>][+-]?")
_IGNORED = re.compile(r"\s*(?:#.*)?|\s+\S.*")
_HEADING = re.compile(r" {0,3}#[ \t]+(?P<title>.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
# A heading stands near the top; further down it is a part's.
_HEADING_LINES = 60

# What each of an article's fields may be called, best first.
_KEYS = {
    "title": ("title", "headline"),
    "date": (
        "date",
        "published",
        "publishdate",
        "publish_date",
        "pubdate",
        "pub_date",
        "datepublished",
        "created",
    ),
    "author": ("author", "authors", "byline", "by"),
    "source": ("source", "publisher", "publication", "site", "site_name"),
    "language": ("language", "lang", "locale"),
}


def split_front_matter(text: str) -> tuple[dict[str, str], int]:
    """({title, date, author, source, language as far as stated}, the offset at which the front matter ends).

    `({}, 0)` for a text without front matter. Dates are left as written: `front_matter_date` reads them.
    """
    opening = _OPENING.match(text)
    closing = _CLOSING[opening["fence"]].search(text, opening.end(), _LONGEST) if opening else None
    if opening is None or closing is None:
        return {}, 0
    block = text[opening.end() : closing.start()]
    pairs = _read_toml(block) if opening["fence"] == "+++" else _read_pairs(block.splitlines())
    if pairs is None:
        return {}, 0
    stated = {name: next((pairs[key] for key in keys if pairs.get(key)), "") for name, keys in _KEYS.items()}
    return {name: value for name, value in stated.items() if value}, closing.end()


def _read_toml(block: str) -> dict[str, str] | None:
    """The pairs as `_read_pairs` gives them; none of them where the block is broken, None where it is no TOML."""
    if not _TOML_PAIR.search(block):
        return None
    try:
        table = tomllib.loads(block)
        inner = [table[name] for name in _TOML_TABLES if isinstance(table.get(name), dict)]
        return {key.lower(): _toml_words(value) for part in (*inner, table) for key, value in part.items()}
    # A number of too many digits is a plain ValueError, brackets in brackets are the other.
    except (ValueError, RecursionError):
        return {}


def _toml_words(value: Any) -> str:
    """A value as words: a list joined with ", ", a table by its name."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_toml_words, value)))
    if isinstance(value, dict):
        return _toml_words(value.get("name", ""))
    return " ".join(str(value).split())


def _read_pairs(lines: list[str]) -> dict[str, str] | None:
    """The pairs, keys in lower case, lists joined with ", "; None where a line is of no known form."""
    pairs: dict[str, str] = {}
    key = ""
    for line in lines:
        if item := _ITEM.fullmatch(line):
            if key:
                pairs[key] = ", ".join(filter(None, (pairs[key], _unquote(item["item"]))))
        elif pair := _PAIR.fullmatch(line.rstrip()):
            key = pair["key"].lower()
            value = (pair["value"] or "").strip()
            if _BROKEN.fullmatch(value):
                value = ""
            listed = value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]
            pairs[key] = ", ".join(filter(None, map(_unquote, listed)))
        elif not _IGNORED.fullmatch(line):
            return None
    return pairs or None


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.split(" #")[0].rstrip()


def front_matter_date(value: str) -> datetime.date | None:
    """The date of a front matter's value: "2024-01-05", "2024-01-05T10:00:00Z", "January 5, 2024"."""
    entries, _ = date_entries(" ".join(value[:100].split()))
    return entries[0].date if entries else None


def first_heading(text: str, start: int = 0) -> str | None:
    """The first top-level heading (`# Title`, or `Title` over `=====`) from `start` on, without marks."""
    above, fenced = "", False
    for line in text[start : start + _LONGEST].splitlines()[:_HEADING_LINES]:
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (match := _HEADING.fullmatch(line)) and match["title"].strip("*_ "):
            return " ".join(match["title"].strip("*_ ").split())
        elif not fenced and _UNDERLINE.fullmatch(line) and above.strip():
            return " ".join(above.strip("*_ ").split())
        above = line
    return None
