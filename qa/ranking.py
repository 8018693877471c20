"""Spans -> ranked spans: the retrieval score mixed in, and how likely each is right, by itself and beside the
best.

Two answers to one question cannot both be right, so beside a likely answer others are unlikely, however well they
read. That does not hold for what different sources say of different times, nor for the items of a list: whether a
span is such a one is not known here, so both probabilities are given.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.articles import Article
from qa.asked import Asked
from qa.reader.calibration import Calibration
from qa.schema import Hit, Span
from qa.unfit import that_may_answer

# What two wordings' or pieces' confidence must share, as a ratio, for the weaker to count beside the stronger.
LIKE_CONFIDENCE = 0.75
# Margins no further from the best, in logits, tie with it: it is worth less than a hundredth of confidence.
_TIE = 0.05


@dataclass(frozen=True, slots=True)
class RankedSpan:
    """A span and the probability, 0..1, that it is right: `confidence`, where one of all the spans is; `alone`,
    where the better ones do not count against it. `near` tells whether it was read nearly as well as the best."""

    span: Span
    confidence: float
    alone: float
    near: bool = True


def witness(article: Article, clusters: Mapping[str, int]) -> int | str:
    """Whom an article counts for when sources are counted: its cluster of reprints, by the article's id; itself
    where it is in none, as an article that is not in the index."""
    return clusters.get(article.id, article.id)


def ranked(
    asked: Asked,
    spans: Sequence[Span],
    hits: Sequence[Hit],
    articles: Mapping[str, Article],
    calibration: Calibration,
) -> list[RankedSpan]:
    """The spans that may answer, best first; but of those that tie with the best, the one of the newest article
    first of all. `hits` and `articles` hold those of every span."""
    scores = {hit.passage: hit.score for hit in hits}
    spans = that_may_answer(asked, spans, articles)
    margins = {span: calibration.margin_of(span, scores[span.passage]) for span in spans}
    if not margins:
        return []
    best = max(margins.values())
    ordered = sorted(spans, key=lambda span: -margins[span])
    tied = [span for span in ordered if margins[span] >= best - _TIE]
    newest = max(tied, key=lambda span: articles[span.passage.article].date or datetime.date.min)
    sure = calibration.confidence(best)
    others = (span for span in ordered if span is not newest)
    rivals = (_rival(span, (margins[span], best), calibration, several=asked.several) for span in others)
    return [RankedSpan(newest, sure, sure), *rivals]


def _rival(span: Span, margins: tuple[float, float], calibration: Calibration, *, several: bool) -> RankedSpan:
    """A span beside a better one, given both margins: its odds against it, as a share of no more than what the
    better one leaves, unless both may be right."""
    alone, certain = (calibration.confidence(margin) for margin in margins)
    odds = calibration.odds(*margins)
    left = 1.0 if several else 1 - certain
    return RankedSpan(span, min(odds * certain, left, alone), alone, odds >= calibration.like_odds)
