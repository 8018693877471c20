"""The two nouns everything else is made of: an article, and a passage of it.

All offsets in the program count Unicode code points in `Article.text`, start inclusive, end exclusive.
"""

from __future__ import annotations

import bisect
import datetime
import re
from dataclasses import dataclass

_HEADING_LENGTH = 90
_DATELINE_OPENING = re.compile(r"^\([^)]{2,40}\)\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s")


@dataclass(frozen=True, slots=True)
class Article:
    """One article as loaded. `text` never changes afterwards.

    `masked` holds the (start, end) ranges of boilerplate: sorted, disjoint, never cut out, so offsets stay
    true; no passage touches one. Metadata is what the page itself states, or None.
    `dateline` is the place the text is dated from ("Washington"); `note` a warning the page gives about
    itself (machine-written), shown with every citation. `pages` is where each page begins, as offsets, of an
    article that comes in pages. `path` is its file's; inside an archive the member's name follows
    ("archive.zip/inner/name.html").
    """

    id: str
    path: str
    text: str
    title: str | None = None
    date: datetime.date | None = None
    author: str | None = None
    source: str | None = None
    dateline: str | None = None
    language: str | None = None
    note: str | None = None
    masked: tuple[tuple[int, int], ...] = ()
    pages: tuple[int, ...] = ()

    def page(self, offset: int) -> int | None:
        """The page, from 1, on which the code point at `offset` stands; None where it has no pages."""
        return max(1, bisect.bisect_right(self.pages, offset)) if self.pages else None

    @property
    def heading(self) -> str:
        """The title, or where none is stated the first sentence, shortened to 90 characters."""
        return self.title or _first_sentence(self.text, self.masked) or self.id


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an article: `article.text[start:end]`. The id is 64-bit, unique in an index, never reused;
    0 until the passage is stored."""

    article: str
    start: int
    end: int
    id: int = 0


def _first_sentence(text: str, masked: tuple[tuple[int, int], ...]) -> str:
    start = 0
    for mask_start, mask_end in masked:
        if text[start:mask_start].strip():
            break
        start = mask_end
    opening = _DATELINE_OPENING.sub("", " ".join(text[start : start + 1000].split()))
    sentence = _SENTENCE_END.split(opening, maxsplit=1)[0]
    if len(sentence) <= _HEADING_LENGTH:
        return sentence
    return sentence[:_HEADING_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"
