"""What "it", "they", "there" and "the strike" of a follow-up stand for, by the earlier question: a name, or words
that describe it.

    Things("Who was killed in the airstrike at Baghdad airport").in_place("Who approved it")
    -> "Who approved the airstrike at Baghdad airport"

Only what is clear is put in place: a wrong name is worse than a pronoun left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from qa.content import INTERROGATIVES, PREPOSITIONS
from qa.followups import bare_nouns
from qa.gender import Alike, is_thing
from qa.kinds import AUXILIARIES, PAST, PERSON_NOUN, Kind
from qa.names import is_one_name, unowned, written_names
from qa.openings import Opening, defined
from qa.pronouns import PERSONS, open_place, open_pronoun, put

_ONE = frozenset({"it", "its", "that", "this"})
_SEVERAL = frozenset({"they", "them", "their"})
# The last part of a question, from a noun's article on; "closing the embassy" is one thing, "the 1970s" a time.
_OBJECT = re.compile(
    r"(?:\b[a-z]+ing )?\bthe (?!\d+s$|(?:day|end|evening|month|morning|night|time|week|weekend|year)\b).+?"
    r"(?= (?:then|now|today)$|$)"
)
# What stands before and behind a noun and says which is meant: "the drone strike at Baghdad airport". No words of
# another noun's, "the president when the embassy", nor what is said of it.
_CLAUSE = "|".join(sorted(INTERROGATIVES | AUXILIARIES | {"and", "or", "that"}))
_MODIFIERS = rf"(?:(?!(?:{_CLAUSE}|an?|the|{'|'.join(sorted(PREPOSITIONS))})\b)[\w’'-]+ ){{0,3}}"
_PLACED = rf"(?: (?:at|in|near|of|on)(?: (?!(?:{_CLAUSE})\b)\S+)+)?"
# The noun behind a name ends where it is told what the thing does or what is done to it: "bridge" of "the Mill
# Lane bridge reopen". Of "enter lockdown" no word is a noun.
_NO_NOUN = "|".join(
    sorted(AUXILIARIES | PREPOSITIONS | {"and", "first", "last", "next", "or", "so", "that", "which", "who"})
)
_SMALL_WORD = rf"(?: (?!(?:{_NO_NOUN}|[a-z]+ly)\b)[a-z][a-z-]*)"
_DOES = (
    rf"(?:(?:first|last|next|so|[a-z]+ly) )?(?:{PAST}|born|known|seen|shown|taken|written|(?:re)?(?:open|start)|"
    "appear|arrive|begin|burn|close|collapse|cost|crash|derail|end|explode|fail|fall|finish|happen|land|last|launch|move|run|"
    "shut|sink|stop)"
)
_THE_SUBJECT = re.compile(rf"the{_SMALL_WORD}{{1,3}}?(?<!s)(?= {_DOES}\b)")
# "Who carried them out?" asks of attacks, not of the people killed in them.
_DEEDS = re.compile(
    r"\bthe (?:[a-z]+ )?(?:arrest|attack|bombing|demonstration|election|evacuation|explosion|killing|layoff|"
    r"murder|operation|protest|raid|riot|sanction|shooting|strike|talk)s\b.*"
)
_DONE_TO_DEEDS = re.compile(
    r"\b(?:approved?|authori[sz]ed?|call(?:ed)? off|carr(?:y|ied) (?:\w+ )?out|condemn(?:ed)?|happen(?:ed)?|"
    r"launch(?:ed)?|order(?:ed)?|organi[sz]ed?|plan(?:ned)?|start(?:ed)?|take place)\b"
)
# "was that published": no determiner.
_THAT_DONE = re.compile(r"(?:(?<=\bis )|(?<=\bwas ))(?:that|this)(?= \w+ed\b)", re.IGNORECASE)
_HOLDS_A_PERSON = re.compile(rf"(?:[\w’'-]+ ){{0,3}}{PERSON_NOUN}\b")
_IS_SUBJECT = re.compile(rf"\b(?:{'|'.join(sorted(AUXILIARIES))}) $")


@dataclass(frozen=True, slots=True)
class Things:
    """An earlier question that stands by itself, without mark and brackets. `answer` gives its answer, "" where
    there is none; `alike` tells which names are of things, none is without it."""

    question: str
    answer: Callable[[], str] = str
    alike: Alike | None = None

    def in_full(self, question: str) -> tuple[str, str] | None:
        """A follow-up with "the drone strike" for its "the strike", and nothing besides; None where the earlier
        question says no more of it."""
        for noun in bare_nouns(question):
            full = re.search(rf"\bthe {_MODIFIERS}{noun}\b{_PLACED}", self.question)
            if full and full[0] != f"the {noun}":
                return question.replace(f"the {noun}", full[0], 1), ""
        return None

    def in_place(self, question: str) -> tuple[str, str] | None:
        """A follow-up with the thing or place for its "it", "they" or "there", and what this question is about
        besides; None where the follow-up has none of them, or what they stand for is not clear."""
        found = open_pronoun(question) or open_place(question) or _THAT_DONE.search(question)
        if found is None or PERSONS.search(question[found.start() :]):
            return None
        opening = Opening.of(self.question)
        meant = self._meant(opening, found[0].lower(), question, found.start()) if opening else None
        placed = put(question, found, meant) if meant else None
        return (placed, self._besides(opening, meant)) if opening and meant and placed else None

    def _meant(self, opening: Opening, word: str, question: str, start: int) -> str | None:
        """What "it", "they" or "there" stands for, which stands there in the follow-up."""
        before = question[:start]
        if word in _SEVERAL:
            if (deeds := _DEEDS.search(self.question)) and _DONE_TO_DEEDS.search(question):
                return deeds[0]
            noun = f"the {opening.noun}" if opening.noun and before.lower().endswith(" of ") else None
            return (opening.described("those") or noun) if opening.asks_for_several else None
        if word == "there":
            where = opening.described("") if opening.noun and opening.kind is not Kind.PERSON else None
            return where and f"{'in' if opening.kind is Kind.PLACE else 'at'} {where}"
        if word not in _ONE:
            return None
        if about := defined(self.question):
            return about if opening.word == "what" else None
        subject = self._thing_named(opening) if word == "its" or _IS_SUBJECT.search(before) else None
        return self._thing_asked_for(opening) or subject or self._object(opening)

    def _besides(self, opening: Opening, meant: str) -> str:
        return "" if meant == self._object(opening) else opening.topic(meant)

    def _thing_asked_for(self, opening: Opening) -> str | None:
        if opening.asks_for_several or opening.kind is Kind.PERSON:
            return None
        if described := opening.described(""):
            return described
        if opening.kind is not Kind.THING or opening.word not in ("what", "which"):
            return None
        answered = self.answer()
        if is_one_name(answered):
            return answered
        return f"the {opening.noun}" if opening.noun else None

    def _thing_named(self, opening: Opening) -> str | None:
        """What the question begins to speak of: "CentOS" of "When was CentOS started", else "the pool"."""
        names = [unowned(name) for name in written_names(self.question)]
        if not names and (noun := _THE_SUBJECT.match(opening.rest)):
            return None if _HOLDS_A_PERSON.match(noun[0][len("the ") :]) else noun[0]
        starts = [name for name in names if opening.rest.removeprefix("the ").startswith(name)]
        thing = _with_its_noun(opening, starts[0]) if starts else None
        return thing if thing and is_thing(thing.removeprefix("the "), self.alike) else None

    def _object(self, opening: Opening) -> str | None:
        """The thing that the question names last: "the first spacewalk" of "Who made the first spacewalk"."""
        found = _OBJECT.search(opening.rest)
        if found is None or _HOLDS_A_PERSON.match(found[0]):
            return None
        gerund = not found[0].startswith("the ")
        measured = opening.word.startswith("how ") and opening.auxiliary in ("is", "was")  # "How long is the tusk"
        return found[0] if opening.asks_for_the_subject or gerund or measured else None


def _with_its_noun(opening: Opening, name: str) -> str | None:
    """The name that the rest begins with, and the noun behind it: "the Mill Lane bridge" of "When did the Mill
    Lane bridge reopen". None where that noun is a person's, or may be a verb: "the UK enter lockdown"."""
    is_all = opening.auxiliary in ("is", "was") and opening.word not in ("how", "when", "why")
    end = "|$" if is_all else ""  # "Where is the Regal cinema"
    named = rf"(?:the )?{re.escape(name)}"
    found = re.match(rf"{named}(?P<noun>{_SMALL_WORD}{{0,3}}?)(?= {_DOES}\b{end})", opening.rest)
    if found:
        return None if _HOLDS_A_PERSON.match(found["noun"].lstrip()) else found[0]
    if re.match(rf"the {re.escape(name)}{_SMALL_WORD}{{2}}", opening.rest):
        return None
    return opening.rest[: opening.rest.index(name)] + name
