"""What a page states about its article: title, date, author, source, dateline, and where on the page it does.

The head of a page is its lines up to the second paragraph: title, date, byline, source, kickers,
standfirst, captions. What a line states is read by `facts`; this file knows where to look and which
statement wins. The rules know no page and no publisher.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from embeddings.cleaning.boilerplate import (
    COMMENT_HEADER,
    FOOT_LABEL,
    SHORT,
    Line,
    boilerplate,
    ends_sentence,
    is_paragraph,
)
from embeddings.cleaning.datelines import Dateline, read_dateline
from embeddings.cleaning.dates import DateEntry, date_entries, find_date
from embeddings.cleaning.endings import is_biography, read_credit, read_rights
from embeddings.cleaning.facts import Facts, read_facts, read_masthead, read_reporters, read_signed
from embeddings.cleaning.names import (
    is_organisation,
    is_paper,
    is_signature,
    person,
    publisher,
    split_affiliation,
    split_signature,
)
from embeddings.cleaning.titles import find_title, has_title_form, is_masthead

_HEAD_LINES = 30
# What begins a byline in other languages, and a headline too: "Von der Leyen Wins Second Term".
_FOREIGN_BY = re.compile(r"(?:por|par|von|door)\b", re.IGNORECASE)
# Where a text mentions what it is about, be it as short as a page's last lines.
_FIRST_LINES = 4
# The last lines of a page, where who wrote it and with what rights may stand.
TAIL_LINES = 15


@dataclass(frozen=True)
class Header:
    """What the page states, and the lines (by index) where it does.

    `head` is how many lines the head has; `facts` its lines that state facts and do little else; `title_at`
    the line of the title.
    """

    head: int = 0
    facts: dict[int, Facts] = field(default_factory=dict)
    title_at: int | None = None
    title: str | None = None
    date: datetime.date | None = None
    author: str | None = None
    source: str | None = None
    dateline: str | None = None


def read_header(lines: Sequence[Line], skipped: Container[int], title: str | None = None) -> Header:
    """Read the page's `lines`; `skipped` are known to be boilerplate, `title` the title where it is known."""
    head, facts = _read_head(lines, skipped)
    title_at, title = find_title(lines[:head], lines, skipped, facts, title)
    if title:
        mastheads = [i for i in range(title_at or 0) if is_masthead(lines, i, skipped, facts)]
        facts |= {i: Facts(source=publisher(lines[i].words)) for i in mastheads if i not in facts}
        facts |= _find_papers(lines[:head], skipped, facts, title_at)
        facts = dict(sorted((facts | _find_name(lines, head, skipped, facts, title_at)).items()))
    authors = [fact.author for fact in facts.values() if fact.author]
    sources = [fact.source for fact in facts.values() if fact.source]
    dateline = _find_dateline(lines[: head + 1])
    return Header(
        head=head,
        facts=facts,
        title_at=title_at,
        title=title,
        date=_choose_date(facts, title_at) or dateline.date,
        author=authors[0] if authors else _find_reporters(lines),
        source=sources[0] if sources else dateline.source or _find_credit(lines),
        dateline=dateline.place or next((fact.place for fact in facts.values() if fact.place), None),
    )


def _read_head(lines: Sequence[Line], skipped: Container[int]) -> tuple[int, dict[int, Facts]]:
    """(how many lines the head has, the facts they state); a paragraph about the author does not end it."""
    facts: dict[int, Facts] = {}
    paragraphs, head, titled = 0, 0, False
    for head, line in enumerate(lines[:_HEAD_LINES]):
        if is_comment_header(lines, head):
            break
        if head in skipped:
            continue
        stated = read_masthead(line.words) or read_facts(line.words) or _read_signed(lines, head)
        if stated and (titled or stated.dates or not _FOREIGN_BY.match(line.words)):
            facts[head] = stated
            continue
        titled = True
        if is_paragraph(line.words) and not any(
            fact.author and line.words.startswith(fact.author) for fact in facts.values()
        ):
            paragraphs += 1
            if paragraphs == 2:
                break
    else:
        head = min(len(lines), _HEAD_LINES)
    if _is_chronology(lines):
        facts = {i: stated for i, stated in facts.items() if not _is_plain_date(stated)}
    return head, facts


def _read_signed(lines: Sequence[Line], i: int) -> Facts | None:
    """What line `i` states that has a name and a date and is no row of a table; without the name of a section."""
    stated = read_signed(lines[i].words)
    beside = [*lines[max(0, i - 1) : i], *lines[i + 1 : i + 2]]
    if stated is None or any(read_signed(line.words) for line in beside):
        return None
    if stated.author and _is_mentioned(lines, i, stated.author):
        stated.author = None
    return stated


def _is_chronology(lines: Sequence[Line]) -> bool:
    """Whether three or more dates each head a paragraph: then they are the text's own, not the page's."""
    entries = 0
    for line, following in pairwise(lines):
        if len(line.words) > 40 or not is_paragraph(following.words) or find_date(line.words) < 0:
            continue
        stated = read_facts(line.words)
        entries += stated is not None and _is_plain_date(stated)
        if entries == 3:
            return True
    return False


def _is_plain_date(facts: Facts) -> bool:
    return len(facts.dates) == 1 and not facts.dates[0].labelled and not (facts.author or facts.source)


def is_comment_header(lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` says who made a comment, with its date there or on the next line."""
    match = COMMENT_HEADER.fullmatch(lines[i].words) if len(lines[i].words) <= 120 else None
    if match is None:
        return False
    words = match["rest"].strip(" :") or (lines[i + 1].words[:SHORT] if i + 1 < len(lines) else "")
    entries, rest = date_entries(words)
    # "Reply", "Permalink" may stand beside the date; a sentence may begin with one.
    return bool(entries) and len(rest) <= 20


def _find_papers(
    lines: Sequence[Line], skipped: Container[int], facts: dict[int, Facts], title_at: int | None
) -> dict[int, Facts]:
    """The lines between title and text that are a newspaper's name: over a date or byline, or right under one."""
    papers: dict[int, Facts] = {}
    above, first = -1, 0 if title_at is None else title_at + 1
    for i in range(first, len(lines)):
        words = lines[i].words
        if i in skipped:
            continue
        if is_paragraph(words):
            break
        over = _next_line(lines, i, skipped) in facts
        under = above in facts or (above >= 0 and is_signature(lines[above].words))
        beside = over or (under and not lines[i].gap)
        perhaps = over and above in facts and _is_byline(facts[above])
        if beside and i not in facts and not lines[i].heading and is_paper(words, perhaps):
            papers[i] = Facts(source=publisher(words))
        above = i
    return papers


def _is_byline(facts: Facts) -> bool:
    """Whether a line states an author and no more, or that nobody signs."""
    return not (facts.dates or facts.source or facts.place)


def _find_name(
    lines: Sequence[Line], head: int, skipped: Container[int], facts: dict[int, Facts], title_at: int | None
) -> dict[int, Facts]:
    """The line over a date, a paper's name or the first paragraph that is a name alone, where no byline states the
    author.

    A name that the text goes on to mention is not its author's: it heads a section. So it may where later
    paragraphs have headings.
    """
    if title_at is None or any(stated.author for stated in facts.values()):
        return {}
    in_text = False
    for i in range(title_at + 1, min(head, len(lines) - 1)):
        words = lines[i].words
        if i in skipped or i in facts:
            continue
        in_text = in_text or is_paragraph(words)
        following = _next_line(lines, i, skipped)
        names, rest = _read_signature(lines, i, facts)
        if lines[i].heading or not names:
            continue
        # A heading has no paper or role behind it.
        alone = not in_text and (rest or not _has_headings(lines, i, skipped))
        over_text = alone and is_paragraph(lines[following].words)
        if not (following in facts or over_text):
            continue
        if not _is_mentioned(lines, i, names):
            return {i: Facts(author=person(names), source=publisher(rest) if is_organisation(rest) else None)}
    return {}


def _is_mentioned(lines: Sequence[Line], i: int, names: str) -> bool:
    """Whether a paragraph under line `i` goes on to mention these names, and not to say who they are."""
    text = lines[i + 1 : max(i + 1 + _FIRST_LINES, len(lines) - TAIL_LINES)]
    mentions = [line.words for line in text if names in line.words and is_paragraph(line.words)]
    return not all(is_biography(words, names) for words in mentions)


def _read_signature(lines: Sequence[Line], i: int, facts: Container[int]) -> tuple[str, str]:
    """(names, publisher or role) of a line of names alone, ("", "") for others. Right over a paper's name a place
    may stand behind them: elsewhere "Climate Change in Africa" has that form."""
    words, below = lines[i].words, i + 1
    if below in facts and not lines[below].gap and is_paper(lines[below].words) and is_signature(words):
        return split_affiliation(words)
    return split_signature(words)


def _next_line(lines: Sequence[Line], i: int, skipped: Container[int]) -> int:
    """The next line that is not skipped, or `i` itself where none is left."""
    return next((j for j in range(i + 1, len(lines)) if j not in skipped), i)


def _has_headings(lines: Sequence[Line], name: int, skipped: Container[int]) -> bool:
    """Whether a short line after the `name` heads a paragraph, and not one about whoever bears the name."""
    kept = [line for i, line in enumerate(lines) if i > name and i not in skipped]
    return any(
        is_paragraph(following.words)
        and _is_heading(line.words)
        and line.words != lines[name].words
        and not FOOT_LABEL.fullmatch(line.words)
        for line, following in pairwise(kept)
    )


def _is_heading(words: str) -> bool:
    """Whether a line has the form of a part's heading: a title's, and no paragraph's or remark's."""
    return has_title_form(words) and not is_paragraph(words) and (words.endswith("?") or not ends_sentence(words))


def _find_reporters(lines: Sequence[Line]) -> str | None:
    """Whom one of the last lines names as reporters."""
    return next(filter(None, (read_reporters(line.words) for line in lines[-TAIL_LINES:])), None)


def _choose_date(facts: dict[int, Facts], title_at: int | None) -> datetime.date | None:
    """Of the dates that are of no change, a line after the title before one over it, the page's own "today"."""
    stated = [(i, entry) for i, fact in facts.items() for entry in fact.dates if not entry.updated]

    def rank(statement: tuple[int, DateEntry]) -> tuple[bool, bool]:
        i, entry = statement
        over_title = title_at is not None and i < title_at and not entry.labelled
        return over_title, not entry.labelled

    return min(stated, key=rank)[1].date if stated else None


def _find_dateline(lines: Sequence[Line]) -> Dateline:
    """That of the first paragraph that opens with one: a standfirst may come before it."""
    openings = (read_dateline(line.words) for line in lines if is_paragraph(line.words))
    return next((opening for opening in openings if any(opening)), Dateline())


def _find_credit(lines: Sequence[Line]) -> str | None:
    """Who the last lines credit: the end of a paragraph, a line of its own, the site's copyright line."""
    tail = lines[-TAIL_LINES:]
    for line in reversed(tail):
        if is_paragraph(line.words) and (credit := read_credit(line.words)):
            return credit
    for line in reversed(tail):
        if boilerplate(line.words) == "promotion":
            break
        stated = read_facts(line.words)
        if credit := (stated.source if stated else None) or read_credit(line.words):
            return credit
    return next((holder for line in reversed(tail) if (holder := read_rights(line.words))), None)
