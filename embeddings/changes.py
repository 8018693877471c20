"""Which files are new, changed or gone, and what is in the new and changed ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.articles import Article, Passage
from embeddings.errors import ArticleError
from embeddings.files import absolute
from embeddings.loading import encoding_note, load_articles, read_file
from embeddings.passages import split

# Raise this whenever loading, cleaning or splitting gives other articles or passages for the same file: indexes
# made before are then brought up to date at the next run.
PIPELINE_VERSION = 1

# A file's path and content hash, and its articles with their passages.
LoadedFile = tuple[str, str, list[tuple[Article, list[Passage]]]]


@dataclass
class UpdateReport:
    """What one update did, in files; `passages` counts those embedded. `failures` are the files that could not
    be read (what the index held of them before, it still holds); `notes` say what else is worth knowing."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    failures: list[ArticleError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def changed_files(files: Iterable[Path], known: dict[str, str], report: UpdateReport) -> Iterator[LoadedFile]:
    """The files whose content is not as `known` (path -> content hash), loaded; counted in the report."""
    for path in files:
        try:
            loaded = _loaded(path, known.get(str(path)), report)
        except ArticleError as error:
            report.failures.append(error)
            continue
        if loaded is None:
            report.unchanged += 1
        else:
            report.added += str(path) not in known
            report.changed += str(path) in known
            yield loaded


def _loaded(path: Path, known_hash: str | None, report: UpdateReport) -> LoadedFile | None:
    """The file's articles, None when its content is as known."""
    content = read_file(path)
    loaded_hash = content_hash(content)
    if loaded_hash == known_hash:
        return None
    articles = load_articles(path, content)
    note = encoding_note(path, content)
    if note:
        report.notes.append(note)
    return str(path), loaded_hash, [(article, split(article)) for article in articles]


def content_hash(content: bytes) -> str:
    """Of a file's bytes, and of how they are made into passages."""
    return hashlib.sha256(b"%d\n%b" % (PIPELINE_VERSION, content)).hexdigest()


def batches(files: Iterable[LoadedFile], passages: int) -> Iterator[list[LoadedFile]]:
    """The files in order, in groups of at least that many passages (the last may hold fewer)."""
    batch: list[LoadedFile] = []
    size = 0
    for file in files:
        batch.append(file)
        size += sum(len(passages) for _, passages in file[2])
        if size >= passages:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def gone_files(known: Iterable[str], files: Sequence[Path], paths: Sequence[Path]) -> list[str]:
    """The known files that lay in one of the given folders and are there no more. Of a folder that cannot be
    opened, which `article_files` gives in the place of its files, nothing is said to be gone."""
    folders = [absolute(path) for path in paths if path.is_dir()]
    closed = [file for file in files if file.is_dir()]
    present = {str(file) for file in files}
    return [
        path
        for path in known
        if path not in present
        and any(Path(path).is_relative_to(folder) for folder in folders)
        and not any(Path(path).is_relative_to(folder) for folder in closed)
    ]
