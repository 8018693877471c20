"""Whether a text names two things in one breath: a list's items ("Iran and Iraq"), a part and its whole ("Baghdad,
Iraq", "Britain's Labour Party")."""

from __future__ import annotations

import re

_LINK = r"(?:['’]s?)?\s*(?:,|\(|/|\band\b|\bor\b|\bin\b|\bof\b|\bas well as\b)?\s*(?:the\s+)?"


def linked(text: str, one: str, other: str) -> bool:
    """Whether the one stands right beside the other in the text, with no more than a comma, "and", "in", "of" or a
    possessive between them. Case is ignored."""
    return any(
        re.search(rf"\b{re.escape(a)}{_LINK}{re.escape(b)}\b", text, re.IGNORECASE)
        for a, b in ((one, other), (other, one))
    )
