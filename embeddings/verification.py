"""Checks a whole index against itself; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from embeddings.articles import Article, Passage
from embeddings.database import Commit
from embeddings.index import Index
from embeddings.vectors import EXACT, VectorIndex

_REBUILT = "the next search builds it again"
# An 8-bit code is off by at most half a step of its dimension's range; unit vectors in hundreds of dimensions have
# steps of about 0.002, so that their cosine with the stored vector stays well above this.
_LEAST_COSINE = 0.98


def problems(index: Index) -> list[str]:
    """What is wrong with the index, one sentence each; empty when every check passes.

    Checks SQLite's integrity; every article, with its passages and vectors, against its checksum; the sketches
    and lines by which articles are compared against their texts, and the clusters of near-duplicates against the
    sketches; every passage's offsets against its article and its masks; every vector's length; the checksums of
    the FAISS file and of tantivy's, and what they hold against the store. Files that are merely behind the store
    are in order, and so are articles that an update cut off has not cut anew.
    """
    found = [f"store: {line}" for line in index.store.damage()]
    spoilt = [f"store: {article} {what}" for article, what in index.store.spoilt_articles()]
    found += spoilt
    for article in index.store.all_articles():
        for passage in index.store.passages_of(article.id):
            found += _passage_problems(article, passage)
    if not spoilt:  # else they may have to be others
        found += [
            f"store: {article} is counted among other articles' reprints, or not among its own; "
            "index the articles again into a new folder"
            for article in index.store.spoilt_clusters()
        ]
    return found + list(_length_problems(index)) + list(_derived_problems(index))


def _passage_problems(article: Article, passage: Passage) -> Iterator[str]:
    place = f"passage {passage.id} of {article.id}"
    if not 0 <= passage.start < passage.end <= len(article.text):
        yield f"{place}: {passage.start}:{passage.end} lies outside the text of {len(article.text)} characters"
    elif not article.text[passage.start : passage.end].strip():
        yield f"{place}: empty"
    if any(start < passage.end and passage.start < end for start, end in article.masked):
        yield f"{place}: touches a masked range"


def _length_problems(index: Index) -> Iterator[str]:
    for ids, vectors in index.store.vector_blocks(index.derived.dimension):
        spoilt = ids[~(np.abs(np.linalg.norm(vectors, axis=1) - 1) < 0.01)]
        if len(spoilt):
            yield (
                f"store: {len(spoilt)} damaged vectors, the first of passage {spoilt[0]}; index the articles again"
            )


def _derived_problems(index: Index) -> Iterator[str]:
    vectors, lexical = index.derived.files()
    ids = index.store.passage_ids()
    if vectors is None:
        yield f"FAISS: the file is missing or damaged; {_REBUILT}"
    elif not _are_those_of(index, vectors[0].ids(), ids, vectors[1]):
        yield "FAISS: holds other passages than the store; delete vectors-*.faiss, the next search builds it again"
    elif not _has_the_vectors_of(index, *vectors):
        yield "FAISS: holds other vectors than the store; delete vectors-*.faiss, the next search builds it again"
    if lexical is None:
        yield f"tantivy: the folder is missing or damaged; {_REBUILT}"
    elif not _are_those_of(index, lexical[0].ids(), ids, lexical[1]):
        yield "tantivy: holds other passages than the store; delete lexical, the next search builds it again"


def _are_those_of(index: Index, held: np.ndarray, stored: np.ndarray, commit: Commit) -> bool:
    """Whether what is held is what the store had at that commit. Deletions since may have been seen or not, and
    so may later passages, by a process killed between tantivy's commit and its stamp."""
    later = index.store.deleted(commit, index.store.last_commit())
    if later is None:
        return True  # another process has just written it anew
    expected = stored[stored <= commit.passages]
    return np.array_equal(np.setdiff1d(held[held <= commit.passages], later), expected)


def _has_the_vectors_of(index: Index, held: VectorIndex, commit: Commit) -> bool:
    for ids, stored in index.store.vector_blocks(index.derived.dimension, 0, commit.passages):
        kept = held.vectors(ids)
        if held.kind == EXACT and not np.array_equal(kept, stored):
            return False
        if held.kind != EXACT and not np.all(np.sum(kept * stored, axis=1) > _LEAST_COSINE):
            return False
    return True
