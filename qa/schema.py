"""What is found and what is answered: hits, spans, citations, answers.

`Hit` and `Span` travel inside the program; `Citation`, `Candidate` and `Answer` are what every interface
returns: frozen pydantic models, whose `model_dump_json()` is the wire format.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import PurePath

from pydantic import BaseModel, ConfigDict, Field, computed_field

from embeddings.articles import Article, Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage the retriever found. `score` is the fused score in 0..1; `dense` (cosine) and `lexical`
    (BM25) are the scores it was made from, None where that list did not hold the passage."""

    passage: Passage
    score: float
    dense: float | None = None
    lexical: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A span the reader found: absolute offsets in its article's text, the raw score (start logit plus end
    logit, less the cost of its length) and the question's null score, that of "no answer", in the same unit."""

    passage: Passage
    start: int
    end: int
    score: float
    null_score: float


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Frozen):
    """A verbatim quote and its place: `article.text[start:end] == quote`, always, and the sentence around it."""

    article: str = Field(description="id of the article")
    path: str
    title: str = Field(description="the article's title, or its first sentence where it states none")
    date: datetime.date | None = None
    author: str | None = None
    source: str | None = None
    dateline: str | None = None
    note: str | None = Field(default=None, description="what the page says of itself, e.g. machine-written")
    page: int | None = Field(default=None, ge=1, description="page the quote begins on; None without pages")
    start: int = Field(ge=0, description="code points from the article's start, inclusive")
    end: int = Field(ge=0, description="exclusive")
    quote: str
    sentence: str = Field(description="the sentence, or the passage, the quote stands in")
    sentence_start: int = Field(ge=0)
    sentence_end: int = Field(ge=0)

    @classmethod
    def of(cls, article: Article, span: tuple[int, int], sentence: tuple[int, int]) -> Citation:
        """The citation of article.text[span] inside article.text[sentence]; both (start, end)."""
        return cls(
            article=article.id,
            path=article.path,
            title=article.heading,
            date=article.date,
            author=article.author,
            source=article.source,
            dateline=article.dateline,
            note=article.note,
            page=article.page(span[0]),
            start=span[0],
            end=span[1],
            quote=article.text[slice(*span)],
            sentence=article.text[slice(*sentence)],
            sentence_start=sentence[0],
            sentence_end=sentence[1],
        )

    @property
    def place(self) -> str:
        """The file, the row of it and the page, as far as there are any: "/archive/report.pdf, page 3"."""
        row = [] if self.article.endswith(PurePath(self.path).name) else [self.article]
        page = [f"page {self.page}"] if self.page else []
        return ", ".join([self.path, *row, *page])


class Candidate(_Frozen):
    """One possible answer with everything that supports it, best citation first, one per independent source."""

    # Its JSON holds `date`, which follows from the citations.
    model_config = ConfigDict(extra="ignore")

    text: str
    confidence: float = Field(ge=0, le=1)
    citations: tuple[Citation, ...]
    contradicts: bool = Field(default=False, description="whether it contradicts the answer given")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def date(self) -> datetime.date | None:
        """The newest date among its sources: the answer holds "as of" it. None where no source states one."""
        return max((c.date for c in self.citations if c.date), default=None)


class Answer(_Frozen):
    """The answer to one question. `text` is None when the articles do not say."""

    question: str
    understood: str | None = Field(
        default=None, description="a follow-up as it was understood and answered; None where that is the question"
    )
    text: str | None
    confidence: float = Field(ge=0, le=1, description="calibrated probability that the best candidate is right")
    measured: bool = Field(
        default=True, description="False where an article's metadata answers: its confidence is not calibrated"
    )
    citations: tuple[Citation, ...] = ()
    alternatives: tuple[Candidate, ...] = Field(default=(), description="other answers above the threshold")
    rejected: tuple[Candidate, ...] = Field(default=(), description="the best answers below the threshold")
    sources_disagree: bool = Field(default=False, description="whether an alternative contradicts it")
    passages: tuple[Citation, ...] = Field(
        default=(), description="the passages nearest the question, nearest first; the quote is the passage"
    )
    timings: dict[str, float] = Field(default_factory=dict, description="milliseconds by step")

    @property
    def cited(self) -> tuple[Citation, ...]:
        """Every citation anywhere in it: its own, its candidates', and the passages nearest the question."""
        candidates = (*self.alternatives, *self.rejected)
        return (*self.citations, *(citation for one in candidates for citation in one.citations), *self.passages)

    @property
    def abstained(self) -> bool:
        """True when no answer lies above the threshold."""
        return self.text is None
