"""Paths, sizes, and writing files so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path

SCRATCH = ".new"
# Of a file, and of what an archive or a compressed file unpacks to. Bounds the memory an indexing run takes.
MAX_FILE_SIZE = 50_000_000

_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}
_SIZE = re.compile(r"(?P<number>\d{1,12}(?:\.\d+)?)\s*(?P<unit>[kmg]?b?)", re.IGNORECASE)


def parse_size(words: str) -> int:
    """Bytes: "200MB", "1.5 GB", "80k", "1000000". Raises ValueError."""
    match = _SIZE.fullmatch(words.strip())
    if match is None:
        raise ValueError(f"{words!r} is not a size; write it like 200MB or 1.5GB")
    unit = match["unit"].lower()
    return int(float(match["number"]) * _UNITS[unit if not unit or unit.endswith("b") else unit + "b"])


def size_words(size: int) -> str:
    """Bytes as `parse_size` reads them, rounded: "50 MB"."""
    unit = next((unit for unit in ("GB", "MB", "kB") if size >= _UNITS[unit.lower()]), "bytes")
    return f"{size / _UNITS.get(unit.lower(), 1):.3g} {unit}"


_BLOCK = 1 << 20


def absolute(path: Path) -> Path:
    """The absolute path, links kept: by the path it was found under, a file is known to belong to a folder."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def may_lock(lock: Path) -> bool:
    """Whether this lock file may be made, or taken where there is one: else nothing beside it is changed."""
    return os.access(lock.parent, os.W_OK) and (not lock.exists() or os.access(lock, os.W_OK))


@contextlib.contextmanager
def replace_durably(path: Path) -> Iterator[Path]:
    """Yields a scratch path to write to; afterwards it is synced and takes the place of `path`."""
    scratch = scratch_path(path)
    try:
        yield scratch
        install(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def install(scratch: Path, path: Path) -> None:
    """Sync what was written to `scratch` and let it take the place of `path`."""
    _sync(scratch)
    scratch.replace(path)
    _sync(path.parent)


def install_folder(scratch: Path, folder: Path) -> None:
    """The same for a folder of files.

    Beside it lies the SQLite file, which no part of the program may open but SQLite: closing any descriptor of a
    file drops the process's locks on it, https://www.sqlite.org/howtocorrupt.html#posix_close_bug.
    """
    for path in scratch.iterdir():
        _sync(path)
    _sync(scratch)
    shutil.rmtree(folder, ignore_errors=True)
    scratch.rename(folder)
    _sync(folder.parent)


def checksum(path: Path, size: int | None = None) -> int:
    """CRC-32 of a file, or of its first `size` bytes."""
    value, left = 0, path.stat().st_size if size is None else size
    with path.open("rb") as file:
        while left and (block := file.read(min(left, _BLOCK))):
            value = zlib.crc32(block, value)
            left -= len(block)
    return value


def scratch_path(path: Path) -> Path:
    """A name beside `path` that nobody else uses."""
    return path.with_name(f"{path.name}.{uuid.uuid4().hex[:12]}{SCRATCH}")


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows has no handle to sync for a folder
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_missing_folder(name: str | Path) -> bool:
    """Whether the name of a model can only be a folder, and there is none. "runs/mine" is one beside a folder
    "runs", else it is of the form of a hub's names."""
    path = Path(name)
    only_a_path = str(name).startswith((".", "~", "/")) or len(path.parts) > 2
    beside_others = len(path.parts) == 2 and path.parent.is_dir()
    return not path.exists() and (only_a_path or beside_others)
