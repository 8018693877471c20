"""Reading question sets: our own JSON lines, SQuAD 1.1 and 2.0, and what can be wrong with them."""

from __future__ import annotations

import datetime
import gzip
import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from embeddings.errors import QuestionSetError
from qa.evaluation.question import Differing, Question
from qa.evaluation.questions import load_questions, squad_articles

PARAGRAPHS = [
    "The Normans gave their name to Normandy, in  France.",
    "They were descended from Norse raiders.",
]
SQUAD2 = {
    "version": "v2.0",
    "data": [
        {
            "title": "Old_Normans",
            "paragraphs": [
                {
                    "context": PARAGRAPHS[0],
                    "qas": [
                        {
                            "id": "q1",
                            "question": "In what country is Normandy?",
                            "answers": [
                                {"text": "France", "answer_start": 45},
                                {"text": "France", "answer_start": 45},
                                {"text": "in  France", "answer_start": 42},
                            ],
                            "is_impossible": False,
                        },
                        {
                            "id": "q2",
                            "question": "Who gave their name to Brittany?",
                            "answers": [],
                            "plausible_answers": [{"text": "The Normans", "answer_start": 0}],
                            "is_impossible": True,
                        },
                    ],
                },
                {"context": PARAGRAPHS[1], "qas": []},
            ],
        }
    ],
}


def _write(folder: Path, text: str, name: str = "set.jsonl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_full_line(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "question": "When?",
        "answers": ["2014", "in 2014", "2014"],
        "articles": ["000.txt"],
        "history": ["Who invited them?"],
        "as_of": "2024-02-05",
        "standalone": "When were the Normans invited?",
        "kind": "when",
        "split": "dev",
        "differing": [{"answers": ["2014"], "article": "000.txt", "date": "2014-02-05"}],
        "comment": "other programs' fields do no harm",
        "answerable": None,
    }
    [question] = load_questions(_write(tmp_path, json.dumps(row)))
    assert question == Question(
        id="7",
        question="When?",
        answers=("2014", "in 2014"),
        articles=("000.txt",),
        answerable=True,
        history=("Who invited them?",),
        standalone="When were the Normans invited?",
        as_of=datetime.date(2024, 2, 5),
        kind="when",
        split="dev",
        differing=(Differing(answers=("2014",), article="000.txt", date=datetime.date(2014, 2, 5)),),
    )


def test_all_but_the_question_may_be_left_out(tmp_path: Path) -> None:
    text = '\ufeff{"question": "Who?"}\r\n\r\n{"question": "Why?", "answerable": false, "answers": []}\r\n'
    unknown, unanswerable = load_questions(_write(tmp_path, text))
    assert (unknown.id, unknown.answers, unknown.answerable, unknown.judged) == ("1", (), None, False)
    assert (unanswerable.id, unanswerable.answerable, unanswerable.judged) == ("2", False, True)


def test_a_line_separator_inside_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    text = '{"question": "Who\u2028came?"}\n{"question": "Why?"}'
    assert [q.question for q in load_questions(_write(tmp_path, text))] == ["Who\u2028came?", "Why?"]


def test_gzip_is_told_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "set"
    path.write_bytes(gzip.compress(b'{"question": "Who?"}\n'))
    assert [q.question for q in load_questions(path)] == ["Who?"]


def test_squad2_questions_and_their_paragraphs(tmp_path: Path) -> None:
    path = _write(tmp_path, json.dumps(SQUAD2, indent=1), "dev.json")
    answerable, impossible = load_questions(path)
    assert (answerable.id, answerable.answers) == ("q1", ("France", "in  France"))
    assert (answerable.answerable, answerable.articles) == (True, ("Old_Normans#1",))
    assert (impossible.answers, impossible.answerable) == ((), False)
    first, second = squad_articles(path)
    assert (first.id, first.title, first.path) == ("Old_Normans#1", "Old Normans", str(path))
    assert [first.text, second.text] == PARAGRAPHS
    assert all(answer in first.text for answer in answerable.answers)


def test_squad1_has_no_impossible_questions(tmp_path: Path) -> None:
    qas = [{"id": "1", "question": "Who?", "answers": [{"text": "Norse", "answer_start": 24}]}]
    data = [{"title": "T", "paragraphs": [{"context": PARAGRAPHS[1], "qas": qas}]}]
    [question] = load_questions(_write(tmp_path, json.dumps({"data": data})))
    assert (question.answers, question.answerable) == (("Norse",), True)


def test_squad_as_lines_numbers_paragraphs_within_a_title(tmp_path: Path) -> None:
    rows = [
        {"title": "A", "context": "one", "question": "1?", "answers": [{"text": "one", "answer_start": 0}]},
        {"title": "B", "context": "one", "question": "2?", "answers": [], "is_impossible": True},
        {"title": "A", "context": "two", "question": "3?", "answers": {"text": ["two"], "answer_start": [0]}},
        {"title": "A", "context": "one", "question": "4?"},
    ]
    path = _write(tmp_path, "\n".join(map(json.dumps, rows)))
    questions = load_questions(path)
    assert [q.articles for q in questions] == [("A#1",), ("B#1",), ("A#2",), ("A#1",)]
    assert [q.answers for q in questions] == [("one",), (), ("two",), ()]
    assert [q.answerable for q in questions] == [True, False, True, None]
    assert [(a.id, a.text) for a in squad_articles(path)] == [("A#1", "one"), ("B#1", "one"), ("A#2", "two")]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", None, "is empty; put one question on each line"),
        (" \n\n", None, "is empty"),
        ('{"question": "Who?"}\nWho else?', 2, "is not JSON"),
        ('{"question": "Who?"', 1, "is not JSON"),
        ("[" * 100_000, 1, "is not JSON"),
        ('[{"question": "Who?"}]', 1, "is not a JSON object; write each question like"),
        ('"Who?"', 1, "is not a JSON object"),
        ('{"answers": ["Ann"]}', 1, "question: Field required"),
        ('{"question": "  "}', 1, "question: is empty"),
        ('{"question": ["Who?"]}', 1, "question: Input should be a valid string"),
        ('\n{"question": "Who?", "answers": "Ann"}', 2, "answers: Input should be a valid list"),
        (
            '{"question": "Who?", "answers": [""]}',
            1,
            "answers: holds an empty answer; where there is no answer",
        ),
        ('{"question": "Who?", "answers": ["Ann"], "answerable": false}', 1, "remove one of the two"),
        ('{"question": "Who?", "answerable": "perhaps"}', 1, "answerable: Input should be a valid boolean"),
        ('{"question": "Who?", "as_of": "yesterday"}', 1, "as_of: Input should be a valid date"),
        ('{"question": "Who \\ud800?"}', 1, "lone surrogate"),
        ('{"question": "Who?", "context": 5, "answers": [5]}', 1, "answers.0: Input should be"),
        ('{"question": "Who?", "answer": "Ann"}', 1, "has a field 'answer'; is 'answers' meant?"),
        ('{"id": "7", "question": "Who?"}\n{"id": "7", "question": "When?"}', None, "two questions of the id '7'"),
        ('{"data": []}', None, "holds no questions"),
        ('{"data": [{"title": "T"}]}', None, "data.0.paragraphs: Field required"),
        (
            '{"data": [{"paragraphs": [{"context": "x", "qas": [{"id": "1"}]}]}]}',
            None,
            "qas.0.question: Field",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(QuestionSetError, match=re.escape(said)) as caught:
        load_questions(path)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert str(caught.value).startswith(str(path) if line is None else f"{path}, line {line}: ")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"question": "caf\xe9?"}', "is not UTF-8 text (byte 17)"),
        (b"\x1f\x8b\x08\x00broken", "is a damaged gzip file"),
        (gzip.compress(b'{"question": "Who?"}')[:-6], "is a damaged gzip file"),
        (b"\x00\x01\x02", "is not JSON"),
    ],
)
def test_bytes_that_are_no_text(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(raw)
    with pytest.raises(QuestionSetError, match=re.escape(said)):
        load_questions(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="there is no such file; check the path"):
        load_questions(tmp_path / "none.jsonl")
    with pytest.raises(QuestionSetError, match="cannot be read"):
        load_questions(tmp_path)


def test_a_question_set_has_no_paragraphs(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="it is not SQuAD; name the articles"):
        squad_articles(_write(tmp_path, '{"question": "Who?"}'))


def test_questions_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Question(question="Who?").question = "Why?"  # type: ignore[misc]
