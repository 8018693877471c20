"""An archive of short articles, and all that two indexes of it must have in common."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from embeddings.articles import Article
from embeddings.index import Index

ARTICLES = 160
EVERYTHING = 5000
QUESTIONS = ["Who opened the harbour?", "the minister of water", "election 17", "report number 250"]
COMMON = "The Harbour Post is printed every morning but Sunday."
WORDS = "harbour minister water election report soldiers market council river bridge".split()


def write_article(folder: Path, number: int, version: int = 0) -> None:
    """A short article of its own words over a line that two in three have; one in four is a reprint, with another
    end, of the one before."""
    original = number - 1 if number % 4 == 1 else number
    words = random.Random(f"{original} {version}").choices(WORDS, k=60)
    sentences = [" ".join(words[i : i + 10]).capitalize() + f" {original}." for i in range(0, 60, 10)]
    if number != original:
        sentences[-1] = f"Report number {number}."
    if number % 3:
        sentences.append(COMMON)
    (folder / f"{number:04}.txt").write_text("\n".join(sentences), encoding="utf-8")


def contents(index: Index) -> dict[str, tuple[Article, list[tuple[int, int, bytes]]]]:
    """Articles, places of passages and vectors, by id."""
    found = {}
    for article in index.store.all_articles():
        passages = index.store.passages_of(article.id)
        _, vectors = index.store.vectors([passage.id for passage in passages], 26)
        places = [(p.start, p.end, v.tobytes()) for p, v in zip(passages, vectors, strict=True)]
        found[article.id] = (article, places)
    return found


def clusters(index: Index) -> set[frozenset[str]]:
    """The near-duplicates, by article ids: keys, and so the clusters' numbers, differ between indexes."""
    members: dict[int, set[str]] = {}
    for article, cluster in index.store.clusters(contents(index)).items():
        members.setdefault(cluster, set()).add(article)
    return {frozenset(ids) for ids in members.values()}


def places(index: Index, found: list[tuple[int, float]]) -> dict[tuple[str, int, int], float]:
    """What a search found, by what it is: ids differ between indexes."""
    passages = index.store.passages([passage for passage, _ in found])
    return {(p.article, p.start, p.end): score for (i, score) in found for p in [passages[i]]}


def assert_same(index: Index, other: Index) -> None:
    """The same articles, passages, vectors, clusters; the same found by FAISS and tantivy."""
    assert contents(index) == contents(other)
    assert clusters(index) == clusters(other)
    for question in QUESTIONS:
        dense, expected = (places(one, one.dense([question], EVERYTHING)[0]) for one in (index, other))
        assert dense == pytest.approx(expected, abs=1e-5)
        # tantivy counts deleted passages in its word frequencies until it merges them away.
        lexical, expected = (places(one, one.lexical(question, EVERYTHING)) for one in (index, other))
        assert lexical == pytest.approx(expected, rel=0.25)
