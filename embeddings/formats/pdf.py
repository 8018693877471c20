"""PDF: the text of its pages by PDFium, its lines put together to paragraphs, and where each page begins.

A PDF holds lines placed on pages. Here a line that fills its column goes on in the next one, and a word divided
at a line's end is made whole; nothing else of the text is changed. Running heads and page numbers are masked.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2

from embeddings.errors import ArticleError
from embeddings.formats.source import (
    Content,
    Loaded,
    Source,
    Stated,
    build,
    clean,
    credible_author,
    credible_title,
)

# PDFium may not be called from two threads at a time.
_ONE_AT_A_TIME = threading.Lock()
# What PDFium puts in the place of a hyphen at a line's end and of the line's end.
_DIVISION = re.compile("(?P<before>\\w?)[\ufffe\x02](?P<after>\\w?)")
# The share of the widest lines' length from which on a line goes on in the next.
_FULL = 0.75
_NUMBERS = re.compile(r"\d+")
_LONGEST_HEAD = 120
_SENTENCE_END = (".", "!", "?", ":", "”", '"', "…")


class _Line(NamedTuple):
    words: str
    page: int
    head: bool  # a running head, or a page's number


def load(source: Source) -> Iterator[Loaded]:
    """The file's one article. The date is never the file's own: that is mostly when it was made or printed."""
    with _ONE_AT_A_TIME:
        pages, properties = _read(source)
    if not any(page.strip() for page in pages):
        raise ArticleError(
            source.path, "a PDF without text, such as a scan; run text recognition (OCR) over it and index that"
        )
    stated = Stated(
        title=credible_title(properties.get("Title", "")), author=credible_author(properties.get("Author", ""))
    )
    yield build(source, _content(pages), stated)


def _read(source: Source) -> tuple[list[str], dict[str, str]]:
    """The text of each page, and the document's properties."""
    try:
        document = pypdfium2.PdfDocument(source.content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ArticleError(source.path, "is locked with a password; save a copy without one") from None
        raise ArticleError(source.path, "damaged, or no PDF file; save or fetch it anew") from None
    pages: list[str] = []
    with source.parsing("PDF"), contextlib.closing(document):
        for number in range(len(document)):
            pages.append(_page_text(document, number))
            source.unpack(len(pages[-1]))
        return pages, document.get_metadata_dict()


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """A page's text, "" for one that is damaged: the others keep their numbers."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return ""
    with contextlib.closing(page), contextlib.closing(page.get_textpage()) as shown:
        text = shown.get_text_range()
    return _DIVISION.sub(_undivided, text)


def _undivided(match: re.Match[str]) -> str:
    """A word divided at a line's end, whole; the hyphen stays where it belongs to a name or a number."""
    between = "" if match["before"].islower() and match["after"].islower() else "-"
    return f"{match['before']}{between}{match['after']}"


def _content(pages: Sequence[str]) -> Content:
    lines = list(_lines(pages))
    full = _FULL * _widest(lines)
    pieces: list[str] = []
    masked: list[tuple[int, int]] = []
    begins: list[int] = []
    length = 0
    for i, line in enumerate(lines):
        while len(begins) <= line.page:
            begins.append(length)
        if line.head:
            masked.append((length, length + len(line.words)))
        following = lines[i + 1] if i + 1 < len(lines) else None
        pieces.append(line.words + (" " if following and _goes_on(line, following, full) else "\n"))
        length += len(pieces[-1])
    begins += [length] * (len(pages) - len(begins))
    return Content("".join(pieces), masked=masked, pages=tuple(begins))


def _lines(pages: Sequence[str]) -> Iterator[_Line]:
    """The pages' lines, in order; a page's first and last is its head or foot where others have the same. The
    first of those with letters stays: it may be the title."""
    split = [[words for line in clean(page).split("\n") if (words := " ".join(line.split()))] for page in pages]
    edges = Counter(edge for lines in split for edge in {_pattern(line) for line in (*lines[:1], *lines[-1:])})
    repeated = {edge for edge, count in edges.items() if count > 1 and count * 2 >= len(split)}
    told: set[str] = set()
    for number, lines in enumerate(split):
        for i, words in enumerate(lines):
            at_edge = i in (0, len(lines) - 1) and len(words) <= _LONGEST_HEAD
            pattern = _pattern(words)
            again = pattern in repeated and (pattern in told or not any(map(str.isalpha, pattern)))
            yield _Line(words, number, at_edge and (again or words == str(number + 1)))
            told.add(pattern)


def _pattern(line: str) -> str:
    return _NUMBERS.sub("0", line)


def _widest(lines: Sequence[_Line]) -> int:
    """The length that one in ten lines has or exceeds."""
    lengths = sorted(len(line.words) for line in lines)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _goes_on(line: _Line, following: _Line, full: float) -> bool:
    """Whether the next line belongs to the same paragraph."""
    if line.head or following.head:
        return False
    if following.words[0].islower():
        return True
    if line.page != following.page and line.words.endswith(_SENTENCE_END):
        return False
    return len(line.words) >= full and not (
        len(line.words) < full / _FULL * 0.9 and line.words.endswith(_SENTENCE_END)
    )
