"""Whom "he" and "she" of a follow-up stand for, by the earlier question: a name, or words that describe them.

    Persons("Who was named Speaker", lambda: "Nancy Pelosi").named("When was she born")
    -> "When was Nancy Pelosi born"

Only what is clear is put in place: a wrong name is worse than a pronoun left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qa.countries import country_of
from qa.days import MONTHS
from qa.gender import Alike, is_mans, is_person, is_thing, may_mean, word_tells_man
from qa.kinds import PERSON_NOUN
from qa.names import CAPITALS, NAME, is_office, is_one_name, unowned, written_names
from qa.openings import Opening, defined
from qa.pronouns import PERSONS, open_pronoun, owns

# "in Minsk", "the El Paso massacre", "a Maryland man": what follows these names no person.
_BEFORE_NO_PERSON = frozenset("a an the at from in into near of on through to".split())
# What follows a name that only describes the next, "North Carolina senator Kay Hagan", or what is asked for,
# "Super Tuesday contest did Michael Bloomberg".
_DESCRIBES = re.compile(rf"(?: [a-z]+)?? (?:{PERSON_NOUN}|do|does|did|has|have|had|will|would) [{CAPITALS}]")
# "Seoul's mayor", but "Lee's job".
_RELATION = re.compile(rf"(?:{PERSON_NOUN}|ally|child|cousin|friend|rival|spouse)\b")
_RELATED = re.compile(rf"(?:{NAME}['’]s?|the) (?P<noun>[a-z -]+?)(?: of (?P<named>{NAME}))?")
_WHO_IS = re.compile(r"who (?:is|was) ", re.IGNORECASE)
_OWNED_BY_HIM = re.compile(r"(?P<pronoun>his|her) (?P<owned>.+)", re.IGNORECASE)
_IS_IT = re.compile(r"(?:is|was) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Persons:
    """An earlier question that stands by itself, without mark and brackets. `answer` gives its answer, "" where
    there is none; `alike` tells which names are of things, none is without it."""

    question: str
    answer: Callable[[], str] = str
    alike: Alike | None = None

    def named(self, question: str) -> tuple[str, str]:
        """A follow-up with the person for its "he" or "her", where that is clear; and what this question is about
        besides."""
        opening, pronoun = Opening.of(self.question), open_pronoun(question)
        topic = opening.topic() if opening else self.question
        if pronoun is None or not PERSONS.fullmatch(pronoun[0]):
            return question, topic
        owning = "'s" if pronoun[0].lower() == "his" or owns(question, pronoun) else ""
        who = self.person(pronoun[0].lower()) or (None if owning else self._unknown_person())
        if who is None:
            who = self._only_known(question, pronoun[0]) or self.person()
        if who is None:
            return question, self._statement() or topic
        told = who.endswith(topic) or topic.endswith(f" of {who}")
        about = "" if told else opening.topic(who) if opening else topic
        return question[: pronoun.start()] + who + owning + question[pronoun.end() :], about

    def person(self, pronoun: str = "") -> str | None:
        """Whom the question was about and the pronoun can mean: the person it asks for, or the first it seems to
        name; None where that is not known, and where it is either: in "Who sentenced Manafort?" two people meet,
        and only what tells a man or a woman can say which of them the pronoun means."""
        about = defined(self.question)
        named: Iterable[str | None]
        if about is None and (opening := self._asking()):
            if self._two_meet(opening):
                return self._of_two(opening, pronoun)
            named = [self._person_answered()]
        else:
            named = [about] if about else self._persons_named()
        return next((who for who in named if who and may_mean(pronoun, who, self.alike)), None)

    def owner_of(self, owned: str) -> str | None:
        """The question who somebody's predecessor is, "his predecessor" of "And his predecessor?"; None where it
        is not clear whose, and where what is his may be no person and it was not asked who somebody is."""
        found, who_is = _OWNED_BY_HIM.fullmatch(owned), _WHO_IS.match(self.question)
        if found is None or not (who_is or is_a_relation(found["owned"])):
            return None
        who = self.person(found["pronoun"].lower())
        return f"{who_is[0] if who_is else 'who is '}{who}'s {found['owned']}" if who else None

    def tells_whom(self, pronoun: str) -> bool:
        """Whether the question was about a person that the pronoun can mean, known or not, or one of two."""
        pronoun, opening = pronoun.lower(), self._asking()
        if opening and self._two_meet(opening):
            both = (self._person_answered(), self._other_named(opening))
            return any(who and may_mean(pronoun, who, self.alike) for who in both)
        return bool(self.person(pronoun) or (not self.person() and self._unknown_person()))

    def is_of_two(self) -> bool:
        """Whether it asks for one person and names another."""
        opening = self._asking()
        return opening is not None and self._two_meet(opening)

    def answered_by(self) -> str | None:
        """Who answered the question, where it asks for a person."""
        return self._person_answered() if self._asking() else None

    def _asking(self) -> Opening | None:
        """How the question begins, where it asks for a person."""
        opening = Opening.of(self.question)
        return opening if opening and opening.asks_for_a_person else None

    def _persons_named(self) -> Iterator[str]:
        """What may name a person, in order."""
        for name in written_names(self.question):
            before, after = self.question.split(name, 1)
            placed = bool(before.split()) and before.split()[-1].lower() in _BEFORE_NO_PERSON
            if placed or name.split()[0] in MONTHS or _DESCRIBES.match(after) or country_of(unowned(name)):
                continue
            *others, last = name.split()
            if others and _IS_IT.match(self.question) and country_of(last) not in (None, last):
                name = " ".join(others)  # "Is Hassan Rouhani Iranian"
            noun = " ".join(after.split()[:1])
            if " " not in name and unowned(name) != name and is_a_relation(after.lstrip()):
                yield f"{name} {noun}"
            else:
                yield unowned(name)

    def _person_answered(self) -> str | None:
        answered = self.answer()
        return answered if is_one_name(answered) else None

    def _unknown_person(self) -> str | None:
        """Whom the question asks for, described: "the judge who sent Paul Manafort to prison"."""
        opening = self._asking()
        if opening is None or self._two_meet(opening):
            return None
        return opening.described("the person")

    def _only_known(self, question: str, pronoun: str) -> str | None:
        """Of two who meet the one named, where the question for the other has no answer and a follow-up asks about
        the same deed as done to one: "When was she killed?" after "Who killed Ann Lee?"."""
        opening = self._asking()
        if opening is None or not self._two_meet(opening) or self._person_answered():
            return None
        deed, named = opening.rest.partition(" ")[0], self._other_named(opening)
        done = re.search(rf"\b(?:is|was) {pronoun} {re.escape(deed)}\b", question)
        return named if done and named and may_mean(pronoun.lower(), named, self.alike) else None

    def _two_meet(self, opening: Opening) -> bool:
        named = self._other_named(opening)
        if named is None:
            return False
        if opening.asks_for_the_subject and not opening.auxiliary:
            return not is_thing(named, self.alike)
        related = _related(opening)
        family = related is not None and word_tells_man(related["noun"]) is not None
        return family or is_person(named, self.alike)

    def _other_named(self, opening: Opening) -> str | None:
        """Whom the question names beside the person it asks for: "Merkel" of "Who is Merkel's husband"."""
        related = _related(opening)
        if related and related["named"]:
            return related["named"]
        named = next((name for name in self._persons_named() if not is_office(name)), None)
        return re.split(r"['’]s? ", named)[0] if named else None

    def _of_two(self, opening: Opening, pronoun: str) -> str | None:
        """The person asked for or the one named; None where nothing tells which of them the pronoun means."""
        if not pronoun:
            return None
        answered, named = self._person_answered(), self._other_named(opening)
        related = _related(opening)
        told = word_tells_man(f"{related['noun'] if related else ''} {answered}")
        if told is not None:
            return answered if told is is_mans(pronoun) else named
        # Only what rules one of them out: a last name alone seldom tells, and may be a man's as well.
        if answered and not may_mean(pronoun, answered, self.alike):
            return named
        return answered if named and not may_mean(pronoun, named, self.alike) else None

    def _statement(self) -> str | None:
        """What the question says with the person it asks for put in; None where none is known."""
        opening, answered = self._asking(), self.answered_by()
        if opening is None or answered is None:
            return None
        if opening.asks_for_the_subject and opening.word == "who":
            return " ".join(filter(None, (answered, opening.auxiliary, opening.said)))
        return f"{answered}; {opening.topic()}"


def is_a_relation(words: str) -> bool:
    """Whether the words begin with what one person is to another, or to a place: "mayor", "wife"."""
    return bool(_RELATION.match(words)) or word_tells_man(words.partition(" ")[0]) is not None


def _related(opening: Opening) -> re.Match[str] | None:
    """What the person asked for is said to be, and of whom, "husband" of "Who is Ann Lee's husband"; else None."""
    return _RELATED.fullmatch(opening.rest) if opening.auxiliary in ("is", "was") else None
