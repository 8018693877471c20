"""The commands that ask a question set: `evaluate` and `calibrate`."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.options import (
    PATH,
    Share,
    answer_options,
    answerer_of,
    corpus_options,
    filter_options,
    json_option,
    within_of,
)

if TYPE_CHECKING:
    from embeddings.articles import Article
    from qa.answering import Answerer
    from qa.evaluation.comparison import Comparison
    from qa.evaluation.question import Question
    from qa.evaluation.report import Report


def _limits(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> list[tuple[str, float]]:
    """--fail-under, checked before the questions are asked."""
    from qa.evaluation.comparison import parse_limit

    try:
        return [parse_limit(limit) for limit in given]
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.argument("questions", type=PATH)
@corpus_options
@answer_options
@filter_options
@click.option("--gold-passage", is_flag=True, help="SQuAD: read each question on its own paragraph only.")
@click.option("--predictions", type=PATH, help="Write one JSON line a question here.")
@click.option("--report", "report_file", type=PATH, help="Write a self-contained HTML report here.")
@click.option("--split", help="Ask only the questions whose `split` is this, such as dev.")
@click.option("--compare", "earlier", type=PATH, help="Compare with the predictions of an earlier run.")
@click.option(
    "--fail-under",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    callback=_limits,
    help="Exit with 1 where a figure of --json is less, such as f1=70. May be repeated.",
)
@json_option
def evaluate(
    questions: Path,
    gold_passage: bool,
    split: str | None,
    earlier: Path | None,
    limits: list[tuple[str, float]],
    as_json: bool,
    **options: Any,
) -> None:
    """Answer a question set and score the answers.

    QUESTIONS is JSON lines, or SQuAD 1.1 / 2.0 JSON, whose paragraphs are then the corpus.
    """
    from qa.evaluation.comparison import compare, load_predictions, missed
    from qa.evaluation.questions import load_questions, of_split

    outputs = {name: options.pop(name) for name in ("predictions", "report_file")}
    loaded = of_split(questions, load_questions(questions), split)
    before = load_predictions(earlier) if earlier else None
    _check_outputs([path for path in (questions, earlier) if path], *outputs.values())
    answerer, gold = _evaluation_parts(questions, gold_passage, **options)
    report = _asked(answerer, loaded, gold, as_json)
    comparison = compare(report, before, earlier.name) if earlier and before is not None else None
    _write_evaluation(report, comparison, questions.name, **outputs)
    _print_evaluation(report, comparison, as_json)
    sentences = missed(report.figures, limits)
    if sentences:
        raise click.ClickException("; ".join(sentences))


@click.command()
@click.argument("questions", type=PATH)
@corpus_options
@answer_options
@filter_options
@click.option("--split", help="Ask only the questions whose `split` is this, such as dev.")
@click.option(
    "--precision",
    type=Share(min_open=True),
    help="Abstain so often that this share of the answers given is right, such as 0.8 (default: where most "
    "questions end right).",
)
@click.option("--out", required=True, type=PATH, help="JSON file to write, for --calibration of other commands.")
@json_option
def calibrate(
    questions: Path, split: str | None, precision: float | None, out: Path, as_json: bool, **options: Any
) -> None:
    """Fit the confidence, and when to abstain, to your own question set.

    QUESTIONS is as for `citeqa evaluate`. Some should have no answer in the corpus, as often as yours do.
    """
    from qa.evaluation.fitting import fit
    from qa.evaluation.output import fit_text
    from qa.evaluation.questions import load_questions, of_split

    loaded = of_split(questions, load_questions(questions), split)
    _check_outputs([questions], out)
    answerer, _ = _evaluation_parts(questions, False, **options)
    fitted = fit(_asked(answerer, loaded, None, as_json), answerer.reader.calibration, precision=precision)
    fitted.calibration.save(out)
    click.echo(json.dumps(dataclasses.asdict(fitted), indent=1) if as_json else fit_text(fitted, out))


def _asked(
    answerer: Answerer, questions: Sequence[Question], gold: dict[str, Article] | None, quiet: bool
) -> Report:
    from tqdm import tqdm

    from qa.evaluation.report import evaluate as run

    with tqdm(total=len(questions), unit="question", delay=1, disable=True if quiet else None) as bar:
        return run(answerer, questions, gold=gold, progress=lambda done, total: bar.update())


def _evaluation_parts(
    path: Path,
    gold_passage: bool,
    reader: str | None,
    calibration: Path | None,
    threshold: float | None,
    **where: Any,
) -> tuple[Answerer, dict[str, Article] | None]:
    """The answerer, over the paragraphs of the file itself where it is SQuAD and no corpus is named; and with
    --gold-passage those paragraphs by id."""
    from embeddings.index import Index
    from embeddings.within import EVERYTHING
    from qa.answering import Answerer
    from qa.corpus import cache_folder
    from qa.evaluation.questions import is_squad, squad_articles
    from qa.reader.reader import load_reader

    named = where["corpus"] or where["index_folder"]
    if gold_passage and named:
        raise click.UsageError("--gold-passage reads the file's own paragraphs; leave --corpus and --index out")
    if named or not (gold_passage or is_squad(path)):
        return answerer_of(reader, calibration, threshold, **where), None
    within = within_of(where)
    if within != EVERYTHING:
        raise click.UsageError("the paragraphs of a SQuAD file have no dates or sources; leave the filters out")
    path = path.resolve()
    paragraphs = squad_articles(path)
    index = Index.open(cache_folder(path), create=True)
    answerer = Answerer(index, load_reader(reader, calibration=calibration), threshold=threshold)
    if gold_passage:
        return answerer, {article.id: article for article in paragraphs}
    index.add(path, paragraphs, progress=True)
    return answerer, None


def _write_evaluation(
    report: Report, comparison: Comparison | None, title: str, predictions: Path | None, report_file: Path | None
) -> None:
    from qa.evaluation.output import write_predictions
    from qa.evaluation.report_page import html_report

    if predictions:
        write_predictions(report, predictions)
    if report_file:
        report_file.write_text(html_report(report, title, comparison), encoding="utf-8")


def _print_evaluation(report: Report, comparison: Comparison | None, as_json: bool) -> None:
    from qa.evaluation.output import comparison_text, terminal_table
    from qa.evaluation.report import RECALL_AT

    if report.figures[f"recall@{max(RECALL_AT)}"] == 0:
        click.echo(
            "warning: of the articles that the questions name none was found; is this their corpus? "
            "(--corpus, --index)",
            err=True,
        )
    if as_json:
        compared = {"compared": comparison.figures} if comparison else {}
        click.echo(json.dumps(report.figures | compared, indent=1))
        return
    click.echo(terminal_table(report))
    if comparison:
        click.echo(comparison_text(comparison))


def _check_outputs(inputs: Sequence[Path], *outputs: Path | None) -> None:
    """Say so before the questions are asked, not after."""
    taken = [path.resolve() for path in inputs]
    for path in filter(None, outputs):
        resolved = path.resolve()
        if resolved in taken:
            raise click.UsageError(f"{path} is named twice; it would be overwritten")
        if path.is_dir() or not resolved.parent.is_dir() or not os.access(resolved.parent, os.W_OK):
            raise click.ClickException(f"{path}: cannot be written; name a file in a folder that you may write to")
        taken.append(resolved)
