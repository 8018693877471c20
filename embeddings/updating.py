"""Brings a store up to date with files: what is new or changed is loaded, embedded and put, batch by batch.

A passage is embedded once: its vector is kept when its file is moved, copied, or changed elsewhere. Each batch is
one commit, and a large file is put in parts, so that a killed run loses one batch and the next goes on from there.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from embeddings.articles import Article, Passage
from embeddings.changes import (
    FilePart,
    UpdateReport,
    batches,
    changed_files,
    content_hash,
    file_parts,
    file_stamp,
    gone_files,
    moved_files,
)
from embeddings.duplicates import sketch
from embeddings.files import MAX_FILE_SIZE, absolute
from embeddings.passages import passage_text
from embeddings.records import KnownFile
from embeddings.rows import EncodedArticle
from embeddings.store import EncodedFile, Store

_BATCH_PASSAGES = 64


class Updater:
    """One update of a store. `encode`: texts to unit vectors, called only for what the store does not hold."""

    def __init__(
        self, store: Store, encode: Callable[[Sequence[str]], np.ndarray], dimension: int, *, progress: bool
    ):
        self.report = UpdateReport()
        self._store = store
        self._encode = encode
        self._dimension = dimension
        self._progress = progress
        self._held: dict[str, np.ndarray] = {}

    def update(self, files: Sequence[Path], paths: Sequence[Path], *, max_file_size: int = MAX_FILE_SIZE) -> None:
        """Put those of the files, found in these paths, that are new or changed; remove those gone from them."""
        known, left_out = self._known({str(absolute(path)) for path in paths if not path.is_dir()})
        present = [file for file in files if "" not in left_out.get(str(file), ())]
        self.report.left_out = len(files) - len(present)
        gone = gone_files(known, files, paths)
        moved = moved_files(present, known, gone)
        self.report.removed = len(gone) - len(moved)
        if self.report.removed:
            self._store.remove_files(set(gone) - set(moved.values()))
        shown = tqdm(present, unit="file", delay=1, disable=None if self._progress else True)
        parts = changed_files(shown, known, self.report, passages=_BATCH_PASSAGES, max_file_size=max_file_size)
        for batch in batches((_without(part, left_out) for part in parts), _BATCH_PASSAGES):
            self._put(batch, moved)
        if self.report.stamps:
            self._store.set_stamps(self.report.stamps)

    def add(self, path: Path, articles: Sequence[Article]) -> None:
        """Put these articles in the place of what the store holds of that file, if the file has changed."""
        known = self._store.files().get(str(path), KnownFile(""))
        whole = FilePart(str(path), content_hash(path.read_bytes()), [], stamp=file_stamp(path))
        if known.hash == whole.hash:
            return
        shown = tqdm(articles, delay=1, disable=None if self._progress else True)
        for part in file_parts(whole, known.hash, shown, _BATCH_PASSAGES):
            self._put([part], {})

    def _known(self, named: set[str]) -> tuple[dict[str, KnownFile], dict[str, set[str]]]:
        """What the store holds of files, and what is to be left out of them. Files removed by hand that are
        `named` now are taken in again."""
        left_out = self._store.removals()
        again = named & left_out.keys()
        if again:
            self._store.take_back(again)
        known = {path: file for path, file in self._store.files().items() if path not in again}
        return known, {path: names for path, names in left_out.items() if path not in again}

    def _put(self, batch: Sequence[FilePart], moved: Mapping[str, str]) -> None:
        self._hold(batch)
        encoded = iter(self._encoded([one for part in batch for one in part.articles]))
        files = [
            EncodedFile(
                part.path, part.hash, list(itertools.islice(encoded, len(part.articles))), part.after, part.stamp
            )
            for part in batch
        ]
        gone = [moved[part.path] for part in batch if part.is_last and part.path in moved]
        self._store.put_files(files, gone=gone)
        self.report.moved += len(gone)
        self.report.added -= len(gone)

    def _hold(self, batch: Sequence[FilePart]) -> None:
        """Hold the vectors that the store has of these files as they were, and of others with the same content,
        by the text they were made from; until the last part of a file has been put."""
        begun = [part for part in batch if part.after is None]
        contents = [part.hash.partition("+")[0] for part in begun]
        paths = {part.path for part in begun} | set(self._store.paths_of(contents))
        held = {} if batch[0].after is None else self._held
        for one in self._store.encoded(sorted(paths), self._dimension):
            for passage, vector in zip(one.passages, one.vectors, strict=True):
                held[passage_text(one.article, passage)] = vector
        self._held = held

    def _encoded(self, articles: Sequence[tuple[Article, list[Passage]]]) -> list[EncodedArticle]:
        texts = [[passage_text(article, passage) for passage in passages] for article, passages in articles]
        missing = [text for text in dict.fromkeys(itertools.chain(*texts)) if text not in self._held]
        self.report.passages += len(missing)
        vectors = self._held | dict(zip(missing, self._encode(missing) if missing else (), strict=True))
        none = np.empty((0, self._dimension), dtype=np.float32)
        return [
            EncodedArticle(
                article,
                passages,
                np.array([vectors[text] for text in its_texts]) if its_texts else none,
                sketch(article),
            )
            for (article, passages), its_texts in zip(articles, texts, strict=True)
        ]


def _without(part: FilePart, left_out: Mapping[str, set[str]]) -> FilePart:
    names = left_out.get(part.path)
    if not names:
        return part
    return dataclasses.replace(part, articles=[one for one in part.articles if one[0].id not in names])
