"""A report as text: the table on the terminal, and the predictions as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from qa.evaluation.outcomes import Outcome
from qa.evaluation.report import Report
from qa.schema import Candidate, Citation


class Line(NamedTuple):
    """One figure as shown: its label, its value as text, and what it means."""

    label: str
    value: str
    meaning: str


_PERCENT = "{:.1f}"
_RATE = "{:.3f}"
_COUNT = "{:d}"
_MILLISECONDS = "{:.0f} ms"

# Group -> (name in Report.figures, label, how it is written, what it means).
_FIGURES: dict[str, list[tuple[str, str, str, str]]] = {
    "Questions": [
        ("questions", "asked", _COUNT, ""),
        ("answerable", "answerable", _COUNT, ""),
        ("unanswerable", "unanswerable", _COUNT, "the articles do not say"),
        ("judged", "judged", _COUNT, "the right answers are known"),
        ("refused", "refused", _COUNT, "too long, or in another script; counted as abstained"),
    ],
    "Answers": [
        ("em", "exact match", _PERCENT, "all judged; abstaining is right where there is no answer"),
        ("f1", "F1", _PERCENT, "the same, by overlap of words"),
        ("best_em", "exact match, best", _PERCENT, "answerable only, the best answer even when it abstains"),
        ("best_f1", "F1, best", _PERCENT, "the same, by overlap of words"),
        ("right_and_cited", "right and cited", _RATE, "answerable: given, right, cited from a right article"),
        (
            "citation_accuracy",
            "citation accuracy",
            _RATE,
            "answers given: a right article, and the quote is in it",
        ),
        ("quotes_verbatim", "verbatim quotes", _RATE, "all citations: the quote stands at its offsets"),
    ],
    "Retrieval": [
        ("recall@1", "recall@1", _RATE, "the first passage is of a right article"),
        ("recall@5", "recall@5", _RATE, "one of the first five is"),
        ("recall@20", "recall@20", _RATE, "one of the first twenty is"),
        ("mrr", "MRR", _RATE, "mean of 1 / rank of the first right passage"),
    ],
    "Abstention": [
        ("auroc", "AUROC", _RATE, "an answerable question gets more confidence than an unanswerable"),
        ("unanswerable_abstained", "abstained, rightly", _RATE, "of the unanswerable"),
        ("answerable_answered", "answered, rightly", _RATE, "of the answerable"),
        ("threshold", "threshold", _RATE, "confidence below which it abstains"),
        ("precision", "precision", _RATE, "of the answers given, right by exact match"),
        ("coverage", "coverage", _RATE, "share of the judged questions that got an answer"),
        ("ece", "calibration error", _RATE, "mean distance of confidence from accuracy, 10 bins"),
    ],
    "Time": [
        ("latency_p50_ms", "p50", _MILLISECONDS, "half of the questions took no longer"),
        ("latency_p95_ms", "p95", _MILLISECONDS, "95 of 100 took no longer"),
    ],
}


def lines(report: Report) -> dict[str, list[Line]]:
    """The figures as shown, by group; "-" where the set gives nothing to count."""
    return {
        group: [Line(label, _written(report.figures[name], form), meaning) for name, label, form, meaning in rows]
        for group, rows in _FIGURES.items()
    }


def terminal_table(report: Report) -> str:
    """The figures in columns of plain text, at most 100 wide."""
    rows = []
    for group, group_lines in lines(report).items():
        rows += ["", group]
        rows += [f"  {line.label:<20}{line.value:>9}  {line.meaning}".rstrip() for line in group_lines]
    return "\n".join(rows[1:]) + "\n"


def predictions(report: Report) -> Iterator[str]:
    """One line of JSON for each question, in the order asked. `text` is the best answer even if it abstains,
    null when there is none; `milliseconds` the time from question to answer; a citation's `page` is there where
    its article has pages."""
    for outcome in report.outcomes:
        yield json.dumps(_prediction(outcome), ensure_ascii=False)


def write_predictions(report: Report, path: str | Path) -> None:
    """Write `predictions` to a file, which is either whole or not there. Raises OSError where it cannot."""
    path = Path(path)
    aside = path.with_name(path.name + ".part")
    with aside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in predictions(report))
    aside.replace(path)


def _prediction(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    text, citations = outcome.best
    return {
        "id": outcome.question.id,
        "question": outcome.question.question,
        "text": text or None,
        "confidence": answer.confidence,
        "abstained": answer.abstained,
        "citations": [_citation(citation) for citation in citations],
        "alternatives": [_alternative(candidate) for candidate in answer.alternatives],
        "sources_disagree": answer.sources_disagree,
        "milliseconds": round(outcome.milliseconds, 3),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return citation.model_dump(include={"article", "path", "page", "start", "end", "quote"}, exclude_none=True)


def _alternative(candidate: Candidate) -> dict[str, Any]:
    return candidate.model_dump(mode="json", include={"text", "confidence", "date"})


def _written(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)
