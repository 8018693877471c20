"""Score -> probability: of the answers given 0.8, eight in ten should be right.

A logistic curve, after Platt 1999, over a span's margin: its score, less a share of the null score, plus what the
retrieval score of its passage is worth. Monotone, so it never changes the ranking. Fitted end to end, on passages
retrieved for real questions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from embeddings.errors import ReaderError
from qa.schema import Span


@dataclass(frozen=True, slots=True)
class Calibration:
    """`confidence = 1 / (1 + exp(-(slope * margin + intercept)))`, and the confidence below which the reader
    abstains unless told otherwise.

    `rivalry` is how fast a span's odds of being the right one fall with its distance from the best, per logit;
    `like_odds` the odds below which a span is no rival of the best. `retrieval_weight` is what a retrieval score
    of 1 adds to the margin, `null_weight` the share of the null score that is taken from it; `time_weight` what an
    article of the time asked about adds to a retrieval score.
    """

    slope: float
    intercept: float
    threshold: float
    rivalry: float = 0.5
    like_odds: float = 0.1
    retrieval_weight: float = 10.0
    time_weight: float = 0.5
    null_weight: float = 1.0

    def margin_of(self, span: Span, retrieval_score: float) -> float:
        """The margin of a span, in logits; its passage was found with that score, 0..1."""
        return span.score - self.null_weight * span.null_score + self.retrieval_weight * retrieval_score

    def confidence(self, margin: float) -> float:
        """The probability that the best span is right, 0..1, when its margin is this."""
        return float(1 / (1 + np.exp(-np.clip(self.slope * margin + self.intercept, -50, 50))))

    def margin_at(self, confidence: float) -> float:
        """The margin that has this confidence, which lies inside 0..1."""
        return float((np.log(confidence / (1 - confidence)) - self.intercept) / self.slope)

    def odds(self, margin: float, best: float) -> float:
        """How much likelier it is that the span with the margin `best` is the right one than that this one is, as
        a fraction, 0..1."""
        return float(np.exp(self.rivalry * min(margin - best, 0.0)))

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """From a JSON file. Raises ReaderError when it cannot be read or is not one."""
        try:
            return cls(**{key: float(value) for key, value in json.loads(path.read_text()).items()})
        except OSError as error:
            raise ReaderError(f"{path}: not read ({error.strerror}); make it with `citeqa calibrate`") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise ReaderError(f"{path}: not a calibration file ({error}); make it again or delete it") from error

    @classmethod
    def load_or_default(cls, path: Path) -> Calibration:
        """The same; a curve by rule of thumb where there is no file."""
        return cls.load(path) if path.exists() else UNCALIBRATED

    def save(self, path: Path) -> None:
        """Write as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def fit(cls, margins: np.ndarray, right: np.ndarray, *, threshold: float) -> Calibration:
        """The curve with the largest likelihood for margins, float, shape (n,), and right, bool, shape (n,)."""
        targets = _smoothed(np.asarray(right, dtype=float))
        design = np.stack([np.asarray(margins, dtype=float), np.ones(len(margins))], axis=1)

        def loss(weights: np.ndarray) -> float:
            logits = design @ weights
            return float(np.sum(np.logaddexp(0, logits) - targets * logits))

        weights = np.zeros(2)
        for _ in range(100):
            fitted = 1 / (1 + np.exp(-np.clip(design @ weights, -50, 50)))
            hessian = design.T @ (design * (fitted * (1 - fitted))[:, None])
            # Least squares: margins that are all the same leave the slope open.
            step = np.linalg.lstsq(hessian, design.T @ (targets - fitted), rcond=None)[0]
            while loss(weights + step) > loss(weights) and np.abs(step).max() > 1e-9:
                step /= 2  # Newton's steps overshoot where the margins part right from wrong
            weights = weights + step
            if np.abs(step).max() < 1e-9:
                break
        return cls(float(weights[0]), float(weights[1]), threshold)


def fit_rivalry(readings: Sequence[tuple[np.ndarray, np.ndarray]]) -> float:
    """The `rivalry` with the largest likelihood: of each question's answers, given as margins, float, and right,
    bool, shape (answers,), one is right with a share of exp(rivalry * margin) (a conditional logit, McFadden
    1974). Questions without a right answer tell nothing; 0.5 where there is no other."""
    told = [(margins - margins.max(), right) for margins, right in readings if right.any() and not right.all()]
    if not told:
        return UNCALIBRATED.rivalry

    def likelihood(slope: float) -> float:
        shares = [(np.exp(slope * margins), right) for margins, right in told]
        return float(np.mean([np.log(share[right].sum() / share.sum()) for share, right in shares]))

    return max(_SLOPES, key=likelihood)


_SLOPES = [step / 100 for step in range(5, 201)]

# For readers that bring no calibration: near the bundled reader's.
UNCALIBRATED = Calibration(slope=0.2, intercept=-1.8, threshold=0.3)


def _smoothed(right: np.ndarray) -> np.ndarray:
    """Targets a little inside 0 and 1, as Platt gives them, so that separable data has a finite fit."""
    positives, negatives = right.sum(), len(right) - right.sum()
    targets: np.ndarray = np.where(right > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    return targets
