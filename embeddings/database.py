"""The SQLite file of an index: opening it safely, one transaction a change, errors that say what to do.

Knows that there are tables, not what is in them: that is `store`. SQLite in WAL mode,
https://www.sqlite.org/wal.html.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from embeddings.access import exists, make_folder, unwritable_of, uri_of
from embeddings.errors import DamagedStoreError, IndexFolderError, SchemaError, StoreBusyError
from embeddings.tables import COMMIT, COMMITS, SCHEMA, SCHEMA_VERSION

STORE_FILE = "store.sqlite"
_APPLICATION_ID = 0x63697465  # "cite": tells our files from other SQLite files
_IDS_A_STATEMENT = 500

_RESTORE = "restore it from a backup, or delete the folder and index the articles again"


@dataclass(frozen=True, slots=True)
class Commit:
    """A state of the store: `generation`, a value it never had before; the largest passage id and the number of
    the last deletion logged by then. Ids are never reused, so two commits say what to add and what to delete to
    come from the one to the other."""

    generation: str
    passages: int
    deletions: int

    @property
    def count(self) -> int:
        """How many passages there are in that state."""
        return self.passages - self.deletions


NOTHING = Commit("", 0, 0)


class Database:
    """The open SQLite file. One process writes at a time; readers are never blocked."""

    def __init__(self, folder: Path, busy_seconds: float = 10.0):
        self.folder = folder
        self._busy_seconds = busy_seconds
        self._uri = uri_of(folder / STORE_FILE)
        self._connection = self._connect(self._uri)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, busy_seconds: float = 10.0) -> Self:
        """Open the store in `folder`, or create an empty one where there is none and `create` is set.

        A writer waits `busy_seconds` for another one before it gives up with StoreBusyError.
        Raises IndexFolderError (no index there), DamagedStoreError, SchemaError. Never writes to a file that
        it does not recognise.
        """
        path = folder / STORE_FILE
        if not exists(path) and not create:
            raise IndexFolderError(
                folder,
                f"{folder}: no index there; make one with `citeqa index ARTICLES --index {folder}`, or name "
                "a folder of articles with --corpus",
            )
        make_folder(folder)
        try:
            store = cls(folder, busy_seconds)
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

    def _connect(self, uri: str) -> sqlite3.Connection:
        connection = sqlite3.connect(uri, timeout=self._busy_seconds, uri=True, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _opened(self) -> sqlite3.Connection:
        """The file, opened again where it was opened only to be read and that is another matter by now: somebody
        writes to it, or it may be written to. Who still reads from what was opened before goes on with that."""
        path = self.folder / STORE_FILE
        if "?" in self._uri and os.access(path, os.F_OK) and self._uri != (now := uri_of(path)):
            # In this order: where it cannot be opened, or not yet, what was opened before is not taken for it.
            self._connection = self._connect(now)
            self._uri = now
        return self._connection

    def _prepare(self, create: bool) -> None:
        run = self._connection.execute
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
            for statement in SCHEMA.split("\n\n"):
                run(statement)
            run(COMMIT)
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
                raise self.damaged("a text is not UTF-8") from error
            if "locked" in str(error) or "busy" in str(error):
                raise StoreBusyError(
                    self.folder,
                    f"{self.folder}: another process is writing to this index; try again when it is done",
                ) from error
            unwritable = unwritable_of(self.folder / STORE_FILE) if "readonly" in str(error) else None
            raise IndexFolderError(
                self.folder,
                f"{unwritable}: you may not write to it, and so not change this index; check its permissions"
                if unwritable
                else f"{self.folder / STORE_FILE}: {error}; check the folder's permissions and the disk's space",
            ) from error
        except sqlite3.DatabaseError as error:
            raise self.damaged(error) from error

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction that makes a new generation: all of it happens, or none."""
        with self._transaction() as connection:
            yield connection
            connection.execute(COMMIT)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it happens, or none."""
        with self._errors():
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @property
    def generation(self) -> str:
        """Changed by every commit, to a value it never had before: a number that grows, and random digits."""
        return self.last_commit().generation

    def last_commit(self) -> Commit:
        """The state of the store."""
        row = self._row(f"{COMMITS} ORDER BY number DESC LIMIT 1")
        return Commit(f"{row[0]}-{row[1]}", row[2], row[3]) if row else NOTHING

    def commit_of(self, generation: str) -> Commit | None:
        """The state of that generation, None where it is not of this store's past."""
        number, _, random = generation.partition("-")
        row = self._row(f"{COMMITS} WHERE number = CAST(? AS INTEGER) AND random = ?", number, random)
        return Commit(generation, row[2], row[3]) if row else None

    def forget_before(self, commit: Commit) -> None:
        """Forget the states before this one, and what was deleted by then: what is of one of them is then of no
        known past."""
        with self._transaction() as connection:
            number = commit.generation.partition("-")[0]
            connection.execute("DELETE FROM commits WHERE number < CAST(? AS INTEGER)", (number,))
            connection.execute("DELETE FROM deletions WHERE number <= ?", (commit.deletions,))

    def remembered(self) -> int:
        """How many deletions are remembered."""
        row = self._row("SELECT count(*) FROM deletions")
        return row[0] if row else 0

    def meta(self, name: str) -> str | None:
        """One named value, None where it was never set."""
        row = self._row("SELECT value FROM meta WHERE name = ?", name)
        return row[0] if row else None

    def set_meta_once(self, **values: str) -> None:
        """Set those of these named values that were never set."""
        with self._transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", values.items())

    def damaged(self, what: object) -> DamagedStoreError:
        """The error that says so."""
        return DamagedStoreError(self.folder, f"{self.folder / STORE_FILE}: damaged ({what}); {_RESTORE}")

    def damage(self) -> list[str]:
        """What SQLite's own full check finds wrong; empty when all is well."""
        lines = [row[0] for row in self._rows("PRAGMA integrity_check")]
        lines += [f"dangling reference in {row[0]}" for row in self._rows("PRAGMA foreign_key_check")]
        return [line for line in lines if line != "ok"]

    def _rows(self, statement: str, *values: object) -> Iterator[tuple]:
        with self._errors():
            yield from self._opened().execute(statement, values)

    def _row(self, statement: str, *values: object) -> tuple | None:
        return next(self._rows(statement, *values), None)

    def _rows_in(self, statement: str, values: Sequence[object]) -> Iterator[tuple]:
        for i in range(0, len(values), _IDS_A_STATEMENT):
            some = values[i : i + _IDS_A_STATEMENT]
            yield from self._rows(f"{statement} ({','.join('?' * len(some))})", *some)
