"""Each metric against a case worked out by hand; AUROC also against scikit-learn."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from qa.evaluation.metrics import (
    auroc,
    contains,
    exact_match,
    expected_calibration_error,
    f1,
    mean_reciprocal_rank,
    normalize,
    percentile,
    precision_coverage,
    recall_at,
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


def test_percentile_is_linear_between_neighbours() -> None:
    assert percentile([10, 20, 30], 50) == 20
    assert percentile([10, 20], 95) == pytest.approx(10 + 0.95 * 10)
    assert percentile([], 50) is None
