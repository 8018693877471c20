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
# "The tram article", but no "latest article" and no "article about the tram article".
_WORD_IN_FRONT = (
    r"(?:(?!(?:the|an?|about|by|for|in|of|on|that|this|to|with|above|article|entire|first|following|full|last|latest|"
    r"magazine|main|new|news|newspaper|next|old|online|original|other|previous|same|second|whole)\b)[\w’'-]+\s+)"
)
# An interview, a column or an editorial is an article where it is told with or about whom; a report may be a work.
_SUBJECT = (
    rf"(?P<article>(?P<it>it|this)|{_ARTICLE}(?:,?\s+(?P<topic>(?:{_ABOUT}|[\"“‘']).+?))?"
    rf"|the\s+(?P<in_front>{_WORD_IN_FRONT}{{1,3}})article"
    r"|the\s+(?P<interview>interview\s+with\s+.+?)"
    r"|the\s+(?:column|editorial)\s+(?:about|on)\s+(?P<comment>.+?))"
)
_DONE = r"(?:(?:first\s+|originally\s+)?(?:published|written|posted|printed|dated))"
_DAY = r"(?:when|(?:(?:in|on)\s+)?(?:what|which)\s+(?:date|day|year|month))"
_FORMS: tuple[tuple[Field, str], ...] = (
    ("date", rf"{_DAY}\s+(?:was|is)\s+{_SUBJECT}\s+(?:{_DONE}|from)"),
    ("date", rf"{_DAY}\s+did\s+{_SUBJECT}\s+(?:first\s+)?appear"),
    ("date", rf"what\s+(?:is|was)\s+the\s+(?:publication\s+)?date\s+of\s+{_SUBJECT}"),
    ("author", rf"who\s+(?:wrote|authored|(?:is|was)\s+the\s+(?:author|writer)\s+of)\s+{_SUBJECT}"),
    ("author", rf"(?:by\s+whom|who)\s+(?:was|is)\s+{_SUBJECT}\s+(?:written\s+by|written|by)"),
    ("source", rf"(?:who|which\s+\w+|what\s+\w+)\s+(?:published|printed)\s+{_SUBJECT}"),
    ("source", rf"(?:where|by\s+whom)\s+was\s+{_SUBJECT}\s+{_DONE}"),
    ("source", rf"(?:who|what)\s+(?:is|was)\s+the\s+(?:publisher|source)\s+of\s+{_SUBJECT}"),
)
_PATTERNS = [(field, re.compile(rf"\s*{form}\W*", re.IGNORECASE)) for field, form in _FORMS]
_NAMED = re.compile(_SUBJECT, re.IGNORECASE)
_THE_ONE = re.compile(r"^the one\b", re.IGNORECASE)
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
    field, match = _asked(question)
    return AboutArticle(field, _topic(match)) if field and match else None


def article_named(text: str) -> str:
    """The article that a question about one, or "And the article about the tram?", says itself: as it is worded
    there, with "the article" for "the one"; "" where it says none, or none but the one at hand."""
    match = _asked(text)[1] or _NAMED.fullmatch(_THE_ONE.sub("the article", text))
    return match["article"] if match and _topic(match) else ""


def of_article(question: str, article: str) -> str | None:
    """The question about an article itself, asked of `article`; None where it is about what articles say."""
    match = _asked(question)[1]
    return f"{question[: match.start('article')]}{article}{question[match.end('article') :]}" if match else None


def _asked(question: str) -> tuple[Field | None, re.Match[str] | None]:
    for field, pattern in _PATTERNS:
        match = pattern.fullmatch(question)
        if match and (not match["it"] or _OF_IT.search(question)):
            return field, match
    return None, None


def _topic(match: re.Match[str]) -> str:
    topic = match["topic"] or match["in_front"] or match["interview"] or match["comment"] or ""
    return _ABOUT_AT_START.sub("", topic, count=1).strip(" \"'“”‘’:?.")


def is_of_a_work(understood: str) -> bool:
    """Whether a follow-up that could be about an article itself turns out to be about a book or the like: "Who
    wrote the novel that won the Booker Prize?". What stands in brackets does not tell what its "it" means."""
    return about_article(understood.split(" (")[0]) is None and bool(_WORK.search(understood))
