"""Ask every question of a set and add up what comes back.

Knows nothing of how figures are shown: output.py does that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from embeddings.articles import Article
from embeddings.errors import QuestionError
from qa.evaluation import metrics
from qa.evaluation.outcomes import AnswererLike, Outcome, Verdict, ask, best_of, finder
from qa.evaluation.question import Question

RECALL_AT = (1, 5, 20)
_COVERAGES = np.arange(1, 11) / 10


@dataclass(frozen=True)
class Report:
    """What came of a question set. `threshold` is the answerer's: below it, it abstained."""

    outcomes: tuple[Outcome, ...]
    threshold: float

    @property
    def em(self) -> float | None:
        """Exact match over all judged questions, 0..100, by the rules of SQuAD 2.0."""
        return _percent([o.em for o in self.judged])

    @property
    def f1(self) -> float | None:
        """F1 over all judged questions, 0..100, by the rules of SQuAD 2.0."""
        return _percent([o.f1 for o in self.judged])

    @cached_property
    def judged(self) -> tuple[Outcome, ...]:
        """The questions whose answers can be told right from wrong: with answers, or unanswerable."""
        return tuple(o for o in self.outcomes if o.question.judged)

    @cached_property
    def with_answers(self) -> tuple[Outcome, ...]:
        """The answerable questions whose right answers are known."""
        return tuple(o for o in self.outcomes if o.question.answers)

    @cached_property
    def wrong(self) -> tuple[Outcome, ...]:
        """The judged questions not answered right, the most confident first."""
        return tuple(sorted((o for o in self.judged if not o.em), key=lambda o: -o.answer.confidence))

    @cached_property
    def by_kind(self) -> dict[str, tuple[Outcome, ...]]:
        """The judged questions by their kind, the kind with most questions first."""
        kinds = Counter(o.question.counted_as for o in self.judged)
        return {
            kind: tuple(o for o in self.judged if o.question.counted_as == kind) for kind, _ in kinds.most_common()
        }

    @cached_property
    def reliability(self) -> metrics.Reliability:
        """Accuracy against confidence over the judged questions whose confidence is measured."""
        return metrics.reliability(*_confidence(self._measured))

    @cached_property
    def curve(self) -> metrics.PrecisionCoverage:
        """Precision against coverage over all judged questions."""
        return metrics.precision_coverage(*_confidence(self.judged))

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Every figure by name: `em`, `f1` and `best_*` in 0..100, rates in 0..1, milliseconds; None where
        the set gives nothing to count. What each means stands in output.py, beside its label."""
        return (
            self._sizes()
            | self._accuracy()
            | self._retrieval()
            | self._abstention()
            | self._conversation()
            | self._latency()
            | {"by_kind": {kind: _kind_figures(outcomes) for kind, outcomes in self.by_kind.items()}}
        )

    def _sizes(self) -> dict[str, Any]:
        answerable = [o.question.answerable for o in self.outcomes]
        return {
            "questions": len(self.outcomes),
            "answerable": answerable.count(True),
            "unanswerable": answerable.count(False),
            "judged": len(self.judged),
            "refused": sum(o.refused for o in self.outcomes),
        }

    def _accuracy(self) -> dict[str, Any]:
        known = self.with_answers
        given = [o for o in self.outcomes if not o.answer.abstained and o.question.answerable is not False]
        return {
            "em": self.em,
            "f1": self.f1,
            "best_em": _percent([float(o.best_is_right) for o in known]),
            "best_f1": _percent([metrics.f1(o.best[0], o.question.answers) for o in known]),
            "right_and_cited": metrics.mean([o.em == 1 and o.rightly_cited for o in known]),
            "citation_accuracy": metrics.mean([o.rightly_cited for o in given]),
            "quotes_verbatim": metrics.mean([quote for o in self.outcomes for quote in o.verbatim]),
        }

    def _retrieval(self) -> dict[str, Any]:
        ranks = [o.rank for o in self.outcomes if o.ranked]
        recalls = {f"recall@{k}": metrics.recall_at(ranks, k) for k in RECALL_AT}
        wrong = [o.verdict for o in self.with_answers if not o.best_is_right]
        return {
            **recalls,
            "mrr": metrics.mean_reciprocal_rank(ranks),
            "answer_read": metrics.mean([o.held is not None for o in self.with_answers]),
            "not_found": wrong.count(Verdict.NOT_FOUND),
            "misread": wrong.count(Verdict.MISREAD),
        }

    def _abstention(self) -> dict[str, Any]:
        known = [o for o in self.outcomes if o.question.answerable is not None]
        confidences, right = _confidence(self.judged)
        answered = [o for o in self.judged if not o.answer.abstained]
        return {
            "auroc": metrics.auroc(
                [o.answer.confidence for o in known], [bool(o.question.answerable) for o in known]
            ),
            "unanswerable_abstained": metrics.mean(
                [o.answer.abstained for o in known if not o.question.answerable]
            ),
            "answerable_answered": metrics.mean([not o.answer.abstained for o in known if o.question.answerable]),
            "threshold": self.threshold,
            "precision": metrics.mean([o.best_is_right for o in answered]),
            "coverage": metrics.mean([not o.answer.abstained for o in self.judged]),
            "precision_coverage": self._points(),
            "ece": metrics.expected_calibration_error(*_confidence(self._measured)),
            "aurc": metrics.area_under_risk(confidences, right),
            "answered_at_80": metrics.answered_at_precision(
                confidences, right, [bool(o.question.answers) for o in self.judged], 0.8
            ),
        }

    def _conversation(self) -> dict[str, Any]:
        differing = [o for o in self.outcomes if o.question.differing]
        follow_ups = [o for o in self.with_answers if o.alone]
        alone = [metrics.f1(best_of(o.alone)[0], o.question.answers) for o in follow_ups if o.alone]
        return {
            "follow_ups": len(follow_ups),
            "follow_up_f1": _percent([metrics.f1(o.best[0], o.question.answers) for o in follow_ups]),
            "standalone_f1": _percent(alone),
            "differing": len(differing),
            "right_or_shown": metrics.mean([o.right_or_shown for o in differing]),
        }

    def _latency(self) -> dict[str, Any]:
        milliseconds = [o.milliseconds for o in self.outcomes]
        return {f"latency_p{p}_ms": metrics.percentile(milliseconds, p) for p in (50, 95)}

    @property
    def _measured(self) -> list[Outcome]:
        """The judged questions but those that an article's metadata answers."""
        return [o for o in self.judged if o.answer.measured]

    def _points(self) -> list[dict[str, float]]:
        """The curve at the first point that covers each tenth, so that a large set prints no longer."""
        if not self.judged:
            return []
        first = np.searchsorted(self.curve.coverage, _COVERAGES - 1e-9)
        return [
            {
                "coverage": float(self.curve.coverage[i]),
                "precision": float(self.curve.precision[i]),
                "threshold": float(self.curve.thresholds[i]),
            }
            for i in np.unique(first)
        ]


def evaluate(
    answerer: AnswererLike,
    questions: Sequence[Question],
    *,
    gold: Mapping[str, Article] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Report:
    """Ask every question, one after the other, as a person would, and judge the answers. A follow-up is asked with
    the questions before it, and once more in its standalone form, to compare.

    With `gold` (articles by id) each question is read on the articles it names there, the reader alone, and
    the retriever is not judged. `progress` is called with (done, of how many) after each question. A
    question the answerer refuses counts as an abstention, and as refused. Raises QuestionError for one that
    names no article in `gold`.
    """
    find = finder(answerer) if gold is None else gold.get
    outcomes = []
    for question in questions:
        try:
            outcomes.append(ask(answerer, question, gold, find))
        except QuestionError as error:
            raise QuestionError(f"question {question.id or question.question!r}: {error}") from error
        if progress:
            progress(len(outcomes), len(questions))
    return Report(tuple(outcomes), answerer.threshold)


def _kind_figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    verdicts = Counter(o.verdict for o in outcomes)
    return {
        "questions": len(outcomes),
        "em": _percent([o.em for o in outcomes]),
        "f1": _percent([o.f1 for o in outcomes]),
        **{verdict.name.lower(): verdicts[verdict] for verdict in Verdict},
    }


def _confidence(outcomes: Sequence[Outcome]) -> tuple[list[float], list[bool]]:
    return [o.answer.confidence for o in outcomes], [o.best_is_right for o in outcomes]


def _percent(values: Sequence[float]) -> float | None:
    rate = metrics.mean(values)
    return None if rate is None else 100 * rate
