"""What the page and the terminal say about an answer, as plain text: how sure, from when, from whom."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import PurePath

from embeddings.within import Within
from qa.days import MONTHS
from qa.kinds import asks_whether
from qa.schema import Answer, Candidate, Citation

ABSTENTION = "These articles do not say."

_NEAREST_SHOWN = 3
_VERY_LIKELY, _LIKELY = 0.9, 0.7


def confidence_words(p: float) -> str:
    """A probability, 0..1, in words."""
    if p >= _VERY_LIKELY:
        return "very likely right"
    return "likely right" if p >= _LIKELY else "uncertain"


def percent(p: float) -> int:
    """A probability as a whole percentage: rounded down, so that the number never contradicts the words, and
    never 0 or 100, since nothing is certain."""
    return min(99, max(1, int(p * 100 + 1e-9)))


def date_words(date: datetime.date | None) -> str:
    """ "5 Jan 2024", in English whatever the machine's locale; "no date stated" for None."""
    return f"{date.day} {MONTHS[date.month - 1][:3]} {date.year}" if date else "no date stated"


def corpus_words(dates: Sequence[datetime.date | None]) -> str:
    """How many articles there are and when they are from: "5 articles, Sep 2020 – Jan 2024"."""
    count = f"{len(dates):,} article{'' if len(dates) == 1 else 's'}"
    stated = [date for date in dates if date]
    if not stated:
        return count
    months = dict.fromkeys(f"{MONTHS[date.month - 1][:3]} {date.year}" for date in (min(stated), max(stated)))
    return f"{count}, {' – '.join(months)}"


def origin_words(citation: Citation) -> str:
    """Author, publisher and date, each as far as the article states it, and the page where it has pages."""
    names = [name for name in (citation.author, citation.source) if name]
    if not names:
        names = [f"from {citation.dateline}"] if citation.dateline else ["no source stated"]
    page = [f"page {citation.page}"] if citation.page else []
    return ", ".join([*names, date_words(citation.date), *page])


def narrowing_words(within: Within, folder: str = "", as_of: datetime.date | None = None) -> str:
    """What a question was narrowed to, "" where to nothing: "Only articles dated 5 Jan 2024 or later, from AFP;
    asked as of 9 Jan 2024". `folder` is what the folder is called."""
    since, until = (date_words(date) if date else "" for date in (within.since, within.until))
    dated = f"dated between {since} and {until}" if since and until else ""
    dated = dated or (f"dated {since} or later" if since else f"dated {until} or earlier" if until else "")
    sources = f"from {' or '.join(within.sources)}" if within.sources else ""
    parts = ", ".join(filter(None, (dated, sources, folder and f"in {folder}")))
    asked = f"asked as of {date_words(as_of)}" if as_of else ""
    words = "; ".join(filter(None, (parts and f"only articles {parts}", asked)))
    return words[:1].upper() + words[1:]


def place_words(citation: Citation) -> str:
    """Where the quote stands: "report.pdf page 3 1200:1210"; of a row of a file, the file before the row's id."""
    name = PurePath(citation.path).name
    file = "" if name in citation.article else f"{name} "
    page = f" page {citation.page}" if citation.page else ""
    return f"{file}{citation.article}{page} {citation.start}:{citation.end}"


def nearest_words(passages: Sequence[Citation]) -> str:
    """What is nearest in the archive where it does not say: the articles of the passages, three at most."""
    articles = dict.fromkeys((passage.title, passage.date) for passage in passages)
    named = [f"{title} ({date_words(date)})" for title, date in list(articles)[:_NEAREST_SHOWN]]
    return f"Nearest in the archive: {'; '.join(named)}" if named else "No article is left to answer from."


def citation_text(citation: Citation) -> str:
    """A citation to paste elsewhere: quote, its sentence, title, source, date, offsets."""
    sentence = [f"“{citation.sentence}”"] if citation.sentence != citation.quote else []
    place = f"{citation.place}, characters {citation.start} to {citation.end}"
    return "\n".join([f"“{citation.quote}”", *sentence, citation.title, origin_words(citation), place])


def is_whole(answer: Answer) -> bool:
    """Whether the answer is shown as its whole sentence: where it is asked whether something is so, since
    "strongly" answers "Did Iraq condemn the strikes?" only there."""
    return asks_whether(answer.understood or answer.question)


def said(found: Answer | Candidate, whole: bool) -> str:
    """What an answer says: its span, or its whole sentence."""
    return found.citations[0].sentence if whole and found.citations else found.text or ""


def announcement(answer: Answer) -> str:
    """What a screen reader says when the answer is there."""
    if answer.text is None:
        return ABSTENTION
    differ = " Sources differ." if answer.sources_disagree else ""
    sure = f"{confidence_words(answer.confidence)}, {percent(answer.confidence)} percent"
    return f"{said(answer, is_whole(answer))}: {sure}.{differ}"
