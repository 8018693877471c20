"""How an index's SQLite file may be opened: to write to, to read while somebody writes, or to read alone."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from urllib.parse import quote

from embeddings.errors import IndexFolderError


def exists(path: Path) -> bool:
    """Whether the file is there. Raises IndexFolderError where that cannot be seen."""
    try:
        return path.exists()
    except OSError as error:
        raise IndexFolderError(
            path.parent, f"{path.parent}: cannot be opened ({error.strerror}); check its permissions"
        ) from error


def uri_of(path: Path) -> str:
    """How to open the file as matters stand, https://www.sqlite.org/uri.html; with a "?" where only to read it.

    Where it or its folder may not be written to, the log of who else is writing, or was killed at it, is read too.
    Where there is none SQLite is told that nobody changes the file: else it would make a log, if it may, that the
    file's owner could not write to. Whether somebody has changed it since, `of` tells, which SQLite passes over.
    """
    uri = plain_uri(path.absolute())
    if not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return uri
    log, shared = _logs(path)
    if shared.exists() or (log.exists() and log.stat().st_size > 0):
        return f"{uri}?mode=ro"
    status = path.stat()
    return f"{uri}?immutable=1&of={status.st_ino}-{status.st_mtime_ns}"


def plain_uri(path: PurePath) -> str:
    """The URI of an absolute path. Not `as_uri`: that names a Windows share's server where SQLite wants none."""
    place = quote(path.as_posix(), safe="/:")
    return f"file://{place}" if place.startswith("/") else f"file:///{place}"


def unwritable_of(path: Path) -> Path | None:
    """Which of the store's file, its folder and its log may not be written to."""
    files = (path, path.parent, *_logs(path))
    return next((file for file in files if file.exists() and not os.access(file, os.W_OK)), None)


def _logs(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def make_folder(folder: Path) -> None:
    """Make it, unless it is there. Raises IndexFolderError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexFolderError(
            folder, f"{folder}: cannot be made a folder ({error.strerror}); choose another"
        ) from error
