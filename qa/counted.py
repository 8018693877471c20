"""Of which country, and where, what a question counts is: "How many US soldiers are in Iraq?"; and whether what a
text counts is of another or elsewhere: "5,200 German soldiers", "2,000 deaths worldwide".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.countries import COUNTRY, country_of

_WORLD = r"worldwide|globally|(?:around|across|in|throughout) the (?:whole )?world"
_IN = r"(?:in|across|inside|within|throughout) (?:the |all of )?"
_PLACE = rf"\b(?:{_IN}(?P<place>{COUNTRY})|(?P<world>{_WORLD})\b)"
_NO_ADJECTIVE = "in|of|from|at|on|to|by|and|or|the|than|who|that|did|do|does|has|have|had|is|are|was|were"
_WORD = rf"(?:(?!(?:{_NO_ADJECTIVE})\b)[\w-]+ )"
_HOW_MANY = re.compile(rf"\bhow many (?:of the )?{_WORD}{{0,2}}?(?P<owner>{COUNTRY})", re.IGNORECASE)
_WHERE = re.compile(_PLACE, re.IGNORECASE)
_OWNER_BEHIND = re.compile(rf" (?:{_WORD})??(?P<owner>{COUNTRY})")
_BEHIND = re.compile(r"[^.,;:()\d]{0,80}")


@dataclass(frozen=True, slots=True)
class Counted:
    """The country whose it is, and the one, or "the world", where it is; None what is not told."""

    owner: str | None
    place: str | None

    @classmethod
    def asked_for(cls, question: str) -> Counted:
        owner, place = _HOW_MANY.search(question), _WHERE.search(question)
        return cls(country_of(owner["owner"]) if owner else None, _place(place))

    def is_not(self, end: int, text: str) -> bool:
        """Whether what the text counts with the number that ends there is another country's, or elsewhere."""
        owner, behind = _OWNER_BEHIND.match(text, end), _BEHIND.match(text, end)
        owners = {country_of(owner["owner"])} if owner else set()
        found = _WHERE.finditer(behind[0] if behind else "")
        # "In Iraqi air strikes" and "in the US election" are no places; "in the US" is, where that is asked for.
        places = {_place(place) for place in found if _place(place) in ("the world", place["place"], self.place)}
        pairs = ((self.owner, owners), (self.place, places))
        return any(asked and said and asked not in said for asked, said in pairs)


def _place(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    return "the world" if found["world"] else country_of(found["place"])
