"""What a question asks for, taken from its words once: its kind, whether it may have several answers, its time."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass, replace

from embeddings.articles import Article
from embeddings.errors import QuestionError
from embeddings.within import as_day
from qa.about import AboutArticle, about_article
from qa.days import MONTHS
from qa.events import Event, event_of
from qa.kinds import Kind, asks_for_several, kind_of, written_out
from qa.openings import as_read
from qa.times import Period, is_of_now, period_of

MAX_QUESTION_CHARACTERS = 1000

_BIRTH = re.compile(r"\b(?:born|birth\w*)\b", re.I)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood. `text` is the question as it is read, its short forms written out; `period` is the
    time it asks about, None where it states none; `about` what it asks of an article itself, None where it asks
    what articles say; `event` what it states its time by, where that is no date: its period is known once the
    archive has told when that was; `of_now` whether its time is the present."""

    question: str
    text: str
    kind: Kind
    several: bool
    period: Period | None = None
    about: AboutArticle | None = None
    event: Event | None = None
    of_now: bool = False

    @classmethod
    def of(cls, question: str, as_of: datetime.date | None = None) -> Asked:
        """`as_of` is the day the question is asked, None for today; its "yesterday" is seen from there. Raises
        FilterError where that is no date."""
        text = as_read(written_out(question))
        period = period_of(text, as_day("as_of", as_of) or datetime.date.today())
        about = about_article(text)
        event = None if period or about else event_of(text)
        of_now = period is not None and is_of_now(text)
        return cls(question, text, kind_of(text), asks_for_several(text), period, about, event, of_now)

    def timed(self, told: Period) -> Asked:
        """The same with the time that its event gives, from when that was."""
        return replace(self, period=self.event.period(told)) if self.event else self

    @property
    def of_one_at_hand(self) -> bool:
        """Whether it asks of an article itself and does not say of which: it is that at hand."""
        return self.about is not None and not self.about.topic

    @property
    def topic(self) -> str:
        """What to search for."""
        return self.about.topic if self.about and self.about.topic else self.text

    @property
    def of_birth(self) -> bool:
        """Whether it asks about a birth."""
        return bool(_BIRTH.search(self.text))

    def closeness(self, date: datetime.date | None) -> float:
        """How near a date is to the time asked about, 0..1; 0 where the question states none."""
        return self.period.closeness(date) if self.period else 0.0

    def preface(self, article: Article) -> str:
        """What is read in front of the article's passages: its day, where the question states a date. News seldom
        says the year, and a reader that looks for it in the passage would take it for another matter. Of an event
        it knows no day to look for. Not its title: the answer to a question about the whole article would be
        looked for in its words."""
        return preface(None, article.date if self.period and not self.event else None)


def preface(title: str | None, day: datetime.date | None) -> str:
    """A title and a day as they are read in front of a passage; the reader is trained on this form."""
    parts = [f"{MONTHS[day.month - 1]} {day.day}, {day.year}"] if day else []
    return "".join(f"{part}. " for part in [*parts, *([title] if title else [])])


def checked(question: str, script: str | None) -> str:
    """The question with single spaces. `script` is the only one the reader knows, None for any. Raises
    QuestionError when it is no text, empty, too long, or in another script."""
    if not isinstance(question, str):
        raise QuestionError(f"{question!r} is no question; give its text")
    question = " ".join(question.split())
    try:
        question.encode()
    except UnicodeEncodeError:
        raise QuestionError("the question holds bytes that are no text; type it again") from None
    if not any(character.isalnum() for character in question):
        raise QuestionError("the question is empty; type one")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"the question has {len(question):,} characters, more than the {MAX_QUESTION_CHARACTERS:,} "
            "allowed; ask one thing in a sentence or two"
        )
    if script and not _mostly(script, question):
        raise QuestionError(
            f"the question is not in {script.title()} script, the only one this reader was trained on; "
            "ask it in English"
        )
    return question


def check_several(name: str, questions: object) -> None:
    """Raises QuestionError for one text, which would be taken for a question a letter."""
    if isinstance(questions, str):
        raise QuestionError(f"{name}={questions!r} is one text; give a list: [{questions!r}]")


def _mostly(script: str, text: str) -> bool:
    """Whether at least half of the letters are of the script, by their Unicode names; True without letters."""
    letters = [character for character in text if character.isalpha()]
    return sum(unicodedata.name(c, "").startswith(script) for c in letters) * 2 >= len(letters)
