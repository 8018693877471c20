"""The confidence fitted to a question set, from outcomes whose shares of right answers are set by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from embeddings.errors import CiteqaError
from qa.evaluation.fitting import fit
from qa.evaluation.outcomes import Outcome
from qa.evaluation.question import Question
from qa.evaluation.report import Report
from qa.reader.calibration import Calibration
from qa.schema import Answer, Candidate

USED = Calibration(slope=0.5, intercept=-1.0, threshold=0.3, rivalry=0.7)


def asked(confidence: float, right: bool, *, answerable: bool = True) -> Outcome:
    candidate = Candidate(text="Bob" if right else "Ann", confidence=confidence, citations=())
    return Outcome(
        question=Question(question="Who?", answers=("Bob",) if answerable else (), answerable=answerable),
        answer=Answer(question="Who?", text=None, confidence=confidence, rejected=(candidate,)),
        milliseconds=1.0,
        ranked=False,
        rank=None,
        held=None,
        rightly_cited=False,
        verbatim=(),
    )


def report(*groups: tuple[float, int, int], unanswerable: tuple[float, int] = (0.1, 0)) -> Report:
    """Groups of (confidence, right ones, wrong ones), and unanswerable questions."""
    outcomes = [asked(confidence, True) for confidence, right, _ in groups for _ in range(right)]
    outcomes += [asked(confidence, False) for confidence, _, wrong in groups for _ in range(wrong)]
    outcomes += [asked(unanswerable[0], False, answerable=False)] * unanswerable[1]
    return Report(tuple(outcomes), 0.3)


def test_the_fitted_confidence_is_the_share_that_was_right():
    fitted = fit(report((0.2, 40, 60), (0.5, 90, 10)), USED)
    confidences = [fitted.calibration.confidence(USED.margin_at(confidence)) for confidence in (0.2, 0.5)]
    assert confidences == pytest.approx([0.4, 0.9], abs=0.01)
    assert fitted.questions == 200
    assert fitted.before == pytest.approx((0.2 + 0.4) / 2, abs=1e-6)
    assert fitted.after < 0.06


def test_what_an_articles_metadata_answers_is_no_matter_of_the_reader():
    read = report((0.2, 40, 60), (0.5, 90, 10))
    stated = replace(read.outcomes[0], answer=read.outcomes[0].answer.model_copy(update={"measured": False}))
    assert fit(Report((*read.outcomes, *[stated] * 50), 0.3), USED) == fit(read, USED)


def test_how_answers_are_weighed_against_each_other_stays():
    assert fit(report((0.2, 40, 60), (0.5, 90, 10)), USED).calibration.rivalry == 0.7


def test_the_threshold_lets_most_questions_end_right():
    # Answering the group of 0.4 wins twenty questions and loses none: its wrong ones are lost either way.
    fitted = fit(report((0.4, 20, 10), (0.6, 30, 10), unanswerable=(0.2, 30)), USED)
    sure = [fitted.calibration.confidence(USED.margin_at(confidence)) for confidence in (0.2, 0.4)]
    assert sure[0] < fitted.calibration.threshold < sure[1]


def test_the_threshold_for_a_precision_is_the_lowest_that_reaches_it():
    outcomes = report((0.2, 10, 40), (0.5, 35, 15), (0.7, 45, 5))
    for precision, lowest in ((0.6, 0.2), (0.8, 0.5), (0.9, 0.7)):
        fitted = fit(outcomes, USED, precision=precision).calibration
        at = fitted.confidence(USED.margin_at(lowest))
        assert at - 0.001 <= fitted.threshold <= at


def test_what_cannot_be_fitted_says_so():
    with pytest.raises(CiteqaError, match="20 judged questions, 10 of them"):
        fit(report((0.5, 10, 10)), USED)
    with pytest.raises(CiteqaError, match="50 judged questions, 0 of them"):
        fit(report((0.5, 0, 50)), USED)
    with pytest.raises(CiteqaError, match="no threshold makes 95% of the answers given right"):
        fit(report((0.5, 30, 20)), USED, precision=0.95)
    with pytest.raises(CiteqaError, match="the surer it was, the less often it was right"):
        fit(report((0.2, 20, 5), (0.8, 5, 20)), USED)
