"""tantivy (BM25) over the passages' words: one folder, derived from the store like the FAISS file.

Words are lower-cased, stripped of accents and English endings. Only ids are stored: the text lives in the
store alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import tantivy

from embeddings.files import scratch_path, sync_folder

_ANALYZER = "citeqa_words"
_WRITER_BYTES = 64_000_000
_LONGEST_WORD = 60


class LexicalIndex:
    """An open tantivy index."""

    def __init__(self, index: tantivy.Index):
        index.register_tokenizer(_ANALYZER, _analyzer())
        self._index = index
        self._schema = index.schema
        self._analyzer = _analyzer()

    @classmethod
    def build(cls, folder: Path, texts: Iterable[tuple[int, str]]) -> LexicalIndex:
        """Index (passage id, text) pairs into `folder`: written aside, synced, renamed."""
        scratch = scratch_path(folder)
        scratch.mkdir()
        try:
            _fill(scratch, texts)
            shutil.rmtree(folder, ignore_errors=True)  # there only where it was found damaged
            scratch.rename(folder)
            sync_folder(folder.parent)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return cls(tantivy.Index.open(str(folder)))

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex | None:
        """The index in this folder, None where there is none or it cannot be read."""
        if not folder.is_dir():
            return None
        try:
            loaded = cls(tantivy.Index.open(str(folder)))
            loaded.search("the", 1)  # opens every file a search needs
        except ValueError:  # tantivy's only error class
            return None
        return loaded

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def ids(self) -> list[int]:
        """The passage ids it holds, sorted."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, len(self)), count=False).hits
        return sorted(int(i) for i in searcher.fast_field_values("passage", [address for _, address in hits]))

    def search(self, question: str, k: int) -> list[tuple[int, float]]:
        """Up to k (passage id, BM25 score), best first; passages with none of the words are not found."""
        words = dict.fromkeys(self._analyzer.analyze(question))
        terms = [tantivy.Query.term_query(self._schema, "words", word, "freq") for word in words]
        if not terms:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=k, count=False).hits
        ids = searcher.fast_field_values("passage", [address for _, address in hits])
        return [(int(passage), float(score)) for passage, (score, _) in zip(ids, hits, strict=True)]


def _fill(folder: Path, texts: Iterable[tuple[int, str]]) -> None:
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer(_ANALYZER, _analyzer())
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    for passage, text in texts:
        writer.add_document(tantivy.Document(passage=passage, words=text))
    writer.commit()
    writer.wait_merging_threads()
    sync_folder(folder)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", fast=True)
    builder.add_text_field("words", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
