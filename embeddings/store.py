"""The truth of an index: the articles, their passages and the passages' vectors, in one SQLite file.

Everything else in the index folder is derived from it and can be rebuilt. Each change is one transaction
that also changes the `generation`, by which derived files know that they are stale.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.articles import Article, Passage
from embeddings.database import RESTORE, STORE_FILE, Database
from embeddings.errors import DamagedStoreError, StoreBusyError, UnknownArticleError

_ARTICLE_COLUMNS = "id, path, text, title, date, author, source, dateline, language, note, masked, pages"


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    """An article ready to be stored: its passages and their vectors, float, shape (passages, dimension)."""

    article: Article
    passages: Sequence[Passage]
    vectors: np.ndarray


@dataclass(frozen=True, slots=True)
class EncodedFile:
    """A file's absolute path, the hash of its content, and its articles, all of them or the next part.

    `hash` is recorded with them: of a part that is not the last it must be one that no content has. `after` is
    the hash that the part before recorded, None for the first part, which replaces what came from the file.
    """

    path: str
    hash: str
    articles: Sequence[EncodedArticle]
    after: str | None = None


class Store(Database):
    """What is kept of the articles."""

    def file_hashes(self) -> dict[str, str]:
        """Path -> content hash of every file indexed."""
        return dict(self._rows("SELECT path, hash FROM files"))

    def put_files(self, files: Iterable[EncodedFile]) -> None:
        """Replace everything that came from these files, or add their next parts, in one transaction.

        Raises StoreBusyError where another process has changed a file's articles since the part before.
        """
        with self._change() as connection:
            for file in files:
                if file.after is None:
                    connection.execute("DELETE FROM files WHERE path = ?", (file.path,))
                    connection.execute("INSERT INTO files VALUES (?, ?)", (file.path, file.hash))
                else:
                    self._continue(connection, file)
                for encoded in file.articles:
                    _insert(connection, file.path, encoded)

    def _continue(self, connection: sqlite3.Connection, file: EncodedFile) -> None:
        update = "UPDATE files SET hash = ? WHERE path = ? AND hash = ?"
        if connection.execute(update, (file.hash, file.path, file.after)).rowcount != 1:
            raise StoreBusyError(
                self.folder, f"{self.folder}: another process is indexing {file.path}; try again when it is done"
            )

    def files_of(self, ids: Sequence[str]) -> set[str]:
        """The paths of the files these articles came from."""
        rows = self._rows_in("SELECT file FROM articles WHERE id IN", ids)
        return {file for (file,) in rows}

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
                self.folder, f"{self.folder / STORE_FILE}: damaged (the vector of passage {spoilt[0]}); {RESTORE}"
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


def _insert(connection: sqlite3.Connection, file: str, encoded: EncodedArticle) -> None:
    article = encoded.article
    key = connection.execute(
        f"INSERT INTO articles ({_ARTICLE_COLUMNS}, file) VALUES ({','.join('?' * 13)})",
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
            json.dumps(article.pages),
            file,
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
    """The article's id, or where another has it too, with as much of its path in front as makes it unique."""
    path = Path(article.path)
    folders = path.parent.parts if article.id.startswith(path.name) else path.parts
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
    pages = tuple(json.loads(row[11]))
    return Article(row[0], row[1], row[2], title, date, author, source, dateline, language, note, masked, pages)
