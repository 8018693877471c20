"""Question -> hits: a dense and a lexical list, fused.

Each list's scores are scaled to 0..1 by their minimum and maximum and averaged; a passage only one list holds
has 0 in the other (min-max fusion; on news it beat reciprocal rank fusion, see README).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from embeddings.index import Index
from qa.asked import Asked
from qa.schema import Hit

DENSE_WEIGHT = 0.5
LIST_LENGTH = 100


def retrieve(index: Index, questions: Sequence[str], k: int, within: np.ndarray | None = None) -> list[list[Hit]]:
    """For each question its k best passages, best first, only of the passages `within` where given, int64 ids; one
    look-up for all their places."""
    depth = max(k, LIST_LENGTH)
    dense = [dict(found) for found in index.dense(questions, depth, within)]
    lexical = [dict(index.lexical(question, depth, within)) for question in questions]
    fused = [fuse(*lists)[:k] for lists in zip(dense, lexical, strict=True)]
    passages = index.store.passages([passage for found in fused for passage, _ in found])
    return [
        [
            Hit(passages[passage], score, dense[row].get(passage), lexical[row].get(passage))
            for passage, score in found
            if passage in passages  # gone since the search when another process has just removed it
        ]
        for row, found in enumerate(fused)
    ]


def timely(
    asked: Asked, hits: Sequence[Hit], dates: Mapping[str, datetime.date | None], weight: float
) -> list[Hit]:
    """The hits, those of articles near the time asked about preferred: a score of 0..1 stays in 0..1, and an
    article of that time gains up to `weight / (1 + weight)`. `dates` are those of the articles by id."""
    if asked.period is None:
        return list(hits)
    preferred = [
        replace(hit, score=(hit.score + weight * asked.closeness(dates.get(hit.passage.article))) / (1 + weight))
        for hit in hits
    ]
    return sorted(preferred, key=lambda hit: -hit.score)


def fuse(
    dense: Mapping[int, float], lexical: Mapping[int, float], dense_weight: float = DENSE_WEIGHT
) -> list[tuple[int, float]]:
    """(passage id, score in 0..1) of every passage in either list, best first, ties by id."""
    scaled_dense, scaled_lexical = _scaled(dense), _scaled(lexical)
    fused = {
        passage: dense_weight * scaled_dense.get(passage, 0.0)
        + (1 - dense_weight) * scaled_lexical.get(passage, 0.0)
        for passage in scaled_dense | scaled_lexical
    }
    return sorted(fused.items(), key=lambda item: (-item[1], item[0]))


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    """Scores moved to 0..1; all 1 where they are all the same."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {passage: (score - low) / (high - low) for passage, score in scores.items()}
