"""The whole flow on one page: question -> retrieve -> read -> aggregate -> Answer."""

from __future__ import annotations

import datetime
import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from embeddings.articles import Article
from embeddings.errors import QuestionError
from embeddings.files import MAX_FILE_SIZE
from embeddings.index import Index
from embeddings.passages import split
from embeddings.within import EVERYTHING, Choices, Within
from qa.about import article_named, is_of_a_work
from qa.asked import MAX_QUESTION_CHARACTERS, Asked, check_several, checked
from qa.conversation import MAX_TURNS, Turn, otherwise, standalone
from qa.corpus import open_index
from qa.later import holds_as_of, later_hits, with_later
from qa.linking import shares_names
from qa.metadata import metadata_answer, spoken_of
from qa.reader.reader import Reader, load_reader
from qa.reading import PASSAGES_READ, answer_from, check_quotes
from qa.retrieval import LIST_LENGTH, retrieve, timely
from qa.schema import Answer, Hit
from qa.times import told

# A question asked earlier, alone or with the answer that was given.
Said = str | tuple[str, str | None]


class Answerer:
    """Answers questions from an index. `Answerer.open` makes one from a folder.

    `threshold`: the confidence, 0..1, below which it abstains; None takes the one the reader was calibrated
    with. It is the one dial: lower answers more, higher is right more often. `within`: the articles it answers
    from where a question does not say otherwise. Raises FilterError where there are none such.
    """

    def __init__(
        self,
        index: Index,
        reader: Reader | None = None,
        *,
        threshold: float | None = None,
        passages_read: int = PASSAGES_READ,
        within: Within = EVERYTHING,
    ):
        if threshold is not None and not 0 <= threshold <= 1:
            raise ValueError(f"threshold {threshold} is not in 0..1")
        self.index = index
        self.reader = reader or load_reader()
        self.threshold = self.reader.calibration.threshold if threshold is None else threshold
        self.passages_read = passages_read
        self.within = within
        index.store.passages_within(within)

    @classmethod
    def open(
        cls,
        corpus: str | Path,
        *,
        encoder: str | None = None,
        reader: str | Path | None = None,
        calibration: Path | None = None,
        threshold: float | None = None,
        progress: bool = False,
        max_file_size: int = MAX_FILE_SIZE,
    ) -> Answerer:
        """An answerer over a folder (or file) of articles, or over an index folder.

        The index of a folder of articles is kept in the user's cache folder and brought up to date here: only
        what changed is embedded. `encoder` and `reader` are names or folders of other models; `calibration` is
        a file that `citeqa calibrate` made; files of more than
        `max_file_size` bytes are left out. Raises CiteqaError and its kinds.
        """
        return cls(
            open_index(Path(corpus), encoder=encoder, progress=progress, max_file_size=max_file_size),
            load_reader(reader, calibration=calibration),
            threshold=threshold,
        )

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Said] = (),
        as_of: datetime.date | None = None,
        about: str | None = None,
        within: Within | None = None,
    ) -> Answer:
        """The answer to one question. Raises QuestionError when it is empty or too long.

        `history` holds the conversation's earlier questions, oldest first, each alone or with the answer given
        ("" for none): a follow-up ("Who replaced him?") is answered as `Answer.understood` says.

        `as_of` is the day it is asked: "this week" is seen from there, and later articles are not used. None is
        today, and all articles are used. `within` says which articles may be used at all, by date, source and
        folder; None for the answerer's own. Both raise FilterError. `about` is the id of the article at hand,
        which "Who wrote it?" asks about, else those that the last question's answer cites, unless "it" is a book
        or the like that was spoken of; raises UnknownArticleError where there is none.
        """
        question = checked(question, self.reader.script)
        check_several("history", history)
        history = history[-MAX_TURNS:]
        asked = Asked.of(question, as_of)
        at_hand = [about] if asked.of_one_at_hand and about else []
        if not at_hand:
            understood = self.understand(question, history, as_of=as_of, within=within)
            of_last = asked.of_one_at_hand and not is_of_a_work(understood)
            if of_last and history:
                at_hand = self._spoken_of(history, as_of, within)
            if not of_last or article_named(understood):
                asked = Asked.of(understood, as_of)
        articles = [self.article(one) for one in at_hand]
        ids = self._ids(within, as_of)
        answer = self._answers([asked], articles, ids)[0]
        by = functools.partial(otherwise, abstained=answer.abstained)
        if other := self._understood(by, question, history, as_of, within):
            other_asked = Asked.of(other, as_of)
            other_answer = self._answers([other_asked], [], ids)[0]
            if not other_answer.abstained and other_answer.confidence > answer.confidence:
                asked, answer = other_asked, other_answer
        if asked.question == question:
            return answer
        return answer.model_copy(update={"question": question, "understood": asked.question})

    def understand(
        self,
        question: str,
        history: Sequence[Said],
        *,
        as_of: datetime.date | None = None,
        within: Within | None = None,
    ) -> str:
        """The question made to stand by itself; the question where it does already. An earlier question whose
        answer is needed and not given is asked."""
        question = checked(question, self.reader.script)
        return self._understood(standalone, question, history, as_of, within) or question

    def _understood(
        self,
        by: Callable[..., str | None],
        question: str,
        history: Sequence[Said],
        as_of: datetime.date | None,
        within: Within | None,
    ) -> str | None:
        """The question as `standalone` or `otherwise` takes it; None where that is too long to be asked."""
        turns = [Turn(one) if isinstance(one, str) else Turn(*one) for one in history]

        def ask(earlier: str) -> str | None:
            try:
                return self.answer(earlier, as_of=as_of, within=within).text
            except QuestionError:
                return None  # what was wrong with an earlier question is no fault of this one

        understood = by(question, turns, alike=self._alike, ask=ask)
        return None if understood is None or len(understood) > MAX_QUESTION_CHARACTERS else understood

    def answer_many(
        self, questions: Sequence[str], *, as_of: datetime.date | None = None, within: Within | None = None
    ) -> list[Answer]:
        """The answers to many questions, in order; they are looked up together and read one by one."""
        check_several("questions", questions)
        asked = [Asked.of(checked(question, self.reader.script), as_of) for question in questions]
        return self._answers(asked, [], self._ids(within, as_of))

    def retrieve(
        self, question: str, k: int, *, as_of: datetime.date | None = None, within: Within | None = None
    ) -> list[Hit]:
        """The k passages that come first for a question, best first."""
        asked, ids = Asked.of(checked(question, self.reader.script), as_of), self._ids(within, as_of)
        return self._retrieved([self._timed(asked, ids)], k, ids)[0]

    def read(self, question: str, articles: Sequence[Article]) -> Answer:
        """The answer from just these articles, which need not be in the index: the reader alone."""
        started = time.perf_counter()
        hits = [Hit(passage, 1.0) for article in articles for passage in split(article)]
        read = {article.id: article for article in articles}
        asked = Asked.of(checked(question, self.reader.script))
        answer = answer_from(self.reader, asked, hits, read, threshold=self.threshold)
        return answer.model_copy(update={"timings": {"total": _milliseconds(started)}})

    def article(self, article_id: str) -> Article:
        """One article of the index. Raises UnknownArticleError."""
        return self.index.store.article(article_id)

    def choices(self) -> Choices:
        """What the articles it answers from can be narrowed by."""
        return self.index.store.choices(self.within)

    def count(self, within: Within, *, as_of: datetime.date | None = None) -> int:
        """How many articles there are to answer from. Raises FilterError."""
        return self.index.store.count_within(within, as_of=as_of)

    def _ids(self, within: Within | None, as_of: datetime.date | None) -> np.ndarray | None:
        """The passages that may be used, None for all."""
        chosen = self.within if within is None else within
        return self.index.store.passages_within(chosen, as_of=as_of)

    def _answers(self, asked: Sequence[Asked], at_hand: Sequence[Article], ids: np.ndarray | None) -> list[Answer]:
        started = time.perf_counter()
        asked = [self._timed(one, ids) for one in asked]
        depth = max(self.passages_read, LIST_LENGTH)
        searched = iter(self._retrieved([one for one in asked if not one.of_one_at_hand], depth, ids))
        found = [[] if one.of_one_at_hand else next(searched) for one in asked]
        retrieving = _milliseconds(started) / max(1, len(asked))
        if not at_hand and any(one.of_one_at_hand for one in asked):
            at_hand = self._only_article(ids)
        return [self._answer_one(*one, at_hand, retrieving) for one in zip(asked, found, strict=True)]

    def _spoken_of(self, history: Sequence[Said], as_of: datetime.date | None, within: Within | None) -> list[str]:
        """The articles that the conversation's last question was about or is answered from."""
        earlier = [one if isinstance(one, str) else one[0] for one in history]
        try:
            return spoken_of(self.answer(earlier[-1], history=earlier[:-1], as_of=as_of, within=within))
        except QuestionError:
            return []

    def _only_article(self, ids: np.ndarray | None) -> list[Article]:
        """The article at hand where the archive holds no other, and it may be used."""
        is_only = self.index.store.counts()[1] == 1 and (ids is None or len(ids))
        return list(self.index.store.all_articles()) if is_only else []

    def _retrieved(self, asked: Sequence[Asked], k: int, ids: np.ndarray | None) -> list[list[Hit]]:
        depth = LIST_LENGTH if any(one.period for one in asked) else 0
        found = retrieve(self.index, [one.topic for one in asked], max(k, depth), ids)
        return [self._timely(one, hits)[:k] for one, hits in zip(asked, found, strict=True)]

    def _timed(self, asked: Asked, ids: np.ndarray | None) -> Asked:
        """The question with the time of its event, where the articles tell when that was and do not disagree; as
        surely as the reader needs, wherever the dial stands."""
        if asked.event is None:
            return asked
        when = replace(Asked.of(asked.event.question), event=None)
        found = self._held(self._retrieved([when], self.passages_read, ids)[0])
        given = self._answer_from(when, *found, threshold=self.reader.calibration.threshold)
        if given.text is None or given.sources_disagree:
            return asked
        period = told(given.text, given.citations[0].date)
        return asked.timed(period) if period else asked

    def _timely(self, asked: Asked, hits: list[Hit]) -> list[Hit]:
        if asked.period is None:
            return hits
        dates = self.index.store.dates_of(hit.passage.article for hit in hits)
        if asked.of_now and not any(map(asked.closeness, dates.values())):
            return hits  # what the archive knows last stands for now
        return timely(asked, hits, dates, self.reader.calibration.time_weight)

    def _answer_one(
        self, asked: Asked, hits: Sequence[Hit], at_hand: Sequence[Article], retrieving: float
    ) -> Answer:
        started = time.perf_counter()
        read, articles = self._held(hits[: self.passages_read])
        if about := asked.about:
            found = [articles[id] for id in dict.fromkeys(hit.passage.article for hit in read)]
            answer = metadata_answer(asked.question, about, at_hand or found)
            check_quotes(answer, articles | {article.id: article for article in at_hand})
        else:
            answer = self._answer_from(asked, read, articles, threshold=self.threshold)
            answer = self._with_later(asked, answer, articles, hits)
        reading = _milliseconds(started)
        timings = {"retrieve": retrieving, "read": reading, "total": retrieving + reading}
        return answer.model_copy(update={"timings": timings})

    def _with_later(
        self, asked: Asked, answer: Answer, articles: dict[str, Article], hits: Sequence[Hit]
    ) -> Answer:
        """The answer with what later ones of the articles found say otherwise."""
        day = holds_as_of(asked, answer)
        if day is None:
            return answer
        dates = self.index.store.dates_of(hit.passage.article for hit in hits)
        found, later = self._held(later_hits(hits, dates, day))
        cited = articles[answer.citations[0].article]
        # What others say is not taken to contradict it.
        on_it = {id for id, article in later.items() if shares_names(asked.text, cited, article)}
        read = [hit for hit in found if hit.passage.article in on_it]
        if not read:
            return answer
        articles = articles | later  # what the others tell bears on whom these name
        said = self._answer_from(asked, read[: self.passages_read], articles, threshold=self.threshold)
        return with_later(asked, answer, said, articles)

    def _held(self, hits: Sequence[Hit]) -> tuple[list[Hit], dict[str, Article]]:
        """The hits that another process has not removed or changed since the search, and their articles by id."""
        articles = self.index.store.articles(hit.passage.article for hit in hits)
        # Looked for afterwards: what is there still was so when the articles were read.
        there = self.index.store.passages([hit.passage.id for hit in hits])
        return [hit for hit in hits if hit.passage.id in there], articles

    def _answer_from(
        self, asked: Asked, hits: Sequence[Hit], articles: dict[str, Article], *, threshold: float
    ) -> Answer:
        clusters = self.index.store.clusters(articles)
        return answer_from(self.reader, asked, hits, articles, threshold=threshold, clusters=clusters)

    def _alike(self, text: str, others: Sequence[str]) -> list[float]:
        vectors = self.index.encoder.encode([text, *others])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]


def answer(question: str, *, corpus: str | Path) -> Answer:
    """Answer one question from a folder of articles or an index folder, in one call."""
    return Answerer.open(corpus).answer(question)


def _milliseconds(since: float) -> float:
    return (time.perf_counter() - since) * 1000
