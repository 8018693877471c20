"""Answer -> HTML, all of it escaped: the one place where article text becomes a page. Knows no gradio.

A button that opens a source carries the citation's place in data attributes; source.js sends them back, page.py
checks them, `render_source` makes the source. The buttons of one answer stand in groups, which the arrows of
the source step through: the answer's sources, other answers, less likely answers, passages.
"""

from __future__ import annotations

import datetime
import itertools
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from html import escape

from embeddings.articles import Article
from qa.schema import Answer, Candidate, Citation
from qa.web.narrowing import NOT_NARROWED, Narrowing
from qa.web.words import (
    ABSTENTION,
    announcement,
    citation_text,
    confidence_words,
    date_words,
    is_whole,
    nearest_words,
    origin_words,
    percent,
    said,
)

GROUPS = {"answer": "Source", "other": "Other answer", "rejected": "Less likely answer", "passage": "Passage"}

_LONG_ANSWER = 60
_SENTENCE_SHOWN = 500
_PASSAGE_SHOWN = 220
# The part of a word at a cut, where a word is whole beside it.
_CUT_IN_FRONT = re.compile(r"\A\S*\s+(?=\S)")
_CUT_BEHIND = re.compile(r"(?<=\S)\s+\S*\Z")
_NEWLINES = re.compile(r"(\n\s*)")
_EMPTY_LINE = re.compile(r"\n\r?\n")
_LONG_LINE = 100


def render_answer(answer: Answer, narrowed: Narrowing = NOT_NARROWED) -> str:
    """One turn of the conversation: the question and what it was narrowed to, the answer or the abstention, and
    what stands behind it."""
    body = _abstained(answer) if answer.text is None else _given(answer)
    return (
        f'<section class="turn" data-announce="{_text(announcement(answer))}" '
        f'data-asked="{_text(answer.understood or answer.question)}" data-answer="{_text(answer.text or "")}" '
        f'data-narrowed="{_text(json.dumps(dict(narrowed.sent)))}">'
        f'<h2 class="question"><span class="unseen">You asked: </span><span class="words">{_text(answer.question)}'
        f"</span></h2>{_understood(answer.understood)}{_narrowed(narrowed.words)}{body}</section>"
    )


def _understood(question: str | None) -> str:
    if question is None:
        return ""
    return (
        f'<p class="understood">Understood as: <span class="as">{_text(question)}</span> '
        '<button type="button" class="reword">Change</button> '
        '<button type="button" class="typed">As typed</button></p>'
    )


def _narrowed(words: str) -> str:
    return f'<p class="within">{_text(words)}</p>' if words else ""


def check_of(citation: Citation) -> int:
    """By what it shows that another sentence stands in the citation's place now."""
    return zlib.crc32(citation.sentence.encode())


def render_source(
    article: Article, citation: Citation, position: int, total: int, label: str = GROUPS["answer"]
) -> str:
    """The whole article with the citation's span in one mark. The text inside `.article` is the article's
    text, code point by code point, and that inside the mark is the quote."""
    copied = _text(citation_text(citation))
    return (
        '<header class="heading"><div class="bar"><button type="button" class="back">‹ Back</button>'
        f'<span class="where">{_text(label)}{f" {position} of {total}" if total > 1 else ""}</span>'
        f"{_steps(position, total, label)}</div>"
        f"<h2>{_text(article.heading)}</h2>"
        f'<p class="meta">{_text(origin_words(citation))}{_note(citation)}</p>'
        '</header><div class="reading" tabindex="0" role="region" aria-label="The article">'
        f'<div class="article">{_marked(article, citation.start, citation.end)}</div></div>'
        f'<footer><button type="button" class="copy" data-copy="{copied}">Copy citation</button></footer>'
    )


def _steps(position: int, total: int, label: str) -> str:
    if total == 1:
        return ""
    first, last = (" disabled" if position == end else "" for end in (1, total))
    what = _text(label.lower())
    return (
        f'<button type="button" class="step previous" aria-label="Previous {what}"{first}>‹</button>'
        f'<button type="button" class="step next" aria-label="Next {what}"{last}>›</button>'
    )


def _given(answer: Answer) -> str:
    whole, quoted = is_whole(answer), _quoted(answer.citations[0])
    size = " long" if len(said(answer, whole)) > _LONG_ANSWER else ""
    shown = quoted if whole else _text(answer.text or "")
    beside = "" if whole else f'<blockquote class="quote">{quoted}</blockquote>'
    differing = [candidate for candidate in answer.alternatives if candidate.contradicts]
    # The answer's sources and those that differ are numbered in one row.
    total = len(answer.citations) + sum(len(candidate.citations) for candidate in differing)
    compatible = [candidate for candidate in answer.alternatives if not candidate.contradicts]
    return (
        f'<div class="given"><p class="answer{size}">{shown}</p>{_confidence(answer)}</div>'
        f"{beside}{_cites(answer.citations, 'answer', 1, total)}"
        f"{_differing(differing, len(answer.citations) + 1, total, whole) if differing else ''}"
        f"{_folded_answers('Other possible answers', compatible, 'other', whole)}"
        f"{_folded_answers('Less likely answers', answer.rejected, 'rejected', whole)}"
        f"{_folded('Passages read', len(answer.passages), _passages(answer.passages))}"
    )


def _abstained(answer: Answer) -> str:
    nearest = "Nearest in the archive" if answer.passages else nearest_words(())
    return (
        f'<p class="answer none">{ABSTENTION}</p><p class="hint">{nearest}</p>{_passages(answer.passages)}'
        f"{_folded_answers('Found, but not likely to be right', answer.rejected, 'rejected', is_whole(answer))}"
    )


def _confidence(answer: Answer) -> str:
    number = percent(answer.confidence)
    measured = f"Of 100 answers marked {number}%, about {number} were right where it was measured."
    stated = "Not measured: it tells how well the article fits the question."
    return (
        f'<details class="confidence"><summary>{confidence_words(answer.confidence)}, {number}%</summary>'
        f"<p>{measured if answer.measured else stated}</p></details>"
    )


def _differing(candidates: Sequence[Candidate], first: int, total: int, whole: bool) -> str:
    newest_first = sorted(candidates, key=lambda one: one.date or datetime.date.min, reverse=True)
    rows = "".join(_answer_rows(newest_first, "answer", first, total, whole))
    return f'<section class="differ"><h3>Sources differ</h3><ul class="answers">{rows}</ul></section>'


def _folded_answers(summary: str, candidates: Sequence[Candidate], group: str, whole: bool) -> str:
    total = sum(len(candidate.citations) for candidate in candidates)
    rows = "".join(_answer_rows(candidates, group, 1, total, whole))
    return _folded(summary, len(candidates), f'<ul class="answers">{rows}</ul>')


def _answer_rows(
    candidates: Sequence[Candidate], group: str, number: int, total: int, whole: bool
) -> Iterator[str]:
    for candidate in candidates:
        sure = f"{confidence_words(candidate.confidence)}, {percent(candidate.confidence)}%"
        as_of = f"as of {date_words(candidate.date)}" if candidate.date else date_words(None)
        beside = as_of if group == "answer" else sure
        yield (
            f'<li><p class="other">{_text(said(candidate, whole))} <span class="meta">{beside}</span></p>'
            f"{_cites(candidate.citations, group, number, total)}</li>"
        )
        number += len(candidate.citations)


def _folded(summary: str, count: int, body: str) -> str:
    if not count:
        return ""
    counted = f'{summary} <span class="meta">({count})</span>'
    return f'<details class="more"><summary>{counted}</summary>{body}</details>'


def _cites(citations: Sequence[Citation], group: str, first: int, total: int) -> str:
    items = "".join(
        f'<li><button type="button" class="cite" {_place(citation, group, number, total)}>'
        f'{_number(number, group)}<span class="from">{_origin(citation)}</span></button></li>'
        for number, citation in enumerate(citations, first)
    )
    return f'<ol class="cites">{items}</ol>'


def _number(number: int, group: str) -> str:
    # Only the answer's own sources are counted on the page; a second "1" would name two things.
    return f'<span class="number">{number}</span>' if group == "answer" else ""


def _passages(passages: Sequence[Citation]) -> str:
    """Each article once, the one with the nearest passage first, its passages below it."""
    by_article: dict[str, list[Citation]] = {}
    for passage in passages:
        by_article.setdefault(passage.article, []).append(passage)
    numbers = itertools.count(1)
    return "".join(
        f'<section class="near"><h3 class="from">{_origin(of_one[0])}</h3><ol class="cites">'
        + "".join(_excerpt(passage, next(numbers), len(passages)) for passage in of_one)
        + "</ol></section>"
        for of_one in by_article.values()
    )


def _excerpt(passage: Citation, number: int, total: int) -> str:
    return (
        f'<li><button type="button" class="cite passage" {_place(passage, "passage", number, total)}>'
        f'<span class="excerpt">{_text(_shortened(passage.quote))}</span></button></li>'
    )


def _origin(citation: Citation) -> str:
    title = f'<span class="title">{_text(citation.title)}</span>'
    return f'{title} <span class="meta">{_text(origin_words(citation))}</span>{_note(citation)}'


def _note(citation: Citation) -> str:
    return f' <span class="note">{_text(citation.note)}</span>' if citation.note else ""


def _place(citation: Citation, group: str, position: int, total: int) -> str:
    place = citation.model_dump(include={"article", "start", "end", "sentence_start", "sentence_end"})
    place |= {"check": check_of(citation), "group": group, "position": position, "total": total}
    return " ".join(f'data-{name.replace("_", "-")}="{_text(str(value))}"' for name, value in place.items())


def _quoted(citation: Citation) -> str:
    """The sentence with its span marked; of a long one, what stands around the span."""
    start = citation.start - citation.sentence_start
    end = start + len(citation.quote)
    before, after = citation.sentence[:start], citation.sentence[end:]
    room = max(_SENTENCE_SHOWN - len(citation.quote), 0) // 2
    if len(before) > room:
        before = "… " + _CUT_IN_FRONT.sub("", before[len(before) - room :])
    return f"{_text(before)}<mark>{_text(citation.quote)}</mark>{_text(_shortened(after, max(room, 1)))}"


def _shortened(text: str, length: int = _PASSAGE_SHOWN) -> str:
    return text if len(text) <= length else _CUT_BEHIND.sub("", text[:length]) + " …"


def _marked(article: Article, start: int, end: int) -> str:
    pieces = (_slice(article, *piece) for piece in ((0, start), (start, end), (end, len(article.text))))
    before, span, after = pieces
    return f'{before}<mark id="citeqa-span">{span}</mark>{after}'


def _slice(article: Article, start: int, end: int) -> str:
    """A slice of the article, its boilerplate dimmed. No element crosses the slice's ends."""
    single = _single_newlines_end_paragraphs(article.text)
    html, done = [], start
    for mask_start, mask_end in article.masked:
        low, high = max(mask_start, done), min(mask_end, end)
        if low < high:
            masked = _paragraphs(article.text[low:high], single)
            html += [_paragraphs(article.text[done:low], single), f'<span class="masked">{masked}</span>']
            done = high
    return "".join([*html, _paragraphs(article.text[done:end], single)])


def _single_newlines_end_paragraphs(text: str) -> bool:
    """In an article without empty lines whose lines are long; in others a single newline is a line's end."""
    return not _EMPTY_LINE.search(text) and len(text) > _LONG_LINE * text.count("\n")


def _paragraphs(text: str, single: bool) -> str:
    """Text, the newlines between its paragraphs in elements that the style sheet turns into space."""
    html = []
    for piece in _NEWLINES.split(text):
        between = piece.startswith("\n") and (single or piece.count("\n") > 1)
        html.append(f'<span class="gap">{_text(piece)}</span>' if between else _text(piece))
    return "".join(html)


def _text(text: str) -> str:
    # A bare carriage return would become a newline on its way through the browser's parser.
    return escape(text).replace("\r", "&#13;")
