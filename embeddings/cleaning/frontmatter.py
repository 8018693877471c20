"""Markdown's own ways to state metadata: front matter (YAML in `---`, TOML in `+++`) and the first heading.

YAML that is broken, as by a colon in a title without quotes, is read pair by pair where most of it is pairs.
What is neither is no front matter, and the text stays the article's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

# Longer blocks are no front matter: two rules far apart in a text.
_LONGEST = 20_000
_OPENING = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE),
}
_TOML_PAIR = re.compile(r"^\s*[\w.-]+\s*=", re.MULTILINE)
# Where a pair begins, and how the other lines of YAML do: those that go on, items, comments.
_PAIR = re.compile(r"^(?=[A-Za-z][\w .-]{0,40}:(?:\s|$))", re.MULTILINE)
_ASIDE = (" ", "\t", "-", "#")
# What has a meaning at the start of a value: of a broken one it is no words.
_SIGNS = tuple("[{\"'|>&*!%@`")
# A character's number that is none is a ValueError or an OverflowError, brackets in brackets are the last.
_YAML_ERRORS = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
# Where site generators keep what is not theirs.
_TABLES = ("params", "extra", "taxonomies")
_HEADING = re.compile(r" {0,3}#[ \t]+(?P<title>.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
# A heading stands near the top; further down it is a part's.
_HEADING_LINES = 60


def split_front_matter(text: str) -> tuple[dict[str, Any], int]:
    """(the front matter's fields, the offset at which it ends); `({}, 0)` for a text without."""
    opening = _OPENING.match(text)
    closing = _CLOSING[opening["fence"]].search(text, opening.end(), _LONGEST) if opening else None
    if opening is None or closing is None:
        return {}, 0
    block = text[opening.end() : closing.start()]
    table = _read_toml(block) if opening["fence"] == "+++" else _read_yaml(block)
    if table is None:
        return {}, 0
    inner = [table[name] for name in _TABLES if isinstance(table.get(name), dict)]
    return {str(key): value for part in (*inner, table) for key, value in part.items()}, closing.end()


def _read_toml(block: str) -> Mapping[str, Any] | None:
    """Its table; an empty one where the block is broken, None where it is no TOML."""
    if not _TOML_PAIR.search(block):
        return None
    try:
        return tomllib.loads(block)
    # A number of too many digits is a plain ValueError, brackets in brackets are the other.
    except (ValueError, RecursionError):
        return {}


def _read_yaml(block: str) -> Mapping[str, Any] | None:
    """Its mapping, every value as it is written; None where the block holds none."""
    try:
        table = yaml.load(block, yaml.BaseLoader)
    except _YAML_ERRORS:
        return _read_broken(block)
    return table if isinstance(table, dict) and table else None


def _read_broken(block: str) -> dict[str, Any] | None:
    """The pairs of YAML that is broken, each by itself; None where most of the lines are something else."""
    lines = [line for line in block.splitlines() if line.strip()]
    if 2 * sum(1 for line in lines if _PAIR.match(line) or line.startswith(_ASIDE)) <= len(lines):
        return None
    pairs: dict[str, Any] = {}
    for part in _PAIR.split(block)[1:]:
        key, _, value = part.partition("\n")[0].partition(":")
        try:
            pairs |= yaml.load(part, yaml.BaseLoader)
        except _YAML_ERRORS:
            pairs[key.strip()] = "" if value.lstrip().startswith(_SIGNS) else value
    return pairs or None


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
