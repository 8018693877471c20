"""Brings a store up to date with files: what is new or changed is loaded, embedded and put, batch by batch.

A passage is embedded once: its vector is kept when its file is moved, copied, or changed elsewhere. Each batch is
one commit, and a large file is put in parts, so that a killed run loses one batch and the next goes on from there.

Which lines are common in a source shows only when its articles are there: then those that have them are cut anew.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from embeddings.lines import Ranges, counted_lines, repeated_ranges, with_masked
from embeddings.passages import passage_text, split
from embeddings.records import KnownFile
from embeddings.rows import EncodedArticle, place_in_file
from embeddings.store import EncodedFile, Store

_BATCH_PASSAGES = 64
# How many articles are cut anew in one commit.
_BATCH_ARTICLES = 32


# An article as it was loaded, what of it is masked besides, and the passages between.
Cut = tuple[Article, Ranges, Sequence[Passage]]


class Updater:
    """One update of a store. `encode`: texts to unit vectors, called only for what the store does not hold."""

    def __init__(
        self, store: Store, encode: Callable[[Sequence[str]], np.ndarray], dimension: int, *, progress: bool
    ):
        self.report = UpdateReport()
        self._store = store
        self._encode = encode
        self._dimension = dimension
        self._shown = functools.partial(tqdm, delay=1, disable=None if progress else True)
        self._held: dict[str, np.ndarray] = {}

    def update(self, files: Sequence[Path], paths: Sequence[Path], *, max_file_size: int = MAX_FILE_SIZE) -> None:
        """Put those of the files, found in these paths, that are new or changed; remove those gone from them.
        What was removed by hand of a file that is itself one of the paths is taken in again."""
        self._store.take_back(str(absolute(path)) for path in paths if not path.is_dir())
        known, removed, left_out = self._store.files(), self._store.removed_files(), self._store.removals()
        present = [file for file in files if str(file) not in removed]
        gone = gone_files(known, files, paths)
        every_gone = [*gone, *gone_files(removed, files, paths)]
        moved = moved_files(present, known | removed, every_gone, max_file_size)
        self._store.move_removals({new: old for new, old in moved.items() if old in removed})
        present = [file for file in present if moved.get(str(file)) not in removed]
        moved = {new: old for new, old in moved.items() if old not in removed}
        left_out |= {new: left_out[old] for new, old in moved.items() if old in left_out}
        self.report.left_out = len(files) - len(present)
        self.report.removed = len(gone) - len(moved)
        if self.report.removed:
            self._store.remove_files(set(gone) - set(moved.values()))
        stored = self._store.counts()[1]
        due = 2 * max(stored, _BATCH_ARTICLES)
        shown = self._shown(present, unit="file")
        parts = changed_files(shown, known, self.report, passages=_BATCH_PASSAGES, max_file_size=max_file_size)
        for batch in batches((_without(part, left_out) for part in parts), _BATCH_PASSAGES):
            self._put(batch, moved)
            stored += sum(len(part.articles) for part in batch)
            if stored >= due:  # what comes after is then cut right at once
                self.settle()
                due = 2 * stored
        if self.report.stamps:
            self._store.set_stamps(self.report.stamps)

    def add(self, path: Path, articles: Sequence[Article]) -> None:
        """Put these articles in the place of what the store holds of that file, if the file has changed."""
        known = self._store.files().get(str(path), KnownFile(""))
        whole = FilePart(str(path), content_hash(path.read_bytes()), [], stamp=file_stamp(path))
        if known.hash == whole.hash:
            return
        for part in file_parts(whole, known.hash, self._shown(articles, unit="article"), _BATCH_PASSAGES):
            self._put([part], {})

    def settle(self) -> None:
        """Cut those articles anew whose lines have become common in their source, or are so no more."""
        common = self._store.common_lines()
        keys = self._store.out_of_step(common)
        for i in self._shown(range(0, len(keys), _BATCH_ARTICLES), unit=" batches cut anew"):
            loaded = self._store.loaded(keys[i : i + _BATCH_ARTICLES])
            cuts = {key: _cut(article, common) for key, (article, _) in loaded.items()}
            # One of nothing but common lines keeps them.
            changed = {key: cut for key, cut in cuts.items() if cut[1] != loaded[key][1]}
            if changed:
                held = self._vectors_of(article.id for article, *_ in changed.values())
                self._store.cut_anew(dict(zip(changed, self._encoded([*changed.values()], held), strict=True)))

    def _put(self, batch: Sequence[FilePart], moved: Mapping[str, str]) -> None:
        self._hold(batch)
        cuts = [self._cut_as_now(article, passages) for part in batch for article, passages in part.articles]
        sketched = (
            dataclasses.replace(one, sketch=sketch(one.article)) for one in self._encoded(cuts, self._held)
        )
        files = [
            EncodedFile(
                part.path, part.hash, list(itertools.islice(sketched, len(part.articles))), part.after, part.stamp
            )
            for part in batch
        ]
        moved = {part.path: moved[part.path] for part in batch if part.path in moved}
        gone = [moved[part.path] for part in batch if part.is_last and part.path in moved]
        self._store.put_files(files, gone=gone, moved=moved)
        self.report.moved += len(gone)
        self.report.added -= len(gone)

    def _hold(self, batch: Sequence[FilePart]) -> None:
        """Hold the vectors that the store has of these files as they were, and of others with the same content,
        until the last part of a file has been put."""
        begun = [part for part in batch if part.after is None]
        contents = [part.hash.partition("+")[0] for part in begun]
        paths = {part.path for part in begun} | set(self._store.paths_of(contents))
        held = {} if batch[0].after is None else self._held
        self._held = held | self._vectors_of(self._store.article_ids(sorted(paths)))

    def _vectors_of(self, ids: Iterable[str]) -> dict[str, np.ndarray]:
        """The vectors that the store has of these articles, by the text they were made from."""
        return {
            passage_text(one.article, passage): vector
            for one in self._store.encoded(ids, self._dimension)
            for passage, vector in zip(one.passages, one.vectors, strict=True)
        }

    def _cut_as_now(self, article: Article, passages: Sequence[Passage]) -> Cut:
        """The article without the lines that were common at the last count."""
        common = self._store.masked_lines(line.number for line in counted_lines(article))
        return _cut(article, common) if common else (article, (), passages)

    def _encoded(self, cuts: Sequence[Cut], held: Mapping[str, np.ndarray]) -> list[EncodedArticle]:
        """With the vectors held, by text, and those of what is missing."""
        texts = [
            [passage_text(masked, passage) for passage in passages]
            for article, repeated, passages in cuts
            for masked in [with_masked(article, repeated)]
        ]
        missing = [text for text in dict.fromkeys(itertools.chain(*texts)) if text not in held]
        self.report.passages += len(missing)
        vectors = {**held, **dict(zip(missing, self._encode(missing) if missing else (), strict=True))}
        return [
            EncodedArticle(article, passages, np.array([vectors[text] for text in its_texts]), repeated=repeated)
            for (article, repeated, passages), its_texts in zip(cuts, texts, strict=True)
        ]


def _cut(article: Article, common: set[int]) -> Cut:
    repeated = repeated_ranges(article, common)
    return article, repeated, split(with_masked(article, repeated))


def _without(part: FilePart, left_out: Mapping[str, set[str]]) -> FilePart:
    places = left_out.get(part.path)
    if not places:
        return part
    kept = [one for one in part.articles if place_in_file(part.path, one[0]) not in places]
    return dataclasses.replace(part, articles=kept)
