"""Each metric against a case worked out by hand; AUROC also against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import roc_auc_score

from qa.evaluation.metrics import (
    answered_at_precision,
    area_under_risk,
    auroc,
    contains,
    exact_match,
    expected_calibration_error,
    f1,
    mean_reciprocal_rank,
    normalize,
    paired_bootstrap,
    percentile,
    precision_coverage,
    recall_at,
    reliability,
    right_or_shown,
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Pentagon.", "pentagon"),
        ("a U.S. strike", "us strike"),
        ("An apple, the pear\nand a fig!", "apple pear and fig"),
        ("Theatre of Athens", "theatre of athens"),  # articles go only as whole words
        ("a-bomb", "abomb"),  # punctuation goes first, so no "a" is left to drop
        ("5,200", "5200"),
        ("“draft”", "“draft”"),  # the published rule knows ASCII punctuation only
        ("the", ""),
        ("", ""),
    ],
)
def test_normalize(text: str, normal: str) -> None:
    assert normalize(text) == normal


@given(st.text())
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


def test_exact_match_takes_any_gold() -> None:
    assert exact_match("the Pentagon", ["White House", "Pentagon"]) == 1.0
    assert exact_match("Pentagon officials", ["White House", "Pentagon"]) == 0.0


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    # given {us, soldiers, 5200}, gold {5200}: precision 1/3, recall 1/1
    assert f1("5,200 US soldiers", ["5,200"]) == pytest.approx(2 * (1 / 3) * 1 / (1 / 3 + 1))
    # a word counts as often as both sides have it, here once: precision 1/2, recall 1/1
    assert f1("bo bo", ["bo"]) == pytest.approx(2 * (1 / 2) * 1 / (1 / 2 + 1))
    assert f1("Pentagon", ["White House"]) == 0.0


def test_f1_is_the_best_over_the_golds() -> None:
    # against "Mike Pompeo" 2*1/(1+2), against "Pompeo" 1
    assert f1("Pompeo", ["Mike Pompeo"]) == pytest.approx(2 / 3)
    assert f1("Pompeo", ["Mike Pompeo", "Pompeo"]) == 1.0


@pytest.mark.parametrize("metric", [exact_match, f1])
def test_no_gold_is_matched_by_the_empty_text_only(metric) -> None:  # type: ignore[no-untyped-def]
    assert metric("", []) == 1.0
    assert metric("2014", []) == 0.0
    assert metric("", ["2014"]) == 0.0
    assert metric("", [""]) == 1.0


@given(st.text(), st.lists(st.text(), max_size=3))
def test_exact_match_never_exceeds_f1_and_both_are_rates(text: str, golds: list[str]) -> None:
    assert 0 <= exact_match(text, golds) <= f1(text, golds) <= 1


def test_contains_matches_whole_words() -> None:
    assert contains("He told Fox News so.", ["CNN", "the Fox News"])
    assert not contains("He foxed the newsmen.", ["Fox News", "news"])
    assert not contains("anything", ["the", ""])


def test_recall_at_and_mrr() -> None:
    ranks = [1, 3, None, 6]
    assert recall_at(ranks, 1) == 1 / 4
    assert recall_at(ranks, 5) == 2 / 4
    assert recall_at(ranks, 20) == 3 / 4
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 / 1 + 1 / 3 + 0 + 1 / 6) / 4)
    assert recall_at([], 5) is None
    assert mean_reciprocal_rank([]) is None


def test_auroc_counts_pairs_and_half_of_the_ties() -> None:
    # positives .9 .5, negatives .5 .1: .9 beats both, .5 ties one and beats one
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == (2 + 0.5 + 1) / 4
    assert auroc([0.1, 0.9], [True, True]) is None
    assert auroc([], []) is None


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=2, max_size=60))
def test_auroc_equals_scikit_learns(pairs: list[tuple[int, bool]]) -> None:
    scores = [score / 12 for score, _ in pairs]
    positives = [positive for _, positive in pairs]
    assume(any(positives) and not all(positives))
    assert auroc(scores, positives) == pytest.approx(roc_auc_score(positives, scores))


def test_precision_coverage_as_the_threshold_falls() -> None:
    curve = precision_coverage([0.2, 0.9, 0.5, 0.5], [False, True, True, False])
    assert curve.thresholds.tolist() == [0.9, 0.5, 0.2]
    assert curve.coverage.tolist() == [1 / 4, 3 / 4, 4 / 4]  # the two at 0.5 come together
    assert curve.precision.tolist() == pytest.approx([1 / 1, 2 / 3, 2 / 4])
    assert precision_coverage([], []).coverage.tolist() == []


@given(st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=1))
def test_precision_coverage_is_what_each_threshold_gives(pairs: list[tuple[int, bool]]) -> None:
    confidences, correct = [c / 10 for c, _ in pairs], [right for _, right in pairs]
    curve = precision_coverage(confidences, correct)
    for threshold, coverage, precision in zip(*curve, strict=True):
        answered = [right for c, right in zip(confidences, correct, strict=True) if c >= threshold]
        assert coverage == pytest.approx(len(answered) / len(pairs))
        assert precision == pytest.approx(sum(answered) / len(answered))
    assert curve.coverage[-1] == 1


def test_expected_calibration_error_weighs_bins_by_size() -> None:
    # 0.9 to 1.0: 2 questions, accuracy 1/2, confidence 0.95; 0.2 to 0.3: 1 question, accuracy 0, there 0.25
    error = expected_calibration_error([0.9, 1.0, 0.25], [True, False, False])
    assert error == pytest.approx(2 / 3 * abs(0.5 - 0.95) + 1 / 3 * abs(0 - 0.25))
    assert expected_calibration_error([], []) is None


def test_expected_calibration_error_is_zero_when_eight_of_ten_are_right_at_080() -> None:
    assert expected_calibration_error([0.8] * 10, [True] * 8 + [False] * 2) == pytest.approx(0)


def test_reliability_leaves_empty_bins_out() -> None:
    confidence, accuracy, sizes = reliability([0.9, 1.0, 0.25, 0.2], [True, False, False, True])
    assert confidence.tolist() == pytest.approx([(0.25 + 0.2) / 2, (0.9 + 1.0) / 2])
    assert (accuracy.tolist(), sizes.tolist()) == ([1 / 2, 1 / 2], [2, 2])
    assert reliability([], []).sizes.tolist() == []


@given(st.lists(st.tuples(st.floats(0.001, 0.999), st.booleans()), min_size=1))
def test_reliability_equals_scikit_learns(pairs: list[tuple[float, bool]]) -> None:
    # On a border scikit-learn takes the lower bin, this the upper.
    assume(not any((10 * confidence) % 1 < 1e-9 or (10 * confidence) % 1 > 1 - 1e-9 for confidence, _ in pairs))
    confidences, correct = [c for c, _ in pairs], [right for _, right in pairs]
    shares, means = calibration_curve(correct, confidences, n_bins=10)
    found = reliability(confidences, correct)
    assert found.accuracy.tolist() == pytest.approx(shares.tolist())
    assert found.confidence.tolist() == pytest.approx(means.tolist())


def test_area_under_risk_is_the_mean_risk() -> None:
    # Most confident first: right, wrong, right: risk 0, 1/2, 1/3.
    assert area_under_risk([0.9, 0.5, 0.7], [True, True, False]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    # The two at 0.7 cross together: risk 1/3 for all three.
    assert area_under_risk([0.7, 0.7, 0.7], [True, True, False]) == pytest.approx(1 / 3)
    assert area_under_risk([], []) is None


def test_answers_given_at_a_precision_count_the_unanswerable_against_it() -> None:
    # Falling: right, unanswerable, right, right, right, wrong: precision 1, 1/2, 2/3, 3/4, 4/5, 4/6.
    confidences = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    right = [True, False, True, True, True, False]
    answerable = [True, False, True, True, True, True]
    assert answered_at_precision(confidences, right, answerable, 0.8) == 4 / 5
    assert answered_at_precision(confidences, right, answerable, 0.9) == 1 / 5
    assert answered_at_precision([0.9], [False], [True], 0.8) == 0
    assert answered_at_precision([0.9], [False], [False], 0.8) is None


@pytest.mark.parametrize(
    ("text", "contradicting", "right"),
    [
        ("2,500", [], True),  # the newest
        ("5,200", [], False),
        ("5,200", ["some 5,200"], False),  # the same answer once more is no second one
        ("5,200", ["2,500"], True),
        ("5,200", ["2,000"], True),
        ("5,200", ["900"], False),
        ("900", ["2,500", "5,200"], False),
        ("", ["2,500"], False),
    ],
)
def test_a_question_on_which_articles_differ(text: str, contradicting: list[str], right: bool) -> None:
    differing = [["2,500", "some 2,500"], ["2,000"], ["5,200", "some 5,200"]]
    assert right_or_shown(text, contradicting, differing) is right


def test_an_answer_two_articles_share_is_the_newest_one_too() -> None:
    assert right_or_shown("Johnson", [], [["Johnson"], ["May"], ["Johnson"]])


def test_the_bootstrap_of_no_difference_and_of_one_that_is_always_there() -> None:
    assert paired_bootstrap([1, 0, 1], [1, 0, 1]) == (0, 0, 0, 1)
    assert paired_bootstrap([1] * 5, [0] * 5, samples=100) == (1, 1, 1, 0)
    assert paired_bootstrap([], []) is None
    assert paired_bootstrap([1, 0, 1], [0, 0, 0]) == paired_bootstrap([1, 0, 1], [0, 0, 0])


def test_the_bootstrap_agrees_with_scipy() -> None:
    random = np.random.default_rng(3)
    ours, theirs = random.random(150), 0.85 * random.random(150)
    found = paired_bootstrap(ours.tolist(), theirs.tolist(), samples=20_000)
    assert found is not None
    assert found.difference == pytest.approx(ours.mean() - theirs.mean())
    scipys = stats.bootstrap(
        (ours - theirs,), np.mean, n_resamples=20_000, method="percentile", random_state=random
    ).confidence_interval
    assert (found.low, found.high) == pytest.approx((scipys.low, scipys.high), abs=0.01)
    # For means of so many the t test is close.
    assert found.p == pytest.approx(stats.ttest_rel(ours, theirs).pvalue, abs=0.02)


def test_percentile_is_linear_between_neighbours() -> None:
    assert percentile([10, 20, 30], 50) == 20
    assert percentile([10, 20], 95) == pytest.approx(10 + 0.95 * 10)
    assert percentile([], 50) is None
