"""When two wordings are one answer, and which numbers a wording holds: rules about words alone."""

from __future__ import annotations

import re
import string

_PUNCTUATION = string.punctuation + "“”‘’«»…–—"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_LEADING_WORDS = {"a", "an", "the", "some", "about", "around", "nearly", "almost", "approximately", "roughly"}
# A span of nothing but these is a piece of an answer, not one.
EMPTY_WORDS = _LEADING_WORDS.union(
    "and as at by for from in into is it its more most least not of on or over than that this to".split(),
    "under was were with".split(),
)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = {10 * i: word for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_NUMBER_WORDS = {word: i for i, word in enumerate(_UNITS)} | {word: value for value, word in _TENS.items()}
_MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "mln": 1e6,
    "billion": 1e9,
    "bln": 1e9,
    "trillion": 1e12,
}
# Words that make another answer of the one they are added to.
_CHANGING_WORDS = {
    *"and or nor not no never without except percent dozen dozens".split(),
    *_MAGNITUDES,
    *_NUMBER_WORDS,
}


def answer_words(text: str) -> tuple[str, ...]:
    """The words two wordings of one answer share: lower case, without the punctuation around them, articles in
    front and "some", "about" and the like; numbers without the commas of their thousands."""
    words = [word.strip(_PUNCTUATION) for word in _THOUSANDS.sub("", text.lower()).replace("-", " ").split()]
    words = [word for word in words if word]
    while len(words) > 1 and words[0] in _LEADING_WORDS:
        words.pop(0)
    return tuple(words)


def same_answer(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one's words stand in a row inside the other's ("Pompeo", "Secretary of State Mike Pompeo"), and
    the other's further words make no other answer of it ("2", "2 million"; "guilty", "not guilty")."""
    short, long = sorted((one, other), key=len)
    if not short:
        return not long
    for i in range(len(long) - len(short) + 1):
        if long[i : i + len(short)] == short:
            further = long[:i] + long[i + len(short) :]
            return not any(word in _CHANGING_WORDS or word[0].isdigit() for word in further)
    return False


def quantities(text: str) -> set[float]:
    """The numbers in a text, in digits or words: "some 5,200", "2.5 million", "twenty-five"."""
    found: set[float] = set()
    number: float | None = None
    for word in answer_words(text):
        value = _number(word)
        if word in _MAGNITUDES:
            number = (1 if number is None else number) * _MAGNITUDES[word]
        elif value is not None and number is not None and number in _TENS and value < 10:
            number += value
        else:
            if number is not None:
                found.add(number)
            number = value
    return found if number is None else found | {number}


def _number(word: str) -> float | None:
    if _DIGITS.fullmatch(word):
        return float(word)
    return float(_NUMBER_WORDS[word]) if word in _NUMBER_WORDS else None
