"""What the store holds, checked against itself: articles against their checksums, what is made of their texts
against these."""

from __future__ import annotations

from collections.abc import Iterator

from embeddings.clusters import settled
from embeddings.common import line_rows
from embeddings.database import Database
from embeddings.duplicates import bands, sketch
from embeddings.lines import counted_lines
from embeddings.rows import ARTICLE_COLUMNS, article_checksum, loaded_article, repeated_of


class StoreChecks(Database):
    """What is wrong with the rows of the store; nothing is changed."""

    def spoilt_articles(self) -> Iterator[tuple[str, str]]:
        """The ids of articles that are not, with their passages and vectors, as they were put, or whose sketches
        or lines are not those of their texts; and what is wrong."""
        for key, checksum, *columns in self._rows(f"SELECT key, checksum, {ARTICLE_COLUMNS} FROM articles"):
            passages = self._rows('SELECT start, "end", vector FROM passages WHERE article = ? ORDER BY id', key)
            if checksum != article_checksum(columns, passages):
                yield columns[0], "is not as it was stored"
                continue
            article = loaded_article(columns)
            expected = sketch(article)
            if self._sketch(key) != expected or self._bands(key) != set(bands(expected)):
                yield article.id, "is compared with others by the sketch of another text"
            lines = set(self._rows("SELECT line, masked FROM lines WHERE article = ?", key))
            if lines != set(line_rows(counted_lines(article), repeated_of(columns))):
                yield article.id, "is compared with others by the lines of another text"

    def spoilt_clusters(self) -> Iterator[str]:
        """The ids of articles in other clusters than the sketches there are give."""
        rows = self._rows("SELECT article, sketch FROM sketches ORDER BY article")
        statement = (
            "SELECT a.id, s.cluster FROM sketches s JOIN articles a ON a.key = s.article WHERE s.article = ?"
        )
        for article, cluster in settled(rows):
            if (kept := self._row(statement, article)) and kept[1] != cluster:
                yield kept[0]

    def _sketch(self, key: int) -> bytes | None:
        row = self._row("SELECT sketch FROM sketches WHERE article = ?", key)
        return row[0] if row else None

    def _bands(self, key: int) -> set[int]:
        return {band for (band,) in self._rows("SELECT band FROM bands WHERE article = ?", key)}
