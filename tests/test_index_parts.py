"""Files of many articles and of pages: indexed in parts, gone on with after a kill."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import LetterEncoder
from held import contents, encoded
from samples import SAMPLES

from embeddings.errors import StoreBusyError
from embeddings.index import Index
from embeddings.loading import load_articles
from embeddings.store import EncodedFile
from embeddings.verification import problems


def _rows(path: Path, count: int, word: str = "mill") -> Path:
    rows = [{"id": f"r{i}", "text": f"The {word} number {i} closed in {1800 + i}."} for i in range(count)]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


class FailingEncoder(LetterEncoder):
    """Is killed, so to speak, after so many calls."""

    def __init__(self, calls: int):
        super().__init__()
        self.calls = calls

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if not self.calls:
            raise KeyboardInterrupt
        self.calls -= 1
        return super().encode(texts)


def _hashes(index: Index) -> dict[str, str]:
    return {path: file.hash for path, file in index.store.files().items()}


def _killed(folder: Path, path: Path, calls: int) -> None:
    index = Index.open(folder, encoder=FailingEncoder(calls), create=True)
    with pytest.raises(KeyboardInterrupt):
        index.update([path])
    index.close()


def test_a_run_killed_inside_a_file_is_gone_on_with(tmp_path: Path):
    path = _rows(tmp_path / "a.jsonl", 300)
    _killed(tmp_path / "index", path, 2)
    index = Index.open(tmp_path / "index", encoder=LetterEncoder())
    assert index.store.counts() == (1, 128, 128)
    report = index.update([path])
    assert (report.changed, report.passages, len(encoded(index))) == (1, 172, 172)
    assert [article.id for article in index.store.all_articles()] == [f"r{i}" for i in range(300)]
    whole = Index.open(tmp_path / "whole", encoder=LetterEncoder(), create=True)
    whole.update([path])
    assert contents(index) == contents(whole)
    assert _hashes(index) == _hashes(whole)
    assert problems(index) == []
    assert index.update([path]).unchanged == 1


def test_a_file_changed_after_a_kill_is_begun_anew(tmp_path: Path):
    path = _rows(tmp_path / "a.jsonl", 300)
    _killed(tmp_path / "index", path, 2)
    _rows(path, 100, "bakery")
    index = Index.open(tmp_path / "index", encoder=LetterEncoder())
    index.update([path])
    assert [article.text[:10] for article in index.store.all_articles()] == ["The bakery"] * 100
    assert problems(index) == []


def test_two_runs_over_one_file_never_double_it(index: Index, tmp_path: Path):
    parts = [EncodedFile("/x", f"h+{n}", [], f"h+{n - 1}" if n else None) for n in range(3)]
    index.store.put_files(parts[:1])
    index.store.put_files(parts[:1])  # the other run, which is at the same place now
    index.store.put_files(parts[1:2])
    with pytest.raises(StoreBusyError, match="another process is indexing /x; try again"):
        index.store.put_files(parts[1:2])
    index.store.put_files(parts[2:])
    assert _hashes(index) == {"/x": "h+2"}


def test_members_of_an_archive_go_with_it(index: Index, tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(SAMPLES["a.zip"])
    (tmp_path / "b.txt").write_text("The mill closed in 1999.")
    report = index.update([tmp_path])
    assert (report.added, report.failures) == (2, [])
    assert [article.id for article in index.store.all_articles()] == [
        *("page.html", "note.txt", "other/note.txt", "wire-1", "rows.jsonl.gz#2", "b.txt")
    ]
    assert index.store.article("other/note.txt").path == f"{tmp_path}/a.zip/other/note.txt"
    index.remove(["wire-1"])
    assert index.store.counts()[:2] == (2, 5)
    (tmp_path / "a.zip").unlink()
    assert index.update([tmp_path]).removed == 1
    assert index.store.counts() == (1, 1, 1)


def test_rows_of_two_files_with_one_id_are_told_apart(index: Index, tmp_path: Path):
    index.update([_rows(tmp_path / "a.jsonl", 1), _rows(tmp_path / "b.jsonl", 1)])
    assert [article.id for article in index.store.all_articles()] == ["r0", "b.jsonl/r0"]


def test_pages_come_back(index: Index, tmp_path: Path):
    (tmp_path / "a.pdf").write_bytes(SAMPLES["a.pdf"])
    index.update([tmp_path])
    (loaded,) = load_articles(tmp_path / "a.pdf")
    assert len(loaded.pages) == 2
    assert index.store.article("a.pdf") == loaded


def test_what_cannot_be_read_is_reported_and_the_rest_kept(index: Index, tmp_path: Path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"text": "The mill closed in 1999."}\n{bad\n')
    (folder / "b.jsonl").write_text("{bad\n")
    (folder / "c.txt").write_text("word " * 1000)
    (folder / "f.txt").write_text(" \n")
    (folder / "g.jsonl").write_text("\n")
    for name in ("d.png", "e.png", "Makefile", ".hidden"):
        (folder / name).write_text("x")
    report = index.update([folder], max_file_size=3000)
    assert (report.added, report.unchanged) == (1, 0)
    assert [str(error.path) for error in report.failures] == [
        str(folder / name) for name in ("a.jsonl", "b.jsonl", "c.txt", "f.txt", "g.jsonl")
    ]
    assert [error.reason for error in report.failures[3:]] == [
        "holds only blank space; put an article in it or remove it",
        "holds no article; put one in it or remove it",
    ]
    assert report.notes == ["left out, of formats that are not read: 2 .png, 1 without suffix"]
    # A file that could not be read at all is tried again, one that could in part is not.
    again = index.update([folder])
    assert (again.added, again.unchanged) == (1, 1)
    assert [error.path.name for error in again.failures] == ["b.jsonl", "f.txt", "g.jsonl"]
    assert index.store.article("c.txt").text == "word " * 1000
