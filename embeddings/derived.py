"""What is searched: FAISS and tantivy, kept in step with the store they are derived from.

Both know the state of the store that they hold, and catch up from there: passages of larger ids are added, those
logged as deleted since are deleted. What is missing, damaged or of another store's past is built again, without
embedding anything. The log is cut, when it has grown long, to what the files lack: a process that holds a state
from before begins again with the files. One process at a time changes the files; one that already has something to
search goes on with that until its turn comes.

tantivy is caught up in its folder. FAISS is caught up in memory, and its file only written anew when what is not
in it has become a share of it worth the writing: whoever opens it catches up.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from embeddings.database import NOTHING, Commit
from embeddings.errors import IndexFolderError
from embeddings.files import SCRATCH, checksum, install, may_lock, scratch_path
from embeddings.lexical import LexicalIndex
from embeddings.passages import passage_text
from embeddings.store import Store
from embeddings.vectors import EXACT, Found, VectorIndex, kind_for, training_size

_LOCK = "derived.lock"
_LEXICAL = "lexical"
# The name says what is in the file, and what its bytes must be.
_VECTORS = re.compile(r"vectors-(?P<number>\d+)-(?P<random>[0-9a-f]+)-(?P<checksum>[0-9a-f]{8})\.faiss")
# Of the passages in the FAISS file, how many may have come or gone before it is written anew: after an update,
# and by a process that searches while another updates.
_UNSAVED_SHARE, _UNSAVED_SHARE_SEARCHING = 0.01, 0.25
# Of the passages there are, how many deletions may be logged before an update cuts the log.
_LOGGED_SHARE = 0.5
# Of the passages in tantivy's files, how many may be deleted ones before an update builds them anew.
_WASTED_SHARE = 0.5


class Derived:
    """The two search structures of a store. Its methods may be called from several threads."""

    def __init__(self, store: Store):
        self._store = store
        self._changing = threading.RLock()
        self._vectors: VectorIndex | None = None
        self._lexical: LexicalIndex | None = None
        self._held = self._saved = NOTHING

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._store.meta("dimension") or 0)

    def dense(self, questions: np.ndarray, k: int, within: np.ndarray | None = None) -> list[Found]:
        """See VectorIndex.search."""
        with self._changing:
            vectors, _ = self.opened()
            return vectors.search(questions, k, self._stored, within)

    def lexical(self, question: str, k: int, within: np.ndarray | None = None) -> Found:
        """See LexicalIndex.search."""
        _, lexical = self.opened()
        return lexical.search(question, k, within)

    def settle(self) -> None:
        """Bring both, and their files, to the state of the store, FAISS in the kind that suits its size."""
        with self._changing:
            self._refresh(settle=True)

    def opened(self) -> tuple[VectorIndex, LexicalIndex]:
        """Both, in the state of the store; or in an earlier one while another process is changing the files."""
        with self._changing:
            while self._vectors is None or self._lexical is None or self._is_stale():
                if not self._refresh():
                    break
            if self._vectors is None or self._lexical is None:
                raise RuntimeError("refreshed, and nothing to search")
            return self._vectors, self._lexical

    def files(self) -> tuple[tuple[VectorIndex, Commit] | None, tuple[LexicalIndex, Commit] | None]:
        """What the files hold and the states they are of, None where one is missing or damaged; nothing is
        changed."""
        with self._turn(wait=True):
            return self._load_vectors(), self._load_lexical()

    def _stored(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self._store.vectors(ids.tolist(), self.dimension)

    def _is_stale(self) -> bool:
        held = self._held.generation, "" if self._lexical is None else self._lexical.generation
        return set(held) != {self._store.generation}

    def _refresh(self, *, settle: bool = False) -> bool:
        """Catch up; False where another process is at it and there is something to search meanwhile."""
        wait = settle or self._vectors is None or self._lexical is None
        with self._turn(wait=wait) as mine:
            if mine:
                latest = self._store.last_commit()
                with self._errors():
                    self._refresh_vectors(latest, settle=wait)
                    self._refresh_lexical(latest, settle=wait)
                if self._is_writable():
                    self._sweep()
                    if settle and self._store.remembered() > _LOGGED_SHARE * latest.count:
                        self._store.forget_before(self._saved)
            return mine

    @contextlib.contextmanager
    def _turn(self, *, wait: bool) -> Iterator[bool]:
        """Be the one process that changes the files; yields whether it is."""
        if not self._is_writable():
            yield True
            return
        lock = FileLock(self._store.folder / _LOCK)
        try:
            lock.acquire(timeout=-1 if wait else 0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def _is_writable(self) -> bool:
        return may_lock(self._store.folder / _LOCK)

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError, ValueError) as error:
            raise IndexFolderError(
                self._store.folder,
                f"{self._store.folder}: what is searched cannot be written ({error}); "
                "the articles are safe, free some space on the disk and try again",
            ) from error

    # -- FAISS

    def _refresh_vectors(self, latest: Commit, *, settle: bool) -> None:
        vectors, held = self._vectors, self._held
        self._vectors = None  # half caught up it would be of no state
        deleted = None if vectors is None else self._store.deleted(held, latest)
        if deleted is not None:  # another process may have written the file anew
            self._saved = next((commit for _, commit in self._written()), NOTHING)
        elif loaded := self._load_vectors():
            vectors, held = loaded
            self._saved, deleted = held, self._store.deleted(held, latest)
        if vectors is None or deleted is None or (settle and not vectors.suits(latest.count)):
            vectors, self._saved = self._built_vectors(latest), NOTHING
        else:
            vectors.remove(deleted)
            self._add(vectors, held, latest)
        self._vectors, self._held = vectors, latest
        unsaved = latest.passages - self._saved.passages + latest.deletions - self._saved.deletions
        share = _UNSAVED_SHARE if settle else _UNSAVED_SHARE_SEARCHING
        if self._is_writable() and (unsaved > share * len(vectors) or self._saved is NOTHING):
            self._save(vectors, latest)

    def _add(self, vectors: VectorIndex, old: Commit, new: Commit) -> None:
        for ids, block in self._store.vector_blocks(self.dimension, old.passages, new.passages):
            vectors.add(ids, block)

    def _built_vectors(self, latest: Commit) -> VectorIndex:
        kind = kind_for(latest.count)
        ids = np.empty(0, dtype=np.int64) if kind == EXACT else self._store.passage_ids()
        some = np.random.default_rng(0).permutation(ids)[: training_size(latest.count)]
        _, sample = self._stored(some)
        vectors = VectorIndex.empty(kind, latest.count, sample)
        self._add(vectors, NOTHING, latest)
        vectors.tune(sample)
        return vectors

    def _load_vectors(self) -> tuple[VectorIndex, Commit] | None:
        """The newest file that is sound."""
        for match, commit in self._written():
            path = self._store.folder / match[0]
            with contextlib.suppress(OSError):
                if checksum(path) != int(match["checksum"], 16):
                    continue
                vectors = VectorIndex.load(path)
                if vectors is not None and vectors.dimension == self.dimension:
                    return vectors, commit
        return None

    def _written(self) -> Iterator[tuple[re.Match[str], Commit]]:
        """The names of FAISS files of this store's past, and the states they are of, the newest first."""
        named = [match for path in self._store.folder.iterdir() if (match := _VECTORS.fullmatch(path.name))]
        for match in sorted(named, key=lambda match: -int(match["number"])):
            if commit := self._store.commit_of(f"{match['number']}-{match['random']}"):
                yield match, commit

    def _save(self, vectors: VectorIndex, commit: Commit) -> None:
        scratch = scratch_path(self._store.folder / "vectors")
        try:
            vectors.save(scratch)
            install(scratch, scratch.with_name(f"vectors-{commit.generation}-{checksum(scratch):08x}.faiss"))
        finally:
            scratch.unlink(missing_ok=True)
        self._saved = commit

    # -- tantivy

    def _refresh_lexical(self, latest: Commit, *, settle: bool) -> None:
        lexical, self._lexical = self._lexical, None
        with contextlib.suppress(OSError, ValueError, KeyError):  # gone or damaged: built again
            if lexical is not None:
                lexical.reload()
            else:
                lexical = LexicalIndex.load(self._store.folder / _LEXICAL)
            held = None if lexical is None else self._store.commit_of(lexical.generation)
            deleted = None if held is None else self._store.deleted(held, latest)
            if lexical is not None and held is not None and deleted is not None:
                if held != latest:
                    lexical.catch_up(held, latest, deleted, self._texts(held, latest))
                if not (settle and lexical.wasted() > _WASTED_SHARE):
                    self._lexical = lexical
        if self._lexical is None:
            folder = self._store.folder / _LEXICAL if self._is_writable() else None
            self._lexical = LexicalIndex.build(folder, self._texts(NOTHING, latest), latest)

    def _load_lexical(self) -> tuple[LexicalIndex, Commit] | None:
        lexical = LexicalIndex.load(self._store.folder / _LEXICAL)
        commit = None if lexical is None else self._store.commit_of(lexical.generation)
        return None if lexical is None or commit is None else (lexical, commit)

    def _texts(self, old: Commit, new: Commit) -> Iterator[tuple[int, str]]:
        for block in self._store.passage_blocks(old.passages, new.passages):
            articles = self._store.articles(passage.article for passage in block)
            for passage in block:
                if passage.article in articles:  # not deleted since
                    yield passage.id, passage_text(articles[passage.article], passage)

    def _sweep(self) -> None:
        """Delete what was written before, and what killed processes left half-written: nobody else is writing."""
        current = f"vectors-{self._saved.generation}-"
        for path in self._store.folder.iterdir():
            scratch = path.name.startswith(("vectors", _LEXICAL)) and path.suffix == SCRATCH
            if scratch or (_VECTORS.fullmatch(path.name) and not path.name.startswith(current)):
                _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
