"""Clusters of near-duplicates: whatever is added and deleted, and in whatever order, they are the components."""

from __future__ import annotations

import random
import tempfile
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.articles import Article
from embeddings.duplicates import ALIKE, bands, likeness, sketch
from embeddings.rows import EncodedArticle
from embeddings.store import EncodedFile, Store

WORDS = [f"word{i}" for i in range(700)]
NONE = np.empty((0, 4), dtype=np.float32)


def window(number: int) -> Article:
    """One of fifteen articles in three rows: neighbours in a row share most of their text, the others little.
    Number 15 is a copy of number 0, and 16 is too short to compare."""
    if number == 16:
        return Article("16", "/16.txt", " ".join(WORDS[:10]))
    row, place = divmod(number % 15, 5)
    words = random.Random(row).sample(WORDS, 400)[30 * place : 30 * place + 200]
    return Article(str(number), f"/{number}.txt", " ".join(words))


ARTICLES = [window(number) for number in range(17)]
SKETCHES = [sketch(article) for article in ARTICLES]


def put(store: Store, numbers: list[int]) -> None:
    """Each in a file of its own; one put again takes the place of what it was."""
    store.put_files(
        EncodedFile(ARTICLES[n].path, "hash", [EncodedArticle(ARTICLES[n], [], NONE, SKETCHES[n])])
        for n in numbers
    )


def components(numbers: set[int]) -> set[frozenset[int]]:
    """The oracle: every pair compared, and what is alike put together until nothing changes."""
    parts = {frozenset([number]) for number in numbers}
    for one, other in combinations(sorted(numbers), 2):
        shared = set(bands(SKETCHES[one])) & set(bands(SKETCHES[other]))
        if shared and likeness(SKETCHES[one], SKETCHES[other]) >= ALIKE:
            whole = {part for part in parts if one in part or other in part}
            parts = (parts - whole) | {frozenset().union(*whole)}
    return parts


def clusters(store: Store) -> set[frozenset[int]]:
    members: dict[int, set[int]] = {}
    for article, cluster in store.clusters(article.id for article in store.all_articles()).items():
        members.setdefault(cluster, set()).add(int(article))
    return {frozenset(numbers) for numbers in members.values()}


def test_neighbours_make_a_chain_and_a_chain_a_cluster() -> None:
    assert likeness(SKETCHES[0], SKETCHES[1]) >= ALIKE > likeness(SKETCHES[0], SKETCHES[4])
    rows = {frozenset([0, 1, 2, 3, 4, 15]), frozenset(range(5, 10)), frozenset(range(10, 15)), frozenset([16])}
    assert components(set(range(17))) == rows
    assert frozenset([3, 4]) in components(set(range(17)) - {2})


@settings(max_examples=60, deadline=None)
@given(
    order=st.permutations(range(17)),
    batch=st.integers(1, 17),
    changes=st.lists(
        st.tuples(
            st.sampled_from(["put", "files", "articles"]), st.lists(st.integers(0, 16), min_size=1, max_size=4)
        ),
        max_size=6,
    ),
)
def test_clusters_are_the_components_after_every_change(
    order: list[int], batch: int, changes: list[tuple[str, list[int]]]
) -> None:
    held: set[int] = set()
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder), create=True)
        for kind, numbers in [*(("put", order[i : i + batch]) for i in range(0, 17, batch)), *changes]:
            if kind == "put":
                put(store, numbers)
            elif kind == "files":
                store.remove_files([ARTICLES[n].path for n in numbers])
            else:
                store.remove_articles([ARTICLES[n].id for n in numbers])
            held = held | set(numbers) if kind == "put" else held - set(numbers)
            assert clusters(store) == components(held)
            assert store.reprints() == len(held) - len(components(held))
        store.close()


def test_a_cluster_is_numbered_by_its_first_article(tmp_path: Path) -> None:
    store = Store.open(tmp_path, create=True)
    put(store, [5, 4, 2])
    assert store.clusters(["5", "4", "2", "no"]) == {"5": 1, "4": 2, "2": 3}
    put(store, [3])
    assert store.clusters(["5", "4", "2", "3"]) == {"5": 1, "4": 2, "2": 2, "3": 2}
    store.remove_articles(["4"])
    assert store.clusters(["5", "2", "3"]) == {"5": 1, "2": 3, "3": 3}


def test_a_change_that_fails_leaves_the_clusters_as_they_were(tmp_path: Path) -> None:
    store = Store.open(tmp_path, create=True)
    put(store, [0, 1, 2, 3, 4])
    broken = EncodedFile("/x", "hash", [EncodedArticle(ARTICLES[9], [], np.zeros((1, 4)), SKETCHES[9])])
    with pytest.raises(ValueError, match="argument 2 is longer"):
        store.put_files([broken], gone=["/2.txt"])
    assert clusters(store) == {frozenset(range(5))}
