"""tantivy: found by word, caught up instead of rebuilt, and never searched when a byte of it is spoilt."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from embeddings.database import NOTHING, Commit
from embeddings.lexical import LexicalIndex

ONE = Commit("1-a", 300, 0)
WORDS = "embassy soldiers baghdad minister report water harvest election".split()


def text(passage: int) -> str:
    """Every passage has a common word, and rarer ones."""
    return f"the {WORDS[passage % 8]} the {WORDS[passage % 3]} number{passage}"


def texts(first: int, last: int) -> list[tuple[int, str]]:
    return [(passage, text(passage)) for passage in range(first, last + 1)]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex.build(tmp_path / "lexical", texts(1, 300), ONE)


def test_catching_up_is_building_anew(index: LexicalIndex, tmp_path: Path):
    two = Commit("2-b", 400, 3)
    index.catch_up(ONE, two, [5, 6, 350], [one for one in texts(301, 400) if one[0] != 350])
    kept = [one for one in texts(1, 400) if one[0] not in (5, 6, 350)]
    anew = LexicalIndex.build(tmp_path / "anew", kept, two)
    assert index.ids().tolist() == anew.ids().tolist() == [passage for passage, _ in kept]
    # tantivy counts deleted passages in its word frequencies until it merges them away.
    assert dict(index.search("number399", 5)) == pytest.approx(dict(anew.search("number399", 5)), rel=0.05)
    assert index.search("number6", 5) == []
    again = LexicalIndex.load(tmp_path / "lexical")
    assert again is not None
    assert (again.generation, again.search("the embassy", 9)) == ("2-b", index.search("the embassy", 9))


def test_catching_up_twice_is_catching_up_once(index: LexicalIndex, tmp_path: Path):
    """As after a kill between tantivy's commit and the stamp."""
    stamp = tmp_path / "lexical" / "citeqa.json"
    two = Commit("2-b", 310, 1)
    index.catch_up(ONE, two, [7], texts(301, 310))
    stamp.write_text(json.dumps({"generation": "1-a", "contents": None}))
    again = LexicalIndex.load(tmp_path / "lexical")
    assert again is not None and again.generation == "1-a"
    again.catch_up(ONE, two, [7], texts(301, 310))
    assert again.ids().tolist() == [*range(1, 7), *range(8, 311)]


def test_what_is_deleted_is_wasted_until_built_anew(index: LexicalIndex):
    assert index.wasted() == 0
    index.catch_up(ONE, Commit("2-b", 300, 75), range(1, 76), [])
    assert index.wasted() == 0.25


def test_a_filter_gives_the_best_of_what_it_keeps(index: LexicalIndex):
    everything = index.search("the embassy soldiers", 300)
    for kept in (np.arange(1, 301, 100), np.arange(3, 301, 30), np.arange(1, 151)):
        expected = {passage: score for passage, score in everything if passage in kept}
        found = dict(index.search("the embassy soldiers", 300, kept))
        assert found == pytest.approx(expected)
        assert len(found) == len(kept)


def test_a_filter_that_keeps_much_gives_the_same_as_one_that_keeps_little(tmp_path: Path):
    passages = 30_000
    index = LexicalIndex.build(tmp_path / "l", texts(1, passages), Commit("1-a", passages, 0))
    kept = np.arange(1, passages + 1)[np.arange(passages) % 8 < 6]  # 22,500: applied to what is found
    found = index.search("harvest the", 50, kept)
    assert len(found) == 50 and {passage for passage, _ in found} <= set(kept.tolist())
    best = [score for passage, score in index.search("harvest the", passages) if passage % 8 in range(1, 7)][:50]
    assert [score for _, score in found] == pytest.approx(best)
    assert index.search("election", 10, kept) == []  # passages that the filter leaves out have that word


def test_in_memory_where_there_is_no_folder():
    index = LexicalIndex.build(None, texts(1, 20), Commit("1-a", 20, 0))
    assert index.ids().tolist() == list(range(1, 21))
    assert [passage for passage, _ in index.search("number7", 3)] == [7]


@pytest.mark.parametrize("suffix", [".idx", ".term", ".fast", ".fieldnorm", "meta.json", "citeqa.json"])
def test_no_flipped_bit_is_searched(index: LexicalIndex, tmp_path: Path, suffix: str):
    (path,) = (path for path in (tmp_path / "lexical").iterdir() if path.name.endswith(suffix))
    content = path.read_bytes()
    found = index.search("the embassy", 20)
    for place in np.random.default_rng(0).integers(0, len(content), 12):
        spoilt = bytearray(content)
        spoilt[place] ^= 0x08
        copy = Path(shutil.copytree(tmp_path / "lexical", tmp_path / f"copy{place}", dirs_exist_ok=True))
        (copy / path.name).write_bytes(spoilt)
        loaded = LexicalIndex.load(copy)
        # What a footer or a stamp says beside its checksum may be spoilt and harmless.
        assert loaded is None or loaded.search("the embassy", 20) == found
        if place < len(content) - 200 and suffix not in ("meta.json", "citeqa.json"):
            assert loaded is None


def test_nothing_to_load(tmp_path: Path):
    assert LexicalIndex.load(tmp_path / "missing") is None
    assert NOTHING.generation == ""
