"""A trained reader -> the int8 ONNX file the package bundles. Needs `pip install -e '.[export]'`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForQuestionAnswering

from embeddings.export import export_onnx
from embeddings.int8 import to_int8
from embeddings.lean import LeanBert
from embeddings.smoothing import smooth
from qa.reader.windows import Windower
from qa.training.examples import Example

INPUTS = ("input_ids", "token_type_ids")
OUTPUTS = ("start_logits", "end_logits")


class Logits(torch.nn.Module):
    """A transformers BERT that marks answers, for one window, in the form for ONNX."""

    def __init__(self, model: Any):
        super().__init__()
        self.bert = LeanBert(model.bert)
        self.qa_outputs = model.qa_outputs

    def forward(self, ids: torch.Tensor, types: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Shape (tokens,), twice -> the start and the end logits, each of that shape."""
        start, end = self.qa_outputs(self.bert(ids, types)).unbind(-1)
        return start, end


def export_reader(folder: Path, examples: Sequence[Example], out: Path) -> Path:
    """Write OUT/reader.onnx, int8, and OUT/tokenizer.json.

    Activations are smoothed, and weights rounded, for what the model sees on the examples.
    """
    model = AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32)
    windower = Windower(Tokenizer.from_file(str(folder / "tokenizer.json")))
    marking = Logits(model)
    inputs = list(_inputs(examples, windower))
    smooth(marking, inputs)
    to_int8(marking, inputs)
    out.mkdir(parents=True, exist_ok=True)
    export_onnx(marking, out / "reader.onnx", INPUTS, OUTPUTS)
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")
    return out / "reader.onnx"


def _inputs(examples: Iterable[Example], windower: Windower) -> Iterable[tuple[torch.Tensor, ...]]:
    for example in examples:
        for window in windower.windows(example.question, [example.passage]):
            yield torch.tensor(window.ids), torch.tensor(window.types)
