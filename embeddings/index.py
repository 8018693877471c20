"""Index: the store and the two search structures derived from it, kept in step.

One folder holds all three. The store alone is written to; FAISS and tantivy are loaded, or rebuilt from it
without embedding anything, whenever their generation is not the store's. A process that only searches sees
what another has added at its next search.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from embeddings.articles import Article, Passage
from embeddings.changes import FilePart, UpdateReport, batches, changed_files, content_hash, gone_files
from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import (
    CorpusError,
    EncoderMismatchError,
    IndexFolderError,
    UnknownArticleError,
)
from embeddings.files import MAX_FILE_SIZE, SCRATCH, absolute
from embeddings.lexical import LexicalIndex
from embeddings.loading import article_files, left_out_note
from embeddings.passages import split
from embeddings.store import EncodedArticle, EncodedFile, Store
from embeddings.vectors import VectorIndex

_BATCH_PASSAGES = 64
_DERIVED = ("vectors-", "lexical-")
_SCRATCH_SECONDS = 3600


class Index:
    """Articles that can be searched. Made by `Index.open`."""

    def __init__(self, store: Store, encoder: Encoder | None = None):
        self.store = store
        self._given_encoder = encoder
        self._refreshing = threading.Lock()
        self._generation = ""
        self._vectors: VectorIndex
        self._lexical: LexicalIndex

    @classmethod
    def open(cls, folder: Path, *, encoder: Encoder | None = None, create: bool = False) -> Index:
        """The index in `folder`; a new one, made with `encoder` or the bundled one, where `create` is set.

        Raises IndexFolderError and its kinds; EncoderMismatchError when `encoder` is not the one it was made
        with.
        """
        index = cls(Store.open(folder, create=create), encoder)
        if index.store.meta("fingerprint") is None:
            made_with = encoder or load_encoder()
            index._given_encoder = made_with
            index.store.set_meta_once(
                encoder=made_with.name, fingerprint=made_with.fingerprint, dimension=str(made_with.dimension)
            )
        if encoder is not None:
            index._check(encoder)
        return index

    @functools.cached_property
    def encoder(self) -> Encoder:
        """The encoder the index was made with, loaded when first needed."""
        encoder = self._given_encoder or load_encoder(self.store.meta("encoder") or "")
        self._check(encoder)
        return encoder

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def update(
        self, paths: Sequence[Path], *, progress: bool = False, max_file_size: int = MAX_FILE_SIZE
    ) -> UpdateReport:
        """Bring the index up to date with these files and folders; embed only what is new or changed.

        Files gone from a folder given here leave the index; files elsewhere are not touched. A file of more
        than `max_file_size` bytes, or that unpacks to more, is among the report's failures. Raises CorpusError
        when a path does not exist or holds no article, and when none of the files can be read.
        """
        report = UpdateReport()
        others: Counter[str] = Counter()
        found = (file for path in paths for file in article_files(path, others))
        files = list(dict.fromkeys(absolute(file) for file in found))
        known = self.store.file_hashes()
        gone = gone_files(known, files, paths)
        if gone:
            self.store.remove_files(gone)
        report.removed = len(gone)
        report.notes += left_out_note(others)
        shown = tqdm(files, unit="file", delay=1, disable=None if progress else True)
        parts = changed_files(shown, known, report, passages=_BATCH_PASSAGES, max_file_size=max_file_size)
        for batch in batches(parts, _BATCH_PASSAGES):
            self._put(batch, report)
            shown.set_postfix_str(f"{report.passages:,} passages")
        self._refresh()
        if not (report.added or report.changed or report.unchanged):
            raise CorpusError(f"none of the {len(files)} files can be read as an article; {report.failures[0]}")
        return report

    def add(self, path: Path, articles: Sequence[Article], *, progress: bool = False) -> None:
        """Index articles that were taken from one file by other means than `load_articles`, replacing what the
        index held of that file; embeds nothing when the file has not changed since."""
        new_hash = content_hash(path.read_bytes())
        if self.store.file_hashes().get(str(path)) == new_hash:
            return
        encoded: list[EncodedArticle] = []
        for i in tqdm(range(0, len(articles), _BATCH_PASSAGES), delay=1, disable=None if progress else True):
            encoded += self._encoded([(article, split(article)) for article in articles[i : i + _BATCH_PASSAGES]])
        self.store.put_files([EncodedFile(str(path), new_hash, encoded)])

    def remove(self, article_ids: Sequence[str]) -> None:
        """Forget these articles, with everything else their files held. Raises UnknownArticleError."""
        found = self.store.articles(article_ids)
        for article_id in article_ids:
            if article_id not in found:
                raise UnknownArticleError(article_id)
        self.store.remove_files(self.store.files_of(list(found)))

    def dense(self, questions: Sequence[str], k: int) -> list[list[tuple[int, float]]]:
        """For each question up to k (passage id, cosine), best first."""
        self._refresh()
        return self._vectors.search(self.encoder.encode(questions), k) if questions else []

    def lexical(self, question: str, k: int) -> list[tuple[int, float]]:
        """Up to k (passage id, BM25 score), best first."""
        self._refresh()
        return self._lexical.search(question, k)

    def derived_files(self) -> tuple[VectorIndex | None, LexicalIndex | None]:
        """What the files of the two search structures hold, None where one is missing or damaged; nothing is
        rebuilt."""
        vectors, lexical = self._derived_paths(self.store.generation)
        return VectorIndex.load(vectors, self.dimension), LexicalIndex.load(lexical)

    def _check(self, encoder: Encoder) -> None:
        made_with = self.store.meta("encoder")
        if encoder.fingerprint != self.store.meta("fingerprint"):
            raise EncoderMismatchError(
                self.store.folder,
                f"{self.store.folder}: made with the encoder {made_with}, and this is {encoder.name} with other "
                "weights; index the articles into a new folder to use it",
            )

    def _put(self, batch: Sequence[FilePart], report: UpdateReport) -> None:
        encoded = iter(self._encoded([one for part in batch for one in part.articles]))
        files = [
            EncodedFile(part.path, part.hash, list(itertools.islice(encoded, len(part.articles))), part.after)
            for part in batch
        ]
        self.store.put_files(files)
        report.passages += sum(len(one.passages) for file in files for one in file.articles)

    def _encoded(self, articles: Sequence[tuple[Article, list[Passage]]]) -> list[EncodedArticle]:
        texts = [passage_text(article, passage) for article, passages in articles for passage in passages]
        vectors = self.encoder.encode(texts)
        ends = list(itertools.accumulate(len(passages) for _, passages in articles))
        return [
            EncodedArticle(article, passages, vectors[end - len(passages) : end])
            for (article, passages), end in zip(articles, ends, strict=True)
        ]

    def _refresh(self) -> None:
        """Load or rebuild the search structures where they are not the store's generation."""
        with self._refreshing:
            while (generation := self.store.generation) != self._generation:
                try:
                    self._vectors, self._lexical = self._current(generation)
                except (OSError, RuntimeError, ValueError) as error:
                    if self.store.generation != generation:
                        continue  # another process went on meanwhile, and swept these away
                    raise IndexFolderError(
                        self.store.folder,
                        f"{self.store.folder}: what is searched cannot be written ({error}); "
                        "the articles are safe, free some space on the disk and try again",
                    ) from error
                self._generation = generation
                _sweep(self.store.folder, self._derived_paths(generation))

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        return int(self.store.meta("dimension") or 0)

    def _derived_paths(self, generation: str) -> tuple[Path, Path]:
        return self.store.folder / f"vectors-{generation}.faiss", self.store.folder / f"lexical-{generation}"

    def _current(self, generation: str) -> tuple[VectorIndex, LexicalIndex]:
        vectors_path, lexical_path = self._derived_paths(generation)
        passages = self.store.counts()[2]
        vectors = VectorIndex.load(vectors_path, self.dimension)
        if vectors is None or len(vectors) != passages:
            vectors = VectorIndex.build(*self.store.vectors(self.dimension), self.dimension)
            vectors.save(vectors_path)
        lexical = LexicalIndex.load(lexical_path)
        if lexical is None or len(lexical) != passages:
            lexical = LexicalIndex.build(lexical_path, self._texts())
        return vectors, lexical

    def _texts(self) -> Iterator[tuple[int, str]]:
        for article in self.store.all_articles():
            for passage in self.store.passages_of(article.id):
                yield passage.id, passage_text(article, passage)


def passage_text(article: Article, passage: Passage) -> str:
    """What a passage is found by: the article's heading, then the passage. Only ever for searching; quotes are
    slices of the article."""
    return f"{article.heading}\n{article.text[passage.start : passage.end]}"


def _sweep(folder: Path, current: Sequence[Path]) -> None:
    """Delete what was derived from other generations, and what killed processes left half-written."""
    for path in folder.iterdir():
        if path in current or not path.name.startswith(_DERIVED):
            continue
        with contextlib.suppress(FileNotFoundError):
            if path.suffix == SCRATCH and time.time() - path.stat().st_mtime < _SCRATCH_SECONDS:
                continue  # another process may be writing it
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
