"""A follow-up question and the conversation before it -> a question that stands by itself.

    standalone("Who beat her in 2014?", [Turn("What infection killed the senator Kay Hagan?")])
    -> "Who beat Kay Hagan in 2014 (the infection that killed the senator Kay Hagan)?"

What is put in place of a pronoun or an interrogative is copied from an earlier question or answer; what stays
open, the words in brackets tell the retriever and the reader. A question that leans on nothing comes back as it
is, whatever was asked before. Rules about words alone; keeps nothing between calls.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.about import about_article, article_named, of_article
from qa.content import content, words
from qa.exchanges import exchanged, year_of
from qa.followups import (
    bare,
    bare_nouns,
    fronted,
    is_follow_up,
    is_thin,
    leans_by_a_word,
    names_something,
    open_year,
    plain,
    points_back,
    swapped,
)
from qa.gender import Alike, are_two
from qa.kinds import PAST, written_out
from qa.openings import Opening, inside
from qa.persons import Persons
from qa.pronouns import PERSONS, open_pronoun, put
from qa.things import Things

# How far back a chain of follow-ups is read: further up it is another subject.
MAX_TURNS = 4

_MOST_NAMING_WORDS = 4

# A question that stands by itself -> its answer, None where there is none.
Ask = Callable[[str], str | None]

# "When was he killed?"
_DONE = re.compile(rf"\b(?:is|are|was|were) (?:he|she|it|they) ({PAST})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")


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
    told = _told_in_front(written_out(question)) if history else None
    as_asked, question = told or question, told or written_out(question)
    history = _heard(question, history)
    if _says_its_article(question) or not history or not is_follow_up(question, _said(history)):
        return as_asked
    return _leaning(question, _up_to_its_subject(question, history[-MAX_TURNS:]), alike, ask)


def otherwise(
    question: str,
    history: Sequence[Turn],
    *,
    abstained: bool,
    alike: Alike | None = None,
    ask: Ask | None = None,
) -> str | None:
    """How else than `standalone` says a question can be taken, to be asked too: by itself, where it goes on with
    "and" but names something; as a follow-up, where it was taken to stand by itself and names nothing, "Who
    claimed responsibility?". Where the first way `abstained`, also by itself, if only a noun that was spoken of
    before, "the embassy", or that it names so little made it a follow-up. None of all other questions."""
    as_asked, question = question, written_out(question)
    heard = _heard(question, history)
    if not heard or about_article(question):
        return None
    if leans_by_a_word(question):
        alone = _joined(plain(question), "")
        is_whole = names_something(alone) and swapped(question) is None and not leans_by_a_word(alone)
        return alone if is_whole else None
    if is_thin(question) or points_back(question, _said(heard)):
        return as_asked if abstained else None
    if names_something(question) or (abstained and not bare_nouns(question)):
        return None
    return _leaning(question, heard[-MAX_TURNS:], alike, ask)


def _leaning(question: str, history: Sequence[Turn], alike: Alike | None, ask: Ask | None) -> str:
    """A question that leans on the last of the turns, made to stand by itself."""
    *before, last = history
    earlier = standalone(last.question, before, alike=alike, ask=ask)
    main, context = _parted(earlier)

    answer = _answered(last, earlier, ask)
    question = _in_its_year(question, earlier, answer)
    if other := _of_its_article(question, main):
        return _joined(other, "")
    instead, asked = swapped(question), bare(question)
    if instead is not None:
        whose = Persons(main, answer, alike).owner_of(instead)
        if whose := whose or _of_person_before(before, lambda persons: persons.owner_of(instead), alike, ask):
            return _joined(whose, "")
        other = exchanged(main, instead, alike)
        if other and year_of(instead):
            context = exchanged(context, instead, alike) or context
        return _joined(other, context) if other else _joined(plain(question), _listed(main, context))
    if asked is not None:
        return _joined(_asked_anew(asked, main, answer), context)
    things, persons = Things(main, answer, alike), Persons(main, answer, alike)
    rest = plain(question)
    pronoun = open_pronoun(rest)
    if pronoun and PERSONS.fullmatch(pronoun[0]) and (who := _whom(pronoun[0], persons, history, alike, ask)):
        rest = put(rest, pronoun, who) or rest
    understood, about = things.in_place(rest) or things.in_full(rest) or persons.named(rest)
    # What the last turn was about says more than what that one was about; "it called", "was that true" do not.
    says_no_more = open_pronoun(about) or (len(content(about)) == 1 and leans_by_a_word(main))
    besides = "" if about in context or says_no_more else about
    return _joined(*_with_its_it(understood, _listed(besides, context) or about, things))


def _whom(
    pronoun: str, persons: Persons, history: Sequence[Turn], alike: Alike | None, ask: Ask | None
) -> str | None:
    """Whom "he" or "she" means where that is not whom the last turn's question, that of `persons`, was about."""
    *before, last = history
    called = PERSONS.search(plain(last.question))
    # "Where is he from?" after "Who came after her?"; "Why did she leave?" after it means whom "her" meant.
    is_another = called is not None and are_two(called[0], pronoun)
    is_same = called is not None and persons.is_of_two() and not persons.person(pronoun.lower())
    if not is_another and not is_same and persons.tells_whom(pronoun):
        return None
    who = persons.answered_by() if is_another else None
    return who or _of_person_before(before, lambda persons: persons.person(pronoun.lower()), alike, ask)


def _of_person_before(
    history: Sequence[Turn], told: Callable[[Persons], str | None], alike: Alike | None, ask: Ask | None
) -> str | None:
    """What is told of the person of the last of the turns that tells it; None where none does."""
    for i in reversed(range(len(history))):
        earlier = standalone(history[i].question, history[:i], alike=alike, ask=ask)
        if found := told(Persons(_parted(earlier)[0], _answered(history[i], earlier, ask), alike)):
            return found
    return None


def _answered(turn: Turn, understood: str, ask: Ask | None) -> Callable[[], str]:
    """Gives the answer of a turn, "" for none; found out when it is first needed."""

    @functools.cache
    def answer() -> str:
        known = turn.answer if turn.answer is not None or ask is None else ask(understood)
        return known or ""

    return answer


def _told_in_front(question: str) -> str | None:
    """ "When does the pool close?" of "What about the pool, when does it close?"; None of other questions, and
    where that would not read well."""
    named = fronted(question)
    pronoun = open_pronoun(named[1]) if named else None
    said = put(named[1], pronoun, named[0]) if named and pronoun else None
    return said and _joined(said, "")


def _in_its_year(question: str, earlier: str, answer: Callable[[], str]) -> str:
    """The question with a year for its "that year" or "the year before", from the earlier one or its answer."""
    rest = plain(question)
    found = open_year(rest)
    year = (year_of(earlier) or year_of(answer())) if found else None
    if found is None or year is None:
        return question
    lead = question[: question.index(rest)]
    return f"{lead}{rest[: found[0].start()]}in {year + found[1]}{rest[found[0].end() :]}"


def _heard(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """The turns, their questions written out; without those about an article itself, which tell nothing of a noun.
    All for what may lean on anything said, "And when?", "Where does he work?", and for what is asked of an article
    too."""
    history = [replace(turn, question=written_out(turn.question)) for turn in history]
    on_anything = swapped(question) is not None or bare(question) is not None or open_pronoun(plain(question))
    if on_anything or about_article(question):
        return history
    return [turn for turn in history if about_article(turn.question) is None]


def _says_its_article(question: str) -> bool:
    """Whether it is about an article itself, and says of which, but not "the article about him"."""
    about = about_article(question)
    return about is not None and about.topic != "" and not open_pronoun(about.topic)


def _of_its_article(question: str, earlier: str) -> str | None:
    """The same asked of the article of an earlier question, "When was it published?", or what that asked of
    another, "And the article about the strike?"; else None."""
    same, other = article_named(earlier), article_named(swapped(question) or "")
    if other:
        return of_article(earlier, other)
    return of_article(plain(question), same) if same else None


def _said(history: Sequence[Turn]) -> str:
    """What was spoken of: by the questions, and by answers that name one thing, "a drone strike"; a clause, "it
    will close its embassy", brings up much that is no matter of the question it answers."""
    answers = (turn.answer or "" for turn in history[-MAX_TURNS:])
    naming = (answer for answer in answers if len(answer.split()) <= _MOST_NAMING_WORDS)
    return " ".join([*(turn.question for turn in history[-MAX_TURNS:]), *naming])


def _with_its_it(understood: str, about: str, things: Things) -> tuple[str, str]:
    """A question whose "he" is told, and what it is about; where that is nothing, what its "it" means is put in
    place or in brackets."""
    still = open_pronoun(understood)
    if about or still is None or PERSONS.fullmatch(still[0]):
        return understood, about
    placed = things.in_place(understood)
    # Without a topic beside it, it is an object that the person is described by.
    return placed if placed and placed[1] else (understood, things.question)


def _up_to_its_subject(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """The turns up to the last that speaks of a noun of the question, "the strike", or of what was done to whom it
    means, "When was he killed?"; all where none does, and for "the article", which is that of the last."""
    if about_article(question):
        return history
    done = _DONE.search(question)
    spoken = [
        i
        for i, turn in enumerate(history)
        if points_back(question, _said([turn])) or (done and done[1].lower() in words(turn.question.lower()))
    ]
    return history[: spoken[-1] + 1] if spoken else history


def _parted(question: str) -> tuple[str, str]:
    """A question without its mark and brackets, and what stood in the brackets."""
    rest = plain(question)
    found = _BRACKETS.search(rest)
    return (rest[: found.start()], found[1]) if found else (rest, "")


def _joined(main: str, context: str) -> str:
    told = set(content(main))
    further = _listed(*(inside(part) for part in context.split("; ") if not told.issuperset(content(part))))
    shown = f"{main} ({further})" if further else main
    return f"{shown[:1].upper()}{shown[1:]}?"


def _listed(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _asked_anew(interrogative: str, question: str, answer: Callable[[], str]) -> str:
    """What the earlier question asked, with another interrogative: "By how many votes was Swinson beaten"."""
    opening = Opening.of(question)
    if opening is None:  # "Did Boris Johnson resign"
        return f"{interrogative} {inside(question)}"
    auxiliary = opening.auxiliary or "was it that"
    doer = answer() if opening.word == "who" and opening.asks_for_the_subject else ""
    return " ".join(filter(None, (interrogative, auxiliary, opening.doer(doer), opening.with_its_object())))
