"""What several commands take, and what they open with it: the index and the answerer."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from embeddings.errors import CorpusError
from embeddings.files import MAX_FILE_SIZE, parse_size, size_words

if TYPE_CHECKING:
    from embeddings.changes import UpdateReport
    from embeddings.index import Index
    from embeddings.within import Within
    from qa.answering import Answerer

_MOST_WARNINGS = 10
DEFAULT_CORPUS = Path("seeds")
Command = TypeVar("Command", bound=Callable[..., Any])


class _Path(click.Path):
    """A path; "" is none, which would be the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("a path is empty; name a file or folder, or . for the folder you are in", param, ctx)
        return super().convert(value, param, ctx)


# Whether a path can be read is told by what reads it, in a sentence.
PATH = _Path(path_type=Path, readable=False)


class Share(click.FloatRange):
    """A share of all, 0..1, which "nan" is not."""

    def __init__(self, *, min_open: bool = False):
        super().__init__(0, 1, min_open=min_open)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if math.isnan(share := super().convert(value, param, ctx)):
            self.fail(f"{value} is no number", param, ctx)
        return share


class _Size(click.ParamType):
    """A number of bytes, written "200MB"."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return parse_size(str(value))
        except ValueError as error:
            return self.fail(str(error), param, ctx)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

size_option = click.option(
    "--max-file-size",
    type=_Size(),
    default=size_words(MAX_FILE_SIZE),
    show_default=True,
    help="Leave out files larger than this, or that unpack to more.",
)


def corpus_options(command: Command) -> Command:
    """--corpus or --index, for every command that reads an index."""
    command = size_option(command)
    command = click.option("--index", "index_folder", type=PATH, help="An index made by `citeqa index`.")(command)
    return click.option(
        "--corpus",
        type=PATH,
        help="A folder or file of articles (default: ./seeds); its index is kept in the cache.",
    )(command)


def answer_options(command: Command) -> Command:
    """What every command that answers takes."""
    command = click.option("--reader", help="Folder or hub name of another extractive-QA model.")(command)
    command = click.option("--calibration", type=PATH, help="Confidence as `citeqa calibrate` fitted it.")(command)
    return click.option(
        "--threshold",
        type=Share(),
        help="Abstain below this confidence (default: the reader's own).",
    )(command)


class _Day(click.ParamType):
    """A day, written "2024-01-31"."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        try:
            return datetime.datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is no day; write it like 2024-01-31", param, ctx)


def day_option(name: str, words: str) -> Callable[[Command], Command]:
    return click.option(name, type=_Day(), help=words)


def filter_options(command: Command) -> Command:
    """Which articles may be used: the fields of Within."""
    for option in (
        click.option("--folder", type=PATH, help="Use only articles in this folder or file."),
        click.option(
            "--source", "sources", multiple=True, help="Use only articles of this publisher; may be repeated."
        ),
        day_option("--until", "Use only articles of this day or earlier; not the undated."),
        day_option("--since", "Use only articles of this day or later; not the undated."),
    ):
        command = option(command)
    return command


def within_of(options: dict[str, Any]) -> Within:
    """The filter that is among the options, taken out of them."""
    from embeddings.within import Within

    return Within(**{field.name: options.pop(field.name) for field in dataclasses.fields(Within)})


def answerer_of(reader: str | None, calibration: Path | None, threshold: float | None, **where: Any) -> Answerer:
    """The answerer that the corpus, answer and filter options name."""
    from qa.answering import Answerer
    from qa.reader.reader import load_reader

    within = within_of(where)
    opened = index_of(**where)
    if opened.store.counts()[2] == 0:
        raise CorpusError(f"{opened.store.folder}: no article in this index yet; add some with `citeqa index`")
    return Answerer(opened, load_reader(reader, calibration=calibration), threshold=threshold, within=within)


def index_of(corpus: Path | None, index_folder: Path | None, max_file_size: int) -> Index:
    """The index that the corpus options name."""
    from embeddings.index import Index
    from qa.corpus import open_index

    if corpus and index_folder:
        raise click.UsageError("give --corpus or --index, not both")
    if index_folder:
        return Index.open(index_folder)
    if corpus is None and not DEFAULT_CORPUS.is_dir():
        raise click.UsageError(
            "say which articles: --corpus FOLDER (of articles) or --index FOLDER (made by `citeqa index`)"
        )
    return open_index(corpus or DEFAULT_CORPUS, progress=True, max_file_size=max_file_size, told=_warn)


def _warn(report: UpdateReport) -> None:
    """Say on stderr what of a corpus is not in its index."""
    from qa.terminal import update_warnings

    warnings = update_warnings(report)
    for line in warnings[:_MOST_WARNINGS]:
        click.echo(line, err=True)
    if len(warnings) > _MOST_WARNINGS:
        click.echo(f"and {len(warnings) - _MOST_WARNINGS:,} more; `citeqa index` tells them all", err=True)
