"""Ranked spans -> Answer: the same answer of several articles is one, with several citations; other answers are
kept beside it; below the threshold it abstains.

What counts as the same answer is decided here by words alone; what counts as disagreement, by numbers alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from embeddings.articles import Article, Passage
from embeddings.passages import sentence_around
from qa.schema import Answer, Candidate, Citation, Hit, Span
from qa.wordings import EMPTY_WORDS, answer_words, quantities, same_answer

MAX_CANDIDATES = 6
_MAX_REJECTED = 3
_PASSAGES_SHOWN = 5

_QUANTITY_QUESTION = re.compile(r"\bhow (?:many|much|long|old|far|often|large|big|tall|high)\b", re.IGNORECASE)
_MONEY = re.compile(r"[$£€¥]|\b(?:dollars?|euros?|pounds?|dlrs)\b", re.IGNORECASE)
# What two answers' confidence must share, as a ratio, for the weaker to count beside the stronger.
_LIKE_CONFIDENCE = 0.75


@dataclass(frozen=True, slots=True)
class RankedSpan:
    """A span with the probability that it is right, 0..1."""

    span: Span
    confidence: float


@dataclass
class _Group:
    """Spans taken for one answer, best first, at most one an article."""

    words: tuple[str, ...]
    spans: dict[str, RankedSpan] = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        return max(ranked.confidence for ranked in self.spans.values())


def aggregate(
    question: str,
    spans: Sequence[RankedSpan],
    hits: Sequence[Hit],
    articles: Mapping[str, Article],
    *,
    threshold: float,
) -> Answer:
    """One question's answer from its spans and hits, both best first.

    `articles` holds every article they point into. Of the answers at or above the threshold the best is given,
    the others are its alternatives.
    """
    groups = _grouped(spans, articles)[:MAX_CANDIDATES]
    candidates = [_candidate(group, articles, threshold) for group in groups]
    given = [candidate for candidate in candidates if candidate.confidence >= threshold]
    given[1:] = [_compared(question, given[0], other) for other in given[1:] if not _beside(given[0], other)]
    below = tuple(candidate for candidate in candidates if candidate.confidence < threshold)
    return Answer(
        question=question,
        text=given[0].text if given else None,
        confidence=candidates[0].confidence if candidates else 0.0,
        citations=given[0].citations if given else (),
        alternatives=tuple(given[1:]),
        rejected=below[:_MAX_REJECTED],
        sources_disagree=any(candidate.contradicts for candidate in given),
        passages=tuple(_passage_citation(hit.passage, articles) for hit in hits[:_PASSAGES_SHOWN]),
    )


def _grouped(spans: Sequence[RankedSpan], articles: Mapping[str, Article]) -> list[_Group]:
    """Each span joins the first group whose best wording is its own answer; groups best first."""
    groups: list[_Group] = []
    for ranked in spans:
        span = ranked.span
        words = answer_words(articles[span.passage.article].text[span.start : span.end])
        if EMPTY_WORDS.issuperset(words):
            continue
        group = next((group for group in groups if same_answer(group.words, words)), None)
        if group is None:
            group = _Group(words)
            groups.append(group)
        group.spans.setdefault(span.passage.article, ranked)
    return groups


def _candidate(group: _Group, articles: Mapping[str, Article], threshold: float) -> Candidate:
    """The group's best span, and of its other articles those whose span would be an answer by itself: the same
    words in an article about something else are no second source."""
    best = group.confidence
    citations = tuple(
        _cite(articles[article], ranked.span.passage, ranked.span.start, ranked.span.end)
        for article, ranked in group.spans.items()
        if ranked.confidence >= min(threshold, best) or ranked.confidence == best
    )
    return Candidate(text=citations[0].quote, confidence=best, citations=citations)


def _cite(article: Article, passage: Passage, start: int, end: int) -> Citation:
    return Citation.of(article, (start, end), sentence_around(article.text, passage, start, end))


def _passage_citation(passage: Passage, articles: Mapping[str, Article]) -> Citation:
    return _cite(articles[passage.article], passage, passage.start, passage.end)


def _beside(best: Candidate, other: Candidate) -> bool:
    """Whether the other only stands in the sentence of the best, far less sure: a piece of the same finding."""
    one, two = best.citations[0], other.citations[0]
    same_sentence = (one.article, one.sentence_start) == (two.article, two.sentence_start)
    return same_sentence and other.confidence < _LIKE_CONFIDENCE * best.confidence


def _compared(question: str, given: Candidate, other: Candidate) -> Candidate:
    return other.model_copy(update={"contradicts": _contradict(question, given, other)})


def _contradict(question: str, one: Candidate, other: Candidate) -> bool:
    """Whether a question for a quantity has other numbers in other articles, read with like confidence: a far
    weaker one is more likely about something else."""
    if not _QUANTITY_QUESTION.search(question) or other.confidence < _LIKE_CONFIDENCE * one.confidence:
        return False
    numbers, other_numbers = quantities(one.text), quantities(other.text)
    money, other_money = (bool(_MONEY.search(candidate.text)) for candidate in (one, other))
    apart = {c.article for c in one.citations}.isdisjoint(c.article for c in other.citations)
    return apart and money == other_money and bool(numbers) and bool(other_numbers) and numbers != other_numbers
