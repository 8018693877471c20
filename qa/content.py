"""The words of a text, and those of them that say what it is about."""

from __future__ import annotations

import re

from qa.kinds import AUXILIARIES

INTERROGATIVES = frozenset("why when where who whom whose which what how".split())
PREPOSITIONS = frozenset(
    "about after against at before between by during for from in into near of on over since through till to under "
    "until with".split()
)
# Words that say nothing of what a question is about.
_EMPTY = AUXILIARIES.union(
    INTERROGATIVES,
    PREPOSITIONS,
    "a an the and or but if not no any anyone anybody anything some there i we me us you".split(),
    "it its he she him her his hers they them their theirs this that these those one ones".split(),
    "as so than then too also many much long old far often else ever now still yet just only".split(),
    "exactly other another same get got up down out off people".split(),
)
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text, in its own spelling."""
    return _WORD.findall(text)


def content(text: str) -> list[str]:
    """The words that say what a text is about, in lower case."""
    return [word for word in words(text.lower()) if word not in _EMPTY]
