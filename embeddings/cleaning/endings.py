"""What the last lines of a page state: who holds the rights, who the author is, that a machine wrote it.

Pure functions of one line; where on the page a line stands is the matter of `metadata` and `page`.
"""

from __future__ import annotations

import re

from embeddings.cleaning.names import is_agency, publisher

# "… in the region. (© Washington Post)"
_CREDIT = re.compile(
    r"[(\[]\s*(?:©|\(c\)|copyright)\s*(?:\d{4}\s*)?(?P<source>[^()\[\]]{2,50}?)\s*[)\]]\W*$", re.IGNORECASE
)
# "… he said. — AFP"; "(Reuters)" on a line of its own.
_SIGNED = re.compile(
    r"(?:^|[.!?…”\"’]\s*)[–—-]{1,2}\s?(?P<source>[A-Z][\w ./-]{1,28})$"
    r"|^\W*(?P<alone>[A-Z][\w ./-]{1,28}?)\W*$"
)
# "© 2024 The Daily Star. All rights reserved."
_RIGHTS = re.compile(
    r"(?:(?:copyright\s*)?(?:©|\(c\))|copyright(?=\s*\d{4}))\s*(?:\d{4}(?:\s?[-–]\s?\d{4})?,?\s*)?(?:by\s)?"
    r"(?P<source>[^\d.,©|]{2,50})(?:[.|].*|,?\s(?:\d{4}|all rights).*)?",
    re.IGNORECASE,
)
# "… is a reporter based in Erbil.", after the author's name.
_BIOGRAPHY = re.compile(
    r"(?:,[^,]{2,40},)?\s(?:covers|reports|writes|(?:is|was|has|works)\b.*\b(?:report|correspondent|journalist"
    r"|editor|writer|column|author|producer|fellow|analyst|professor|cover|based in))",
    re.IGNORECASE,
)
_MACHINE = (
    r"(?:an?\s|the\s)?(?:AI|A\.I\.|artificial intelligence|(?:large )?language models?|chatgpt|gpt-?\d\w*"
    r"|(?:ro)?bots?|algorithms?|machines?)\b"
)
_WRITTEN = r"(?:written|generated|produced|created|composed|compiled)\b"
# A page's word about itself: "these articles", "the content". News about machines speaks of something else.
_DISCLAIMER = re.compile(
    r"\b(?:(?:this|these)\s(?:news\s)?(?:articles?|stor(?:y|ies)|posts?|pages?|reports?|summar(?:y|ies)"
    rf"|texts?|content)|the\scontent)\b[^.!?,;\n]{{0,60}}?\b{_WRITTEN}[^.!?,;\n]{{0,30}}?\b(?:by|with|using)"
    rf"\s{_MACHINE}"
    r"|^(?:(?:this is an?\s)?(?:AI|machine|computer)[- ](?:generated|written)"
    r"(?:\s(?:article|summary|content|story|text))?"
    rf"|(?:(?:article|summary|story|text|content)\s)?(?:automatically\s)?{_WRITTEN}"
    rf"(?:\s(?:entirely|automatically))?\s(?:by|with|using)\s{_MACHINE})(?=\W*$)",
    re.IGNORECASE,
)
_REPORTED_OR_DENIED = re.compile(r"\b(?:not|never|no|without|isn['’]t|wasn['’]t|said|says|told)\b", re.IGNORECASE)
_LONGEST_DISCLAIMER = 600


def read_credit(words: str) -> str | None:
    """Who a paragraph, or a line under the last one, is credited to: "… (© Washington Post)", "— AFP"."""
    ending = words[-120:]
    if match := _CREDIT.search(ending):
        return publisher(match["source"])
    match = _SIGNED.search(words[-40:])
    name = (match["source"] or match["alone"]).strip() if match else ""
    return publisher(name) if is_agency(name) else None


def read_rights(words: str) -> str | None:
    """Who a line says holds the rights: "© 2024 The Daily Star. All rights reserved."."""
    match = _RIGHTS.fullmatch(words) if len(words) <= 120 else None
    return publisher(match["source"]) if match else None


def is_biography(words: str, author: str) -> bool:
    """Whether a line says what its author does for a living: "Jane Doe is a reporter based in Erbil."."""
    return words.startswith(author) and bool(_BIOGRAPHY.match(words[len(author) : len(author) + 200]))


def read_disclaimer(text: str) -> str | None:
    """The clause in which a page says of itself that a machine wrote it, word for word."""
    if len(text) > _LONGEST_DISCLAIMER or _REPORTED_OR_DENIED.search(text):
        return None
    match = _DISCLAIMER.search(text)
    return match[0] if match else None
