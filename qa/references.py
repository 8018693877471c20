"""Whom or what a follow-up's pronoun stands for, by the earlier question: a name, or words that describe it.

    Earlier("Who was killed in the airstrike at Baghdad airport").in_place("Who approved it")
    -> "Who approved the airstrike at Baghdad airport"

Only what is clear is put in place: a wrong name is worse than a pronoun left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qa.content import INTERROGATIVES, PREPOSITIONS
from qa.countries import country_of
from qa.days import MONTHS
from qa.followups import bare_nouns
from qa.gender import Alike, is_mans, may_mean, word_tells_man
from qa.kinds import AUXILIARIES, PAST, PERSON_NOUN, Kind
from qa.names import CAPITALS, NAME, is_office, unowned, written_names
from qa.openings import Opening
from qa.pronouns import PERSONS, open_place, open_pronoun, owns

_IS_A_NAME = re.compile(NAME)
# It asks about a person or thing, for none.
_DEFINED = re.compile(rf"(?i:who|what) (?:is|was) ({NAME})")
# "in Minsk", "the El Paso massacre", "a Maryland man": what follows these names no person.
_BEFORE_NO_PERSON = frozenset("a an the at from in into near of on through to".split())
# What follows a name that only describes the next, "North Carolina senator Kay Hagan", or what is asked for,
# "Super Tuesday contest did Michael Bloomberg".
_DESCRIBES = re.compile(rf"(?: [a-z]+)?? (?:{PERSON_NOUN}|do|does|did|has|have|had|will|would) [{CAPITALS}]")
# What names are compared with: of 45 persons' three, of 43 things' 31 are less like the first than like the best
# of the others by so much, for the bundled encoder.
_PERSON_OR_THING = (
    "a politician",
    "a company or organisation",
    "a place or a building",
    "an event or a product",
)
_A_THING = 0.03

# "Seoul's mayor", but "Lee's job".
_PERSON_BEHIND = re.compile(rf" (?:{PERSON_NOUN}|ally|child|cousin|friend|rival|spouse)\b")
_RELATED = re.compile(rf"(?:{NAME}['’]s?|the) (?P<noun>[a-z -]+?)(?: of (?P<named>{NAME}))?")
_WHO_IS = re.compile(r"who (?:is|was) ", re.IGNORECASE)
_OWNED_BY_HIM = re.compile(r"(?P<pronoun>his|her) (?P<owned>.+)", re.IGNORECASE)

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
_HOLDS_A_PERSON = re.compile(rf"(?:[\w’'-]+ ){{0,3}}{PERSON_NOUN}\b")
# "was that published": no determiner.
_THAT_DONE = re.compile(r"(?:(?<=\bis )|(?<=\bwas ))(?:that|this)(?= \w+ed\b)", re.IGNORECASE)
_IS_SUBJECT = re.compile(rf"\b(?:{'|'.join(sorted(AUXILIARIES))}) $")
_IS_IT = re.compile(r"(?:is|was) ", re.IGNORECASE)
_ITS_AT_END = re.compile(r"\b(is|are|was|were) (?:its|their) ((?:[a-z-]+ ?){1,3})$")


@dataclass(frozen=True, slots=True)
class Earlier:
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

    def in_full(self, question: str) -> tuple[str, str] | None:
        """A follow-up with "the drone strike" for its "the strike", and nothing besides; None where the earlier
        question says no more of it."""
        for noun in bare_nouns(question):
            full = re.search(rf"\bthe {_MODIFIERS}{noun}\b{_PLACED}", self.question)
            if full and full[0] != f"the {noun}":
                return question.replace(f"the {noun}", full[0], 1), ""
        return None

    def person(self, pronoun: str = "") -> str | None:
        """Whom the question was about and the pronoun can mean: the person it asks for, or the first it seems to
        name; None where that is not known, and where it is either: in "Who sentenced Manafort?" two people meet,
        and only what tells a man or a woman can say which of them the pronoun means."""
        opening, about = Opening.of(self.question), _DEFINED.fullmatch(self.question)
        named: Iterable[str | None]
        if about is None and opening is not None and opening.asks_for_a_person:
            if self.is_of_two():
                return self._of_two(opening, pronoun)
            named = [self._person_answered()]
        else:
            named = [about[1]] if about else self._persons_named()
        return next((who for who in named if who and may_mean(pronoun, who, self.alike)), None)

    def owner_of(self, owned: str) -> str | None:
        """The question who somebody's predecessor is, "his predecessor" of "And his predecessor?", after "Who is
        the mayor?"; None where it is not clear whose, or another question was asked."""
        found, who_is = _OWNED_BY_HIM.fullmatch(owned), _WHO_IS.match(self.question)
        who = self.person(found["pronoun"].lower()) if found and who_is else None
        return f"{who_is[0]}{who}'s {found['owned']}" if found and who_is and who else None

    def tells_whom(self, pronoun: str) -> bool:
        """Whether the question was about a person that the pronoun can mean, known or not, or one of two."""
        pronoun, opening = pronoun.lower(), Opening.of(self.question)
        if opening and self.is_of_two():
            both = (self._person_answered(), self._other_named(opening))
            return any(who and may_mean(pronoun, who, self.alike) for who in both)
        return bool(self.person(pronoun) or (not self.person() and self._unknown_person()))

    def is_of_two(self) -> bool:
        """Whether it asks for one person and names another."""
        opening = Opening.of(self.question)
        return opening is not None and opening.asks_for_a_person and self._two_meet(opening)

    def answered_by(self) -> str | None:
        """Who answered the question, where it asks for a person."""
        opening = Opening.of(self.question)
        return self._person_answered() if opening and opening.asks_for_a_person else None

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
        if about := _DEFINED.fullmatch(self.question):
            return about[1] if opening.word == "what" else None
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
        if _IS_A_NAME.fullmatch(answered):
            return answered
        return f"the {opening.noun}" if opening.noun else None

    def _thing_named(self, opening: Opening) -> str | None:
        """What the question begins to speak of: "CentOS" of "When was CentOS started", else "the pool"."""
        names = [unowned(name) for name in written_names(self.question)]
        if not names and (noun := _THE_SUBJECT.match(opening.rest)):
            return None if _HOLDS_A_PERSON.match(noun[0][len("the ") :]) else noun[0]
        starts = [name for name in names if opening.rest.removeprefix("the ").startswith(name)]
        thing = _with_its_noun(opening, starts[0]) if starts else None
        return thing if thing and self._is_thing(thing.removeprefix("the ")) else None

    def _object(self, opening: Opening) -> str | None:
        """The thing that the question names last: "the first spacewalk" of "Who made the first spacewalk"."""
        found = _OBJECT.search(opening.rest)
        if found is None or _HOLDS_A_PERSON.match(found[0]):
            return None
        gerund = not found[0].startswith("the ")
        measured = opening.word.startswith("how ") and opening.auxiliary in ("is", "was")  # "How long is the tusk"
        return found[0] if opening.asks_for_the_subject or gerund or measured else None

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
            is_person = _PERSON_BEHIND.match(after) or word_tells_man(noun) is not None
            if " " not in name and unowned(name) != name and is_person:
                yield f"{name} {noun}"
            else:
                yield unowned(name)

    def _person_answered(self) -> str | None:
        answered = self.answer()
        return answered if _IS_A_NAME.fullmatch(answered) else None

    def _unknown_person(self) -> str | None:
        """Whom the question asks for, described: "the judge who sent Paul Manafort to prison"."""
        opening = Opening.of(self.question)
        if opening is None or not opening.asks_for_a_person or self._two_meet(opening):
            return None
        return opening.described("the person")

    def _only_known(self, question: str, pronoun: str) -> str | None:
        """Of two who meet the one named, where the question for the other has no answer and a follow-up asks about
        the same deed as done to one: "When was she killed?" after "Who killed Ann Lee?"."""
        opening = Opening.of(self.question)
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
            return not self._is_thing(named)
        related = _related(opening)
        family = related is not None and word_tells_man(related["noun"]) is not None
        return family or self._thing_over_person(named) < -_A_THING

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
        opening = Opening.of(self.question)
        answered = self._person_answered() if opening and opening.asks_for_a_person else None
        if opening is None or answered is None:
            return None
        if opening.asks_for_the_subject and opening.word == "who":
            return " ".join(filter(None, (answered, opening.auxiliary, opening.said)))
        return f"{answered}; {opening.topic()}"

    def _is_thing(self, name: str) -> bool:
        return self._thing_over_person(name) > _A_THING

    def _thing_over_person(self, name: str) -> float:
        """How much more a name is like a thing than like a person; 0 where nothing tells."""
        if self.alike is None:
            return 0.0
        person, *things = self.alike(name, _PERSON_OR_THING)
        return max(things) - person


def _related(opening: Opening) -> re.Match[str] | None:
    """What the person asked for is said to be, and of whom, "husband" of "Who is Ann Lee's husband"; else None."""
    return _RELATED.fullmatch(opening.rest) if opening.auxiliary in ("is", "was") else None


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


def put(question: str, pronoun: re.Match[str], meant: str) -> str | None:
    """The question with what is meant in the pronoun's place; None where that would not read well: only a name
    takes an "'s"."""
    before, after = question[: pronoun.start()], question[pronoun.end() :]
    if not owns(question, pronoun):
        return f"{before}{meant}{after}"
    if _IS_A_NAME.fullmatch(meant):
        return f"{before}{meant}'s{after}"
    end = _ITS_AT_END.search(question)
    return f"{question[: end.start()]}{end[1]} the {end[2]} of {meant}" if end else None
