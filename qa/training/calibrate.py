"""Fits the bundled reader's confidence, end to end, on retrieved passages.

    python -m qa.training.calibrate SQUAD2_FILE [--questions 1000] [--out qa/reader/model/calibration.json]

Questions are asked over all paragraphs of the file, in the shares one may expect of people who ask an archive:
for ten that it answers, two that it does not because the article is missing (the question's own article is
kept out of what is read) and two that are close to what it says (SQuAD 2.0's unanswerable ones). "Right" is
exact match.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from embeddings.articles import Article
from embeddings.index import Index
from qa.answering import PASSAGES_READ, RETRIEVAL_WEIGHT, cache_folder
from qa.evaluation.metrics import exact_match, expected_calibration_error
from qa.evaluation.question import Question
from qa.evaluation.questions import load_questions, squad_articles
from qa.reader.calibration import Calibration
from qa.reader.reader import BUNDLED_READER, Reader, load_reader
from qa.retrieval import retrieve
from qa.schema import Hit

_SEED = 7


@click.command()
@click.argument("squad", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--questions", "count", default=1000, show_default=True, help="Answerable questions drawn.")
@click.option("--threshold", default=0.29, show_default=True, help="Confidence below which the reader abstains.")
@click.option("--out", type=click.Path(path_type=Path), default=BUNDLED_READER / "calibration.json")
def main(squad: Path, count: int, threshold: float, out: Path) -> None:
    """Fit on every second asking, report on the others, and save."""
    index = Index.open(cache_folder(squad), create=True)
    index.add(squad, squad_articles(squad), progress=True)
    margins, right = measure(index, load_reader(), askings(load_questions(squad), count))
    half = np.arange(len(margins)) % 2 == 0
    fitted = Calibration.fit(margins[half], right[half], threshold=threshold)
    confidences = [fitted.confidence(margin) for margin in margins[~half]]
    error = expected_calibration_error(confidences, right[~half].tolist())
    click.echo(f"{fitted}: calibration error on the other half {error:.3f}, right {right.mean():.3f}")
    fitted.save(out)


def askings(questions: Sequence[Question], count: int) -> list[tuple[Question, bool]]:
    """(question, whether its own article may be read), shuffled."""
    drawing = random.Random(_SEED)
    answerable = drawing.sample([q for q in questions if q.answers], count)
    adversarial = drawing.sample([q for q in questions if not q.answers], count * 2 // 10)
    drawn = [(question, True) for question in [*answerable, *adversarial]]
    drawn += [(question, False) for question in drawing.sample(answerable, count * 2 // 10)]
    drawing.shuffle(drawn)
    return drawn


def measure(index: Index, reader: Reader, asked: Sequence[tuple[Question, bool]]) -> tuple[np.ndarray, np.ndarray]:
    """The best margin of each asking and whether its answer was right; float and bool, shape (askings,)."""
    margins = np.empty(len(asked))
    right = np.empty(len(asked), dtype=bool)
    for row, (question, own_too) in enumerate(tqdm(asked)):
        (hits,) = retrieve(index, [question.question], 10 * PASSAGES_READ)
        own = title(question.articles[0])
        read = [hit for hit in hits if own_too or title(hit.passage.article) != own][:PASSAGES_READ]
        margins[row], text = best(reader, question.question, read, index)
        right[row] = own_too and bool(question.answers) and exact_match(text, question.answers) == 1
    return margins, right


def best(reader: Reader, question: str, hits: Sequence[Hit], index: Index) -> tuple[float, str]:
    """The largest margin, retrieval counted in, and the text of its span."""
    articles: dict[str, Article] = index.store.articles(hit.passage.article for hit in hits)
    passages = [(h.passage, articles[h.passage.article].text[h.passage.start : h.passage.end]) for h in hits]
    scores = {hit.passage: hit.score for hit in hits}
    spans = reader.read(question, passages)
    if not spans:
        return -20.0, ""
    margin, span = max(
        ((s.margin + RETRIEVAL_WEIGHT * scores[s.passage], s) for s in spans), key=lambda one: one[0]
    )
    return margin, articles[span.passage.article].text[span.start : span.end]


def title(paragraph: str) -> str:
    """The title in the id of a SQuAD paragraph."""
    return paragraph.rsplit("#", 1)[0]


if __name__ == "__main__":
    main()
