"""Which questions are about an article itself, not about what articles say: "Who wrote it?", "When was the article
about the strike published?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Field = Literal["date", "author", "source"]

_ARTICLE = r"(?:the|this|that)\s+(?:news\s+)?(?:article|story|item|piece|text)"
# "The text of the agreement" is no article.
_ABOUT = (
    r"(?:(?:that\s+)?(?:is|was)\s+)?"
    r"(?:about|on|(?<=article )of|titled|entitled|called|headed|with\s+the\s+title|saying)\b"
)
_SUBJECT = rf"(?:(?P<it>it|this)|{_ARTICLE}(?:,?\s+(?P<topic>(?:{_ABOUT}|[\"“‘']).+?))?)"
_DONE = r"(?:published|written|posted|printed|dated)"
_DAY = r"(?:when|(?:on\s+)?what\s+(?:date|day)|in\s+(?:what|which)\s+(?:year|month))"
_FORMS: tuple[tuple[Field, str], ...] = (
    ("date", rf"{_DAY}\s+(?:was|is)\s+{_SUBJECT}\s+{_DONE}"),
    ("date", rf"what\s+(?:is|was)\s+the\s+(?:publication\s+)?date\s+of\s+{_SUBJECT}"),
    ("author", rf"who\s+(?:wrote|authored|(?:is|was)\s+the\s+(?:author|writer)\s+of)\s+{_SUBJECT}"),
    ("author", rf"(?:by\s+whom|who)\s+(?:was|is)\s+{_SUBJECT}\s+(?:written\s+by|written|by)"),
    ("source", rf"(?:who|which\s+\w+|what\s+\w+)\s+(?:published|printed)\s+{_SUBJECT}"),
    ("source", rf"(?:where|by\s+whom)\s+was\s+{_SUBJECT}\s+{_DONE}"),
)
_PATTERNS = [(field, re.compile(rf"\s*{form}\W*", re.IGNORECASE)) for field, form in _FORMS]
# "It" may be anything, but this is done to articles.
_OF_IT = re.compile(r"\b(?:published|written|posted|wrote)\b", re.IGNORECASE)
# What is written and published too.
_WORK = re.compile(
    r"\b(?:album|autobiography|biography|book|diary|essay|film|letter|manifesto|memoir|movie|musical|novel|opera|play|"
    r"poem|report|script|song|speech|study)\b",
    re.IGNORECASE,
)
_ABOUT_AT_START = re.compile(_ABOUT.replace("(?<=article )", ""), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AboutArticle:
    """A question for the date, author or publisher of an article; `topic` says which, "" for the one at hand."""

    field: Field
    topic: str


def about_article(question: str) -> AboutArticle | None:
    """The question as one about an article itself; None where it is about what articles say."""
    for field, pattern in _PATTERNS:
        match = pattern.fullmatch(question)
        if match and (not match["it"] or _OF_IT.search(question)):
            topic = _ABOUT_AT_START.sub("", match["topic"] or "", count=1)
            return AboutArticle(field, topic.strip(" \"'“”‘’:?."))
    return None


def is_of_a_work(understood: str) -> bool:
    """Whether a follow-up that could be about an article itself turns out to be about a book or the like: "Who
    wrote the novel that won the Booker Prize?". What stands in brackets does not tell what its "it" means."""
    return about_article(understood.split(" (")[0]) is None and bool(_WORK.search(understood))
