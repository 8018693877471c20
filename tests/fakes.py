"""An answerer with nothing behind it: four of the seed articles as they are, and answers made by hand; and an
encoder that only counts letters."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.articles import Article
from embeddings.errors import QuestionError, UnknownArticleError
from embeddings.within import EVERYTHING, Choices, Within
from qa.schema import Answer, Candidate, Citation

SEEDS = Path(__file__).parent.parent / "seeds"

SOLDIERS = "How many US soldiers are in Iraq?"
SOLDIERS_SENTENCE = (
    "Some 5,200 US soldiers are stationed across Iraqi bases to support local troops preventing a "
    "resurgence of IS."
)
COMMANDER = "Who commands the Quds Force?"
NOWHERE = "Who won the 2018 World Cup?"
WHY = "Why?"
HOSTILE = "What is hostile?"
HOSTILE_QUOTE = "<img src=x onerror=\"document.title='broken'\">\n\n${document.title='broken'} {{value}}"


def seed(number: int) -> str:
    """The text of one seed article."""
    [path] = SEEDS.glob(f"{number:03}_*.txt")
    return path.read_bytes().decode()


def article(text: str, name: str = "a.txt", **stated: object) -> Article:
    """An article made by hand."""
    return Article(id=name, path=name, text=text, **stated)  # type: ignore[arg-type]


def cite(source: Article, quote: str, sentence: str | None = None) -> Citation:
    """The citation of the first place where `quote` stands, inside the first where `sentence` does."""
    sentence = quote if sentence is None else sentence
    sentence_start = source.text.index(sentence)
    start = source.text.index(quote, sentence_start)
    return Citation(
        article=source.id,
        path=source.path,
        title=source.heading,
        date=source.date,
        author=source.author,
        source=source.source,
        dateline=source.dateline,
        note=source.note,
        start=start,
        end=start + len(quote),
        quote=quote,
        sentence=sentence,
        sentence_start=sentence_start,
        sentence_end=sentence_start + len(sentence),
    )


AFP = article(seed(0), "000.txt", title="US ties with Iraq, allies take hit after drone strike", source="AFP")
AIBOT = article(
    seed(1),
    "001.txt",
    title="US Strike in Iraq Raises Tensions and Questions Over Future Relations",
    date=datetime.date(2024, 1, 5),
    author="AiBot",
    note="machine-written, by its own words: “the content is written entirely by AI”",
    masked=((0, 22),),
)
POST = article(
    seed(3),
    "003.txt",
    title="Ambassador flees as angry Iraqis storm US embassy",
    date=datetime.date(2020, 1, 26),
    author="Ahmed Rasheed",
    source="Washington Post",
)
WASHINGTON = article(seed(4), "004.txt", dateline="Washington")
TRAP = article(f"A line.\n\n{HOSTILE_QUOTE} </mark></div><script>document.title='broken'</script>", "trap.txt")

_AFP_SOLDIERS = cite(AFP, "5,200", SOLDIERS_SENTENCE)
_AIBOT_SOLDIERS = cite(
    AIBOT,
    "2,000",
    "There are still around 2,000 US troops in Iraq focused on the counter-ISIS mission who could be targeted.",
)
_GHAANI = cite(
    AIBOT,
    "Esmail Ghaani",
    "“Undoubtedly, the Islamic Republic of Iran will not leave this crime unanswered, and the criminals will "
    "certainly be punished,” Esmail Ghaani, commander of Iran’s Revolutionary Guards’ foreign operations "
    "arm, the Quds Force. [5]",
)
_PASSAGES = tuple(
    cite(source, source.text[start : source.text.index(".", start + 300) + 1])
    for source, start in ((AFP, 500), (POST, 1500), (WASHINGTON, 0), (AIBOT, 1000))
)


class LetterEncoder:
    """Counts letters: quick, exact, and it keeps what it was given."""

    name = "letters"
    dimension = 26

    def __init__(self, fingerprint: str = "letters-1"):
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += texts
        counts = np.array([[text.lower().count(chr(97 + i)) + 0.01 for i in range(26)] for text in texts])
        counts = counts.reshape(-1, 26)
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


class FakeAnswerer:
    """Four questions it knows; to all others the articles do not say."""

    def __init__(self) -> None:
        self._articles = {one.id: one for one in (AFP, AIBOT, POST, WASHINGTON, TRAP)}
        self._answers = {answer.question: answer for answer in _answers()}

    within = EVERYTHING

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        as_of: datetime.date | None = None,
        within: Within | None = None,
    ) -> Answer:
        """The answer made by hand; "Why?" is understood as what was asked and answered last. None from articles
        of 2024 or later."""
        if within and within.since and within.since.year >= 2024:
            return _abstention(question)
        if not question.strip():
            raise QuestionError("the question is empty; type one")
        if question == WHY and history:
            understood = f"Why {history[-1][0].rstrip('?')} ({history[-1][1]})?"
            return _abstention(question).model_copy(update={"understood": understood})
        return self._answers.get(question) or _abstention(question)

    def article(self, article_id: str) -> Article:
        """One of the articles."""
        if article_id not in self._articles:
            raise UnknownArticleError(article_id)
        return self._articles[article_id]

    def choices(self) -> Choices:
        """Those of all articles but the trap, and two folders."""
        articles = [one for one in self._articles.values() if one is not TRAP]
        sources = sorted(one.source for one in articles if one.source)
        return Choices([one.date for one in articles], sources, {"a & b": "/all/a & b", "wires": "/all/wires"})

    def count(self, within: Within, *, as_of: datetime.date | None = None) -> int:
        """How many there are of these dates and sources."""
        articles = [one for one in self._articles.values() if one is not TRAP]
        since = within.since or datetime.date.min
        until = min(within.until or datetime.date.max, as_of or datetime.date.max)
        if (since, until) != (datetime.date.min, datetime.date.max):
            articles = [one for one in articles if one.date and since <= one.date <= until]
        return sum(not within.sources or one.source in within.sources for one in articles)


def _answers() -> tuple[Answer, ...]:
    soldiers = Answer(
        question=SOLDIERS,
        text="5,200",
        confidence=0.815,
        citations=(_AFP_SOLDIERS,),
        alternatives=(
            Candidate(text="2,000", confidence=0.76, citations=(_AIBOT_SOLDIERS,), contradicts=True),
            Candidate(text="5,000", confidence=0.71, citations=(cite(POST, "5,000"),), contradicts=True),
        ),
        sources_disagree=True,
        passages=_PASSAGES,
    )
    commander = Answer(
        question=COMMANDER,
        text="Esmail Ghaani",
        confidence=0.94,
        citations=(_GHAANI,),
        alternatives=(Candidate(text="Iran", confidence=0.52, citations=(cite(AFP, "Iran"),)),),
        rejected=(Candidate(text="IS", confidence=0.31, citations=(cite(AFP, "IS", "resurgence of IS"),)),),
        passages=_PASSAGES,
    )
    hostile = Answer(question=HOSTILE, text=HOSTILE_QUOTE, confidence=0.5, citations=(cite(TRAP, HOSTILE_QUOTE),))
    return soldiers, commander, hostile


def _abstention(question: str) -> Answer:
    rejected = (Candidate(text="Iran", confidence=0.2, citations=(cite(AFP, "Iran"),)),)
    return Answer(question=question, text=None, confidence=0.2, rejected=rejected, passages=_PASSAGES)


PEOPLE = {"Ann Lee", "Mrs Lee"}
THINGS = {"CentOS", "Furnal Equinox", "Mill Lane", "Mill Lane bridge", "UK"}


def alike(text: str, others: Sequence[str]) -> list[float]:
    """People are like a politician, things like the rest; of names, Labour is like the Conservatives."""
    if others[0] == "a politician":
        return [float(text in PEOPLE), *(float(text in THINGS) for _ in others[1:])]
    return [float(text == "Labour" and other == "Conservatives") for other in others]
