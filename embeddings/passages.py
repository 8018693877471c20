"""Article -> passages: on sentence boundaries, overlapping, with exact offsets.

Sentences come from sentencex; this file only decides what it is shown and how sentences are packed.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

import sentencex

from embeddings.articles import Article, Passage

PASSAGE_WORDS = 120
OVERLAP_WORDS = 30

_MAX_SENTENCE_CHARACTERS = 1200
_WRAP_WIDTHS = range(40, 101)  # line lengths of text that was wrapped by a program
_WORD = re.compile(r"\S+")
_NO_SPACE = re.compile(r"\S")
_LINE = re.compile(r"[^\r\n]+")

Range = tuple[int, int]


def split(article: Article, *, words: int = PASSAGE_WORDS, overlap: int = OVERLAP_WORDS) -> list[Passage]:
    """Passages of at most `words` words (one longer sentence may stand alone), sharing up to `overlap` words.

    Every unmasked sentence is in at least one passage; no passage touches a masked range. The last passage of
    a stretch is filled up from the front instead of being a remnant.
    """
    return [
        Passage(article.id, start, end)
        for run in _unmasked(article)
        for start, end in _packed(article.text, sentences(article.text, *run), words, overlap)
    ]


def passage_text(article: Article, passage: Passage) -> str:
    """What a passage is found by: the article's heading, then the passage. Only ever for searching; quotes are
    slices of the article."""
    return f"{article.heading}\n{article.text[passage.start : passage.end]}"


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    """The (start, end) ranges of the sentences of text[start:end], in order, without surrounding whitespace.

    A line end is also a sentence's end, unless the text is hard-wrapped. A "sentence" of over 1,200 characters
    (tables, lists, text without punctuation) is cut at word boundaries.
    """
    end = len(text) if end is None else end
    blocks = [(start, end)] if _hard_wrapped(text) else _lines(text, start, end)
    return [piece for block in blocks for sentence in _segmented(text, *block) for piece in _cut(text, *sentence)]


def sentence_around(text: str, passage: Passage, start: int, end: int) -> Range:
    """The sentence of the passage that holds text[start:end], or the first to the last of those it touches."""
    touched = [s for s in sentences(text, passage.start, passage.end) if s[0] < end and start < s[1]]
    if not touched:
        return start, end
    return min(start, touched[0][0]), max(end, touched[-1][1])


def _unmasked(article: Article) -> Iterator[Range]:
    start = 0
    for mask_start, mask_end in article.masked:
        if start < mask_start:
            yield start, mask_start
        start = mask_end
    if start < len(article.text):
        yield start, len(article.text)


def _lines(text: str, start: int, end: int) -> list[Range]:
    return [match.span() for match in _LINE.finditer(text, start, end)]


@functools.lru_cache(maxsize=16)  # asked again for every citation of an article
def _hard_wrapped(text: str) -> bool:
    """Whether line ends fall where a program wrapped the text: most lines that another line follows directly
    are 40 to 100 characters long, and none is longer."""
    lines = text.splitlines()
    followed = [len(line) for line, after in itertools.pairwise(lines) if line.strip() and after.strip()]
    if len(followed) < 3 or max(map(len, lines)) >= _WRAP_WIDTHS.stop:
        return False
    return sum(length in _WRAP_WIDTHS for length in followed) >= 0.8 * len(followed)


def _segmented(text: str, start: int, end: int) -> Iterator[Range]:
    for boundary in sentencex.get_sentence_boundaries("en", text[start:end]):
        trimmed = _trimmed(text, start + boundary["start_index"], start + boundary["end_index"])
        if trimmed[0] < trimmed[1]:
            yield trimmed


def _trimmed(text: str, start: int, end: int) -> Range:
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, start + len(inside.strip())


def _cut(text: str, start: int, end: int) -> Iterator[Range]:
    while end - start > _MAX_SENTENCE_CHARACTERS:
        limit = start + _MAX_SENTENCE_CHARACTERS
        space = max(text.rfind(" ", start, limit), text.rfind("\n", start, limit))
        cut = space if space > start else limit
        yield _trimmed(text, start, cut)
        following = _NO_SPACE.search(text, cut, end)
        start = following.start() if following else end
    if start < end:
        yield start, end


def _packed(text: str, ranges: list[Range], words: int, overlap: int) -> Iterator[Range]:
    counts = [_words(text, *one) for one in ranges]
    first = 0
    while first < len(ranges):
        after = _grown(counts, first, words)
        if after == len(ranges):
            first = _reached_back(counts, after, words, default=first)
        yield ranges[first][0], ranges[after - 1][1]
        if after == len(ranges):
            return
        first = max(first + 1, _reached_back(counts, after, overlap, default=after))
        # What overlaps must leave room for the next sentence, or the passage would lie within this one.
        while _grown(counts, first, words) == after:
            first += 1


def _words(text: str, start: int, end: int) -> int:
    """Words, or a tenth of the characters where a script sets no spaces between words."""
    return max(len(_WORD.findall(text, start, end)), (end - start) // 10)


def _grown(counts: list[int], first: int, limit: int) -> int:
    """The end of the longest stretch from `first` with at most `limit` words; at least one sentence."""
    total, after = counts[first], first + 1
    while after < len(counts) and total + counts[after] <= limit:
        total += counts[after]
        after += 1
    return after


def _reached_back(counts: list[int], after: int, limit: int, default: int) -> int:
    """The start of the longest stretch before `after` with at most `limit` words, `default` where it is empty
    or starts later than that."""
    total, first = 0, after
    while first > 0 and total + counts[first - 1] <= limit:
        first -= 1
        total += counts[first]
    return min(first, default)
