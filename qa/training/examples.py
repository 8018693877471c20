"""What the reader is trained on: questions with the passage they are asked of and where it answers them.

The files are JSON lines, plain or gzipped, in the flat form of SQuAD:

    {"id": "1", "title": "...", "question": "Who ...?", "context": "...", "answers": [{"text": "...",
     "answer_start": 17}], "is_impossible": false}

No answers: the passage does not say. Knows nothing of tokens or models.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import QuestionSetError


@dataclass(frozen=True, slots=True)
class Example:
    """One question asked of one passage. `answers` are (start, end) code points in the passage, one of each
    annotator, so that the same range may come twice; none where the passage does not answer. `preface` is what
    is read in front of the passage, such as a headline; no answer lies in it."""

    id: str
    title: str
    question: str
    passage: str
    answers: tuple[tuple[int, int], ...]
    preface: str = ""

    @property
    def texts(self) -> set[str]:
        """The distinct wordings of its answers."""
        return {self.passage[start:end] for start, end in self.answers}


def read_examples(path: Path) -> list[Example]:
    """The examples of one file, in its order. Raises QuestionSetError with the line that is not as above, or
    whose answer does not stand where it says."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return [_example(path, n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """Write them gzipped, in the form `read_examples` reads."""
    # No name and no time inside: the same examples give the same file.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        for example in examples:
            packed.write((json.dumps(_row(example), ensure_ascii=False) + "\n").encode())


def _example(path: Path, number: int, line: str) -> Example:
    try:
        row = json.loads(line)
        answers = tuple(_ranges(row["context"], row.get("answers") or []))
        return Example(
            str(row["id"]),
            row.get("title") or "",
            row["question"],
            row["context"],
            answers,
            row.get("preface") or "",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise QuestionSetError(
            path, f"is not a training example ({error!r}); see qa/training/README.md", number
        ) from error


def _ranges(passage: str, answers: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    for answer in answers:
        start, text = answer["answer_start"], answer["text"]
        if not text or passage[start : start + len(text)] != text:
            raise ValueError(f"{text!r} does not stand at {start}")
        yield start, start + len(text)


def _row(example: Example) -> dict[str, Any]:
    return {
        "id": example.id,
        "title": example.title,
        "question": example.question,
        "preface": example.preface,
        "context": example.passage,
        "answers": [{"text": example.passage[s:e], "answer_start": s} for s, e in example.answers],
        "is_impossible": not example.answers,
    }
