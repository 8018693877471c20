"""Hits -> Answer: their passages read, the spans ranked, and the answer made of them.

Knows no index: whoever searches brings the articles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from embeddings.articles import Article
from qa.aggregation import NO_CLUSTERS, aggregate
from qa.asked import Asked
from qa.ranking import ranked
from qa.reader.reader import Reader
from qa.schema import Answer, Hit, Span

PASSAGES_READ = 10


def answer_from(
    reader: Reader,
    asked: Asked,
    hits: Sequence[Hit],
    articles: Mapping[str, Article],
    *,
    threshold: float,
    clusters: Mapping[str, int] = NO_CLUSTERS,
) -> Answer:
    """What the passages of the hits answer, all of which are read. `articles`, `threshold` and `clusters` are as
    `aggregate` takes them. Raises RuntimeError as `check_quotes` does."""
    spans = read_hits(reader, asked, hits, articles)
    found = ranked(asked, spans, hits, articles, reader.calibration)
    answer = aggregate(asked, found, hits, articles, threshold=threshold, clusters=clusters)
    check_quotes(answer, articles)
    return answer


def read_hits(reader: Reader, asked: Asked, hits: Sequence[Hit], articles: Mapping[str, Article]) -> list[Span]:
    """The spans of the hits, best first, each passage read in the form that the confidence is fitted to."""
    of = [articles[hit.passage.article] for hit in hits]
    texts = [article.text[hit.passage.start : hit.passage.end] for hit, article in zip(hits, of, strict=True)]
    passages = [(hit.passage, text) for hit, text in zip(hits, texts, strict=True)]
    return reader.read(asked.text, passages, [asked.preface(article) for article in of])


def check_quotes(answer: Answer, articles: Mapping[str, Article]) -> None:
    """The promise of the whole program, checked on every answer: each quote is where its citation says. Raises
    RuntimeError where one is not."""
    for citation in answer.cited:
        if articles[citation.article].text[citation.start : citation.end] != citation.quote:
            raise RuntimeError(f"a quote is not where its citation says: {citation!r}")
