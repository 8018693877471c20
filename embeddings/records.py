"""What the store knows of files: which are indexed, and which are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from embeddings.database import Database


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What an indexed file's content and its stamp were."""

    hash: str
    stamp: str = ""


class FileRecords(Database):
    """The files indexed, and those removed by hand."""

    def files(self) -> dict[str, KnownFile]:
        """Every file indexed, by path."""
        rows = self._rows("SELECT path, hash, stamp FROM files")
        return {path: KnownFile(file_hash, stamp) for path, file_hash, stamp in rows}

    def paths_of(self, hashes: Sequence[str]) -> list[str]:
        """The files indexed whose content hash is one of these."""
        return [path for (path,) in self._rows_in("SELECT path FROM files WHERE hash IN", hashes)]

    def set_stamps(self, stamps: Mapping[str, str]) -> None:
        """Note new stamps, by path, of files whose content is as it was."""
        with self._transaction() as connection:
            rows = [(stamp, path) for path, stamp in stamps.items()]
            connection.executemany("UPDATE files SET stamp = ? WHERE path = ?", rows)

    def removals(self) -> dict[str, set[str]]:
        """The articles removed by hand that are left out: path -> their places in the file (`place_in_file`)."""
        left_out: dict[str, set[str]] = {}
        for path, place in self._rows("SELECT path, name FROM removals WHERE instr(name, '#')"):
            left_out.setdefault(path, set()).add(place)
        return left_out

    def removed_files(self) -> dict[str, KnownFile]:
        """The files removed by hand that are left out, by path."""
        rows = self._rows("SELECT path, name FROM removals WHERE NOT instr(name, '#')")
        return {path: KnownFile(file_hash) for path, file_hash in rows}

    def move_removals(self, moved: Mapping[str, str]) -> None:
        """Leave files that were removed by hand, and have moved, out again: new path -> old path."""
        if moved:
            with self._transaction() as connection:
                connection.executemany("UPDATE OR REPLACE removals SET path = ? WHERE path = ?", moved.items())

    def take_back(self, paths: Iterable[str]) -> None:
        """Forget that these files, or articles of them, were removed by hand; such files are read again."""
        removed = {path for (path,) in self._rows("SELECT path FROM removals")}
        taken = [(path,) for path in removed.intersection(paths)]
        if taken:  # else nothing is written, to an index that may only be read
            with self._transaction() as connection:
                connection.executemany("UPDATE files SET hash = '', stamp = '' WHERE path = ?", taken)
                connection.executemany("DELETE FROM removals WHERE path = ?", taken)
