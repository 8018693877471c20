"""What a question asks for, taken from its words once: its kind, whether it may have several answers, its time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from qa.kinds import Kind, asks_for_several, kind_of
from qa.times import Period, period_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood. `period` is the time it asks about, None where it states none."""

    text: str
    kind: Kind
    several: bool
    period: Period | None = None

    @classmethod
    def of(cls, question: str, as_of: datetime.date | None = None) -> Asked:
        """`as_of` is the day the question is asked, None for today; its "yesterday" is seen from there."""
        period = period_of(question, as_of or datetime.date.today())
        return cls(question, kind_of(question), asks_for_several(question), period)

    def closeness(self, date: datetime.date | None) -> float:
        """How near a date is to the time asked about, 0..1; 0 where the question states none."""
        return self.period.closeness(date) if self.period else 0.0

    def opening(self, date: datetime.date | None) -> str:
        """What is read in front of a passage written on that day: the day, where the question states a time. News
        seldom says the year, and a reader that looks for it in the passage would take it for another matter."""
        return f"{date:%B} {date.day}, {date.year}. " if self.period and date else ""
