"""tantivy (BM25) over the passages' words: one folder, derived from the store like the FAISS file.

Words are lower-cased, stripped of accents and English endings. Only ids are stored: the text lives in the
store alone. The folder carries a stamp: which state of the store it holds, and the checksum of tantivy's own
table of contents; the files that names have tantivy's checksums.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import tantivy

from embeddings.database import NOTHING, Commit
from embeddings.files import checksum, install_folder, replace_durably, scratch_path

_ANALYZER = "citeqa_words"
_WRITER_BYTES = 64_000_000
_LONGEST_WORD = 60
_STAMP = "citeqa.json"
_CONTENTS = "meta.json"
# Of tantivy's files: each ends with a JSON footer, its length and this number.
_FOOTER_MAGIC = 1337

# Up to so many ids a filter is a set of terms; one that keeps more is applied to what is found.
_MOST_TERMS = 20_000


class LexicalIndex:
    """An open tantivy index. `generation` is the state of the store that it holds."""

    def __init__(self, index: tantivy.Index, folder: Path | None, generation: str):
        self._index = index
        self._schema = index.schema
        self._analyzer = _analyzer()
        self._folder = folder
        self.generation = generation

    @classmethod
    def build(cls, folder: Path | None, texts: Iterable[tuple[int, str]], commit: Commit) -> LexicalIndex:
        """Index (passage id, text) pairs into `folder`: written aside, synced, renamed; None: in memory."""
        if folder is None:
            made = cls(_new(None), None, "")
            made.catch_up(NOTHING, commit, (), texts)
            return made
        scratch = scratch_path(folder)
        scratch.mkdir()
        try:
            cls(_new(scratch), scratch, "").catch_up(NOTHING, commit, (), texts)
            install_folder(scratch, folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return cls(_opened(folder), folder, commit.generation)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex | None:
        """The index in this folder, None where there is none or it is damaged: every byte is checked."""
        try:
            stamp = json.loads((folder / _STAMP).read_bytes())
            if not _is_sound(folder, stamp):
                return None
            loaded = cls(_opened(folder), folder, str(stamp["generation"]))
            loaded.search("the", 1)  # opens every file a search needs
        except (OSError, ValueError, KeyError, TypeError, struct.error):  # tantivy's only error is ValueError
            return None
        return loaded

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def ids(self) -> np.ndarray:
        """The passage ids it holds, int64, ascending."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, len(self)), count=False).hits
        ids = searcher.fast_field_values("passage", [address for _, address in hits])
        return np.sort(np.array(ids, dtype=np.int64))

    def catch_up(self, old: Commit, new: Commit, deleted: Iterable[int], texts: Iterable[tuple[int, str]]) -> None:
        """Come from the state `old` to `new`: forget the passages `deleted` in between, add (passage id, text)
        for those of larger ids than `old` had. Can be done again when it was broken off at any point. Raises
        ValueError (tantivy's) and OSError; then it is where it was."""
        self._stamp(self.generation, unfinished=True)
        writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        # What a killed process had committed of the same.
        writer.delete_documents_by_query(_ids_above(self._schema, old.passages))
        for passage in deleted:
            writer.delete_documents_by_term("passage", int(passage))
        for passage, text in texts:
            writer.add_document(tantivy.Document(passage=passage, words=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self.generation = new.generation
        self._stamp(self.generation)

    def wasted(self) -> float:
        """Of the passages in the folder's files, the share that was deleted."""
        if self._folder is None:
            return 0.0
        segments = json.loads((self._folder / _CONTENTS).read_bytes())["segments"]
        every = sum(segment["max_doc"] for segment in segments)
        return float(sum((one["deletes"] or {}).get("num_deleted_docs", 0) for one in segments) / max(1, every))

    def reload(self) -> None:
        """See what another process has made of the folder meanwhile. Raises OSError, ValueError, KeyError."""
        if self._folder is None:
            return
        generation = str(json.loads((self._folder / _STAMP).read_bytes())["generation"])
        if generation != self.generation:
            # Not tantivy's own reload: that does not learn of the files which the other process now manages.
            self._index = _opened(self._folder)
            self.generation = generation

    def search(self, question: str, k: int, within: np.ndarray | None = None) -> list[tuple[int, float]]:
        """Up to k (passage id, BM25 score), best first; passages with none of the words are not found. Only of
        the ids `within`, int64, where given, and then still k where there are as many."""
        words = dict.fromkeys(self._analyzer.analyze(question))
        terms = [tantivy.Query.term_query(self._schema, "words", word, "freq") for word in words]
        if not terms:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        if within is None:
            return self._found(query, k)
        if len(within) <= _MOST_TERMS:
            return self._found(self._only(query, within), k)
        return self._sifted(query, k, within)

    def _only(self, query: tantivy.Query, within: np.ndarray) -> tantivy.Query:
        ids = tantivy.Query.term_set_query(self._schema, "passage", within.tolist())
        kept = tantivy.Query.const_score_query(ids, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, kept), (tantivy.Occur.Must, query)])

    def _sifted(self, query: tantivy.Query, k: int, within: np.ndarray) -> list[tuple[int, float]]:
        """The best of what is found that are within, looking further until there are k."""
        kept = set(within.tolist())
        looked = k * len(self) // len(kept) + k
        while True:
            found = self._found(query, looked)
            inside = [one for one in found if one[0] in kept]
            if len(inside) >= k or len(found) < looked:
                return inside[:k]
            looked *= 4

    def _found(self, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=k, count=False).hits
        ids = searcher.fast_field_values("passage", [address for _, address in hits])
        return [(int(passage), float(score)) for passage, (score, _) in zip(ids, hits, strict=True)]

    def _stamp(self, generation: str, *, unfinished: bool = False) -> None:
        """Note what the folder holds. While a change is `unfinished` tantivy's table of contents may be either."""
        if self._folder is None:
            return
        contents = None if unfinished else checksum(self._folder / _CONTENTS)
        with replace_durably(self._folder / _STAMP) as scratch:
            scratch.write_text(json.dumps({"generation": generation, "contents": contents}))


def _is_sound(folder: Path, stamp: dict[str, object]) -> bool:
    """Whether the files that tantivy's table of contents names are as tantivy wrote them, and so is that."""
    if stamp["contents"] not in (None, checksum(folder / _CONTENTS)):
        return False
    contents = json.loads((folder / _CONTENTS).read_bytes())
    segments = {segment["segment_id"].replace("-", "") for segment in contents["segments"]}
    return all(_has_its_checksum(path) for path in folder.iterdir() if path.name.partition(".")[0] in segments)


def _has_its_checksum(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(-8, 2) + 8
        length, magic = struct.unpack("<II", file.read(8))
        if magic != _FOOTER_MAGIC or length + 8 > size:
            return False
        file.seek(size - 8 - length)
        footer = json.loads(file.read(length))
    return bool(footer["crc"] == checksum(path, size - 8 - length))


def _new(folder: Path | None) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(folder) if folder else None)
    index.register_tokenizer(_ANALYZER, _analyzer())
    return index


def _opened(folder: Path) -> tantivy.Index:
    """The index in this folder. tantivy locks a folder to open it, also where it only reads: one that may not be
    written to is opened by links to its files, which stay open when these are gone."""
    if os.access(folder, os.W_OK):
        index = tantivy.Index.open(str(folder))
    else:
        with tempfile.TemporaryDirectory() as links:
            for path in folder.iterdir():
                if not path.name.startswith("."):  # locks, and a list of files that others may not read
                    Path(links, path.name).symlink_to(path.absolute())
            index = tantivy.Index.open(links)
    index.register_tokenizer(_ANALYZER, _analyzer())
    return index


def _ids_above(schema: tantivy.Schema, passage: int) -> tantivy.Query:
    return tantivy.Query.range_query(
        schema, "passage", tantivy.FieldType.Integer, lower_bound=passage, include_lower=False
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", indexed=True, fast=True)
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
