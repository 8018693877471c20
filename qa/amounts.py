"""Amounts that cannot answer how many or how much, by what their text says beside them: another country's, an age,
a share, the killed and injured where others are counted, what something was before it changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from embeddings.articles import Article
from qa.asked import Asked
from qa.counted import Counted
from qa.kinds import Kind
from qa.names import CAPITALS
from qa.numbers import AMOUNT, CHANGE, FIRST_DIGIT
from qa.schema import Span

# Whether a span of an article cannot answer a question.
Unfit = Callable[[Span, Article], bool]

_CLOSE, _BESIDE = 80, 40
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
# "Ann Lee, 54, a teacher": an age; but "Labour, 54, Greens, 6".
_NAME_IN_FRONT = re.compile(rf"[{CAPITALS}][^\s,;:?()“”\"]*, \Z")
_GOES_ON = re.compile(rf",\s(?![{CAPITALS}])")
# Where things are counted, a share is no answer, but "7 percent" of how many doctors do it; nor is the number in
# "the 66-year-old".
_HOW_MANY_ARE = re.compile(r"\W*how many\b", re.IGNORECASE)
_SHARE = re.compile(r"\d\s?(?:%|percent|per cent)\Z", re.IGNORECASE)
_AGED = re.compile(r"[-\s]year[-\s]old")
# "How many soldiers are there?", and "four soldiers were injured", "killed at least 25 of them"; but not where a
# word of the question may ask for such.
_OF_HARM = re.compile(
    r"\b(?:affected|attack|claim|casualt|dead|death|die|execut|fatal|fell|harm|hit|hospital|hurt|injur|kill|life|lives|los|"
    r"murder|perish|shoot|shot|drown|stab|target|slain|suffer|surviv|toll|victim|wound)",
    re.IGNORECASE,
)
_HARMED = "(?:executed|hurt|injured|killed|murdered|wounded)"
_HARMED_IN_FRONT = re.compile(
    rf"\b(?:{_HARMED}|killing|injuring|wounding)"
    r"(?: (?:about|almost|another|around|at least|more than|nearly|over|some|up to))? \Z",
    re.IGNORECASE,
)
# "Killed all 62 people aboard" tells how many were.
_ALL = re.compile(r"\ball (?:of )?(?:the |its )?\Z", re.IGNORECASE)
_HARMED_BEHIND = re.compile(
    rf"(?: [\w’'-]+){{0,3}}? (?:were|was|are|have been|had been) {_HARMED}\b", re.IGNORECASE
)
# "Went up from $2 to $3", "fell to 112 from 290": what is asked of now is no more what it was.
_OF_NOW = re.compile(r"\b(?:is|are|has|have|will|does|do|now|current(?:ly)?|new|going to)\b", re.IGNORECASE)
_OF_THEN = re.compile(
    r"\b(?:was|were|did|had|been|used to|before|previous\w*|former\w*|earlier|from|since|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
# "Profit rose 9 percent to $3 million": by how much is not how much.
_WHAT_IS = re.compile(r"\W*what (?:is|are|was|were)\b", re.IGNORECASE)
_OF_CHANGE = re.compile(
    rf"%|percent|per cent|\b(?:by|chang|margin|proportion|rate|share|swing|{CHANGE})", re.IGNORECASE
)
_CHANGED = rf"\b(?:(?:{CHANGE})\w*|up|down)"
_ROSE = re.compile(rf"{_CHANGED}(?: (?:by|about|almost|around|nearly|some|more than))* \Z", re.IGNORECASE)
# "From 6 to 11 years" is a range where nothing rises or falls.
_CHANGED_FROM = re.compile(rf"{_CHANGED}\b[^.;!?]*\bfrom \Z", re.IGNORECASE)
_DIGIT_FIRST = re.compile(FIRST_DIGIT)
_CHANGED_TO = re.compile(rf"(?: [\w-]+){{0,2}} to {AMOUNT}(?![\w-])")
_CHANGED_BEFORE = re.compile(rf"\bto {AMOUNT},? from \Z")


def unfit_amounts(asked: Asked) -> Iterator[Unfit]:
    """What is no such amount as the question asks for."""
    if asked.kind is Kind.QUANTITY:
        yield partial(_is_of_others, Counted.asked_for(asked.text))
    if _OF_NOW.search(asked.text) and not _OF_THEN.search(asked.text):
        yield _is_what_it_was
    if _WHAT_IS.match(asked.text) and not _OF_CHANGE.search(asked.text):
        yield _is_rise
    if _HOW_MANY.search(asked.text):
        yield _is_age
    if _HOW_MANY_ARE.match(asked.text):
        yield _is_share
        if not _OF_HARM.search(asked.text):
            yield _are_harmed


def _is_of_others(counted: Counted, span: Span, article: Article) -> bool:
    """Whether what the span counts is another country's than is asked for, or elsewhere."""
    return counted.is_not(span.end, article.text)


def _is_what_it_was(span: Span, article: Article) -> bool:
    """Whether the span is the amount that something has changed from, and its sentence tells what to."""
    text = article.text
    if not _DIGIT_FIRST.match(text, span.start, span.end):
        return False
    before = text[max(0, span.start - _CLOSE) : span.start]
    changed = _CHANGED_FROM.search(before) and _CHANGED_TO.match(text, span.end)
    return bool(changed or _CHANGED_BEFORE.search(before))


def _is_rise(span: Span, article: Article) -> bool:
    """Whether the span is the share that something rose or fell by."""
    return _is_share(span, article) and bool(_ROSE.search(article.text[max(0, span.start - _BESIDE) : span.start]))


def _is_age(span: Span, article: Article) -> bool:
    """Whether the span is a number that tells how old someone is: the person named in front of it, or "the
    66-year-old"."""
    text = article.text
    if not text[span.start : span.end].isdecimal():
        return False
    before = text[max(0, span.start - _CLOSE) : span.start]
    named = _NAME_IN_FRONT.search(before) and _GOES_ON.match(text, span.end)
    return bool(named or _AGED.match(text, span.end))


def _is_share(span: Span, article: Article) -> bool:
    return bool(_SHARE.search(article.text[span.start : span.end]))


def _are_harmed(span: Span, article: Article) -> bool:
    """Whether the span tells how many were killed or injured."""
    text = article.text
    before = text[max(0, span.start - _BESIDE) : span.start]
    harmed = _HARMED_IN_FRONT.search(before) or _HARMED_BEHIND.match(text, span.end)
    return harmed is not None and _ALL.search(before) is None
