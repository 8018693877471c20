"""Training: examples, made negatives, rows of tokens, and the loop."""

from __future__ import annotations

import dataclasses
import gzip
import random
import re
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering, BertTokenizerFast

from embeddings.articles import Passage
from embeddings.errors import QuestionSetError
from qa.reader.reader import BUNDLED_READER, load_reader
from qa.reader.windows import Windower
from qa.schema import Span
from qa.training.deepen import deepen
from qa.training.examples import Example, read_examples, write_examples
from qa.training.mixture import cropped, mixture, opened
from qa.training.negatives import retrieved, swapped, turned, without_answer
from qa.training.restore import restore
from qa.training.rows import Batch, Row, batches, rows, tensors
from qa.training.train import Recipe, Trainer, losses, mean, quicker, train

PASSAGE = (
    "The bridge was opened by Queen Mary in 1932. It took eight years to build and cost 240 workers their "
    "summers. Before it stood a ferry called Lena, which carried mail, cattle and people over the river every "
    "morning of the week. Engineers came from Oslo and from Trondheim to look at it."
)


def example(question: str = "Who opened the bridge?", answer: str = "Queen Mary") -> Example:
    start = PASSAGE.index(answer)
    return Example("q1", "Bridges", question, PASSAGE, ((start, start + len(answer)),))


@pytest.fixture(scope="module")
def windower() -> Windower:
    return Windower(Tokenizer.from_file(str(BUNDLED_READER / "tokenizer.json")))


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_examples_come_back_as_written(tmp_path: Path, name: str) -> None:
    examples = [example(), Example("q2", "", "Où?", "Nulle part, dit-il — « nulle part ».", ())]
    write_examples(tmp_path / "a.jsonl.gz", examples)
    if name == "a.jsonl":
        (tmp_path / name).write_bytes(gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()))
    assert read_examples(tmp_path / name) == examples


def test_the_same_examples_give_the_same_file(tmp_path: Path) -> None:
    write_examples(tmp_path / "a.gz", [example()])
    write_examples(tmp_path / "b.gz", [example()])
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            '{"id": 1, "question": "Who?", "context": "Ann.", "answers": [{"text": "Bob", "answer_start": 0}]}',
            "Bob",
        ),
        ('{"id": 1, "question": "Who?"}', "context"),
        ("[]", "not a training example"),
    ],
)
def test_a_line_that_is_no_example_is_named(tmp_path: Path, line: str, said: str) -> None:
    good = '{"id": 1, "question": "Who?", "context": "Ann.", "answers": []}\n'
    (tmp_path / "a.jsonl").write_text(good + line + "\n")
    with pytest.raises(QuestionSetError, match=f"(?s)line 2.*{said}"):
        read_examples(tmp_path / "a.jsonl")


def test_a_passage_without_its_answer_keeps_the_other_sentences() -> None:
    made = without_answer(example())
    assert made is not None
    assert made.passage.startswith("It took eight years to build")
    assert made.answers == ()


def test_nothing_is_made_where_the_answer_stands_elsewhere_too() -> None:
    assert without_answer(Example("q", "", "Who?", PASSAGE + " Queen Mary wept.", example().answers)) is None


def test_a_name_is_changed_for_another_of_the_passage() -> None:
    made = swapped(example("How many engineers of Oslo came?", "240"), random.Random(0))
    assert made is not None
    assert made.question in {f"How many engineers of {name} came?" for name in ("Queen Mary", "Lena", "Trondheim")}


def test_a_number_is_changed_for_another_of_the_passage_that_is_no_answer() -> None:
    made = swapped(example("who opened what in 1932?"), random.Random(0))
    assert made is not None
    assert made.question == "who opened what in 240?"


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Which ferry carried mail before the bridge?", "Which ferry carried mail after the bridge?"),
        ("Who was the first engineer?", "Who was the last engineer?"),
    ],
)
def test_a_word_is_changed_for_its_opposite(question: str, made: str) -> None:
    turned_one = turned(example(question), random.Random(0))
    assert turned_one is not None
    assert (turned_one.question, turned_one.answers) == (made, ())


def test_a_verb_is_denied_where_no_word_has_an_opposite() -> None:
    made = turned(example("Where did engineers come from?", "Oslo"), random.Random(0))
    assert made is not None
    assert made.question in {"Where did not engineers come from?", "Where did never engineers come from?"}


def test_a_found_passage_that_holds_the_answer_is_passed_over() -> None:
    made = retrieved(example(), [("", PASSAGE), ("", "The QUEEN MARY sank."), ("Bridges", "A bridge of stone.")])
    assert made is not None
    assert made.passage == "A bridge of stone."
    assert retrieved(example(), [("", "Here sails queen mary.")]) is None


class Keen:
    """A reader that would answer from whichever passage names Lena."""

    def read(self, question: str, passages: Sequence[tuple[Passage, str]]) -> list[Span]:
        return [Span(passage, 0, 4, 9.0, 0.0) for passage, text in passages if "Lena" in text]


def test_a_reader_chooses_the_passage_that_misleads_it_most() -> None:
    found = [("Stone", "A bridge of stone."), ("", PASSAGE), ("Ferries", "Lena opened the bridge.")]
    made = retrieved(example(), found, Keen())
    assert made is not None
    assert (made.title, made.passage, made.answers) == ("Ferries", "Lena opened the bridge.", ())
    nothing = retrieved(example(), found[:2], Keen())
    assert nothing is not None
    assert nothing.passage == "A bridge of stone."


@given(
    words=st.integers(1, 80),
    seed=st.integers(0, 99),
    answer=st.sampled_from(["Queen Mary", "Lena", "Oslo", "1932"]),
)
def test_a_cut_passage_keeps_its_answer(words: int, seed: int, answer: str) -> None:
    cut = cropped(example(answer=answer), words, random.Random(seed))
    assert cut.texts == {answer}
    assert cut.passage in PASSAGE


def test_a_part_of_a_passage_opens_with_its_title_or_the_sentence_it_lost() -> None:
    drawing = random.Random(0)
    part = Example("q1", "", "Where were they from?", PASSAGE[PASSAGE.index("Engineers") :], ())
    lead = "The bridge was opened by Queen Mary in 1932. "
    seen = {opened(part, PASSAGE, drawing).opening for _ in range(100)}
    assert lead in seen
    assert all(re.fullmatch(r"([A-Z]\w+ \d{1,2}, \d{4}\. )?", one.removesuffix(lead)) for one in seen)
    titled = dataclasses.replace(part, title="Old_bridges")
    assert "Old bridges. " in {opened(titled, PASSAGE, drawing).opening for _ in range(100)}
    whole = dataclasses.replace(part, passage=PASSAGE)
    assert lead not in {opened(whole, PASSAGE, drawing).opening for _ in range(100)}


def test_a_mixture_draws_every_source_and_makes_negatives(tmp_path: Path) -> None:
    write_examples(tmp_path / "squad.jsonl.gz", [example()] * 40)
    mixed = mixture([tmp_path / "squad.jsonl.gz"], seed=1)
    assert mixed == mixture([tmp_path / "squad.jsonl.gz"], seed=1)
    assert sum(bool(one.answers) for one in mixed) == 40
    assert {one.id for one in mixed} == {"q1", "q1-without", "q1-turned"}


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
