"""Near-duplicates: reprints of an article, and its updated versions. Of one cluster all are one witness.

Two articles are alike when they share most of their runs of five words (Broder 1997, "On the resemblance and
containment of documents"), estimated from sketches of a fixed size. Knows nothing of the store.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from embeddings.articles import Article

# The least share of common runs of words at which two articles are versions of one text. An agency's story
# printed by two newspapers with other headlines has about 0.8; two reports of one event have under 0.1.
ALIKE = 0.6

_VALUES = 128
# 32 bands of 4 values: articles that share 0.6 of their runs share a band 99 times in 100 (Leskovec et al. 2020,
# "Mining of Massive Datasets", section 3.4.2).
_BANDS = 32
_RUN = 5
# Shorter articles are too easily alike by chance.
_LEAST_WORDS = 30
_WORD = re.compile(r"\w+")


def sketch(article: Article) -> bytes:
    """What an article is compared by: 128 values of MinHash over its unmasked text, uint32, little-endian. b""
    for one too short to compare."""
    words = _words(article)
    if len(words) < _LEAST_WORDS:
        return b""
    # Late: it imports scipy.
    from datasketch import MinHash

    hashed = MinHash(num_perm=_VALUES)
    hashed.update_batch([" ".join(words[i : i + _RUN]).encode() for i in range(len(words) - _RUN + 1)])
    return np.asarray(hashed.hashvalues, dtype="<u4").tobytes()


def bands(sketch: bytes) -> list[int]:
    """Numbers of which two alike articles almost surely share one, int64."""
    size = len(sketch) // _BANDS
    parts = [sketch[i * size : (i + 1) * size] for i in range(_BANDS)] if sketch else []
    return [int.from_bytes(_digest(i, part), "little", signed=True) for i, part in enumerate(parts)]


def likeness(one: bytes, other: bytes) -> float:
    """The share of runs of words two articles have in common, 0..1, estimated from their sketches to within
    about 0.05."""
    if not one or not other:
        return 0.0
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def components(sketches: Sequence[bytes]) -> list[list[int]]:
    """The connected components, as positions, of the graph whose edges are sketches that share a band and are
    ALIKE; none of them b"". Each sketch reached is compared with those that are not yet, all at once."""
    values = np.array([np.frombuffer(one, "<u4") for one in sketches]).reshape(len(sketches), _VALUES)
    left, found = np.arange(len(values)), []
    while len(left):
        waiting, component = [int(left[0])], []
        left = left[1:]
        while waiting:
            component.append(waiting.pop())
            near = _alike(values[component[-1]], values[left])
            waiting += left[near].tolist()
            left = left[~near]
        found.append(sorted(component))
    return found


def _alike(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which rows are alike to one and share a band with it: bool, shape (others,)."""
    same = others == one
    shared = same.reshape(len(others), _BANDS, _VALUES // _BANDS).all(axis=2).any(axis=1)
    return np.asarray(shared & (same.mean(axis=1) >= ALIKE))


def _words(article: Article) -> list[str]:
    words: list[str] = []
    position = 0
    for start, end in [*article.masked, (len(article.text), len(article.text))]:
        words += _WORD.findall(article.text[position:start].casefold())
        position = end
    return words


def _digest(band: int, part: bytes) -> bytes:
    return hashlib.blake2b(part, digest_size=8, salt=band.to_bytes(2, "little")).digest()
