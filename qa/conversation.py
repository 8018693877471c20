"""A follow-up question and the conversation before it -> a question that stands by itself.

    standalone("Who beat her in 2014?", [Turn("What infection killed the senator Kay Hagan?")])
    -> "Who beat Kay Hagan in 2014 (the infection that killed the senator Kay Hagan)?"

What is put in place of a pronoun or an interrogative is copied from an earlier question or answer; what stays
open, the words in brackets tell the retriever and the reader. A question that leans on nothing comes back as it
is, whatever was asked before. Rules about words alone; keeps nothing between calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.about import about_article
from qa.followups import (
    PERSONS,
    PREPOSITIONS,
    bare,
    content,
    is_follow_up,
    open_pronoun,
    plain,
    points_back,
    swapped,
)
from qa.names import is_office, unowned, written_names
from qa.openings import Opening
from qa.references import Alike, Earlier

# How far back a chain of follow-ups is read: further up it is another subject.
MAX_TURNS = 4

_MOST_NAMING_WORDS = 4

# A question that stands by itself -> its answer, None where there is none.
Ask = Callable[[str], str | None]

_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")
# How much more alike one name must be than the next for it to give way: cosines of the bundled encoder, in which
# Scotland is 0.69 like Northern Ireland and 0.18 like June 2020, but SpaceX 0.51 like NASA and 0.47 like Boeing.
_CLEARLY_MORE_ALIKE = 0.1

_NUMBER = re.compile(r"(?<![\w-])\d[\d,.]*(?![\w-])")  # not that of "COVID-19"
# "President of France", "France's President"; but a Secretary of State is one of all states.
_OFFICE_OF = re.compile(r"(?P<owner>.+)['’]s? (?P<held>.+)|(?P<office>.+) of (?P<body>(?!State\b)\S+(?: \S+)?)")
_OWNED = re.compile(r"^(?:his|her|its|their)\s+(?:own\s+)?", re.IGNORECASE)
# What gives way to another word of its kind, behind the words that stay: "killed" to "injured", "people" to
# "children", "the highest" to "the lowest".
_DONE = re.compile(r"(\b(?:is|are|was|were|be|been) )\w+(?:ed|n|t)\b")
_COUNTED = re.compile(rf"(\bhow many )(?!(?:{'|'.join(sorted(PREPOSITIONS))})\b)[a-z]+", re.IGNORECASE)
_RANKED = re.compile(r"()\bthe (?:\w+est|most|least|first|second|third|last)\b", re.IGNORECASE)
_PREPOSED = re.compile(rf"\b(?:{'|'.join(sorted(PREPOSITIONS))}) (?:(?:the|an?|\d+) )*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was asked, and the answer given: "" where it was none, None where it is not known."""

    question: str
    answer: str | None = None


def standalone(
    question: str, history: Sequence[Turn], *, alike: Alike | None = None, ask: Ask | None = None
) -> str:
    """The question, made to stand by itself with what the earlier turns, oldest first, say.

    `alike` chooses which name of the earlier question "What about Iran?" replaces, and tells which names "it" can
    mean; without it only a single name is replaced, and no name is put for "it".
    `ask` finds the answer of an earlier turn where it is needed and not known. Returns `question`
    itself where it leans on nothing, or where there is nothing before it.
    """
    history = _of_the_world(question, history)
    if not history or not is_follow_up(question, _said(history)):
        return question
    *before, last = _up_to_its_subject(question, history[-MAX_TURNS:])
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
    spoken_of = Earlier(main, answer, alike)
    rest = plain(question)
    understood, about = spoken_of.in_place(rest) or spoken_of.in_full(rest) or spoken_of.named(rest)
    return _joined(*_with_its_it(understood, context or about, spoken_of))


def _of_the_world(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """The turns but those about an article itself: of a noun they tell nothing. All for what may lean on anything
    said: "And when?", "Where does he work?"."""
    if swapped(question) is not None or bare(question) is not None or open_pronoun(plain(question)):
        return history
    return [turn for turn in history if about_article(turn.question) is None]


def _said(history: Sequence[Turn]) -> str:
    """What was spoken of: by the questions, and by answers that name one thing, "a drone strike"; a clause, "it
    will close its embassy", brings up much that is no matter of the question it answers."""
    answers = (turn.answer or "" for turn in history[-MAX_TURNS:])
    naming = (answer for answer in answers if len(answer.split()) <= _MOST_NAMING_WORDS)
    return " ".join([*(turn.question for turn in history[-MAX_TURNS:]), *naming])


def _with_its_it(understood: str, about: str, spoken_of: Earlier) -> tuple[str, str]:
    """A question whose "he" is told, and what it is about; where that is nothing, what its "it" means is put in
    place or in brackets."""
    still = open_pronoun(understood)
    if about or still is None or PERSONS.fullmatch(still[0]):
        return understood, about
    placed = spoken_of.in_place(understood)
    # Without a topic beside it, it is an object that the person is described by.
    return placed if placed and placed[1] else (understood, spoken_of.question)


def _up_to_its_subject(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """The turns up to the last that speaks of a noun of the question, "the strike"; all where none does."""
    spoken = [i for i, turn in enumerate(history) if points_back(question, _said([turn]))]
    return history[: spoken[-1] + 1] if spoken else history


def _parted(question: str) -> tuple[str, str]:
    """A question without its mark and brackets, and what stood in the brackets."""
    rest = plain(question)
    found = _BRACKETS.search(rest)
    return (rest[: found.start()], found[1]) if found else (rest, "")


def _joined(main: str, context: str) -> str:
    told = set(content(main)).issuperset(content(context))
    shown = main if told else f"{main} ({context})"
    return f"{shown[:1].upper()}{shown[1:]}?"


def _listed(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _exchanged(question: str, instead: str, alike: Alike | None) -> str | None:
    """The question about something else of the same kind; None where it is not clear what gives way."""
    first, _, others = instead.partition(" ")
    preposed = bool(others) and first.lower() in PREPOSITIONS
    new = others if preposed else instead
    if new[:1].isdigit():
        old = _most_alike(new, _NUMBER.findall(question), alike)
    elif new[:1].isupper():
        known = [_office_of(name) or unowned(name) for name in written_names(question)]
        old = _most_alike(new, known, alike) or _only(
            [name for name in known if _is_preposed(question, name) == preposed]
        )
    else:
        return _of_another(question, new)
    if old is None:
        return None
    article = r"(?:\bthe )?" if new[:1].isupper() else ""  # "the UK", "Germany"
    return _replaced(question, old, new, article)


def _office_of(name: str) -> str | None:
    """What an office is of, "France" of "President of France"; None of any other name."""
    found = _OFFICE_OF.fullmatch(name)
    return (found["body"] or found["owner"]) if found and is_office(found["office"] or found["held"]) else None


def _replaced(question: str, old: str, new: str, before: str = "") -> str:
    """The question with `new` for the first `old` that is no part of a word."""
    return re.sub(rf"{before}{_whole(old)}", lambda _: new, question, count=1)


def _whole(text: str) -> str:
    return rf"(?<![\w-]){re.escape(text)}(?![\w-])"


def _of_another(question: str, new: str) -> str | None:
    """The question about others counted, "children" for "people", about another deed, "injured" for "killed", or
    about somebody's own: "Pelosi's opponent" for "Pelosi"."""
    owned = _OWNED.match(new)
    if owned:
        owner = Earlier(question).person()
        return _replaced(question, owner, f"{owner}'s {new[owned.end() :]}") if owner else None
    if _RANKED.fullmatch(new):
        return _given_way(question, _RANKED, new)
    new = new.removeprefix("the ")
    return None if " " in new else _given_way(question, _DONE if new.endswith("ed") else _COUNTED, new)


def _given_way(question: str, old: re.Pattern[str], new: str) -> str | None:
    found = old.search(question)
    return f"{question[: found.start()]}{found[1]}{new}{question[found.end() :]}" if found else None


def _is_preposed(question: str, name: str) -> bool:
    return bool(_PREPOSED.search(re.split(_whole(name), question, maxsplit=1)[0]))


def _only(names: Sequence[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _most_alike(text: str, others: Sequence[str], alike: Alike | None) -> str | None:
    """The one of the others most like the text; None where two are about as like."""
    if len(others) < 2 or alike is None:
        return _only(others)
    scored = sorted(zip(alike(text, others), others, strict=True), reverse=True)
    return scored[0][1] if scored[0][0] - scored[1][0] >= _CLEARLY_MORE_ALIKE else None


def _asked_anew(interrogative: str, question: str, answer: Callable[[], str]) -> str:
    """What the earlier question asked, with another interrogative: "By how many votes was Swinson beaten"."""
    opening = Opening.of(question)
    if opening is None:
        return f"{interrogative} ({question})"
    auxiliary = opening.auxiliary or "was it that"
    doer = answer() if opening.word == "who" and opening.asks_for_the_subject else ""
    return " ".join(filter(None, (interrogative, auxiliary, opening.doer(doer), opening.rest)))
