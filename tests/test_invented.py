"""The questions on invented news: their file, and what a mixture makes of them."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from qa.training.examples import Example, write_examples
from qa.training.invented import BESIDE, INVENTED, invented
from qa.training.mixture import mixture

FIRST = "A ferry sank off Quill, and 31 people are dead."
LATER = "The toll of the ferry rose to 77 on Saturday."
EARLIER = "In 1994 another ferry capsized, drowning 52."
ASIDE = "Parliament is to vote on a loan."


@pytest.fixture
def events(tmp_path: Path) -> Path:
    def place(text: str, answer: str) -> list[int]:
        return [text.index(answer), text.index(answer) + len(answer)]

    event = {
        "event": "ferry",
        "texts": [
            {"title": f"Title {i}", "date": "2007-08-14", "text": text}
            for i, text in enumerate((FIRST, LATER, EARLIER, ASIDE))
        ],
        "questions": [
            {
                "question": "How many died?",
                "answers": {"0": place(FIRST, "31"), "1": place(LATER, "77")},
                "mistaken": [2],
            },
            {"question": "Who was the captain?", "answers": {}, "mistaken": [0], "doubtful": [1]},
        ],
    }
    path = tmp_path / "events.jsonl"
    path.write_text(json.dumps(event) + "\n")
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]


def test_each_text_answers_in_its_own_way_or_not_at_all(events: Path) -> None:
    asked = {(one.id, one.title, one.passage, *one.texts) for one in invented(random.Random(0), events)}
    assert asked >= {
        ("invented:0:0", "Title 0", FIRST, "31"),
        ("invented:0:0", "Title 1", LATER, "77"),
        ("invented:0:0-without", "Title 2", EARLIER),
        ("invented:0:1-without", "Title 0", FIRST),
    }


def test_some_of_the_other_texts_are_read_too(events: Path) -> None:
    drawing = random.Random(0)
    asked = [one.id for _ in range(500) for one in invented(drawing, events) if one.passage == ASIDE]
    assert set(asked) == {"invented:0:0-without", "invented:0:1-without"}
    assert abs(len(asked) / 1000 - BESIDE) < 0.05


def test_a_text_of_which_it_is_doubtful_whether_it_tells_is_not_read(events: Path) -> None:
    drawing = random.Random(0)
    asked = [one.id for _ in range(100) for one in invented(drawing, events) if one.passage == LATER]
    assert asked == ["invented:0:0"] * 100


def test_a_mixture_holds_them_where_asked_to(tmp_path: Path, events: Path) -> None:
    squad = tmp_path / "squad.jsonl.gz"
    write_examples(squad, [Example("q", "", "Who?", "Ann came.", ((0, 3),))])
    assert {one.id for one in mixture([squad], events=events, seed=1)} > {"q", "invented:0:0"}
    assert {one.id for one in mixture([squad], seed=1)} == {"q"}


def test_every_answer_is_whole_words_of_its_text() -> None:
    for event in rows_of(INVENTED):
        for row in event["questions"]:
            for number, (start, end) in row["answers"].items():
                text = event["texts"][int(number)]["text"]
                assert 0 <= start < end <= len(text), row
                assert not re.search(r"\w\w", text[max(0, start - 1) : start + 1]), (row, text[start:end])
                assert not re.search(r"\w\w", text[end - 1 : end + 1]), (row, text[start:end])


def test_every_question_is_asked_once_of_its_event_and_by_some_text() -> None:
    for event in rows_of(INVENTED):
        asked = [row["question"].lower() for row in event["questions"]]
        assert len(set(asked)) == len(asked), event["event"]
        for row in event["questions"]:
            assert row["question"] == " ".join(row["question"].split()), row
            numbers = [*map(int, row["answers"]), *row["mistaken"], *row.get("doubtful", ())]
            assert numbers and set(numbers) <= set(range(len(event["texts"]))), row
            assert len(set(numbers)) == len(numbers), row
