"""Ranked spans -> Answer: the same answer of several sources is one, with several citations; other answers are
kept beside it; below the threshold it abstains.

Every source speaks once: what it says is its best span. What else was read in it is never held against the answer.
Reprints of one text are one source, cited by the earliest of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from embeddings.articles import Article, Passage
from embeddings.passages import sentence_around
from qa.asked import Asked
from qa.linking import Statement, disagree
from qa.names import is_name
from qa.numbers import hedge_before
from qa.ranking import LIKE_CONFIDENCE, RankedSpan, witness
from qa.schema import Answer, Candidate, Citation, Hit
from qa.wordings import Wording, same_answer

MAX_CANDIDATES = 6
_MAX_REJECTED = 3
# What was read worse than this many others is neither shown nor supports what is.
_MAX_SPANS = 30
_MAX_COMPARED = 12
_PASSAGES_SHOWN = 5

Articles = Mapping[str, Article]
NO_CLUSTERS: Mapping[str, int] = {}


@dataclass
class _Group:
    """Spans taken for one answer, best first, at most one a source; `leading` are the sources whose best span is
    among them."""

    wording: Wording
    spans: dict[int | str, RankedSpan] = field(default_factory=dict)
    leading: set[int | str] = field(default_factory=set)

    @property
    def best(self) -> RankedSpan:
        return next(iter(self.spans.values()))

    def add(self, source: int | str, ranked: RankedSpan, articles: Articles) -> None:
        """Take a span for the answer. Of reprints the best span counts, and the earliest is cited, if it was read
        nearly as well."""
        kept = self.spans.setdefault(source, ranked)
        if ranked.alone >= LIKE_CONFIDENCE * kept.alone and _published(ranked, articles) < _published(
            kept, articles
        ):
            self.spans[source] = replace(kept, span=ranked.span)

    def newest(self, articles: Articles) -> datetime.date:
        """The date of the newest of the articles that it is the best answer of; the first of all where they state
        none."""
        dates = (_date(self.spans[source], articles) for source in self.leading)
        return max(filter(None, dates), default=datetime.date.min)

    def read(self, articles: Articles) -> Iterable[Article]:
        """The articles of its spans."""
        return (articles[ranked.span.passage.article] for ranked in self.spans.values())


def aggregate(
    asked: Asked,
    spans: Sequence[RankedSpan],
    hits: Sequence[Hit],
    articles: Articles,
    *,
    threshold: float,
    clusters: Mapping[str, int] = NO_CLUSTERS,
) -> Answer:
    """One question's answer from its spans and hits, both best first.

    `articles` holds every article they point into; `clusters` says, by article id, which are reprints.
    Of the answers at or above the threshold the best is given, the others are its alternatives, those that
    contradict it newest first.
    """
    groups = _grouped(spans[:_MAX_SPANS], articles, clusters)
    if not groups:
        return Answer(question=asked.question, text=None, confidence=0.0, passages=_passages(hits, articles))
    if asked.of_now:
        groups = _newest_first(asked, groups, articles, threshold)
    best = _candidate(groups[0], groups[0].best.alone, articles, threshold)
    others = [_other(asked, groups[0], group, articles, threshold) for group in groups[1 : _MAX_COMPARED + 1]]
    others.sort(key=lambda other: -other.confidence)
    answered = best.confidence >= threshold
    above = [other for other in others if other.confidence >= threshold and not _beside(best, other)]
    alternatives = above[: MAX_CANDIDATES - 1] if answered else []
    below = [other for other in others if other.confidence < threshold]
    return Answer(
        question=asked.question,
        text=best.text if answered else None,
        confidence=best.confidence,
        citations=best.citations if answered else (),
        alternatives=tuple(sorted(alternatives, key=_newest_contradiction_first)),
        rejected=tuple((below if answered else [best, *others])[:_MAX_REJECTED]),
        sources_disagree=any(other.contradicts for other in alternatives),
        passages=_passages(hits, articles),
    )


def _grouped(spans: Sequence[RankedSpan], articles: Articles, clusters: Mapping[str, int]) -> list[_Group]:
    """Each span joins the first group whose best wording is its own answer; groups best first."""
    groups: list[_Group] = []
    heard: set[int | str] = set()
    for ranked in spans:
        article = articles[ranked.span.passage.article]
        start = hedge_before(article.text, ranked.span.start)
        wording = Wording.of(article.text[start : ranked.span.end], article.date)
        if wording.is_empty:
            continue
        group = next((group for group in groups if same_answer(group.wording, wording)), None)
        if group is None:
            group = _Group(wording)
            groups.append(group)
        source = witness(article, clusters)
        group.add(source, ranked, articles)
        if source not in heard:
            group.leading.add(source)
            heard.add(source)
    return groups


def _newest_first(asked: Asked, groups: list[_Group], articles: Articles, threshold: float) -> list[_Group]:
    """The groups, best first, but first of all the newest of the best and those nearly as sure that contradict it:
    of what changes, that holds now."""
    best, *others = groups
    least = max(threshold, LIKE_CONFIDENCE * best.best.alone)
    sure = (group for group in others[:_MAX_COMPARED] if group.best.alone >= least)
    rivals = [group for group in sure if _contradicts(asked, best, group, articles)]
    newest = max([best, *rivals], key=lambda group: group.newest(articles))
    return [newest, *(group for group in groups if group is not newest)]


def _published(ranked: RankedSpan, articles: Articles) -> datetime.date:
    """When the article of a span was published; last of all where it states no date."""
    return _date(ranked, articles) or datetime.date.max


def _date(ranked: RankedSpan, articles: Articles) -> datetime.date | None:
    return articles[ranked.span.passage.article].date


def _other(asked: Asked, best: _Group, group: _Group, articles: Articles, threshold: float) -> Candidate:
    """An answer beside the best. What contradicts it is another source's, mostly of another time, and no less
    likely for it; a source that says otherwise, "he follows Ruth Ekberg", does not make it of its own time."""
    if not _contradicts(asked, best, group, articles):
        return _candidate(group, group.best.confidence, articles, threshold)
    said = replace(group, spans={source: one for source, one in group.spans.items() if source in group.leading})
    candidate = _candidate(said, said.best.alone, articles, threshold)
    return candidate.model_copy(update={"contradicts": True})


def _candidate(group: _Group, confidence: float, articles: Articles, threshold: float) -> Candidate:
    """The group's clearest wording, and of its other sources those whose span would be an answer by itself: the
    same words in an article about something else are no second source."""
    best = group.best
    supporting = [one for one in group.spans.values() if one.alone >= min(threshold, best.alone)]
    supporting.sort(key=lambda one: not _is_clear(one, best, articles))
    citations = tuple(_cite(articles, one.span.passage, one.span.start, one.span.end) for one in supporting)
    return Candidate(text=citations[0].quote, confidence=confidence, citations=citations)


def _is_clear(ranked: RankedSpan, best: RankedSpan, articles: Articles) -> bool:
    """Whether it is a name of two or three words, "Mike Pompeo" against "Pompeo" or "US Secretary of State Mike
    Pompeo", and was read nearly as well as the best span."""
    text = articles[ranked.span.passage.article].text[ranked.span.start : ranked.span.end]
    return ranked.alone >= LIKE_CONFIDENCE * best.alone and is_name(text) and len(text.split()) in (2, 3)


def _cite(articles: Articles, passage: Passage, start: int, end: int) -> Citation:
    article = articles[passage.article]
    return Citation.of(article, (start, end), sentence_around(article.text, passage, start, end))


def _passages(hits: Sequence[Hit], articles: Articles) -> tuple[Citation, ...]:
    nearest = [hit.passage for hit in hits[:_PASSAGES_SHOWN]]
    return tuple(_cite(articles, passage, passage.start, passage.end) for passage in nearest)


def _beside(best: Candidate, other: Candidate) -> bool:
    """Whether the other only stands in the sentence of the best, far less sure: a piece of the same finding."""
    one, two = best.citations[0], other.citations[0]
    same_sentence = (one.article, one.sentence_start) == (two.article, two.sentence_start)
    return same_sentence and other.confidence < LIKE_CONFIDENCE * best.confidence


def _contradicts(asked: Asked, best: _Group, other: _Group, articles: Articles) -> bool:
    """Whether other sources say otherwise, of a time as near to the one asked about, and were read nearly as well:
    a far weaker span is more likely about something else. Never where the question may have several answers, or
    where an article names both in one breath."""
    if asked.several or not other.best.near or not other.leading:
        return False
    if _holds_both(best, other, articles) or _holds_both(other, best, articles):
        return False
    nearest = max(asked.closeness(article.date) for article in best.read(articles))
    if all(asked.closeness(article.date) < nearest for article in other.read(articles)):
        return False
    read = (article for group in (best, other) for article in group.read(articles))
    return disagree(asked, _statement(best, articles), _statement(other, articles), read)


def _holds_both(group: _Group, other: _Group, articles: Articles) -> bool:
    """Whether a source that says the one holds the other as well; but not where it is later than all that say the
    other: that is how a new count or a successor is told."""
    both = group.leading.intersection(other.spans)
    days = [_date(other.spans[source], articles) for source in other.leading - both]
    last = max(filter(None, days), default=datetime.date.max)
    return any((_date(group.spans[source], articles) or datetime.date.min) <= last for source in both)


def _statement(group: _Group, articles: Articles) -> Statement:
    """The group's wording as its best span states it, with all of the passage."""
    passage = group.best.span.passage
    article = articles[passage.article]
    return Statement(group.wording, article, article.text[passage.start : passage.end])


def _newest_contradiction_first(candidate: Candidate) -> tuple[bool, int, float]:
    """What contradicts first, newest first and the undated last; then the rest by confidence."""
    newest = candidate.date.toordinal() if candidate.contradicts and candidate.date else 0
    return not candidate.contradicts, -newest, -candidate.confidence
