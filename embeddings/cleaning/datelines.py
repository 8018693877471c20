"""What a paragraph opens with: where, when and for whom its report was filed.

A pure function of one paragraph. Which of them is looked at is `metadata`'s matter.
"""

from __future__ import annotations

import re

from embeddings.cleaning.names import has_name_form, is_agency, place_name, publisher

_MONTH_DAY = r"(?:,?\s[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s\d{4})?)?"
_CAPITALS = r"[^\W\d_a-z]{4,}(?:[ ][^\W\d_a-z]{3,}){0,2}|[^\W\d_a-z]{3}[ ][^\W\d_a-z]{4,}"
_SENTENCE_START = r"(?=[^\W\d_a-z]|[“\"'‘«])"
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        # "BAGHDAD (AFP) – A …", "Erbil, Iraq, Jan 3 (Reuters) - A …", "NEW YORK, Jan. 5 /PRNewswire/ -- A …"
        r"(?P<place>[^\W\d_a-z][\w.'’-]*(?:,?\s[^\W\d_a-z][\w.'’-]*|\s(?:of|de|al)\b){0,4}?)"
        rf"{_MONTH_DAY}\s*[(/\[](?P<source>[A-Z][^()\[\]/]{{1,38}})[)/\]]\s*[-–—:]+\s*(?=\S)",
        # "ERBIL, Iraq — The …"
        rf"(?P<place>(?:{_CAPITALS})(?:,\s[A-Z][\w. ]{{1,20}})?){_MONTH_DAY}\s(?:—|–|--?)\s{_SENTENCE_START}",
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


def read_dateline(words: str) -> tuple[str | None, str | None]:
    """(place, source) a paragraph opens with, as in "BAGHDAD (AFP) – A deadly …"; None for what it lacks."""
    opening = words[:200]
    for match in filter(None, (pattern.match(opening) for pattern in _DATELINES)):
        found = match.groupdict()
        place, source = found.get("place"), found.get("source")
        if either := found.get("either"):
            agency = is_agency(either) or (either.isupper() and len(either) <= 5)
            place, source = (None, either) if agency else (either, None)
        if place is None or (has_name_form(place.replace(",", "")) and not _NO_PLACE.fullmatch(place)):
            return place and place_name(place), source and publisher(source)
    return None, None
