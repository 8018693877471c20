"""The questions written for the reader: their file, and how they find their passages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from qa.training.examples import Example, write_examples
from qa.training.mixture import mixture
from qa.training.written import WRITTEN, key_of, written

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data" / "train"
WIKINEWS = ROOT.parent / "shared" / "corpora" / "wikinews_2019_2020.jsonl.gz"

TEXT = "Lena carried mail. The bridge was opened in 1932. Oslo sent engineers."
BRIDGE = "The bridge was opened in 1932."


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    low = TEXT.index(BRIDGE)
    year = TEXT.index("1932")
    rows = [
        {"question": "When was it opened?", "answer": [year, year + 4]},
        {"question": "When was it closed?", "answer": None},
    ]
    same = {"text": key_of(TEXT), "passage": [low, low + len(BRIDGE)]}
    lines = [json.dumps(same | row) for row in rows]
    lines.append(
        json.dumps({"text": key_of("Not here."), "passage": [0, 9], "question": "Where?", "answer": None})
    )
    path = tmp_path / "written.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]


def test_a_question_is_asked_of_its_part_of_a_text(questions: Path) -> None:
    opened, closed = written([("Bridges", TEXT), ("Again", TEXT), ("", "Another text.")], questions)
    assert (opened.title, opened.question, opened.passage, opened.texts) == (
        "Bridges",
        "When was it opened?",
        BRIDGE,
        {"1932"},
    )
    assert (closed.question, closed.passage, closed.answers) == ("When was it closed?", BRIDGE, ())
    assert opened.id != closed.id


def test_each_written_question_is_well_formed_and_asked_once() -> None:
    seen = set()
    for row in rows_of(WRITTEN):
        low, high = row["passage"]
        start, end = row["answer"] or (low, high)
        assert 0 <= low <= start < end <= high, row
        assert row["question"] == " ".join(row["question"].split()), row
        asked = (row["text"], low, row["question"].lower())
        assert asked not in seen, row
        seen.add(asked)


@pytest.mark.parametrize("on", ["a passage", "sentences", "an article"])
def test_a_mixture_holds_the_questions_on_its_texts(tmp_path: Path, questions: Path, on: str) -> None:
    files, articles = [], []
    if on == "an article":
        articles.append(tmp_path / "bridges.txt")
        articles[0].write_text(TEXT)
    else:
        parts = [TEXT] if on == "a passage" else re.findall(r"[^.]+\.", TEXT.replace(". ", "."))
        examples = [Example(f"q{i}", f"W:wikinews:7:0:{i}", "Who?", part, ()) for i, part in enumerate(parts)]
        files.append(tmp_path / ("squad.jsonl.gz" if on == "a passage" else "qasrl.jsonl.gz"))
        write_examples(files[0], examples)
    mixed = mixture(files, articles=articles, questions=questions, seed=1)
    asked = {(one.question.rstrip("?"), one.passage, frozenset(one.texts)) for one in mixed}
    assert asked >= {
        ("When was it opened", BRIDGE, frozenset({"1932"})),
        ("When was it closed", BRIDGE, frozenset()),
    }


def test_every_written_question_finds_its_passage_and_its_answer_is_whole_words() -> None:
    if not (DATA.exists() and WIKINEWS.exists()):
        pytest.skip("the texts that the questions were written on are not here")
    mixed = mixture(sorted(DATA.glob("*.jsonl.gz")), articles=[WIKINEWS], shares={"": 0.0}, seed=0)
    found = [one for one in mixed if re.fullmatch(r"written:\w+:\d+", one.id)]
    assert len(found) == len(rows_of(WRITTEN))
    for one in found:
        for start, end in one.answers:
            around = one.passage[max(0, start - 1) : end + 1]
            assert re.search(rf"(?<!\w){re.escape(one.passage[start:end])}(?!\w)", around), one
