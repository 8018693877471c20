"""Articles and passages as rows of the store's tables, and back."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.articles import Article, Passage
from embeddings.clusters import add_sketch

ARTICLE_COLUMNS = "id, path, text, title, date, author, source, dateline, language, note, masked, pages"


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    """An article ready to be stored: its passages and their vectors, float, shape (passages, dimension), and the
    `sketch` that tells its near-duplicates, b"" where it is to have none."""

    article: Article
    passages: Sequence[Passage]
    vectors: np.ndarray
    sketch: bytes = b""


def insert(connection: sqlite3.Connection, file: str, encoded: EncodedArticle) -> None:
    """Put an article of that file, under an id of its own."""
    article = encoded.article
    columns = (
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
    )
    passages = [
        (passage.start, passage.end, vector.astype(np.float16).tobytes())
        for passage, vector in zip(encoded.passages, encoded.vectors, strict=True)
    ]
    values = (*columns, file, article.id, article_checksum(columns, passages))
    (key,) = connection.execute(
        f"INSERT INTO articles ({ARTICLE_COLUMNS}, file, name, checksum) VALUES ({','.join('?' * len(values))}) "
        "RETURNING key",
        values,
    ).fetchone()
    connection.executemany(
        'INSERT INTO passages (article, start, "end", vector) VALUES (?, ?, ?, ?)',
        [(key, *passage) for passage in passages],
    )
    add_sketch(connection, key, encoded.sketch)


def article_checksum(columns: Iterable[object], passages: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Of all that is stored of one article: SQLite itself does not notice a flipped bit."""
    digest = hashlib.blake2b(json.dumps(list(columns)).encode(), digest_size=16)
    for start, end, vector in passages:
        digest.update(b"%d %d %d " % (start, end, len(vector)) + vector)
    return digest.digest()


def _free_id(connection: sqlite3.Connection, article: Article) -> str:
    """The article's id, or where another has it too, with as much of its path in front as makes it unique."""
    path = Path(article.path)
    folders = path.parent.parts if article.id.startswith(path.name) else path.parts
    prefixed = ("/".join([*folders[len(folders) - n :], article.id]) for n in range(len(folders) + 1))
    numbered = (f"{article.id}#{number}" for number in itertools.count(2))
    taken = "SELECT 1 FROM articles WHERE id = ?"
    return next(
        one for one in itertools.chain(prefixed, numbered) if not connection.execute(taken, (one,)).fetchone()
    )


def article_of(row: tuple) -> Article:
    """The article of a row of ARTICLE_COLUMNS. Raises ValueError and TypeError for one that is none."""
    date = datetime.date.fromisoformat(row[4]) if row[4] else None
    masked = tuple((start, end) for start, end in json.loads(row[10]))
    title, (author, source, dateline, language, note) = row[3], row[5:10]
    pages = tuple(json.loads(row[11]))
    return Article(row[0], row[1], row[2], title, date, author, source, dateline, language, note, masked, pages)


def passage_of(row: tuple) -> Passage:
    """The passage of a row of its id, its article's id, its start and its end."""
    return Passage(row[1], row[2], row[3], row[0])
