"""Passages -> token windows that fit the model, each token with its absolute place in the article.

Knows nothing of models or scores. A window is [question, piece of one passage] in the tokenizer's own pair
form; a passage too long for one window gives several, overlapping by `stride` tokens. Only the passage is
ever truncated ("only_second").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Encoding, Tokenizer

from embeddings.passages import sentences

MAX_TOKENS = 384
STRIDE = 128
MAX_QUESTION_TOKENS = 96


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the model.

    `passage` is the row of the passage it came from. `ids` and `types` have one entry per token. `offsets`,
    shape (tokens, 2), are code points in the passage's text; (-1, -1) for tokens that are not the passage's.
    `blocks`, shape (tokens,), number the sentences of the passage; -1 likewise.
    """

    passage: int
    ids: list[int]
    types: list[int]
    offsets: np.ndarray
    blocks: np.ndarray


class Windower:
    """Makes windows with one tokenizer. `max_tokens` is the model's limit or less."""

    def __init__(self, tokenizer: Tokenizer, *, max_tokens: int = MAX_TOKENS, stride: int = STRIDE):
        self._questions = Tokenizer.from_str(tokenizer.to_str())
        self._questions.enable_truncation(MAX_QUESTION_TOKENS)
        self._questions.no_padding()
        self._pairs = Tokenizer.from_str(tokenizer.to_str())
        self._pairs.enable_truncation(max_tokens, stride=stride, strategy="only_second")
        self._pairs.no_padding()

    def windows(self, question: str, passages: Sequence[str], prefaces: Sequence[str] = ()) -> list[Window]:
        """The windows of one question over the texts of its passages, in order.

        `prefaces`, one a passage where given, are read in front of the passages; no answer may lie in them.
        """
        question = self._shortened(question)
        prefaces = prefaces or [""] * len(passages)
        texts = [preface + text for preface, text in zip(prefaces, passages, strict=True)]
        windows = []
        for row, encoding in enumerate(self._pairs.encode_batch([(question, text) for text in texts])):
            breaks = np.array([start for start, _ in sentences(passages[row])[1:]])
            pieces = (encoding, *encoding.overflowing)
            windows += [_window(row, piece, breaks, len(prefaces[row])) for piece in pieces]
        return windows

    def _shortened(self, question: str) -> str:
        """A question past 96 tokens keeps its first 96: the passage must keep most of the window."""
        encoding = self._questions.encode(question, add_special_tokens=False)
        return question[: encoding.offsets[-1][1]] if encoding.overflowing else question


def _window(passage: int, encoding: Encoding, breaks: np.ndarray, preface: int) -> Window:
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2) - preface
    offsets[[sequence != 1 for sequence in encoding.sequence_ids]] = -1
    offsets[offsets[:, 0] < 0] = -1
    blocks = np.searchsorted(breaks, offsets[:, 0], side="right")
    blocks[offsets[:, 0] < 0] = -1
    return Window(passage, encoding.ids, encoding.type_ids, offsets, blocks)
