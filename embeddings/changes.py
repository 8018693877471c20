"""Which files are new, changed or gone, and what is in the new and changed ones."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.articles import Article, Passage
from embeddings.errors import ArticleError
from embeddings.files import MAX_FILE_SIZE, absolute
from embeddings.formats.loaders import suffix
from embeddings.formats.source import Note
from embeddings.loading import iter_articles, read_file
from embeddings.passages import split
from embeddings.records import KnownFile

# Raise this whenever loading, cleaning or splitting gives other articles or passages for the same file: indexes
# made before are then brought up to date at the next run.
PIPELINE_VERSION = 7

# A file written to again within the clock's grain would show the same times: two seconds on FAT.
_SETTLED_NANOSECONDS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class FilePart:
    """Some of a file's articles with their passages, in order.

    `hash` is what to record with them: the content's where they are the file's last, else one that says how
    many have come so far. `after` is what was recorded with the part before, None for the first. `stamp` is by
    what the file is known to be unchanged without reading it.
    """

    path: str
    hash: str
    articles: list[tuple[Article, list[Passage]]]
    after: str | None = None
    stamp: str = ""

    @property
    def passages(self) -> int:
        """How many passages are in it."""
        return sum(len(passages) for _, passages in self.articles)

    @property
    def is_last(self) -> bool:
        """Whether the file ends with it."""
        return "+" not in self.hash


@dataclass
class UpdateReport:
    """What one update did, in files; `left_out` are those removed by hand before; `passages` counts those
    embedded. `failures` are the files, and the rows and members of files, that could not be read (what the index
    held of an unreadable file before, it still holds); `notes` say what else is worth knowing; `stamps`, by path,
    are the new ones of unchanged files."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    removed: int = 0
    left_out: int = 0
    passages: int = 0
    stamps: dict[str, str] = field(default_factory=dict)
    failures: list[ArticleError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def changed_files(
    files: Iterable[Path],
    known: Mapping[str, KnownFile],
    report: UpdateReport,
    *,
    passages: int,
    max_file_size: int = MAX_FILE_SIZE,
) -> Iterator[FilePart]:
    """The files whose content is not as known, loaded, in parts of about that many passages; counted in the
    report. A file whose stamp is as known is not opened; one that an earlier run got through in part is gone on
    with."""
    for path in files:
        before = known.get(str(path))
        stamp = file_stamp(path)
        if before and stamp and stamp == before.stamp:
            report.unchanged += 1
            continue
        try:
            content = read_file(path, max_file_size)
            whole = FilePart(str(path), content_hash(content), [], stamp=stamp)
            if before and whole.hash == before.hash:
                report.unchanged += 1
                report.stamps[str(path)] = stamp
                continue
            articles = _articles(path, content, report, max_file_size)
            first = True
            for part in file_parts(whole, before.hash if before else "", articles, passages):
                report.added += first and before is None
                report.changed += first and before is not None
                first = False
                yield part
        except ArticleError as error:
            kept = "; what the index has of it stays, until `citeqa remove` takes it out" if before else ""
            report.failures.append(ArticleError(error.path, f"{error.reason}{kept}"))


def _articles(path: Path, content: bytes, report: UpdateReport, max_file_size: int) -> Iterator[Article]:
    """The file's articles; what else loading says goes into the report. Raises `ArticleError` for none at all."""
    given, told = False, len(report.failures)
    for one in iter_articles(path, content, max_file_size=max_file_size):
        if isinstance(one, Article):
            given = True
            yield one
        elif isinstance(one, Note):
            report.notes.append(one.words)
        else:
            report.failures.append(one)
    if not given and len(report.failures) == told:
        raise ArticleError(path, "holds no article; put one in it or remove it")
    if not given:
        # Told already: it is the reason that there is none.
        raise report.failures.pop()


def file_parts(whole: FilePart, known: str, articles: Iterable[Article], passages: int) -> Iterator[FilePart]:
    """The articles of a file, in parts of about that many passages. What was recorded with parts of the very same
    content before (`known`) is passed over."""
    done = _done(whole.hash, known)
    part = dataclasses.replace(whole, articles=[], after=known if done else None)
    for article in itertools.islice(articles, done, None):
        if part.passages >= passages:
            done += len(part.articles)
            partial = f"{whole.hash}+{done}"
            yield dataclasses.replace(part, hash=partial, stamp="")
            part = dataclasses.replace(whole, articles=[], after=partial)
        part.articles.append((article, split(article)))
    yield part


def _done(whole: str, known: str) -> int:
    """How many articles of this very content were recorded before the run that took them was cut off."""
    start, _, count = known.partition("+")
    return int(count) if start == whole and count else 0


def file_stamp(path: Path) -> str:
    """By what a file is known to be unchanged without reading it: size, time of writing, time of any change
    (which cannot be set back). "" where it was changed so lately that another change might not show."""
    try:
        status = path.stat()
    except OSError:
        return ""
    times = status.st_mtime_ns, status.st_ctime_ns
    if time.time_ns() - max(times) < _SETTLED_NANOSECONDS:
        return ""
    return f"{PIPELINE_VERSION} {status.st_size} {times[0]} {times[1]}"


def moved_files(
    files: Iterable[Path], known: Mapping[str, KnownFile], gone: Iterable[str], max_file_size: int = MAX_FILE_SIZE
) -> dict[str, str]:
    """New path -> old path of the files gone whose content stands in a new file of the same kind. Of several gone
    with that content it is the one of the same name, else the first."""
    lost: dict[tuple[str, str], list[str]] = {}
    for old in gone:
        # One that was taken in part is known by its content too.
        lost.setdefault((known[old].hash.partition("+")[0], suffix(old)), []).append(old)
    moved: dict[str, str] = {}
    for path in files if lost else ():
        if str(path) not in known:
            try:
                content = read_file(path, max_file_size)
            except ArticleError:
                continue  # told when it is loaded
            # A file removed by hand is not read again: its hash is of the version it was removed at.
            hashes = (content_hash(content, version) for version in range(PIPELINE_VERSION, 0, -1))
            if same := next((found for one in hashes if (found := lost.get((one, suffix(path.name))))), None):
                old = next((one for one in same if Path(one).name == path.name), same[0])
                same.remove(old)
                moved[str(path)] = old
    return moved


def content_hash(content: bytes, version: int = PIPELINE_VERSION) -> str:
    """Of a file's bytes, and of how they are made into passages."""
    return hashlib.sha256(b"%d\n%b" % (version, content)).hexdigest()


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
    # Not `is_dir`, which is unknown of a folder in one that may not be entered.
    closed = [file for file in files if not os.path.isfile(file)]  # noqa: PTH113
    present = {str(file) for file in files}
    return [
        path
        for path in known
        if path not in present
        and any(Path(path).is_relative_to(folder) for folder in folders)
        and not any(Path(path).is_relative_to(folder) for folder in closed)
    ]
