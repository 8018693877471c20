"""Lines that many articles of one source have: what a site puts around its articles, by no words of its own that
a rule could know.

Here: which lines of an article may be such, and what is left when they are masked. Which lines are common is known
to the store alone (`common`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Container
from typing import NamedTuple

from embeddings.articles import Article
from embeddings.cleaning.boilerplate import split_lines
from embeddings.cleaning.page import merge_ranges

Ranges = tuple[tuple[int, int], ...]

# Shorter ones are headings, names of speakers and cells of tables, which articles repeat with good reason.
_SHORTEST = 20
# So are the questions of a questionnaire, and what leads into other lines.
_LEADS = ("?", ":")
_COLUMNS = re.compile(r"\t|\||\S {3,}\S")


class CountedLine(NamedTuple):
    """A line of an article: `number`, int64, is the same for the same words in articles of the same source, and
    for those that state none; (start, end) is where it stands."""

    number: int
    start: int
    end: int


def counted_lines(article: Article) -> list[CountedLine]:
    """The unmasked lines of an article that are boilerplate if many articles of its source have them."""
    return [
        CountedLine(_number(article.source, line), *place) for line, place in _unmasked(article) if _counts(line)
    ]


def repeated_ranges(article: Article, common: Container[int]) -> Ranges:
    """Where lines stand whose numbers are `common`. An article of nothing else keeps them: it is what it says."""
    found = [line for line in counted_lines(article) if line.number in common]
    if len(found) == len(_unmasked(article)):
        return ()
    return tuple((line.start, line.end) for line in found)


def with_masked(article: Article, repeated: Ranges) -> Article:
    """The article with these ranges masked too."""
    if not repeated:
        return article
    masked = merge_ranges(sorted([*article.masked, *repeated]), article.text)
    return dataclasses.replace(article, masked=masked)


def _unmasked(article: Article) -> list[tuple[str, tuple[int, int]]]:
    """The lines that touch no masked range, and their places."""
    found, masks = [], iter([*article.masked, (len(article.text), len(article.text))])
    mask_start, mask_end = next(masks)
    for line in split_lines(article.text):
        while mask_end <= line.start:
            mask_start, mask_end = next(masks)
        if line.end <= mask_start:
            found.append((article.text[line.start : line.end], (line.start, line.end)))
    return found


def _counts(line: str) -> bool:
    return len(line) >= _SHORTEST and not line.endswith(_LEADS) and not _COLUMNS.search(line)


def _number(source: str | None, line: str) -> int:
    words = "\n".join([source or "", " ".join(line.split())])
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "little", signed=True)
