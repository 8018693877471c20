"""Logits -> spans: pure functions of arrays.

Scores are sums of a start and an end logit, never a softmax inside one window: a window without the answer
must be able to lose against the others (Clark and Gardner 2018, https://arxiv.org/abs/1710.10723).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MAX_ANSWER_TOKENS = 40
N_BEST = 5
_STARTS_AND_ENDS = 20

# What each token past the eighth costs a span, in logits: a reader may take the start of one answer and the end of
# another for a long one.
_LONG, _LENGTH_COST = 8, 0.1


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """A span inside one window: first and last token (inclusive), start logit + end logit less the cost of its
    length."""

    first: int
    last: int
    score: float


def null_score(start: np.ndarray, end: np.ndarray) -> float:
    """The score of "no answer in this window": the first token's start and end logits (Devlin et al. 2018)."""
    return float(start[0] + end[0])


def best_spans(
    start: np.ndarray,
    end: np.ndarray,
    blocks: np.ndarray,
    *,
    n_best: int = N_BEST,
    max_tokens: int = MAX_ANSWER_TOKENS,
) -> list[TokenSpan]:
    """The n best spans of one window that do not overlap each other, best first.

    start, end: logits, shape (tokens,). blocks: int, shape (tokens,), the sentence a token is in, or -1 where
    no answer may lie. A span has 1 to max_tokens tokens and stays in its sentence. Fewer than n come back where
    fewer exist.
    """
    starts = _largest(start, blocks >= 0)
    ends = _largest(end, blocks >= 0)
    firsts, lasts = (grid.ravel() for grid in np.meshgrid(starts, ends, indexing="ij"))
    proper = (lasts >= firsts) & (lasts - firsts < max_tokens) & (blocks[firsts] == blocks[lasts])
    firsts, lasts = firsts[proper], lasts[proper]
    scores = start[firsts] + end[lasts] - _LENGTH_COST * np.maximum(0, lasts - firsts + 1 - _LONG)
    chosen: list[TokenSpan] = []
    for i in np.argsort(-scores, kind="stable"):
        if len(chosen) == n_best:
            break
        if all(lasts[i] < span.first or firsts[i] > span.last for span in chosen):
            chosen.append(TokenSpan(int(firsts[i]), int(lasts[i]), float(scores[i])))
    return chosen


def _largest(logits: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """The allowed tokens with the largest logits, at most 20 of them."""
    tokens = np.flatnonzero(allowed)
    return tokens[np.argsort(-logits[tokens], kind="stable")[:_STARTS_AND_ENDS]]
