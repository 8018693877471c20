"""A reader's confidence fitted to a question set: the curve, and the threshold below which it abstains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from embeddings.errors import CiteqaError
from qa.evaluation.metrics import expected_calibration_error, precision_coverage
from qa.evaluation.outcomes import Outcome
from qa.evaluation.report import Report
from qa.reader.calibration import Calibration

# Fewer tell nothing of how often 0.8 is right.
FEWEST_QUESTIONS = 40


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted calibration, and the expected calibration error, 0..1, on its `questions`: `before` of the one they
    were asked with, `after` of two curves, each fitted on the half that it is not measured on."""

    calibration: Calibration
    questions: int
    before: float
    after: float


def fit(report: Report, used: Calibration, *, precision: float | None = None) -> Fit:
    """Fit to what came of a question set that was asked with the calibration `used`.

    The threshold is the lowest at which the answers given are right with `precision`, 0..1; with None the one at
    which most questions end right, as an answer given or as an abstention where there is nothing to find. How
    different answers are weighed against each other stays as it was. Raises CiteqaError for fewer than 40 judged
    questions, when all or none were answered right or the surer ones no oftener than the others, and when no
    threshold reaches the precision.
    """
    # What is read from an article's metadata is certain, and no matter of the reader's.
    read = [one for one in report.judged if one.answer.measured]
    outcomes = [one for one in read if 0 < one.answer.confidence < 1]
    confidences = np.array([one.answer.confidence for one in outcomes])
    right = np.array([one.best_is_right for one in outcomes], dtype=bool)
    if len(outcomes) < FEWEST_QUESTIONS or right.all() or not right.any():
        raise CiteqaError(
            f"{len(outcomes)} judged questions, {right.sum()} of them with a right best answer: give at least "
            f"{FEWEST_QUESTIONS}, and some that it gets wrong"
        )
    margins = np.array([used.margin_at(confidence) for confidence in confidences])
    curve = Calibration.fit(margins, right, threshold=used.threshold)
    if curve.slope <= 0:
        raise CiteqaError("the surer it was, the less often it was right: give more questions, or check these")
    fitted = replace(used, slope=curve.slope, intercept=curve.intercept)
    sure = np.array([fitted.confidence(margin) for margin in margins])
    threshold = _most_right(outcomes, sure) if precision is None else _precise(sure, right, precision)
    return Fit(
        replace(fitted, threshold=threshold),
        len(outcomes),
        expected_calibration_error(confidences.tolist(), right.tolist()) or 0.0,
        expected_calibration_error(_cross_fitted(margins, right), right.tolist()) or 0.0,
    )


def _cross_fitted(margins: np.ndarray, right: np.ndarray) -> list[float]:
    """The confidence of each, by a curve fitted on the other half."""
    half = np.arange(len(margins)) % 2 == 0
    first, second = (Calibration.fit(margins[other], right[other], threshold=0) for other in (~half, half))
    return [(first if i % 2 == 0 else second).confidence(margin) for i, margin in enumerate(margins)]


def _most_right(outcomes: Sequence[Outcome], sure: np.ndarray) -> float:
    """The threshold, half-way between two confidences, that lets most questions end right."""
    order = np.argsort(-sure, kind="stable")
    gains = np.cumsum([int(outcomes[i].best_is_right) - int(not outcomes[i].question.answers) for i in order])
    # Questions of equal confidence are answered together, so only the last of them can be the last one answered.
    falling = np.append(sure[order], 0.0)
    last = max(np.flatnonzero(np.diff(falling)), key=lambda i: gains[i])
    return round(float(falling[last] + falling[last + 1]) / 2, 3)


def _precise(sure: np.ndarray, right: np.ndarray, precision: float) -> float:
    thresholds, _, reached = precision_coverage(sure.tolist(), right.tolist())
    allowed = thresholds[reached >= precision]
    if not len(allowed):
        raise CiteqaError(f"no threshold makes {precision:.0%} of the answers given right; ask for less")
    # Rounded down, so that the answer it was found at is still given.
    return float(np.floor(allowed[-1] * 1000) / 1000)
