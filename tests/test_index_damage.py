"""Damage to an index, and folders that are none, are survived or named."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from fakes import LetterEncoder
from held import contents, encoded

from embeddings.changes import gone_files
from embeddings.database import STORE_FILE
from embeddings.errors import (
    DamagedStoreError,
    EncoderMismatchError,
    IndexFolderError,
    SchemaError,
    StoreBusyError,
)
from embeddings.index import Index
from embeddings.records import KnownFile
from embeddings.rows import EncodedArticle
from embeddings.store import EncodedFile, Store
from embeddings.verification import problems


def derived(folder: Path, kind: str) -> Path:
    (path,) = folder.glob(f"{kind}*")
    return path


@pytest.mark.parametrize("damage", ["missing", "cut", "garbage", "empty"])
def test_a_damaged_faiss_file_is_rebuilt_without_embedding(index: Index, corpus: Path, damage: str):
    index.update([corpus])
    found = index.dense(["embassy"], 5)
    path = derived(index.store.folder, "vectors")
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes({"cut": content[:500], "garbage": b"garbage" * 99, "empty": b""}[damage])
    again = Index.open(index.store.folder, encoder=LetterEncoder())
    assert again.dense(["embassy"], 5) == found
    assert encoded(again) == ["embassy"]
    assert path.read_bytes() == content


@pytest.mark.parametrize("damage", ["missing", "no meta", "garbage", "a file less"])
def test_a_damaged_tantivy_folder_is_rebuilt(index: Index, corpus: Path, damage: str):
    index.update([corpus])
    found = index.lexical("embassy", 5)
    folder = derived(index.store.folder, "lexical")
    if damage == "missing":
        shutil.rmtree(folder)
    elif damage == "a file less":
        next(folder.glob("*.idx")).unlink()
    elif damage == "no meta":
        (folder / "meta.json").unlink()
    else:
        (folder / "meta.json").write_text("{")
    again = Index.open(index.store.folder, encoder=LetterEncoder())
    assert again.lexical("embassy", 5) == found
    assert problems(again) == []


def test_a_damaged_store_is_named_and_left_alone(index: Index, corpus: Path):
    index.update([corpus])
    index.close()
    path = index.store.folder / STORE_FILE
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
    with pytest.raises(DamagedStoreError, match=r"damaged \(.*restore it from a backup"):
        Index.open(index.store.folder, encoder=LetterEncoder(), create=True)
    assert path.read_bytes() == bytes(content)


def test_an_emptied_store_is_not_taken_for_an_empty_index(index: Index, corpus: Path):
    index.update([corpus])
    index.close()
    for path in index.store.folder.glob(f"{STORE_FILE}*"):
        path.unlink()
    (index.store.folder / STORE_FILE).touch()
    with pytest.raises(DamagedStoreError, match="empty, the index is lost"):
        Index.open(index.store.folder)
    assert (index.store.folder / STORE_FILE).read_bytes() == b""


def test_what_was_derived_from_another_store_is_not_used(index: Index, corpus: Path, tmp_path: Path):
    index.update([corpus])
    index.close()
    for path in index.store.folder.glob(f"{STORE_FILE}*"):
        path.unlink()
    again = Index.open(index.store.folder, encoder=LetterEncoder(), create=True)
    (tmp_path / "one.txt").write_text("A xylophone.")
    again.update([tmp_path / "one.txt"])
    assert again.lexical("embassy", 5) == []
    assert problems(again) == []


def test_a_folder_that_cannot_be_opened_loses_nothing(index: Index, corpus: Path):
    (corpus / "closed").mkdir()
    (corpus / "closed" / "a.txt").write_text("A closed article.")
    known = ["/c/a.txt", "/c/closed/b.txt", str(corpus / "closed" / "a.txt"), str(corpus / "gone.txt")]
    # As `article_files` gives a folder it may not open: itself.
    assert gone_files(known, [corpus / "closed"], [corpus]) == [str(corpus / "gone.txt")]


def test_files_under_a_linked_folder_are_removed_with_it(index: Index, corpus: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "linked.txt").write_text("A linked article stands here.")
    (corpus / "link").symlink_to(tmp_path / "elsewhere")
    assert index.update([corpus]).added == 6
    (tmp_path / "elsewhere" / "linked.txt").unlink()
    assert index.update([corpus]).removed == 1


def test_a_moved_file_keeps_its_id(index: Index, corpus: Path):
    index.update([corpus])
    (corpus / "sub").mkdir()
    (corpus / "004_c4cc14f04c352a6a.txt").rename(corpus / "sub" / "004_c4cc14f04c352a6a.txt")
    index.update([corpus])
    assert index.store.article("004_c4cc14f04c352a6a.txt").path.endswith("sub/004_c4cc14f04c352a6a.txt")


def test_what_a_killed_process_left_is_swept_and_does_no_harm(index: Index, corpus: Path):
    index.update([corpus])
    folder = index.store.folder
    left = [folder / "lexical.aaaa.new", folder / "vectors.bbbb.new"]
    left[0].mkdir()
    left[1].touch()
    (corpus / "extra.txt").write_text("One more.")
    index.update([corpus])
    assert [path for path in left if path.exists()] == []


@pytest.mark.parametrize("content", [b"not a database at all, just some text", b"\x00" * 5000])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes):
    (tmp_path / STORE_FILE).write_bytes(content)
    with pytest.raises(IndexFolderError):
        Index.open(tmp_path, encoder=LetterEncoder(), create=True)
    assert (tmp_path / STORE_FILE).read_bytes() == content


def test_somebody_elses_database_is_left_alone(tmp_path: Path):
    with sqlite3.connect(tmp_path / STORE_FILE) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(IndexFolderError, match="not a citeqa index"):
        Index.open(tmp_path, encoder=LetterEncoder(), create=True)


def test_another_format_is_named(index: Index):
    index.close()
    with sqlite3.connect(index.store.folder / STORE_FILE) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(SchemaError, match="index format 999"):
        Index.open(index.store.folder)


def test_another_encoder_is_named(index: Index):
    with pytest.raises(EncoderMismatchError, match="made with the encoder letters"):
        Index.open(index.store.folder, encoder=LetterEncoder("letters-2"))


def test_no_index_is_named(tmp_path: Path):
    with pytest.raises(IndexFolderError, match="no index there; make one with `citeqa index"):
        Index.open(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_a_second_writer_is_told_so(index: Index):
    waiting = Store.open(index.store.folder, busy_seconds=0.05)
    with sqlite3.connect(index.store.folder / STORE_FILE, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="another process is writing"):
            waiting.put_files([EncodedFile("/x", "hash", [])])
        writer.execute("ROLLBACK")
    writer.close()
    waiting.put_files([EncodedFile("/x", "hash", [])])
    assert waiting.files() == {"/x": KnownFile("hash")}


def test_a_failed_change_leaves_nothing_behind(index: Index, corpus: Path):
    index.update([corpus])
    before, generation = contents(index), index.store.generation
    with pytest.raises(ValueError, match="shorter"):
        index.store.put_files(
            [EncodedFile("/x", "hash", []), EncodedFile("/y", "hash", [_without_vectors(index.store)])]
        )
    assert (contents(index), index.store.generation) == (before, generation)


def _without_vectors(store: Store) -> EncodedArticle:
    (article, *_) = store.all_articles()
    return EncodedArticle(article, store.passages_of(article.id), np.zeros((0, 26)))


def test_verification_names_what_is_wrong(index: Index, corpus: Path):
    index.update([corpus])
    with sqlite3.connect(index.store.folder / STORE_FILE) as connection:
        connection.execute('UPDATE passages SET "end" = 999999 WHERE id = 3')
        connection.execute("UPDATE passages SET vector = zeroblob(52) WHERE id = 4")
    connection.close()
    found = problems(index)
    assert found[0] == "store: 000_5bd5308b8975c6e2.txt is not as it was stored"
    assert found[1].startswith("passage 3 of 000_5bd5308b8975c6e2.txt: ")
    assert found[2].startswith("store: 1 damaged vectors, the first of passage 4")
    assert found[3].startswith("FAISS: holds other vectors than the store")
    assert len(found) == 4


def test_a_vector_of_the_wrong_size_is_damage(index: Index, corpus: Path):
    index.update([corpus])
    with sqlite3.connect(index.store.folder / STORE_FILE) as connection:
        connection.execute("UPDATE passages SET vector = x'00' WHERE id = 4")
    connection.close()
    with pytest.raises(DamagedStoreError, match="the vector of passage 4"):
        problems(index)


def test_text_that_is_no_text_is_damage_and_is_not_quoted(index: Index, corpus: Path):
    index.update([corpus])
    with sqlite3.connect(index.store.folder / STORE_FILE) as connection:
        connection.execute("UPDATE articles SET text = CAST(x'41ff42' AS TEXT)")
    connection.close()
    with pytest.raises(DamagedStoreError, match="a text is not UTF-8"):
        problems(index)


def test_a_store_that_is_a_folder_is_named(tmp_path: Path):
    (tmp_path / STORE_FILE).mkdir()
    with pytest.raises(IndexFolderError, match="cannot be opened"):
        Index.open(tmp_path)
