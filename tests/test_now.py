"""Questions for what holds now: of what changes, the newest that is told nearly as surely."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import article, cite

from embeddings.articles import Article, Passage
from qa import Answerer
from qa.aggregation import aggregate
from qa.asked import Asked
from qa.later import holds_as_of, with_later
from qa.ranking import RankedSpan
from qa.schema import Answer, Hit, Span
from qa.times import is_of_now

SPRING, AUTUMN = datetime.date(2021, 4, 1), datetime.date(2021, 10, 1)
BEFORE = article("Mayor Ada Bell of Aldermoor opened the bridge.", "before", date=SPRING)
AFTER = article("The new mayor of Aldermoor, Tom Reed, closed it.", "after", date=AUTUMN)
EVER = "Who is the mayor of Aldermoor?"
NOW = "Who is the mayor of Aldermoor now?"


@pytest.mark.parametrize(
    ("question", "now"),
    [
        (NOW, True),
        ("Who is now mayor?", True),
        ("What are now the rates?", True),
        ("Who is the current mayor?", True),
        ("Who currently leads it?", True),
        ("What is the latest toll?", True),
        ("How many have died so far?", True),
        (EVER, False),
        ("What does she do now that she has left?", False),
        ("What is now that?", False),
        ("Who measured the current?", False),
        ("What was the latest toll in May 2020?", False),
        ("Who led it last week?", False),
    ],
)
def test_which_questions_ask_for_what_holds_now(question: str, now: bool) -> None:
    assert is_of_now(question) is now
    assert Asked.of(question).of_now is now


def ranked(source: Article, quote: str, alone: float, confidence: float = 0.1) -> RankedSpan:
    start = source.text.index(quote)
    span = Span(Passage(source.id, 0, len(source.text)), start, start + len(quote), 0.0, 0.0)
    return RankedSpan(span, confidence, alone)


@pytest.mark.parametrize(
    ("question", "later", "given"),
    [
        (EVER, 0.7, [("Ada Bell", 0.8), ("Tom Reed", 0.7)]),
        (NOW, 0.7, [("Tom Reed", 0.7), ("Ada Bell", 0.8)]),
        (NOW, 0.5, [("Ada Bell", 0.8), ("Tom Reed", 0.5)]),
    ],
)
def test_of_what_is_nearly_as_sure_the_newest_holds_now(
    question: str, later: float, given: list[tuple[str, float]]
) -> None:
    spans = ranked(BEFORE, "Ada Bell", 0.8, 0.8), ranked(AFTER, "Tom Reed", later)
    hits = [Hit(one.span.passage, 1.0) for one in spans]
    articles = {one.id: one for one in (BEFORE, AFTER)}
    answer = aggregate(Asked.of(question), spans, hits, articles, threshold=0.3)
    shown = [(answer.text, answer.confidence), *((one.text, one.confidence) for one in answer.alternatives)]
    assert (shown, answer.sources_disagree) == (given, True)


def test_the_undated_holds_now_where_a_newer_article_says_it_too() -> None:
    undated = replace(AFTER, id="undated", date=None)
    spans = ranked(undated, "Tom Reed", 0.8, 0.8), ranked(BEFORE, "Ada Bell", 0.7), ranked(AFTER, "Tom Reed", 0.4)
    articles = {one.id: one for one in (BEFORE, AFTER, undated)}
    answer = aggregate(
        Asked.of(NOW), spans, [Hit(one.span.passage, 1.0) for one in spans], articles, threshold=0.3
    )
    assert answer.text == "Tom Reed"


@pytest.mark.parametrize(
    ("question", "sure", "first"),
    [(EVER, 0.7, "Ada Bell"), (NOW, 0.7, "Tom Reed"), (NOW, 0.5, "Ada Bell")],
)
def test_what_a_later_article_says_holds_now(question: str, sure: float, first: str) -> None:
    answer, later = (
        Answer(question=question, text=name, confidence=sure, citations=(cite(source, name, source.text),))
        for source, name, sure in ((BEFORE, "Ada Bell", 0.8), (AFTER, "Tom Reed", sure))
    )
    asked = Asked.of(question)
    assert holds_as_of(asked, answer) == SPRING
    assert with_later(asked, answer, later, {one.id: one for one in (BEFORE, AFTER)}).text == first


def test_an_old_archive_is_no_less_sure_of_now(tmp_path: Path) -> None:
    (tmp_path / "mayor.md").write_text("---\ndate: 2021-04-01\n---\nAda Bell is the mayor of Aldermoor.\n")
    answerer = Answerer.open(tmp_path)
    asked_then = datetime.date(2021, 4, 9)
    assert answerer.answer(NOW).confidence == answerer.answer(NOW, as_of=asked_then).confidence
