"""What verification says of a store in which something does not fit the articles it was made from."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from fakes import LetterEncoder

from embeddings.clusters import settled
from embeddings.database import STORE_FILE
from embeddings.duplicates import sketch
from embeddings.index import Index
from embeddings.verification import problems

FOOT = "The Valley Courier is printed by its readers' own society."
ANOTHER_SKETCH = "compared with others by the sketch of another text"
ANOTHER_LINE = "compared with others by the lines of another text"
REPRINT = "is counted among other articles' reprints, or not among its own"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Eight articles over one line; the second is a reprint of the first, the last too short to compare."""
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(8):
        words = random.Random(max(1, number)).sample([f"word{i}" for i in range(400)], 4 if number == 7 else 50)
        (articles / f"{number}.txt").write_text(f"It is {number}.\n{' '.join(words)}.\n{FOOT}")
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([articles])
    return index


def damaged(index: Index, statement: str) -> list[str]:
    with sqlite3.connect(index.store.folder / STORE_FILE) as connection:
        assert connection.execute(statement).rowcount
    connection.close()
    return problems(index)


def test_a_sound_store_has_reprints_and_common_lines_and_no_problem(index: Index):
    assert index.store.reprints() == 1
    assert all(article.text[slice(*article.masked[-1])] == FOOT for article in index.store.all_articles())
    assert problems(index) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE sketches SET sketch = zeroblob(512) WHERE article = 3", f"2.txt is {ANOTHER_SKETCH}"),
        ("UPDATE sketches SET sketch = x'' WHERE article = 3", f"2.txt is {ANOTHER_SKETCH}"),
        ("DELETE FROM sketches WHERE article = 8", f"7.txt is {ANOTHER_SKETCH}"),
        ("DELETE FROM bands WHERE article = 3", f"2.txt is {ANOTHER_SKETCH}"),
        ("UPDATE bands SET article = 4 WHERE article = 3 AND band > 0", ANOTHER_SKETCH),
        ("UPDATE sketches SET cluster = 2 WHERE article = 2", f"1.txt {REPRINT}"),
        ("UPDATE sketches SET cluster = 1 WHERE article = 5", f"4.txt {REPRINT}"),
        ("UPDATE sketches SET cluster = NULL WHERE article = 8", f"7.txt {REPRINT}"),
        ("UPDATE lines SET masked = 0 WHERE article = 5", f"4.txt is {ANOTHER_LINE}"),
        ("DELETE FROM lines WHERE article = 5", f"4.txt is {ANOTHER_LINE}"),
        ("UPDATE lines SET line = line + 1 WHERE article = 5 AND masked", f"4.txt is {ANOTHER_LINE}"),
        ("UPDATE articles SET repeated = '[]' WHERE key = 5", "4.txt is not as it was stored"),
    ],
)
def test_what_does_not_fit_the_articles_is_named(index: Index, statement: str, found: str):
    (first, *_) = damaged(index, statement)
    assert found in first


def test_the_clusters_expected_are_numbered_by_their_first_articles(index: Index):
    sketches = [sketch(article) for article in index.store.all_articles()]
    assert list(settled(zip(range(1, 9), sketches, strict=True))) == [
        (1, 1),
        (2, 1),
        *((key, key) for key in range(3, 9)),
    ]
    assert list(settled([(5, sketches[1]), (3, sketches[0])])) == [(3, 3), (5, 3)]
