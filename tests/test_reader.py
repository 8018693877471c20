"""The reader as a whole, with a forward pass made by hand, and readers by name."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from embeddings.articles import Passage
from embeddings.errors import ReaderError
from embeddings.files import is_missing_folder
from qa.reader.calibration import UNCALIBRATED
from qa.reader.reader import BUNDLED_READER, Reader, load_reader
from qa.reader.session import TorchForward, run_windows
from qa.reader.windows import Windower

TOKENIZER = Tokenizer.from_file(str(BUNDLED_READER / "tokenizer.json"))
TOKENIZER.no_truncation()
PASSAGE = "Esmail Ghaani commands the Quds Force. Vedant Patel is a deputy spokesperson."


class LoudestWord:
    """A forward pass that wants the token `word` and nothing else; the null logit is `null` in every window."""

    workers = 2

    def __init__(self, word: str, loudness: float, null: float):
        self._id = TOKENIZER.token_to_id(word)
        self._loudness = loudness
        self._null = null

    def __call__(self, ids: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        logits = np.where(ids == self._id, self._loudness, -5.0)
        logits[0] = self._null
        return logits, logits


def reader(forward: LoudestWord) -> Reader:
    return Reader(Windower(TOKENIZER, max_tokens=60, stride=10), forward, UNCALIBRATED)


def test_spans_behind_a_preface_are_absolute():
    given = reader(LoudestWord("commands", 3.0, 0.0)).read(
        "Who?", [(Passage("a", 100, 177), PASSAGE)], ["She commands. "]
    )
    assert (given[0].start, given[0].end) == (114, 122)


# -- the reader as a whole, with a forward pass made by hand


def test_spans_are_absolute_and_the_null_score_is_the_smallest_of_all_windows():
    start = PASSAGE.index("Force")
    read = reader(LoudestWord("force", 4.0, null=1.5)).read("Which force?", [(Passage("a", 100, 177), PASSAGE)])
    assert (read[0].start, read[0].end) == (100 + start, 100 + start + 5)
    assert (read[0].score, read[0].null_score) == (8.0, 3.0)


def test_a_span_seen_in_two_overlapping_passages_comes_back_once():
    first, second = Passage("a", 0, len(PASSAGE)), Passage("a", 39, len(PASSAGE))
    found = reader(LoudestWord("patel", 4.0, null=0.0)).read("Who?", [(first, PASSAGE), (second, PASSAGE[39:])])
    best = [span for span in found if span.score == 8.0]
    assert [(span.start, span.end) for span in best] == [(46, 51)]


def test_the_bundled_reader_finds_names():
    bundled = load_reader()
    passages = [(Passage("a", 0, len(PASSAGE)), PASSAGE)]
    for question, name in [
        ("Who commands the Quds Force?", "Esmail Ghaani"),
        ("Who is deputy spokesperson?", "Vedant Patel"),
    ]:
        best = bundled.read(question, passages)[0]
        assert PASSAGE[best.start : best.end] == name


def test_a_score_does_not_depend_on_what_else_is_read():
    bundled = load_reader()
    alone = [(Passage("a", 0, len(PASSAGE)), PASSAGE)]
    beside = [*alone, (Passage("b", 0, 4000), "Something else entirely. " * 160)]
    question = "Who commands the Quds Force?"
    assert bundled.read(question, beside)[0].score == bundled.read(question, alone)[0].score


def test_no_passages_no_spans():
    assert load_reader().read("Who?", []) == []


# -- readers by name


def test_any_transformers_model_can_be_read_with(tmp_path: Path):
    with warnings.catch_warnings():
        # What other libraries warn of while they are imported is not this test's matter.
        warnings.simplefilter("ignore")
        from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

        sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
        model = BertForQuestionAnswering(BertConfig(vocab_size=TOKENIZER.get_vocab_size(), **sizes))
        model.save_pretrained(tmp_path)
        PreTrainedTokenizerFast(tokenizer_object=TOKENIZER, pad_token="[PAD]").save_pretrained(tmp_path)
        torch_reader = load_reader(tmp_path)
    (best, *_) = torch_reader.read("Who commands?", [(Passage("a", 10, 10 + len(PASSAGE)), PASSAGE)])
    assert 10 <= best.start < best.end <= 10 + len(PASSAGE)
    assert torch_reader.calibration == UNCALIBRATED
    # The same logits as the model itself gives for the pair, tokenized by transformers.
    import torch

    (window,) = Windower(TOKENIZER).windows("Who commands?", [PASSAGE])
    start, end = run_windows(TorchForward(model), [window])[0]
    with torch.inference_mode():
        output = model(torch.tensor([window.ids]), token_type_ids=torch.tensor([window.types]))
    np.testing.assert_allclose(start, output.start_logits[0].numpy(), atol=1e-6)
    np.testing.assert_allclose(end, output.end_logits[0].numpy(), atol=1e-6)


def test_an_unknown_reader_is_a_clear_error(tmp_path, monkeypatch):
    with pytest.raises(ReaderError, match=r"cannot be loaded .* give the folder of a transformers"):
        load_reader(tmp_path)
    # Not looked for on a hub: that takes half a minute to fail.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    for name in (tmp_path / "nothing", "runs/mine", "./mine", "a/b/c"):
        with pytest.raises(ReaderError, match="no such folder; give the folder of a transformers"):
            load_reader(name)


@pytest.mark.parametrize(
    ("name", "missing"), [("runs/mine", True), ("runs", False), ("deepset/tiny", False), ("bert", False)]
)
def test_what_can_only_be_a_folder(name: str, missing: bool, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    assert is_missing_folder(name) is missing
