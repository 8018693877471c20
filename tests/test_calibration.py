"""From margins to confidence."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.articles import Passage
from embeddings.errors import ReaderError
from qa.reader.calibration import UNCALIBRATED, Calibration, fit_rivalry
from qa.schema import Span


def test_a_margin_weighs_the_null_score_and_the_retrieval_score():
    curve = Calibration(1.0, 0.0, 0.5, retrieval_weight=10.0, null_weight=0.5)
    assert curve.margin_of(Span(Passage("a", 0, 9), 0, 4, score=7.0, null_score=3.0), 0.25) == 7.0 - 1.5 + 2.5


def test_confidence_is_the_logistic_of_the_margin():
    curve = Calibration(slope=2.0, intercept=-1.0, threshold=0.5)
    assert curve.confidence(0.5) == 0.5
    assert curve.confidence(1.0) == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_a_fit_recovers_the_curve_the_data_came_from():
    numbers = np.random.default_rng(0)
    margins = numbers.uniform(-6, 6, 20_000)
    right = numbers.random(20_000) < 1 / (1 + np.exp(-(0.8 * margins - 1.2)))
    fitted = Calibration.fit(margins, right, threshold=0.4)
    assert (fitted.slope, fitted.intercept) == pytest.approx((0.8, -1.2), abs=0.05)


def test_odds_fall_by_the_rivalry_with_the_distance_from_the_best():
    curve = Calibration(1.0, 0.0, 0.5, rivalry=0.5)
    assert curve.odds(3.0, 5.0) == pytest.approx(np.exp(-1))
    assert curve.odds(5.0, 5.0) == curve.odds(6.0, 5.0) == 1


def test_a_fit_recovers_the_rivalry_the_data_came_from():
    numbers = np.random.default_rng(0)
    readings = []
    for _ in range(3000):
        margins = numbers.uniform(0, 6, 5)
        share = np.exp(0.8 * margins)
        readings.append((margins, np.arange(5) == numbers.choice(5, p=share / share.sum())))
    assert fit_rivalry(readings) == pytest.approx(0.8, abs=0.05)
    assert fit_rivalry([(np.array([1.0, 2.0]), np.array([False, False]))]) == UNCALIBRATED.rivalry


def test_calibration_comes_back_from_its_file(tmp_path):
    curve = Calibration(0.3, -2.0, 0.45)
    curve.save(tmp_path / "calibration.json")
    assert Calibration.load_or_default(tmp_path / "calibration.json") == curve
    assert Calibration.load_or_default(tmp_path / "missing.json") == UNCALIBRATED


@pytest.mark.parametrize("content", ["", "[1]", '{"slope": "x"}', '{"slope": 1}'])
def test_a_damaged_calibration_file_is_named(tmp_path, content: str):
    path = tmp_path / "calibration.json"
    path.write_text(content)
    with pytest.raises(ReaderError, match="not a calibration file"):
        Calibration.load_or_default(path)
