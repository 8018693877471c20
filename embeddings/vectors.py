"""FAISS over the passages' vectors: inner products of unit vectors (cosines), addressed by passage id.

Three kinds behind one interface, by the number of passages: `exact` holds float32 and compares with all; `8-bit`
compares with all in a quarter of the memory; `clustered` compares with the nearest clusters only, as many as a
measured recall asks for. The two that are not exact only choose candidates: their scores are computed again from
the stored vectors. `benchmarks/archive.py` measures all three.

Knows nothing of the store: ids and vectors go in, in blocks, and ids can be taken out again.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss as typed_faiss
import numpy as np

faiss: Any = typed_faiss  # its type stubs lack what its Python wrappers add

EXACT, EIGHT_BIT, CLUSTERED = "exact", "8-bit", "clustered"
KINDS = (EXACT, EIGHT_BIT, CLUSTERED)

# Up to how many passages a kind is used.
_MOST_EXACT, _MOST_EIGHT_BIT = 50_000, 300_000
_TRAINING_VECTORS = 20_000
_TRAINING_VECTORS_A_CLUSTER = 32
# Candidates whose scores are computed again, for each passage asked for.
_CANDIDATES = 2
_TARGET_RECALL, _RECALL_AT = 0.99, 50
_TUNING_QUESTIONS = 100
# Real questions are harder than those made up: at a million passages the clusters that found 99 % for these found
# 97.8 % for 100 titles asked for, four times as many 99.1 %.
_TUNING_MARGIN = 4
# The cosine of a question with the passage that answers it, about: questions are less like passages than these
# are like one another, and it is questions that the recall is wanted for.
_QUESTION_COSINE = 0.6

# Passage ids, int64 -> those that there are, ascending, and their vectors, float32.
Exact = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
Found = list[tuple[int, float]]


def kind_for(passages: int) -> str:
    """The kind that suits so many passages."""
    if passages <= _MOST_EXACT:
        return EXACT
    return EIGHT_BIT if passages <= _MOST_EIGHT_BIT else CLUSTERED


def training_size(passages: int) -> int:
    """How many vectors an index of so many passages should learn from."""
    return max(_TRAINING_VECTORS, _TRAINING_VECTORS_A_CLUSTER * _clusters(passages))


class VectorIndex:
    """Vectors to be searched. Made by `empty` and filled, or by `load`."""

    def __init__(self, index: Any):
        self._index = index

    @classmethod
    def empty(cls, kind: str, passages: int, sample: np.ndarray) -> VectorIndex:
        """An index of this kind for about so many passages. `sample`: vectors like those it will hold, float32,
        shape (n, dimension); kinds other than the exact one learn from it and need n >= 1."""
        clusters = min(_clusters(passages), len(sample))
        factory = {EXACT: "IDMap,Flat", EIGHT_BIT: "IDMap,SQ8", CLUSTERED: f"IVF{clusters},SQ8"}[kind]
        index = faiss.index_factory(sample.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
        if kind == CLUSTERED:
            index.cp.min_points_per_centroid = 1  # a warning on the terminal otherwise
        if kind != EXACT:
            index.train(_contiguous(sample))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> VectorIndex | None:
        """The index in this file, None where it cannot be read."""
        try:
            loaded = cls(faiss.read_index(str(path)))
        except (RuntimeError, MemoryError):  # truncated, of another type, damaged; a damaged size asks for much
            return None
        return loaded if loaded.kind else None

    def save(self, path: Path) -> None:
        """Write to this file."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        return int(self._index.d)

    @property
    def kind(self) -> str:
        """One of KINDS, "" where it is none of them."""
        if isinstance(self._index, faiss.IndexIVFScalarQuantizer):
            return CLUSTERED
        inner = faiss.downcast_index(self._index.index) if isinstance(self._index, faiss.IndexIDMap) else None
        return {faiss.IndexFlat: EXACT, faiss.IndexFlatIP: EXACT, faiss.IndexScalarQuantizer: EIGHT_BIT}.get(
            type(inner), ""
        )

    @property
    def clusters(self) -> tuple[int, int]:
        """(searched, all) clusters; (1, 1) where there are none."""
        return (self._index.nprobe, self._index.nlist) if self.kind == CLUSTERED else (1, 1)

    def suits(self, passages: int) -> bool:
        """Whether it is right for so many passages; near a limit both kinds are."""
        if self.kind not in (kind_for(passages), kind_for(2 * passages)):
            return False
        return self.kind != CLUSTERED or self.clusters[1] * 2 >= _clusters(passages)

    def add(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """ids: int64, shape (n,), none of which it holds; vectors: float32, shape (n, dimension)."""
        if len(ids):
            self._index.add_with_ids(_contiguous(vectors), ids)

    def remove(self, ids: np.ndarray) -> None:
        """Forget these ids; unknown ones are passed over."""
        if len(ids):
            self._index.remove_ids(np.asarray(ids, dtype=np.int64))

    def ids(self) -> np.ndarray:
        """The passage ids it holds, int64, ascending."""
        return np.sort(self._positions())

    def vectors(self, ids: np.ndarray) -> np.ndarray:
        """The vectors of these ids, all of which it holds, as nearly as it keeps them; float32, shape
        (n, dimension). For checks: the first call of a clustered index makes a table of all ids."""
        if self.kind == CLUSTERED:
            self._index.set_direct_map_type(faiss.DirectMap.Hashtable)
            return np.array(self._index.reconstruct_batch(ids))
        positions = self._positions()
        order = np.argsort(positions)
        return np.array(self._index.index.reconstruct_batch(order[np.searchsorted(positions, ids, sorter=order)]))

    def search(self, questions: np.ndarray, k: int, exact: Exact, within: np.ndarray | None = None) -> list[Found]:
        """For each question vector, shape (n, dimension), up to k (passage id, cosine), best first; only of the
        ids `within`, int64, where given, and then still k where there are as many. `exact` gives the stored
        vectors by which all but an exact index score again."""
        most = len(self) if within is None else min(len(self), len(within))
        if not most:
            return [[] for _ in questions]
        candidates = min(k if self.kind == EXACT else k * _CANDIDATES, most)
        parameters = self._parameters(within)
        scores, ids = self._index.search(_contiguous(questions), candidates, params=parameters)
        if self.kind != EXACT:
            rows = zip(questions, ids, strict=True)
            return [_scored(question, row[row >= 0], k, exact) for question, row in rows]
        return [
            [(int(i), float(score)) for i, score in zip(row, row_scores, strict=True) if i >= 0]
            for row, row_scores in zip(ids, scores, strict=True)
        ]

    def tune(self, vectors: np.ndarray) -> None:
        """Search so many clusters that 99 % of the best 50 are found, as measured on questions made up from these
        vectors, shape (n, dimension), with a margin for real ones; nothing to do without clusters."""
        if self.kind != CLUSTERED or not len(vectors):
            return
        # Anywhere in the archive: what lies side by side in it is alike, and easier to find than the rest.
        chosen = np.random.default_rng(1).integers(0, len(vectors), (2, _TUNING_QUESTIONS))
        questions = _like_questions(vectors[chosen[0]] + vectors[chosen[1]])
        k = min(_RECALL_AT, len(self))
        self._index.nprobe = self._index.nlist
        _, truth = self._index.search(questions, k)
        low, high = 1, int(self._index.nlist)
        while low < high:
            self._index.nprobe = (low + high) // 2
            _, found = self._index.search(questions, k)
            if _recall(found, truth) >= _TARGET_RECALL:
                high = self._index.nprobe
            else:
                low = self._index.nprobe + 1
        self._index.nprobe = min(_TUNING_MARGIN * high, int(self._index.nlist))

    def _parameters(self, within: np.ndarray | None) -> Any:
        if within is None:
            return None
        bits = np.zeros((int(within.max()) >> 3) + 1, dtype=np.uint8)
        np.bitwise_or.at(bits, within >> 3, np.left_shift(1, within & 7).astype(np.uint8))
        selector = faiss.IDSelectorBitmap(bits)
        if self.kind != CLUSTERED:
            return faiss.SearchParameters(sel=selector)
        # As many vectors are compared as without the filter.
        searched, every = self.clusters
        searched = min(every, math.ceil(searched * len(self) / len(within)))
        return faiss.SearchParametersIVF(sel=selector, nprobe=searched)

    def _positions(self) -> np.ndarray:
        if self.kind != CLUSTERED:
            return np.array(faiss.vector_to_array(self._index.id_map))
        lists = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)).copy()
            for i in range(self._index.nlist)
            if lists.list_size(i)
        ]
        return np.concatenate([np.empty(0, dtype=np.int64), *parts])


def _scored(question: np.ndarray, candidates: np.ndarray, k: int, exact: Exact) -> Found:
    ids, vectors = exact(candidates)
    scores = vectors @ question
    best = np.lexsort((ids, -scores))[:k]
    return [(int(ids[i]), float(scores[i])) for i in best]


def _like_questions(vectors: np.ndarray) -> np.ndarray:
    """Unit vectors at a question's distance from these, which lie between passages as questions do: next to a
    single passage, with others like it around, the best would be found in fewer clusters."""
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    noise = np.random.default_rng(0).standard_normal(vectors.shape).astype(np.float32)
    noise -= np.sum(noise * vectors, axis=1, keepdims=True) * vectors
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    return _contiguous(_QUESTION_COSINE * vectors + math.sqrt(1 - _QUESTION_COSINE**2) * noise)


def _recall(found: np.ndarray, truth: np.ndarray) -> float:
    hits = sum(len(np.intersect1d(*rows)) for rows in zip(found, truth, strict=True))
    return float(hits / truth.size)


def _clusters(passages: int) -> int:
    """The power of two next to twice the square root: 2,048 for a million."""
    return int(2 ** max(0, round(math.log2(2 * math.sqrt(max(1, passages))))))


def _contiguous(vectors: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(vectors, dtype=np.float32)
