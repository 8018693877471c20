"""One question asked, and what is to be said of the answer that came back.

Knows an answerer only by what it offers (`AnswererLike`), and nothing of the other questions.
"""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import PurePath
from typing import Protocol

from embeddings.articles import Article, Passage
from embeddings.errors import QuestionError, UnknownArticleError
from qa.evaluation import metrics
from qa.evaluation.question import Question
from qa.schema import Answer, Citation, Hit

RETRIEVED = 20
_CACHED_ARTICLES = 1024

Find = Callable[[str], Article | None]


class AnswererLike(Protocol):
    """What evaluation needs of an answerer."""

    @property
    def threshold(self) -> float: ...
    @property
    def passages_read(self) -> int: ...
    def answer(
        self, question: str, /, *, history: Sequence[str] = (), as_of: datetime.date | None = None
    ) -> Answer: ...
    def read(self, question: str, articles: list[Article], /) -> Answer: ...
    def retrieve(self, question: str, k: int, /, *, as_of: datetime.date | None = None) -> Sequence[Hit]: ...
    def article(self, id: str, /) -> Article: ...


class Verdict(StrEnum):
    """What became of a judged question. The first two are right."""

    RIGHT = "right"
    ABSTAINED = "rightly abstained"
    NOT_FOUND = "not found"  # no passage read holds an answer: the retriever's error
    MISREAD = "misread"  # one does, and another answer was best: the reader's error
    HELD_BACK = "held back"  # the best answer was right, and not sure enough to be given
    MADE_UP = "made up"  # answered where there is no answer


@dataclass(frozen=True)
class Outcome:
    """One question asked. `milliseconds` is the whole time from question to answer.

    `ranked` tells whether the retriever could be judged, `rank` where its first right passage stood (from 1,
    None = not among the first 20). `held` cites the first passage read that holds an answer, None where none does.
    `rightly_cited`: the first citation's article is a right one, and the quote is in it. `refused`: the answerer
    would not take the question (too long, say), which counts as an abstention. `verbatim`: for every citation that
    came back, anywhere in the answer, whether its quote is in its place. `alone` is the answer to a follow-up's
    standalone form.
    """

    question: Question
    answer: Answer
    milliseconds: float
    ranked: bool
    rank: int | None
    held: Citation | None
    rightly_cited: bool
    verbatim: tuple[bool, ...]
    refused: bool = False
    alone: Answer | None = None

    @property
    def best(self) -> tuple[str, tuple[Citation, ...]]:
        """The best answer and its citations, even below the threshold; "" when there is none at all."""
        return best_of(self.answer)

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

    @cached_property
    def verdict(self) -> Verdict:
        """What became of it; of use only where the question is judged."""
        if not self.question.answers:
            return Verdict.ABSTAINED if self.answer.abstained else Verdict.MADE_UP
        if self.best_is_right:
            return Verdict.HELD_BACK if self.answer.abstained else Verdict.RIGHT
        return Verdict.MISREAD if self.held else Verdict.NOT_FOUND

    @cached_property
    def right_or_shown(self) -> bool:
        """Where articles differ: the newest answer was given, or a differing one with another shown beside it as
        contradicting it. An abstention is neither."""
        shown = [one.text for one in self.answer.alternatives if one.contradicts]
        differing = [one.answers for one in self.question.newest_first]
        return metrics.right_or_shown(self.answer.text or "", shown, differing)


def best_of(answer: Answer) -> tuple[str, tuple[Citation, ...]]:
    """The best answer and its citations, even below the threshold; "" when there is none at all."""
    if answer.text is not None:
        return answer.text, answer.citations
    if answer.rejected:
        return answer.rejected[0].text, answer.rejected[0].citations
    return "", ()


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
        answer, refused = _answer(answerer, question, paragraphs), False
    except QuestionError:
        answer, refused = _unanswered(question.question), True
    milliseconds = (time.perf_counter() - started) * 1000
    read = [] if refused else _read(answerer, question, answer, paragraphs)
    known = question.answerable is not False and bool(question.articles or question.answers)
    ranked = paragraphs is None and not refused and known
    first = answer.citations[0] if answer.citations else None
    return Outcome(
        question=question,
        answer=answer,
        milliseconds=milliseconds,
        ranked=ranked,
        rank=first_right(read, question, find) if ranked else None,
        held=_held(read if paragraphs is not None else read[: answerer.passages_read], question, find),
        rightly_cited=first is not None
        and _is_named(first.article, first.path, question)
        and _is_verbatim(first, find),
        verbatim=tuple(_is_verbatim(citation, find) for citation in answer.cited),
        refused=refused,
        alone=_alone(answerer, question) if paragraphs is None and question.standalone else None,
    )


def _answer(answerer: AnswererLike, question: Question, paragraphs: list[Article] | None) -> Answer:
    if paragraphs is not None:
        return answerer.read(question.question, paragraphs)
    return answerer.answer(question.question, history=question.history, as_of=question.as_of)


def _alone(answerer: AnswererLike, question: Question) -> Answer:
    try:
        return answerer.answer(question.standalone, as_of=question.as_of)
    except QuestionError:
        return _unanswered(question.standalone)


def _unanswered(question: str) -> Answer:
    return Answer(question=question, text=None, confidence=0.0)


def _read(
    answerer: AnswererLike, question: Question, answer: Answer, paragraphs: list[Article] | None
) -> list[Passage]:
    """The passages the answer was looked for in, best first, and those that came after them up to 20."""
    if paragraphs is not None:
        return [Passage(article.id, 0, len(article.text)) for article in paragraphs]
    asked = answer.understood or question.question
    return [hit.passage for hit in answerer.retrieve(asked, RETRIEVED, as_of=question.as_of)]


def _paragraphs(question: Question, gold: Mapping[str, Article]) -> list[Article]:
    found = [gold[id] for id in question.articles if id in gold]
    if not found:
        raise QuestionError("names no paragraph to be read on; --gold-passage needs a SQuAD file")
    return found


def first_right(passages: Sequence[Passage], question: Question, find: Find) -> int | None:
    """Where the first right passage stands, from 1: one of a named article, or where none is named, one that
    holds an answer."""
    return next((rank for rank, one in enumerate(passages, start=1) if _is_right(one, question, find)), None)


def _is_right(passage: Passage, question: Question, find: Find) -> bool:
    article = find(passage.article)
    if question.articles:
        return _is_named(passage.article, article.path if article else "", question)
    return article is not None and metrics.contains(article.text[passage.start : passage.end], question.answers)


def _held(passages: Sequence[Passage], question: Question, find: Find) -> Citation | None:
    """The longest answer that stands, as whole words, in the first right passage that holds one."""
    for passage in passages:
        article = find(passage.article)
        if article is None or not _is_right(passage, question, find):
            continue
        for wording in sorted(question.answers, key=len, reverse=True):
            words = r"\s+".join(map(re.escape, wording.split()))
            found = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE).search(
                article.text, passage.start, passage.end
            )
            if found:
                return Citation.of(article, found.span(), (passage.start, passage.end))
    return None


def _is_named(id: str, path: str, question: Question) -> bool:
    """Whether the question names the article, by id, by the last part of its id or by file name; any will do
    where it names none."""
    names = {id, id.rsplit("/", 1)[-1], PurePath(path).name}
    return not question.articles or not names.isdisjoint(question.articles)


def _is_verbatim(citation: Citation, find: Find) -> bool:
    article = find(citation.article)
    return article is not None and article.text[citation.start : citation.end] == citation.quote
