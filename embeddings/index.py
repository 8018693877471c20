"""Index: the store and the two search structures derived from it, kept in step.

One folder holds all three. The store alone is written to; FAISS and tantivy are loaded, or rebuilt from it
without embedding anything, whenever their generation is not the store's. A process that only searches sees
what another has added at its next search.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from embeddings.articles import Article, Passage
from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import (
    ArticleError,
    CorpusError,
    EncoderMismatchError,
    IndexFolderError,
    UnknownArticleError,
)
from embeddings.files import SCRATCH, absolute
from embeddings.lexical import LexicalIndex
from embeddings.loading import article_files, encoding_note, load_articles, read_file
from embeddings.passages import split
from embeddings.store import EncodedArticle, EncodedFile, Store
from embeddings.vectors import VectorIndex

# Raise this whenever loading, cleaning or splitting gives other articles or passages for the same file: indexes
# made before are then brought up to date at the next run.
PIPELINE_VERSION = 1

_BATCH_PASSAGES = 64
_DERIVED = ("vectors-", "lexical-")
_SCRATCH_SECONDS = 3600


@dataclass
class UpdateReport:
    """What one update did, in files; `passages` counts those embedded. `failures` are the files that could not
    be read (what the index held of them before, it still holds); `notes` say what else is worth knowing."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    failures: list[ArticleError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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

    def update(self, paths: Sequence[Path], *, progress: bool = False) -> UpdateReport:
        """Bring the index up to date with these files and folders; embed only what is new or changed.

        Files gone from a folder given here leave the index; files elsewhere are not touched. Raises
        CorpusError when a path does not exist or holds no article, and when none of the files can be read.
        """
        report = UpdateReport()
        found = (file for path in paths for file in article_files(path))
        files = list(dict.fromkeys(absolute(file) for file in found))
        known = self.store.file_hashes()
        gone = _gone(known, files, paths)
        if gone:
            self.store.remove_files(gone)
        report.removed = len(gone)
        shown = tqdm(files, unit="file", delay=1, disable=None if progress else True)
        for batch in _batches(self._changed(shown, known, report)):
            self._put(batch, report)
        self._refresh()
        if len(report.failures) == len(files):
            raise CorpusError(f"none of the {len(files)} files can be read as an article; {report.failures[0]}")
        return report

    def add(self, path: Path, articles: Sequence[Article], *, progress: bool = False) -> None:
        """Index articles that were taken from one file by other means than `load_articles`, replacing what the
        index held of that file; embeds nothing when the file has not changed since."""
        content_hash = _content_hash(path.read_bytes())
        if self.store.file_hashes().get(str(path)) == content_hash:
            return
        encoded: list[EncodedArticle] = []
        for i in tqdm(range(0, len(articles), _BATCH_PASSAGES), delay=1, disable=None if progress else True):
            encoded += self._encoded([(article, split(article)) for article in articles[i : i + _BATCH_PASSAGES]])
        self.store.put_files([EncodedFile(str(path), content_hash, encoded)])

    def remove(self, article_ids: Sequence[str]) -> None:
        """Forget these articles, with everything else their files held. Raises UnknownArticleError."""
        found = self.store.articles(article_ids)
        for article_id in article_ids:
            if article_id not in found:
                raise UnknownArticleError(article_id)
        self.store.remove_files({article.path for article in found.values()})

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

    def _changed(
        self, files: Iterable[Path], known: dict[str, str], report: UpdateReport
    ) -> Iterator[_LoadedFile]:
        for path in files:
            try:
                loaded = _loaded(path, known.get(str(path)), report)
            except ArticleError as error:
                report.failures.append(error)
                continue
            if loaded is None:
                report.unchanged += 1
            else:
                report.added += str(path) not in known
                report.changed += str(path) in known
                yield loaded

    def _put(self, batch: Sequence[_LoadedFile], report: UpdateReport) -> None:
        encoded = iter(self._encoded([one for _, _, articles in batch for one in articles]))
        files = [
            EncodedFile(path, content_hash, list(itertools.islice(encoded, len(articles))))
            for path, content_hash, articles in batch
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


# A file's path and content hash, and its articles with their passages.
_LoadedFile = tuple[str, str, list[tuple[Article, list[Passage]]]]


def passage_text(article: Article, passage: Passage) -> str:
    """What a passage is found by: the article's heading, then the passage. Only ever for searching; quotes are
    slices of the article."""
    return f"{article.heading}\n{article.text[passage.start : passage.end]}"


def _loaded(path: Path, known_hash: str | None, report: UpdateReport) -> _LoadedFile | None:
    """The file's articles, None when its content is as known."""
    content = read_file(path)
    content_hash = _content_hash(content)
    if content_hash == known_hash:
        return None
    articles = load_articles(path, content)
    note = encoding_note(path, content)
    if note:
        report.notes.append(note)
    return str(path), content_hash, [(article, split(article)) for article in articles]


def _content_hash(content: bytes) -> str:
    return hashlib.sha256(b"%d\n%b" % (PIPELINE_VERSION, content)).hexdigest()


def _batches(files: Iterable[_LoadedFile]) -> Iterator[list[_LoadedFile]]:
    batch: list[_LoadedFile] = []
    size = 0
    for file in files:
        batch.append(file)
        size += sum(len(passages) for _, passages in file[2])
        if size >= _BATCH_PASSAGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _gone(known: Iterable[str], files: Sequence[Path], paths: Sequence[Path]) -> list[str]:
    """The known files that lay in one of the given folders and are there no more. Of a folder that cannot be
    opened, which `article_files` gives in the place of its files, nothing is said to be gone."""
    folders = [absolute(path) for path in paths if path.is_dir()]
    closed = [file for file in files if file.is_dir()]
    present = {str(file) for file in files}
    return [
        path
        for path in known
        if path not in present
        and any(Path(path).is_relative_to(folder) for folder in folders)
        and not any(Path(path).is_relative_to(folder) for folder in closed)
    ]


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
