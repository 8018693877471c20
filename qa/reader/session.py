"""Windows -> logits: the forward pass and nothing else.

The bundled reader runs on ONNX Runtime; any transformers extractive-QA model on torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime

from embeddings.encoder import available_cores, length_batches
from embeddings.errors import ReaderError
from qa.reader.windows import Window

_BATCH_TOKENS = 2048  # padded tokens a forward pass; small batches of like length waste the least


class Forward(Protocol):
    """A model: three int64 arrays of shape (windows, tokens) in, start and end logits of that shape out."""

    def __call__(self, ids: np.ndarray, mask: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]: ...


class OnnxForward:
    """An ONNX file with inputs input_ids, attention_mask, token_type_ids, outputs start_logits, end_logits."""

    def __init__(self, path: Path, threads: int | None = None):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or available_cores()
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ReaderError(f"{path}: not a reader ONNX Runtime can load ({error}); reinstall citeqa") from error

    def __call__(self, ids: np.ndarray, mask: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        start, end = self._session.run(["start_logits", "end_logits"], feed)
        return start, end


class TorchForward:
    """A transformers model for question answering, already loaded."""

    def __init__(self, model: Any):
        self._model = model.eval()
        self._takes_types = getattr(model.config, "type_vocab_size", 0) > 1

    def __call__(self, ids: np.ndarray, mask: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        import torch

        feed = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
        if self._takes_types:
            feed["token_type_ids"] = torch.from_numpy(types)
        with torch.inference_mode():
            output = self._model(**feed)
        return output.start_logits.float().numpy(), output.end_logits.float().numpy()


def run_windows(forward: Forward, windows: Sequence[Window], pad_id: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Start and end logits of each window, one entry per token, in the order of `windows`."""
    logits: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for rows in length_batches([len(window.ids) for window in windows], _BATCH_TOKENS):
        start, end = forward(*_padded([windows[row] for row in rows], pad_id))
        for i, row in enumerate(rows):
            length = len(windows[row].ids)
            logits[row] = start[i, :length], end[i, :length]
    return [logits[row] for row in range(len(windows))]


def _padded(windows: Sequence[Window], pad_id: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shape = (len(windows), max(len(window.ids) for window in windows))
    ids = np.full(shape, pad_id, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    types = np.zeros(shape, dtype=np.int64)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        types[row, : len(window.ids)] = window.types
    return ids, mask, types
