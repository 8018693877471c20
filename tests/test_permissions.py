"""An index or a corpus of someone else: it is read as far as it may be, and what may not be is said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import LetterEncoder

from embeddings.database import STORE_FILE
from embeddings.errors import CorpusError, DamagedStoreError, IndexFolderError
from embeddings.index import Index
from embeddings.verification import problems
from qa.corpus import open_index


def may_do_everything(tmp_path: Path) -> bool:
    """Whether this user is one, like root, for whom permissions mean nothing."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    return os.access(closed, os.W_OK)


@pytest.fixture
def articles(tmp_path: Path) -> Iterator[Path]:
    if may_do_everything(tmp_path):
        pytest.skip("root may read and write everything; the last test runs this one without these rights")
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("north", "south"):
        (folder / f"{name}.txt").write_text(f"The {name} harbour was opened in 1900. Its mayor said so.")
    yield folder
    for path in (tmp_path, *tmp_path.iterdir()):
        path.chmod(0o755)  # or pytest could not delete it


@pytest.fixture
def index(articles: Path, tmp_path: Path) -> Index:
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([articles])
    return index


def unlocked(folder: Path) -> Path:
    """The folder and its files as one's own again."""
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o755)
    return folder


def locked(folder: Path, mode: int = 0o555) -> Path:
    """The folder and its files as somebody else's."""
    for path in folder.iterdir():
        if path.is_file():
            path.chmod(mode & 0o444)
    folder.chmod(mode)
    return folder


def found(index: Index) -> list[str]:
    """The articles in which both searches find the harbour."""
    passages = [[passage for passage, _ in index.lexical("harbour", 5)]]
    passages += [[passage for passage, _ in found] for found in index.dense(["harbour"], 5)]
    first, second = ({index.store.passages([i])[i].article for i in ids} for ids in passages)
    assert first == second
    return sorted(first)


def test_what_another_user_is_writing_is_read(index: Index):
    reader = Index.open(locked(index.store.folder), encoder=LetterEncoder())
    assert found(reader) == ["north.txt", "south.txt"]


def test_what_a_killed_process_left_in_the_log_is_read(index: Index, tmp_path: Path):
    left = Path(shutil.copytree(index.store.folder, tmp_path / "left"))
    assert (left / f"{STORE_FILE}-wal").stat().st_size > 0
    assert found(Index.open(locked(left), encoder=LetterEncoder())) == ["north.txt", "south.txt"]


def test_a_log_that_cannot_be_read_is_no_lost_index(index: Index, tmp_path: Path):
    left = Path(shutil.copytree(index.store.folder, tmp_path / "left"))
    (left / f"{STORE_FILE}-shm").unlink()  # it would have to be made anew
    with pytest.raises(IndexFolderError, match="check the folder's permissions") as error:
        Index.open(locked(left), encoder=LetterEncoder())
    assert not isinstance(error.value, DamagedStoreError)


def test_an_index_without_a_log_is_read(index: Index):
    index.close()
    assert not (index.store.folder / f"{STORE_FILE}-wal").exists()
    reader = Index.open(locked(index.store.folder), encoder=LetterEncoder())
    assert found(reader) == ["north.txt", "south.txt"]


def test_a_corpus_that_may_not_be_entered_is_named(articles: Path):
    with pytest.raises(CorpusError, match=f"{articles}: cannot be opened .*check its permissions"):
        open_index(locked(articles, 0))


def test_the_words_of_another_users_index_are_searched_as_they_lie(index: Index):
    index.close()
    lexical = locked(index.store.folder / "lexical")
    reader = Index.open(locked(index.store.folder), encoder=LetterEncoder())
    assert problems(reader) == []
    assert found(reader) == ["north.txt", "south.txt"]
    lexical.chmod(0o755)


def test_a_folder_that_may_not_be_opened_says_what_to_do(articles: Path, tmp_path: Path):
    (articles / "closed").mkdir(mode=0)
    report = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True).update([articles])
    (articles / "closed").chmod(0o755)
    assert [error.reason for error in report.failures] == [
        "a folder that may not be opened (permission denied); change its permissions"
    ]


def test_an_index_that_may_not_be_entered_is_named(index: Index):
    with pytest.raises(IndexFolderError, match=f"{index.store.folder}: cannot be opened .*permissions"):
        Index.open(locked(index.store.folder, 0), encoder=LetterEncoder())


def test_a_lock_of_another_user_does_not_stop_a_reader(index: Index, articles: Path):
    index.close()
    for name in ("derived.lock", "update.lock", STORE_FILE):
        (index.store.folder / name).chmod(0o444)
    reader = Index.open(index.store.folder, encoder=LetterEncoder())
    assert found(reader) == ["north.txt", "south.txt"]
    (articles / "west.txt").write_text("The west harbour was opened in 1901.")
    with pytest.raises(IndexFolderError, match=f"{STORE_FILE}: you may not write to it, .*permissions"):
        reader.update([articles])


def test_an_index_that_is_up_to_date_need_not_be_written_to(index: Index, articles: Path):
    path = articles / "north.txt"
    time.sleep(2.1)  # or the file might have been changed since without showing it
    index.update([path])
    index.close()
    reader = Index.open(locked(index.store.folder), encoder=LetterEncoder())
    assert reader.update([path]).unchanged == 1


def test_what_may_be_written_to_by_now_is_updated(index: Index, articles: Path):
    index.close()
    reader = Index.open(locked(index.store.folder), encoder=LetterEncoder())
    (articles / "west.txt").write_text("The west harbour was opened in 1901.")
    with pytest.raises(IndexFolderError, match=f"{index.store.folder}/{STORE_FILE}: you may not write to it"):
        reader.update([articles])
    unlocked(index.store.folder)
    assert reader.update([articles]).added == 1
    assert found(reader) == ["north.txt", "south.txt", "west.txt"]


def test_a_reader_leaves_no_log_that_the_owner_cannot_write_to(index: Index, articles: Path):
    index.close()
    store = index.store.folder / STORE_FILE
    store.chmod(0o444)
    reader = Index.open(index.store.folder, encoder=LetterEncoder())
    assert found(reader) == ["north.txt", "south.txt"]
    reader.close()
    assert list(index.store.folder.glob(f"{STORE_FILE}-*")) == []
    store.chmod(0o644)
    (articles / "west.txt").write_text("The west harbour was opened in 1901.")
    assert Index.open(index.store.folder, encoder=LetterEncoder()).update([articles]).added == 1


def test_a_log_that_may_not_be_written_to_is_named(index: Index, articles: Path):
    left = Path(shutil.copytree(index.store.folder, articles.parent / "left"))
    (left / f"{STORE_FILE}-shm").chmod(0o444)
    (articles / "west.txt").write_text("The west harbour was opened in 1901.")
    with pytest.raises(IndexFolderError, match=f"{STORE_FILE}-shm: you may not write to it"):
        Index.open(left, encoder=LetterEncoder()).update([articles])


def test_a_reader_sees_what_the_owner_has_written_since(index: Index, articles: Path):
    index.close()
    reader = Index.open(locked(index.store.folder), encoder=LetterEncoder())
    assert found(reader) == ["north.txt", "south.txt"]
    for name in ("east", "west"):
        writer = Index.open(unlocked(index.store.folder), encoder=LetterEncoder())
        (articles / f"{name}.txt").write_text(f"The {name} harbour was opened in 1901.")
        writer.update([articles])
        locked(index.store.folder)
        assert f"{name}.txt" in found(reader)
        writer.close()
    assert found(reader) == ["east.txt", "north.txt", "south.txt", "west.txt"]
    assert problems(reader) == []


def test_what_could_not_be_opened_again_once_is_opened_at_the_next_try(index: Index, articles: Path):
    index.close()
    reader = Index.open(locked(index.store.folder), encoder=LetterEncoder())
    assert found(reader) == ["north.txt", "south.txt"]
    writer = Index.open(unlocked(index.store.folder), encoder=LetterEncoder())
    (articles / "west.txt").write_text("The west harbour was opened in 1901.")
    writer.update([articles])
    writer.close()
    store = locked(index.store.folder) / STORE_FILE
    store.chmod(0)
    with pytest.raises(IndexFolderError, match="unable to open"):
        found(reader)
    store.chmod(0o444)
    assert found(reader) == ["north.txt", "south.txt", "west.txt"]


def test_what_is_damaged_and_may_not_be_mended_is_built_in_memory(index: Index):
    index.close()
    (vectors,) = index.store.folder.glob("vectors-*.faiss")
    vectors.write_bytes(vectors.read_bytes()[:50])
    reader = Index.open(locked(index.store.folder), encoder=LetterEncoder())
    assert found(reader) == ["north.txt", "south.txt"]
    assert vectors.stat().st_size == 50


def test_what_cannot_be_entered_any_more_stops_nothing_and_is_not_gone(articles: Path, tmp_path: Path):
    (articles / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "outside" / "far").mkdir(parents=True)
    (articles / "link").symlink_to(tmp_path / "outside" / "far")
    inner = [
        articles / "sub" / "east.txt",
        articles / "sub" / "deep" / "west.txt",
        articles / "link" / "south-east.txt",
    ]
    for path in inner:
        path.write_text(f"The {path.stem} harbour was opened in 1901.")
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    assert index.update([articles]).added == 5
    (articles / "sub").chmod(0o644)
    (tmp_path / "outside").chmod(0o644)
    report = index.update([articles])
    (articles / "sub").chmod(0o755)
    assert (report.unchanged, report.removed) == (2, 0)
    told = {
        str(error).removesuffix("; what the index has of it stays, until `citeqa remove` takes it out")
        for error in report.failures
    }
    assert told == {
        f"{path}: may not be read (permission denied); change its permissions"
        for path in (articles / "sub" / "east.txt", articles / "sub" / "deep", articles / "link")
    }
    assert sorted(index.store.files()) == sorted(map(str, [*articles.glob("*.txt"), *inner]))


def test_all_of_this_holds_for_root_without_its_rights(tmp_path: Path):
    if not may_do_everything(tmp_path):
        pytest.skip("this user has run it all")
    without = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
    if not shutil.which("setpriv") or subprocess.run([*without, "true"], check=False).returncode:
        pytest.skip("no setpriv that may take rights away")
    again = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", __file__]
    done = subprocess.run([*without, *again], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout
