"""Where a span's text begins and ends: no stray punctuation, no half of a pair of quotation marks, no number
without the words that bound it.

A tokenizer cuts at every mark, so a model's best span may hold one mark too many or too few. And a model likes
bare numbers: "50" where the article says "more than 50", which is another claim. ("About 50" is not: it stays out,
as people who mark answers leave it out.)
"""

from __future__ import annotations

import re

from embeddings.cleaning.datelines import read_dateline
from qa.days import WEEKDAYS
from qa.kinds import PERSON_NOUN, described, plural_asked_for
from qa.names import CAPITALS, NAME, PARTICLE, is_bare_office, tells_office
from qa.numbers import AMOUNT, CHANGE, MAGNITUDES, NUMBER_WORDS, bound_before

_OPENING = " \t\r\n,;:!?.…–—"
# Of these, the ones that a number may begin with: ".5", "–5".
_SIGNS = ".–"
_CLOSING = " \t\r\n,;:!?…–—"
_PAIRS = (("“", "”"), ('"', '"'), ("«", "»"), ("(", ")"), ("[", "]"))
# A full stop that is part of the word.
_ABBREVIATION = re.compile(r"\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Jr|Sr|St|Inc|Ltd|Co|Corp|No|vs)\.$")
_ABBREVIATION_REACH = 8
_REACH, _REACH_OF_BODY = 40, 100
_LABEL = re.compile(r"\b(?:category|level|phase|stage|grade|magnitude|round|number|no\.) \Z", re.IGNORECASE)
_CONVERTED = re.compile(r"(?<![\d,.$£€])\d[\d,.]* \w+(?: (?:per|an) \w+)? \(\Z")
_NUMBER_FIRST = re.compile(
    rf"(?:[A-Z]{{0,3}}[$£€¥])?\d|a (?:{'|'.join(MAGNITUDES)})\b|(?:{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE
)
_WHAT_IS = re.compile(rf"\W*[Ww]hat (?:is|was) (?:the )?{NAME}\W*")
_HOW_MUCH_CHANGED = re.compile(
    rf"\W*(?:by )?how (?:much|many|far) .*\b(?:(?:{CHANGE})\w*|(?:go|gone?|went|come|came) (?:up|down))\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(rf"\bfrom {AMOUNT} to {AMOUNT}(?: (?:{'|'.join(MAGNITUDES)}|per ?cent))?(?![\w-])")
_BEARER = re.compile(rf"(?:[\w’'-]+ ){{0,3}}{PERSON_NOUN} (?:at|for|from|in|of|with) ")
_AGE = re.compile(r"\b\d{1,3}[- ]years?[- ]olds?\b")
# A particle at the edge of a name: "Qaboos bin", "bin Taimur"; and what stands beside it.
_CUT_BEHIND = re.compile(rf"[{CAPITALS}]\S* (?:\S+ )*?(?:{PARTICLE}|Al|El)\Z")
_CUT_IN_FRONT = re.compile(rf"(?:{PARTICLE}) [{CAPITALS}]")
_NAMES_BEHIND = re.compile(rf"(?: (?:(?:{PARTICLE}) )*[{CAPITALS}][\w’'-]*)+")
_NAMES_IN_FRONT = re.compile(rf"(?:\b[{CAPITALS}][\w’'-]* )+\Z")
# "Federal Aviation Administration (FAA) " of "the Federal Aviation Administration (FAA) Administrator Ann Lee".
_BODY_IN_FRONT = re.compile(
    rf"(?<=[a-z] )(?:(?!(?i:{'|'.join(WEEKDAYS)})\b)(?:[{CAPITALS}][\w’'&-]*|\([{CAPITALS}]+\)) )+\Z"
)


def tidied(text: str, start: int, end: int) -> tuple[int, int]:
    """The (start, end) of text[start:end] without punctuation around it and with pairs made whole.

    Marks of a pair that enclose all of it are dropped; one whose other half stands just outside takes it in; a
    half without the other at an edge is dropped. The range may come back empty.
    """
    start, end = _stripped(text, _behind_dateline(text, start, end), end)
    start = _whole_age(text, start)
    least, most = start - 1, end + 1
    for opening, closing in _PAIRS:
        first, last = _paired(text, start, end, opening, closing)
        if least <= first and last <= most:  # one mark is taken in, not one behind another
            start, end = first, last
    return _whole_name(text, *_whole_quantity(text, *_stripped(text, start, end)))


def _behind_dateline(text: str, start: int, end: int) -> int:
    """Behind the dateline where the span goes on over its end: "Iraq - Ann Lee" of "ERBIL, Iraq - Ann Lee"."""
    line = text.rfind("\n", 0, start) + 1
    if start - line > _REACH:
        return start
    told = line + read_dateline(text[line:end]).end
    return told if start < told < end else start


def _whole_age(text: str, start: int) -> int:
    """In front of the number where the span begins inside "28-year-old"."""
    for age in _AGE.finditer(text, max(0, start - _REACH), start + _REACH):
        if age.start() < start < age.end():
            return age.start()
    return start


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """With the rest of a name that was cut at its particle: "Haitham bin Tariq Al Said", "Said bin Taimur"."""
    if _CUT_BEHIND.search(text, start, end) and (behind := _NAMES_BEHIND.match(text, end)):
        end = behind.end()
    if _CUT_IN_FRONT.match(text, start, end):
        front = _NAMES_IN_FRONT.search(text, max(0, start - _REACH), start)
        names = front[0].split() if front else []
        last_office = max((i for i, name in enumerate(names, 1) if tells_office(name)), default=0)
        start -= sum(len(name) + 1 for name in names[last_office:])
    return start, end


def with_noun(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """With the plural that the question asks for, where it stands right behind the span: "training and anti-IS
    operations" for "Which operations did they suspend?". Not where the span says it: "Union Pacific Railroad"."""
    noun = plural_asked_for(question)
    if noun is None or noun.lower() in text[start:end].lower():
        return start, end
    behind = re.compile(rf" {noun}s\b", re.IGNORECASE).match(text, end)
    return (start, behind.end()) if behind else (start, end)


def with_both(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Where it is asked how much something changed, both amounts: "from £38 to £42" for either."""
    if not _HOW_MUCH_CHANGED.match(question):
        return start, end
    found = _FROM_TO.finditer(text, max(0, start - _REACH), end + _REACH)
    return next((both.span() for both in found if both.start() <= start and end <= both.end()), (start, end))


def with_body(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Where it is asked who somebody is, an office with what it is of: "Quds Force Commander" for "Commander"."""
    if not (text[start].isupper() and is_bare_office(text[start:end]) and described(question)):
        return start, end
    body = _BODY_IN_FRONT.search(text, max(0, start - _REACH_OF_BODY), start)
    return (body.start() if body else start), end


def without_bearer(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Where it is asked what something is, without who belongs to it: "the militia" of "a leader in the militia
    Kataib Hezbollah"."""
    bearer = _BEARER.match(text, start, end) if _WHAT_IS.fullmatch(question) else None
    return (bearer.end(), end) if bearer else (start, end)


def _whole_quantity(text: str, start: int, end: int) -> tuple[int, int]:
    """With what a number at the span's start belongs to: the "more than" or "up to" in front of it, the "category"
    it numbers, the "75 miles" of which it is the conversion in parentheses."""
    if not _NUMBER_FIRST.match(text, start, end):
        return start, end
    converted = _CONVERTED.search(text, max(0, start - _REACH), start)
    if converted and text[end : end + 1] == ")":
        start, end = converted.start(), end + 1
    labelled = _LABEL.search(text, max(0, start - _REACH), start)
    return (labelled.start() if labelled else bound_before(text, start)), end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _OPENING and not _begins_number(text, start):
        start += 1
    while start < end and (text[end - 1] in _CLOSING or _is_full_stop(text, start, end)):
        end -= 1
    return start, end


def _begins_number(text: str, start: int) -> bool:
    return text[start] in _SIGNS and text[start + 1 : start + 2].isdigit()


def _is_full_stop(text: str, start: int, end: int) -> bool:
    return text[end - 1] == "." and not _ABBREVIATION.search(text[max(start, end - _ABBREVIATION_REACH) : end])


def _paired(text: str, start: int, end: int, opening: str, closing: str) -> tuple[int, int]:
    inside = text[start:end]
    opened, closed = inside.count(opening), inside.count(closing)
    if opening == closing:
        opened, closed = (opened + 1) // 2, opened // 2
    encloses = inside.startswith(opening) and inside.endswith(closing)
    if encloses and opened == closed == 1 and len(inside) > 1:
        return start + 1, end - 1
    if opened == closed:
        return start, end
    if inside.startswith(opening) and opened > closed:
        return start + 1, end
    if inside.endswith(closing):
        return start, end - 1
    if opened > closed and text[end : end + 1] == closing:
        return start, end + 1
    if (closed > opened or opening == closing) and text[start - 1 : start] == opening and start > 0:
        return start - 1, end
    return start, end
