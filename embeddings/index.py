"""Index: the store and the two search structures derived from it, kept in step.

One folder holds all three. The store alone is written to; FAISS and tantivy are loaded, or rebuilt from it
without embedding anything, whenever their generation is not the store's. A process that only searches sees
what another has added at its next search.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from embeddings.articles import Article, Passage
from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import ArticleError, CorpusError, EncoderMismatchError, UnknownArticleError
from embeddings.lexical import LexicalIndex
from embeddings.loading import article_files, encoding_note, load_articles, read_file
from embeddings.passages import split
from embeddings.store import EncodedArticle, EncodedFile, Store
from embeddings.vectors import VectorIndex

# Raise this whenever loading, cleaning or splitting gives other articles or passages for the same file: indexes
# made before are then brought up to date at the next run.
PIPELINE_VERSION = 1

_BATCH_PASSAGES = 64
_DERIVED = re.compile(r"(?:vectors|lexical)-(\d+)\b")


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
        self._generation = -1
        self._vectors: VectorIndex
        self._lexical: LexicalIndex

    @classmethod
    def open(cls, folder: Path, *, encoder: Encoder | None = None, create: bool = False) -> Index:
        """The index in `folder`; a new one, made with `encoder` or the bundled one, where `create` is set.

        Raises IndexFolderError and its kinds; EncoderMismatchError when `encoder` is not the one it was made
        with.
        """
        index = cls(Store.open(folder, create=create), encoder)
        if index.store.meta("encoder") is None:
            encoder = index._given_encoder = encoder or load_encoder()
            index.store.set_meta(
                encoder=encoder.name, fingerprint=encoder.fingerprint, dimension=str(encoder.dimension)
            )
        elif encoder is not None:
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
        files = list(dict.fromkeys(file.resolve() for path in paths for file in article_files(path)))
        known = self.store.file_hashes()
        for batch in _batches(
            self._changed(tqdm(files, unit="file", delay=1, disable=not progress), known, report)
        ):
            self._put(batch, report)
        if len(report.failures) == len(files) and not known:
            raise CorpusError(f"none of the {len(files)} files can be read as an article; {report.failures[0]}")
        gone = _gone(known, files, paths)
        if gone:
            self.store.remove_files(gone)
        report.removed = len(gone)
        self._refresh()
        return report

    def add(self, path: Path, articles: Sequence[Article], *, progress: bool = False) -> None:
        """Index articles that were taken from one file by other means than `load_articles`, replacing what the
        index held of that file; embeds nothing when the file has not changed since."""
        content_hash = _content_hash(path.read_bytes())
        if self.store.file_hashes().get(str(path)) == content_hash:
            return
        encoded: list[EncodedArticle] = []
        for i in tqdm(range(0, len(articles), _BATCH_PASSAGES), delay=1, disable=not progress):
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

    def derived(self) -> tuple[VectorIndex, LexicalIndex]:
        """The two search structures, up to date."""
        self._refresh()
        return self._vectors, self._lexical

    def _check(self, encoder: Encoder) -> None:
        made_with = self.store.meta("encoder")
        if encoder.fingerprint != self.store.meta("fingerprint"):
            raise EncoderMismatchError(
                self.store.folder,
                f"{self.store.folder}: made with the encoder {made_with}, not with this {encoder.name} "
                f"(other weights); use --encoder {made_with}, or index the articles into a new folder",
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
        with self._refreshing:
            generation = self.store.generation
            if generation == self._generation:
                return
            self._vectors = self._current_vectors(generation)
            self._lexical = self._current_lexical(generation)
            self._generation = generation
            _sweep(self.store.folder, generation)

    def _current_vectors(self, generation: int) -> VectorIndex:
        path = self.store.folder / f"vectors-{generation}.faiss"
        loaded = VectorIndex.load(path)
        if loaded is not None and len(loaded) == self.store.counts()[2]:
            return loaded
        built = VectorIndex.build(*self.store.vectors(), int(self.store.meta("dimension") or 0))
        built.save(path)
        return built

    def _current_lexical(self, generation: int) -> LexicalIndex:
        folder = self.store.folder / f"lexical-{generation}"
        loaded = LexicalIndex.load(folder)
        if loaded is not None and len(loaded) == self.store.counts()[2]:
            return loaded
        return LexicalIndex.build(folder, self._texts())

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
    """The known files that lay in one of the given folders and are there no more."""
    folders = [path.resolve() for path in paths if path.is_dir()]
    present = {str(file) for file in files}
    return [
        path
        for path in known
        if path not in present and any(Path(path).is_relative_to(folder) for folder in folders)
    ]


def _sweep(folder: Path, generation: int) -> None:
    """Delete what was derived from earlier generations."""
    for path in folder.iterdir():
        match = _DERIVED.match(path.name)
        if match and int(match[1]) < generation:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
