"""Our own question sets: what is in them, and that their answers stand in their articles."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from embeddings.loading import load_articles
from qa.evaluation.question import Question
from qa.evaluation.questions import load_questions
from qa.training.invented import INVENTED as TRAINED_ON

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "tests" / "questions" / "seeds.jsonl"
REWORDED = ROOT / "tests" / "questions" / "seeds_reworded.jsonl"
WIKINEWS = ROOT / "tests" / "questions" / "wikinews.jsonl"
INVENTED = ROOT / "tests" / "questions" / "invented.jsonl"
INVENTED_ARTICLES = ROOT / "tests" / "articles" / "invented.jsonl"
WIKINEWS_ARTICLES = ROOT.parent / "shared" / "corpora" / "wikinews_2019_2020.jsonl.gz"

# Our own sets on seeds/.


@pytest.mark.parametrize(("path", "number", "unanswerable"), [(SEEDS, 50, 12), (REWORDED, 149, 30)])
def test_the_seed_questions_are_enough_and_differ(path: Path, number: int, unanswerable: int) -> None:
    questions = load_questions(path)
    assert len(questions) == number
    assert sum(q.answerable is False for q in questions) == unanswerable
    assert len({q.id for q in questions}) == len({q.question for q in questions}) == number
    named = {name for q in questions for name in q.articles}
    assert named == {path.name for path in (ROOT / "seeds").glob("*.txt")}


@pytest.mark.parametrize("question", load_questions(SEEDS) + load_questions(REWORDED), ids=lambda q: q.id)
def test_seed_answers_stand_in_their_articles(question: Question) -> None:
    texts = [(ROOT / "seeds" / name).read_text(encoding="utf-8") for name in question.articles]
    assert all(any(answer in text for text in texts) for answer in question.answers)
    assert all(any(answer in text for answer in question.answers) for text in texts)
    assert bool(question.answers) == bool(texts) == question.answerable


# Our own set on English Wikinews 2019 and 2020; the articles are not in this repository.


def test_the_wikinews_questions_by_half_and_kind() -> None:
    questions = load_questions(WIKINEWS)
    assert len({q.id for q in questions}) == len({q.question for q in questions}) == len(questions) == 355
    dev = "what 28, how many 26, who 20, when 18, where 15, why 13, said 8, how 7, how long 6, which 4, none 30"
    test = "what 32, how many 32, who 18, when 15, where 16, why 15, said 6, how 6, how long 5, which 5, none 30"
    for split, kinds in (("dev", dev), ("test", test)):
        counted = Counter(q.kind for q in questions if q.split == split)
        assert counted == {kind: int(n) for kind, n in (one.rsplit(" ", 1) for one in kinds.split(", "))}
        assert sum(q.answerable is False for q in questions if q.split == split) == 30
        assert sum(bool(q.history) for q in questions if q.split == split) == 13


def test_the_wikinews_questions_agree_with_themselves() -> None:
    for question in load_questions(WIKINEWS):
        assert question.articles
        assert (question.kind == "none") == (not question.answers) == (question.answerable is False)
        assert bool(question.history) == bool(question.standalone)
        dates = [one.date for one in question.differing]
        assert dates == sorted(dates, reverse=True)
        assert {one.article for one in question.differing} <= set(question.articles)
        assert {answer for one in question.differing for answer in one.answers} <= set(question.answers)
    assert sum(bool(q.differing) for q in load_questions(WIKINEWS)) == 41
    assert sum(q.as_of is not None for q in load_questions(WIKINEWS)) == 9


@pytest.mark.skipif(not WIKINEWS_ARTICLES.exists(), reason=f"the articles are not at {WIKINEWS_ARTICLES}")
def test_wikinews_answers_stand_in_their_articles() -> None:
    with gzip.open(WIKINEWS_ARTICLES, "rt", encoding="utf-8") as lines:
        articles = {row["id"]: row for row in map(json.loads, lines)}
    for question in load_questions(WIKINEWS):
        texts = [articles[name]["text"] for name in question.articles]
        assert [answer for answer in question.answers if not any(answer in text for text in texts)] == []
        if question.answerable:
            assert all(any(answer in text for answer in question.answers) for text in texts)
        for one in question.differing:
            assert [answer for answer in one.answers if answer not in articles[one.article]["text"]] == []
            assert str(one.date) == articles[one.article]["date"]


# Our own set on invented news; its articles are beside it.


def test_the_invented_questions_by_half() -> None:
    questions = load_questions(INVENTED)
    assert len({q.id for q in questions}) == len(questions)
    counted = Counter((q.split, q.answerable) for q in questions)
    assert counted == {("dev", True): 533, ("dev", False): 99, ("test", True): 1389, ("test", False): 234}
    events = [{q.id.rsplit(":", 1)[0] for q in questions if q.split == split} for split in ("dev", "test")]
    assert events[0].isdisjoint(events[1])


def test_none_of_these_invented_articles_is_trained_on() -> None:
    articles = {one.text for one in load_articles(INVENTED_ARTICLES)}
    assert len(articles) == 240
    with TRAINED_ON.open(encoding="utf-8") as lines:
        assert articles.isdisjoint(text["text"] for line in lines for text in json.loads(line)["texts"])


def test_invented_answers_stand_in_their_articles() -> None:
    articles = {one.id: one for one in load_articles(INVENTED_ARTICLES)}
    questions = load_questions(INVENTED)
    for question in questions:
        texts = [articles[name].text for name in question.articles]
        assert all(any(answer in text for text in texts) for answer in question.answers)
        assert all(any(answer in text for answer in question.answers) for text in texts)
        for one in question.differing:
            assert set(one.answers) <= set(question.answers)
            assert one.article in question.articles
            assert one.date == articles[one.article].date
    assert sum(bool(question.differing) for question in questions) == 21
