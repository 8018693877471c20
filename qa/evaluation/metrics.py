"""The figures of an evaluation: one pure function each, arrays and strings in, a number out.

Knows nothing of questions or answerers. Rates are in 0..1; a figure with nothing to count is None, never 0.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalize(text: str) -> str:
    """The text as SQuAD compares it (Rajpurkar et al. 2016, section 6.1): lower case, without ASCII
    punctuation, without a/an/the, single spaces. Curly quotes stay, as in the published rule."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def exact_match(text: str, golds: Sequence[str]) -> float:
    """1.0 when the text equals one of the golds after `normalize`, else 0.0 (Rajpurkar et al. 2016).

    No golds means the question has no answer: then only the empty text is right (SQuAD 2.0, Rajpurkar et al.
    2018).
    """
    return _best(_same, text, golds)


def f1(text: str, golds: Sequence[str]) -> float:
    """Overlap of the normalized words, 0..1: harmonic mean of precision and recall, the best over the golds
    (Rajpurkar et al. 2016). No golds, or no word left on a side: 1.0 only when both are empty (SQuAD 2.0)."""
    return _best(_overlap, text, golds)


def contains(text: str, golds: Sequence[str]) -> bool:
    """Whether one of the golds stands in the text as whole words, after `normalize`: how open-domain work
    counts a passage as right where no article is named (Chen et al. 2017, DrQA)."""
    padded = f" {normalize(text)} "
    return any(f" {gold} " in padded for gold in map(normalize, golds) if gold)


def recall_at(ranks: Sequence[int | None], k: int) -> float | None:
    """Share of questions whose first right passage is among the first k. `ranks` count from 1, None where
    nothing right was found."""
    return mean([rank is not None and rank <= k for rank in ranks])


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float | None:
    """Mean of 1/rank, 0 where nothing right was found (Voorhees 1999, TREC-8 question answering)."""
    return mean([0.0 if rank is None else 1 / rank for rank in ranks])


def auroc(scores: Sequence[float], positives: Sequence[bool]) -> float | None:
    """Probability that a positive scores above a negative, a tie counting half (Mann and Whitney 1947; Hanley
    and McNeil 1982). None when one of the two classes is empty."""
    positive = np.asarray(positives, dtype=bool)
    n_positive = int(positive.sum())
    n_negative = len(positive) - n_positive
    if not n_positive or not n_negative:
        return None
    _, group, sizes = np.unique(np.asarray(scores, dtype=np.float64), return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(sizes) - (sizes - 1) / 2
    wins = mean_ranks[group][positive].sum() - n_positive * (n_positive + 1) / 2
    return float(wins / (n_positive * n_negative))


class PrecisionCoverage(NamedTuple):
    """Three arrays of one length, thresholds falling. Point i: answering where confidence >= thresholds[i]
    answers the share coverage[i] of the questions, of which the share precision[i] is right."""

    thresholds: Floats
    coverage: Floats
    precision: Floats


def precision_coverage(confidences: Sequence[float], correct: Sequence[bool]) -> PrecisionCoverage:
    """Precision against coverage as the threshold falls, one point for each distinct confidence (El-Yaniv and
    Wiener 2010: one minus the risk-coverage curve). Empty arrays for no questions."""
    confidence = np.asarray(confidences, dtype=np.float64)
    order = np.argsort(-confidence, kind="stable")
    falling = confidence[order]
    answered = np.arange(1, len(falling) + 1)
    right = np.cumsum(np.asarray(correct, dtype=np.float64)[order])
    # Questions of equal confidence cross the threshold together, so only the last of a tie is a point.
    last = np.flatnonzero(np.append(np.diff(falling) != 0, True)) if len(falling) else np.arange(0)
    return PrecisionCoverage(falling[last], answered[last] / max(len(falling), 1), right[last] / answered[last])


def area_under_risk(confidences: Sequence[float], correct: Sequence[bool]) -> float | None:
    """Mean share of wrong answers among the k most confident, over every k, 0..1, less is better (AURC, Geifman
    et al. 2019); questions of equal confidence cross together."""
    _, coverage, precision = precision_coverage(confidences, correct)
    steps = np.diff(coverage, prepend=0.0)
    return float(((1 - precision) * steps).sum()) if len(confidences) else None


def answered_at_precision(
    confidences: Sequence[float], correct: Sequence[bool], answerable: Sequence[bool], precision: float
) -> float | None:
    """The largest share of the answerable questions, 0..1, that one threshold lets answer while at least the share
    `precision` of all answers given, those to unanswerable questions too, is right. None without answerable ones.
    """
    total = sum(answerable)
    if not total:
        return None
    thresholds, _, reached = precision_coverage(confidences, correct)
    allowed = thresholds[reached >= precision]
    if not len(allowed):
        return 0.0
    least = float(allowed[-1])
    answered = [could for confidence, could in zip(confidences, answerable, strict=True) if confidence >= least]
    return sum(answered) / total


class Reliability(NamedTuple):
    """Three arrays of one length, one entry for each bin that holds a question: mean confidence and share right,
    both in 0..1, and how many questions."""

    confidence: Floats
    accuracy: Floats
    sizes: NDArray[np.int64]


def reliability(confidences: Sequence[float], correct: Sequence[bool], bins: int = 10) -> Reliability:
    """How often answers of like confidence are right (the reliability diagram, DeGroot and Fienberg 1983), in
    `bins` of equal width. A confidence on a border counts in the upper bin, 1.0 in the last."""
    confidence = np.asarray(confidences, dtype=np.float64)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    sizes = np.bincount(place, minlength=bins)
    held = sizes > 0
    summed = np.bincount(place, weights=confidence, minlength=bins)[held]
    right = np.bincount(place, weights=np.asarray(correct, dtype=np.float64), minlength=bins)[held]
    return Reliability(summed / sizes[held], right / sizes[held], sizes[held])


def expected_calibration_error(
    confidences: Sequence[float], correct: Sequence[bool], bins: int = 10
) -> float | None:
    """Mean distance of confidence from accuracy over the bins of `reliability`, weighted by their size, 0..1
    (Naeini et al. 2015; Guo et al. 2017)."""
    confidence, accuracy, sizes = reliability(confidences, correct, bins)
    return float((sizes * np.abs(accuracy - confidence)).sum() / sizes.sum()) if len(sizes) else None


def right_or_shown(text: str, contradicting: Sequence[str], differing: Sequence[Sequence[str]]) -> bool:
    """Whether an answer does justice to a question on which the articles differ.

    `differing` holds the wordings of each of the different answers, the newest answer first; `contradicting` what
    was shown beside `text` as contradicting it. Right is the newest answer; or any other with a second one of
    them shown beside it. Wordings are compared as by `exact_match`.
    """
    given = [place for place, wordings in enumerate(differing) if exact_match(text, wordings)]
    if not given:
        return False
    others = [wordings for place, wordings in enumerate(differing) if place not in given]
    return 0 in given or any(exact_match(one, wordings) for one in contradicting for wordings in others)


class Bootstrap(NamedTuple):
    """A difference of two means over the same questions, the bounds of its 95 % interval, and how likely one at
    least as far from zero is where there is none (two-sided, 0..1)."""

    difference: float
    low: float
    high: float
    p: float


def paired_bootstrap(
    scores: Sequence[float], others: Sequence[float], *, samples: int = 10_000, seed: int = 0
) -> Bootstrap | None:
    """How sure it is that `scores` differ from `others`, question by question: the questions are drawn again with
    replacement `samples` times (Efron 1979, percentile interval; two-sided p as in Berg-Kirkpatrick et al. 2012,
    from the draws' distance to the difference found). The same seed gives the same figures. None for none."""
    gains = np.asarray(scores, dtype=np.float64) - np.asarray(others, dtype=np.float64)
    if not len(gains):
        return None
    random = np.random.default_rng(seed)
    drawn = np.array([gains[random.integers(len(gains), size=len(gains))].mean() for _ in range(samples)])
    found = float(gains.mean())
    low, high = np.percentile(drawn, (2.5, 97.5))
    # Shifted to where there is no difference, how often a draw lies as far out as the one found.
    p = float((np.abs(drawn - found) >= abs(found) - 1e-12).mean())
    return Bootstrap(found, float(low), float(high), p)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The value below which `percent` (0..100) of the values lie, linear between neighbours (Hyndman and Fan
    1996, type 7), in the unit of the values."""
    return float(np.percentile(values, percent)) if len(values) else None


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return float(np.mean(values)) if len(values) else None


def _best(compare: Callable[[str, str], float], text: str, golds: Sequence[str]) -> float:
    wanted = [gold for gold in map(normalize, golds) if gold] or [""]
    given = normalize(text)
    return max(compare(given, gold) for gold in wanted)


def _same(given: str, gold: str) -> float:
    return float(given == gold)


def _overlap(given: str, gold: str) -> float:
    if not given or not gold:
        return _same(given, gold)
    given_words, gold_words = given.split(), gold.split()
    shared = (Counter(given_words) & Counter(gold_words)).total()
    return 2 * shared / (len(given_words) + len(gold_words))
