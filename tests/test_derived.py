"""What is searched follows the store: several processes at one index, and a log that does not grow for ever."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from fakes import LetterEncoder

from embeddings.database import NOTHING, STORE_FILE
from embeddings.index import Index
from embeddings.verification import problems

ARTICLES = 12


def write(folder: Path, numbers: range, year: int = 1900) -> None:
    for number in numbers:
        text = f"The harbour of bay {number} was opened in {year + number}. Its mayor said so on Monday."
        (folder / f"{number:02}.txt").write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder, range(ARTICLES))
    return folder


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Index:
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([folder])
    return index


def logged(index: Index) -> tuple[int, int]:
    """How many commits and deletions."""
    connection = sqlite3.connect(index.store.folder / STORE_FILE)
    (counts,) = connection.execute("SELECT (SELECT count(*) FROM commits), (SELECT count(*) FROM deletions)")
    connection.close()
    return counts


def assert_follows(index: Index) -> None:
    """Both searches find the passages that there are, and no others."""
    ids = index.store.passage_ids().tolist()
    assert sorted(passage for passage, _ in index.dense(["harbour"], 99)[0]) == ids
    assert sorted(passage for passage, _ in index.lexical("harbour", 99)) == ids


def test_who_searches_leaves_the_file_that_another_process_has_written(index: Index, folder: Path):
    assert_follows(index)
    other = Index.open(index.store.folder, encoder=LetterEncoder())
    write(folder, range(ARTICLES, ARTICLES + 2))
    other.update([folder])
    (written,) = index.store.folder.glob("vectors-*")
    assert_follows(index)
    assert list(index.store.folder.glob("vectors-*")) == [written]
    assert problems(index) == []


def test_the_log_is_cut_and_a_state_from_before_is_not_caught_up_from(index: Index, folder: Path):
    assert_follows(index)
    first = index.store.last_commit()
    assert index.store.deleted(first, first) is not None
    other = Index.open(index.store.folder, encoder=LetterEncoder())
    for year in (1700, 1800):
        write(folder, range(ARTICLES), year)
        other.update([folder])
        assert logged(other) == (1, 0)
    latest = other.store.last_commit()
    assert (latest.deletions, latest.count) == (2 * ARTICLES, ARTICLES)
    assert other.store.commit_of(first.generation) is None
    assert other.store.deleted(first, latest) is None
    assert_follows(index)
    assert_follows(Index.open(index.store.folder, encoder=LetterEncoder()))
    assert problems(index) == []


def test_a_short_log_is_kept(index: Index, folder: Path):
    assert_follows(index)
    vectors, lexical = index.derived.opened()
    commits, _ = logged(index)
    other = Index.open(index.store.folder, encoder=LetterEncoder())
    write(folder, range(ARTICLES // 2), 1800)
    other.update([folder])
    assert logged(other) == (commits + 1, ARTICLES // 2)
    assert_follows(index)
    assert index.derived.opened() == (vectors, lexical)


def test_what_the_files_lack_stays_in_the_log(index: Index, folder: Path):
    before = index.store.last_commit()
    write(folder, range(ARTICLES), 1800)
    index.update([folder])
    cut = index.store.last_commit()
    index.store.remove_files([str(folder / "00.txt")])
    index.store.forget_before(cut)
    assert index.store.commit_of(before.generation) is None
    assert logged(index) == (2, 1)
    index.store.forget_before(NOTHING)
    assert logged(index) == (2, 1)
    assert_follows(Index.open(index.store.folder, encoder=LetterEncoder()))
