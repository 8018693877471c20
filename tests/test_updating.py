"""What an update opens, embeds and keeps."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from fakes import LetterEncoder
from held import TEXT

from embeddings.articles import Article
from embeddings.changes import FilePart, file_parts, file_stamp
from embeddings.index import Index
from embeddings.store import EncodedFile
from embeddings.updating import Updater
from embeddings.verification import problems


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Index:
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([folder])
    assert encoded(index) == 4
    return index


def write(path: Path, text: str) -> None:
    """A file that has lain there for a while."""
    path.write_text(text)
    os.utime(path, (1_700_000_000, 1_700_000_000))


def encoded(index: Index) -> int:
    assert isinstance(index.encoder, LetterEncoder)
    return len(index.encoder.encoded)


def ids(index: Index) -> list[str]:
    return sorted(article.id for article in index.store.all_articles())


# -- moved, copied, changed in part


def test_a_moved_file_is_not_embedded_again(index: Index, folder: Path):
    vectors = {one.article.id: one.vectors.tolist() for one in index.store.encoded(ids(index), 26)}
    (folder / "north.txt").rename(folder / "sub" / "northern.txt")
    report = index.update([folder])
    assert (report.added, report.moved, report.removed, report.unchanged, report.passages) == (0, 1, 0, 3, 0)
    assert encoded(index) == 4
    assert ids(index) == ["east.txt", "northern.txt", "south.txt", "west.txt"]
    (moved,) = index.store.encoded(["northern.txt"], 26)
    assert moved.article.text == TEXT.format("north", 1900)
    # Where no title is stated the first sentence is the heading, and no file name is in what was embedded.
    assert moved.vectors.tolist() == vectors["north.txt"]
    assert problems(index) == []


def test_a_moved_folder_keeps_its_vectors(index: Index, folder: Path):
    (folder / "sub").rename(folder / "other")
    report = index.update([folder])
    assert (report.moved, report.removed, report.passages) == (2, 0, 0)
    assert index.store.article("east.txt").path == str(folder / "other" / "east.txt")
    assert index.update([folder]).unchanged == 4


def test_a_copy_is_another_article_with_the_same_vectors(index: Index, folder: Path):
    write(folder / "copy.txt", TEXT.format("north", 1900))
    report = index.update([folder])
    assert (report.added, report.moved, report.passages) == (1, 0, 0)
    assert len(index.dense(["north harbour"], 9)[0]) == 5


def test_of_a_changed_file_only_new_passages_are_embedded(index: Index, folder: Path):
    sentences = [
        f"Sentence number {i} of the long article tells of harbour {i} and its bridge." for i in range(60)
    ]
    write(folder / "long.txt", "\n".join(sentences))
    before = index.update([folder]).passages
    assert before > 5
    write(folder / "long.txt", "\n".join([*sentences[:-1], "It now ends otherwise than it did."]))
    report = index.update([folder])
    assert (report.changed, report.passages) == (1, 1)
    assert problems(index) == []


# -- unchanged files


def test_a_file_of_known_size_and_times_is_not_opened(index: Index, folder: Path):
    _settle(index, folder)
    path = str(folder / "south.txt")
    known = index.store.files()[path]
    # A hash that is not the file's would be noticed if it were read.
    index.store.put_files([EncodedFile(path, "not its hash", [], stamp=known.stamp)])
    assert index.update([folder]).unchanged == 4
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert index.update([folder]).changed == 1


def test_a_file_touched_but_not_changed_is_read_once_and_not_embedded(index: Index, folder: Path):
    _settle(index, folder)
    before = index.store.files()
    os.utime(folder / "south.txt", (1_600_000_000, 1_600_000_000))
    report = index.update([folder])
    assert (report.changed, report.unchanged, encoded(index)) == (0, 4, 4)
    changed = {path for path, file in index.store.files().items() if file != before[path]}
    assert changed == {str(folder / "south.txt")}


def test_a_change_that_keeps_size_and_time_of_writing_is_seen(index: Index, folder: Path):
    _settle(index, folder)
    write(folder / "south.txt", TEXT.format("south", 1999))
    assert index.update([folder]).changed == 1


def test_what_was_just_written_is_not_trusted_to_show_its_next_change(tmp_path: Path):
    (tmp_path / "now.txt").write_text("now")
    assert file_stamp(tmp_path / "now.txt") == ""
    assert file_stamp(tmp_path / "missing.txt") == ""


def _settle(index: Index, folder: Path) -> None:
    """Until the time of any change, which cannot be set, lies far enough back."""
    deadline = time.monotonic() + 20
    while not all(file_stamp(path) for path in folder.rglob("*.txt")):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    index.update([folder])
    assert all(file.stamp for file in index.store.files().values())


# -- large files


def test_a_large_file_is_put_in_parts_and_a_broken_off_one_is_gone_on_with(tmp_path: Path):
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    path = tmp_path / "many.txt"
    write(path, "stands for a file of many articles")
    articles = [Article(f"a{i:03}", str(path), TEXT.format(i, i)) for i in range(200)]
    calls: list[int] = []

    def encode(texts: list[str]) -> object:
        calls.append(len(texts))
        if sum(calls) > 150:
            raise KeyboardInterrupt
        return LetterEncoder().encode(texts)

    with pytest.raises(KeyboardInterrupt):
        Updater(index.store, encode, 26, progress=False).add(path, articles)  # type: ignore[arg-type]
    assert index.store.counts()[1] == 128
    index.add(path, articles)
    assert encoded(index) == 200 - 128
    assert ids(index) == [article.id for article in articles]
    index.add(path, articles)
    assert encoded(index) == 200 - 128
    assert problems(index) == []


def test_parts_are_whole_articles_in_order_and_done_ones_are_passed_over():
    articles = [Article(f"a{i}", "/a", "One. " * (100 * i)) for i in range(1, 6)]
    whole = FilePart("/a", "hash", [], stamp="stamp")
    parts = list(file_parts(whole, "", articles, 5))
    assert [(p.hash, p.after, p.stamp, [a.id for a, _ in p.articles]) for p in parts] == [
        ("hash+3", None, "", ["a1", "a2", "a3"]),
        ("hash+4", "hash+3", "", ["a4"]),
        ("hash", "hash+4", "stamp", ["a5"]),
    ]
    assert list(file_parts(whole, "hash+3", articles, 5)) == parts[1:]
    assert list(file_parts(whole, "other+3", articles, 5)) == parts


# -- a running process


def test_a_running_process_sees_changes_and_builds_nothing_anew(index: Index, folder: Path, tmp_path: Path):
    assert index.lexical("xylophone", 3) == []
    vectors, lexical = index.derived.opened()
    other = Index.open(tmp_path / "index", encoder=LetterEncoder())
    write(folder / "new.txt", "A xylophone was found at the north harbour. It plays.")
    (folder / "south.txt").unlink()
    other.update([folder])
    assert len(index.lexical("xylophone", 3)) == 1
    assert index.lexical("south", 3) == []
    assert {place for place, _ in index.dense(["a"], 9)[0]} == set(index.store.passage_ids().tolist())
    assert index.derived.opened() == (vectors, lexical)


def test_a_filter_keeps_to_its_passages(index: Index):
    kept = index.store.passage_ids()[:2].tolist()
    assert sorted(passage for passage, _ in index.dense(["harbour"], 9, within=kept)[0]) == kept
    assert sorted(passage for passage, _ in index.lexical("harbour", 9, within=kept)) == kept
    assert index.dense(["harbour"], 9, within=[]) == [[]]
    assert index.lexical("harbour", 9, within=[]) == []


def test_an_empty_index_is_searched_without_being_built_again(tmp_path: Path):
    index = Index.open(tmp_path, encoder=LetterEncoder(), create=True)
    assert (index.lexical("mill", 5), index.dense(["mill"], 5)) == ([], [[]])
    before = (tmp_path / "lexical" / "meta.json").stat().st_ino
    again = Index.open(tmp_path, encoder=LetterEncoder())
    assert again.lexical("mill", 5) == []
    assert (tmp_path / "lexical" / "meta.json").stat().st_ino == before
    assert problems(again) == []
