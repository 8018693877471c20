"""Index: articles in, passages found. Ties together the store, what is derived from it, and the encoder.

The store alone is written to; what is searched follows it (`derived`). A process that only searches sees what
another has added at its next search.
"""

from __future__ import annotations

import contextlib
import functools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from embeddings.articles import Article
from embeddings.changes import UpdateReport
from embeddings.derived import Derived
from embeddings.encoder import BUNDLED_ENCODER, BUNDLED_FINGERPRINT, Encoder, load_encoder
from embeddings.errors import CorpusError, EncoderMismatchError, StoreBusyError, UnknownArticleError
from embeddings.files import MAX_FILE_SIZE, absolute, may_lock
from embeddings.loading import article_files, left_out_note
from embeddings.store import Store
from embeddings.updating import Updater

_LOCK = "update.lock"


class Index:
    """Articles that can be searched. Made by `Index.open`.

    Several threads may use one, also while it is updated; a process that was forked has to open its own.
    """

    def __init__(self, store: Store, encoder: Encoder | None = None, *, busy_seconds: float = 10.0):
        self.store = store
        self.derived = Derived(store)
        self._given_encoder = encoder
        self._busy_seconds = busy_seconds

    @classmethod
    def open(cls, folder: str | Path, *, encoder: Encoder | None = None, create: bool = False) -> Index:
        """The index in `folder`; a new one, made with `encoder` or the bundled one, where `create` is set.

        Raises IndexFolderError and its kinds; EncoderMismatchError when `encoder` is not the one it was made
        with.
        """
        index = cls(Store.open(Path(folder), create=create), encoder)
        if index.store.meta("fingerprint") is None:
            made_with = encoder or load_encoder()
            index._given_encoder = made_with
            index.store.set_meta_once(
                encoder=made_with.name, fingerprint=made_with.fingerprint, dimension=str(made_with.dimension)
            )
        if encoder is not None:
            index._check(encoder.name, encoder.fingerprint)
        return index

    @functools.cached_property
    def encoder(self) -> Encoder:
        """The encoder the index was made with, loaded when first needed."""
        encoder = self._given_encoder or load_encoder(self.store.meta("encoder") or "")
        self._check(encoder.name, encoder.fingerprint)
        return encoder

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def update(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        progress: bool = False,
        max_file_size: int = MAX_FILE_SIZE,
    ) -> UpdateReport:
        """Bring the index up to date with these files and folders; embed only passages that it does not hold.

        Files gone from a folder given here leave the index; files elsewhere are not touched. What was removed
        by hand stays out of it, unless its file is given here itself. A file of more than `max_file_size` bytes,
        or that unpacks to more, is among the report's failures. Raises CorpusError when a path does not
        exist or holds no article, and when none of the files can be read; EncoderMismatchError when the index was
        made with another version's encoder; StoreBusyError when another process has been updating it for ten
        seconds.
        """
        # Else an index of another version would be refused only once there is something to embed or to ask.
        if self._given_encoder is None and self.store.meta("encoder") == BUNDLED_ENCODER:
            self._check(BUNDLED_ENCODER, BUNDLED_FINGERPRINT)
        given = [Path(path) for path in _several(paths)]
        others: Counter[str] = Counter()
        found = (file for path in given for file in article_files(path, others))
        files = list(dict.fromkeys(absolute(file) for file in found))
        if not files:
            raise CorpusError("no path is given; give a file or a folder of articles")
        with self.writing(progress=progress) as updater:
            updater.update(files, given, max_file_size=max_file_size)
        report = updater.report
        report.notes += left_out_note(others)
        if not (report.added or report.changed or report.moved or report.unchanged or report.left_out):
            raise CorpusError(f"none of the {len(files)} files can be read as an article; {report.failures[0]}")
        return report

    def add(self, path: Path, articles: Sequence[Article], *, progress: bool = False) -> None:
        """Index articles that were taken from one file by other means than `load_articles`, replacing what the
        index held of that file; embeds nothing when the file has not changed since."""
        with self.writing(progress=progress) as updater:
            updater.add(path, articles)

    def remove(self, names: str | Path | Iterable[str | Path]) -> list[str]:
        """Forget articles, by id, or all that came from a file or from a folder's files, by path; they are left
        out of later updates too, until their file is given to `update` itself. The ids of what was removed.

        Raises UnknownArticleError for the first name that is neither, with nothing removed.
        """
        names = _several(names)
        with self.writing():
            articles = self.store.articles(str(name) for name in names)
            paths = self._paths([name for name in names if str(name) not in articles])
            removed = list(dict.fromkeys([*articles, *self.store.article_ids(paths)]))
            # An article called as its file is all of it: the file need not be read again.
            of_one = {
                one.path
                for one in articles.values()
                if one.id.endswith(Path(one.path).name) and self.store.article_ids([one.path]) == [one.id]
            }
            self.store.remove_files({*paths, *of_one}, remember=True)
            self.store.remove_articles(articles)
        return removed

    def _paths(self, names: Sequence[str | Path]) -> list[str]:
        """The indexed files that are these, or lie in these folders."""
        known, paths = self.store.files(), dict[str, None]()
        for name in names:
            under = [path for path in known if Path(path).is_relative_to(absolute(Path(name)))]
            if not under or not str(name).strip():  # Path("") is the folder one is in
                raise UnknownArticleError(str(name))
            paths |= dict.fromkeys(under)
        return list(paths)

    def dense(
        self, questions: Sequence[str], k: int, within: Collection[int] | np.ndarray | None = None
    ) -> list[list[tuple[int, float]]]:
        """For each question up to k (passage id, cosine), best first; only of the passages `within`, where given:
        k of them however few of the archive they are."""
        if not questions:
            return []
        return self.derived.dense(self.encoder.encode(questions), k, _filter(within))

    def lexical(
        self, question: str, k: int, within: Collection[int] | np.ndarray | None = None
    ) -> list[tuple[int, float]]:
        """Up to k (passage id, BM25 score), best first; only of the passages `within`, where given."""
        return self.derived.lexical(question, k, _filter(within))

    def _check(self, name: str, fingerprint: str) -> None:
        made_with = self.store.meta("encoder")
        if fingerprint != self.store.meta("fingerprint"):
            raise EncoderMismatchError(
                self.store.folder,
                f"{self.store.folder}: made with the encoder {made_with}, and this is {name} with other weights; "
                "index the articles into a new folder to use it",
            )

    @contextlib.contextmanager
    def writing(self, *, progress: bool = False) -> Iterator[Updater]:
        """Be the one process that updates the index (two would embed the same articles), and leave what is
        searched in the state of the store."""
        lock = FileLock(self.store.folder / _LOCK)
        if may_lock(self.store.folder / _LOCK):  # else SQLite says what is wrong
            try:
                lock.acquire(timeout=self._busy_seconds)
            except Timeout:
                raise StoreBusyError(
                    self.store.folder,
                    f"{self.store.folder}: another process is updating this index; try again when it is done",
                ) from None
        try:
            updater = Updater(
                self.store, lambda texts: self.encoder.encode(texts), self.derived.dimension, progress=progress
            )
            yield updater
            updater.settle()
            self.derived.settle()
        finally:
            lock.release()


def _several(names: str | Path | Iterable[str | Path]) -> list[str | Path]:
    """One or several; a string alone would else be taken for its letters."""
    return [names] if isinstance(names, str | Path) else list(names)


def _filter(within: Collection[int] | np.ndarray | None) -> np.ndarray | None:
    return None if within is None else np.unique(np.fromiter(within, dtype=np.int64))
