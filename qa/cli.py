"""The command line. Imports what a command needs when it runs, so that `citeqa --help` is instant."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import click

from embeddings.errors import CiteqaError
from qa.evaluation.commands import calibrate, evaluate
from qa.options import (
    PATH,
    answer_options,
    answerer_of,
    corpus_options,
    day_option,
    filter_options,
    index_of,
    json_option,
    size_option,
)


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


main.add_command(evaluate)
main.add_command(calibrate)


@main.command()
@click.argument("articles", nargs=-1, required=True, type=PATH)
@click.option("--index", "index_folder", required=True, type=PATH, help="Folder of the index; made if missing.")
@click.option("--encoder", help="Folder or hub name of another sentence-transformers model.")
@size_option
@json_option
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
@click.option("--index", "index_folder", required=True, type=PATH, help="Folder of the index.")
@json_option
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
@corpus_options
@answer_options
@filter_options
@click.option("--history", multiple=True, help="A question asked before this one. May be repeated, oldest first.")
@day_option("--as-of", "Day it is asked: later articles are not used (default: today, and none is left out).")
@json_option
def ask(question: str, history: tuple[str, ...], as_of: datetime.date | None, as_json: bool, **where: Any) -> None:
    """Answer QUESTION."""
    import qa.terminal as terminal

    answer = answerer_of(**where).answer(question, history=history, as_of=as_of)
    click.echo(answer.model_dump_json(indent=1) if as_json else terminal.answer_text(answer))


@main.command()
@corpus_options
@answer_options
@filter_options
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: the first free one from 7860).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open the page in the browser.")
def chat(port: int | None, host: str, open_browser: bool, **where: Any) -> None:
    """Serve the web page."""
    from qa.examples import example_questions
    from qa.web.page import serve

    answerer = answerer_of(**where)
    serve(answerer, port=port, host=host, examples=example_questions(answerer), open_browser=open_browser)


@main.command()
@click.argument("article_id")
@corpus_options
@click.option("--start", type=click.IntRange(0), help="Show from this code point.")
@click.option("--end", type=click.IntRange(0), help="Show up to this code point, exclusive.")
@json_option
def show(article_id: str, start: int | None, end: int | None, as_json: bool, **where: Any) -> None:
    """Print the text of an article, or text[START:END] of it, exactly."""
    article = index_of(**where).store.article(article_id)
    if not (start or 0) <= (len(article.text) if end is None else end) <= len(article.text):
        raise click.UsageError(f"the article has {len(article.text)} characters; 0 <= --start <= --end <= that")
    text = article.text[start:end]
    if as_json:
        click.echo(json.dumps({"article": article.id, "path": article.path, "text": text}, ensure_ascii=False))
    else:
        click.echo(text, nl=not text.endswith("\n"))


@main.command()
@corpus_options
@click.option("--articles", "list_articles", is_flag=True, help="List every article.")
@json_option
def stats(list_articles: bool, as_json: bool, **where: Any) -> None:
    """Say what an index holds."""
    import qa.terminal as terminal

    opened = index_of(**where)
    figures = terminal.index_figures(opened)
    articles = terminal.article_rows(opened) if list_articles else []
    if as_json:
        listed = {"list": articles} if list_articles else {}
        click.echo(json.dumps(figures | listed, ensure_ascii=False, indent=1))
        return
    for row in articles:
        click.echo(terminal.article_text(row))
    click.echo(terminal.figures_text(figures))


@main.command()
@corpus_options
@json_option
def verify(as_json: bool, **where: Any) -> None:
    """Check an index against itself: every article, offset and vector, FAISS and tantivy."""
    from embeddings.verification import problems

    opened = index_of(**where)
    found = problems(opened)
    _, articles, passages = opened.store.counts()
    if as_json:
        click.echo(json.dumps({"articles": articles, "passages": passages, "problems": found}, indent=1))
    else:
        click.echo("\n".join(found) or f"all is well: {articles} articles, {passages} passages")
    if found:
        raise SystemExit(1)


if __name__ == "__main__":
    main(prog_name="citeqa")
