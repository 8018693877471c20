"""The days, months and years that a wording names ("Jan. 3"), as far as it states them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.names import is_name
from qa.numbers import PLAIN_LETTERS

# Written out: those of the calendar module follow the locale of whatever program this runs in.
MONTHS = tuple("January February March April May June July August September October November December".split())
_NUMBERS = {name[:3].lower(): i for i, name in enumerate(MONTHS, start=1)}
WEEKDAYS = {name: i for i, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTH_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).replace("Sep", "Sept?")
# Mar-a-Lago is no month.
_NO_NAME = r"\b(?!-a-)"
_MONTH = rf"(?P<month>{_MONTH_NAMES}){_NO_NAME}\.?"
_YEAR = r"(?<![$£€¥])(?P<year>(?:1[89]|20)\d\d)(?!\d|[,-]\d|%)"
# "2000 troops", "1900 US soldiers" and "2000 killed" are counts, but not "the 2000 games" or "in 2000 killed".
_COUNTED = r"(?-i:(?:[A-Z]\w*\s+)?(?:dead|people|[a-z]*men|[a-z]{3,}(?:s|ed))\b)"
_NO_COUNT = rf"(?!(?<!\bthe\s)(?<!\bin\s)\d\d00\s+{_COUNTED})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_PART = (
    r"(?:(?P<part>early|mid|late|the\s+beginning\s+of|the\s+start\s+of|the\s+middle\s+of|the\s+end\s+of)[\s-]+)?"
)
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
# Each with the groups it has of year, month, month_number, day, part, season and decade.
DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>(?:1[89]|20)\d\d)-(?P<month_number>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+{_DAY}\b(?!\s*(?:percent|%))(?:,?\s+{_YEAR})?",
        rf"\b{_PART}{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        rf"\b{_SEASON}\s+(?:of\s+)?{_NO_COUNT}{_YEAR}",
        rf"\b{_PART}{_NO_COUNT}{_YEAR}(?P<decade>(?<=0)s\b)?",
    )
]
# With its capital: "may" is mostly no month.
_ONLY_MONTH = re.compile(rf"\b({_MONTH_NAMES}){_NO_NAME}")
_SPOKEN = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)}|yesterday|today)\b", re.IGNORECASE)
# A name goes on from a word with a capital, but not from "On" or "Last".
_NAME_BEFORE = re.compile(
    r"\b(?!(?:after|as|before|by|early|every|from|in|last|late|next|on|since|the|this|through|until)\s)"
    r"(?-i:[A-Z])[\w.'’-]*\s+$",
    re.IGNORECASE,
)
_NAME_AFTER = re.compile(r"\s+[A-Z]")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as a wording states it; None for what it leaves open. Of a decade, `year` is the first."""

    year: int | None
    month: int | None
    day: int | None
    decade: bool = False

    def agrees(self, other: Day) -> bool:
        """Whether nothing that both state differs."""
        return all(a == b for a, b in self._pairs(other) if a is not None and b is not None)

    def is_same(self, other: Day) -> bool:
        """Whether both state the same, but for the year, which one may leave out."""
        one, two = ((day.month, day.day, day.decade) for day in (self, other))
        return self.agrees(other) and one == two

    def _pairs(self, other: Day) -> list[tuple[int | None, int | None]]:
        years = (self.year, other.year)
        if self.decade or other.decade:
            years = (self.year and self.year // 10, other.year and other.year // 10)
        return [years, (self.month, other.month), (self.day, other.day)]


def days(text: str, written: datetime.date | None = None) -> list[Day]:
    """The days, months and years a wording names, in order of their form. "Yesterday", "Friday" and "last Friday"
    are days only where `written`, the day of the article, is known."""
    found: list[Day] = []
    rest = text = text.translate(PLAIN_LETTERS)
    for pattern in DATES:
        for match in pattern.finditer(rest):
            found.append(day_of(match))
        rest = pattern.sub(" ", rest)
    found += [Day(None, _NUMBERS[m[1][:3].lower()], None) for m in no_names(_ONLY_MONTH, rest)]
    return found or _written_days(text, written)


def day_of(match: re.Match[str]) -> Day:
    """What a match of one of `DATES` states."""
    parts = match.groupdict()
    year, day = parts.get("year"), parts.get("day")
    return Day(int(year) if year else None, _month(parts), int(day) if day else None, bool(parts.get("decade")))


def no_names(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches that are no piece of a name: "May", "Today" and "Sunday", but not those of "Theresa May", "USA
    Today" and "Sunday Mirror"."""
    for match in pattern.finditer(text):
        named = _NAME_BEFORE.search(text[: match.start()]) or _NAME_AFTER.match(text, match.end())
        if not (named and is_name(match[0])):
            yield match


def _written_days(text: str, written: datetime.date | None) -> list[Day]:
    match = next(no_names(_SPOKEN, text), None)
    if match is None or written is None:
        return []
    word = match[0].lower()
    back = {"today": 0, "yesterday": 1}.get(word)
    if back is None:
        back = (written.weekday() - WEEKDAYS[word]) % 7
    date = written - datetime.timedelta(days=back)
    return [Day(date.year, date.month, date.day)]


def _month(parts: dict[str, str | None]) -> int | None:
    if number := parts.get("month_number"):
        return int(number)
    name = parts.get("month")
    return _NUMBERS[name[:3].lower()] if name else None
