"""Windows -> logits: the forward pass and nothing else.

The bundled reader runs on ONNX Runtime; any transformers extractive-QA model on torch.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from embeddings.errors import ReaderError
from embeddings.runtime import available_cores, open_session
from qa.reader.windows import Window


class Forward(Protocol):
    """A model: ids and types of a window in, int64, shape (tokens,); start and end logits out, that shape."""

    @property
    def workers(self) -> int:
        """How many calls at once it is best run by."""

    def __call__(self, ids: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]: ...


class OnnxForward:
    """An ONNX file with inputs input_ids and token_type_ids, outputs start_logits and end_logits."""

    def __init__(self, path: Path):
        self.workers = available_cores()
        try:
            self._session = open_session(path)
        except Exception as error:
            raise ReaderError(f"{path}: not a reader ONNX Runtime can load ({error}); reinstall citeqa") from error

    def __call__(self, ids: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        feed = {"input_ids": ids, "token_type_ids": types}
        start, end = self._session.run(["start_logits", "end_logits"], feed)
        return start, end


class TorchForward:
    """A transformers model for question answering, already loaded. Torch spreads one call over the cores."""

    workers = 1

    def __init__(self, model: Any):
        self._model = model.eval()
        self._takes_types = getattr(model.config, "type_vocab_size", 0) > 1

    def __call__(self, ids: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        import torch

        feed = {"input_ids": torch.from_numpy(ids)[None]}
        if self._takes_types:
            feed["token_type_ids"] = torch.from_numpy(types)[None]
        with torch.inference_mode():
            output = self._model(**feed)
        return output.start_logits[0].float().numpy(), output.end_logits[0].float().numpy()


def run_windows(forward: Forward, windows: Sequence[Window]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Start and end logits of each window, one entry per token, in order.

    Each window is a call of its own: on a CPU a batch of ten took no less time, and nothing needs padding.
    """
    with ThreadPoolExecutor(forward.workers) as pool:
        return list(pool.map(functools.partial(_run, forward), windows))


def _run(forward: Forward, window: Window) -> tuple[np.ndarray, np.ndarray]:
    return forward(np.array(window.ids, dtype=np.int64), np.array(window.types, dtype=np.int64))
