"""The time a question states ("in early April 2020", "last weekend"), and the days a wording names ("Jan. 3").

Plain rules: a parser of dates reads single dates, not "early April" or "before 2019", and takes more than a whole
search takes.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.names import is_name
from qa.numbers import NUMBER_WORDS, PLAIN_LETTERS, quantities

_MONTHS = {name[:3].lower(): i for i, name in enumerate(calendar.month_name) if name}
_WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_MONTH_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in calendar.month_name if name).replace(
    "Sep", "Sept?"
)
_MONTH = rf"(?P<month>{_MONTH_NAMES})\b\.?"
_YEAR = r"(?<![$£€¥])(?P<year>(?:1[89]|20)\d\d)(?![\d,]\d|-\d|%)"
# "2000 troops", "1900 US soldiers" and "2000 killed" are counts, but not "the 2000 games" or "in 2000 killed".
_COUNTED = r"(?-i:(?:[A-Z]\w*\s+)?(?:dead|people|[a-z]*men|[a-z]{3,}(?:s|ed))\b)"
_NO_COUNT = rf"(?!(?<!\bthe\s)(?<!\bin\s)\d\d00\s+{_COUNTED})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_PART = (
    r"(?:(?P<part>early|mid|late|the\s+beginning\s+of|the\s+start\s+of|the\s+middle\s+of|the\s+end\s+of)[\s-]+)?"
)
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_DATES = [
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
_RANGE = re.compile(
    r"\b(?:between|from)\s+(?P<first>.{4,30}?)\s+(?:and|to|until|till|through)\s+(?=(?P<last>.*))", re.IGNORECASE
)
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
_BEFORE = re.compile(
    r"\b(?:before|prior\s+to|ahead\s+of|(?P<whole>until|till|by|up\s+to))\s+(?:\w+day,?\s+)?$", re.IGNORECASE
)
_AFTER = re.compile(r"\b(?:after|since|following)\s+(?:\w+day,?\s+)?$", re.I)
_RELATIVE_YEAR = re.compile(r"\b(?P<which>this|last|past)\s+year\b(?!\s+of\b)", re.IGNORECASE)
_NUMBER_WORD = "|".join(NUMBER_WORDS)
_COUNT = rf"\d+|(?:{_NUMBER_WORD})(?:-(?:{_NUMBER_WORD}))?"
_RELATIVE = re.compile(
    r"\b(?:(?P<day>today|tonight|yesterday|tomorrow)"
    rf"|(?P<which>this|last|past)\s+(?P<unit>week(?:end)?|month|{'|'.join((*_SEASONS, *_WEEKDAYS))})"
    rf"|(?:last|past)\s+(?P<count>{_COUNT})\s+(?P<units>day|week|month|year)s"
    rf"|(?P<ago>an?|{_COUNT})\s+(?P<ago_unit>day|week|month|year)s?\s+ago"
    r"|(?P<now>(?:right\s+)?now(?=\W*$)|currently|at\s+present|so\s+far|to\s+date|as\s+of\s+now|these\s+days|latest"
    r"|at\s+the\s+moment))\b(?!\s+of\b)",
    re.IGNORECASE,
)
# A name goes on from a word with a capital, but not from "On" or "Last".
_NAME_BEFORE = re.compile(
    r"\b(?!(?:after|as|before|by|early|every|from|in|last|late|next|on|since|the|this|through|until)\s)"
    r"(?-i:[A-Z])[\w.'’-]*\s+$",
    re.IGNORECASE,
)
_NAME_AFTER = re.compile(r"\s+[A-Z]")
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
    match = next(_no_names(_RELATIVE, question), None)
    return _relative(match, as_of) if match else None


def _dated(question: str) -> Period | None:
    """The time that a question states with its year."""
    for between in _RANGE.finditer(question):
        first, last = (_begins_with(between[end]) for end in ("first", "last"))
        if first and last and first.start and last.end and first.start <= last.end:
            return Period(first.start, last.end)
    for pattern in _DATES:
        for match in pattern.finditer(question):
            if period := _stated(match):
                return bounded(period, question[: match.start()])
    return None


def _begins_with(text: str) -> Period | None:
    """The date a text begins with."""
    match = next(filter(None, (pattern.match(text) for pattern in _DATES)), None)
    return _stated(match) if match else None


def days(text: str, written: datetime.date | None = None) -> list[Day]:
    """The days, months and years a wording names, in order of their form. "Yesterday", "Friday" and "last Friday"
    are days only where `written`, the day of the article, is known."""
    found: list[Day] = []
    rest = text = text.translate(PLAIN_LETTERS)
    for pattern in _DATES:
        for match in pattern.finditer(rest):
            found.append(_day(match))
        rest = pattern.sub(" ", rest)
    found += [Day(None, _MONTHS[m[1][:3].lower()], None) for m in _no_names(_ONLY_MONTH, rest)]
    return found or _written_days(text, written)


def told(text: str, written: datetime.date | None) -> Period | None:
    """The first time a wording of an article names, seen from the day it was written; None where that does not
    tell. Without its year a month is the last such, or the next to come: news tells mostly of what has been."""
    found = days(text, written)
    if not found:
        return period_of(text, written) if written else None
    year = found[0].year or (_year_of(found[0], written) if written else None)
    try:
        return _whole(found[0], year) if year else None
    except ValueError:  # "31 February"
        return None


def _year_of(day: Day, written: datetime.date) -> int:
    months_ago = (written.month + 1 - (day.month or 1)) % 12 - 1
    return (written.year * 12 + written.month - 1 - months_ago) // 12


# With its capital: "may" is mostly no month.
_ONLY_MONTH = re.compile(rf"\b({_MONTH_NAMES})\b")
_SPOKEN = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)}|yesterday|today)\b", re.IGNORECASE)


def _no_names(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches that are no piece of a name: "May", "Today" and "Sunday", but not those of "Theresa May", "USA
    Today" and "Sunday Mirror"."""
    for match in pattern.finditer(text):
        named = _NAME_BEFORE.search(text[: match.start()]) or _NAME_AFTER.match(text, match.end())
        if not (named and is_name(match[0])):
            yield match


def _written_days(text: str, written: datetime.date | None) -> list[Day]:
    match = next(_no_names(_SPOKEN, text), None)
    if match is None or written is None:
        return []
    word = match[0].lower()
    back = {"today": 0, "yesterday": 1}.get(word)
    if back is None:
        back = (written.weekday() - _WEEKDAYS[word]) % 7
    date = written - datetime.timedelta(days=back)
    return [Day(date.year, date.month, date.day)]


def _day(match: re.Match[str]) -> Day:
    parts = match.groupdict()
    year, day = parts.get("year"), parts.get("day")
    return Day(int(year) if year else None, _month(parts), int(day) if day else None, bool(parts.get("decade")))


def _month(parts: dict[str, str | None]) -> int | None:
    if number := parts.get("month_number"):
        return int(number)
    name = parts.get("month")
    return _MONTHS[name[:3].lower()] if name else None


def _stated(match: re.Match[str]) -> Period | None:
    """The period of a date with a year; None without one. Raises ValueError where there is no such day."""
    parts, stated = match.groupdict(), _day(match)
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
    if unit in _WEEKDAYS:
        back = (as_of.weekday() - _WEEKDAYS[unit]) % 7 or (0 if current else 7)
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
