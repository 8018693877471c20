"""The truth of an index: the articles, their passages and the passages' vectors, in one SQLite file.

Everything else in the index folder is derived from it and can be rebuilt. Each change is one transaction and a
new `generation`, by which derived files know that they are stale and what they lack. What is large is read in
blocks: nothing here holds all passages or vectors at once.
"""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.articles import Article, Passage
from embeddings.checks import StoreChecks
from embeddings.clusters import settle
from embeddings.common import LineRecords
from embeddings.database import Commit
from embeddings.errors import FilterError, StoreBusyError, UnknownArticleError
from embeddings.lines import Ranges
from embeddings.records import FileRecords
from embeddings.rows import (
    ARTICLE_COLUMNS,
    EncodedArticle,
    article_of,
    cut_anew,
    insert,
    loaded_article,
    passage_of,
    place_in_file,
    repeated_of,
)
from embeddings.within import EVERYTHING, Choices, Condition, Within, conditions, folders_of, in_folder

_PASSAGE_COLUMNS = 'p.id, a.id, p.start, p."end"'
_PASSAGES = "passages p JOIN articles a ON a.key = p.article"
_BLOCK = 4096
_EVERY_ID = 2**63 - 1
_MOST_CHOICES = 1000


@dataclass(frozen=True, slots=True)
class EncodedFile:
    """A file's absolute path, the hash of its content, and its articles, all of them or the next part.

    `hash` is recorded with them: of a part that is not the last it must be one that no content has. `after` is
    the hash that the part before recorded, None for the first part, which replaces what came from the file.
    `stamp`: by what it may be known to be unchanged without reading it, "" where it must be read.
    """

    path: str
    hash: str
    articles: Sequence[EncodedArticle]
    after: str | None = None
    stamp: str = ""


class Store(FileRecords, LineRecords, StoreChecks):
    """What is kept of the articles."""

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with super()._change() as connection:
            yield connection
            settle(connection)

    def put_files(
        self, files: Iterable[EncodedFile], *, gone: Iterable[str] = (), moved: Mapping[str, str] | None = None
    ) -> None:
        """Replace everything that came from these files, or add their next parts, and forget those `gone`, in one
        transaction. Of those `moved`, new path -> old path, the same articles stay removed by hand.

        Raises StoreBusyError where another process has changed a file's articles since the part before.
        """
        with self._change() as connection:
            removal = "INSERT OR IGNORE INTO removals SELECT ?, name FROM removals WHERE path = ?"
            connection.executemany(removal, (moved or {}).items())
            for path in gone:
                connection.execute("DELETE FROM files WHERE path = ?", (path,))
                connection.execute("DELETE FROM removals WHERE path = ?", (path,))
            for file in files:
                if file.after is None:
                    connection.execute("DELETE FROM files WHERE path = ?", (file.path,))
                    connection.execute("INSERT INTO files VALUES (?, ?, ?)", (file.path, file.hash, file.stamp))
                else:
                    self._continue(connection, file)
                for encoded in file.articles:
                    insert(connection, file.path, encoded)

    def cut_anew(self, articles: Mapping[int, EncodedArticle]) -> None:
        """Give the articles of these keys other passages and repeated ranges, in one transaction; what is gone by
        now stays so."""
        with self._change() as connection:
            for key, encoded in articles.items():
                if connection.execute("SELECT 1 FROM articles WHERE key = ?", (key,)).fetchone():
                    cut_anew(connection, key, encoded)

    def _continue(self, connection: sqlite3.Connection, file: EncodedFile) -> None:
        update = "UPDATE files SET hash = ?, stamp = ? WHERE path = ? AND hash = ?"
        if connection.execute(update, (file.hash, file.stamp, file.path, file.after)).rowcount != 1:
            raise StoreBusyError(
                self.folder, f"{self.folder}: another process is indexing {file.path}; try again when it is done"
            )

    def remove_files(self, paths: Iterable[str], *, remember: bool = False) -> None:
        """Forget everything that came from these files, in one transaction; and `remember` to leave them out."""
        with self._change() as connection:
            rows = [(path,) for path in paths]
            if remember:
                removal = "INSERT OR IGNORE INTO removals SELECT path, hash FROM files WHERE path = ?"
                connection.executemany(removal, rows)
            connection.executemany("DELETE FROM files WHERE path = ?", rows)

    def remove_articles(self, ids: Iterable[str]) -> None:
        """Forget these articles in one transaction, and remember to leave them out of their files."""
        with self._change() as connection:
            for article_id in ids:
                columns = "file, name, path, text, title"
                found = connection.execute(f"SELECT {columns} FROM articles WHERE id = ?", (article_id,))
                left_out = [(file, place_in_file(file, Article(*loaded))) for file, *loaded in found]
                connection.executemany("INSERT OR IGNORE INTO removals VALUES (?, ?)", left_out)
                connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def article(self, article_id: str) -> Article:
        """One article. Raises UnknownArticleError."""
        found = self.articles([article_id])
        if not found:
            raise UnknownArticleError(article_id)
        return found[article_id]

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """The articles of these ids; unknown ids are left out."""
        columns, wanted = ARTICLE_COLUMNS, list(dict.fromkeys(ids))
        rows = self._rows_in(f"SELECT {columns} FROM articles WHERE id IN", wanted)
        return {row[0]: self._checked(article_of, row) for row in rows}

    def loaded(self, keys: Sequence[int]) -> dict[int, tuple[Article, Ranges]]:
        """The articles of these keys as they were loaded, and what is masked of them besides."""
        rows = self._rows_in(f"SELECT key, {ARTICLE_COLUMNS} FROM articles WHERE key IN", keys)
        return {key: (self._checked(loaded_article, row), repeated_of(row)) for key, *row in rows}

    def article_ids(self, paths: Sequence[str]) -> list[str]:
        """The ids of the articles that came from these files."""
        return [one for (one,) in self._rows_in("SELECT id FROM articles WHERE file IN", paths)]

    def clusters(self, ids: Iterable[str]) -> dict[str, int]:
        """The clusters of near-duplicates that these articles are of: reprints of one text, and its updated
        versions, share a number. Unknown ids are left out."""
        statement = "SELECT a.id, s.cluster FROM articles a JOIN sketches s ON s.article = a.key WHERE a.id IN"
        return dict(self._rows_in(statement, list(dict.fromkeys(ids))))

    def reprints(self) -> int:
        """How many articles are near-duplicates of an earlier one."""
        row = self._row("SELECT count(*) - count(DISTINCT cluster) FROM sketches")
        return row[0] if row else 0

    def dates(self, within: Within = EVERYTHING) -> list[datetime.date | None]:
        """The date of every article that is `within`, None where it states none, in the order added."""
        condition, values = self._condition(within)
        rows = self._rows(f"SELECT a.date FROM articles a WHERE {condition} ORDER BY a.key", *values)
        return [datetime.date.fromisoformat(date) if date else None for (date,) in rows]

    def dates_of(self, ids: Iterable[str]) -> dict[str, datetime.date | None]:
        """The dates of the articles of these ids; unknown ids are left out."""
        rows = self._rows_in("SELECT id, date FROM articles WHERE id IN", list(dict.fromkeys(ids)))
        return {id: datetime.date.fromisoformat(date) if date else None for id, date in rows}

    def choices(self, within: Within = EVERYTHING) -> Choices:
        """What the articles that are `within` can be chosen by. Raises FilterError."""
        condition, values = self._condition(within)
        sources, paths = (
            dict(self._rows(f"SELECT a.{column}, count(*) FROM articles a WHERE {condition} GROUP BY 1", *values))
            for column in ("source", "path")
        )
        sources.pop(None, None)
        rarest_first = sorted(sources, key=sources.__getitem__)[-_MOST_CHOICES:]
        one_case = {source.casefold(): source for source in rarest_first}
        named = tuple(one_case[folded] for folded in sorted(one_case))
        return Choices(self.dates(within), named, folders_of(paths, _MOST_CHOICES))

    def count_within(self, within: Within, *, as_of: datetime.date | None = None) -> int:
        """How many articles `passages_within` is about. Raises FilterError."""
        condition, values = self._condition(within, as_of)
        row = self._row(f"SELECT count(*) FROM articles a WHERE {condition}", *values)
        return row[0] if row else 0

    def all_articles(self) -> Iterator[Article]:
        """Every article, in the order added."""
        for row in self._rows(f"SELECT {ARTICLE_COLUMNS} FROM articles ORDER BY key"):
            yield self._checked(article_of, row)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages of these ids; unknown ids are left out."""
        rows = self._rows_in(f"SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES} WHERE p.id IN", ids)
        return {row[0]: passage_of(row) for row in rows}

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of one article, in order."""
        rows = self._rows(
            f"SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES} WHERE a.id = ? ORDER BY p.start, p.id", article_id
        )
        return [passage_of(row) for row in rows]

    def passage_blocks(self, after: int = 0, upto: int = _EVERY_ID) -> Iterator[list[Passage]]:
        """The passages whose ids are in (after, upto], by id."""
        statement = (
            f"SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES} WHERE p.id > ? AND p.id <= ? ORDER BY p.id LIMIT ?"
        )
        while block := [passage_of(row) for row in self._rows(statement, after, upto, _BLOCK)]:
            yield block
            after = block[-1].id

    def vectors(self, ids: Sequence[int], dimension: int) -> tuple[np.ndarray, np.ndarray]:
        """Those of these passages that there are: ids, int64, ascending, shape (n,), and vectors, float32, shape
        (n, dimension)."""
        rows = self._rows_in("SELECT id, vector FROM passages WHERE id IN", [int(i) for i in ids])
        return self._stacked(sorted(rows), dimension)

    def vector_blocks(
        self, dimension: int, after: int = 0, upto: int = _EVERY_ID
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The passages whose ids are in (after, upto], by id: blocks as `vectors` gives them."""
        statement = "SELECT id, vector FROM passages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"
        while rows := list(self._rows(statement, after, upto, _BLOCK)):
            yield self._stacked(rows, dimension)
            after = rows[-1][0]

    def deleted(self, since: Commit, upto: Commit) -> np.ndarray | None:
        """The passages deleted between two commits, int64; None where that is forgotten by now."""
        statement = "SELECT passage FROM deletions WHERE number > ? AND number <= ?"
        found = [passage for (passage,) in self._rows(statement, since.deletions, upto.deletions)]
        # Looked for afterwards: it is forgotten together with what was deleted since.
        return np.array(found, dtype=np.int64) if self.commit_of(since.generation) else None

    def passage_ids(self) -> np.ndarray:
        """Every passage's id, int64, ascending."""
        rows = self._rows("SELECT id FROM passages")
        return np.sort(np.fromiter((passage for (passage,) in rows), dtype=np.int64))

    def passages_within(
        self, within: Within = EVERYTHING, *, as_of: datetime.date | None = None
    ) -> np.ndarray | None:
        """The ids of the passages of the articles that are `within` and, where they state a date, dated no later
        than `as_of`; int64. None where that leaves no article out. Raises FilterError."""
        condition, values = conditions(within, self._meant(within), as_of)
        if not condition or not self._row(f"SELECT 1 FROM articles a WHERE ({condition}) IS NOT TRUE", *values):
            return None
        rows = self._rows(f"SELECT p.id FROM {_PASSAGES} WHERE {condition}", *values)
        return np.fromiter((passage for (passage,) in rows), dtype=np.int64)

    def _condition(self, within: Within, as_of: datetime.date | None = None) -> Condition:
        condition, values = conditions(within, self._meant(within), as_of)
        return condition or "TRUE", values

    def _meant(self, within: Within) -> list[str]:
        """The sources as the articles write them. Raises FilterError where there is no such source or folder."""
        if within.folder is not None:
            condition, values = in_folder(within.folder)
            if not self._row(f"SELECT 1 FROM articles a WHERE {condition}", *values):
                raise FilterError(f"no article in this index is from {values[0]}; name a folder that was indexed")
        if not within.sources:
            return []
        known = self._rows("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL ORDER BY source")
        return within.named([source for (source,) in known])

    def encoded(self, ids: Iterable[str], dimension: int) -> Iterator[EncodedArticle]:
        """These articles as they are, with their passages and vectors; without sketches."""
        for article in self.articles(ids).values():
            passages = self.passages_of(article.id)
            ids, vectors = self.vectors([passage.id for passage in passages], dimension)
            yield EncodedArticle(article, passages, vectors[np.searchsorted(ids, [p.id for p in passages])])

    def counts(self) -> tuple[int, int, int]:
        """How many files, articles and passages."""
        row = self._row(
            "SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return (row[0], row[1], row[2]) if row else (0, 0, 0)

    def _checked(self, make: Callable[[Sequence], Article], row: Sequence) -> Article:
        try:
            return make(row)
        except (ValueError, TypeError) as error:
            raise self.damaged(f"article {row[0]!r}") from error

    def _stacked(self, rows: Sequence[tuple], dimension: int) -> tuple[np.ndarray, np.ndarray]:
        spoilt = next((passage for passage, vector in rows if len(vector) != 2 * dimension), None)
        if spoilt is not None:
            raise self.damaged(f"the vector of passage {spoilt}")
        ids = np.array([passage for passage, _ in rows], dtype=np.int64)
        flat = np.frombuffer(b"".join(vector for _, vector in rows), dtype=np.float16)
        return ids, flat.astype(np.float32).reshape(len(rows), dimension)
