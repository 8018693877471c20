"""A follow-up question and the conversation before it -> a question that stands by itself.

    standalone("Who beat her in 2014?", [Turn("What infection killed the senator Kay Hagan?")])
    -> "Who beat Kay Hagan in 2014 (infection killed the senator Kay Hagan)?"

What is put in place of a pronoun or an interrogative is copied from an earlier question or answer; what stays
open, the words in brackets tell the retriever and the reader. A question that leans on nothing comes back as it
is, whatever was asked before. Rules about words alone; keeps nothing between calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.followups import (
    PREPOSITIONS,
    bare,
    is_follow_up,
    is_possessive,
    open_pronoun,
    plain,
    swapped,
)
from qa.kinds import AUXILIARIES, MEASURED, PERSON_NOUN
from qa.names import NAME_PARTICLES, written_names

# How far back a chain of follow-ups is read: further up it is another subject.
MAX_TURNS = 4

# (text, others) -> how alike the text is to each of the others, -1..1.
Alike = Callable[[str, Sequence[str]], Sequence[float]]
# A question that stands by itself -> its answer, None where there is none.
Ask = Callable[[str], str | None]

_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")
# How much more alike one name must be than the next for it to give way: cosines of the bundled encoder, in which
# Scotland is 0.69 like Northern Ireland and 0.18 like June 2020, but SpaceX 0.51 like NASA and 0.47 like Boeing.
_CLEARLY_MORE_ALIKE = 0.1

# "By how many votes was", "Which rock musician", "Who": what a question asks for, and the auxiliary behind it.
_AUXILIARY = "|".join(sorted(AUXILIARIES))
_HOW = rf"how(?:\s+(?:{MEASURED}))?"
_OPENING = re.compile(
    rf"^(?i:(?:{'|'.join(sorted(PREPOSITIONS))})\s+)?(?i:why|when|where|whom?|whose|which|what|{_HOW})\b"
    rf"(?:(?:\s+(?!(?:{_AUXILIARY})\b)[^\sA-Z]+){{0,4}}?\s+(?P<auxiliary>{_AUXILIARY})\b)?"
)
_NUMBER = re.compile(r"\d[\d,.]*")
_PERSON = frozenset({"he", "him", "his", "she", "her", "hers"})
_ASKS_FOR_A_PERSON = re.compile(
    rf"(?:\w+ )?(?:who|whom|whose|(?:which|what)(?: (?!(?:{_AUXILIARY})\b)\w+)?? {PERSON_NOUN})\b", re.IGNORECASE
)
_NAME = rf"(?:[A-Z][\w’'.-]*|{NAME_PARTICLES})(?: (?:[A-Z][\w’'.-]*|of|{NAME_PARTICLES})){{0,5}}"
_IS_A_NAME = re.compile(_NAME)
# It asks about a person, for none.
_WHO_IS = re.compile(rf"[Ww]ho (?:is|was) ({_NAME})")
_MONTHS = frozenset(
    "January February March April May June July August September October November December".split()
)
# "in Minsk", "the El Paso massacre", "a Maryland man": what follows these names no person.
_BEFORE_NO_PERSON = frozenset("a an the at from in into near of on through to".split())
# What follows a name that only describes the next, "North Carolina senator Kay Hagan", or what is asked for,
# "Super Tuesday contest did Michael Bloomberg".
_DESCRIBES = re.compile(rf"(?: [a-z]+)?? (?:{PERSON_NOUN}|do|does|did|has|have|had|will|would) [A-Z]")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was asked, and the answer given: "" where it was none, None where it is not known."""

    question: str
    answer: str | None = None


def standalone(
    question: str, history: Sequence[Turn], *, alike: Alike | None = None, ask: Ask | None = None
) -> str:
    """The question, made to stand by itself with what the earlier turns, oldest first, say.

    `alike` chooses which name of the earlier question "What about Iran?" replaces; without it only a single name
    is replaced. `ask` finds the answer of an earlier turn where it is needed and not known. Returns `question`
    itself where it leans on nothing, or where there is nothing before it.
    """
    if not history or not is_follow_up(question):
        return question
    *before, last = history[-MAX_TURNS:]
    earlier = standalone(last.question, before, alike=alike, ask=ask)
    main, context = _parted(earlier)

    def answer() -> str:
        known = last.answer if last.answer is not None or ask is None else ask(earlier)
        return known or ""

    instead, asked = swapped(question), bare(question)
    if instead is not None:
        exchanged = _exchanged(main, instead, alike)
        return _joined(exchanged, context) if exchanged else _joined(plain(question), _listed(main, context))
    if asked is not None:
        return _joined(_asked_anew(asked, main, answer), context)
    return _joined(_named(plain(question), main, answer), context or _topic(main))


def _parted(question: str) -> tuple[str, str]:
    """A question without its mark and brackets, and what stood in the brackets."""
    rest = plain(question)
    found = _BRACKETS.search(rest)
    return (rest[: found.start()], found[1]) if found else (rest, "")


def _joined(main: str, context: str) -> str:
    shown = f"{main} ({context})" if context and context not in main else main
    return f"{shown[:1].upper()}{shown[1:]}?"


def _listed(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _topic(question: str) -> str:
    """What a question is about: its words without the interrogative and the auxiliary behind it. With them, a
    reader may answer what stands in the brackets."""
    opening = _OPENING.match(question)
    return question[opening.end() :].strip() if opening else question


def _exchanged(question: str, instead: str, alike: Alike | None) -> str | None:
    """The question about something else of the same kind; None where it is not clear what gives way."""
    first, _, others = instead.partition(" ")
    new = others if others and first.lower() in PREPOSITIONS else instead
    if not (new[:1].isupper() or new[:1].isdigit()):
        return None
    known = [_unowned(name) for name in written_names(question)] if new[0].isupper() else _NUMBER.findall(question)
    old = _most_alike(new, known, alike)
    return question.replace(old, new, 1) if old else None


def _most_alike(text: str, others: Sequence[str], alike: Alike | None) -> str | None:
    """The one of the others most like the text; None where two are about as like."""
    if len(others) < 2 or alike is None:
        return others[0] if len(others) == 1 else None
    scored = sorted(zip(alike(text, others), others, strict=True), reverse=True)
    return scored[0][1] if scored[0][0] - scored[1][0] >= _CLEARLY_MORE_ALIKE else None


def _asked_anew(interrogative: str, question: str, answer: Callable[[], str]) -> str:
    """What the earlier question asked, with another interrogative: "By how many votes was Swinson beaten"."""
    opening = _OPENING.match(question)
    if opening is None:
        return f"{interrogative} ({question})"
    rest = question[opening.end() :].strip()
    if opening["auxiliary"]:
        return f"{interrogative} {opening['auxiliary']} {rest}"
    doer = f"{answer() or 'someone'} " if opening[0].lower() == "who" else ""
    return f"{interrogative} was it that {doer}{rest}"


def _named(question: str, earlier: str, answer: Callable[[], str]) -> str:
    """The question with a person's name for its "he" or "her", where the earlier turn tells whom that means."""
    pronoun = open_pronoun(question)
    if pronoun is None or pronoun[0].lower() not in _PERSON:
        return question
    person = _person(earlier, answer)
    if person is None:
        return question
    owning = "'s" if pronoun[0].lower() == "his" or is_possessive(question, pronoun) else ""
    return question[: pronoun.start()] + person + owning + question[pronoun.end() :]


def _person(question: str, answer: Callable[[], str]) -> str | None:
    """Whom the earlier turn was about: the person it asked for, None where that is not known; or else the first it
    seems to name."""
    if about := _WHO_IS.fullmatch(question):
        return about[1]
    if _ASKS_FOR_A_PERSON.match(question):
        return answered if _IS_A_NAME.fullmatch(answered := answer()) else None
    for name in written_names(question):
        before, after = question.split(name, 1)
        placed = bool(before.split()) and before.split()[-1].lower() in _BEFORE_NO_PERSON
        if not (placed or name.split()[0] in _MONTHS or _DESCRIBES.match(after)):
            owner = " " not in name and _unowned(name) != name  # "Seoul's mayor"
            return " ".join([name, *after.split()[:1]]) if owner else _unowned(name)
    return None


def _unowned(name: str) -> str:
    return re.sub(r"['’]s$", "", name)
