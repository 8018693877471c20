"""Whether a question leans on the conversation before it, and by what: rules about the question's words alone.

Four ways to lean: "What about Iran?" (`swapped`), "Why?" (`bare`), "Who beat her?" (`open_pronoun`) and "How many
homes were wrecked?" (`is_thin`); a leading "And" says so itself. A pronoun whose own question says what it means
("Why did Pierce say he would refuse a jab?") leans on nothing. When in doubt a question is taken as complete:
dragging an old subject along is worse than asking a follow-up as it stands. Knows nothing of earlier questions.
"""

from __future__ import annotations

import re

from qa.content import INTERROGATIVES, PREPOSITIONS, content, words
from qa.countries import country_of
from qa.kinds import AUXILIARIES, MEASURED, PAST
from qa.names import written_names
from qa.pronouns import open_place, open_pronoun

_CORRECTS = r"(?:no|sorry),|(?:(?:no|sorry)\W+)?i mean(?:t|\b)"
_LEAD = re.compile(
    rf"^(?:(?:(?:and|but|so|then|ok|okay|also|thanks|thank you)\b|{_CORRECTS})[\s,.!]*)+", re.IGNORECASE
)
_END = re.compile(r"(?:[\s?!]|(?<!\.[A-Za-z])\.)+$")  # not the dot of "U.S."
# What goes on with the last question: "And in Italy?", "No, I meant Italy".
_AND = re.compile(rf"^(?:(?:and|but)\b|{_CORRECTS})", re.IGNORECASE)

# "What about the pool, when does it close?" says in front what its pronoun means.
_FRONTED = re.compile(
    rf"^(?:(?:what|how) about|as for)\s+(?P<about>[^,:;]+)[,:;]\s+"
    rf"(?P<asked>(?:{'|'.join(sorted(AUXILIARIES | INTERROGATIVES))})\b.+)$",
    re.IGNORECASE,
)
# "In Italy?", "by the end of 2020".
_ONLY_PLACED = re.compile(rf"(?:{'|'.join(sorted(PREPOSITIONS))})(?: \S+){{1,5}}$", re.IGNORECASE)
_SWAPPED = re.compile(r"^(?:what|how) about\s+(.+)$", re.IGNORECASE)
_BARE = re.compile(
    rf"^(?:(?:{'|'.join(sorted(PREPOSITIONS))})\s+)?"
    rf"(?:(?:why|when|where|how)(?:\s+(?:not|exactly|else))?|whom?|(?:which|what|how\s+(?:{MEASURED}))"
    rf"(?:\s+(?!(?:{'|'.join(sorted(PREPOSITIONS))})$)[a-z]+(?<!ed))?)$"
)
# "When did it happen?" asks no more than "When?".
_SO_IT_WAS = re.compile(
    r"^(when|where|why|how)(?:\s+exactly)?\s+(?:was|is|did|does|will)\s+(?:it|this|that)"
    r"(?:\s+(?:happen|occur|take place|be|so|then|the case))?$",
    re.IGNORECASE,
)

_POINTING = re.compile(
    r"\b(?:is|are|was|were|did|does|do|will|would|can|could|about|after|before|of|for|than|like|to|on|with|give|gave)"
    r"\s+(?:this|that|these|those)\b(?!\s+[a-z]+\s+(?:at|in|near)\b)"
    r"(?!\s+(?:in|of|with|who|that|which|week|month|year|morning|evening|summer|winter|spring|autumn|time)\b)"
    r"|\b(?:this|that|those|these)$|\bby then\b|\bat the time$",
    re.IGNORECASE,
)
# A year told by one spoken of before, and how far it is from that.
_OPEN_YEAR = re.compile(
    r"\b(?:in )?(?:(?:that|the same) year\b(?!['’])|the year (?P<from>before|after)$"
    r"|the (?P<to>previous|following|next) year$)",
    re.IGNORECASE,
)
_YEARS_AWAY = {"before": -1, "previous": -1, "after": 1, "following": 1, "next": 1}
# "the driver", "the prime minister", and nothing else. Typed small, "the ypg" may be a name.
_ONLY_A_NOUN = re.compile(
    rf"^(?:Who|What|Where|When|How\s+(?:{MEASURED}))\s+(?:is|are|was|were)\s+the\s+[a-z][\w-]*"
    r"(?:\s+[a-z][\w-]*(?<!ed))?$"
)
# What is asked for with its verb, "Who won", "How many homes were lost", or with its noun, "Which judge".
_ASKED_FOR = re.compile(
    rf"^(?:(?:{'|'.join(sorted(PREPOSITIONS))})\s+)?"
    rf"(?:how\s+(?:many(?:\s+\w+)?|much\s+\w+)(?:\s+(?:{'|'.join(sorted(AUXILIARIES))}))+\s+\w+$"
    rf"|(?:\w+\s+)?(?:{'|'.join(sorted(AUXILIARIES))})\s+(?:people|anyone|anybody)\s+\w+"
    r"|(?:who|whom|what|which|how\s+(?:many|much))\s+\w+)",
    re.IGNORECASE,
)
# Typed small, more often other words.
_NO_COUNTRIES = frozenset({"us", "turkey", "polish", "chad"})
# "the strike", with nothing behind it that would say which.
_BARE_NOUN = re.compile(
    rf"\bthe\s+([a-z][a-z-]+)(?=$|,|\s+(?:{'|'.join(sorted(AUXILIARIES))}|to|begin|end|happen|start|take)\b|\s+\w+ed\b)",
    re.IGNORECASE,
)
# There is one of each, or no telling how many: "the world", "the same".
_UNIQUE = frozenset(
    "army authorities country day economy end environment first former future government internet last law media "
    "military month moment moon next nation only opposition other past people planet police present president "
    "press public rest same sea second sky sun time top truth war weather week weekend whole world year".split()
)
# These mean what was spoken of, whatever it was.
_MATTERS = frozenset("affair announcement case decision event incident matter news story".split())
# And these the one spoken of, where none is named.
_BODIES = frozenset({"company", "firm"})
_STEM = 5
_PARTICIPLE = re.compile(rf"\b(?:{PAST}|responsible|hurt|behind|next)$")


def plain(question: str) -> str:
    """The question without "and" in front and without the mark at its end."""
    return _END.sub("", _LEAD.sub("", question.strip()))


def swapped(question: str) -> str | None:
    """What is asked about instead: "Italy" of "What about Italy?", "in Italy" of "And in Italy?" and of
    "In Italy?"; else None."""
    rest = plain(question)
    about = _SWAPPED.match(rest)
    if about:
        return about[1]
    asks = (AUXILIARIES | INTERROGATIVES).intersection(words(rest.lower()))
    if asks or not rest:
        return None
    if _ONLY_PLACED.match(rest):
        return rest[:1].lower() + rest[1:]
    return rest if _AND.match(question.strip()) else None


def fronted(question: str) -> tuple[str, str] | None:
    """What a question names in front, and what it asks of it: "the pool" and "when does it close"; else None."""
    found = _FRONTED.match(plain(question))
    return (found["about"], found["asked"]) if found and open_pronoun(found["asked"]) else None


def open_year(question: str) -> tuple[re.Match[str], int] | None:
    """What tells the question's year by one spoken of before, "that year" or "the year after", and how many years
    it is from that; None where there is no such, or the question holds a number, which may be the year."""
    found = _OPEN_YEAR.search(question)
    if found is None or any(character.isdigit() for character in question):
        return None
    return found, _YEARS_AWAY.get((found["from"] or found["to"] or "").lower(), 0)


def bare(question: str) -> str | None:
    """The interrogative when the question is nothing more: "Why" of "Why?", "When" of "When did it happen?", "By
    how many votes" of "By how many votes?"; else None."""
    rest = plain(question)
    again = _SO_IT_WAS.match(rest)
    if again:
        return again[1]
    small = rest[:1].lower() + rest[1:]
    return rest if _BARE.match(small) and AUXILIARIES.isdisjoint(small.split()) else None


def is_thin(question: str) -> bool:
    """Whether the question names so little that it must be about what was spoken of: "How old is the driver?",
    "How many homes were wrecked?". False where it holds a name or a number, or a thing of its own: "Who invented
    penicillin?", "where is baghdad?"."""
    rest = plain(question)
    if names_something(rest):
        return False
    if _ONLY_A_NOUN.match(rest) or not _BODIES.isdisjoint(bare_nouns(rest)):
        return True
    asked = _ASKED_FOR.match(rest)
    left = content(rest[asked.end() :] if asked else rest)
    return not left or (len(left) == 1 and bool(_PARTICIPLE.search(rest)))


def names_something(question: str) -> bool:
    """Whether it holds a name, if only a country's typed small, or a number."""
    rest = plain(question)
    named = written_names(rest) or any(country_of(word) for word in words(rest) if word not in _NO_COUNTRIES)
    return bool(named) or any(character.isdigit() for character in rest)


def is_follow_up(question: str, earlier: str = "") -> bool:
    """Whether the question leans on the conversation before it. `earlier` is the last that was said there."""
    return leans(question) or (not _says_itself(question) and points_back(question, earlier))


def leans(question: str) -> bool:
    """Whether the question leans on a conversation before it, whatever was said there."""
    return leans_by_a_word(question) or (not _says_itself(question) and is_thin(plain(question)))


def leans_by_a_word(question: str) -> bool:
    """Whether a word of it says so, and not only that it names so little."""
    rest = plain(question)
    return not _says_itself(question) and bool(
        _AND.match(question.strip())
        or swapped(question)
        or bare(question)
        or open_pronoun(rest)
        or open_place(rest)
        or open_year(rest)
        or _POINTING.search(rest)
        or not _MATTERS.isdisjoint(bare_nouns(rest))
    )


def points_back(question: str, earlier: str) -> bool:
    """Whether a noun of the question that it does not tell more of, "the strike", was spoken of earlier."""
    spoken_of = {word[:_STEM] for word in content(earlier)}
    return any(noun[:_STEM] in spoken_of for noun in bare_nouns(question))


def bare_nouns(question: str) -> list[str]:
    """The nouns that the question tells nothing more of: "strike" of "Who ordered the strike?"."""
    return [noun for noun in _BARE_NOUN.findall(plain(question).lower()) if noun not in _UNIQUE]


def _says_itself(question: str) -> bool:
    """Whether it is empty, or says in brackets what it is about."""
    rest = plain(question)
    return not rest or rest.endswith(")")
