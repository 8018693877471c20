"""What a question asks for, by its words: a person, a place, a time, a quantity, ...; and whether a span can be that.

Knows words alone. Where nothing tells, the kind is THING, which any span can be.
"""

from __future__ import annotations

import enum
import re

from qa.numbers import quantities


class Kind(enum.Enum):
    """What is asked for."""

    PERSON = "who"
    PLACE = "where"
    TIME = "when"
    QUANTITY = "how many"
    REASON = "why"
    MANNER = "how"
    STATEMENT = "said"
    THING = "what"


_QUESTION_WORD = re.compile(r"\b(who|whom|whose|when|where|why|how|what|which)\b", re.IGNORECASE)
_MEASURED = r"(?:many|much|long|old|far|often|large|big|tall|high|deep|fast|heavy|wide|strong|late|early)"
_ASKED_NOUN = (
    (Kind.TIME, "year|years|date|day|days|month|months|time|week|century|decade"),
    (Kind.PLACE, "city|town|country|state|province|county|region|district|village|continent|place|island|street"),
    (Kind.PERSON, "person|man|woman|actor|actress|senator|minister|general|player|politician|democrat|republican"),
    (Kind.QUANTITY, "number|share|percentage|proportion|price|age|amount|score|category|magnitude|toll|sum|height"),
)
_QUANTITY_ASKED = re.compile(
    r"\bwhat (?:is|are|was|were|'s)\b.{0,40}\b(?:number|toll|share|percentage|price|cost|population|age|score|figures?"
    r"|magnitude|rate|height|speed|size|count)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(r"\bwhat (?:did|does|do|has|had|have)\b.*\b(?:say|said|think|tell|told|call|called|claim)\b", re.I)
_PLURAL = re.compile(
    r"\b(?:who|what) (?:are|were)\b(?!.*\b(?:with|by|to|for|from|of|on|at|in)\W*$)"
    r"|\b(?:which|what) (?!(?:do|did|does|have|has|had|is|was|will|would|can|could)\b)(?:\w+ )?"
    r"(?!(?:was|is|has|does|this|us)\b)\w+(?<![su])s\b(?! (?:of|for)\b)"
    r"|\bname (?:the|two|three|all|some)\b|\bnames of\b|\b(?:which|what) (?:two|three|four|five|people)\b",
    re.IGNORECASE,
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_TIME_WORDS = re.compile(
    rf"\b(?:(?:{_MONTHS})[a-z]*|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow|tonight|now|ago"
    r"|(?:second|minute|hour|day|week|month|year|decade|centur|night|morning|evening|afternoon|noon|weekend)\w*"
    r"|spring|summer|autumn|fall|winter|christmas|easter|after|before|since|until|during|when|while|once|later"
    r"|earlier|recently|soon|immediately|never|always)\b|\b\d{4}s?\b|\d:\d\d|\b\d{1,2} ?[ap]\.?m\b",
    re.IGNORECASE,
)
_COUNTING_WORDS = re.compile(
    r"\b(?:no|none|nobody|several|few|many|most|all|half|third|quarter|dozens|hundreds|thousands|millions|billions"
    r"|a|an|one|once|twice|single|couple|both|each|never|always|daily|weekly|monthly|yearly|annually)\b|%",
    re.IGNORECASE,
)


def kind_of(question: str) -> Kind:
    """The kind of a question, from its first question word and the noun behind it."""
    found = _QUESTION_WORD.search(question)
    if found is None:
        return Kind.THING
    word, rest = found[1].lower(), question[found.end() :]
    if word in ("who", "whom", "whose"):
        return Kind.PERSON
    if word in ("when", "where", "why"):
        return {"when": Kind.TIME, "where": Kind.PLACE, "why": Kind.REASON}[word]
    if word == "how":
        return Kind.QUANTITY if re.match(rf"\s+{_MEASURED}\b", rest, re.IGNORECASE) else Kind.MANNER
    return _kind_of_noun(question[found.start() :], rest)


def _kind_of_noun(question: str, rest: str) -> Kind:
    for kind, nouns in _ASKED_NOUN:
        if re.match(rf"\s+(?:[\w'’.-]+\s+){{0,2}}?(?:{nouns})\b", rest, re.IGNORECASE):
            return kind
    if _QUANTITY_ASKED.match(question):
        return Kind.QUANTITY
    return Kind.STATEMENT if _SAYING.match(question) else Kind.THING


def asks_for_several(question: str) -> bool:
    """Whether the answer may be a list: "Which countries ...", "Who are ...", "What weapons ..."."""
    return bool(_PLURAL.search(question))


def can_be(kind: Kind, text: str) -> bool:
    """Whether a span can be what is asked for, as far as its words tell: a time names one, a quantity holds a
    number or stands for one, a person or place is not only a number or a date."""
    if kind is Kind.TIME:
        return bool(_TIME_WORDS.search(text))
    if kind is Kind.QUANTITY:
        return bool(quantities(text)) or bool(_COUNTING_WORDS.search(text))
    if kind in (Kind.PERSON, Kind.PLACE):
        return any(word.isalpha() and not _TIME_WORDS.fullmatch(word) for word in re.findall(r"[^\W_]+", text))
    return True
