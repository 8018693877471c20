"""The index: what goes in comes out, and nothing is embedded twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import LetterEncoder
from held import contents, encoded

from embeddings.errors import CorpusError, UnknownArticleError
from embeddings.index import Index
from embeddings.passages import passage_text
from embeddings.verification import problems


def stored_vectors(index: Index) -> tuple[np.ndarray, np.ndarray]:
    """Every passage's id, ascending, and vector."""
    return index.store.vectors(index.store.passage_ids().tolist(), 26)


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
    (corpus / "new.txt").write_text("")
    kept, new = index.update([corpus]).failures
    assert kept.reason.endswith("; what the index has of it stays, until `citeqa remove` takes it out")
    assert new.reason == "the file is empty; put an article in it or remove it"
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
