from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import article, cite

from embeddings.articles import Article, Passage
from qa import Answerer
from qa.asked import Asked
from qa.later import holds_as_of, later_hits, with_later
from qa.reader.reader import Reader
from qa.schema import Answer, Candidate, Hit, Span

SPRING, SUMMER, AUTUMN = (datetime.date(2021, month, 1) for month in (4, 7, 10))
MAYOR = "Who is the mayor of Aldermoor?"
BELL = article("Mayor Ada Bell of Aldermoor opened the bridge.", "bell", date=SPRING)
REED = article("The new mayor of Aldermoor, Tom Reed, closed it.", "reed", date=AUTUMN)
BOTH = article("Aldermoor's mayors, Ada Bell and Tom Reed, met.", "both", date=AUTUMN)
FAR = article("The mayor of Hexley is Tom Reed.", "far", date=AUTUMN)
UNDATED = article("Ada Bell is mayor of Aldermoor.", "undated")


def given(source: Article, quote: str, question: str = MAYOR, **beside: object) -> Answer:
    citation = cite(source, quote, source.text)
    fields = {"question": question, "text": quote, "confidence": 0.8, "citations": (citation,), **beside}
    return Answer.model_validate(fields)


def other(source: Article, quote: str, contradicts: bool = False) -> Candidate:
    citations = (cite(source, quote, source.text),)
    return Candidate(text=quote, confidence=0.6, citations=citations, contradicts=contradicts)


@pytest.mark.parametrize(
    ("question", "answer", "day"),
    [
        (MAYOR, given(BELL, "Ada Bell"), SPRING),
        (MAYOR, given(UNDATED, "Ada Bell"), None),
        (MAYOR, given(BELL, "opened the bridge"), None),
        (MAYOR, given(BELL, "Ada Bell", alternatives=(other(REED, "Tom Reed", True),)), None),
        (MAYOR, given(BELL, "Ada Bell", alternatives=(other(REED, "Tom Reed"),)), SPRING),
        ("Who were the mayors of Aldermoor?", given(BELL, "Ada Bell"), None),
        ("Who was mayor of Aldermoor in April 2021?", given(BELL, "Ada Bell"), None),
        ("Why did Ada Bell open it?", given(BELL, "Ada Bell"), None),
        (MAYOR, Answer(question=MAYOR, text=None, confidence=0.1), None),
    ],
)
def test_a_name_that_a_later_article_may_replace_holds_as_of_its_day(
    question: str, answer: Answer, day: datetime.date | None
):
    assert holds_as_of(Asked.of(question), answer) == day


def test_later_hits_are_scored_as_if_they_alone_had_been_found():
    dates = {"old": SPRING, "near": SUMMER, "new": AUTUMN, "undated": None}
    hits = [
        Hit(Passage("old", 0, 9), 1.0, dense=0.9, lexical=30.0),
        Hit(Passage("near", 0, 9), 0.5, dense=0.5, lexical=10.0),
        Hit(Passage("undated", 0, 9), 0.4, dense=0.6),
        Hit(Passage("new", 0, 9), 0.3, dense=0.7, lexical=12.0),
        Hit(Passage("new", 9, 18), 0.1, lexical=11.0),
    ]
    found = later_hits(hits, dates, SPRING)
    assert [(hit.passage.article, hit.passage.start, hit.score) for hit in found] == [
        ("new", 0, 1.0),
        ("new", 9, 0.25),
        ("near", 0, 0.0),
    ]


def updated(answer: Answer, later: Answer, question: str = MAYOR) -> Answer:
    articles = {one.id: one for one in (BELL, REED, BOTH, FAR, UNDATED)}
    return with_later(Asked.of(question), answer, later, articles)


def test_a_later_article_that_is_as_sure_comes_first():
    answer = given(BELL, "Ada Bell")
    shown = updated(answer, given(REED, "Tom Reed"))
    assert (shown.text, shown.confidence, shown.citations) == ("Tom Reed", 0.8, given(REED, "Tom Reed").citations)
    assert [(one.text, one.contradicts, one.date) for one in shown.alternatives] == [("Ada Bell", True, SPRING)]


def test_what_a_later_article_says_otherwise_is_shown_once_and_first():
    rejected = (other(REED, "Reed"), other(BELL, "bridge"))
    answer = given(BELL, "Ada Bell", alternatives=(other(UNDATED, "mayor"),), rejected=rejected)
    shown = updated(answer, given(REED, "Tom Reed").model_copy(update={"confidence": 0.7}))
    assert (shown.text, shown.sources_disagree) == ("Ada Bell", True)
    assert [(one.text, one.contradicts, one.date) for one in shown.alternatives] == [
        ("Tom Reed", True, AUTUMN),
        ("mayor", False, None),
    ]
    assert [one.text for one in shown.rejected] == ["bridge"]


@pytest.mark.parametrize(
    "later",
    [
        Answer(question=MAYOR, text=None, confidence=0.2),
        given(REED, "closed it"),
        given(BOTH, "Ada Bell"),
        given(BOTH, "Tom Reed"),
        given(FAR, "Tom Reed"),
    ],
    ids=["abstained", "no name", "the same", "both in one breath", "another town"],
)
def test_what_does_not_contradict_changes_nothing(later: Answer):
    answer = given(BELL, "Ada Bell")
    assert updated(answer, later) == answer


def test_a_successor_is_found_behind_many_articles_on_the_one_before(tmp_path: Path):
    told = "Ada Bell, the mayor of Aldermoor, {}. The mayor of Aldermoor said the town would pay for it."
    deeds = ["opened the bridge", "closed the mill", "met the farmers", "raised the rates", "sold the old school"]
    for day, deed in enumerate(deeds * 3, 1):
        (tmp_path / f"{day}.md").write_text(f"---\ndate: 2021-04-{day:02}\n---\n{told.format(deed)}\n")
    flood = "The flood took the mill. Tom Reed, now the mayor of Aldermoor, was there."
    (tmp_path / "flood.md").write_text(f"---\ndate: 2021-10-01\n---\n{flood}\n")
    answer = Answerer.open(tmp_path).answer(MAYOR)
    assert answer.text == "Tom Reed"  # surer, "now the mayor"
    assert [(one.text, one.contradicts) for one in answer.alternatives] == [("Ada Bell", True)]


class RecordingReader:
    """A reader that keeps of which articles it read."""

    def __init__(self, reader: Reader):
        self.reader, self.calibration, self.script = reader, reader.calibration, reader.script
        self.was_read: list[set[str]] = []

    def read(self, question: str, passages: Sequence[tuple[Passage, str]], prefaces: Sequence[str]) -> list[Span]:
        self.was_read.append({passage.article for passage, _ in passages})
        return self.reader.read(question, passages, prefaces)


@pytest.mark.parametrize(("town", "later"), [("Aldermoor", [{"bridge.md"}]), ("Hexley", [])])
def test_later_articles_on_the_matter_are_read_by_themselves(tmp_path: Path, town: str, later: list[set[str]]):
    (tmp_path / "bell.md").write_text("---\ndate: 2021-04-01\n---\nAda Bell is the mayor of Aldermoor.\n")
    (tmp_path / "bridge.md").write_text(f"---\ndate: 2021-10-01\n---\nThe bridge of {town} is closed.\n")
    (tmp_path / "far.md").write_text("---\ndate: 2021-11-01\n---\nTom Reed is the mayor of Thornbury.\n")
    opened = Answerer.open(tmp_path)
    reader = RecordingReader(opened.reader)
    answer = Answerer(opened.index, reader).answer(MAYOR)  # type: ignore[arg-type]
    assert (answer.text, answer.sources_disagree) == ("Ada Bell", False)
    assert reader.was_read == [{"bell.md", "bridge.md", "far.md"}, *later]
