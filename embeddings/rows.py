"""Articles and passages as rows of the store's tables, and back."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.articles import Article, Passage
from embeddings.clusters import add_sketch
from embeddings.common import add_lines
from embeddings.lines import Ranges, counted_lines, with_masked

ARTICLE_COLUMNS = "id, path, text, title, date, author, source, dateline, language, note, masked, repeated, pages"
_NUMBERED = re.compile(r"#\d+$")


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    """An article ready to be stored: its passages and their vectors, float, shape (passages, dimension), and the
    `sketch` that tells its near-duplicates, b"" where it is to have none. The passages touch neither what the
    article masks nor the `repeated` ranges, lines that are common in its source."""

    article: Article
    passages: Sequence[Passage]
    vectors: np.ndarray
    sketch: bytes = b""
    repeated: Ranges = ()


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
        json.dumps(encoded.repeated),
        json.dumps(article.pages),
    )
    passages = _passage_rows(encoded)
    values = (*columns, file, article.id, article_checksum(columns, passages))
    (key,) = connection.execute(
        f"INSERT INTO articles ({ARTICLE_COLUMNS}, file, name, checksum) VALUES ({','.join('?' * len(values))}) "
        "RETURNING key",
        values,
    ).fetchone()
    _insert_passages(connection, key, passages)
    add_lines(connection, key, counted_lines(article), encoded.repeated)
    add_sketch(connection, key, encoded.sketch)


def cut_anew(connection: sqlite3.Connection, key: int, encoded: EncodedArticle) -> None:
    """Give an article that is stored these passages, under new ids, and these repeated ranges."""
    passages = _passage_rows(encoded)
    connection.execute("UPDATE articles SET repeated = ? WHERE key = ?", (json.dumps(encoded.repeated), key))
    columns = connection.execute(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE key = ?", (key,)).fetchone()
    connection.execute(
        "UPDATE articles SET checksum = ? WHERE key = ?", (article_checksum(columns, passages), key)
    )
    connection.execute("DELETE FROM passages WHERE article = ?", (key,))
    _insert_passages(connection, key, passages)
    add_lines(connection, key, counted_lines(encoded.article), encoded.repeated)


def _passage_rows(encoded: EncodedArticle) -> list[tuple[int, int, bytes]]:
    return [
        (passage.start, passage.end, vector.astype(np.float16).tobytes())
        for passage, vector in zip(encoded.passages, encoded.vectors, strict=True)
    ]


def _insert_passages(connection: sqlite3.Connection, key: int, passages: list[tuple[int, int, bytes]]) -> None:
    connection.executemany(
        'INSERT INTO passages (article, start, "end", vector) VALUES (?, ?, ?, ?)',
        [(key, *passage) for passage in passages],
    )


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


def place_in_file(file: str, article: Article) -> str:
    """By what an article, as its loader gave it, is known among those of its file, whatever the file is called and
    whatever else comes to lie in it: the member of an archive that it lies in, and its id without the name of
    what it lies in; or where the id ends in the number of its row or message, a hash of what it says."""
    own = article.id.removeprefix(Path(article.path).name)
    if _NUMBERED.search(own):
        said = json.dumps([article.title, article.text])
        own = hashlib.sha256(said.encode()).hexdigest()
    return f"{article.path.removeprefix(file)}#{own}"


def loaded_article(row: Sequence) -> Article:
    """The article of a row of ARTICLE_COLUMNS, as it was loaded. Raises ValueError and TypeError for one that is
    none."""
    date = datetime.date.fromisoformat(row[4]) if row[4] else None
    title, (author, source, dateline, language, note) = row[3], row[5:10]
    masked, pages = _ranges(row[10]), tuple(json.loads(row[12]))
    return Article(row[0], row[1], row[2], title, date, author, source, dateline, language, note, masked, pages)


def article_of(row: Sequence) -> Article:
    """The article of such a row, with the lines that are common in its source masked too."""
    article = loaded_article(row)
    return with_masked(article, repeated_of(row))


def repeated_of(row: Sequence) -> Ranges:
    """Where the article of such a row has lines that are common in its source."""
    return _ranges(row[11])


def _ranges(column: str) -> Ranges:
    return tuple((start, end) for start, end in json.loads(column))


def passage_of(row: tuple) -> Passage:
    """The passage of a row of its id, its article's id, its start and its end."""
    return Passage(row[1], row[2], row[3], row[0])
