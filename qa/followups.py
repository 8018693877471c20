"""Whether a question leans on the conversation before it, and by what: rules about the question's words alone.

Four ways to lean: "What about Iran?" (`swapped`), "Why?" (`bare`), "Who beat her?" (`open_pronoun`) and "How many
homes were wrecked?" (`is_thin`); a leading "And" says so itself. A pronoun whose own question says what it means
("Why did Pierce say he would refuse a jab?") leans on nothing. When in doubt a question is taken as complete:
dragging an old subject along is worse than asking a follow-up as it stands. Knows nothing of earlier questions.
"""

from __future__ import annotations

import re

from qa.countries import country_of
from qa.kinds import AUXILIARIES, MEASURED, PAST, SAYING
from qa.names import written_names

INTERROGATIVES = frozenset("why when where who whom whose which what how".split())
PREPOSITIONS = frozenset(
    "about after against at before between by during for from in into near of on over since through till to under "
    "until with".split()
)
# Words that say nothing of what a question is about.
_EMPTY = AUXILIARIES.union(
    INTERROGATIVES,
    PREPOSITIONS,
    "a an the and or but if not no any anyone anybody anything some there i we me us you".split(),
    "it its he she him her his hers they them their theirs this that these those one ones".split(),
    "as so than then too also many much long old far often else ever now still yet just only".split(),
    "exactly other another same get got up down out off people".split(),
)
# A text of fewer, typed small, names nothing.
_FEWEST_NAMING = 2

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
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

_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|it|its)\b", re.IGNORECASE)
PERSONS = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
_SUBJECT = frozenset({"he", "she"})
_POSSESSIVE = frozenset({"his", "her", "its", "their"})
# "How long did it take Behnken to reach orbit?", "How was it shown that ...": this "it" stands for nothing.
_IDLE_IT = re.compile(
    r"\bit\s+(?:(?:take|takes|took|cost|costs|called|known|said|hard|easy|easier|possible|important|necessary|legal|"
    r"illegal|likely|difficult|safe|common|usual|normal)\s.*\b(?:to|that|when|if)\b"
    rf"|(?:(?:{PAST}|shown|known|said|certain|clear|correct|likely|right|true)\s(?:out\s)?)?that\b|like\s(?:for|in|to|when)\b)",
    re.IGNORECASE,
)
# "How cold was it when the plane landed?": nor this.
_WEATHER = re.compile(
    r"how\s+(?:cold|cool|dark|early|hot|late|warm|wet|windy)\s+(?:is|was|did|does)\s+it\s+(?:get\s+)?(?:at|in|on|when)\b",
    re.IGNORECASE,
)
# "Who moved his court", "Which county is developing its centre": the interrogative is what the pronoun means.
_OWN_SUBJECT = {
    "its": re.compile(r"(?:what|which)\s+(?!is\b|are\b|was\b|were\b|do|did\b|ha|will\b)[a-z]", re.IGNORECASE),
    "his": re.compile(r"who\s+(?!is\b|are\b|was\b|were\b|do|did\b|ha|will\b)[a-z]", re.IGNORECASE),
}
_OWN_SUBJECT |= {"their": _OWN_SUBJECT["its"], "her": _OWN_SUBJECT["his"]}
_APPOSED = re.compile(rf"\s+(?:(?!(?:{'|'.join(sorted(AUXILIARIES))})\b)[a-z’'-]+\s+){{1,2}}[A-Z]")
# A clause that begins inside the question: a pronoun in it can mean what stands before it. Who says something
# "about him" speaks of another.
_CLAUSE = re.compile(
    r"\b(?:before|after|when|while|if|because(?! of)|who|which|that|as|since|until|than|once|where|how|what|"
    rf"whether|had|and|but|or|(?:{SAYING})(?! (?:about|of) (?:her|him|it|them)\b)|feels?|felt|knows?|knew|hopes?|"
    r"hoped|time|moment|day|to(?= (?:[a-z]+ ){1,4}(?:him|her|them|it)\b))\b",
    re.IGNORECASE,
)
_SAYING = re.compile(rf"\bwho\b.*\b(?:{SAYING})\s+(?:that\s+)?$", re.IGNORECASE)
# "the records that led to it": what a clause is said of is not what the pronoun in it means.
_SAID_OF = re.compile(r"\b(?:a|an|the|those|some)\s+[a-z-]+\s+(?:who|that|which)\s*$", re.IGNORECASE)
_DETERMINED = re.compile(
    r"\b(?:a|an|the|this|that|these|those|some|his|her|its|their|our|my)\s+[a-z]|['’]s\b", re.IGNORECASE
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
_PLACE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?!\s+(?:is|are|was|were|be|been|when)\b|\s+for$)",
    re.IGNORECASE,
)
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


def words(text: str) -> list[str]:
    """The words of a text, in its own spelling."""
    return _WORD.findall(text)


def content(text: str) -> list[str]:
    """The words that say what a text is about, in lower case."""
    return [word for word in words(text.lower()) if word not in _EMPTY]


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


def open_pronoun(question: str) -> re.Match[str] | None:
    """The first personal pronoun that means nothing the question itself names; None where there is none. "IT" is
    none: it is a trade."""
    pronouns = (found for found in _PERSONAL.finditer(question) if found[0] != "IT")
    return next((found for found in pronouns if not _bound(question, found)), None)


def open_place(question: str) -> re.Match[str] | None:
    """The "there" that means a place which the question does not name; None where there is none."""
    found = _PLACE.search(question)
    return None if found and _CLAUSE.search(question, question.find(" "), found.start()) else found


def owns(question: str, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun owns the word behind it: "her" in "her own party", not in "who beat her in 2014"."""
    following = content(question[pronoun.end() :].lstrip().split(" ")[0])
    own = question[pronoun.end() :].lstrip().lower().startswith(("own ", "old ", "other "))
    return pronoun[0].lower() in _POSSESSIVE and (own or (bool(following) and not following[0].isdigit()))


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


def _bound(question: str, pronoun: re.Match[str]) -> bool:
    """Whether the question itself can say what its pronoun means."""
    before, after, word = question[: pronoun.start()], question[pronoun.end() :], pronoun[0].lower()
    if owns(question, pronoun):
        # "Of her four husbands, who did Vanderbilt ...", but not "When did its leader Jaya ...".
        named_later = bool(written_names(after)) and not _APPOSED.match(after)
        return named_later or _tells_whom(before) or bool(_OWN_SUBJECT[word].match(before))
    if word in _SUBJECT and (written_names(before) or _SAYING.search(before)):
        return True
    if word == "it" and (_IDLE_IT.match(question, pronoun.start()) or _WEATHER.match(question)):
        return True
    clauses = list(_CLAUSE.finditer(question[: pronoun.end()]))
    return bool(clauses) and _tells_whom(_SAID_OF.sub("", before[: clauses[-1].end()]))


def _tells_whom(text: str) -> bool:
    # Typed without capitals, names are words like others.
    typed_small = text == text.lower() and len(content(text)) >= _FEWEST_NAMING
    return bool(written_names(text) or _DETERMINED.search(text)) or typed_small
