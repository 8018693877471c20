"""Full dates (day, month, year) as a page states them: `January 5, 2024`, `26. Januar 2020`, `2024-01-05`.

Knows nothing of pages: it is given one short line and says what dates it consists of. `dateparser` reads
the dates; a regular expression decides first what is worth showing to it, so that it is called a few times
an article. Relative dates ("last Friday") and dates without a year are never taken, and `05/01/2024` is not
either: it is January in one country and May in another.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "ru", "ar", "tr", "pl", "sv", "zh"]
_YEAR = r"(?:1[5-9]|2[01])\d\d"
# Any word may be the month: `dateparser` knows their names in every language above.
_MONTH = r"[^\W\d_]{3,12}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
_DATE = (
    r"(?<![\d/.-])(?:"
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}"
    rf"|{_MONTH}[ ]{_DAY},?[ ]{_YEAR}"
    rf"|{_DAY}(?:[ ](?:de[ ]|of[ ])?|-){_MONTH}(?:,?[ ](?:del?[ ])?|-){_YEAR}"
    rf"|{_YEAR}年\d{{1,2}}月\d{{1,2}}日"
    r")(?!\d|[/.-]\d)"
)
_ZONE = r"(?:[ ]?(?:Uhr|hrs|hours|local time|\(?[A-Z]{1,5}(?:[+-]\d{1,2})?\)?(?![a-z])|[+-]\d{2}:?\d{2}))?"
_CLOCK = r"\d{1,2}(?:[:.h]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:[ ]?[aApP]\.?[mM]\b\.?)?|[ ]?[aApP]\.?[mM]\b\.?)"
_TIME = rf"(?:{_CLOCK}{_ZONE})"
_WEEKDAY = (
    r"(?:(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)(?:\.|\b)"
    r"|\w*(?:day|tag|woch|abend)\b|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda|terça|quarta|quinta"
    r"|sexta)(?:-feira)?\b)"
)
_LABEL = (
    r"(?:(?P<updated>(?:last |date )?(?:updated|modified|edited)|mis à jour|aktualisiert|actualizado)"
    r"|(?:first |originally |date |article )?(?:published|posted|created|issued|released|filed)(?: date"
    r"| time)?"
    r"|(?:date|dated|publié|veröffentlicht|publicado|pubblicato)\b)"
)
_LABELLED = rf"(?:(?i:{_LABEL})[ ]?:?(?:[ ](?i:on|at|le|am|el|il)\b)?[ ]*)?"
# A place may stand in front: "Baghdad, January 5, 2024".
_PLACE = r"(?:[^\W\d_a-z][\w.'’-]{1,20}(?:[ ][^\W\d_a-z][\w.'’-]{1,20}){0,2},[ ])"
_DATED = (
    rf"(?:{_TIME}[ ,]+(?:on[ ])?)?(?:(?i:{_WEEKDAY})[ ,]*)?(?:(?:le|den|the)[ ])?(?P<date>{_DATE})"
    rf"(?:[ ,/]*(?:(?:at|um|à|-)[ ])?{_TIME}(?![\w])|T{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?)?"
)
_ENTRY = re.compile(rf"{_LABELLED}{_PLACE}?{_DATED}")
_ENTRY_INSIDE = re.compile(rf"(?<!\w){_LABELLED}{_DATED}")
_BETWEEN = re.compile(r"[ ,;|/()–—·•-]*")
_ANY_DATE = re.compile(_DATE)
_NUMERIC = re.compile(r"(\d{1,4})([-/.])(\d{1,2})[-/.](\d{1,4})")


class DateEntry(NamedTuple):
    """One date of a line; `updated` where the line calls it the date of a change."""

    date: datetime.date
    updated: bool
    labelled: bool


def date_entries(line: str) -> tuple[list[DateEntry], str]:
    """The dates `line` begins with, each with its label, weekday and time, and what is left after them.

    `([], line)` where the line begins with anything else. `line` is short: a few hundred characters.
    """
    entries: list[DateEntry] = []
    position = 0
    while match := _ENTRY.match(line, position):
        date = parse_date(match["date"])
        if date is None:
            break
        labelled = bool(re.match(f"(?i:{_LABEL})", match[0]))
        entries.append(DateEntry(date, bool(match["updated"]), labelled))
        between = _BETWEEN.match(line, match.end())
        position = between.end() if between else match.end()
    return entries, line[position:].strip()


def find_date(line: str) -> int:
    """Where in `line` the first thing in the form of a full date begins, with its label, weekday and time; -1
    where there is none."""
    # Most lines have none, which is seen sooner without what may stand around it.
    match = _ENTRY_INSIDE.search(line) if _ANY_DATE.search(line) else None
    return match.start() if match else -1


@lru_cache(maxsize=4096)
def parse_date(words: str) -> datetime.date | None:
    """`words`, a date and nothing else, as a date; None where it is none, or where its order of day and month
    cannot be known."""
    # Imported here: most runs of the program read no new article.
    import dateparser

    order = _order(words)
    if order is None:
        return None
    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": order}
    # "1º" and "1er" are the first of the month to readers, not to the parser.
    moment = dateparser.parse(re.sub(r"(?<=\d)(?:º|er\b)", "", words), languages=_LANGUAGES, settings=settings)
    return moment.date() if moment else None


def _order(words: str) -> str | None:
    match = _NUMERIC.fullmatch(words)
    if match is None:
        return "MDY"
    first, separator, second = match[1], match[2], int(match[3])
    if len(first) == 4:
        # The parser would read 2024-13-01 as the 13th of January.
        return "YMD" if second <= 12 else None
    # Points stand only between day, month and year, in this order.
    if separator == "." or int(first) > 12:
        return "DMY"
    return "MDY" if second > 12 or int(first) == second else None


def dates_in(text: str) -> Iterator[tuple[int, int, datetime.date]]:
    """(start, end, date) of each full date in `text`, in order; those whose order of day and month cannot be known
    are left out."""
    for match in _ANY_DATE.finditer(text):
        if date := parse_date(match[0]):
            yield match.start(), match.end(), date
