"""A run against an earlier one, and against the figures asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluated import ANSWERS, QUESTIONS, FakeAnswerer

from embeddings.errors import QuestionSetError
from qa.evaluation.comparison import compare, load_predictions, missed, parse_limit
from qa.evaluation.output import comparison_text, write_predictions
from qa.evaluation.report import Report, evaluate
from qa.evaluation.report_page import html_report


@pytest.fixture
def report() -> Report:
    return evaluate(FakeAnswerer(ANSWERS), QUESTIONS)


def test_a_run_is_compared_with_its_own_predictions_and_with_others(report: Report, tmp_path: Path) -> None:
    write_predictions(report, tmp_path / "same.jsonl")
    same = compare(report, load_predictions(tmp_path / "same.jsonl"), "same.jsonl")
    assert (same.questions, same.changes) == (5, ())
    assert same.f1 == (0, 0, 0, 1)
    # Before: "right" was wrong, "wrong" was right, the unanswerable "rash" abstained; the rest is not there.
    before = {"right": "Bob", "wrong": "Bob", "rash": ""}
    compared = compare(report, before, "before.jsonl")
    assert [(one.question.id, one.before, one.now) for one in compared.changes] == [
        ("rash", "", "<b>He</b>"),
        ("wrong", "Bob", "Bob Ray"),
        ("right", "Bob", "Ann Lee"),
    ]
    assert compared.figures["worse"] == 2 and compared.figures["better"] == 1
    assert compared.em and compared.em.difference == pytest.approx(100 * (1 - 1 - 1) / 3)
    assert compared.f1 and compared.f1.difference == pytest.approx(100 * (1 + (2 / 3 - 1) - 1) / 3)
    text = comparison_text(compared)
    assert "Compared with before.jsonl, 3 questions in common" in text
    assert "1.00 -> 0.67  Who is mayor?\n                Bob -> Bob Ray\n" in text
    page = html_report(report, comparison=compared)
    assert "1 better, 2 worse by F1" in page
    assert "<td>&lt;b&gt;He&lt;/b&gt; (0.00)</td>" in page
    assert json.loads(json.dumps(compared.figures)) == compared.figures | {
        "em": compared.em._asdict(),
        "f1": compared.f1._asdict(),
    }


def test_nothing_in_common_is_said_so(report: Report) -> None:
    compared = compare(report, {"another": "Bob"}, "other.jsonl")
    assert (compared.questions, compared.f1, compared.figures["f1"]) == (0, None, None)
    assert comparison_text(compared).startswith("Compared with other.jsonl, 0 questions in common")


@pytest.mark.parametrize("line", ["no JSON", "[]", '{"id": "1"}', "7", '{"id": 1, "text": "x"}'])
def test_what_is_no_prediction_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "1", "text": "x", "abstained": false}\n' + line)
    with pytest.raises(QuestionSetError, match=r"p\.jsonl, line 2: is no prediction"):
        load_predictions(path)
    with pytest.raises(QuestionSetError, match="cannot be read"):
        load_predictions(tmp_path / "none.jsonl")


def test_limits(report: Report) -> None:
    limits = [parse_limit(limit) for limit in ("f1=40", "em=40", "em=40.5", "mrr=1", "right_or_shown=0.8")]
    assert missed(report.figures, limits) == [
        "em is 40, under the 40.5 asked for",
        "mrr is 0.5, under the 1 asked for",
        "right_or_shown cannot be told from these questions, and 0.8 was asked for",
    ]
    for wrong, said in (("f1", "is not NAME=NUMBER"), ("f2=1", "no figure 'f2'"), ("f1=x", "'x' in 'f1=x'")):
        with pytest.raises(ValueError, match=said):
            parse_limit(wrong)
