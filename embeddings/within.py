"""Which articles a question may be answered from: by date, source and folder; applied inside the search."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.errors import FilterError
from embeddings.files import absolute

_SOURCES_NAMED = 5


def as_day(name: str, value: datetime.date | None) -> datetime.date | None:
    """The value called `name` as a day. Raises FilterError where it is none."""
    # A datetime is a date, and compared with one of its own day it is later.
    if isinstance(value, datetime.datetime):
        return value.date()
    if not isinstance(value, datetime.date | None):
        raise FilterError(f"{name}={value!r} is no date; write it like datetime.date(2020, 1, 31)")
    return value


@dataclass(frozen=True, slots=True)
class Within:
    """Only articles dated from `since` to `until`, both included, of one of these `sources`, in any case, that lie
    in `folder` (a folder, a file, or an archive with articles in it). What is left out does not restrict.

    An article that states no date is left out by `since` and `until`, one that states no source by `sources`.
    Raises FilterError where `since` is later than `until` or one is no date, and where `sources` is a name alone.
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    sources: tuple[str, ...] = ()
    folder: str | Path | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            object.__setattr__(self, name, as_day(name, getattr(self, name)))
        if isinstance(self.sources, str):  # else its letters
            raise FilterError(f"sources={self.sources!r} is one name; write sources=({self.sources!r},)")
        object.__setattr__(self, "sources", tuple(self.sources))
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

    def narrowed(self, by: Within) -> Within:
        """Only what is within both. Raises FilterError where nothing can be."""
        if self.since and by.until and self.since > by.until:
            raise FilterError(f"only articles from {self.since} on may be used here")
        if self.until and by.since and by.since > self.until:
            raise FilterError(f"only articles up to {self.until} may be used here")
        sources = self.sources or by.sources
        if self.sources and by.sources:
            mine = {source.casefold() for source in self.sources}
            sources = tuple(source for source in by.sources if source.casefold() in mine)
            if not sources:
                raise FilterError(f"only articles from {', '.join(self.sources)} may be used here")
        return Within(
            max(filter(None, (self.since, by.since)), default=None),
            min(filter(None, (self.until, by.until)), default=None),
            sources,
            _inner(self.folder, by.folder),
        )


EVERYTHING = Within()


@dataclass(frozen=True, slots=True)
class Choices:
    """What articles can be chosen by: `dates`, each article's, None where it states none, in the order added; the
    `sources` most of them are from, by name; and the `folders` they lie in, a name for each path."""

    dates: Sequence[datetime.date | None]
    sources: Sequence[str] = ()
    folders: Mapping[str, str] = field(default_factory=dict)


Condition = tuple[str, list[object]]


def conditions(within: Within, sources: Sequence[str], as_of: datetime.date | None) -> Condition:
    """What SQL says of `within` and `as_of` about a row `a` of the table of articles, and its values; "" where all
    articles are meant. `sources` are those the store knows by other cases of their names."""
    clauses: list[Condition] = []
    if as_of := as_day("as_of", as_of):
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


def folders_of(paths: Mapping[str, int], most: int) -> dict[str, str]:
    """The folders, and the files of several articles, that hold some of the articles but not all, the `most` that
    hold most of them: a path by its name below the folder that holds all, by name. `paths` counts the articles of
    each path."""
    held: Counter[str] = Counter()
    for path, count in paths.items():
        containers = [str(parent) for parent in Path(path).parents]
        held.update(dict.fromkeys(containers + [path] * (count > 1), count))
    total = sum(paths.values())
    of_all = max((one for one, count in held.items() if count == total), key=len, default="")
    some = [one for one, count in held.most_common() if count < total][:most]
    return {str(Path(one).relative_to(of_all)) if of_all else one: one for one in sorted(some)}


def _inner(folder: str | Path | None, other: str | Path | None) -> str | Path | None:
    """Of two folders, one in the other, the inner one. Raises FilterError where neither is."""
    if folder is None or other is None:
        return folder or other
    paths = [absolute(Path(one)) for one in (folder, other)]
    for inner, outer in (paths, paths[::-1]):
        if inner.is_relative_to(outer):
            return inner
    raise FilterError(f"only articles in {folder} may be used here")


def _some(sources: Sequence[str]) -> str:
    if not sources:
        return "none of them states its source"
    more = f" and {len(sources) - _SOURCES_NAMED} more" if len(sources) > _SOURCES_NAMED else ""
    return f"it has {', '.join(sources[:_SOURCES_NAMED])}{more}; `citeqa stats --articles` lists them"
