"""One question asked, and what is to be said of the answer that came back.

Knows an answerer only by what it offers (`AnswererLike`), and nothing of the other questions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePath
from typing import Protocol

from embeddings.articles import Article
from embeddings.errors import QuestionError, UnknownArticleError
from qa.evaluation import metrics
from qa.evaluation.questions import Question
from qa.schema import Answer, Citation, Hit

RETRIEVED = 20
_CACHED_ARTICLES = 1024

Find = Callable[[str], Article | None]


class AnswererLike(Protocol):
    """What evaluation needs of an answerer."""

    @property
    def threshold(self) -> float: ...
    def answer(self, question: str, /) -> Answer: ...
    def read(self, question: str, articles: list[Article], /) -> Answer: ...
    def retrieve(self, question: str, k: int, /) -> Sequence[Hit]: ...
    def article(self, id: str, /) -> Article: ...


@dataclass(frozen=True)
class Outcome:
    """One question asked. `milliseconds` is the whole time from question to answer.

    `ranked` tells whether the retriever could be judged, `rank` where its first right passage stood (from 1,
    None = not among the first 20). `rightly_cited`: the first citation's article is a right one, and the
    quote is in it. `refused`: the answerer would not take the question (too long, say), which counts as an
    abstention. `verbatim`: for every citation that came back, anywhere in the answer, whether its quote
    is in its place.
    """

    question: Question
    answer: Answer
    milliseconds: float
    ranked: bool
    rank: int | None
    rightly_cited: bool
    verbatim: tuple[bool, ...]
    refused: bool = False

    @property
    def best(self) -> tuple[str, tuple[Citation, ...]]:
        """The best answer and its citations, even below the threshold; "" when there is none at all."""
        if self.answer.text is not None:
            return self.answer.text, self.answer.citations
        if self.answer.rejected:
            return self.answer.rejected[0].text, self.answer.rejected[0].citations
        return "", ()

    @cached_property
    def em(self) -> float:
        """Exact match of the answer given, 0 or 1; abstaining is the empty answer."""
        return metrics.exact_match(self.answer.text or "", self.question.answers)

    @cached_property
    def f1(self) -> float:
        """Word overlap of the answer given, 0..1; abstaining is the empty answer."""
        return metrics.f1(self.answer.text or "", self.question.answers)

    @cached_property
    def best_is_right(self) -> bool:
        """Whether the best answer is a right one, given or not; never where there is none to find."""
        text, golds = self.best[0], self.question.answers
        return bool(text and golds) and bool(metrics.exact_match(text, golds))


def finder(answerer: AnswererLike) -> Find:
    """Looks the answerer's articles up by id, None for an unknown one, and keeps the last 1,024 at hand."""

    @lru_cache(maxsize=_CACHED_ARTICLES)
    def find(id: str) -> Article | None:
        try:
            return answerer.article(id)
        except UnknownArticleError:
            return None

    return find


def ask(answerer: AnswererLike, question: Question, gold: Mapping[str, Article] | None, find: Find) -> Outcome:
    """Ask one question, as `evaluate` says, and judge the answer."""
    paragraphs = None if gold is None else _paragraphs(question, gold)
    started = time.perf_counter()
    try:
        if paragraphs is None:
            answer = answerer.answer(question.question)
        else:
            answer = answerer.read(question.question, paragraphs)
        refused = False
    except QuestionError:
        answer, refused = Answer(question=question.question, text=None, confidence=0.0), True
    milliseconds = (time.perf_counter() - started) * 1000
    ranked = (
        gold is None
        and not refused
        and question.answerable is not False
        and bool(question.articles or question.answers)
    )
    first = answer.citations[0] if answer.citations else None
    return Outcome(
        question=question,
        answer=answer,
        milliseconds=milliseconds,
        ranked=ranked,
        rank=_rank(answerer, question, find) if ranked else None,
        rightly_cited=first is not None
        and _is_named(first.article, first.path, question)
        and _is_verbatim(first, find),
        verbatim=tuple(_is_verbatim(citation, find) for citation in _citations(answer)),
        refused=refused,
    )


def _paragraphs(question: Question, gold: Mapping[str, Article]) -> list[Article]:
    found = [gold[id] for id in question.articles if id in gold]
    if not found:
        raise QuestionError("names no paragraph to be read on; --gold-passage needs a SQuAD file")
    return found


def _rank(answerer: AnswererLike, question: Question, find: Find) -> int | None:
    """Where the first right passage stands, from 1: one of a named article, or where none is named, one that
    holds an answer."""
    hits = answerer.retrieve(question.question, RETRIEVED)
    return next((rank for rank, hit in enumerate(hits, start=1) if _is_right(hit, question, find)), None)


def _is_right(hit: Hit, question: Question, find: Find) -> bool:
    article = find(hit.passage.article)
    if question.articles:
        return _is_named(hit.passage.article, article.path if article else "", question)
    return article is not None and metrics.contains(
        article.text[hit.passage.start : hit.passage.end], question.answers
    )


def _is_named(id: str, path: str, question: Question) -> bool:
    """Whether the question names the article, by id, by the last part of its id or by file name; any will do
    where it names none."""
    names = {id, id.rsplit("/", 1)[-1], PurePath(path).name}
    return not question.articles or not names.isdisjoint(question.articles)


def _is_verbatim(citation: Citation, find: Find) -> bool:
    article = find(citation.article)
    return article is not None and article.text[citation.start : citation.end] == citation.quote


def _citations(answer: Answer) -> list[Citation]:
    candidates = (*answer.alternatives, *answer.rejected)
    return [
        *answer.citations,
        *(c for candidate in candidates for c in candidate.citations),
        *answer.passages,
    ]
