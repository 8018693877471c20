"""A report as text: the table on the terminal, and the predictions as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from qa.evaluation.comparison import Comparison
from qa.evaluation.fitting import Fit
from qa.evaluation.outcomes import Outcome, Verdict
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
        ("answer_read", "answer was read", _RATE, "answerable: it stands in a passage that was read"),
        ("not_found", "wrong: not found", _COUNT, "no passage read holds an answer"),
        ("misread", "wrong: misread", _COUNT, "one does, another answer was best"),
    ],
    "Abstention": [
        ("auroc", "AUROC", _RATE, "an answerable question gets more confidence than an unanswerable"),
        ("unanswerable_abstained", "abstained, rightly", _RATE, "of the unanswerable"),
        ("answerable_answered", "answered, rightly", _RATE, "of the answerable"),
        ("threshold", "threshold", _RATE, "confidence below which it abstains"),
        ("precision", "precision", _RATE, "of the answers given, right by exact match"),
        ("coverage", "coverage", _RATE, "share of the judged questions that got an answer"),
        (
            "answered_at_80",
            "given at 80 % right",
            _RATE,
            "of the answerable, at the threshold where 80 % are right",
        ),
        ("ece", "calibration error", _RATE, "mean distance of confidence from accuracy, 10 bins"),
        ("aurc", "area under risk", _RATE, "mean share wrong over all coverages; less is better"),
    ],
    "Conversation and disagreement": [
        ("follow_ups", "follow-ups", _COUNT, "answerable, with a standalone form"),
        ("follow_up_f1", "F1, best", _PERCENT, "asked with the questions before them"),
        ("standalone_f1", "F1, standalone", _PERCENT, "the same questions, standing by themselves"),
        ("differing", "differing", _COUNT, "the articles answer it differently"),
        ("right_or_shown", "right or shown", _RATE, "the newest is given, or two of them as differing"),
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
    rows += ["", *_kinds(report)] if report.judged else []
    return "\n".join(rows[1:]) + "\n"


def comparison_text(comparison: Comparison) -> str:
    """What changed between two runs, as plain text."""
    rows = [f"Compared with {comparison.name}, {comparison.questions} questions in common"]
    rows += [f"  {sentence}" for sentence in comparison_sentences(comparison)]
    for change in comparison.changes:
        rows.append(f"  {change.f1_before:4.2f} -> {change.f1_now:4.2f}  {change.question.question}")
        rows.append(f"{'':16}{change.before or '(abstained)'} -> {change.now or '(abstained)'}")
    return "\n".join(rows) + "\n"


def comparison_sentences(comparison: Comparison) -> Iterator[str]:
    """One for exact match and one for F1: the difference, its interval, and how sure it is."""
    for label, difference in (("exact match", comparison.em), ("F1", comparison.f1)):
        if difference:
            yield (
                f"{label} {difference.difference:+.1f}, 95 % interval {difference.low:+.1f} to "
                f"{difference.high:+.1f}, p = {difference.p:.3f} (paired bootstrap)"
            )
    figures = comparison.figures
    yield f"{figures['better']} better, {figures['worse']} worse by F1"


def fit_text(fit: Fit, out: Path) -> str:
    """A fitted calibration, for the terminal."""
    return (
        f"{fit.questions} questions; calibration error {fit.before:.3f}, fitted {fit.after:.3f} "
        "(each half with the curve of the other)\n"
        f"abstains below {fit.calibration.threshold:.3f}\n"
        f"{out} written; use it with --calibration {out}"
    )


def kind_rows(report: Report) -> list[list[str]]:
    """The table of kinds: a heading, then a row for each kind and one for all."""
    rows = [["", "asked", "F1", *(verdict.value for verdict in Verdict)]]
    for kind, outcomes in {**report.by_kind, "all": report.judged}.items():
        f1 = 100 * sum(o.f1 for o in outcomes) / len(outcomes)
        verdicts = [str(sum(o.verdict is verdict for o in outcomes) or "-") for verdict in Verdict]
        rows.append([kind, str(len(outcomes)), f"{f1:.1f}", *verdicts])
    return rows


def _kinds(report: Report) -> Iterator[str]:
    yield "By kind"
    rows = kind_rows(report)
    widths = [max(5, len(cell)) + 2 for cell in rows[0][1:]]
    for kind, *cells in rows:
        columns = (f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        yield f"  {kind[:10]:<10}{''.join(columns)}"


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
