"""The truth of an index: one SQLite file with the articles, their passages and the passages' vectors.

Everything else in the index folder is derived from it and can be rebuilt. Each change is one transaction
that also changes the `generation`, by which derived files know that they are stale. SQLite: WAL mode,
https://www.sqlite.org/wal.html; format as created by `_SCHEMA`, versioned by `SCHEMA_VERSION`.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.articles import Article, Passage
from embeddings.errors import (
    DamagedStoreError,
    IndexFolderError,
    SchemaError,
    StoreBusyError,
    UnknownArticleError,
)

STORE_FILE = "store.sqlite"
SCHEMA_VERSION = 1
_APPLICATION_ID = 0x63697465  # "cite": tells our files from other SQLite files
_IDS_A_STATEMENT = 500

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL REFERENCES files(path) ON DELETE CASCADE,
    text TEXT NOT NULL,
    title TEXT, date TEXT, author TEXT, source TEXT, dateline TEXT, language TEXT, note TEXT,
    masked TEXT NOT NULL
);
CREATE INDEX articles_of_file ON articles(path);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles(key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX passages_of_article ON passages(article);
"""
# The number alone would come again in a store restored from a backup or made anew.
_NEXT_GENERATION = (
    "UPDATE meta SET value = (CAST(value AS INTEGER) + 1) || '-' || lower(hex(randomblob(4))) "
    "WHERE name = 'generation'"
)
_RESTORE = "restore it from a backup, or delete the folder and index the articles again"
_ARTICLE_COLUMNS = "id, path, text, title, date, author, source, dateline, language, note, masked"


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    """An article ready to be stored: its passages and their vectors, float, shape (passages, dimension)."""

    article: Article
    passages: Sequence[Passage]
    vectors: np.ndarray


@dataclass(frozen=True, slots=True)
class EncodedFile:
    """A file's absolute path, the hash of its content, and all its articles."""

    path: str
    hash: str
    articles: Sequence[EncodedArticle]


class Store:
    """The open SQLite file. One process writes at a time; readers are never blocked."""

    def __init__(self, folder: Path, connection: sqlite3.Connection):
        self.folder = folder
        self._connection = connection

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, busy_seconds: float = 10.0) -> Store:
        """Open the store in `folder`, or create an empty one where there is none and `create` is set.

        A writer waits `busy_seconds` for another one before it gives up with StoreBusyError.
        Raises IndexFolderError (no index there), DamagedStoreError, SchemaError. Never writes to a file that
        it does not recognise.
        """
        path = folder / STORE_FILE
        if not path.exists() and not create:
            raise IndexFolderError(
                folder,
                f"{folder}: no index there; make one with `citeqa index ARTICLES --index {folder}`, or name "
                "a folder of articles with --corpus",
            )
        _make_folder(folder)
        try:
            store = cls(folder, _connect(path, busy_seconds))
        except sqlite3.OperationalError as error:
            raise IndexFolderError(
                folder, f"{path}: cannot be opened ({error}); check that it is a file you may read"
            ) from error
        with store._errors():
            store._prepare(create)
        return store

    def close(self) -> None:
        """Close the file; idempotent."""
        self._connection.close()

    def _prepare(self, create: bool) -> None:
        run = self._connection.execute
        run("PRAGMA foreign_keys = ON")
        if self._is_empty() and create:
            self._create()
        (application,) = run("PRAGMA application_id").fetchone()
        (version,) = run("PRAGMA user_version").fetchone()
        if self._is_empty():
            raise DamagedStoreError(
                self.folder,
                f"{self.folder / STORE_FILE}: empty, the index is lost; {_RESTORE}",
            )
        if application != _APPLICATION_ID:
            raise IndexFolderError(
                self.folder,
                f"{self.folder / STORE_FILE}: not a citeqa index; choose another folder with --index",
            )
        if version != SCHEMA_VERSION:
            raise SchemaError(
                self.folder,
                f"{self.folder}: index format {version}, this citeqa reads format {SCHEMA_VERSION}; "
                "index the articles again into a new folder (the old one is left as it is)",
            )

    def _is_empty(self) -> bool:
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        return bool(tables == 0 and application == 0)

    def _create(self) -> None:
        run = self._connection.execute
        run("PRAGMA journal_mode = WAL")
        run("BEGIN IMMEDIATE")
        # Another process may have been first.
        if self._is_empty():
            run(f"PRAGMA application_id = {_APPLICATION_ID}")
            run(f"PRAGMA user_version = {SCHEMA_VERSION}")
            for statement in _SCHEMA.split(";"):
                run(statement)
            run("INSERT INTO meta VALUES ('generation', '0')")
        self._connection.commit()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors as ours, with what to do."""
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise  # mistakes of the program, not of the file
        except sqlite3.OperationalError as error:
            if "decode" in str(error):  # the message would quote the whole text
                raise DamagedStoreError(
                    self.folder, f"{self.folder / STORE_FILE}: damaged (a text is not UTF-8); {_RESTORE}"
                ) from error
            if "locked" in str(error) or "busy" in str(error):
                raise StoreBusyError(
                    self.folder,
                    f"{self.folder}: another process is writing to this index; try again when it is done",
                ) from error
            raise IndexFolderError(
                self.folder,
                f"{self.folder / STORE_FILE}: {error}; check the folder's permissions and the disk's space",
            ) from error
        except sqlite3.DatabaseError as error:
            raise DamagedStoreError(
                self.folder,
                f"{self.folder / STORE_FILE}: damaged ({error}); {_RESTORE}",
            ) from error

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction that raises the generation: all of it happens, or none."""
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute(_NEXT_GENERATION)
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    @property
    def generation(self) -> str:
        """Changed by every commit, to a value it never had before: a number that grows, and random digits."""
        return self.meta("generation") or "0"

    def meta(self, name: str) -> str | None:
        """One named value, None where it was never set."""
        row = self._row("SELECT value FROM meta WHERE name = ?", name)
        return row[0] if row else None

    def set_meta_once(self, **values: str) -> None:
        """Set those of these named values that were never set."""
        with self._change() as connection:
            connection.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", values.items())

    def file_hashes(self) -> dict[str, str]:
        """Path -> content hash of every file indexed."""
        return dict(self._rows("SELECT path, hash FROM files"))

    def put_files(self, files: Iterable[EncodedFile]) -> None:
        """Replace everything that came from these files, in one transaction."""
        with self._change() as connection:
            for file in files:
                connection.execute("DELETE FROM files WHERE path = ?", (file.path,))
                connection.execute("INSERT INTO files VALUES (?, ?)", (file.path, file.hash))
                for encoded in file.articles:
                    _insert(connection, encoded)

    def remove_files(self, paths: Iterable[str]) -> None:
        """Forget everything that came from these files, in one transaction."""
        with self._change() as connection:
            connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])

    def article(self, article_id: str) -> Article:
        """One article. Raises UnknownArticleError."""
        found = self.articles([article_id])
        if not found:
            raise UnknownArticleError(article_id)
        return found[article_id]

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """The articles of these ids; unknown ids are left out."""
        columns, wanted = _ARTICLE_COLUMNS, list(dict.fromkeys(ids))
        rows = self._rows_in(f"SELECT {columns} FROM articles WHERE id IN", wanted)
        return {row[0]: _article(row) for row in rows}

    def dates(self) -> list[datetime.date | None]:
        """Every article's date, None where it states none, in the order added."""
        rows = self._rows("SELECT date FROM articles ORDER BY key")
        return [datetime.date.fromisoformat(date) if date else None for (date,) in rows]

    def all_articles(self) -> Iterator[Article]:
        """Every article, in the order added."""
        for row in self._rows(f"SELECT {_ARTICLE_COLUMNS} FROM articles ORDER BY key"):
            yield _article(row)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages of these ids; unknown ids are left out."""
        rows = self._rows_in(
            'SELECT p.id, a.id, p.start, p."end" FROM passages p JOIN articles a ON a.key = p.article '
            "WHERE p.id IN",
            ids,
        )
        return {row[0]: Passage(row[1], row[2], row[3], row[0]) for row in rows}

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of one article, in order."""
        rows = self._rows(
            'SELECT p.id, p.start, p."end" FROM passages p JOIN articles a ON a.key = p.article '
            "WHERE a.id = ? ORDER BY p.start, p.id",
            article_id,
        )
        return [Passage(article_id, start, end, passage) for passage, start, end in rows]

    def all_passages(self) -> Iterator[Passage]:
        """Every passage, article by article."""
        rows = self._rows(
            'SELECT p.id, a.id, p.start, p."end" FROM passages p JOIN articles a ON a.key = p.article '
            "ORDER BY a.key, p.start, p.id"
        )
        return (Passage(article, start, end, passage) for passage, article, start, end in rows)

    def vectors(self, dimension: int) -> tuple[np.ndarray, np.ndarray]:
        """All passage ids, int64, shape (n,), and their vectors, float32, shape (n, dimension)."""
        rows = list(self._rows("SELECT id, vector FROM passages ORDER BY id"))
        spoilt = [passage for passage, vector in rows if len(vector) != 2 * dimension]
        if spoilt:
            raise DamagedStoreError(
                self.folder, f"{self.folder / STORE_FILE}: damaged (the vector of passage {spoilt[0]}); {_RESTORE}"
            )
        ids = np.array([passage for passage, _ in rows], dtype=np.int64)
        flat = np.frombuffer(b"".join(vector for _, vector in rows), dtype=np.float16)
        return ids, flat.astype(np.float32).reshape(len(rows), dimension)

    def counts(self) -> tuple[int, int, int]:
        """How many files, articles and passages."""
        row = self._row(
            "SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return (row[0], row[1], row[2]) if row else (0, 0, 0)

    def damage(self) -> list[str]:
        """What SQLite's own full check finds wrong; empty when all is well."""
        lines = [row[0] for row in self._rows("PRAGMA integrity_check")]
        lines += [f"dangling reference in {row[0]}" for row in self._rows("PRAGMA foreign_key_check")]
        return [line for line in lines if line != "ok"]

    def _rows(self, statement: str, *values: object) -> Iterator[tuple]:
        with self._errors():
            yield from self._connection.execute(statement, values)

    def _row(self, statement: str, *values: object) -> tuple | None:
        return next(self._rows(statement, *values), None)

    def _rows_in(self, statement: str, values: Sequence[object]) -> Iterator[tuple]:
        for i in range(0, len(values), _IDS_A_STATEMENT):
            some = values[i : i + _IDS_A_STATEMENT]
            yield from self._rows(f"{statement} ({','.join('?' * len(some))})", *some)


def _connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """A folder that may not be written to is read as it stands: nobody else can be writing there."""
    if path.exists() and not os.access(path.parent, os.W_OK):
        return sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False)
    return sqlite3.connect(path, timeout=busy_seconds, check_same_thread=False)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexFolderError(
            folder, f"{folder}: cannot be made a folder ({error.strerror}); choose another"
        ) from error


def _insert(connection: sqlite3.Connection, encoded: EncodedArticle) -> None:
    article = encoded.article
    key = connection.execute(
        f"INSERT INTO articles ({_ARTICLE_COLUMNS}) VALUES ({','.join('?' * 11)})",
        (
            _free_id(connection, article),
            article.path,
            article.text,
            article.title,
            article.date.isoformat() if article.date else None,
            article.author,
            article.source,
            article.dateline,
            article.language,
            article.note,
            json.dumps(article.masked),
        ),
    ).lastrowid
    connection.executemany(
        'INSERT INTO passages (article, start, "end", vector) VALUES (?, ?, ?, ?)',
        [
            (key, passage.start, passage.end, vector.astype(np.float16).tobytes())
            for passage, vector in zip(encoded.passages, encoded.vectors, strict=True)
        ],
    )


def _free_id(connection: sqlite3.Connection, article: Article) -> str:
    """The article's id, or where another file has that name too, with as many folders in front as make it
    unique."""
    folders = Path(article.path).parent.parts
    candidates = ["/".join([*folders[len(folders) - n :], article.id]) for n in range(len(folders) + 1)]
    for candidate in candidates:
        if not connection.execute("SELECT 1 FROM articles WHERE id = ?", (candidate,)).fetchone():
            return candidate
    number = 2
    while connection.execute("SELECT 1 FROM articles WHERE id = ?", (f"{article.id}#{number}",)).fetchone():
        number += 1
    return f"{article.id}#{number}"


def _article(row: tuple) -> Article:
    date = datetime.date.fromisoformat(row[4]) if row[4] else None
    masked = tuple((start, end) for start, end in json.loads(row[10]))
    title, (author, source, dateline, language, note) = row[3], row[5:10]
    return Article(row[0], row[1], row[2], title, date, author, source, dateline, language, note, masked)
