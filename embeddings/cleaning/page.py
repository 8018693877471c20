"""Which lines of a page are not the article.

Nothing is cut: they are given as masked ranges, so that every offset stays true. Some lines are boilerplate
by their own words, wherever they stand (`boilerplate`); the others by their place: the metadata in the head
(its lines up to the second paragraph), copies of the title or of a caption, the author's box, and what
stands in the foot (the lines after the last paragraph). Whatever no rule claims is the article's.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from embeddings.cleaning.boilerplate import (
    COMMENTS,
    FOOT_LABEL,
    FOOT_PROMOTION,
    KICKER,
    SHARE_BUTTON,
    SHORT,
    Line,
    boilerplate,
    ends_sentence,
    is_caption,
    is_paragraph,
    split_lines,
)
from embeddings.cleaning.endings import is_biography, read_disclaimer
from embeddings.cleaning.facts import read_facts, read_title
from embeddings.cleaning.metadata import TAIL_LINES, Header, is_comment_header, read_header
from embeddings.cleaning.names import person
from embeddings.cleaning.titles import is_menu, same_words

_FOOT_LINES = 60
# A shorter line that comes again is a word that comes again.
_SHORTEST_REPEAT = 12
_NOTE = "machine-written, by its own words: “{}”"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page states about its article (None: it does not say), and its masked ranges: (start, end) in code
    points of the text, sorted, disjoint, with more than whitespace between one and the next."""

    title: str | None = None
    date: datetime.date | None = None
    author: str | None = None
    source: str | None = None
    dateline: str | None = None
    note: str | None = None
    masked: tuple[tuple[int, int], ...] = ()


def read_page(text: str, markdown: bool = False, title: str | None = None, start: int = 0) -> Page:
    """Read the page that `text` holds from offset `start` on; any text gives a page, in time linear in its
    length.

    `title` is the title where it is known already; the line of the head that repeats it is then its line.
    """
    lines = split_lines(text, markdown, start)
    masked = {i for i, line in enumerate(lines) if boilerplate(line.words)} | _scripts(lines)
    header = read_header(lines, masked, title)
    notes = _notes(lines, header, text)
    masked |= notes.keys()
    masked |= _metadata_lines(lines, header) | _repeats(lines, header) | _author_boxes(lines, header)
    masked |= _share_bars(lines, masked) | _labelled_title(lines, header)
    comments = _comments(lines)
    masked |= comments | _foot(lines[: min(comments, default=0)], header, masked) | _foot(lines, header, masked)
    masked -= {header.title_at} - _labelled_title(lines, header)
    return Page(
        title=header.title,
        date=header.date,
        author=header.author,
        source=header.source,
        dateline=header.dateline,
        note=next((_NOTE.format(clause) for clause in notes.values()), None),
        masked=merge_ranges(((lines[i].start, lines[i].end) for i in sorted(masked)), text),
    )


def merge_ranges(ranges: Iterable[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    """Sorted ranges of `text`, those with only whitespace between them made one."""
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _scripts(lines: Sequence[Line]) -> set[int]:
    """The lines between an opening and a closing script or style tag."""
    found: set[int] = set()
    opened: int | None = None
    for i, line in enumerate(lines):
        words = line.words[:SHORT].lower()
        if words.startswith(("<script", "<style")) and "</s" not in words:
            opened = i
        elif opened is not None and words.endswith(("</script>", "</style>")):
            found.update(range(opened, i + 1))
            opened = None
    return found


def _notes(lines: Sequence[Line], header: Header, text: str) -> dict[int, str]:
    """The lines of the head and among the last that say a machine wrote the page, with the clauses."""
    tail = range(max(0, len(lines) - TAIL_LINES), len(lines))
    clauses = {
        i: read_disclaimer(text[lines[i].start : lines[i].end]) for i in sorted({*range(header.head), *tail})
    }
    return {i: clause for i, clause in clauses.items() if clause}


def _metadata_lines(lines: Sequence[Line], header: Header) -> set[int]:
    """The lines of the head that state metadata and, where there is a title, its kickers."""
    found = set(header.facts)
    if header.title_at is not None:
        found |= {i for i in range(header.head) if KICKER.fullmatch(lines[i].words[:80])}
        found |= {i for i in range(header.title_at) if is_menu(lines[i].words)}
    return found


def _labelled_title(lines: Sequence[Line], header: Header) -> set[int]:
    """The line of the title where it is a field of the page ("Title: …"), not a heading."""
    at = header.title_at
    return {at} if at is not None and read_title(lines[at].words) == header.title else set()


def _repeats(lines: Sequence[Line], header: Header) -> set[int]:
    """Every copy of the title but one, of a caption but the first, and in the head of a line right above it.

    A quotation that the article repeats is its own.
    """
    found: set[int] = set()
    seen: set[str] = set()
    title = None if header.title_at is None else lines[header.title_at].words
    for i, line in enumerate(lines):
        if len(line.words) > SHORT or i == header.title_at:
            continue
        if title is not None and len(title) >= _SHORTEST_REPEAT and same_words(line.words, title):
            found.add(i)
        elif is_caption(line.words):
            if line.words in seen:
                found.add(i)
            seen.add(line.words)
        elif 0 < i < header.head and len(line.words) >= _SHORTEST_REPEAT and line.words == lines[i - 1].words:
            found.add(i)
    return found


def _author_boxes(lines: Sequence[Line], header: Header) -> set[int]:
    """The author's name on lines of its own, and the paragraphs about the author."""
    author = header.author
    if author is None:
        return set()
    names = {i for i, line in enumerate(lines) if _is_byline(line.words, author)}
    beside = {i for i in range(1, len(lines)) if _is_beside(lines, i, names)}
    copies = Counter(line.words for line in lines if 40 <= len(line.words) <= 600)
    boxes = {lines[i].words for i in beside if copies[lines[i].words] > 1}
    last = len(lines) - TAIL_LINES
    biographies = {
        i for i, line in enumerate(lines) if (i >= last or i in beside) and is_biography(line.words, author)
    }
    return names | biographies | {i for i, line in enumerate(lines) if line.words in boxes}


def _is_byline(words: str, author: str) -> bool:
    if len(words) > 120 or author.casefold() not in words.casefold():
        return False
    stated = read_facts(words)
    return person(words) == author or (stated is not None and stated.author == author)


def _is_beside(lines: Sequence[Line], i: int, names: set[int]) -> bool:
    """Whether line `i` follows a byline, or the label "Author" under one."""
    above = i - 1
    if above > 0 and above not in names and FOOT_LABEL.fullmatch(lines[above].words[:80]):
        above -= 1
    return above in names


def _share_bars(lines: Sequence[Line], masked: set[int]) -> set[int]:
    """Names of buttons that stand beside another one, or beside other boilerplate."""
    buttons = {i for i, line in enumerate(lines) if len(line.words) <= 20 and SHARE_BUTTON.fullmatch(line.words)}
    around = buttons | masked
    return {i for i in buttons if i - 1 in around or i + 1 in around}


def _comments(lines: Sequence[Line]) -> set[int]:
    """The headings over readers' comments, and over each who made it and when; the comments stay."""
    found: set[int] = set()
    for i, line in enumerate(lines):
        if len(line.words) <= SHORT and COMMENTS.fullmatch(line.words):
            found.add(i)
        elif is_comment_header(lines, i):
            found |= {i, i + 1} if i + 1 < len(lines) and read_facts(lines[i + 1].words) else {i}
    return found


def _foot(lines: Sequence[Line], header: Header, masked: set[int]) -> set[int]:
    """Labels and metadata after the last paragraph, and the headlines listed under a promotion."""
    found: set[int] = set()
    listing = False
    for i in range(_foot_start(lines, header, masked), len(lines)):
        words = lines[i].words
        if FOOT_PROMOTION.fullmatch(words) or boilerplate(words) == "promotion":
            listing = True
        if listing or FOOT_LABEL.fullmatch(words) or read_facts(words):
            found.add(i)
    return found


def _foot_start(lines: Sequence[Line], header: Header, masked: set[int]) -> int:
    """The first of the last lines that are masked already or unfinished and short; after a paragraph only."""
    for i in range(len(lines) - 1, max(-1, len(lines) - _FOOT_LINES), -1):
        words = lines[i].words
        if i == header.title_at:
            break
        if i not in masked and (is_paragraph(words) or (ends_sentence(words) and not words.endswith(("?", "!")))):
            return i + 1
    return len(lines)
