"""What a paragraph opens with: where, when and for whom its report was filed.

A pure function of one paragraph. Which of them is looked at is `metadata`'s matter.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from embeddings.cleaning.dates import dates_in
from embeddings.cleaning.names import AGENCIES, has_name_form, is_agency, place_name, publisher

# "Jan. 5", "Saturday, March 3, 2018", "3 mars 2018"
_DAY = r"(?:\w+day,?\s)?(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,9}\.?)(?:,?\s\d{4})?"
_WHEN = rf"(?:,?\s{_DAY})?"
_PLACE_WORD = r"[^\W\d_a-z][\w.'’-]*(?:/[^\W\d_a-z][\w.'’-]*)*"
_CAPITALS = r"[^\W\d_a-z]{4,}(?:[ ][^\W\d_a-z]{3,}){0,2}|[^\W\d_a-z]{3}[ ][^\W\d_a-z]{4,}"
_SENTENCE_START = r"(?=[^\W\d_a-z]|[“\"'‘«])"
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        # "BAGHDAD (AFP) – A …", "Erbil, Iraq, Jan 3 (Reuters) - A …", "NEW YORK, Jan. 5 /PRNewswire/ -- A …",
        # "LONDON (Reuters), March 3, 2018 - A …"
        rf"(?P<place>{_PLACE_WORD}(?:,?\s{_PLACE_WORD}|\s(?:of|de|al)\b){{0,4}}?){_WHEN}"
        rf"\s*[(/\[](?P<source>[A-Z][^()\[\]/]{{1,38}}?){_WHEN}[)/\]]{_WHEN}\s*[-–—:]+\s*(?=\S)",
        # "Jan 3, 2020 (Reuters) - A …"
        rf"{_DAY}\s\((?P<source>{AGENCIES})\)\s*[-–—]+\s*(?=\S)",
        # "ERBIL, Iraq — The …", "NEW YORK, Feb 3 -- The …"
        rf"(?P<place>(?:{_CAPITALS})(?:,\s[A-Z](?:[^\W\d]|[. ]){{1,20}})?){_WHEN}\s(?:—|–|--?)\s{_SENTENCE_START}",
        # "ISLAMABAD: The …"
        rf"(?P<place>{_CAPITALS}):\s{_SENTENCE_START}",
        # "(Washington) The …", "(CNN) The …", "(Reuters) - The …"
        rf"\((?P<either>[A-Z][^()\d]{{1,38}})\)\s*[-–—]*\s*{_SENTENCE_START}",
    )
)
# Words in capitals that open a paragraph and are no place.
_NO_PLACE = re.compile(
    r"(?:notes?|warning|update|correction|editor|breaking|exclusive|watch|read|question|answer|summary"
    r"|advisory)\b.*",
    re.IGNORECASE,
)


class Dateline(NamedTuple):
    """What a report opens with, up to where its text begins; None for what it lacks, the year of its day too."""

    place: str | None = None
    source: str | None = None
    date: datetime.date | None = None
    end: int = 0


def read_dateline(words: str) -> Dateline:
    """The dateline a paragraph opens with: "BAGHDAD (AFP) – A deadly …", "LONDON, March 3, 2018 (Reuters) - A …".

    A date is read beside an agency only: what is merely told of a place and a day opens so too.
    """
    opening = words[:200]
    for match in filter(None, (pattern.match(opening) for pattern in _DATELINES)):
        found = match.groupdict()
        place, source = found.get("place"), found.get("source")
        if either := found.get("either"):
            agency = is_agency(either) or (either.isupper() and len(either) <= 5)
            place, source = (None, either) if agency else (either, None)
        if place is None or (has_name_form(re.sub("[,/]", " ", place)) and not _NO_PLACE.fullmatch(place)):
            dates = [date for _, _, date in dates_in(match[0])] if source else []
            date = dates[0] if dates else None
            return Dateline(place and place_name(place), source and publisher(source), date, match.end())
    return Dateline()
