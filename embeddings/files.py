"""Paths, sizes, and writing files so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import contextlib
import os
import re
import uuid
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


def absolute(path: Path) -> Path:
    """The absolute path, links kept: by the path it was found under, a file is known to belong to a folder."""
    return Path(os.path.abspath(path))  # noqa: PTH100


@contextlib.contextmanager
def replace_durably(path: Path) -> Iterator[Path]:
    """Yields a scratch path to write to; afterwards it is synced and takes the place of `path`."""
    scratch = scratch_path(path)
    try:
        yield scratch
        _sync(scratch)
        scratch.replace(path)
        _sync(path.parent)
    finally:
        scratch.unlink(missing_ok=True)


def scratch_path(path: Path) -> Path:
    """A name beside `path` that nobody else uses."""
    return path.with_name(f"{path.name}.{uuid.uuid4().hex[:12]}{SCRATCH}")


def sync_folder(folder: Path) -> None:
    """Make a folder and the files directly in it durable."""
    for path in folder.iterdir():
        if path.is_file():
            _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows has no handle to sync for a folder
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
