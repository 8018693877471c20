"""Training data: examples, made negatives, mixtures."""

from __future__ import annotations

import dataclasses
import gzip
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_samples import PASSAGE, example

from embeddings.articles import Passage
from embeddings.errors import QuestionSetError
from qa.schema import Span
from qa.training.examples import Example, read_examples, write_examples
from qa.training.mixture import cropped, mixture, prefaced
from qa.training.negatives import retrieved, swapped, turned, without_answer


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
    seen = {prefaced(part, PASSAGE, drawing).preface for _ in range(100)}
    assert lead in seen
    assert all(re.fullmatch(r"([A-Z]\w+ \d{1,2}, \d{4}\. )?", one.removesuffix(lead)) for one in seen)
    titled = dataclasses.replace(part, title="Old_bridges")
    assert "Old bridges. " in {prefaced(titled, PASSAGE, drawing).preface for _ in range(100)}
    whole = dataclasses.replace(part, passage=PASSAGE)
    assert lead not in {prefaced(whole, PASSAGE, drawing).preface for _ in range(100)}


def test_a_mixture_draws_every_source_and_makes_negatives(tmp_path: Path) -> None:
    write_examples(tmp_path / "squad.jsonl.gz", [example()] * 40)
    mixed = mixture([tmp_path / "squad.jsonl.gz"], seed=1)
    assert mixed == mixture([tmp_path / "squad.jsonl.gz"], seed=1)
    assert sum(bool(one.answers) for one in mixed) == 40
    assert {one.id for one in mixed} == {"q1", "q1-without", "q1-turned"}
