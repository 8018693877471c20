"""Clusters of near-duplicates in the store: the connected components of the graph whose edges are articles that
share a band and are ALIKE. A cluster's number is its smallest article key.

So clusters depend on which articles there are and not on how they came. Nothing is thrown away.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator

from embeddings.duplicates import ALIKE, bands, components, likeness
from embeddings.tables import SCHEMA

_BLOCK = 4096


def add_sketch(connection: sqlite3.Connection, article: int, sketch: bytes) -> None:
    """Keep an article's sketch; until `settle` it is in no cluster."""
    connection.execute("INSERT INTO sketches (article, sketch) VALUES (?, ?)", (article, sketch))
    connection.executemany(
        "INSERT OR IGNORE INTO bands (band, article) VALUES (?, ?)", [(band, article) for band in bands(sketch)]
    )


def settle(connection: sqlite3.Connection) -> None:
    """Bring the clusters in step with the articles added and deleted; in the same transaction as these."""
    for (cluster,) in connection.execute("SELECT cluster FROM parted").fetchall():
        _put_together_again(connection, cluster)
    connection.execute("DELETE FROM parted")
    alone = "SELECT article, sketch FROM sketches WHERE cluster IS NULL ORDER BY article"
    for article, sketch in connection.execute(alone).fetchall():
        joined = _clusters_alike(connection, sketch)
        cluster = min(article, *joined) if joined else article
        connection.execute("UPDATE sketches SET cluster = ? WHERE article = ?", (cluster, article))
        connection.executemany(
            "UPDATE sketches SET cluster = ? WHERE cluster = ?", [(cluster, other) for other in joined - {cluster}]
        )


def settled(sketches: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, int]]:
    """(article, cluster) as `settle` gives them to articles of these keys and sketches, in a scratch database."""
    waiting = iter(sketches)
    with contextlib.closing(sqlite3.connect("")) as connection:  # a file of its own, deleted when closed
        for statement in SCHEMA.split("\n\n"):
            connection.execute(statement)
        while block := list(itertools.islice(waiting, _BLOCK)):
            for article, sketch in block:
                add_sketch(connection, article, sketch)
            settle(connection)
        yield from connection.execute("SELECT article, cluster FROM sketches ORDER BY article")


def _put_together_again(connection: sqlite3.Connection, cluster: int) -> None:
    """What is left of a cluster that lost an article may hold together no more, and need another number."""
    statement = "SELECT article, sketch FROM sketches WHERE cluster = ? ORDER BY article"
    members = connection.execute(statement, (cluster,)).fetchall()
    for component in components([sketch for _, sketch in members]):
        articles = [members[position][0] for position in component]
        if articles[0] != cluster:
            connection.executemany(
                "UPDATE sketches SET cluster = ? WHERE article = ?", [(articles[0], one) for one in articles]
            )


def _clusters_alike(connection: sqlite3.Connection, sketch: bytes) -> set[int]:
    """The clusters that hold an article alike to this one."""
    shared = bands(sketch)
    if not shared:
        return set()
    # What is alike to a copy is alike to this, so one copy will do, however many there are.
    copy = (
        "SELECT s.cluster FROM bands b JOIN sketches s ON s.article = b.article "
        "WHERE b.band = ? AND s.sketch = ? AND s.cluster IS NOT NULL LIMIT 1"
    )
    if found := connection.execute(copy, (shared[0], sketch)).fetchone():
        return {found[0]}
    near = (
        "SELECT cluster, sketch FROM sketches WHERE cluster IS NOT NULL AND article IN "
        f"(SELECT article FROM bands WHERE band IN ({','.join('?' * len(shared))}))"
    )
    clusters: set[int] = set()
    for cluster, other in connection.execute(near, shared):
        if cluster not in clusters and likeness(sketch, other) >= ALIKE:
            clusters.add(cluster)
    return clusters
