"""What the reader reads at once: tokens, their places and their sentences."""

from __future__ import annotations

import itertools

from tokenizers import Tokenizer

from qa.reader.reader import BUNDLED_READER
from qa.reader.windows import Windower

TOKENIZER = Tokenizer.from_file(str(BUNDLED_READER / "tokenizer.json"))
TOKENIZER.no_truncation()


def test_one_window_has_the_question_then_the_passage_with_its_offsets():
    (window,) = Windower(TOKENIZER).windows("Who commands?", ["Ghaani commands."])
    tokens = [TOKENIZER.id_to_token(i) for i in window.ids]
    assert tokens == [
        "[CLS]",
        "who",
        "commands",
        "?",
        "[SEP]",
        "g",
        "##ha",
        "##ani",
        "commands",
        ".",
        "[SEP]",
    ]
    assert window.types == [0] * 5 + [1] * 6
    assert window.offsets[:5].tolist() == [[-1, -1]] * 5
    assert window.offsets[5:].tolist() == [[0, 1], [1, 3], [3, 6], [7, 15], [15, 16], [-1, -1]]


def test_sentences_are_numbered_and_wrapped_lines_are_not():
    text = "One two.\n\nThree four five. Six"
    (window,) = Windower(TOKENIZER).windows("who?", [text])
    words = {TOKENIZER.id_to_token(i): block for i, block in zip(window.ids, window.blocks.tolist(), strict=True)}
    assert [words[w] for w in ("[CLS]", "who", "one", "two", "three", "four", "five", "six")] == [
        -1, -1, 0, 0, 1, 1, 1, 2,
    ]  # fmt: skip


def test_offsets_count_code_points():
    (window,) = Windower(TOKENIZER).windows("Who?", ["😀😀 é naïve café"])
    places = [tuple(offset) for offset in window.offsets if offset[0] >= 0]
    assert {"😀😀 é naïve café"[a:b] for a, b in places} >= {"é", "naïve", "café"}


def test_a_preface_is_read_but_is_no_place_for_an_answer():
    (window,) = Windower(TOKENIZER).windows("When?", ["It sank in May.\n\nTwo died."], ["May 3, 2019. "])
    read = [TOKENIZER.id_to_token(i) for i in window.ids]
    assert read[3:9] == ["[SEP]", "may", "3", ",", "2019", "."]
    (may,) = [i for i, (start, _) in enumerate(window.offsets) if start == 11]
    assert (read[may], window.offsets[may].tolist(), window.blocks[may]) == ("may", [11, 14], 0)
    assert {tuple(offset) for offset in window.offsets[:9]} == {(-1, -1)}
    assert window.blocks.max() == 1


def test_a_long_passage_gives_windows_that_overlap_by_the_stride():
    words = [f"w{i}" for i in range(200)]
    windows = Windower(TOKENIZER, max_tokens=64, stride=16).windows("who is it", [" ".join(words)])
    places = [{tuple(o) for o in window.offsets.tolist() if o[0] >= 0} for window in windows]
    assert [len(a & b) for a, b in itertools.pairwise(places)] == [16] * (len(windows) - 1)
    assert len(set.union(*places)) == len(TOKENIZER.encode(" ".join(words), add_special_tokens=False).ids)
    assert {window.passage for window in windows} == {0}


def test_a_long_question_is_cut_and_the_passage_is_not():
    (window,) = Windower(TOKENIZER).windows("why " * 300, ["short passage"])
    assert (window.offsets[:, 0] >= 0).sum() == 2
    assert len(window.ids) == 1 + 96 + 1 + 2 + 1
