"""Which files are new, changed or gone, and what is in the new and changed ones, in parts that fit in memory."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.articles import Article, Passage
from embeddings.errors import ArticleError
from embeddings.files import MAX_FILE_SIZE, absolute
from embeddings.formats.source import Note
from embeddings.loading import iter_articles, read_file
from embeddings.passages import split

# Raise this whenever loading, cleaning or splitting gives other articles or passages for the same file: indexes
# made before are then brought up to date at the next run.
PIPELINE_VERSION = 2


@dataclass(frozen=True, slots=True)
class FilePart:
    """Some of a file's articles with their passages, in order.

    `hash` is what to record with them: the content's where they are the file's last, else one that says how
    many have come so far. `after` is what was recorded with the part before, None for the first.
    """

    path: str
    hash: str
    articles: list[tuple[Article, list[Passage]]]
    after: str | None = None

    @property
    def passages(self) -> int:
        """How many passages are in it."""
        return sum(len(passages) for _, passages in self.articles)


@dataclass
class UpdateReport:
    """What one update did, in files; `passages` counts those embedded. `failures` are the files, and the rows and
    members of files, that could not be read (what the index held of an unreadable file before, it still holds);
    `notes` say what else is worth knowing."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    failures: list[ArticleError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def changed_files(
    files: Iterable[Path],
    known: dict[str, str],
    report: UpdateReport,
    *,
    passages: int,
    max_file_size: int = MAX_FILE_SIZE,
) -> Iterator[FilePart]:
    """The files whose content is not as `known` (path -> recorded hash), loaded, in parts of about that many
    passages; counted in the report. A file that an earlier run got through in part is gone on with."""
    for path in files:
        try:
            content = read_file(path, max_file_size)
            content_known = known.get(str(path))
            if content_known == content_hash(content):
                report.unchanged += 1
                continue
            articles = _articles(path, content, report, max_file_size)
            for part in _parts(str(path), content_hash(content), content_known, articles, passages):
                if part.after is None or part.after == content_known:
                    report.added += content_known is None
                    report.changed += content_known is not None
                yield part
        except ArticleError as error:
            report.failures.append(error)


def _articles(path: Path, content: bytes, report: UpdateReport, max_file_size: int) -> Iterator[Article]:
    """The file's articles; what else loading says goes into the report. Raises `ArticleError` for none at all."""
    count = 0
    for one in iter_articles(path, content, max_file_size=max_file_size):
        if isinstance(one, Article):
            count += 1
            yield one
        elif isinstance(one, Note):
            report.notes.append(one.words)
        else:
            report.failures.append(one)
    if not count:
        raise ArticleError(path, "holds no article that can be read; correct it or remove it")


def _parts(
    path: str, whole: str, known: str | None, articles: Iterator[Article], passages: int
) -> Iterator[FilePart]:
    done = _done(whole, known)
    after = known if done else None
    part = FilePart(path, whole, [], after)
    for article in itertools.islice(articles, done, None):
        if part.passages >= passages:
            done += len(part.articles)
            yield FilePart(path, _partial(whole, done), part.articles, after)
            after = _partial(whole, done)
            part = FilePart(path, whole, [], after)
        part.articles.append((article, split(article)))
    yield part


def _partial(whole: str, done: int) -> str:
    return f"{whole}+{done}"


def _done(whole: str, known: str | None) -> int:
    """How many articles of this very content were recorded before the run that took them was cut off."""
    start, _, count = (known or "").partition("+")
    return int(count) if start == whole and count else 0


def content_hash(content: bytes) -> str:
    """Of a file's bytes, and of how they are made into passages."""
    return hashlib.sha256(b"%d\n%b" % (PIPELINE_VERSION, content)).hexdigest()


def batches(parts: Iterable[FilePart], passages: int) -> Iterator[list[FilePart]]:
    """The parts in order, in groups of at least that many passages (the last may hold fewer)."""
    batch: list[FilePart] = []
    size = 0
    for part in parts:
        batch.append(part)
        size += part.passages
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
