"""From logits, made by hand, to spans."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.decoding import TokenSpan, best_spans, null_score


def test_the_best_span_is_the_largest_sum_inside_the_allowed_tokens():
    start = np.array([9.0, 1, 5, 0, 0, 8])
    end = np.array([9.0, 0, 0, 4, 1, 8])
    blocks = np.array([-1, 0, 0, 0, 0, -1])
    assert best_spans(start, end, blocks, n_best=1) == [TokenSpan(2, 3, 9.0)]
    assert null_score(start, end) == 18.0


def test_an_end_before_its_start_is_no_span():
    start, end = np.array([0.0, 0, 9]), np.array([0.0, 9, 1])
    assert best_spans(start, end, np.array([-1, 0, 0]), n_best=1) == [TokenSpan(2, 2, 10.0)]


def test_spans_do_not_overlap_and_are_bounded():
    start = np.array([0.0, 5, 0, 0, 4])
    end = np.array([0.0, 0, 3, 0, 4])
    blocks = np.array([-1, 0, 0, 0, 0])
    assert best_spans(start, end, blocks) == [TokenSpan(1, 4, 9.0)]
    assert best_spans(start, end, blocks, max_tokens=2) == [
        TokenSpan(1, 2, 8.0),
        TokenSpan(4, 4, 8.0),
        TokenSpan(3, 3, 0.0),
    ]


def test_past_eight_tokens_a_span_must_be_worth_its_length():
    start = np.zeros(22)
    start[1] = 5.0  # one answer's start, with its end at 3 and another answer's at 20
    end = np.full(22, -9.0)
    end[3], end[20] = 4.0, 5.1
    blocks = np.array([-1] + [0] * 21)
    assert best_spans(start, end, blocks, n_best=1) == [TokenSpan(1, 3, 9.0)]
    end[20] = 5.3  # 20 tokens cost 1.2
    (best,) = best_spans(start, end, blocks, n_best=1)
    assert (best.first, best.last, best.score) == (1, 20, pytest.approx(5.0 + 5.3 - 1.2))


def test_a_span_stays_in_its_paragraph():
    start, end = np.array([0.0, 9, 0, 0]), np.array([0.0, 0, 2, 9])
    assert best_spans(start, end, np.array([-1, 0, 0, 1]), n_best=1) == [TokenSpan(1, 2, 11.0)]


def test_no_allowed_token_gives_no_span():
    assert best_spans(np.ones(3), np.ones(3), np.full(3, -1)) == []


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 10_000))
def test_decoding_finds_what_trying_every_span_finds(length: int, longest: int, seed: int):
    numbers = np.random.default_rng(seed)
    start, end = numbers.normal(size=(2, length))
    blocks = numbers.integers(-1, 2, length)
    tried = [
        start[i] + end[j] - 0.1 * max(0, j - i + 1 - 8)
        for i in np.flatnonzero(blocks >= 0)
        for j in np.flatnonzero(blocks == blocks[i])
        if i <= j < i + longest
    ]
    found = best_spans(start, end, blocks, n_best=1, max_tokens=longest)
    assert [span.score for span in found] == pytest.approx([max(tried)] if tried else [])
