"""The quantities a wording holds: "more than 165", "two million", "$5.2 bn", and when two of them
agree.

Knows nothing of questions or articles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Hedge = Literal["exact", "near", "over", "under"]

# How amounts are said to change, and an amount in figures with its unit: "£2.3 million".
CHANGE = (
    "climb|cut|declin|decreas|doubl|drop|fall|fell|gr[eo]w|increas|jump|lift|lower|rais|reduc|ris(?:e|ing)|rose|"
    "shr[aiu]nk|sl[ai]sh|slip|soar"
)
FIRST_DIGIT = r"(?:[A-Z]{0,3}[$£€¥])?\d"
AMOUNT = rf"{FIRST_DIGIT}[\d.,]*(?: ?(?:%|[a-z]+)){{0,2}}?"

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = {word: 10 * i for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
NUMBER_WORDS = {word: i for i, word in enumerate(_UNITS)} | _TENS
MAGNITUDES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    **dict.fromkeys(("million", "mln", "mn"), 1e6),
    **dict.fromkeys(("billion", "bln", "bn"), 1e9),
    **dict.fromkeys(("trillion", "tn"), 1e12),
}
# Of money only: "5 m" may be metres.
_OF_MONEY = {"k": 1e3, "m": 1e6}
# Letters that a pattern without regard to case takes for others, by the letters it takes them for.
PLAIN_LETTERS = {0x17F: "s", 0x130: "i", 0x131: "i"}
# What the words in front of a number make of it.
HEDGES: dict[str, Hedge] = {
    **dict.fromkeys(("about", "around", "approximately", "roughly", "some", "circa", "an estimated"), "near"),
    **dict.fromkeys(("more than", "over", "at least", "upwards of", "no fewer than", "no less than"), "over"),
    **dict.fromkeys(("not fewer than", "not less than"), "over"),
    **dict.fromkeys(("nearly", "almost", "close to", "up to", "as many as", "as much as", "at most"), "under"),
    **dict.fromkeys(("fewer than", "less than", "under", "just under"), "under"),
    **dict.fromkeys(("no more than", "not more than", "not over"), "under"),
    **dict.fromkeys(("just over", "well over"), "over"),
}
_WORDS = "|".join(sorted((*NUMBER_WORDS, *MAGNITUDES), key=len, reverse=True))
_HEDGE = "|".join(sorted((hedge.replace(" ", r"\s+") for hedge in HEDGES), key=len, reverse=True))
_HEDGE_AT_END = re.compile(rf"\b(?P<hedge>{_HEDGE}) \Z", re.IGNORECASE)
_HEDGE_REACH = 24
_NUMBER = re.compile(
    rf"(?:\b(?P<hedge>{_HEDGE})\s+)?(?:\b(?P<vague>several|few|many)\s+(?=(?:{'|'.join(MAGNITUDES)})\b))?"
    rf"(?:\b(?P<half>half\s+)?a\s+(?=(?:{_WORDS})\b))?(?P<money>[A-Z]{{0,3}}[$£€¥])?\s?"
    rf"(?P<number>(?:\d[\d,]*(?:\.\d+)?(?:(?:million|bn|bln|mln|mn|tn)\b)?(?(money)(?:\s?[mk]\b)?|)|\b(?:{_WORDS})\b)"
    rf"(?:[\s-]+(?:and\s+)?(?:{_WORDS})\b)*)"
    r"(?P<ending>st|nd|rd|th)?\s?(?P<unit>%|per\s?cent\b|percent\b|\w+)?",
    re.IGNORECASE,
)
_CURRENCIES = {
    **dict.fromkeys(("us$", "dollar", "dollars", "dlrs", "usd"), "$"),
    **dict.fromkeys(("euro", "euros", "eur"), "€"),
    **dict.fromkeys(("pound", "pounds", "gbp"), "£"),
    **dict.fromkeys(("yen", "jpy"), "¥"),
    **{name: name for name in ("yuan", "rupees")},
}
CURRENCY = re.compile(r"[A-Z]{0,3}[$£€¥]|yuan|rupees")
# "Two and a half", which is 2.5.
_AND_A_HALF = re.compile(rf"\b(\d+|{'|'.join(NUMBER_WORDS)})\s+and\s+a\s+half\b", re.IGNORECASE)
_PARTS = re.compile(r"[\s-]+|(?<=\d)(?=[a-z])")
_PERCENT = re.compile(r"%|per\s?cent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a text means it. `unit` is a currency ("$", "A$", "€", "yuan"), "%", or the word behind the
    number in lower case; "" where there is none."""

    value: float
    hedge: Hedge = "exact"
    unit: str = ""

    @property
    def bounds(self) -> tuple[float, float]:
        """What it allows for, in steps of its last digit that is not 0: "over 200" a whole step up, to 300; "about
        5,000" a quarter of a step to both sides, 4,750 to 5,250."""
        step = _last_digit(self.value)
        low, high = {"exact": (0, 0), "near": (0.25, 0.25), "over": (0, 1), "under": (1, 0)}[self.hedge]
        return self.value - low * step, self.value + high * step

    def agrees(self, other: Quantity) -> bool:
        """Whether both may be true of one thing."""
        if {self.hedge, other.hedge} == {"over", "under"} and self.value == other.value:
            return False
        (low, high), (other_low, other_high) = self.bounds, other.bounds
        return low <= other_high and other_low <= high


def quantities(text: str) -> list[Quantity]:
    """The numbers in a text, in digits or words, in their order; ordinals ("3rd") are none, nor is "several
    hundred"."""
    found = _NUMBER.finditer(_AND_A_HALF.sub(_half_more, text.translate(PLAIN_LETTERS)))
    return [_quantity(match) for match in found if not match["ending"] and not match["vague"]]


def hedge_before(text: str, start: int) -> int:
    """Where the hedge begins that stands right in front of the number text[start:]; `start` where none does, or
    where it begins with no number: "under Trump"."""
    match = _HEDGE_AT_END.search(text, max(0, start - _HEDGE_REACH), start)
    return match.start() if match and _NUMBER.match(text, start) else start


def bound_before(text: str, start: int) -> int:
    """The same for a hedge that bounds the number from one side: "more than", "up to"; not "about"."""
    begins = hedge_before(text, start)
    hedge = " ".join(text[begins:start].translate(PLAIN_LETTERS).lower().split())
    return begins if hedge and HEDGES[hedge] != "near" else start


def _half_more(match: re.Match[str]) -> str:
    return f"{_value(match[1]):g}.5"


def _quantity(match: re.Match[str]) -> Quantity:
    hedge = " ".join((match["hedge"] or "").lower().split())
    unit = (match["unit"] or "").lower()
    if match["money"]:
        unit = match["money"].upper()
    if unit.lower() in _CURRENCIES:
        unit = _CURRENCIES[unit.lower()]
    elif _PERCENT.fullmatch(unit):
        unit = "%"
    value = _value(match["number"]) * (0.5 if match["half"] else 1)
    return Quantity(value, HEDGES.get(hedge, "exact"), unit)


def _value(number: str) -> float:
    """ "2.5 million", "5bn", "twenty-five", "three hundred and five thousand" as a number."""
    total = current = 0.0
    for word in _PARTS.split(number.lower().replace(",", "")):
        if magnitude := MAGNITUDES.get(word) or _OF_MONEY.get(word):
            current = (current or 1) * magnitude
            if magnitude > 100:
                total, current = total + current, 0
        elif word != "and":
            current += NUMBER_WORDS[word] if word in NUMBER_WORDS else float(word)
    return total + current


def _last_digit(value: float) -> float:
    """The worth of the last digit that is not 0: 100 for 5,200, 0.01 for 3.28; 1 for 0."""
    digits = f"{abs(value):.6f}".rstrip("0")
    whole, _, fraction = digits.partition(".")
    if fraction:
        return float(10 ** -len(fraction))
    return float(10 ** (len(whole) - len(whole.rstrip("0")))) if int(whole or 0) else 1.0
