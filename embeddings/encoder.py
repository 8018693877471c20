"""Text -> vector.

An encoder is anything with a name, a fingerprint, a dimension and `encode`. Two are here: the bundled
all-MiniLM-L6-v2 in eight bits on ONNX Runtime (no torch: it is ready in a fifth of a second), and any
sentence-transformers model by hub name or folder.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from tokenizers import Tokenizer

from embeddings.errors import EncoderError
from embeddings.files import is_missing_folder
from embeddings.runtime import available_cores, open_session

BUNDLED_ENCODER = "all-MiniLM-L6-v2"
BUNDLED_FOLDER = Path(__file__).parent / "model"
# Of the files in model/, printed by `python -m embeddings.export`.
BUNDLED_FINGERPRINT = "sha256:876ddbd17b72895afbff64d3dccaffb1c83e9d1b4aa264a590930345285a3e27"

_WHAT_TO_GIVE = (
    "give a sentence-transformers model's folder, a hub name this machine can reach, or leave it out to use "
    f"{BUNDLED_ENCODER}"
)
_MODEL_FILE, _TOKENIZER_FILE = "encoder.onnx", "tokenizer.json"
_MAX_TOKENS = 256  # what the model was published with (sentence_bert_config.json)


class Encoder(Protocol):
    """What an index needs of an embedding model."""

    @property
    def name(self) -> str:
        """What the user would type to get this encoder again."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would: an index is only ever searched with the encoder it was made with."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), dimension)."""


def load_encoder(name: str = BUNDLED_ENCODER) -> Encoder:
    """The bundled encoder, or any sentence-transformers model by hub name or folder.

    Raises EncoderError when it cannot be loaded.
    """
    return MiniLMEncoder() if name == BUNDLED_ENCODER else SentenceTransformersEncoder(name)


class MiniLMEncoder:
    """all-MiniLM-L6-v2 with eight-bit weights on ONNX Runtime; see model/README.md.

    Raises EncoderError when its files are not those this version came with.
    """

    name = BUNDLED_ENCODER
    fingerprint = BUNDLED_FINGERPRINT
    dimension = 384

    def __init__(self, folder: Path = BUNDLED_FOLDER):
        if fingerprint_of(folder) != BUNDLED_FINGERPRINT:
            raise EncoderError(f"{folder}: not the files this version came with; reinstall citeqa")
        self._tokenizer = open_tokenizer(folder)
        self._session = open_session(folder / _MODEL_FILE)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder. Text past 256 tokens is not seen.

        Each text is a call of its own, a call a core: the activations of a call share one scale, so that in a
        batch a text's vector would depend on the others. Nothing is spent on padding either.
        """
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        with ThreadPoolExecutor(available_cores()) as pool:
            vectors = list(pool.map(self._vector, tokens))
        return np.array(vectors, dtype=np.float32).reshape(-1, self.dimension)

    def _vector(self, ids: list[int]) -> np.ndarray:
        feed = {"input_ids": np.array(ids, dtype=np.int64)}
        vector: np.ndarray = self._session.run(["vector"], feed)[0]
        return vector


class SentenceTransformersEncoder:
    """Any sentence-transformers model. Its fingerprint is a hash over its weights."""

    def __init__(self, name: str):
        if is_missing_folder(name):
            raise EncoderError(f"encoder {name!r}: no such folder; {_WHAT_TO_GIVE}")
        # Late: torch and sentence-transformers take seconds to import, and the bundled encoder needs neither.
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise EncoderError(
                f"encoder {name!r} cannot be loaded ({_first_line(error)}); {_WHAT_TO_GIVE}"
            ) from error
        # A folder must be found again from wherever the index is opened.
        self.name = str(Path(name).resolve()) if Path(name).is_dir() else name
        self.dimension = len(self.encode(["dimension"])[0])

    @functools.cached_property
    def fingerprint(self) -> str:
        """See Encoder."""
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.float().numpy().tobytes())
        return f"sha256:{digest.hexdigest()}"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder."""
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def open_tokenizer(folder: Path) -> Tokenizer:
    """Text to tokens as the bundled encoder takes them, cut at 256, not padded."""
    tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER_FILE))
    tokenizer.enable_truncation(_MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def fingerprint_of(folder: Path) -> str:
    """A hash over the files that make the bundled encoder. Raises EncoderError when they cannot be read."""
    digest = hashlib.sha256()
    for name in (_MODEL_FILE, _TOKENIZER_FILE):
        try:
            digest.update((folder / name).read_bytes())
        except OSError as error:
            raise EncoderError(f"{folder / name}: {error.strerror}; reinstall citeqa") from error
    return f"sha256:{digest.hexdigest()}"


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
