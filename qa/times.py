"""The time a question states ("in early April 2020", "last weekend"), and when what an article tells was.

Plain rules: a parser of dates reads single dates, not "early April" or "before 2019", and takes more than a whole
search takes.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from qa.days import DATES, MONTHS, WEEKDAYS, Day, day_of, days, no_names
from qa.numbers import NUMBER_WORDS, PLAIN_LETTERS, quantities

_RANGE = re.compile(
    r"\b(?:between|from)\s+(?P<first>.{1,30}?)\s+(?:and|to|until|till|through)\s+(?=(?P<last>.*))", re.IGNORECASE
)
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
_BEFORE = re.compile(
    r"\b(?:before|prior\s+to|ahead\s+of|(?P<whole>until|till|by|up\s+to))\s+(?:\w+day,?\s+)?$", re.IGNORECASE
)
_AFTER = re.compile(r"\b(?:after|since|following)\s+(?:\w+day,?\s+)?$", re.I)
_RELATIVE_YEAR = re.compile(r"\b(?P<which>this|last|past)\s+year\b(?!\s+of\b)", re.IGNORECASE)
_NUMBER_WORD = "|".join(NUMBER_WORDS)
_COUNT = rf"\d+|(?:{_NUMBER_WORD})(?:-(?:{_NUMBER_WORD}))?"
_NOW = (
    r"(?:right\s+)?now(?=\W*$)|(?<=\bis )now(?! that)|(?<=\bare )now(?! that)|current(?:ly|(?=\s+[a-z]))"
    r"|at\s+present|so\s+far|to\s+date|as\s+of\s+now|these\s+days|latest|at\s+the\s+moment"
)
_RELATIVE = re.compile(
    r"\b(?:(?P<day>today|tonight|yesterday|tomorrow)"
    rf"|(?P<which>this|last|past)\s+(?P<unit>week(?:end)?|month|{'|'.join((*_SEASONS, *WEEKDAYS))})"
    rf"|(?:last|past)\s+(?P<count>{_COUNT})\s+(?P<units>day|week|month|year)s"
    rf"|(?P<ago>an?|{_COUNT})\s+(?P<ago_unit>day|week|month|year)s?\s+ago"
    rf"|(?P<now>{_NOW}))\b(?!\s+of\b)",
    re.IGNORECASE,
)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_RECENT = datetime.timedelta(days=30)
# News is written on the days after what it tells of.
_REPORTED_WITHIN = datetime.timedelta(days=7)
_FADES_OVER = 60


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included; None where it is open."""

    start: datetime.date | None
    end: datetime.date | None

    def closeness(self, date: datetime.date | None) -> float:
        """1 for a date in the period or in the week after it, falling to 0 over 60 days; 0 for None."""
        if date is None:
            return 0.0
        early = (self.start - date).days if self.start else 0
        late = (date - self.end - _REPORTED_WITHIN).days if self.end else 0
        return max(0.0, 1 - max(early, late, 0) / _FADES_OVER)


def period_of(question: str, as_of: datetime.date) -> Period | None:
    """The time a question states, or None: a date, month, season, year or decade, with what comes "before", "by"
    or "since" it, or one to another; or a time seen from `as_of`, the day it is asked. None too where the calendar
    has no such time."""
    try:
        return _period_of(question.translate(PLAIN_LETTERS), as_of)
    except (OverflowError, ValueError):  # "31 February 2020", "5000 years ago"
        return None


def _period_of(question: str, as_of: datetime.date) -> Period | None:
    # Of "3 January last year" the year is the one it would be written with.
    with_year = _RELATIVE_YEAR.sub(lambda match: str(as_of.year - (match[1].lower() != "this")), question)
    if period := _dated(question) or _dated(with_year):
        return period
    match = next(no_names(_RELATIVE, question), None)
    return bounded(_relative(match, as_of), question[: match.start()]) if match else None


def is_of_now(question: str) -> bool:
    """Whether it asks for what holds now: "Who is mayor now?", "the current price"."""
    question = question.translate(PLAIN_LETTERS)
    match = next(no_names(_RELATIVE, question), None)
    return match is not None and match["now"] is not None and _dated(question) is None


def _dated(question: str) -> Period | None:
    """The time that a question states with its year."""
    for between in _RANGE.finditer(question):
        if period := _range(between["first"], between["last"]):
            return period
    for pattern in DATES:
        for match in pattern.finditer(question):
            if period := _stated(match):
                return bounded(period, question[: match.start()])
    return None


def _range(first: str, last: str) -> Period | None:
    """From one date to another, of which the first may leave its year, and its month, to the other: "March to June
    2020", "3 and 5 January 2020"."""
    until = _begins_with(last)
    if until is None or until.end is None:
        return None
    year, month = until.end.year, MONTHS[until.end.month - 1]
    completed = (f"{first} {year}", f"{first} {month} {year}")
    since = next(filter(None, map(_begins_with, completed)), None)
    if since is None or since.start is None or since.start > until.end:
        return None
    return Period(since.start, until.end)


def _begins_with(text: str) -> Period | None:
    """The date a text begins with."""
    match = next(filter(None, (pattern.match(text) for pattern in DATES)), None)
    return _stated(match) if match else None


def told(text: str, written: datetime.date | None) -> Period | None:
    """The first time a wording of an article names, seen from the day it was written; None where that does not
    tell. Without its year a month is the last such, or the next to come: news tells mostly of what has been."""
    found = days(text, written)
    if not found:
        return period_of(text, written) if written else None
    try:
        if stated := _first_stated(text):
            return stated
        year = _year_of(found[0], written) if written else None
        return _whole(found[0], year) if year else None
    except ValueError:  # "31 February"
        return None


def _first_stated(text: str) -> Period | None:
    """The period of the first date that a text names with its year."""
    matches = (match for pattern in DATES for match in pattern.finditer(text))
    return next(filter(None, map(_stated, matches)), None)


def _year_of(day: Day, written: datetime.date) -> int:
    months_ago = (written.month + 1 - (day.month or 1)) % 12 - 1
    return (written.year * 12 + written.month - 1 - months_ago) // 12


def _stated(match: re.Match[str]) -> Period | None:
    """The period of a date with a year; None without one. Raises ValueError where there is no such day."""
    parts, stated = match.groupdict(), day_of(match)
    if stated.year is None:
        return None
    if season := parts.get("season"):
        first, last = _SEASONS[season.lower()]
        return Period(_first(stated.year, first), _last(stated.year, last))
    return _part(_whole(stated, stated.year), parts.get("part"))


def _whole(day: Day, year: int) -> Period:
    """All of a day, month, year or decade. Raises ValueError where there is no such day."""
    if day.day is not None and day.month is not None:
        date = datetime.date(year, day.month, day.day)
        return Period(date, date)
    return Period(_first(year, day.month or 1), _last(year + 9 * day.decade, day.month or 12))


def _part(whole: Period, part: str | None) -> Period:
    """The first, middle or last third of a period."""
    if part is None or whole.start is None or whole.end is None:
        return whole
    third = (whole.end - whole.start) / 3
    if re.search("early|beginning|start", part, re.IGNORECASE):
        return Period(whole.start, whole.start + third)
    if re.search("mid", part, re.IGNORECASE):
        return Period(whole.start + third, whole.end - third)
    return Period(whole.end - third, whole.end)


def bounded(period: Period, before: str) -> Period:
    """The period that a "before", "by" or "since" makes of it, where the words before it end in one."""
    if until := _BEFORE.search(before):
        return Period(None, period.end if until["whole"] else period.start)
    return Period(period.start, None) if _AFTER.search(before) else period


def _relative(match: re.Match[str], as_of: datetime.date) -> Period:
    parts = match.groupdict()
    if day := parts["day"]:
        shift = {"yesterday": -1, "tomorrow": 1}.get(day.lower(), 0)
        date = as_of + datetime.timedelta(days=shift)
        return Period(date, date)
    if unit := parts["unit"]:
        return _calendar(unit.lower(), parts["which"].lower() == "this", as_of)
    if count := parts["count"]:
        return Period(as_of - datetime.timedelta(_number(count) * _UNIT_DAYS[parts["units"].lower()]), as_of)
    if ago := parts["ago"]:
        unit_days = _UNIT_DAYS[parts["ago_unit"].lower()]
        date = as_of - datetime.timedelta(_number(ago) * unit_days)
        return Period(date - datetime.timedelta(unit_days // 2), date + datetime.timedelta(unit_days // 2))
    return Period(as_of - _RECENT, as_of)


def _number(count: str) -> int:
    """5 of "5" and "five", 1 of "a"."""
    found = quantities(count)
    return int(found[0].value) if found else 1


def _calendar(unit: str, current: bool, as_of: datetime.date) -> Period:
    """This or the last week, weekend, month, season or weekday, seen from a day."""
    if unit in WEEKDAYS:
        back = (as_of.weekday() - WEEKDAYS[unit]) % 7 or (0 if current else 7)
        date = as_of - datetime.timedelta(days=back)
        return Period(date, date)
    if unit in _SEASONS:
        begins, ends = _SEASONS[unit]
        year = as_of.year - (as_of.month <= ends - 12)  # the winter that January is in began a year before
        year -= not current and _last(year, ends) >= as_of
        return Period(_first(year, begins), _last(year, ends))
    if unit == "month":
        first = as_of.replace(day=1)
        return Period(first, as_of) if current else Period(_first_before(first), first - datetime.timedelta(1))
    monday = as_of - datetime.timedelta(as_of.weekday() + (0 if current else 7))
    sunday = monday + datetime.timedelta(6)
    return Period(sunday - datetime.timedelta(1) if unit == "weekend" else monday, sunday)


def _first_before(first: datetime.date) -> datetime.date:
    return (first - datetime.timedelta(1)).replace(day=1)


def _first(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, 1)


def _last(year: int, month: int) -> datetime.date:
    """The last day of a month; months past 12 are of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
