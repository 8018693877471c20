"""Checks a whole index against itself; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from embeddings.articles import Article, Passage
from embeddings.index import Index


def problems(index: Index) -> list[str]:
    """What is wrong with the index, one sentence each; empty when every check passes.

    Checks SQLite's integrity, every passage's offsets against its article and its masks, and FAISS and tantivy
    against the store.
    """
    found = [f"store: {line}" for line in index.store.damage()]
    for article in index.store.all_articles():
        for passage in index.store.passages_of(article.id):
            found += _passage_problems(article, passage)
    return found + list(_derived_problems(index))


def _passage_problems(article: Article, passage: Passage) -> Iterator[str]:
    place = f"passage {passage.id} of {article.id}"
    if not 0 <= passage.start < passage.end <= len(article.text):
        yield f"{place}: {passage.start}:{passage.end} lies outside the text of {len(article.text)} characters"
    elif not article.text[passage.start : passage.end].strip():
        yield f"{place}: empty"
    if any(start < passage.end and passage.start < end for start, end in article.masked):
        yield f"{place}: touches a masked range"


def _derived_problems(index: Index) -> Iterator[str]:
    vectors, lexical = index.derived_files()
    ids, stored = index.store.vectors(index.dimension)
    spoilt = ids[np.abs(np.linalg.norm(stored, axis=1) - 1) > 0.01]
    if len(spoilt):
        yield f"store: {len(spoilt)} damaged vectors, the first of passage {spoilt[0]}; index the articles again"
    if vectors is None:
        yield "FAISS: the file is missing or damaged; the next search rebuilds it"
    elif not np.array_equal(np.sort(vectors.ids()), ids):
        yield "FAISS: holds other passages than the store; delete vectors-*.faiss, the next search rebuilds it"
    elif any(not np.array_equal(vectors.vector(int(i)), v) for i, v in zip(ids, stored, strict=True)):
        yield "FAISS: holds other vectors than the store; delete vectors-*.faiss, the next search rebuilds it"
    if lexical is None:
        yield "tantivy: the folder is missing or damaged; the next search rebuilds it"
    elif lexical.ids() != ids.tolist():
        yield "tantivy: holds other passages than the store; delete lexical-*, the next search rebuilds it"
