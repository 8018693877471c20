"""What one line of a page states about the article: its date, author, publisher, title, dateline.

Pure functions of one line. Which lines are looked at, and which statement wins, is `metadata`'s matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from embeddings.cleaning.boilerplate import KICKER, SHORT
from embeddings.cleaning.dates import DateEntry, date_entries, find_date
from embeddings.cleaning.names import (
    has_name_form,
    is_agency,
    is_bare_name,
    is_name,
    is_nobody,
    is_organisation,
    is_paper,
    person,
    place_name,
    publisher,
    split_affiliation,
)

# "By Jane Doe"; "Written by Jane Doe and John Roe"; "Author: Jane Doe".
_BYLINE = re.compile(
    r"(?:(?:(?:article|story|text|words|report|analysis|opinion|news)\s)?"
    r"(?:(?:written|posted|published|reported|reporting|submitted)\s)?by|por|par|von|door"
    r"|authors?(?=\s?:)|byline(?=\s?:)|reporter(?=\s?:))\b[: ]*(?P<names>\S.*)",
    re.IGNORECASE,
)
# "Reporting by Jane Doe in Erbil and John Roe; Editing by Ann Poe"
_REPORTERS = re.compile(
    r"\(?(?:reporting|writing) by (?P<names>[^;]+?)(?:;.*|\s(?:writing|editing) by\b.*)?[.)]*", re.IGNORECASE
)
_STATIONED = re.compile(r"\s(?:in|at)\s[^,]+?(?=,|\sand\s|$)")
# "Source: NBC News"; a list of references is none.
_SOURCE = re.compile(
    r"(?:sources?|via|publisher|publication|published by|agency)\s?:\s*(?P<source>[^\[\]]{2,70})",
    re.IGNORECASE,
)
# Headlines begin like a source, and go on in words that no name has: "Sources: Lakers to sign Davis".
_PROSE = re.compile(r"\s(?!(?:and|de|del|der|des|du|et|for|in|la|of|on|the|und|van|von|y)\b)[a-z]")
# A bracket that is not closed is what is left of a broken list.
_TITLE = re.compile(r"(?:title|headline)\s?:\s*(?!\[[^\]]*$)(?P<title>\S.{2,200})", re.IGNORECASE)
_URL = re.compile(r"(?:https?://)?(?:www\.)?(?P<host>[\w.-]+\.[a-z]{2,})(?:/\S*)?", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[–—-]+\s+")
# What may stand beside a date or a byline on its line: "5 min read", "in World News", "3 comments".
_ASIDE = re.compile(
    r"\d+ min(?:ute)?s?(?: read)?|in [A-Z].{1,30}|\d+ (?:comments?|views|shares)"
    r"|page [A-Z]?\d+|(?:updated )?(?:\d+|an?) (?:minute|hour|day|week|month|year)s? ago",
    re.IGNORECASE,
)


@dataclass
class Facts:
    """What one header line states."""

    dates: list[DateEntry] = field(default_factory=list)
    author: str | None = None
    source: str | None = None
    place: str | None = None


def read_facts(words: str) -> Facts | None:
    """What a line states that states facts about the article and does little else; None for others."""
    if len(words) > 160:
        return None
    facts, stated, papers = Facts(), False, []
    for part in filter(None, (part.strip(" ()[]") for part in _SEPARATOR.split(words))):
        if _read_part(part, facts):
            stated = True
        elif is_paper(part):
            papers.append(publisher(part))
        elif not (_ASIDE.fullmatch(part) or KICKER.fullmatch(part)):
            return None
    if papers and facts.author:
        facts.source = facts.source or papers[0]
    return facts if stated else None


def _read_part(part: str, facts: Facts) -> bool:
    """Add what one part of a header line states to `facts`; False where it states nothing."""
    # First, for the names have the form of a place with a date after it.
    if _read_dated_byline(part, facts):
        return True
    entries, rest = date_entries(part)
    if entries and (not rest or _ASIDE.fullmatch(rest) or _read_byline(rest, facts)):
        facts.dates += entries
        return True
    return _read_source(part, facts) or _read_byline(part, facts)


def _read_dated_byline(part: str, facts: Facts) -> bool:
    """ "By Jane Doe, January 5, 2024": a byline or a source with a date after it."""
    at = find_date(part)
    if at < 1:
        return False
    entries, rest = date_entries(part[at:])
    if not entries or (rest and not _ASIDE.fullmatch(rest)):
        return False
    before = re.sub(r"(?: on)?[ ,]*$", "", part[:at])
    if not (_read_byline(before, facts) or _read_source(before, facts)):
        return False
    facts.dates += entries
    return True


def read_masthead(words: str) -> Facts | None:
    """What a line states that is a newspaper's name and a date, in either order; None for others.

    "The Wick Echo, Tuesday, 12 January 1999, page 4", "7 May 2021 | Thornbury Gazette".
    """
    at = find_date(words) if len(words) <= 160 else -1
    if at < 0:
        return None
    entries, behind = date_entries(words[at:])
    before = words[:at].strip(" ,|•·–—-")
    paper, rest = (before, behind) if before else (behind, "")
    if not entries or not is_paper(paper) or (rest and not _ASIDE.fullmatch(rest)):
        return None
    return Facts(entries, source=publisher(paper))


def read_signed(words: str) -> Facts | None:
    """What a line states that has a name and a date between bars: "Jane Doe | The Wick Echo | 12 January 1999".

    None for others. The name may be a section's.
    """
    parts = [f"by {part}" if is_bare_name(part) else part for part in re.split(r" ?[|•·] ?", words)]
    stated = read_facts(" | ".join(parts))
    return stated if stated and stated.author and stated.dates else None


def _read_source(part: str, facts: Facts) -> bool:
    match = _SOURCE.fullmatch(part)
    if match is None and not is_agency(part):
        return _read_bureau(part, facts)
    source = match["source"] if match else part
    if _PROSE.search(source) and not is_organisation(source):
        return False
    facts.source = facts.source or host(source) or publisher(source)
    return True


def host(words: str) -> str | None:
    """The host of an address: of "https://www.example.org/a" it is "example.org"; None for other words."""
    url = _URL.fullmatch(words)
    return url["host"] if url else None


def _read_bureau(part: str, facts: Facts) -> bool:
    """ "BBC News, Paris": an agency and the place it reports from."""
    agency, _, place = part.partition(", ")
    if not (is_agency(agency) and place and has_name_form(place.replace(",", ""))):
        return False
    facts.source = facts.source or publisher(agency)
    facts.place = facts.place or place_name(place)
    return True


def _read_byline(part: str, facts: Facts) -> bool:
    match = _BYLINE.fullmatch(part)
    if match is None:
        return False
    names, affiliation = split_affiliation(match["names"])
    if is_agency(names):
        facts.source = facts.source or publisher(names)
    elif not is_nobody(names):
        if not is_name(names, several=True):
            return False
        facts.author = facts.author or person(names)
    if is_organisation(affiliation):
        facts.source = facts.source or publisher(affiliation)
    return True


def read_reporters(words: str) -> str | None:
    """Whom a line under an agency's report names as its reporters."""
    match = _REPORTERS.fullmatch(words) if len(words) <= SHORT else None
    names = _STATIONED.sub("", match["names"]) if match else ""
    return person(names) if names and is_name(names, several=True) else None


def read_title(words: str) -> str | None:
    """The title a line labels as such ("Title: …")."""
    match = _TITLE.fullmatch(words)
    return match["title"] if match else None
