"""What an answer's wording holds, when two wordings are one answer, and when they contradict each other.

Rules about words alone; which of two contradicting answers is right, and whether their sources are independent, is
not known here.
"""

from __future__ import annotations

import datetime
import re
import string
from dataclasses import dataclass

from qa.days import Day, days
from qa.kinds import Kind
from qa.names import are_apart, is_bare_office, is_name, same_name
from qa.numbers import CURRENCY, MAGNITUDES, NUMBER_WORDS, Quantity, quantities

# Signs of currency and per cent are part of the number.
_PUNCTUATION = "".join(set(string.punctuation) - set("$%")) + "“”‘’«»…–—"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_ABBREVIATION = re.compile(r"(?<=[a-z])\.(?=[a-z])")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_LEADING_WORDS = {"a", "an", "the", "some", "about", "around", "nearly", "almost", "approximately", "roughly"}
# A span of nothing but these is a piece of an answer, not one.
EMPTY_WORDS = _LEADING_WORDS.union(
    "and as at by for from in into is it its more most least not of on or over than that this to".split(),
    "under was were with".split(),
)
_SAYING_NOTHING = EMPTY_WORDS - {"and", "or", "not", "by", "for", "from", "to", "with", "at", "in", "on"}
_MOST_FURTHER_WORDS = 6
# Words that make another answer of the one they are added to.
_CHANGING_WORDS = {
    *"and or nor not no never without except for to from by with at in on than against".split(),
    *"percent dozens".split(),
    *MAGNITUDES,
}
_NAMED = (Kind.PERSON, Kind.PLACE, Kind.THING)
_PARTS = frozenset(
    "early mid late beginning start middle end before after since until spring summer autumn fall winter".split()
)
# A number of these cannot be held against a number of anything else.
_MEASURES = re.compile(
    r"%|(?:mile|kilomet|met(?:er|re)|feet|foot|ft|inch|yard|km|mph|knot|acre|hectare|second|minute|hour|day|week"
    r"|month|year|decade|gram|kilo|kg|ton|pound|litre|liter|degree|point)\w*"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A span's text and what it holds. `words` are those that wordings of one answer share: lower case, without
    the punctuation around them, articles in front and "some", "about" and the like; numbers without the commas of
    their thousands."""

    text: str
    words: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    days: tuple[Day, ...]

    @classmethod
    def of(cls, text: str, written: datetime.date | None = None) -> Wording:
        """`written` is the date of the article, from which its "Friday" and "yesterday" are counted."""
        return cls(text, answer_words(text), tuple(quantities(text)), tuple(days(text, written)))

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing by itself; "IS" does."""
        return EMPTY_WORDS.issuperset(self.words) and not _CAPITALS.search(self.text)


def answer_words(text: str) -> tuple[str, ...]:
    """The words of a text, as `Wording` says."""
    small = _ABBREVIATION.sub("", _THOUSANDS.sub("", text.lower())).replace("-", " ")
    words = [word.strip(_PUNCTUATION) for word in small.split()]
    words = [word for word in words if word]
    while len(words) > 1 and words[0] in _LEADING_WORDS:
        words.pop(0)
    return tuple(words)


def same_answer(one: Wording, other: Wording) -> bool:
    """Whether two wordings are one answer: the same day; a number and the same number with its unit ("5,200",
    "some 5,200 US soldiers"; "3", "three"); a name and the same name with a title, a first name or a place; or the
    same words. Further words that make another answer of it ("not guilty", "victory for Iran", "2 million") keep
    them apart."""
    if one.days and other.days:
        return _PARTS.intersection(one.words) == _PARTS.intersection(other.words) and _same_days(one, other)
    if one.quantities or other.quantities:
        return not (_is_dated(one) or _is_dated(other)) and _same_quantity(one, other)
    if is_name(one.text) and is_name(other.text):
        return same_name(one.text, other.text)
    return _same_thing(one, other) or same_name(one.text, other.text)


def contradict(kind: Kind, one: Wording, other: Wording) -> bool:
    """Whether not both wordings can be the answer to a question of this kind that has one: days or quantities that
    do not agree, or two names. Where the words do not tell, they do not contradict."""
    if kind is Kind.TIME:
        return bool(one.days and other.days) and not any(a.agrees(b) for a in one.days for b in other.days)
    if one.quantities and other.quantities:
        counted = kind is Kind.QUANTITY or (bool(_template(one)) and _template(one) == _template(other))
        pairs = _of_one_measure(one, other)
        return counted and bool(pairs) and not any(a.agrees(b) for a, b in pairs)
    if kind is Kind.PERSON and is_bare_office(one.text) != is_bare_office(other.text):
        return False  # "the Prime Minister" may be Ann Lee
    return kind in _NAMED and is_name(one.text) and is_name(other.text) and are_apart(one.text, other.text)


def may_be_contradicted(kind: Kind, one: Wording) -> bool:
    """Whether there are wordings that contradict it, as the answer to a question of this kind."""
    if kind is Kind.TIME:
        return bool(one.days)
    return bool(one.quantities) or (kind in _NAMED and is_name(one.text))


def _same_thing(one: Wording, other: Wording) -> bool:
    """Whether the longer ends in the shorter after words that only say more of it: "draft", "a first draft"."""
    short, long = sorted((one.words, other.words), key=len)
    further = long[: -len(short)]
    return (
        long[-len(short) :] == short
        and len(further) <= _MOST_FURTHER_WORDS
        and _CHANGING_WORDS.isdisjoint(further)
        and not any(character.isdigit() for word in further for character in word)
    )


def _is_dated(wording: Wording) -> bool:
    """Whether it names a day, month or year; a number alone, "2000", may be a count."""
    return bool(wording.days) and len(wording.words) > 1


def _same_days(one: Wording, other: Wording) -> bool:
    return len(one.days) == len(other.days) and all(
        a.is_same(b) for a, b in zip(one.days, other.days, strict=True)
    )


def _same_quantity(one: Wording, other: Wording) -> bool:
    """Whether both hold the same numbers, of the same currency or measure, and nothing in front of them or of what
    they count makes another answer of one."""
    if not one.quantities or len(one.quantities) != len(other.quantities):
        return _converted(one, other) or _converted(other, one)
    pairs = list(zip(one.quantities, other.quantities, strict=True))
    if _measure(pairs[-1][0]) != _measure(pairs[-1][1]):
        return False
    if any(a.value != b.value or not a.agrees(b) for a, b in pairs):
        return False
    rest, other_rest = set(_template(one)), set(_template(other))
    if rest and other_rest and rest.isdisjoint(other_rest):
        return False
    return len(rest ^ other_rest) <= _MOST_FURTHER_WORDS


def _converted(one: Wording, other: Wording) -> bool:
    """Whether the longer is the shorter with its measure in another unit: "75 miles (120 kilometers)"."""
    return one.text.startswith(f"{other.text} (")


def _template(wording: Wording) -> tuple[str, ...]:
    """The words but the numbers and the words around them that say nothing."""
    return tuple(
        word
        for word in wording.words
        if word not in NUMBER_WORDS and word not in MAGNITUDES and word not in _SAYING_NOTHING and word.isalpha()
    )


def _of_one_measure(one: Wording, other: Wording) -> list[tuple[Quantity, Quantity]]:
    """Their numbers that can be held against each other: of "120 miles" and "75 miles (120 km)" the miles."""
    return [(a, b) for a in one.quantities for b in other.quantities if _measure(a) == _measure(b)]


def _measure(quantity: Quantity) -> str:
    """Its currency, or its measure by the first three letters; "" for a plain count."""
    if CURRENCY.fullmatch(quantity.unit):
        return quantity.unit
    return quantity.unit[:3] if _MEASURES.fullmatch(quantity.unit) else ""
