"""One question of a question set, and what is known of its answer. Knows nothing of files."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

_QUESTION_WORD = re.compile(
    r"\b(?:how (?:many|much|long|old)|who|whom|whose|when|where|why|how|which|what)\b", re.I
)


def _encodable(text: str) -> str:
    # JSON can escape half of a surrogate pair, which no tokenizer and no output file takes.
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds a lone surrogate, which is not text")
    return text


Text = Annotated[str, AfterValidator(_encodable)]


class Tolerant(BaseModel):
    # Question sets are made by many tools: ids may be numbers, and fields of other programs do no harm.
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, data: Any) -> Any:
        return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


class Differing(Tolerant):
    """One of the answers to a question on which the articles differ: its wordings, and where it stands."""

    answers: tuple[Text, ...] = Field(min_length=1)
    article: Text = ""
    date: datetime.date | None = None


class Question(Tolerant):
    """One question and what is known of its answer.

    `answers` are all acceptable wordings; `articles` the ids or file names of the articles that hold them,
    for SQuAD the id of its paragraph. `answerable` is False where it must be abstained on, True where answers
    are given, None where nothing is known: then it is answered, but not judged. `history` holds the earlier
    questions of the conversation, oldest first, and `standalone` says by itself what the last one asks; `as_of`
    is the date it is asked at. `kind` and `split` are names to count by. `differing` holds the answers that
    differ from article to article; the wordings of all of them stand in `answers` too.
    """

    id: Text = ""
    question: Text
    answers: tuple[Text, ...] = ()
    articles: tuple[Text, ...] = ()
    answerable: bool | None = None
    history: tuple[Text, ...] = ()
    standalone: Text = ""
    as_of: datetime.date | None = None
    kind: Text = ""
    split: Text = ""
    differing: tuple[Differing, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether an answer to it can be told right from wrong."""
        return bool(self.answers) or self.answerable is False

    @property
    def counted_as(self) -> str:
        """The kind it is counted under: `kind`, or else its question word."""
        asked = _QUESTION_WORD.search(self.question)
        return self.kind or (" ".join(asked[0].lower().split()) if asked else "other")

    @property
    def newest_first(self) -> list[Differing]:
        """`differing` by date, the newest first, those without a date last."""
        return sorted(self.differing, key=lambda one: one.date or datetime.date.min, reverse=True)

    @field_validator("question")
    @classmethod
    def _asks_something(cls, question: str) -> str:
        if not question.strip():
            raise ValueError("is empty")
        return question

    @field_validator("answers")
    @classmethod
    def _says_something(cls, answers: tuple[str, ...]) -> tuple[str, ...]:
        if not all(answer.strip() for answer in answers):
            raise ValueError('holds an empty answer; where there is no answer, write "answerable": false')
        return tuple(dict.fromkeys(answers))

    @model_validator(mode="before")
    @classmethod
    def _answers_make_it_answerable(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("answers") and data.get("answerable") is None:
            return data | {"answerable": True}
        return data

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Question:
        if self.answers and self.answerable is False:
            raise ValueError('has answers and "answerable": false; remove one of the two')
        return self
