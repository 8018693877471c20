"""Two runs over the same questions, compared question by question; and figures held against limits.

The other run comes as its predictions (`citeqa evaluate --predictions`): what was answered is scored again here,
so that both runs are judged by the same rules and the same question set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import QuestionSetError
from qa.evaluation import metrics
from qa.evaluation.outcomes import Outcome
from qa.evaluation.question import Question
from qa.evaluation.report import Report

# The more draws, the finer p; with these it is exact to about 0.01.
SAMPLES = 10_000


@dataclass(frozen=True)
class Change:
    """A question whose score changed: what was answered then and now ("" = abstained), F1 then and now, 0..1."""

    question: Question
    before: str
    now: str
    f1_before: float
    f1_now: float


@dataclass(frozen=True)
class Comparison:
    """This run against an earlier one, over the `questions` that both answered and that are judged. The
    differences are this run's less the other's, in points of 0..100; None where there is no question in common.
    `changes`: losses first, then gains, the largest first."""

    name: str
    questions: int
    em: metrics.Bootstrap | None
    f1: metrics.Bootstrap | None
    changes: tuple[Change, ...]

    @property
    def figures(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "with": self.name,
            "questions": self.questions,
            "better": sum(one.f1_now > one.f1_before for one in self.changes),
            "worse": sum(one.f1_now < one.f1_before for one in self.changes),
            **{name: value and value._asdict() for name, value in (("em", self.em), ("f1", self.f1))},
        }


def load_predictions(path: str | Path) -> dict[str, str]:
    """What a run answered, by question id: "" where it abstained. Raises QuestionSetError, with the line."""
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(path, "cannot be read; name a file that --predictions wrote") from error
    given: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            id, text = _prediction(path, line, number)
            given[id] = text
    return given


def compare(report: Report, given: Mapping[str, str], name: str) -> Comparison:
    """Compare a run with the answers an earlier run gave; `name` is what to call that one."""
    common = [o for o in report.judged if o.question.id in given]
    changes = [_change(o, given[o.question.id]) for o in common]
    em_before = [metrics.exact_match(given[o.question.id], o.question.answers) for o in common]
    return Comparison(
        name=name,
        questions=len(common),
        em=_difference([o.em for o in common], em_before),
        f1=_difference([one.f1_now for one in changes], [one.f1_before for one in changes]),
        changes=tuple(
            sorted(
                (one for one in changes if one.f1_now != one.f1_before), key=lambda one: one.f1_now - one.f1_before
            )
        ),
    )


def _change(outcome: Outcome, before: str) -> Change:
    f1_before = metrics.f1(before, outcome.question.answers)
    return Change(outcome.question, before, outcome.answer.text or "", f1_before, outcome.f1)


def _difference(now: Sequence[float], before: Sequence[float]) -> metrics.Bootstrap | None:
    return metrics.paired_bootstrap([100 * one for one in now], [100 * one for one in before], samples=SAMPLES)


def _prediction(path: Path, line: str, number: int) -> tuple[str, str]:
    try:
        row = json.loads(line)
        id, text, abstained = row["id"], row["text"], row["abstained"]
    except (ValueError, RecursionError, TypeError, KeyError) as error:
        reason = "is no prediction: needs id, text and abstained; name a file that --predictions wrote"
        raise QuestionSetError(path, reason, number) from error
    return str(id), "" if abstained or text is None else str(text)


def parse_limit(limit: str) -> tuple[str, float]:
    """ "f1=70" -> ("f1", 70.0). Raises ValueError where it is not of that form or names no figure."""
    name, equals, value = limit.partition("=")
    numbers = {name for name, value in Report((), 0.0).figures.items() if not isinstance(value, (dict, list))}
    if not equals:
        raise ValueError(f"{limit!r} is not NAME=NUMBER, such as f1=70")
    if name not in numbers:
        raise ValueError(f"there is no figure {name!r}; choose of: {', '.join(sorted(numbers))}")
    try:
        return name, float(value)
    except ValueError:
        raise ValueError(f"{value!r} in {limit!r} is not a number; write it like f1=70") from None


def missed(figures: Mapping[str, Any], limits: Sequence[tuple[str, float]]) -> list[str]:
    """A sentence for each figure that is under its limit, or that the question set gives no ground for."""
    sentences = []
    for name, least in limits:
        value = figures[name]
        if value is None:
            sentences.append(f"{name} cannot be told from these questions, and {least:g} was asked for")
        elif not value >= least:
            sentences.append(f"{name} is {value:.4g}, under the {least:g} asked for")
    return sentences
