"""A fake answerer whose every answer is known, and the questions it is evaluated on."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from embeddings.articles import Article, Passage
from embeddings.errors import QuestionError, UnknownArticleError
from qa.evaluation.question import Question
from qa.schema import Answer, Candidate, Citation, Hit

RACE = Article(
    id="sport/race.txt",
    path="/archive/sport/race.txt",
    text="Ann Lee won the race in 2019. Bob Ray came second.",
)
TOWN = Article(id="town.txt", path="/archive/town.txt", text="The mayor is Bob. <b>He</b> took office in 2020.")
ARTICLES = {article.id: article for article in (RACE, TOWN)}


def cite(article: Article, quote: str, *, shift: int = 0) -> Citation:
    start = article.text.index(quote) + shift
    return Citation(
        article=article.id,
        path=article.path,
        title=article.heading,
        start=start,
        end=start + len(quote),
        quote=quote,
        sentence=article.text,
        sentence_start=0,
        sentence_end=len(article.text),
    )


def given(question: str, confidence: float, citation: Citation) -> Answer:
    return Answer(question=question, text=citation.quote, confidence=confidence, citations=(citation,))


def abstained(question: str, confidence: float, *citations: Citation) -> Answer:
    rejected = tuple(Candidate(text=c.quote, confidence=confidence, citations=(c,)) for c in citations)
    return Answer(question=question, text=None, confidence=confidence, rejected=rejected)


class FakeAnswerer:
    """Gives prepared answers, and one ranking for all: two passages of the race, one of the town."""

    threshold = 0.5
    passages_read = 2

    def __init__(self, answers: Sequence[Answer]):
        self.answers = {answer.question: answer for answer in answers}
        self.was_asked: list[tuple[str, tuple[str, ...], datetime.date | None]] = []
        self.was_read: list[tuple[str, list[str]]] = []

    def answer(self, question: str, *, history: Sequence[str] = (), as_of: datetime.date | None = None) -> Answer:
        self.was_asked.append((question, tuple(history), as_of))
        if question not in self.answers:
            raise QuestionError("the question is too long")
        return self.answers[question]

    def read(self, question: str, articles: list[Article]) -> Answer:
        self.was_read.append((question, [article.id for article in articles]))
        return self.answers[question]

    def retrieve(self, question: str, k: int, *, as_of: datetime.date | None = None) -> list[Hit]:
        places = [(RACE.id, 0, 29), (RACE.id, 30, 51), (TOWN.id, 0, 47)]
        return [Hit(Passage(*place), score=1 / rank) for rank, place in enumerate(places, start=1)][:k]

    def article(self, id: str) -> Article:
        if id not in ARTICLES:
            raise UnknownArticleError(id)
        return ARTICLES[id]


QUESTIONS = [
    Question(id="right", question="Who won?", answers=("Ann Lee",), articles=("race.txt",), answerable=True),
    Question(id="wrong", question="Who is mayor?", answers=("Bob",), articles=("town.txt",), answerable=True),
    Question(id="shy", question="When did he take office?", answers=("2020", "in 2020"), answerable=True),
    Question(id="none", question="Who came third?", answerable=False),
    Question(id="rash", question="Who lost the <election>?", answerable=False),
    Question(id="unknown", question="When was the race?", articles=("town.txt",)),
]
ANSWERS = [
    given("Who won?", 0.9, cite(RACE, "Ann Lee")),
    given("Who is mayor?", 0.6, cite(RACE, "Bob Ray")),
    abstained("When did he take office?", 0.3, cite(TOWN, "2020"), cite(RACE, "2019")),
    abstained("Who came third?", 0.1),
    given("Who lost the <election>?", 0.7, cite(TOWN, "<b>He</b>")),
    given("When was the race?", 0.8, cite(RACE, "2019")),
]
