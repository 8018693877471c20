"""Training: rows of tokens and the loop."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from tokenizers import Tokenizer
from training_samples import PASSAGE, example
from transformers import BertConfig, BertForQuestionAnswering, BertTokenizerFast

from embeddings.articles import Passage
from qa.reader.reader import BUNDLED_READER, load_reader
from qa.reader.windows import Windower
from qa.training.deepen import deepen
from qa.training.examples import Example
from qa.training.restore import restore
from qa.training.rows import Batch, Row, batches, rows, tensors
from qa.training.train import Recipe, Trainer, losses, mean, quicker, train


@pytest.fixture(scope="module")
def windower() -> Windower:
    return Windower(Tokenizer.from_file(str(BUNDLED_READER / "tokenizer.json")))


@pytest.mark.parametrize("answer", ["Queen Mary", "1932", "mail, cattle and people", "Oslo"])
def test_a_row_marks_the_tokens_of_its_answer(windower: Windower, answer: str) -> None:
    one = example(answer=answer)
    (row,) = rows([one], windower)
    ((first, last),) = row.answers
    (window,) = windower.windows(one.question, [one.passage])
    assert PASSAGE[window.offsets[first, 0] : window.offsets[last, 1]] == answer


def test_a_row_without_the_answer_marks_its_first_token(windower: Windower) -> None:
    (row,) = rows([Example("q", "", "Who?", PASSAGE, ())], windower)
    assert row.answers == [(0, 0)]


def test_windows_of_a_long_passage_mark_the_answer_only_where_it_is(windower: Windower) -> None:
    filler = "The river was slow. " * 120
    start = len(filler)
    made = rows([Example("q", "", "Who?", filler + "Ann came.", ((start, start + 3),))], windower)
    assert [row.answers == [(0, 0)] for row in made] == [True, False]


def row(question: str, length: int, *, answered: bool) -> Row:
    return Row([5] * length, [0] * 3 + [1] * (length - 3), [(4, 5)] if answered else [(0, 0)], question)


def test_batches_hold_every_row_once_and_pair_rows_of_one_question() -> None:
    made = [row("a", 40, answered=True), row("b", 40, answered=True), row("a", 50, answered=False)]
    made += [row(str(i), 90, answered=False) for i in range(5)]
    packed = batches(made, 128, random.Random(0))
    assert sorted(id(one) for batch in packed for one in batch) == sorted(map(id, made))
    assert all(len(batch) * 64 <= 128 + 64 for batch in packed)
    ((with_pair,)) = [batch for batch in packed if any(one.question == "a" for one in batch)]
    batch = tensors(with_pair, random.Random(0))
    ((answering, other),) = batch.pairs.tolist()
    assert [with_pair[answering], with_pair[other]] == [made[0], made[2]]


def test_tensors_pad_to_one_shape_and_let_answers_lie_in_the_passage_alone() -> None:
    batch = tensors([row("a", 6, answered=True), row("b", 8, answered=False)], random.Random(0))
    assert batch.ids.shape == (2, 32)
    assert batch.mask.sum(1).tolist() == [6, 8]
    assert batch.passage[0].nonzero().flatten().tolist() == [3, 4]
    assert (batch.first.tolist(), batch.last.tolist()) == ([4, 0], [5, 0])


class FixedLogits(torch.nn.Module):
    """A model that gives the logits it was made with."""

    def __init__(self, start: list[list[float]], end: list[list[float]]):
        super().__init__()
        self._output = SimpleNamespace(start_logits=torch.tensor(start), end_logits=torch.tensor(end))

    def forward(self, *_: object, **__: object) -> SimpleNamespace:
        return self._output


def hand_made(pairs: list[list[int]]) -> Batch:
    ids = torch.ones(2, 4, dtype=torch.long)
    passage = torch.tensor([[False, False, True, True], [False, False, True, False]])
    return Batch(
        ids,
        ids,
        torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]),
        passage,
        torch.tensor([2, 0]),
        torch.tensor([3, 0]),
        torch.tensor(pairs, dtype=torch.long).reshape(-1, 2),
    )


def test_the_loss_is_the_mean_surprise_of_the_marked_tokens() -> None:
    # Equal logits: a row of four tokens surprises by log 4, one of three by log 3, whatever stands in the padding.
    model = FixedLogits([[0.0] * 4, [0, 0, 0, 9]], [[0.0] * 4, [0, 0, 0, 9]])
    expected = (torch.log(torch.tensor(4.0)) + torch.log(torch.tensor(3.0))) / 2
    assert losses(model, hand_made([]), shared=1.0).item() == pytest.approx(expected.item())


def test_a_pair_is_also_judged_over_both_passages() -> None:
    model = FixedLogits([[0.0] * 4] * 2, [[0.0] * 4] * 2)
    alone = losses(model, hand_made([]), shared=0.5)
    # Three tokens of the two passages are possible; a batch of two rows has one pair.
    expected = alone + 0.5 * torch.log(torch.tensor(3.0)) / 2
    assert losses(model, hand_made([[0, 1]]), shared=0.5).item() == pytest.approx(expected.item())


@pytest.fixture
def tiny_reader(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    BertForQuestionAnswering(config).save_pretrained(tmp_path / "tiny")
    BertTokenizerFast(tokenizer_file=str(BUNDLED_READER / "tokenizer.json")).save_pretrained(tmp_path / "tiny")
    return tmp_path / "tiny"


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return BertForQuestionAnswering.from_pretrained(folder).state_dict()


def test_a_run_that_was_stopped_ends_like_one_that_was_not(
    tiny_reader: Path, tmp_path: Path, windower: Windower
) -> None:
    made = rows([example()] * 8 + [Example("q", "", "Who?", PASSAGE, ())] * 8, windower)
    recipe = Recipe(steps=6, rate=1e-2, warmup=1, tokens=256, dropout=0.1, seed=3)
    train(made, tiny_reader, tmp_path / "whole", recipe, device="cpu", save_every=100)

    stopped = Trainer(tiny_reader, recipe, "cpu")
    drawing = random.Random(recipe.seed)
    for batch in batches(made, recipe.tokens, drawing)[:3]:
        stopped.train_on(tensors(batch, drawing))
    (tmp_path / "stopped").mkdir()
    stopped.save(tmp_path / "stopped")
    train(made, tiny_reader, tmp_path / "stopped", recipe, device="cpu", save_every=100)

    whole, again = weights(tmp_path / "whole"), weights(tmp_path / "stopped")
    assert all(torch.equal(whole[name], again[name]) for name in whole)


def test_training_learns_what_it_is_shown(tiny_reader: Path, tmp_path: Path, windower: Windower) -> None:
    made = rows([example()] * 4, windower)
    recipe = Recipe(steps=40, rate=1e-2, warmup=1, tokens=256)
    trainer = Trainer(tiny_reader, recipe, "cpu")
    batch = tensors(made, random.Random(0))
    seen = [trainer.train_on(batch) for _ in range(40)]
    assert seen[-1] < seen[0] / 10


@pytest.mark.parametrize(("dropout", "alike"), [(0.0, True), (0.5, False)])
def test_dropout_leaves_other_outputs_out_at_each_step(
    tiny_reader: Path, windower: Windower, dropout: float, alike: bool
) -> None:
    trainer = Trainer(tiny_reader, Recipe(steps=2, rate=0.0, dropout=dropout), "cpu")
    batch = tensors(rows([example()] * 4, windower), random.Random(0))
    one, other = trainer.train_on(batch), trainer.train_on(batch)
    assert (one == other) == alike


def test_the_mean_of_two_readers(tiny_reader: Path, tmp_path: Path) -> None:
    other = BertForQuestionAnswering.from_pretrained(tiny_reader)
    with torch.no_grad():
        other.qa_outputs.bias += 4.0
    other.save_pretrained(tmp_path / "other")
    mean(tiny_reader, tmp_path / "other", 0.75, tmp_path / "out")
    made, first = weights(tmp_path / "out"), weights(tiny_reader)
    assert torch.allclose(made.pop("qa_outputs.bias"), first.pop("qa_outputs.bias") + 3.0)
    assert all(torch.allclose(made[name], first[name]) for name in first)


def test_a_deeper_reader_begins_near_the_one_it_is_made_of(tiny_reader: Path, tmp_path: Path) -> None:
    deepen(tiny_reader, {1}, tmp_path / "deeper")
    before, after = weights(tiny_reader), weights(tmp_path / "deeper")
    moved = "bert.encoder.layer.1.", "bert.encoder.layer.2."
    assert all(torch.equal(weight, after[name.replace(*moved)]) for name, weight in before.items())
    readers = [BertForQuestionAnswering.from_pretrained(folder) for folder in (tiny_reader, tmp_path / "deeper")]
    ids = torch.arange(1000, 1040)[None]
    with torch.no_grad():
        one, other = (reader.eval()(ids).start_logits for reader in readers)
    assert torch.corrcoef(torch.cat([one, other]))[0, 1] > 0.95
    assert (one - other).abs().mean() > 0
    with pytest.raises(ValueError, match=r"has the layers 1 to 2, not \[3\]"):
        deepen(tiny_reader, {2, 3}, tmp_path / "deeper")


def test_embeddings_stay_as_they_are(tiny_reader: Path, tmp_path: Path, windower: Windower) -> None:
    recipe = Recipe(steps=2, warmup=1, tokens=256)
    train(rows([example()] * 4, windower), tiny_reader, tmp_path / "out", recipe, device="cpu", save_every=9)
    before, after = weights(tiny_reader), weights(tmp_path / "out")
    assert {name for name in before if torch.equal(before[name], after[name])} == {
        name for name in before if "embeddings" in name
    }


def test_the_rate_climbs_and_falls_in_straight_lines() -> None:
    recipe = Recipe(steps=110, rate=1.0, last_rate=0.0, warmup=10)
    assert [recipe.rate_at(step) for step in (0, 4, 9, 10, 60, 110)] == [0.1, 0.5, 1.0, 1.0, 0.5, 0.0]


def test_the_bundled_reader_comes_back_as_a_model_to_train_on_from(tmp_path: Path) -> None:
    restore(BUNDLED_READER, tmp_path)
    restored, bundled = load_reader(tmp_path), load_reader()
    passages = [(Passage("bridge", 0, len(PASSAGE)), PASSAGE)]
    for question in ("Who opened the bridge?", "When was it opened?", "What was the ferry called?"):
        ours, theirs = restored.read(question, passages)[0], bundled.read(question, passages)[0]
        assert (ours.start, ours.end) == (theirs.start, theirs.end)
        # What eight bits lose in the activations is there in the one and not in the other.
        assert ours.score == pytest.approx(theirs.score, abs=1.5)


@pytest.mark.parametrize(
    ("device", "seconds", "chosen"),
    [
        ("cpu", {torch.bfloat16: 0.03, torch.float32: 0.02}, torch.float32),
        ("cpu", {torch.bfloat16: 0.02, torch.float32: 0.03}, torch.bfloat16),
        ("cuda", {}, torch.bfloat16),
    ],
)
def test_it_trains_in_what_the_machine_is_quicker_in(
    device: str, seconds: dict[torch.dtype, float], chosen: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.training.train._seconds_a_product", seconds.__getitem__)
    assert quicker(device) is chosen
