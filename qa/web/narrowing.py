"""What the page's fields narrow a question to: read from what the browser sent, checked, and put into words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from embeddings.errors import FilterError
from embeddings.within import EVERYTHING, Choices, Within
from qa.web.words import narrowing_words

_DATES = {"since": "Since", "until": "Until", "as_of": "As of"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A question's own `within` and `as_of`; `words` say it, "" where it is not narrowed; `sent` holds the fields
    that were filled in, as the browser sent them."""

    within: Within = EVERYTHING
    as_of: datetime.date | None = None
    words: str = ""
    sent: tuple[tuple[str, str], ...] = ()


NOT_NARROWED = Narrowing()


def narrowing(sent: Any, choices: Choices) -> Narrowing:
    """Of the values by field: since, until, source, folder, as_of; all may be missing or empty. Raises FilterError
    where a date is none, the dates are the wrong way round, or there is no such source or folder."""
    if not isinstance(sent, dict):
        raise FilterError("that narrows nothing; reload the page and ask again")
    filled = {name: str(sent[name]) for name in (*_DATES, "source", "folder") if sent.get(name)}
    dates = {name: _date(label, filled[name]) for name, label in _DATES.items() if name in filled}
    as_of, folder = dates.pop("as_of", None), filled.get("folder", "")
    if folder and folder not in choices.folders:
        raise FilterError(f"no article is in the folder {folder!r}; choose another")
    within = Within(**dates, sources=_sources(filled, choices), folder=choices.folders.get(folder))
    return Narrowing(within, as_of, narrowing_words(within, folder, as_of), tuple(filled.items()))


def _sources(filled: dict[str, str], choices: Choices) -> tuple[str, ...]:
    if "source" not in filled:
        return ()
    if filled["source"] not in choices.sources:
        raise FilterError(f"no article is from the source {filled['source']!r}; choose another")
    return (filled["source"],)


def _date(label: str, written: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise FilterError(f"“{label}” is not a whole date; complete it or clear it") from None
