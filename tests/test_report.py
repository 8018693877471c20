"""Evaluation of a fake answerer whose every answer is known, with the figures worked out by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from evaluated import ANSWERS, ARTICLES, QUESTIONS, RACE, TOWN, FakeAnswerer, cite, given

from embeddings.errors import QuestionError
from qa.evaluation.output import terminal_table
from qa.evaluation.question import Differing, Question
from qa.evaluation.report import Report, evaluate
from qa.evaluation.report_page import html_report
from qa.schema import Candidate


@pytest.fixture
def report() -> Report:
    return evaluate(FakeAnswerer(ANSWERS), QUESTIONS)


def test_sizes(report: Report) -> None:
    names = ("questions", "answerable", "unanswerable", "judged")
    assert [report.figures[name] for name in names] == [6, 3, 2, 5]


def test_em_and_f1_by_the_rules_of_squad2(report: Report) -> None:
    # right, wrong, abstained where it should not, abstained rightly, answered where it should not
    assert report.em == report.figures["em"] == pytest.approx(100 * (1 + 0 + 0 + 1 + 0) / 5)
    # "Bob Ray" for "Bob": precision 1/2, recall 1
    assert report.f1 == report.figures["f1"] == pytest.approx(100 * (1 + 2 / 3 + 0 + 1 + 0) / 5)


def test_the_best_answers_when_it_may_not_abstain(report: Report) -> None:
    assert report.figures["best_em"] == pytest.approx(100 * (1 + 0 + 1) / 3)
    assert report.figures["best_f1"] == pytest.approx(100 * (1 + 2 / 3 + 1) / 3)


def test_citations(report: Report) -> None:
    assert report.figures["right_and_cited"] == pytest.approx(1 / 3)
    # given to answerable or unjudged questions: race for race, race for town, race for town
    assert report.figures["citation_accuracy"] == pytest.approx(1 / 3)
    assert report.figures["quotes_verbatim"] == 1


def test_retrieval(report: Report) -> None:
    # race.txt is first; town.txt third; "2020" is in the third passage; the unanswerable are left out
    assert [o.rank for o in report.outcomes] == [1, 3, 3, None, None, 3]
    assert report.figures["recall@1"] == 1 / 4
    assert report.figures["recall@5"] == report.figures["recall@20"] == 1
    assert report.figures["mrr"] == pytest.approx((1 + 1 / 3 + 1 / 3 + 1 / 3) / 4)


def test_abstention(report: Report) -> None:
    figures = report.figures
    # answerable .9 .6 .3 against unanswerable .1 .7: 2 + 1 + 1 of 6 pairs
    assert figures["auroc"] == pytest.approx(4 / 6)
    assert figures["unanswerable_abstained"] == 1 / 2
    assert figures["answerable_answered"] == 2 / 3
    assert figures["threshold"] == 0.5
    assert figures["coverage"] == 3 / 5
    assert figures["precision"] == pytest.approx(1 / 3)
    # falling confidence: .9 right, .7 not, .6 not, .3 right, .1 not
    points = [(p["coverage"], p["precision"], p["threshold"]) for p in figures["precision_coverage"]]
    assert points == [
        (pytest.approx(1 / 5), 1, 0.9),
        (pytest.approx(2 / 5), 1 / 2, 0.7),
        (pytest.approx(3 / 5), pytest.approx(1 / 3), 0.6),
        (pytest.approx(4 / 5), 2 / 4, 0.3),
        (1, pytest.approx(2 / 5), 0.1),
    ]
    # each alone in its bin
    assert figures["ece"] == pytest.approx((0.1 + 0.7 + 0.6 + 0.7 + 0.1) / 5)


def test_the_confidence_of_what_metadata_answers_is_not_measured(report: Report) -> None:
    first = report.outcomes[0]
    stated = replace(first, answer=first.answer.model_copy(update={"measured": False, "confidence": 0.2}))
    longer = Report((*report.outcomes, stated), report.threshold)
    assert longer.figures["ece"] == report.figures["ece"]
    assert longer.figures["coverage"] == 4 / 6


def test_what_kind_of_error_it_was(report: Report) -> None:
    # Two passages are read, both of the race. "2020" stands in the third, so it was not read, but the best answer
    # is right all the same.
    assert [o.verdict for o in report.outcomes[:5]] == [
        "right",
        "not found",
        "held back",
        "rightly abstained",
        "made up",
    ]
    assert [o.held and o.held.quote for o in report.outcomes] == ["Ann Lee", None, None, None, None, None]
    assert (report.figures["not_found"], report.figures["misread"]) == (1, 0)
    assert report.figures["answer_read"] == 1 / 3
    misread = Question(question="Who is mayor?", answers=("Ann", "Ann Lee"), articles=("race.txt",))
    [outcome] = evaluate(FakeAnswerer(ANSWERS), [misread]).outcomes
    assert (outcome.verdict, outcome.held and outcome.held.quote) == ("misread", "Ann Lee")
    # "Ray" is a word of the second passage, in any case, "ace" of none.
    for answer, quote in (("Ray", "Ray"), ("ray", "Ray"), ("ace", None)):
        [outcome] = evaluate(FakeAnswerer(ANSWERS), [Question(question="Who won?", answers=(answer,))]).outcomes
        assert (outcome.held and outcome.held.quote) == quote


def test_figures_by_kind(report: Report) -> None:
    assert list(report.by_kind) == ["who", "when"]
    assert report.figures["by_kind"]["who"] == {
        "questions": 4,
        "em": 100 * (1 + 0 + 1 + 0) / 4,
        "f1": pytest.approx(100 * (1 + 2 / 3 + 1 + 0) / 4),
        "right": 1,
        "abstained": 1,
        "not_found": 1,
        "misread": 0,
        "held_back": 0,
        "made_up": 1,
    }


@pytest.mark.parametrize(
    ("question", "kind"),
    [("How many died?", "how many"), ("In which year?", "which"), ("Is it so?", "other"), ("Whom?", "whom")],
)
def test_without_a_kind_the_question_word_is_it(question: str, kind: str) -> None:
    assert Question(question=question).counted_as == kind
    assert Question(question=question, kind="said").counted_as == "said"


def test_answers_given_at_a_precision_and_risk(report: Report) -> None:
    # Falling: right, unanswerable, wrong, right, unanswerable: only the first alone is right often enough.
    assert report.figures["answered_at_80"] == 1 / 3
    assert report.figures["aurc"] == pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5)


def test_a_follow_up_is_asked_with_its_history_and_once_more_by_itself() -> None:
    date = datetime.date(2020, 2, 5)
    question = Question(
        question="When did he take office?",
        answers=("2020",),
        history=("Who is mayor?",),
        standalone="When did Bob take office?",
        as_of=date,
    )
    alone = given("When did Bob take office?", 0.9, cite(RACE, "2019"))
    answerer = FakeAnswerer([*ANSWERS, alone])
    report = evaluate(answerer, [question, QUESTIONS[0]])
    assert answerer.was_asked == [
        ("When did he take office?", ("Who is mayor?",), date),
        ("When did Bob take office?", (), date),
        ("Who won?", (), None),
    ]
    figures = report.figures
    assert (figures["follow_ups"], figures["follow_up_f1"], figures["standalone_f1"]) == (1, 100, 0)


def test_where_articles_differ_the_newest_or_two_must_be_shown() -> None:
    differing = (
        Differing(answers=("2019",), date=datetime.date(2019, 5, 1)),
        Differing(answers=("2020",), date=datetime.date(2020, 5, 1)),
    )
    first = Question(question="When was the race?", answers=("2019", "2020"), differing=differing)
    other = Candidate(text="2020", confidence=0.6, citations=(cite(TOWN, "2020"),), contradicts=True)
    for alternatives, shown in (((), 0), ((other,), 1), ((other.model_copy(update={"contradicts": False}),), 0)):
        answer = given("When was the race?", 0.9, cite(RACE, "2019")).model_copy(
            update={"alternatives": alternatives}
        )
        figures = evaluate(FakeAnswerer([answer]), [first, QUESTIONS[0]]).figures
        assert (figures["differing"], figures["right_or_shown"]) == (1, shown)
    newest = given("When was the race?", 0.9, cite(TOWN, "2020"))
    assert evaluate(FakeAnswerer([newest]), [first]).figures["right_or_shown"] == 1


def test_latency(report: Report) -> None:
    five = zip(report.outcomes, (10, 20, 30, 40, 140), strict=False)
    timed = Report(tuple(replace(one, milliseconds=took) for one, took in five), report.threshold)
    assert timed.figures["latency_p50_ms"] == 30
    assert timed.figures["latency_p95_ms"] == pytest.approx(120)
    assert all(one.milliseconds > 0 for one in report.outcomes)


def test_what_went_wrong_comes_most_confident_first(report: Report) -> None:
    assert [o.question.id for o in report.wrong] == ["rash", "wrong", "shy"]


def test_a_quote_that_is_not_in_its_place_is_seen() -> None:
    misplaced = given("Who won?", 0.9, cite(RACE, "Ann Lee", shift=1))
    gone = cite(RACE, "Ann Lee").model_copy(update={"article": "gone/race.txt"})
    answers = [misplaced, given("Who is mayor?", 0.9, gone)]
    named = [QUESTIONS[0], Question(question="Who is mayor?", answers=("Ann Lee",), articles=("race.txt",))]
    figures = evaluate(FakeAnswerer(answers), named).figures
    assert figures["em"] == 100
    assert figures["right_and_cited"] == figures["citation_accuracy"] == figures["quotes_verbatim"] == 0


@pytest.mark.parametrize("name", ["sport/race.txt", "race.txt"])
def test_an_article_is_named_by_id_or_by_file(name: str) -> None:
    question = Question(question="Who won?", answers=("Ann Lee",), articles=(name,))
    assert evaluate(FakeAnswerer(ANSWERS), [question]).figures["right_and_cited"] == 1


@pytest.mark.parametrize("name", ["race", "archive/sport/race.txt", "ace.txt", "RACE.TXT"])
def test_no_other_name_will_do(name: str) -> None:
    question = Question(question="Who won?", answers=("Ann Lee",), articles=(name,))
    figures = evaluate(FakeAnswerer(ANSWERS), [question]).figures
    assert (figures["right_and_cited"], figures["recall@20"]) == (0, 0)


def test_gold_paragraphs_are_read_without_the_retriever() -> None:
    answerer = FakeAnswerer([given("Who won?", 0.9, cite(RACE, "Ann Lee"))])
    question = Question(question="Who won?", answers=("Ann Lee",), articles=("sport/race.txt",))
    report = evaluate(answerer, [question], gold=ARTICLES)
    assert answerer.was_read == [("Who won?", ["sport/race.txt"])]
    assert (report.em, report.figures["right_and_cited"], report.figures["mrr"]) == (100, 1, None)


def test_a_refused_question_is_an_abstention_and_the_run_goes_on() -> None:
    report = evaluate(FakeAnswerer(ANSWERS), [Question(id="long", question="Why?", answerable=False), *QUESTIONS])
    assert (report.figures["questions"], report.figures["refused"]) == (7, 1)
    assert report.outcomes[0].answer.abstained


def test_a_refused_standalone_form_is_one_that_was_not_answered() -> None:
    follow_up = Question(question=ANSWERS[0].question, answers=("2019",), history=("Hm?",), standalone="кто это?")
    figures = evaluate(FakeAnswerer(ANSWERS), [follow_up]).figures
    assert (figures["follow_ups"], figures["standalone_f1"]) == (1, 0)


def test_a_question_without_its_paragraph_is_named() -> None:
    with pytest.raises(QuestionError, match="question 'Why\\?': names no paragraph"):
        evaluate(FakeAnswerer([]), [Question(question="Why?")], gold=ARTICLES)


def test_progress_is_told_after_each_question() -> None:
    calls: list[tuple[int, int]] = []
    evaluate(FakeAnswerer(ANSWERS), QUESTIONS, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(done, 6) for done in range(1, 7)]


def test_no_questions_give_no_figures() -> None:
    report = evaluate(FakeAnswerer([]), [])
    counts = {"questions", "answerable", "unanswerable", "judged", "refused", "threshold", "precision_coverage"}
    counts |= {"not_found", "misread", "follow_ups", "differing", "by_kind"}
    assert {name for name, value in report.figures.items() if value is not None} == counts
    assert "exact match" in terminal_table(report)
    assert "<svg" not in html_report(report)
