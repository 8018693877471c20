"""What a question asks for, by its words: a person, a place, a time, a quantity, one thing or several.

Knows words alone. Where nothing tells, the kind is THING.
"""

from __future__ import annotations

import enum
import re

from qa.names import CAPITALS, OFFICES, TITLES, is_name, same_name, tells_office, written_names


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


AUXILIARIES = frozenset(
    "is are was were be been am do does did has have had can could will would shall should may might must".split()
)
# What follows "how" in a question for a quantity.
MEASURED = "many|much|long|old|far|often|large|big|tall|high|deep|fast|heavy|wide|strong|late|early"
# Verbs in the past, and many a participle.
PAST = (
    r"(?:\w+ed|beat|became|began|bought|broke|brought|built|came|caught|fell|found|fought|gave|got|had|has|held|hit|led|"
    r"left|lost|made|met|paid|put|ran|said|saw|sent|set|shot|sold|spoke|struck|took|told|went|won|wore|wrote)"
)
SAYING = "say|says|said|think|thinks|thought|claim|claims|claimed|believe|believes|believed"
# What ends like a person or is an office, and in a question more often means none.
_NO_PERSON = (
    "answer|banner|border|cancer|career|carrier|center|chair|chamber|chapter|computer|container|corner|counter|cruiser|"
    "cylinder|danger|destroyer|dinner|disaster|executive|factor|filter|flower|folder|freighter|gender|hammer|head|helicopter|"
    "human|justice|letter|major|manner|matter|monster|newspaper|number|poster|processor|quarter|register|sector|semester|"
    "server|shelter|shoulder|summer|tanker|theater|trailer|transfer|trigger|weather|whip|winter|"
    "better|bigger|earlier|easier|faster|former|greater|harder|higher|larger|lesser|longer|senior|shorter|smaller|stronger"
)
# A noun that means a person. With a small letter: "Russian" is more often not one.
PERSON_NOUN = (
    rf"(?-i:(?!(?:{_NO_PERSON})\b)(?:{OFFICES}|{TITLES}|[a-z]{{4,}}(?:(?<!th)er|or|ist|ian)|[a-z]*(?:man|woman)|father|mother|"
    "brother|actor|actress|athlete|boss|pilot|hero|heroine|Democrat|Republican|person))"
)
_QUANTITY_NOUN = (
    "number|share|percent|percentage|proportion|price|cost|population|age|amount|score|category|magnitude|toll|sum|"
    "rate|height|speed|size|count"
)

# "When the bomb exploded, who died?" asks who.
_CLAUSE_IN_FRONT = re.compile(
    rf"\A\W*(?:when|where) (?!(?:{'|'.join(sorted(AUXILIARIES))})\b)[^,?]*, "
    r"(?=(?:who|whom|whose|why|how|what|which)\b)",
    re.IGNORECASE,
)
# Not "Doctor Who's" and "the WHO's".
_SHORT = re.compile(
    r"(?P<word>\b(?:who|what|where|when|why|how)|\A(?:Who|What|Where|When|Why|How))['’]s\b"
    r"(?=(?P<has> (?:been|become|changed|got|had|happened)\b)?)"
)
# "Do you know when ...", "Give me the name of ...".
_INTRODUCED = re.compile(
    r"\W*(?:please,? )?(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:(?:tell (?:me|us)|do you know|i(?:['’]d| would)? (?:want|like|need) to know|find out)"
    r" (?=(?:who|whom|whose|when|where|why|how|what|which)\b)"
    r"|(?:give|tell) (?:me|us) (?=(?P<noun>the (?:name|names|number|date|cause|reason|result|place)\b))"
    rf"|name (?=(?P<named>(?!of\b)(?:the )?(?:[\w’'-]+ ){{0,3}}?{PERSON_NOUN}s?\b)))",
    re.IGNORECASE,
)
_PERSONS = re.compile(rf"\A(?:the )?(?:[\w’'-]+ ){{0,3}}?{PERSON_NOUN}s\b", re.IGNORECASE)
# "Tell me when the bridge was closed": the verb stands behind.
_IN_ITS_ORDER = re.compile(
    r"\A(?P<word>when|where|why|how(?: old)?|who|what)"
    rf"(?P<subject>(?= (?:the|an?|his|her|its|their|he|she|it|they)\b| [{CAPITALS}])"
    r"(?: (?!(?:who|whom|that|which|and)\b)\S+)+?) (?P<be>is|are|was|were)\b(?P<rest>.*)"
)
_QUESTION_WORD = re.compile(r"\b(who|whom|whose|when|where|why|how|what|which)\b", re.IGNORECASE)
_ASKED_NOUN = (
    (Kind.TIME, "year|years|date|day|days|month|months|time|week|century|decade"),
    (Kind.PLACE, "city|town|country|state|province|county|region|district|village|continent|place|island|street"),
    (Kind.QUANTITY, _QUANTITY_NOUN),
)
# "What did the man say?" asks for no man.
_NOT_YET_A_NOUN = r"(?!(?:do|does|did|has|have|had|will|would|can|could)\b)"
_QUANTITY_ASKED = re.compile(
    rf"\bwhat (?:is|are|was|were)\b.{{0,40}}\b(?:{_QUANTITY_NOUN}|figures?)\b", re.IGNORECASE
)
_SAYING = re.compile(
    rf"\bwhat (?:did|does|do|has|had|have)\b.*\b(?:{SAYING}|tell|told|call|called)\b", re.IGNORECASE
)
# "Which company makes trains", "What drives the war": a verb, not a plural.
_PLURAL_NOUN = (
    r"(?!(?:was|is|has|does|this|us|happens|causes|says|makes|means|shows|crisis|gas|news|series|species|sports)\b)"
    # "Which Texas city was", but "Which Democrats were" and "Which Democrats voted".
    rf"(?!(?-i:[{CAPITALS}])\w*s (?-i:[a-z]+) (?:was|is|has|did|does)\b)\w+(?<![su])s\b"
    rf"(?! (?:(?-i:[{CAPITALS}])|(?:a|an|the|its|his|her|their|this|that|these|those|no|any|some|of|for)\b))"
)
# One result, however many figures it has: "the two parties' figures".
_RESULT = r"(?:(?!of\b|for\b)[\w'’-]+ ){0,4}(?:figures|odds|results?|score)\b"
_PLURAL = re.compile(
    rf"\b(?:who (?:are|were)|what (?:are|were)(?! {_RESULT}))\b"
    r"(?!.*\b(?:with|by|to|for|from|of|on|at|in)\W*$)"
    r"|\b(?:which|what) (?!(?:do|did|does|have|has|had|is|was|will|would|can|could)\b)"
    rf"(?:{_PLURAL_NOUN}|\w+ {_PLURAL_NOUN}(?! (?:in|on|at|by|to|from|with|into|over|as|about|against|up|out)\b))"
    r"|\bname (?:the|two|three|all|some)\b|\bnames of\b|\b(?:which|what) (?:two|three|four|five|people)\b",
    re.IGNORECASE,
)
# The noun without its "s".
_PLURAL_IN_FRONT = re.compile(
    r"\b(?:which|what) (?:(?!of\b)[\w'’-]+ ){0,2}?(?P<one>\w+(?<![su]))s "
    r"(?:are|were|have|had|do|did|will|would|can|could)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"\W*who (?:is|was) \W*([^?]+?)\W*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})
_WHETHER = re.compile(rf"\W*(?:(?:and|but|so)\W+)?(?:{'|'.join(sorted(AUXILIARIES))})(?:n['’]t)?\s", re.IGNORECASE)
# "Is it known when he left?" asks when.
_CHOICE = re.compile(
    r"\bor\b|\b(?:clear|know|known|said|say|tell|told) (?:who|whom|whose|when|where|why|how|what|which)\b",
    re.IGNORECASE,
)
# What a follow-up was asked after is no part of what it asks for.
_IN_BRACKETS = re.compile(r"(?<=.)\s*\([^()]*\)\W*$")


def written_out(question: str) -> str:
    """The question with "Who is" for "Who's", "What has happened" for "What's happened", and without the "Can you
    tell me" in front of it, the verb in its place; "What is the name of" for "Give me the name of", "Who is" for
    "Name the mayor"."""
    if introduced := _INTRODUCED.match(question):
        question = question[introduced.end() :].rstrip(" .?!")
        if introduced["noun"]:
            question = f"what is {question}"
        elif introduced["named"]:
            question = f"who {'are' if _PERSONS.search(question) else 'is'} {question}"
        question = _IN_ITS_ORDER.sub(r"\g<word> \g<be>\g<subject>\g<rest>", question) + "?"
        question = question[0].upper() + question[1:]
    return _SHORT.sub(lambda short: f"{short['word']} {'is' if short['has'] is None else 'has'}", question)


def kind_of(question: str) -> Kind:
    """The kind of a question, from its first question word and the noun behind it."""
    question = _CLAUSE_IN_FRONT.sub("", _IN_BRACKETS.sub("", question))
    found = _QUESTION_WORD.search(question)
    if found is None:
        return Kind.THING
    word, rest = found[1].lower(), question[found.end() :]
    if word in ("who", "whom", "whose"):
        return Kind.PERSON
    if word in ("when", "where", "why"):
        return {"when": Kind.TIME, "where": Kind.PLACE, "why": Kind.REASON}[word]
    if word == "how":
        return Kind.QUANTITY if re.match(rf"\s+(?:{MEASURED})\b", rest, re.IGNORECASE) else Kind.MANNER
    return _kind_of_noun(question[found.start() :], rest)


def _kind_of_noun(question: str, rest: str) -> Kind:
    for kind, nouns in _ASKED_NOUN:
        if _begins_with(rest, nouns):
            return kind
    if _QUANTITY_ASKED.match(question):
        return Kind.QUANTITY
    if _begins_with(rest, PERSON_NOUN):
        return Kind.PERSON
    return Kind.STATEMENT if _SAYING.match(question) else Kind.THING


def _begins_with(rest: str, nouns: str) -> bool:
    pattern = rf"\s+(?:{_NOT_YET_A_NOUN}[\w'’.-]+\s+){{0,2}}?(?:{nouns})\b"
    return re.match(pattern, rest, re.IGNORECASE) is not None


def asks_whether(question: str) -> bool:
    """Whether a yes or no is asked for: "Has the embassy been closed?", not "Was it a storm or a hurricane?"."""
    question = _IN_BRACKETS.sub("", written_out(question))
    return bool(_WHETHER.match(question)) and not _CHOICE.search(question)


def asks_for_several(question: str) -> bool:
    """Whether the answer may be a list: "Which countries ...", "Who are ...", "What weapons ..."."""
    return bool(_PLURAL.search(_IN_BRACKETS.sub("", question)))


def plural_asked_for(question: str) -> str | None:
    """The noun whose plural a question asks for: "operation" of "Which operations did they suspend?"."""
    found = _PLURAL_IN_FRONT.search(question)
    return found["one"] if found else None


def repeats(question: str, text: str) -> bool:
    """Whether the text only says again what stands behind the question word: "the US ambassador" names no US
    ambassador. Not where a choice is asked for, or a yes or no; nor where it is part of a longer name there:
    "Boeing" of "the Boeing 737"."""
    question = _IN_BRACKETS.sub("", question)
    found = _QUESTION_WORD.search(question)
    behind = _words(question[found.end() :]) if found else set()
    said = _words(text) - _ARTICLES
    names = [name for name in written_names(question) if said < _words(name)]
    if any(not same_name(text, name) for name in names):
        return False
    return bool(said) and "or" not in behind and said <= behind


def described(question: str) -> str | None:
    """Whom a question asks to be told about: "Mike Pompeo" of "Who is Mike Pompeo?". None of all else, such as the
    holder of an office ("Who is the Speaker?", "Who was Foreign Minister?", "Who is CEO of Boeing?")."""
    found = _DEFINITION.fullmatch(question)
    if found is None or not is_name(found[1]) or tells_office(found[1]):
        return None
    return None if re.search(r"(?i)^the\b|\b(?:of|for)\b|['’]s?\s", found[1]) else found[1]


def _words(text: str) -> set[str]:
    return {word.lower().removesuffix("s") for word in _WORD.findall(text)}
