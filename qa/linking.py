"""What texts tell of two answers: that they are named in one breath, as a list's items ("Iran and Iraq") and a
part and its whole ("Baghdad, Iraq") are; and how much of the question a text holds.
"""

from __future__ import annotations

import re

_LINK = r"(?:['’]s?)?\s*(?:,|\(|/|\band\b|\bor\b|\bin\b|\bof\b|\bas well as\b)?\s*(?:the\s+)?"
_WORD = re.compile(r"[^\W_]+")
_TELLING_LENGTH = 4
_STEM = 4
_UNTELLING = frozenset(
    "what when where which whom whose does have were been many much that this with from name will".split()
)


def linked(text: str, one: str, other: str) -> bool:
    """Whether the one stands right beside the other in the text, with no more than a comma, "and", "in", "of" or a
    possessive between them. Case is ignored."""
    return any(
        re.search(rf"\b{re.escape(a)}{_LINK}{re.escape(b)}\b", text, re.IGNORECASE)
        for a, b in ((one, other), (other, one))
    )


def held(question: str, text: str) -> int:
    """How many of the question's telling words the text holds, by their first four letters."""
    return len(_stems(question) & _stems(text))


def share_held(question: str, text: str) -> float:
    """The same as a share, 0..1; 1 where the question has no telling word."""
    telling = len(_stems(question))
    return held(question, text) / telling if telling else 1.0


def _stems(text: str) -> set[str]:
    words = (word.lower() for word in _WORD.findall(text))
    return {word[:_STEM] for word in words if len(word) >= _TELLING_LENGTH and word not in _UNTELLING}
