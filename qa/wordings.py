"""When two wordings are one answer, and which numbers a wording holds: rules about words alone."""

from __future__ import annotations

import re
import string

# Signs of currency and per cent are part of the number.
_PUNCTUATION = "".join(set(string.punctuation) - set("$%")) + "“”‘’«»…–—"
_SIGNS = "$£€¥%"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_LEADING_WORDS = {"a", "an", "the", "some", "about", "around", "nearly", "almost", "approximately", "roughly"}
# A span of nothing but these is a piece of an answer, not one.
EMPTY_WORDS = _LEADING_WORDS.union(
    "and as at by for from in into is it its more most least not of on or over than that this to".split(),
    "under was were with".split(),
)
_MOST_FURTHER_WORDS = 6
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
    *"and or nor not no never without except for to from by with at in on than against".split(),
    *"percent dozen dozens".split(),
    *"january february march april may june july august september october november december".split(),
    *"jan feb mar apr jun jul aug sep sept oct nov dec".split(),
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
    """Whether two wordings, given as `answer_words`, are one answer: the same words; a number and the same
    number with its unit ("5,200", "5,200 US soldiers"); or a name and the same name after a title or first name
    ("Pompeo", "Secretary of State Mike Pompeo"). Further words that make another answer of it ("not guilty",
    "victory for Iran", "2 million") keep them apart."""
    short, long = sorted((one, other), key=len)
    if not short or short == long:
        return short == long
    if long[: len(short)] == short and _is_number(short[-1]):
        further = long[len(short) :]
    elif long[-len(short) :] == short:
        further = long[: -len(short)]
    else:
        return False
    return len(further) <= _MOST_FURTHER_WORDS and not any(
        word in _CHANGING_WORDS or _is_number(word) for word in further
    )


def _is_number(word: str) -> bool:
    return any(character.isdigit() for character in word) or word in _NUMBER_WORDS


def quantities(text: str) -> set[float]:
    """The numbers in a text, in digits or words: "some 5,200", "2.5 million", "twenty-five"."""
    found: set[float] = set()
    number: float | None = None
    for word in (one.strip(_SIGNS) for one in answer_words(text)):
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
