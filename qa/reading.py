"""Hits -> spans: each passage read, the best spans looked at again by the verifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from embeddings.articles import Article
from qa.asked import Asked, opening
from qa.reader.reader import Reader
from qa.reader.verifier import Marked, Verifier
from qa.schema import Hit, Span

# Of the right spans that the verifier could lift to the first place, hardly one is read further down.
VERIFIED = 8

Articles = Mapping[str, Article]


def read_hits(reader: Reader, asked: Asked, hits: Sequence[Hit], articles: Articles) -> list[Span]:
    """The spans of the hits, best first by the reader, each passage read in the form that the confidence is fitted
    to."""
    of = [articles[hit.passage.article] for hit in hits]
    texts = [article.text[hit.passage.start : hit.passage.end] for hit, article in zip(hits, of, strict=True)]
    passages = [(hit.passage, text) for hit, text in zip(hits, texts, strict=True)]
    spans = reader.read(asked.text, passages, [asked.opening(article) for article in of])
    if not reader.verifier or not spans:
        return spans
    scores = {hit.passage: hit.score for hit in hits}
    best = sorted(spans, key=lambda span: -reader.calibration.margin_of(span, scores[span.passage]))[:VERIFIED]
    return _verified(reader.verifier, asked, spans, best, articles)


def _verified(
    verifier: Verifier, asked: Asked, spans: Sequence[Span], best: Sequence[Span], articles: Articles
) -> list[Span]:
    """The spans with their verdicts; those that are not among the best have that of the worst of these."""
    verdicts = verifier.verdicts(asked.text, [_marked(asked, span, articles) for span in best])
    of = dict(zip(best, verdicts, strict=True))
    return [replace(span, verdict=of.get(span, min(verdicts))) for span in spans]


def _marked(asked: Asked, span: Span, articles: Articles) -> Marked:
    article, passage = articles[span.passage.article], span.passage
    return Marked(
        article.text[passage.start : passage.end],
        span.start - passage.start,
        span.end - passage.start,
        opening(article.title, article.date if asked.period else None),
    )
