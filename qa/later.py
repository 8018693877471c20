"""What later articles say otherwise. The passages nearest a question tell mostly of when most was written about
it. So where the answer is a name, a number or a day, what the search found in articles later than its own is read
by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from embeddings.articles import Article
from qa.asked import Asked
from qa.linking import Statement, disagree
from qa.ranking import LIKE_CONFIDENCE
from qa.retrieval import fuse
from qa.schema import Answer, Candidate, Citation, Hit
from qa.wordings import Wording, may_be_contradicted, same_answer


def holds_as_of(asked: Asked, answer: Answer) -> datetime.date | None:
    """The day of the answer's newest article; None where no later one can say otherwise, where one that does is
    shown, and where the question states a time but now or may have several answers."""
    dates = [citation.date for citation in answer.citations if citation.date]
    if not dates or asked.several or (asked.period and not asked.of_now) or asked.event:
        return None
    if not may_be_contradicted(asked.kind, _wording(answer.citations[0])):
        return None
    day = max(dates)
    shown = any(other.contradicts and other.date and other.date > day for other in answer.alternatives)
    return None if shown else day


def later_hits(hits: Sequence[Hit], dates: Mapping[str, datetime.date | None], day: datetime.date) -> list[Hit]:
    """Those of the hits whose articles are later than a day, scored and ordered as if they alone had been found.
    `dates` are those of the articles by id."""
    kept = [hit for hit in hits if (date := dates.get(hit.passage.article)) and date > day]
    dense = {i: hit.dense for i, hit in enumerate(kept) if hit.dense is not None}
    lexical = {i: hit.lexical for i, hit in enumerate(kept) if hit.lexical is not None}
    return [replace(kept[i], score=score) for i, score in fuse(dense, lexical)]


def with_later(asked: Asked, answer: Answer, later: Answer, articles: Mapping[str, Article]) -> Answer:
    """The answer with that of later articles first among what contradicts it, if it does; the other way round
    where the later one is as sure, or nearly so and what holds now is asked for. `articles` holds those that both
    cite."""
    if later.text is None:
        return answer
    best, other = (_statement(given.citations[0], articles) for given in (answer, later))
    both = (best.article, other.article)
    if same_answer(best.wording, other.wording) or not disagree(asked, best, other, both):
        return answer
    alternatives, rejected = (
        tuple(known for known in group if not same_answer(_wording(known.citations[0]), other.wording))
        for group in (answer.alternatives, answer.rejected)
    )
    enough = answer.confidence * (LIKE_CONFIDENCE if asked.of_now else 1)
    first, second = (later, answer) if later.confidence >= enough else (answer, later)
    found = Candidate(
        text=second.citations[0].quote, confidence=second.confidence, citations=second.citations, contradicts=True
    )
    shown = {name: getattr(first, name) for name in ("text", "confidence", "citations")}
    shown |= {"alternatives": (found, *alternatives), "rejected": rejected, "sources_disagree": True}
    return answer.model_copy(update=shown)


def _statement(citation: Citation, articles: Mapping[str, Article]) -> Statement:
    return Statement(_wording(citation), articles[citation.article], citation.sentence)


def _wording(citation: Citation) -> Wording:
    return Wording.of(citation.quote, citation.date)
