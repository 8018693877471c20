"""Archives (.zip) and compressed files (.gz): what lies in them is loaded as if it lay in a folder of that name.

What is read of them is bounded before anything is unpacked, or while it is: an archive of a few kB can hold
gigabytes, or itself.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath

from embeddings.errors import ArticleError
from embeddings.formats.loaders import is_read, known, suffix
from embeddings.formats.loaders import load as load_member
from embeddings.formats.source import Loaded, Source

_DEEPEST = 3
_ENCRYPTED = 0x1


def load(source: Source) -> Iterator[Loaded]:
    """Everything in it that a loader reads; a member that cannot be read does not stop the others."""
    if source.depth >= _DEEPEST:
        raise ArticleError(source.path, f"lies in {_DEEPEST} archives, one in the other; unpack the outer ones")
    if suffix(source.name) == ".gz":
        yield from load_member(_unzipped(source))
        return
    with open_zip(source) as archive:
        members = [member for member in archive.infolist() if _is_wanted(member)]
        if not members:
            raise ArticleError(source.path, f"no article in this archive; {known()}")
        source.unpack(sum(member.file_size for member in members))
        for member in members:
            try:
                yield from load_member(_member(source, archive, member))
            except ArticleError as error:
                yield error


def open_zip(source: Source, kind: str = "zip") -> zipfile.ZipFile:
    """The archive that the source's bytes are. What is read of it is to be taken from the source's budget."""
    with source.parsing(kind):
        return zipfile.ZipFile(io.BytesIO(source.content))


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in parts)
    return not member.is_dir() and not hidden and is_read(member.filename)


def _member(source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Source:
    inside = [part for part in PurePosixPath(member.filename.replace("\\", "/")).parts if part not in ("/", "..")]
    path = source.path.joinpath(*inside)
    if member.flag_bits & _ENCRYPTED:
        raise ArticleError(path, "is locked with a password; unpack the archive and index the folder")
    with dataclasses.replace(source, path=path).parsing("zip"):
        content = archive.read(member)
    return dataclasses.replace(source, path=path, name=path.name, content=content, depth=source.depth + 1)


def _unzipped(source: Source) -> Source:
    """The file that was compressed; it keeps the path, and its name is the path's without ".gz"."""
    with source.parsing("gzip"), gzip.GzipFile(fileobj=io.BytesIO(source.content)) as file:
        content = file.read(source.budget.left + 1)
    source.unpack(len(content))
    return dataclasses.replace(source, name=PurePath(source.name).stem, content=content, depth=source.depth + 1)
