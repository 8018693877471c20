"""The table of formats: the suffix of a file's name -> the module that loads it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import PurePath

from embeddings.articles import Article
from embeddings.errors import ArticleError
from embeddings.formats.source import Loaded, Source

LOADERS = {
    ".csv": "table",
    ".docx": "docx",
    ".eml": "mail",
    ".epub": "epub",
    ".gz": "packed",
    ".htm": "html",
    ".html": "html",
    ".jsonl": "jsonl",
    ".mbox": "mail",
    ".md": "markdown",
    ".ndjson": "jsonl",
    ".pdf": "pdf",
    ".tsv": "table",
    ".txt": "text",
    ".xhtml": "html",
    ".zip": "packed",
}
# Marks and spaces of no width, which `str.strip` leaves.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def suffix(name: str) -> str:
    """The suffix that tells a file's format: ".txt" of "a.TXT", ".gz" of "a.txt.gz"."""
    return PurePath(name).suffix.lower()


def is_read(name: str) -> bool:
    """Whether files of that name are read: by their suffix, of a compressed file by the suffix within."""
    if suffix(name) == ".gz":
        return is_read(PurePath(name).stem)
    return suffix(name) in LOADERS


def known() -> str:
    """Which files are read, for messages."""
    return f"files read are {', '.join(sorted(LOADERS))}"


def load(source: Source) -> Iterator[Loaded]:
    """What is in a file. Raises `ArticleError` before the first article or not at all."""
    if not is_read(source.name):
        what = suffix(source.name) or "a name without suffix"
        raise ArticleError(source.path, f"cannot be read: no loader for {what}; {known()}")
    if not source.content:
        raise ArticleError(source.path, "the file is empty; put an article in it or remove it")
    module = importlib.import_module(f"embeddings.formats.{LOADERS[suffix(source.name)]}")
    for one in module.load(source):
        if isinstance(one, Article) and not one.text.strip().strip(_INVISIBLE).strip():
            one = ArticleError(source.path, "holds only blank space; put an article in it or remove it")
        yield one
