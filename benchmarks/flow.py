"""What each choice between question and answer is worth, on a SQuAD file over all its paragraphs.

    python benchmarks/flow.py SQUAD_FILE [--questions 400] [--others SQUAD_FILE ...]

First retrieval alone: recall of the gold paragraph for dense, lexical, and the two fused by min-max or by
reciprocal rank. Then the whole flow: exact match and F1 of the best answer on the question's own paragraph, and
against the number of passages read and the weight the retrieval score has beside the reader's. `--others` adds
5,000 paragraphs of other files to those that are searched.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click
from tqdm import tqdm

from embeddings.articles import Article, Passage
from embeddings.index import Index
from qa.corpus import cache_folder
from qa.evaluation.metrics import exact_match, f1, recall_at
from qa.evaluation.question import Question
from qa.evaluation.questions import load_questions, squad_articles
from qa.reader.reader import Reader, load_reader
from qa.retrieval import fuse
from qa.schema import Span

DEPTH = 20
OTHERS = 5000
Scores = dict[int, float]
Found = list[tuple[int, float]]


def reciprocal_rank(dense: Scores, lexical: Scores) -> Found:
    """Reciprocal rank fusion with k = 60 (Cormack et al. 2009)."""
    fused: Scores = {}
    for scores in (dense, lexical):
        for rank, passage in enumerate(sorted(scores, key=lambda one: -scores[one]), start=1):
            fused[passage] = fused.get(passage, 0.0) + 1 / (60 + rank)
    return sorted(fused.items(), key=lambda one: -one[1])


FUSIONS: dict[str, Callable[[Scores, Scores], Found]] = {
    "dense": lambda dense, lexical: fuse(dense, {}),
    "lexical": lambda dense, lexical: fuse({}, lexical),
    "reciprocal rank": reciprocal_rank,
    "min-max, dense 0.3": lambda dense, lexical: fuse(dense, lexical, 0.3),
    "min-max, dense 0.5": lambda dense, lexical: fuse(dense, lexical, 0.5),
    "min-max, dense 0.7": lambda dense, lexical: fuse(dense, lexical, 0.7),
}


@click.command()
@click.argument("squad", type=click.Path(exists=True, path_type=Path))
@click.option("--questions", "count", default=400, show_default=True)
@click.option("--others", multiple=True, type=click.Path(exists=True, path_type=Path))
def main(squad: Path, count: int, others: tuple[Path, ...]) -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as scratch:
        index = Index.open(Path(scratch) if others else cache_folder(squad), create=True)
        index.add(squad, squad_articles(squad), progress=True)
        if others:
            index.add(others[0], other_paragraphs(squad, others), progress=True)
        measure(index, squad, count)


def other_paragraphs(squad: Path, others: Sequence[Path]) -> list[Article]:
    """5,000 paragraphs of these files, none of which `squad` has."""
    own = {paragraph.text for paragraph in squad_articles(squad)}
    found = {
        paragraph.text: replace(paragraph, id=f"{file.name}#{paragraph.id}")
        for file in others
        for paragraph in squad_articles(file)
        if paragraph.text not in own
    }
    return random.Random(0).sample(list(found.values()), min(OTHERS, len(found)))


def measure(index: Index, squad: Path, count: int) -> None:
    """Print both tables for the file's answerable questions."""
    answerable = [question for question in load_questions(squad) if question.answers]
    questions = random.Random(0).sample(answerable, min(count, len(answerable)))
    dense = [dict(found) for found in index.dense([q.question for q in questions], 100)]
    lexical = [dict(index.lexical(q.question, 100)) for q in questions]
    passages = {passage.id: passage for block in index.store.passage_blocks() for passage in block}
    print(f"{len(questions)} questions, {len(passages)} passages\n")
    print(f"{'retrieval':<22}" + "".join(f"{'recall@' + str(k):>12}" for k in (1, 5, 10, 20)))
    for name, fusion in FUSIONS.items():
        ranks = [rank(fusion(*lists), q, passages) for q, *lists in zip(questions, dense, lexical, strict=True)]
        print(f"{name:<22}" + "".join(f"{recall_at(ranks, k) or 0:>12.3f}" for k in (1, 5, 10, 20)))
    found = [fuse(*lists)[:DEPTH] for lists in zip(dense, lexical, strict=True)]
    whole_flow(index, load_reader(), questions, found, passages)


def rank(found: Found, question: Question, passages: dict[int, Passage]) -> int | None:
    """Where the first passage of the gold paragraph stands, from 1."""
    golds = (i for i, (one, _) in enumerate(found, start=1) if passages[one].article in question.articles)
    return next(golds, None)


def whole_flow(
    index: Index,
    reader: Reader,
    questions: Sequence[Question],
    found: Sequence[Found],
    passages: dict[int, Passage],
) -> None:
    """Read a question's own paragraph, then the best passages once a depth; try every weight on the spans."""
    print(f"\n{'passages read':<16}{'weight':>8}{'EM':>8}{'F1':>8}")
    own = [[(i, 1.0) for i, one in passages.items() if one.article in q.articles] for q in questions]
    depths = {str(depth): [hits[:depth] for hits in found] for depth in (5, 10, 20)}
    for depth, lists in ({"its own": own} | depths).items():
        read = [spans(index, reader, q, hits, passages) for q, hits in zip(tqdm(questions), lists, strict=True)]
        for weight in (0, 2, 4, 6, 8, 10, 12) if depth in depths else (0,):
            texts = [max(one, key=lambda s: s[0] + weight * s[1])[2] for one in read]
            em = [exact_match(text, q.answers) for text, q in zip(texts, questions, strict=True)]
            overlap = [f1(text, q.answers) for text, q in zip(texts, questions, strict=True)]
            print(f"{depth:<16}{weight:>8}{100 * sum(em) / len(em):>8.1f}{100 * sum(overlap) / len(em):>8.1f}")


def spans(
    index: Index, reader: Reader, question: Question, hits: Found, passages: dict[int, Passage]
) -> list[tuple[float, float, str]]:
    """(reader's score, retrieval score, text) of every span of a question's passages."""
    scores = {passages[passage]: score for passage, score in hits}
    articles = index.store.articles(passage.article for passage in scores)
    found: list[Span] = reader.read(
        question.question, [(one, articles[one.article].text[one.start : one.end]) for one in scores]
    )
    return [(s.score, scores[s.passage], articles[s.passage.article].text[s.start : s.end]) for s in found]


if __name__ == "__main__":
    main()
