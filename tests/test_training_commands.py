"""What the training commands do with little or nothing."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from qa.evaluation.question import Question
from qa.training.__main__ import main
from qa.training.calibrate import askings
from qa.training.examples import write_examples


def test_an_empty_mixture_is_told(tmp_path: Path) -> None:
    mixture = tmp_path / "mixture.jsonl.gz"
    write_examples(mixture, [])
    done = CliRunner().invoke(main, ["train", str(mixture), "--out", str(tmp_path / "reader"), "--steps", "1"])
    assert (done.exit_code, done.output) == (1, f"Error: {mixture} holds no example; make one with `mix`\n")


def test_calibration_asks_what_few_questions_there_are() -> None:
    answered = [Question(id=str(i), question=f"Who is {i}?", answers=("Ann",)) for i in range(10)]
    unanswerable = [Question(id="none", question="Who is no one?", answerable=False)]
    asked = askings([*answered, *unanswerable], 1000)
    assert sorted(one.id for one, own_too in asked if own_too) == sorted(
        one.id for one in [*answered, *unanswerable]
    )
    assert len([one for one, own_too in asked if not own_too]) == 10
    assert len(askings(answered, 5)) == 6
