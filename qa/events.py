"""The event by which a question states its time: "before the embassy attack", "when Soleimani was killed".

Knows words alone; the day of the event is in the archive, which is asked for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.content import INTERROGATIVES, PREPOSITIONS, content
from qa.days import days
from qa.followups import plain
from qa.kinds import AUXILIARIES
from qa.names import written_names
from qa.pronouns import open_pronoun
from qa.times import Period, bounded

_RELATION = r"\b(?P<relation>before|after|since|following|prior\s+to|ahead\s+of|during|when)\s+"
_ASKING = "|".join(sorted(INTERROGATIVES))
# "After whom was it named?", "When was he there?", "before or after the vote", "looked after by Smith".
_NO_EVENT = AUXILIARIES | INTERROGATIVES | PREPOSITIONS | {"or", "and"}
# "When asked about the vote" says of nobody that he was asked.
_PARTICIPLE = re.compile(r"[a-z]+(?:ed|ing)\b")
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_RELATION}(?P<wording>.+?)(?:,\s|\s(?=(?:{_ASKING})\b))",
        rf"\S.*?\s{_RELATION}(?P<wording>.+?)(?=\s(?:did|does|do)\b|$)",
    )
]


@dataclass(frozen=True, slots=True)
class Event:
    """An event in a question's wording, and how the time asked about lies to it: "before", "since", "when"."""

    relation: str
    wording: str

    @property
    def question(self) -> str:
        """What to ask for its day. The reader minds no second verb, as in "When was Soleimani was killed?"."""
        return f"When was {self.wording}?"

    def period(self, told: Period) -> Period:
        """The time asked about, given that of the event."""
        return bounded(told, f"{self.relation} ")


def event_of(question: str) -> Event | None:
    """The event a question puts its time by, at its end or in front of it; None where there is none, where it is a
    date, or where its words do not say which it is: "before that", "after the vote", "when he died"."""
    match = next(filter(None, (form.match(plain(question)) for form in _FORMS)), None)
    if match is None:
        return None
    event = Event(match["relation"].lower(), match["wording"].strip(" ,"))
    return event if _says_which(event) and not days(event.wording) else None


def _says_which(event: Event) -> bool:
    named = written_names(event.question) or len(content(event.wording)) > 1
    begins = event.wording.partition(" ")[0].lower()
    if event.relation == "when" and _PARTICIPLE.match(event.wording):
        return False
    return bool(named) and begins not in _NO_EVENT and not open_pronoun(event.question)
