"""The whole flow on one page: question -> retrieve -> read -> aggregate -> Answer."""

from __future__ import annotations

import datetime
import hashlib
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from embeddings.articles import Article
from embeddings.database import STORE_FILE
from embeddings.encoder import BUNDLED_FINGERPRINT, Encoder, load_encoder
from embeddings.errors import CorpusError, QuestionError
from embeddings.files import MAX_FILE_SIZE
from embeddings.index import Index
from embeddings.passages import split
from embeddings.tables import SCHEMA_VERSION
from qa.aggregation import RankedSpan, aggregate
from qa.conversation import Turn, standalone
from qa.reader.reader import Reader, load_reader
from qa.retrieval import retrieve
from qa.schema import Answer, Citation, Hit

PASSAGES_READ = 10
MAX_QUESTION_CHARACTERS = 1000

# What a fused retrieval score of 1 is worth in logits of the reader: the same span score is likelier right in the
# best passage than in the tenth. benchmarks/flow.py: 3 points of exact match over none; 4 to 8 are alike.
RETRIEVAL_WEIGHT = 4.0

# A question asked earlier, alone or with the answer that was given.
Said = str | tuple[str, str | None]


class Answerer:
    """Answers questions from an index. `Answerer.open` makes one from a folder.

    `threshold`: the confidence, 0..1, below which it abstains; None takes the one the reader was calibrated
    with. It is the one dial: lower answers more, higher is right more often.
    """

    def __init__(
        self,
        index: Index,
        reader: Reader | None = None,
        *,
        threshold: float | None = None,
        passages_read: int = PASSAGES_READ,
    ):
        if threshold is not None and not 0 <= threshold <= 1:
            raise ValueError(f"threshold {threshold} is not in 0..1")
        self.index = index
        self.reader = reader or load_reader()
        self.threshold = self.reader.calibration.threshold if threshold is None else threshold
        self.passages_read = passages_read

    @classmethod
    def open(
        cls,
        corpus: str | Path,
        *,
        encoder: str | None = None,
        reader: str | Path | None = None,
        threshold: float | None = None,
        progress: bool = False,
        max_file_size: int = MAX_FILE_SIZE,
    ) -> Answerer:
        """An answerer over a folder (or file) of articles, or over an index folder.

        The index of a folder of articles is kept in the user's cache folder and brought up to date here: only
        what changed is embedded. `encoder` and `reader` are names or folders of other models; files of more than
        `max_file_size` bytes are left out. Raises CiteqaError and its kinds.
        """
        return cls(
            open_index(Path(corpus), encoder=encoder, progress=progress, max_file_size=max_file_size),
            load_reader(reader),
            threshold=threshold,
        )

    def answer(self, question: str, *, history: Sequence[Said] = (), as_of: datetime.date | None = None) -> Answer:
        """The answer to one question. Raises QuestionError when it is empty or too long.

        `history` holds the conversation's earlier questions, oldest first, each alone or with the answer given
        ("" for none): a follow-up ("Who replaced him?") is answered as `Answer.understood` says. `as_of`, the
        date it is asked at, is not used yet.
        """
        question = self._checked(question)
        understood = self.understand(question, history, as_of=as_of)
        answer = self.answer_many([understood])[0]
        if understood == question:
            return answer
        return answer.model_copy(update={"question": question, "understood": understood})

    def understand(self, question: str, history: Sequence[Said], *, as_of: datetime.date | None = None) -> str:
        """The question made to stand by itself; the question where it does already. An earlier question whose
        answer is needed and not given is asked."""
        question = self._checked(question)
        turns = [Turn(one) if isinstance(one, str) else Turn(*one) for one in history]

        def ask(earlier: str) -> str | None:
            try:
                return self.answer(earlier, as_of=as_of).text
            except QuestionError:
                return None  # what was wrong with an earlier question is no fault of this one

        understood = standalone(question, turns, alike=self._alike, ask=ask)
        return understood if len(understood) <= MAX_QUESTION_CHARACTERS else question

    def answer_many(self, questions: Sequence[str]) -> list[Answer]:
        """The answers to many questions, in order; they are looked up together and read one by one."""
        checked = [self._checked(question) for question in questions]
        started = time.perf_counter()
        found = retrieve(self.index, checked, self.passages_read)
        retrieving = _milliseconds(started) / max(1, len(checked))
        return [self._answer_one(*one, retrieving) for one in zip(checked, found, strict=True)]

    def retrieve(self, question: str, k: int, *, as_of: datetime.date | None = None) -> list[Hit]:
        """The k passages nearest a question, best first."""
        return retrieve(self.index, [self._checked(question)], k)[0]

    def read(self, question: str, articles: Sequence[Article]) -> Answer:
        """The answer from just these articles, which need not be in the index: the reader alone."""
        started = time.perf_counter()
        hits = [Hit(passage, 1.0) for article in articles for passage in split(article)]
        answer = self._answer(self._checked(question), hits, {article.id: article for article in articles})
        return answer.model_copy(update={"timings": {"total": _milliseconds(started)}})

    def article(self, article_id: str) -> Article:
        """One article of the index. Raises UnknownArticleError."""
        return self.index.store.article(article_id)

    def dates(self) -> list[datetime.date | None]:
        """Every article's date, None where it states none."""
        return self.index.store.dates()

    def _answer_one(self, question: str, hits: Sequence[Hit], retrieving: float) -> Answer:
        started = time.perf_counter()
        articles = self.index.store.articles(hit.passage.article for hit in hits)
        # Another process may have removed an article since the search.
        answer = self._answer(question, [hit for hit in hits if hit.passage.article in articles], articles)
        reading = _milliseconds(started)
        timings = {"retrieve": retrieving, "read": reading, "total": retrieving + reading}
        return answer.model_copy(update={"timings": timings})

    def _answer(self, question: str, hits: Sequence[Hit], articles: dict[str, Article]) -> Answer:
        spans = self.reader.read(question, [(hit.passage, _text(hit, articles)) for hit in hits])
        scores = {hit.passage: hit.score for hit in hits}
        margins = [span.margin + RETRIEVAL_WEIGHT * scores[span.passage] for span in spans]
        ranked = [
            RankedSpan(span, self.reader.calibration.confidence(margin))
            for margin, span in sorted(zip(margins, spans, strict=True), key=lambda one: -one[0])
        ]
        answer = aggregate(question, ranked, hits, articles, threshold=self.threshold)
        _check_quotes(answer, articles)
        return answer

    def _alike(self, text: str, others: Sequence[str]) -> list[float]:
        vectors = self.index.encoder.encode([text, *others])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]

    def _checked(self, question: str) -> str:
        question = " ".join(question.split())
        try:
            question.encode()
        except UnicodeEncodeError:
            raise QuestionError("the question holds bytes that are no text; type it again") from None
        if not any(character.isalnum() for character in question):
            raise QuestionError("the question is empty; type one, such as: Who commands the Quds Force?")
        if len(question) > MAX_QUESTION_CHARACTERS:
            raise QuestionError(
                f"the question has {len(question):,} characters, more than the {MAX_QUESTION_CHARACTERS:,} "
                "allowed; ask one thing in a sentence or two"
            )
        script = self.reader.script
        if script and not _mostly(script, question):
            raise QuestionError(
                f"the question is not in {script.title()} script, the only one this reader was trained on; "
                "ask it in English"
            )
        return question


def answer(question: str, *, corpus: str | Path) -> Answer:
    """Answer one question from a folder of articles or an index folder, in one call."""
    return Answerer.open(corpus).answer(question)


def open_index(
    corpus: Path, *, encoder: str | None = None, progress: bool = False, max_file_size: int = MAX_FILE_SIZE
) -> Index:
    """The index folder `corpus`, or the cached, now up-to-date index of the articles in `corpus`."""
    loaded = load_encoder(encoder) if encoder else None
    if (corpus / STORE_FILE).exists():
        return Index.open(corpus, encoder=loaded)
    if not corpus.exists():
        raise CorpusError(f"{corpus}: no such file or folder; give a folder of articles or an index folder")
    index = Index.open(cache_folder(corpus, loaded), encoder=loaded, create=True)
    index.update([corpus], progress=progress, max_file_size=max_file_size)
    return index


def cache_folder(corpus: Path, encoder: Encoder | None = None) -> Path:
    """Where the index of a folder of articles is kept: another one for another path, encoder or format."""
    path = corpus.resolve()
    fingerprint = encoder.fingerprint if encoder else BUNDLED_FINGERPRINT
    key = hashlib.sha256(f"{path}\n{fingerprint}\n{SCHEMA_VERSION}".encode()).hexdigest()[:16]
    return platformdirs.user_cache_path("citeqa") / "indexes" / f"{path.name}-{key}"


def _text(hit: Hit, articles: dict[str, Article]) -> str:
    return articles[hit.passage.article].text[hit.passage.start : hit.passage.end]


def _check_quotes(answer: Answer, articles: dict[str, Article]) -> None:
    """The promise of the whole program, checked on every answer."""
    candidates = [*answer.alternatives, *answer.rejected]
    citations: list[Citation] = [
        *answer.citations,
        *answer.passages,
        *(c for one in candidates for c in one.citations),
    ]
    for citation in citations:
        if articles[citation.article].text[citation.start : citation.end] != citation.quote:
            raise RuntimeError(f"a quote is not where its citation says: {citation!r}")


def _mostly(script: str, text: str) -> bool:
    """Whether at least half of the letters are of the script, by their Unicode names; True without letters."""
    letters = [character for character in text if character.isalpha()]
    return sum(unicodedata.name(c, "").startswith(script) for c in letters) * 2 >= len(letters)


def _milliseconds(since: float) -> float:
    return (time.perf_counter() - since) * 1000
