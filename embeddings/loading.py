"""From a path to articles: which files there are, their bytes, and what the loader of their format makes of them.

load_articles(Path("seeds/000.txt"))  ->  [Article(id="000.txt", ...)]
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from embeddings.articles import Article
from embeddings.errors import ArticleError, CorpusError
from embeddings.files import MAX_FILE_SIZE, size_words
from embeddings.formats.loaders import is_read, known, load, suffix
from embeddings.formats.source import Budget, Loaded, Source, latest_date

_MOST_NAMED = 5
_CLOSED = "a folder that may not be opened (permission denied); change its permissions"


def load_articles(
    path: Path, content: bytes | None = None, *, max_file_size: int = MAX_FILE_SIZE
) -> list[Article]:
    """The articles of one file; `content` is its bytes where they have been read already.

    Rows and members that cannot be read are left out, as long as there is one that can. Raises `ArticleError`
    for a file that is missing, unreadable, empty, damaged, larger than `max_file_size` bytes, or of a suffix no
    loader reads.
    """
    articles: list[Article] = []
    failures: list[ArticleError] = []
    for one in iter_articles(path, content, max_file_size=max_file_size):
        if isinstance(one, Article):
            articles.append(one)
        elif isinstance(one, ArticleError):
            failures.append(one)
    if not articles:
        raise failures[0] if failures else ArticleError(path, "holds no article; put one in it or remove it")
    return articles


def iter_articles(
    path: Path, content: bytes | None = None, *, max_file_size: int = MAX_FILE_SIZE
) -> Iterator[Loaded]:
    """As `load_articles`, one at a time, with an `ArticleError` for each part that cannot be read, and notes.

    Raises before the first article or not at all.
    """
    if content is None:
        content = read_file(path, max_file_size)
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise ArticleError(Path(ascii(str(path))), "the file's name is not valid UTF-8; rename it") from None
    modified = None
    with contextlib.suppress(OSError):
        modified = path.stat().st_mtime
    yield from load(Source(path, path.name, content, latest_date(modified), Budget(max_file_size)))


def read_file(path: Path, max_file_size: int = MAX_FILE_SIZE) -> bytes:
    """A file's bytes. Raises `ArticleError`."""
    try:
        if path.is_dir():
            # `article_files` gives a folder itself only where it cannot open it.
            opens = os.access(path, os.R_OK | os.X_OK)
            raise ArticleError(path, "a folder; give a file" if opens else _CLOSED)
        # A pipe or a device would wait for ever.
        if path.exists() and not path.is_file():
            raise ArticleError(path, "neither a file nor a folder; give a file")
        size = path.stat().st_size
        if size > max_file_size:
            raise ArticleError(
                path,
                f"has {size_words(size)}, more than the {size_words(max_file_size)} read; "
                "split it, or raise the limit with --max-file-size",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ArticleError(path, "no such file; check the path") from None
    except PermissionError:
        raise ArticleError(path, "may not be read (permission denied); change its permissions") from None
    except (OSError, ValueError) as error:
        raise ArticleError(path, f"cannot be read ({error}); check the file and its disk") from error


def article_files(path: Path, others: Counter[str] | None = None) -> list[Path]:
    """The files to load from `path`, sorted: itself if it is a file, else what loaders read in the folder and
    the folders in it.

    Hidden files and folders are left out; a file or folder reached twice through links is given once; files
    of other formats are counted in `others` by suffix. A folder that may not be opened is given itself, for
    `load_articles` to say so. Raises `CorpusError` where there is nothing to give.
    """
    try:
        if not path.exists():
            raise CorpusError(f"{path}: no such file or folder; check the path")
        if not path.is_dir():
            return [path]
    except OSError as error:
        raise CorpusError(f"{path}: cannot be opened ({error}); check its permissions") from error
    files: dict[str, Path] = {}
    _walk(path, files, Counter() if others is None else others)
    if not files:
        raise CorpusError(f"{path}: no article in this folder; {known()}")
    return sorted(files.values())


def left_out_note(others: Counter[str]) -> list[str]:
    """At most one line about the files of other formats."""
    if not others:
        return []
    named = [f"{count:,} {name or 'without suffix'}" for name, count in others.most_common(_MOST_NAMED)]
    more = [] if len(others) <= _MOST_NAMED else ["others"]
    return [f"left out, of formats that are not read: {', '.join(named + more)}"]


def _walk(top: Path, files: dict[str, Path], others: Counter[str]) -> None:
    """Add the files under `top` to `files`, by their real paths."""
    waiting, visited = [top], set()
    while waiting:
        folder = waiting.pop()
        real = os.path.realpath(folder)
        if real in visited:
            continue
        visited.add(real)
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            files.setdefault(real, folder)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if _may_be_folder(entry):
                waiting.append(folder / entry.name)
            elif is_read(entry.name):
                inside = os.path.realpath(entry.path) if entry.is_symlink() else f"{real}/{entry.name}"
                files.setdefault(inside, folder / entry.name)
            else:
                others[suffix(entry.name)] += 1


def _may_be_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or a link to one, or a link that may not be followed, which is then given itself."""
    try:
        return entry.is_dir()
    except PermissionError:
        return True
    except OSError:
        return False
