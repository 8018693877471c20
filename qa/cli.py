"""The command line. Imports what a command needs when it runs, so that `citeqa --help` is instant."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from embeddings.errors import CiteqaError, CorpusError
from embeddings.files import MAX_FILE_SIZE, parse_size, size_words

if TYPE_CHECKING:
    from embeddings.articles import Article
    from embeddings.index import Index
    from embeddings.within import Within
    from qa.answering import Answerer
    from qa.evaluation.comparison import Comparison
    from qa.evaluation.report import Report

DEFAULT_CORPUS = Path("seeds")
# Whether a path can be read is told by what reads it, in a sentence.
_PATH = click.Path(path_type=Path, readable=False)
_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Size(click.ParamType):
    """A number of bytes, written "200MB"."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return parse_size(str(value))
        except ValueError as error:
            return self.fail(str(error), param, ctx)


class _Group(click.Group):
    """Turns the program's own errors into one line on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CiteqaError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="citeqa")
def main() -> None:
    """Ask an archive of articles. Every answer is a verbatim span with its exact place."""


_size_option = click.option(
    "--max-file-size",
    type=_Size(),
    default=size_words(MAX_FILE_SIZE),
    show_default=True,
    help="Leave out files larger than this, or that unpack to more.",
)


def _corpus_options(command: _Command) -> _Command:
    """--corpus or --index, for every command that reads an index."""
    command = _size_option(command)
    command = click.option("--index", "index_folder", type=_PATH, help="An index made by `citeqa index`.")(command)
    return click.option(
        "--corpus",
        type=_PATH,
        help="A folder or file of articles (default: ./seeds); its index is kept in the cache.",
    )(command)


def _answer_options(command: _Command) -> _Command:
    """What every command that answers takes."""
    command = click.option("--reader", help="Folder or hub name of another extractive-QA model.")(command)
    return click.option(
        "--threshold",
        type=click.FloatRange(0, 1),
        help="Abstain below this confidence (default: the reader's own).",
    )(command)


def _day(_: click.Context, __: click.Parameter, given: datetime.datetime | None) -> datetime.date | None:
    return given.date() if given else None


def _day_option(name: str, words: str) -> Callable[[_Command], _Command]:
    return click.option(name, type=click.DateTime(["%Y-%m-%d"]), callback=_day, help=words)


def _filter_options(command: _Command) -> _Command:
    """Which articles may be used: the fields of Within."""
    for option in (
        click.option("--folder", type=_PATH, help="Use only articles in this folder or file."),
        click.option(
            "--source", "sources", multiple=True, help="Use only articles of this publisher; may be repeated."
        ),
        _day_option("--until", "Use only articles of this day or earlier; not the undated."),
        _day_option("--since", "Use only articles of this day or later; not the undated."),
    ):
        command = option(command)
    return command


def _limits(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> list[tuple[str, float]]:
    """--fail-under, checked before the questions are asked."""
    from qa.evaluation.comparison import parse_limit

    try:
        return [parse_limit(limit) for limit in given]
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@main.command()
@click.argument("articles", nargs=-1, required=True, type=_PATH)
@click.option("--index", "index_folder", required=True, type=_PATH, help="Folder of the index; made if missing.")
@click.option("--encoder", help="Folder or hub name of another sentence-transformers model.")
@_size_option
@_json_option
def index(
    articles: tuple[Path, ...], index_folder: Path, encoder: str | None, max_file_size: int, as_json: bool
) -> None:
    """Build or update an index of ARTICLES (files or folders).

    Read are txt, md, html, pdf, docx, epub, eml, mbox, jsonl, csv and tsv files, and zip and gz files of these.
    """
    import qa.terminal as terminal
    from embeddings.encoder import load_encoder
    from embeddings.index import Index

    loaded = load_encoder(encoder) if encoder else None
    opened = Index.open(index_folder, encoder=loaded, create=True)
    report = opened.update(articles, progress=not as_json, max_file_size=max_file_size)
    if as_json:
        click.echo(terminal.update_json(report))
        return
    for line in terminal.update_warnings(report):
        click.echo(line, err=True)
    click.echo(terminal.update_text(report))


@main.command()
@click.argument("names", metavar="ARTICLE_OR_PATH...", nargs=-1, required=True)
@click.option("--index", "index_folder", required=True, type=_PATH, help="Folder of the index.")
@_json_option
def remove(names: tuple[str, ...], index_folder: Path, as_json: bool) -> None:
    """Remove articles, by id, or whole files or folders, by path, from an index.

    They stay out of it at later updates too, until their file itself is named to `citeqa index`. No file is
    deleted.
    """
    import qa.terminal as terminal
    from embeddings.index import Index

    removed = Index.open(index_folder).remove(names)
    click.echo(json.dumps({"removed": removed}, indent=1) if as_json else terminal.removal_text(removed))


@main.command()
@click.argument("question")
@_corpus_options
@_answer_options
@_filter_options
@click.option("--history", multiple=True, help="A question asked before this one. May be repeated, oldest first.")
@_day_option("--as-of", "Day it is asked: later articles are not used (default: today, all are).")
@_json_option
def ask(question: str, history: tuple[str, ...], as_of: datetime.date | None, as_json: bool, **where: Any) -> None:
    """Answer QUESTION."""
    import qa.terminal as terminal

    answer = _answerer(**where).answer(question, history=history, as_of=as_of)
    click.echo(answer.model_dump_json(indent=1) if as_json else terminal.answer_text(answer))


@main.command()
@_corpus_options
@_answer_options
@_filter_options
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: the first free one from 7860).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open the page in the browser.")
def chat(port: int | None, host: str, open_browser: bool, **where: Any) -> None:
    """Serve the web page."""
    from qa.examples import example_questions
    from qa.web.page import serve

    answerer = _answerer(**where)
    serve(answerer, port=port, host=host, examples=example_questions(answerer), open_browser=open_browser)


@main.command()
@click.argument("questions", type=_PATH)
@_corpus_options
@_answer_options
@_filter_options
@click.option("--gold-passage", is_flag=True, help="SQuAD: read each question on its own paragraph only.")
@click.option("--predictions", type=_PATH, help="Write one JSON line a question here.")
@click.option("--report", "report_file", type=_PATH, help="Write a self-contained HTML report here.")
@click.option("--split", help="Ask only the questions whose `split` is this, such as dev.")
@click.option("--compare", "earlier", type=_PATH, help="Compare with the predictions of an earlier run.")
@click.option(
    "--fail-under",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    callback=_limits,
    help="Exit with 1 where a figure of --json is less, such as f1=70. May be repeated.",
)
@_json_option
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
    from tqdm import tqdm

    from qa.evaluation.comparison import compare, load_predictions, missed
    from qa.evaluation.questions import load_questions, of_split
    from qa.evaluation.report import evaluate as run

    outputs = {name: options.pop(name) for name in ("predictions", "report_file")}
    loaded = of_split(questions, load_questions(questions), split)
    before = load_predictions(earlier) if earlier else None
    _check_outputs([path for path in (questions, earlier) if path], *outputs.values())
    answerer, gold = _evaluation_parts(questions, gold_passage, **options)
    with tqdm(total=len(loaded), unit="question", delay=1, disable=True if as_json else None) as bar:
        report = run(answerer, loaded, gold=gold, progress=lambda done, total: bar.update())
    comparison = compare(report, before, earlier.name) if earlier and before is not None else None
    _write_evaluation(report, comparison, questions.name, **outputs)
    _print_evaluation(report, comparison, as_json)
    sentences = missed(report.figures, limits)
    if sentences:
        raise click.ClickException("; ".join(sentences))


@main.command()
@click.argument("article_id")
@_corpus_options
@click.option("--start", type=click.IntRange(0), help="Show from this code point.")
@click.option("--end", type=click.IntRange(0), help="Show up to this code point, exclusive.")
@_json_option
def show(article_id: str, start: int | None, end: int | None, as_json: bool, **where: Any) -> None:
    """Print the text of an article, or text[START:END] of it, exactly."""
    article = _index(**where).store.article(article_id)
    if not (start or 0) <= (len(article.text) if end is None else end) <= len(article.text):
        raise click.UsageError(f"the article has {len(article.text)} characters; 0 <= --start <= --end <= that")
    text = article.text[start:end]
    if as_json:
        click.echo(json.dumps({"article": article.id, "path": article.path, "text": text}, ensure_ascii=False))
    else:
        click.echo(text, nl=not text.endswith("\n"))


@main.command()
@_corpus_options
@click.option("--articles", "list_articles", is_flag=True, help="List every article.")
@_json_option
def stats(list_articles: bool, as_json: bool, **where: Any) -> None:
    """Say what an index holds."""
    import qa.terminal as terminal

    opened = _index(**where)
    figures = terminal.index_figures(opened)
    articles = terminal.article_rows(opened) if list_articles else []
    if as_json:
        listed = {"list": articles} if list_articles else {}
        click.echo(json.dumps(figures | listed, ensure_ascii=False, indent=1))
        return
    for row in articles:
        click.echo(terminal.article_text(row))
    for name, value in figures.items():
        click.echo(f"{name:<15}{value}")


@main.command()
@_corpus_options
@_json_option
def verify(as_json: bool, **where: Any) -> None:
    """Check an index against itself: every article, offset and vector, FAISS and tantivy."""
    from embeddings.verification import problems

    opened = _index(**where)
    found = problems(opened)
    _, articles, passages = opened.store.counts()
    if as_json:
        click.echo(json.dumps({"articles": articles, "passages": passages, "problems": found}, indent=1))
    else:
        click.echo("\n".join(found) or f"all is well: {articles} articles, {passages} passages")
    if found:
        raise SystemExit(1)


def _within(options: dict[str, Any]) -> Within:
    """The filter that is among the options, taken out of them."""
    from embeddings.within import Within

    return Within(**{field.name: options.pop(field.name) for field in dataclasses.fields(Within)})


def _answerer(reader: str | None, threshold: float | None, **where: Any) -> Answerer:
    from qa.answering import Answerer
    from qa.reader.reader import load_reader

    within = _within(where)
    opened = _index(**where)
    if opened.store.counts()[2] == 0:
        raise CorpusError(f"{opened.store.folder}: no article in this index yet; add some with `citeqa index`")
    return Answerer(opened, load_reader(reader), threshold=threshold, within=within)


def _index(corpus: Path | None, index_folder: Path | None, max_file_size: int) -> Index:
    from embeddings.index import Index
    from qa.answering import open_index

    if corpus and index_folder:
        raise click.UsageError("give --corpus or --index, not both")
    if index_folder:
        return Index.open(index_folder)
    if corpus is None and not DEFAULT_CORPUS.is_dir():
        raise click.UsageError(
            "say which articles: --corpus FOLDER (of articles) or --index FOLDER (made by `citeqa index`)"
        )
    return open_index(corpus or DEFAULT_CORPUS, progress=True, max_file_size=max_file_size)


def _evaluation_parts(
    path: Path, gold_passage: bool, reader: str | None, threshold: float | None, **where: Any
) -> tuple[Answerer, dict[str, Article] | None]:
    """The answerer, over the paragraphs of the file itself where it is SQuAD and no corpus is named; and with
    --gold-passage those paragraphs by id."""
    from embeddings.index import Index
    from embeddings.within import EVERYTHING
    from qa.answering import Answerer, cache_folder
    from qa.evaluation.questions import is_squad, squad_articles
    from qa.reader.reader import load_reader

    named = where["corpus"] or where["index_folder"]
    if gold_passage and named:
        raise click.UsageError("--gold-passage reads the file's own paragraphs; leave --corpus and --index out")
    if named or not (gold_passage or is_squad(path)):
        return _answerer(reader, threshold, **where), None
    within = _within(where)
    if within != EVERYTHING:
        raise click.UsageError("the paragraphs of a SQuAD file have no dates or sources; leave the filters out")
    path = path.resolve()
    paragraphs = squad_articles(path)
    index = Index.open(cache_folder(path), create=True)
    answerer = Answerer(index, load_reader(reader), threshold=threshold)
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
            raise click.ClickException(f"{path}: cannot be written; name a file in a folder that exists")
        taken.append(resolved)
