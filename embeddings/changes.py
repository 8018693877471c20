"""Which files are new, changed or gone, and what is in the new and changed ones."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from embeddings.articles import Article, Passage
from embeddings.errors import ArticleError
from embeddings.files import absolute
from embeddings.loading import encoding_note, load_articles, read_file
from embeddings.passages import split
from embeddings.store import KnownFile

# Raise this whenever loading, cleaning or splitting gives other articles or passages for the same file: indexes
# made before are then brought up to date at the next run.
PIPELINE_VERSION = 1

# A file written to again within the clock's grain would show the same times: two seconds on FAT.
_SETTLED_NANOSECONDS = 2_000_000_000


class LoadedFile(NamedTuple):
    """A file's path and content hash, its articles with their passages, and its stamp; or a part of that, with
    some of the articles: whether it is the first, and the last."""

    path: str
    hash: str
    articles: list[tuple[Article, list[Passage]]]
    stamp: str
    first: bool = True
    last: bool = True


@dataclass
class UpdateReport:
    """What one update did, in files; `left_out` are those removed by hand before; `passages` counts those
    embedded. `failures` are the files that could not be read (what the index held of them before, it still
    holds); `notes` say what else is worth knowing; `stamps`, by path, are the new ones of unchanged files."""

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
    files: Iterable[Path], known: Mapping[str, KnownFile], report: UpdateReport
) -> Iterator[LoadedFile]:
    """The files whose content is not as known, loaded; counted in the report. A file whose stamp is as known is
    not opened."""
    for path in files:
        before = known.get(str(path), KnownFile(""))
        stamp = file_stamp(path)
        try:
            loaded = None if stamp and stamp == before.stamp else _loaded(path, before.hash, stamp, report)
        except ArticleError as error:
            report.failures.append(error)
            continue
        if loaded is None:
            report.unchanged += 1
            if stamp != before.stamp:
                report.stamps[str(path)] = stamp
        else:
            report.added += str(path) not in known
            report.changed += str(path) in known
            yield loaded


def _loaded(path: Path, known_hash: str, stamp: str, report: UpdateReport) -> LoadedFile | None:
    """The file's articles, None when its content is as known."""
    content = read_file(path)
    loaded_hash = content_hash(content)
    if loaded_hash == known_hash:
        return None
    articles = load_articles(path, content)
    note = encoding_note(path, content)
    if note:
        report.notes.append(note)
    return LoadedFile(str(path), loaded_hash, [(article, split(article)) for article in articles], stamp)


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


def moved_files(files: Iterable[Path], known: Mapping[str, KnownFile], gone: Iterable[str]) -> dict[str, str]:
    """New path -> old path of the files gone whose content stands in a new file of the same kind."""
    lost = {(known[path].hash, Path(path).suffix): path for path in gone}
    moved: dict[str, str] = {}
    for path in files if lost else ():
        if str(path) not in known:
            try:
                old = lost.pop((content_hash(read_file(path)), path.suffix), None)
            except ArticleError:
                continue  # told when it is loaded
            if old:
                moved[str(path)] = old
    return moved


def content_hash(content: bytes) -> str:
    """Of a file's bytes, and of how they are made into passages."""
    return hashlib.sha256(b"%d\n%b" % (PIPELINE_VERSION, content)).hexdigest()


def batches(files: Iterable[LoadedFile], passages: int) -> Iterator[list[LoadedFile]]:
    """The files in order, large ones in parts, in groups of at least that many passages (the last may hold
    fewer)."""
    batch: list[LoadedFile] = []
    size = 0
    for part in (part for file in files for part in _parts(file, passages)):
        batch.append(part)
        size += sum(len(its_passages) for _, its_passages in part.articles)
        if size >= passages:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _parts(file: LoadedFile, passages: int) -> Iterator[LoadedFile]:
    start = size = 0
    for end, (_, its_passages) in enumerate(file.articles, start=1):
        size += len(its_passages)
        if size >= passages and end < len(file.articles):
            yield file._replace(articles=file.articles[start:end], first=start == 0, last=False)
            start, size = end, 0
    yield file._replace(articles=file.articles[start:], first=start == 0)


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
