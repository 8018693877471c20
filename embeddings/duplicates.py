"""Near-duplicates: reprints of an article, and its updated versions. Of one cluster all are one witness.

Two articles are alike when they share most of their runs of five words (Broder 1997, "On the resemblance and
containment of documents"), estimated from sketches of a fixed size. Knows nothing of the store.
"""

from __future__ import annotations

import hashlib
import re

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


def _words(article: Article) -> list[str]:
    words: list[str] = []
    position = 0
    for start, end in [*article.masked, (len(article.text), len(article.text))]:
        words += _WORD.findall(article.text[position:start].casefold())
        position = end
    return words


def _digest(band: int, part: bytes) -> bytes:
    return hashlib.blake2b(part, digest_size=8, salt=band.to_bytes(2, "little")).digest()
