"""A question about something else of its kind: "And in Italy?" after "Who leads France?".

    exchanged("Who leads France", "the UK") -> "Who leads the UK"

Rules about words, but for which of several names gives way: that most alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.content import PREPOSITIONS
from qa.countries import country_of
from qa.days import DATES, MONTHS, Day, day_of, days
from qa.gender import Alike
from qa.kinds import AUXILIARIES, PAST, PERSON_NOUN, SAYING
from qa.names import NAME, is_office, unowned, written_names
from qa.persons import Persons

# How much more alike one name must be than the next for it to give way: cosines of the bundled encoder, in which
# Scotland is 0.69 like Northern Ireland and 0.18 like June 2020, but SpaceX 0.51 like NASA and 0.47 like Boeing.
_CLEARLY_MORE_ALIKE = 0.1

_NUMBER = re.compile(r"(?<![\w-])\d[\d,.]*(?![\w-])")  # not that of "COVID-19"
# "President of France", "France's President"; but a Secretary of State is one of all states.
_OFFICE_OF = re.compile(r"(?P<owner>.+)['’]s? (?P<held>.+)|(?P<office>.+) of (?P<body>(?!State\b)\S+(?: \S+)?)")
_OWNED = re.compile(r"^(?:his|her|its|their)\s+(?:own\s+)?", re.IGNORECASE)
# "The driver", "the prime minister".
_PERSON = re.compile(rf"()\bthe (?:[a-z]+ )?{PERSON_NOUN}\b")
# "The other judge, the week before", for the one who is named.
_OTHER = re.compile(rf"the other {PERSON_NOUN}\b.*")
# "Boeing's net income", of which "its losses" keeps the owner.
_OWN_NOUN = re.compile(
    rf"({NAME}(?:['’]s|(?<=s)['’]) )[a-z-]+(?: (?!(?:{'|'.join(sorted(PREPOSITIONS))})\b)[a-z-]+){{0,2}}"
    rf"(?=$| (?:{'|'.join(sorted(PREPOSITIONS))})\b)"
)
# "Sales", "net income": what the owner of "Boeing's profit" may own as well.
_OWNABLE = re.compile(r"(?!an? )[a-z]{3,}(?: [a-z]+)?")
# "What does the government say?"
_SAYER = re.compile(rf"(\bwhat (?:do|does|did) )the [a-z]+(?= (?:{SAYING})\b)", re.IGNORECASE)
# What gives way to another word of its kind, behind the words that stay: "killed" to "injured", "people" to
# "children", "the highest" to "the lowest".
_DONE = re.compile(r"(\b(?:is|are|was|were|be|been) )\w+(?:ed|n|t)\b")
_NO_MORE_COUNTED = "|".join(sorted(AUXILIARIES | PREPOSITIONS))
_COUNTED = re.compile(
    rf"(\bhow many )(?!(?:{_NO_MORE_COUNTED})\b)"
    rf"(?:(?:[\w’'-]+ ){{0,3}}?[\w’'-]+(?= (?:{_NO_MORE_COUNTED}|{PAST})\b)|[a-z]+)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"(?:[\w-]+ )?[\w-]*(?:[^\Wsu]s|men|people|children)")
_RANK = r"the (?:\w+est|most|least|first|second|third|fourth|last)"
_RANKED = re.compile(rf"()\b{_RANK}\b", re.IGNORECASE)
# "The second quarter", "the second quarter of 2021".
_RANKED_NOUN = re.compile(rf"{_RANK} (?P<noun>[a-z]+)(?P<of> of \S+)?", re.IGNORECASE)
# "The UK" begins as small as "the winner"; "Biden's wife" has a noun behind the name.
_NAMED = re.compile(rf"(?P<name>(?:the )?{NAME})(?: (?P<noun>.+))?")
_OWNS = r"['’]s? [a-z]"
# "Who is the mayor of Leeds?", and whose bearer is asked for instead: "York's mayor", "the president of Iran".
_WHO_IS = re.compile(r"who (?:is|was|are|were) ", re.IGNORECASE)
_NAMED_BY_ANOTHER = re.compile(rf"(?:the )?{NAME}['’]s? [a-z][a-z ]*|(?:the )?[a-z][a-z ]*? of (?:the )?{NAME}")
# "And second?" after "Who won the marathon?".
_WON = re.compile(r"who (?:won|came \w+ in) (?P<race>.+)", re.IGNORECASE)
_PLACED = re.compile(r"(?:the )?(?P<rank>second|third|fourth|fifth|last)(?: place| one)?", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many $", re.IGNORECASE)
_PREPOSED = re.compile(rf"\b(?:{'|'.join(sorted(PREPOSITIONS))}) (?:(?:the|an?|\d+) )*$", re.IGNORECASE)


def exchanged(question: str, instead: str, alike: Alike | None) -> str | None:
    """The question about something else of the same kind; None where it is not clear what gives way."""
    who_is = _WHO_IS.match(question)
    if who_is and _NAMED_BY_ANOTHER.fullmatch(instead):
        return f"{who_is[0]}{instead}"
    won, placed = _WON.fullmatch(question), _PLACED.fullmatch(instead)
    if won and placed:
        return f"who came {placed['rank']} in {won['race']}"
    instead = instead.removesuffix(" one")
    first, _, others = instead.partition(" ")
    preposed = bool(others) and first.lower() in PREPOSITIONS
    new = others if preposed else instead
    if preposed and _is_date(new) and not days(question):
        return f"{question} {instead}"
    if day := _day(new) or (_month(new) if preposed else None):
        return _on_another_day(question, instead, day)
    if new[:1].isdigit():
        old = _most_alike(new, _NUMBER.findall(question), alike)
        return _replaced(question, old, new) if old else None
    if _are_others(new):
        return _given_way(question, _COUNTED, new)
    named = _NAMED.fullmatch(new)
    if named and (not named["noun"] or re.search(_whole(named["noun"]), question)):
        return _of_another_name(question, named["name"], preposed, alike)
    return _of_another_name(question, new, preposed, alike) if new[:1].isupper() else _of_another(question, new)


def _are_others(new: str) -> bool:
    """Whether they can be counted instead, by where they are from: "Iranians"."""
    return _SEVERAL.fullmatch(new) is not None and country_of(new) not in (None, new)


def _of_another_name(question: str, new: str, preposed: bool, alike: Alike | None) -> str | None:
    """The question with another name, "Germany", "the UK" or "Biden's", for the one it must mean."""
    known = [_office_of(name) or unowned(name) for name in written_names(question)]
    if not _is_said_of_others(new):  # "Syria" is no other "US" of "how many US soldiers"
        known = [name for name in known if not (country_of(name) and _stands_behind(_HOW_MANY, question, name))]
    named = unowned(new.removeprefix("the "))
    old = _most_alike(named, known, alike) or _only(
        [name for name in known if _stands_behind(_PREPOSED, question, name) == preposed]
    )
    if old is None:
        return None
    if _stands_behind(_HOW_MANY, question, old):
        new = new.removeprefix("the ")
    if unowned(new) == new:
        both_own = re.search(_OWNS, new) and re.search(_whole(old) + _OWNS, question)
        return None if both_own else _replaced(question, old, new, r"(?:\bthe )?")
    if _stands_behind(_PREPOSED, question, old):
        new = unowned(new)
    return _replaced(question, old, new, r"(?:\bthe )?", r"(?:['’]s(?!\w))?")


def year_of(text: str) -> int | None:
    """The only year that the days of a text state; None where there is none, or several."""
    years = {day.year for day in days(text) if day.year}
    return years.pop() if len(years) == 1 else None


def _is_date(text: str) -> bool:
    return text in MONTHS or any(date.fullmatch(text) for date in DATES)


def _month(text: str) -> Day | None:
    """The month that a text is; by itself "May" may be a name."""
    return Day(None, MONTHS.index(text) + 1, None) if text in MONTHS else None


def _day(text: str) -> Day | None:
    """The day or month that the text is, and nothing else; None of all else, also of a year alone."""
    found = next(filter(None, (date.fullmatch(text) for date in DATES)), None)
    day = day_of(found) if found else None
    return day if day and day.month else None


def _on_another_day(question: str, instead: str, day: Day) -> str | None:
    """The question with another date for its only one, of the same year where it says no other."""
    found = next(filter(None, ([*date.finditer(question)] for date in DATES)), [])
    if len(found) != 1:
        return None
    year = day_of(found[0]).year
    if year and not day.year:
        instead += f", {year}" if instead[-1].isdigit() else f" {year}"
    before = question[: found[0].start()]
    kept = before if instead[0].isdigit() or instead[0].isupper() else _PREPOSED.sub("", before)
    return f"{kept}{instead}{question[found[0].end() :]}"


def _is_said_of_others(name: str) -> bool:
    """Whether it can stand in front of a noun: "Syrian", "UK"; "Syria" and "Kirkuk" seldom do."""
    return name.isupper() or country_of(name) not in (None, name)


def _office_of(name: str) -> str | None:
    """What an office is of, "France" of "President of France"; None of any other name."""
    found = _OFFICE_OF.fullmatch(name)
    return (found["body"] or found["owner"]) if found and is_office(found["office"] or found["held"]) else None


def _replaced(question: str, old: str, new: str, before: str = "", behind: str = "") -> str:
    """The question with `new` for the first `old` that is no part of a word, and for what stands around it."""
    return re.sub(f"{before}{_whole(old)}{behind}", lambda _: new, question, count=1)


def _whole(text: str) -> str:
    return rf"(?<![\w-]){re.escape(text)}(?![\w-])"


def _of_another(question: str, new: str) -> str | None:
    """The question about others counted, "children" for "people", about another deed, "injured" for "killed", or
    about somebody's own: "Pelosi's opponent" for "Pelosi"."""
    owned = _OWNED.match(new)
    if owned:
        if new[:2] == "it" and _OWN_NOUN.search(question):
            return _given_way(question, _OWN_NOUN, new[owned.end() :])
        owner = Persons(question).person()
        return _replaced(question, owner, f"{owner}'s {new[owned.end() :]}") if owner else None
    if _OTHER.fullmatch(new) and (named := Persons(question).person()):
        return _replaced(question, named, new)
    if _RANKED.fullmatch(new):
        return _given_way(question, _RANKED, new)
    if ranked := _RANKED_NOUN.fullmatch(new):
        of = r"(?: of \S+)?" if ranked["of"] else ""
        return _given_way(question, re.compile(rf"()\b{_RANK} {ranked['noun']}\b{of}", re.IGNORECASE), new)
    person = f"the {new.removeprefix('the ')}"
    if _PERSON.fullmatch(person):
        named = Persons(question).person()
        return _given_way(question, _PERSON, person) or (_replaced(question, named, person) if named else None)
    if _SEVERAL.fullmatch(new) and (said := _given_way(question, _SAYER, new)):
        return said.replace(" does the ", " do the ", 1)
    new = new.removeprefix("the ")
    if new.endswith("ed") and " " not in new:
        return _given_way(question, _DONE, new)
    counted = _given_way(question, _COUNTED, new) if _SEVERAL.fullmatch(new) else None
    return counted or (_given_way(question, _OWN_NOUN, new) if _OWNABLE.fullmatch(new) else None)


def _given_way(question: str, old: re.Pattern[str], new: str) -> str | None:
    found = old.search(question)
    return f"{question[: found.start()]}{found[1]}{new}{question[found.end() :]}" if found else None


def _stands_behind(words: re.Pattern[str], question: str, name: str) -> bool:
    return bool(words.search(re.split(_whole(name), question, maxsplit=1)[0]))


def _only(names: Sequence[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _most_alike(text: str, others: Sequence[str], alike: Alike | None) -> str | None:
    """The one of the others most like the text; None where two are about as like."""
    if len(others) < 2 or alike is None:
        return _only(others)
    scored = sorted(zip(alike(text, others), others, strict=True), reverse=True)
    return scored[0][1] if scored[0][0] - scored[1][0] >= _CLEARLY_MORE_ALIKE else None
