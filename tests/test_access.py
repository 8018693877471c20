from __future__ import annotations

import sqlite3
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from embeddings.access import plain_uri


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("/a/b.sqlite"), "file:///a/b.sqlite"),
        (PurePosixPath("/50% of #1?/é.sqlite"), "file:///50%25%20of%20%231%3F/%C3%A9.sqlite"),
        (PureWindowsPath(r"C:\my index\b.sqlite"), "file:///C:/my%20index/b.sqlite"),
        (PureWindowsPath(r"\\server\share\b.sqlite"), "file:////server/share/b.sqlite"),
    ],
)
def test_paths_as_sqlite_wants_them(path: PurePath, uri: str):
    assert plain_uri(path) == uri


def test_sqlite_opens_a_path_of_odd_characters(tmp_path: Path):
    path = tmp_path / "50% of #1? é" / "a&b=c.sqlite"
    path.parent.mkdir()
    sqlite3.connect(plain_uri(path), uri=True).execute("CREATE TABLE t (x)").connection.close()
    assert path.stat().st_size > 0
