"""FAISS over the passages' vectors: exact inner products, addressed by passage id.

Derived from the store: the file's name carries the store's generation, and a missing, stale or damaged file is
rebuilt from it without embedding anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np

from embeddings.files import replace_durably


class VectorIndex:
    """An exact inner-product index (of unit vectors: cosine)."""

    def __init__(self, index: Any):
        self._index = index

    @classmethod
    def build(cls, ids: np.ndarray, vectors: np.ndarray, dimension: int) -> VectorIndex:
        """ids: int64, shape (n,); vectors: float32, shape (n, dimension)."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        if len(ids):
            index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)
        return cls(index)

    @classmethod
    def load(cls, path: Path, dimension: int) -> VectorIndex | None:
        """The index in this file, None where there is none of that dimension or it cannot be read."""
        if not path.exists():
            return None
        try:
            index: Any = faiss.read_index(str(path))
        except (RuntimeError, MemoryError):  # truncated, of another type, damaged; a damaged size asks for much
            return None
        fits = isinstance(index, faiss.IndexIDMap2) and index.d == dimension == index.index.d
        return cls(index) if fits and index.ntotal == index.index.ntotal else None

    def save(self, path: Path) -> None:
        """Write aside, sync, rename."""
        with replace_durably(path) as scratch:
            faiss.write_index(self._index, str(scratch))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> np.ndarray:
        """The passage ids it holds, int64, in the order added."""
        return np.array(faiss.vector_to_array(self._index.id_map))

    def vector(self, passage: int) -> np.ndarray:
        """The vector of one passage."""
        return np.array(self._index.reconstruct(passage))

    def search(self, vectors: np.ndarray, k: int) -> list[list[tuple[int, float]]]:
        """For each question vector, shape (n, dimension), up to k (passage id, cosine), best first."""
        if not len(self):
            return [[] for _ in vectors]
        scores, ids = self._index.search(np.ascontiguousarray(vectors, dtype=np.float32), min(k, len(self)))
        return [
            [(int(i), float(score)) for i, score in zip(row, row_scores, strict=True) if i >= 0]
            for row, row_scores in zip(ids, scores, strict=True)
        ]
