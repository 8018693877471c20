"""Examples -> rows of token ids with the tokens to mark, packed into batches of one shape each.

A row is one window of `qa.reader.windows`, the very windows the reader reads.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from qa.reader.windows import Window, Windower
from qa.training.examples import Example

# Lengths are rounded up to these steps: on a CPU every new shape costs time, and so does padding.
LENGTH_STEP = 32
_NULL = (0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """A window; its answers as (first, last) tokens, one of each annotator, [(0, 0)] where it has none; and the
    id of the question, by which rows of one question find each other."""

    ids: list[int]
    types: list[int]
    answers: list[tuple[int, int]]
    question: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one shape, (rows, tokens): `ids`, `types`, `mask` (1 for real tokens) and `passage` (true for
    tokens an answer may have). `first` and `last`, shape (rows,), are the tokens to mark. `pairs`, shape (n, 2),
    are rows of one question, the one with the answer first."""

    ids: torch.Tensor
    types: torch.Tensor
    mask: torch.Tensor
    passage: torch.Tensor
    first: torch.Tensor
    last: torch.Tensor
    pairs: torch.Tensor

    def to(self, device: str) -> Batch:
        """The same batch on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in dataclasses.fields(self)))


def rows(examples: Sequence[Example], windower: Windower) -> list[Row]:
    """The rows of the examples, in order."""
    return [
        Row(window.ids, window.types, _answers(window, example), _question_id(example))
        for example in examples
        for window in windower.windows(example.question, [example.passage], [example.preface])
    ]


def batches(rows: Sequence[Row], tokens: int, drawing: random.Random) -> list[list[Row]]:
    """The rows in random order, in groups of one length each and about that many tokens. Rows of one question
    come together where one of them has its answer and they are of like length."""
    groups: dict[int, list[list[Row]]] = {}
    for unit in _units(rows, drawing):
        groups.setdefault(max(_rounded(len(row.ids)) for row in unit), []).append(unit)
    packed = []
    for length, units in groups.items():
        drawing.shuffle(units)
        batch: list[Row] = []
        for unit in units:
            batch += unit
            if len(batch) * length >= tokens:
                packed.append(batch)
                batch = []
        if batch:
            packed.append(batch)
    drawing.shuffle(packed)
    return packed


def tensors(batch: Sequence[Row], drawing: random.Random) -> Batch:
    """One batch as tensors; of several annotators' answers one is drawn."""
    length = max(_rounded(len(row.ids)) for row in batch)
    ids, types, mask, passage = (np.zeros((len(batch), length), dtype=np.int64) for _ in range(4))
    for i, row in enumerate(batch):
        size = len(row.ids)
        ids[i, :size], types[i, :size], mask[i, :size] = row.ids, row.types, 1
        passage[i, : size - 1] = row.types[:-1]  # all of the second text but the separator after it
    marked = np.array([drawing.choice(row.answers) for row in batch])
    pairs = np.array(list(_pairs(batch)), dtype=np.int64).reshape(-1, 2)
    first, last = (torch.from_numpy(np.ascontiguousarray(column)) for column in marked.T)
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(types),
        torch.from_numpy(mask),
        torch.from_numpy(passage.astype(bool)),
        first,
        last,
        torch.from_numpy(pairs),
    )


def _answers(window: Window, example: Example) -> list[tuple[int, int]]:
    starts, ends = window.offsets[:, 0], window.offsets[:, 1]
    inside = np.flatnonzero(window.blocks >= 0)
    found = []
    for start, end in example.answers:
        if len(inside) and starts[inside[0]] <= start and ends[inside[-1]] >= end:
            first = inside[np.searchsorted(ends[inside], start, side="right")]
            last = inside[np.searchsorted(starts[inside], end, side="left") - 1]
            found.append((int(first), int(last)))
    return [pair for pair in found if pair[1] >= pair[0]] or [_NULL]


def _question_id(example: Example) -> str:
    return example.id.removesuffix("-retrieved").removesuffix("-without")


def _units(rows: Sequence[Row], drawing: random.Random) -> Iterator[list[Row]]:
    """Rows alone, or an answering row with another row of its question that has no answer."""
    answering: dict[str, Row] = {}
    for row in rows:
        if row.answers != [_NULL]:
            answering.setdefault(row.question, row)
    paired = set()
    for row in drawing.sample(rows, len(rows)):
        partner = answering.get(row.question)
        if row.answers == [_NULL] and partner and id(partner) not in paired and _alike(row, partner):
            paired |= {id(row), id(partner)}
            yield [partner, row]
    yield from ([row] for row in rows if id(row) not in paired)


def _alike(a: Row, b: Row) -> bool:
    return abs(_rounded(len(a.ids)) - _rounded(len(b.ids))) <= 2 * LENGTH_STEP


def _pairs(batch: Sequence[Row]) -> Iterator[tuple[int, int]]:
    for i in range(len(batch) - 1):
        answering, other = batch[i], batch[i + 1]
        if answering.question == other.question and answering.answers != [_NULL] and other.answers == [_NULL]:
            yield i, i + 1


def _rounded(length: int) -> int:
    return -(-length // LENGTH_STEP) * LENGTH_STEP
