"""What a question asks for, by its words: a person, a place, a time, a quantity, one thing or several.

Knows words alone. Where nothing tells, the kind is THING.
"""

from __future__ import annotations

import enum
import re


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
    (
        Kind.QUANTITY,
        "number|share|percentage|proportion|price|age|amount|score|category|magnitude|toll|sum|height",
    ),
)
_QUANTITY_ASKED = re.compile(
    r"\bwhat (?:is|are|was|were|'s)\b.{0,40}\b(?:number|toll|share|percentage|price|cost|population|age|score"
    r"|figures?|magnitude|rate|height|speed|size|count)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\bwhat (?:did|does|do|has|had|have)\b.*\b(?:say|said|think|tell|told|call|called|claim)\b", re.I
)
_PLURAL = re.compile(
    r"\b(?:who|what) (?:are|were)\b(?!.*\b(?:with|by|to|for|from|of|on|at|in)\W*$)"
    r"|\b(?:which|what) (?!(?:do|did|does|have|has|had|is|was|will|would|can|could)\b)(?:\w+ )?"
    r"(?!(?:was|is|has|does|this|us)\b)\w+(?<![su])s\b(?! (?:of|for)\b)"
    r"|\bname (?:the|two|three|all|some)\b|\bnames of\b|\b(?:which|what) (?:two|three|four|five|people)\b",
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
