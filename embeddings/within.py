"""Which articles a question may be answered from: by date, source and folder; applied inside the search."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embeddings.errors import FilterError
from embeddings.files import absolute

_SOURCES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Within:
    """Only articles dated from `since` to `until`, both included, of one of these `sources`, in any case, that lie
    in `folder` (a folder, a file, or an archive with articles in it). What is left out does not restrict.

    An article that states no date is left out by `since` and `until`, one that states no source by `sources`.
    Raises FilterError where `since` is later than `until`.
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    sources: tuple[str, ...] = ()
    folder: str | Path | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise FilterError(f"since {self.since} is later than until {self.until}; exchange the two")

    def named(self, known: Sequence[str]) -> list[str]:
        """Those of the known sources that are meant. Raises FilterError where one of `sources` is none of them."""
        by_name: dict[str, list[str]] = {}
        for source in known:
            by_name.setdefault(source.casefold(), []).append(source)
        for source in self.sources:
            if source.casefold() not in by_name:
                raise FilterError(f"no article in this index is from the source {source!r}; {_some(known)}")
        return [one for source in self.sources for one in by_name[source.casefold()]]


EVERYTHING = Within()
Condition = tuple[str, list[object]]


def conditions(within: Within, sources: Sequence[str], as_of: datetime.date | None) -> Condition:
    """What SQL says of `within` and `as_of` about a row `a` of the table of articles, and its values; "" where all
    articles are meant. `sources` are those the store knows by other cases of their names."""
    clauses: list[Condition] = []
    if as_of:
        clauses.append(("(a.date IS NULL OR a.date <= ?)", [as_of.isoformat()]))
    if within.since:
        clauses.append(("a.date >= ?", [within.since.isoformat()]))
    if within.until:
        clauses.append(("a.date <= ?", [within.until.isoformat()]))
    if within.sources:
        clauses.append((f"a.source IN ({','.join('?' * len(sources))})", [*sources]))
    if within.folder is not None:
        clauses.append(in_folder(within.folder))
    return " AND ".join(clause for clause, _ in clauses), [value for _, values in clauses for value in values]


def in_folder(folder: str | Path) -> Condition:
    """What SQL says of articles `a` that lie in this folder, or file."""
    path = str(absolute(Path(folder)))
    inside = path.rstrip(os.sep) + os.sep
    return "(a.path = ? OR substr(a.path, 1, ?) = ?)", [path, len(inside), inside]


def _some(sources: Sequence[str]) -> str:
    if not sources:
        return "none of them states its source"
    more = f" and {len(sources) - _SOURCES_NAMED} more" if len(sources) > _SOURCES_NAMED else ""
    return f"it has {', '.join(sources[:_SOURCES_NAMED])}{more}; `citeqa stats --articles` lists them"
