"""The index: what goes in comes out, nothing is embedded twice, and damage is survived or named."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import LetterEncoder
from samples import SAMPLES

from embeddings.articles import Article
from embeddings.changes import gone_files
from embeddings.database import STORE_FILE
from embeddings.errors import (
    CorpusError,
    DamagedStoreError,
    EncoderMismatchError,
    IndexFolderError,
    SchemaError,
    StoreBusyError,
    UnknownArticleError,
)
from embeddings.index import Index
from embeddings.loading import load_articles
from embeddings.passages import passage_text
from embeddings.records import KnownFile
from embeddings.rows import EncodedArticle
from embeddings.store import EncodedFile, Store
from embeddings.verification import problems

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEEDS, tmp_path / "articles"))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)


def contents(index: Index) -> list[tuple[Article, list[tuple[int, int]]]]:
    return [(a, [(p.start, p.end) for p in index.store.passages_of(a.id)]) for a in index.store.all_articles()]


def stored_vectors(index: Index) -> tuple[np.ndarray, np.ndarray]:
    """Every passage's id, ascending, and vector."""
    return index.store.vectors(index.store.passage_ids().tolist(), 26)


def encoded(index: Index) -> list[str]:
    assert isinstance(index.encoder, LetterEncoder)
    return index.encoder.encoded


# -- what goes in comes out


def test_articles_come_back_as_they_were_loaded(index: Index, corpus: Path):
    index.update([corpus])
    article = index.store.article("001_0b8bf23ecc8ee3f7.txt")
    assert article.text == (corpus / article.id).read_text(encoding="utf-8")
    assert (article.author, str(article.date)) == ("AiBot", "2024-01-05")
    assert article.path == str((corpus / article.id).resolve())
    assert article.masked[0][0] == 0
    assert problems(index) == []


def test_opening_again_gives_the_same_index(index: Index, corpus: Path, tmp_path: Path):
    index.update([corpus])
    again = Index.open(tmp_path / "index", encoder=LetterEncoder())
    assert contents(again) == contents(index)
    assert again.dense(["What is it?"], 5) == index.dense(["What is it?"], 5)
    assert again.lexical("embassy", 5) == index.lexical("embassy", 5)


def test_dense_search_is_brute_force_search(index: Index, corpus: Path):
    index.update([corpus])
    ids, vectors = stored_vectors(index)
    question = "Who stormed the embassy?"
    scores = vectors @ LetterEncoder().encode([question])[0]
    best = np.argsort(-scores)[:7]
    (found,) = index.dense([question], 7)
    assert [passage for passage, _ in found] == ids[best].tolist()
    assert [score for _, score in found] == pytest.approx(scores[best].tolist(), abs=1e-5)


def test_every_stored_vector_is_its_passage_encoded(index: Index, corpus: Path):
    index.update([corpus])
    ids, vectors = stored_vectors(index)
    passages = index.store.passages(ids.tolist())
    articles = index.store.articles({p.article for p in passages.values()})
    texts = [passage_text(articles[passages[i].article], passages[i]) for i in ids.tolist()]
    np.testing.assert_allclose(vectors, LetterEncoder().encode(texts), atol=1e-3)


def test_lexical_search_finds_words_not_accents_or_endings(index: Index, tmp_path: Path):
    (tmp_path / "a.txt").write_text("The cafés of Baghdad were running late.")
    (tmp_path / "b.txt").write_text("Nothing of the kind stands here at all.")
    index.update([tmp_path / "a.txt", tmp_path / "b.txt"])
    ((passage, score),) = index.lexical("runs a CAFE?", 5)
    assert index.store.passages([passage])[passage].article == "a.txt"
    assert score > 0
    assert index.lexical("", 5) == index.lexical("???", 5) == []


# -- updates


def test_a_second_run_embeds_nothing(index: Index, corpus: Path):
    first = index.update([corpus])
    assert (first.added, first.passages) == (5, len(encoded(index)))
    generation = index.store.generation
    second = index.update([corpus])
    assert (second.added, second.changed, second.unchanged, second.passages) == (0, 0, 5, 0)
    assert len(encoded(index)) == first.passages
    assert index.store.generation == generation


def test_only_the_changed_file_is_embedded_and_passage_ids_are_not_reused(index: Index, corpus: Path):
    index.update([corpus])
    before = stored_vectors(index)[0].tolist()
    kept = [p.id for a in index.store.all_articles() if a.id[:3] != "004" for p in index.store.passages_of(a.id)]
    (corpus / "004_c4cc14f04c352a6a.txt").write_text("A new text. It is short.")
    report = index.update([corpus])
    assert (report.added, report.changed, report.unchanged, report.passages) == (0, 1, 4, 1)
    after = stored_vectors(index)[0].tolist()
    assert set(after) - set(before) == {max(before) + 1}
    assert set(after) & set(before) == set(kept)
    assert problems(index) == []


def test_a_file_gone_from_its_folder_leaves_the_index_and_others_stay(index: Index, corpus: Path, tmp_path: Path):
    other = tmp_path / "other.txt"
    other.write_text("Another place, another article.")
    index.update([corpus, other])
    (corpus / "000_5bd5308b8975c6e2.txt").unlink()
    assert index.update([corpus]).removed == 1
    assert "other.txt" in {a.id for a in index.store.all_articles()}
    with pytest.raises(UnknownArticleError, match="000_5bd"):
        index.store.article("000_5bd5308b8975c6e2.txt")


def test_adding_and_removing_is_where_it_started(index: Index, corpus: Path, tmp_path: Path):
    index.update([corpus])
    before, found = contents(index), index.dense(["xylophone"], 3)
    (tmp_path / "extra.txt").write_text("Xylophones are xenial. " * 5)
    index.update([tmp_path / "extra.txt"])
    assert index.dense(["xylophone"], 3) != found
    index.remove(["extra.txt"])
    assert contents(index) == before
    assert index.dense(["xylophone"], 3) == found
    with pytest.raises(UnknownArticleError):
        index.remove(["extra.txt"])


def test_files_of_one_name_get_ids_of_their_own(index: Index, tmp_path: Path):
    for folder in ("north", "south"):
        (tmp_path / "all" / folder).mkdir(parents=True)
        (tmp_path / "all" / folder / "news.txt").write_text(f"The {folder} has news today.")
    index.update([tmp_path / "all"])
    assert [a.id for a in index.store.all_articles()] == ["news.txt", "south/news.txt"]


def test_one_bad_file_is_reported_and_the_rest_is_kept(index: Index, corpus: Path):
    (corpus / "bad.txt").write_bytes(b"\x00\x01\x02binary")
    (corpus / "empty.txt").write_text("")
    (corpus / "latin.txt").write_bytes(
        "Le café de la gare était fermé à midi, a déclaré le maire.".encode("cp1252")
    )
    report = index.update([corpus])
    assert report.added == 6
    assert sorted(error.path.name for error in report.failures) == ["bad.txt", "empty.txt"]
    (note,) = report.notes
    assert note.endswith("latin.txt: read as cp1252, not UTF-8")


def test_a_file_that_became_unreadable_keeps_its_last_version(index: Index, corpus: Path):
    index.update([corpus])
    before = contents(index)
    (corpus / "000_5bd5308b8975c6e2.txt").write_bytes(b"\x00broken")
    assert len(index.update([corpus]).failures) == 1
    assert contents(index) == before


def test_nothing_readable_is_an_error(index: Index, tmp_path: Path):
    (tmp_path / "bad").mkdir()
    with pytest.raises(CorpusError, match="no article in this folder"):
        index.update([tmp_path / "bad"])
    (tmp_path / "bad" / "x.txt").write_bytes(b"\x00")
    with pytest.raises(CorpusError, match="none of the 1 files"):
        index.update([tmp_path / "bad"])
    with pytest.raises(CorpusError, match="no such file or folder"):
        index.update([tmp_path / "missing"])


def test_an_open_index_sees_what_another_process_adds(index: Index, corpus: Path, tmp_path: Path):
    index.update([corpus])
    assert index.lexical("xylophone", 3) == []
    other = Index.open(tmp_path / "index", encoder=LetterEncoder())
    (tmp_path / "extra.txt").write_text("A xylophone was found.")
    other.update([tmp_path / "extra.txt"])
    assert len(index.lexical("xylophone", 3)) == 1


# -- damage


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


# -- files of many articles, and of pages


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
    for name in ("d.png", "e.png", "Makefile", ".hidden"):
        (folder / name).write_text("x")
    report = index.update([folder], max_file_size=3000)
    assert (report.added, report.unchanged) == (1, 0)
    assert [str(error.path) for error in report.failures] == [
        str(folder / name) for name in ("a.jsonl", "b.jsonl", "b.jsonl", "c.txt")
    ]
    assert report.notes == ["left out, of formats that are not read: 2 .png, 1 without suffix"]
    # A file that could not be read at all is tried again, one that could in part is not.
    again = index.update([folder])
    assert (again.added, again.unchanged) == (1, 1)
    assert {error.path.name for error in again.failures} == {"b.jsonl"}
    assert index.store.article("c.txt").text == "word " * 1000
