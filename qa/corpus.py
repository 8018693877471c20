"""The index of a corpus: an index folder itself, or the one kept in the cache for a folder of articles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import platformdirs

from embeddings.changes import UpdateReport
from embeddings.database import STORE_FILE
from embeddings.encoder import BUNDLED_FINGERPRINT, Encoder, load_encoder
from embeddings.errors import CorpusError
from embeddings.files import MAX_FILE_SIZE, absolute
from embeddings.index import Index
from embeddings.tables import SCHEMA_VERSION


def open_index(
    corpus: Path,
    *,
    encoder: str | None = None,
    progress: bool = False,
    max_file_size: int = MAX_FILE_SIZE,
    told: Callable[[UpdateReport], None] | None = None,
) -> Index:
    """The index folder `corpus`, or the cached, now up-to-date index of the articles in `corpus`; what that update
    did is `told`."""
    loaded = load_encoder(encoder) if encoder else None
    try:
        is_index, is_there = (corpus / STORE_FILE).exists(), corpus.exists()
    except OSError as error:
        raise CorpusError(f"{corpus}: cannot be opened ({error.strerror}); check its permissions") from error
    if is_index:
        return Index.open(corpus, encoder=loaded)
    if not is_there:
        raise CorpusError(f"{corpus}: no such file or folder; give a folder of articles or an index folder")
    index = Index.open(cache_folder(corpus, loaded), encoder=loaded, create=True)
    report = index.update([corpus], progress=progress, max_file_size=max_file_size)
    if told:
        told(report)
    return index


def cache_folder(corpus: Path, encoder: Encoder | None = None) -> Path:
    """Where the index of a folder of articles is kept: another one for another path, encoder or format.

    Links are kept in the path, as in those of the files indexed: by it they are known to be of the folder.
    """
    path = absolute(corpus)
    fingerprint = encoder.fingerprint if encoder else BUNDLED_FINGERPRINT
    key = f"{path}\n{fingerprint}\n{SCHEMA_VERSION}".encode(errors="surrogateescape")
    # What is kept in the index folder has to find it by a name that is UTF-8.
    name = path.name.encode(errors="replace").decode()
    folder = f"{name}-{hashlib.sha256(key).hexdigest()[:16]}"
    return platformdirs.user_cache_path("citeqa") / "indexes" / folder
