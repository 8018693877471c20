"""Common lines in the store: those that so many articles of one source have that they are boilerplate.

A line is common or not by the articles there are, however they came. Whether an article's passages are cut without
it is kept beside each line, so that an update that was cut off, or articles that came since, leave no more than
articles out of step, which the next one cuts anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from embeddings.database import Database
from embeddings.lines import CountedLine

# The least number of witnesses: so many, and a tenth of those its source has. Of ten articles six must have the
# line, of a hundred fifteen; a source of five or fewer is too small to tell.
_LEAST, _ONE_IN = 5, 10

# A cluster of near-duplicates is one witness, or a reprint's every line would be common; an article too short to
# be compared is none.
_WITNESSES = "count(DISTINCT s.cluster)"
_COMPARED = "length(s.sketch) > 0"
_SIZES = (
    f"SELECT a.source, {_WITNESSES} FROM articles a JOIN sketches s ON s.article = a.key "
    f"WHERE {_COMPARED} GROUP BY a.source"
)
# The first part reads one index from end to end, the others look up only what is left of it.
_OFTEN = f"""
WITH often AS (SELECT line FROM lines GROUP BY line HAVING count(*) > {_LEAST}),
seen AS (
    SELECT l.line AS line, min(l.article) AS article, {_WITNESSES} AS witnesses
    FROM often o CROSS JOIN lines l ON l.line = o.line CROSS JOIN sketches s ON s.article = l.article
    WHERE {_COMPARED} GROUP BY l.line HAVING witnesses > {_LEAST}
)
SELECT seen.line, seen.witnesses, a.source FROM seen CROSS JOIN articles a ON a.key = seen.article
"""


def add_lines(
    connection: sqlite3.Connection, article: int, lines: Sequence[CountedLine], repeated: Sequence[tuple[int, int]]
) -> None:
    """Keep an article's lines, in the place of those kept before; those that stand at the `repeated` ranges are
    in none of its passages."""
    connection.execute("DELETE FROM lines WHERE article = ?", (article,))
    connection.executemany(
        "INSERT INTO lines (line, article, masked) VALUES (?, ?, ?)",
        [(number, article, masked) for number, masked in line_rows(lines, repeated)],
    )


def line_rows(lines: Sequence[CountedLine], repeated: Sequence[tuple[int, int]]) -> list[tuple[int, bool]]:
    """Each line of an article once, and whether it stands at the repeated ranges."""
    places = set(repeated)
    masked = {line.number for line in lines if (line.start, line.end) in places}
    return [(number, number in masked) for number in {line.number for line in lines}]


class LineRecords(Database):
    """What the store knows of the articles' lines."""

    def common_lines(self) -> set[int]:
        """The numbers of the lines that are common."""
        often = list(self._rows(_OFTEN))
        sizes = dict(self._rows(_SIZES)) if often else {}
        return {line for line, witnesses, source in often if witnesses >= _LEAST + sizes[source] / _ONE_IN}

    def masked_lines(self, numbers: Iterable[int]) -> set[int]:
        """Those of these lines that are masked in an article: they were common at the last count."""
        one = "SELECT 1 FROM lines WHERE masked AND line = ? LIMIT 1"
        return {number for number in numbers if self._row(one, number)}

    def out_of_step(self, common: set[int]) -> list[int]:
        """The keys of the articles that have a common line which is not masked, or one masked that is not common;
        ascending."""
        masked = {line for (line,) in self._rows("SELECT DISTINCT line FROM lines WHERE masked")}
        found = {
            key for (key,) in self._rows_in("SELECT article FROM lines WHERE NOT masked AND line IN", [*common])
        }
        rows = self._rows_in("SELECT article FROM lines WHERE masked AND line IN", [*(masked - common)])
        return sorted(found | {key for (key,) in rows})
