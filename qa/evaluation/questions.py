"""Question sets: JSON lines of questions, or SQuAD, whose paragraphs are then the articles.

    {"id": "1", "question": "Who ...?", "answers": ["..."], "articles": ["000.txt"], "answerable": true,
     "history": ["..."], "standalone": "...", "as_of": "2024-02-05", "kind": "who", "split": "dev",
     "differing": [{"answers": ["..."], "article": "000.txt", "date": "2024-01-05"}, ...]}

All but `question` may be left out, fields not named here are ignored. SQuAD comes as its own JSON (1.1 or
2.0) or as JSON lines, one question a line with its `context`. Any of them may be gzipped. Knows nothing of
answerers.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError, field_validator

from embeddings.articles import Article
from embeddings.errors import QuestionSetError
from qa.evaluation.question import Question, Text, Tolerant

# As difflib counts: "answer" is 0.92 like "answers".
_LIKE_NAME = 0.85
_GZIP = b"\x1f\x8b"
_EXAMPLE = '{"question": "Who ...?", "answers": ["..."], "articles": ["000.txt"]}'


def load_questions(path: str | Path) -> list[Question]:
    """The questions of a file, in its order. A question without an id gets its number, from 1.

    Raises QuestionSetError, with the line, for a file that cannot be read or understood.
    """
    path = Path(path)
    questions = _contents(path).questions
    if not questions:
        raise QuestionSetError(path, f"holds no questions; put one on each line, like {_EXAMPLE}")
    return questions


def of_split(path: Path, questions: Sequence[Question], split: str | None) -> list[Question]:
    """The questions whose `split` is the one named, all of them for None. Raises QuestionSetError for none."""
    kept = [question for question in questions if split in (None, question.split)]
    if not kept:
        known = ", ".join(sorted({question.split for question in questions if question.split})) or "none"
        raise QuestionSetError(path, f"holds no question whose split is {split!r}; it has: {known}")
    return kept


def is_squad(path: str | Path) -> bool:
    """Whether the questions come with their paragraphs. Raises QuestionSetError like `load_questions`."""
    return bool(_contents(Path(path)).paragraphs)


def squad_articles(path: str | Path) -> list[Article]:
    """The paragraphs of a SQuAD file as articles, id `Title#n` with n counting from 1 within a title: the ids
    that `load_questions` of the same file gives in `Question.articles`. A paragraph that comes twice is one
    article.

    Raises QuestionSetError where the file is not SQuAD.
    """
    path = Path(path)
    paragraphs = _contents(path).paragraphs
    if not paragraphs:
        raise QuestionSetError(path, "holds no paragraphs, so it is not SQuAD; name the articles to search")
    return [
        Article(id=id, path=str(path), text=text, title=title.replace("_", " "))
        for (title, text), id in paragraphs.items()
    ]


class _SquadAnswer(Tolerant):
    text: Text


class _SquadQuestion(Tolerant):
    id: Text = ""
    question: Text
    answers: tuple[_SquadAnswer, ...] = ()
    is_impossible: bool | None = None

    @field_validator("answers", mode="before")
    @classmethod
    def _columns_to_rows(cls, answers: Any) -> Any:
        # The `datasets` library writes {"text": [...], "answer_start": [...]}.
        if isinstance(answers, dict) and isinstance(answers.get("text"), list):
            return [{"text": text} for text in answers["text"]]
        return answers


class _SquadLine(_SquadQuestion):
    title: Text = ""
    context: Text


class _SquadParagraph(Tolerant):
    context: Text
    qas: tuple[_SquadQuestion, ...] = ()


class _SquadTitle(Tolerant):
    title: Text = ""
    paragraphs: tuple[_SquadParagraph, ...]


class _SquadFile(Tolerant):
    data: tuple[_SquadTitle, ...]


@dataclass
class _Contents:
    """What a file holds: its questions, and for SQuAD the id of each (title, paragraph)."""

    questions: list[Question] = field(default_factory=list)
    paragraphs: dict[tuple[str, str], str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, question: Question) -> None:
        number = str(len(self.questions) + 1)
        self.questions.append(question if question.id else question.model_copy(update={"id": number}))

    def add_squad(self, squad: _SquadQuestion, paragraph: str) -> None:
        impossible = bool(squad.is_impossible)
        answers = () if impossible else tuple(a.text for a in squad.answers if a.text.strip())
        answerable = None if squad.is_impossible is None else not impossible
        self.add(
            Question(
                id=squad.id,
                question=squad.question,
                answers=answers,
                articles=(paragraph,),
                answerable=answerable,
            )
        )

    def paragraph(self, title: str, text: str) -> str:
        """The id of a paragraph, the same for the same text under the same title."""
        if (title, text) not in self.paragraphs:
            self._counts[title] = self._counts.get(title, 0) + 1
            self.paragraphs[title, text] = f"{title}#{self._counts[title]}"
        return self.paragraphs[title, text]


def _contents(path: Path) -> _Contents:
    text = _read(path)
    if not text.strip():
        raise QuestionSetError(path, f"is empty; put one question on each line, like {_EXAMPLE}")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(path, text)
    if isinstance(whole, dict) and "data" in whole:
        return _squad(path, whole)
    return _lines(path, text)


def _squad(path: Path, whole: dict[str, Any]) -> _Contents:
    contents = _Contents()
    try:
        for titled in _SquadFile.model_validate(whole).data:
            for paragraph in titled.paragraphs:
                id = contents.paragraph(titled.title or path.stem, paragraph.context)
                for squad in paragraph.qas:
                    contents.add_squad(squad, id)
    except ValidationError as error:
        raise QuestionSetError(path, _reason(error)) from error
    return contents


def _lines(path: Path, text: str) -> _Contents:
    contents = _Contents()
    # Not splitlines(): that also splits at separators that may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            _line(contents, _object(path, line, number), path, number)
    counts = Counter(question.id for question in contents.questions)
    if twice := next((id for id, count in counts.items() if count > 1), None):
        raise QuestionSetError(path, f"has two questions of the id {twice!r}; give each its own")
    return contents


def _line(contents: _Contents, row: dict[str, Any], path: Path, number: int) -> None:
    try:
        if "context" in row:
            squad = _SquadLine.model_validate(row)
            contents.add_squad(squad, contents.paragraph(squad.title or path.stem, squad.context))
        else:
            _check_fields(row, path, number)
            contents.add(Question.model_validate(row))
    except ValidationError as error:
        raise QuestionSetError(path, _reason(error), number) from error


def _check_fields(row: dict[str, Any], path: Path, number: int) -> None:
    """Fields of other names are ignored, but not one that seems to be one of ours, misspelt."""
    for name in row.keys() - Question.model_fields.keys():
        if meant := get_close_matches(name, Question.model_fields.keys() - row.keys(), 1, _LIKE_NAME):
            raise QuestionSetError(path, f"has a field {name!r}; is {meant[0]!r} meant? Rename it", number)


def _object(path: Path, line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = f"is not JSON ({error}); each line must be one question, like {_EXAMPLE}, or the file SQuAD"
        raise QuestionSetError(path, reason, number) from error
    if not isinstance(row, dict):
        raise QuestionSetError(path, f"is not a JSON object; write each question like {_EXAMPLE}", number)
    return row


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    said = first["msg"].removeprefix("Value error, ").replace("valid tuple", "valid list")
    return f"{place}: {said}; correct it" if place else f"the question {said}"


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if raw.startswith(_GZIP) else raw).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise QuestionSetError(path, "there is no such file; check the path") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise QuestionSetError(path, "is a damaged gzip file; compress it again") from error
    except OSError as error:
        raise QuestionSetError(path, f"cannot be read ({error.strerror}); name a readable file") from error
    except UnicodeDecodeError as error:
        raise QuestionSetError(path, f"is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
