"""Measures the bundled reader's confidence end to end, on retrieved passages, and fits it.

    python -m qa.training.calibrate SQUAD2_FILE [--questions 1000] [--out FILE]

Questions are asked over all paragraphs of the file, in the shares one may expect of people who ask an archive:
for ten that it answers, two that it does not because the article is missing (the question's own article is kept
out of what is read) and two that are close to what it says (SQuAD 2.0's unanswerable ones). "Right" is exact
match. The file must be none that the reader was trained on: of those it is right far more often. What no such
file can tell is kept as it was: the threshold, how near another source's answer must come to be shown beside
the best, and what the time of an article and the retrieval score are worth.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from embeddings.index import Index
from qa.asked import Asked
from qa.corpus import cache_folder
from qa.evaluation.metrics import exact_match, expected_calibration_error
from qa.evaluation.question import Question
from qa.evaluation.questions import load_questions, squad_articles
from qa.reader.calibration import Calibration, fit_rivalry
from qa.reader.reader import Reader, load_reader
from qa.reading import PASSAGES_READ, read_hits
from qa.retrieval import retrieve
from qa.schema import Hit
from qa.wordings import answer_words

_SEED = 7


@click.command()
@click.argument("squad", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--questions", "count", default=1000, show_default=True, help="Answerable questions drawn.")
@click.option("--out", type=click.Path(path_type=Path), help="Save the fitted confidence here.")
def main(squad: Path, count: int, out: Path | None) -> None:
    """Report the confidence's error as it is, and on every second asking if fitted on the others."""
    index = Index.open(cache_folder(squad), create=True)
    index.add(squad, squad_articles(squad), progress=True)
    reader = load_reader()
    readings = measure(index, reader, askings(load_questions(squad), count))
    margins = np.array([reading.margins[0] for reading in readings])
    right = np.array([reading.right[0] for reading in readings])
    half = np.arange(len(margins)) % 2 == 0
    kept = reader.calibration
    curve = Calibration.fit(margins[half], right[half], threshold=kept.threshold)
    rivalry = fit_rivalry([(reading.margins, reading.right) for reading in readings[::2]])
    fitted = replace(kept, slope=curve.slope, intercept=curve.intercept, rivalry=rivalry)
    click.echo(f"{len(right)} askings, {right.mean():.3f} right")
    click.echo(f"calibration error as it is {_error(kept, margins, right)}")
    click.echo(f"{fitted}: on the other half {_error(fitted, margins[~half], right[~half])}")
    if out:
        fitted.save(out)


def _error(calibration: Calibration, margins: np.ndarray, right: np.ndarray) -> str:
    confidences = [calibration.confidence(margin) for margin in margins]
    return f"{expected_calibration_error(confidences, right.tolist()):.3f}"


def askings(questions: Sequence[Question], count: int) -> list[tuple[Question, bool]]:
    """(question, whether its own article may be read), shuffled: `count` answerable ones or all there are, a fifth
    of them also without their article, and as many that have no answer."""
    drawing = random.Random(_SEED)

    def some(of: Sequence[Question], most: int) -> list[Question]:
        return drawing.sample(of, min(most, len(of)))

    answerable = some([q for q in questions if q.answers], count)
    adversarial = some([q for q in questions if not q.answers], count * 2 // 10)
    drawn = [(question, True) for question in [*answerable, *adversarial]]
    drawn += [(question, False) for question in some(answerable, count * 2 // 10)]
    drawing.shuffle(drawn)
    return drawn


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for one asking: the margins, retrieval counted in, of its different answers, falling, and
    which are right; float and bool, shape (answers,)."""

    margins: np.ndarray
    right: np.ndarray


def measure(index: Index, reader: Reader, asked: Sequence[tuple[Question, bool]]) -> list[Reading]:
    """What is read for each asking."""
    readings = []
    for question, own_too in tqdm(asked):
        (hits,) = retrieve(index, [question.question], 10 * PASSAGES_READ)
        own = title(question.articles[0])
        read = [hit for hit in hits if own_too or title(hit.passage.article) != own][:PASSAGES_READ]
        found = answers(reader, question.question, read, index)
        golds = question.answers if own_too else ()
        right = [bool(golds) and exact_match(text, golds) == 1 for _, text in found]
        readings.append(Reading(np.array([margin for margin, _ in found]), np.array(right)))
    return readings


def answers(reader: Reader, question: str, hits: Sequence[Hit], index: Index) -> list[tuple[float, str]]:
    """The different answers read, best first, each with its largest margin; a margin of -20 where there is
    none."""
    articles = index.store.articles(hit.passage.article for hit in hits)
    scores = {hit.passage: hit.score for hit in hits}
    found: dict[tuple[str, ...], tuple[float, str]] = {}
    for span in read_hits(reader, Asked.of(question), hits, articles):
        text = articles[span.passage.article].text[span.start : span.end]
        margin = reader.calibration.margin_of(span, scores[span.passage])
        words = answer_words(text)
        if words not in found or margin > found[words][0]:
            found[words] = margin, text
    return sorted(found.values(), key=lambda one: -one[0]) or [(-20.0, "")]


def title(paragraph: str) -> str:
    """The title in the id of a SQuAD paragraph."""
    return paragraph.rsplit("#", 1)[0]


if __name__ == "__main__":
    main()
