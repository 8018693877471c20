"""A trained reader -> the int8 ONNX file the package bundles. Needs `pip install 'citeqa[export]'`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForQuestionAnswering

from embeddings.export import export_int8
from embeddings.smoothing import smoothed
from qa.reader.windows import Windower
from qa.training.examples import Example

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("start_logits", "end_logits")


class Logits(torch.nn.Module):
    """The model's two outputs as a plain tuple, which is what ONNX knows."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        output = self.model(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        return output.start_logits, output.end_logits


def export_reader(folder: Path, examples: Sequence[Example], out: Path) -> Path:
    """Write OUT/reader.onnx (int8 weights, activations quantized as they come) and OUT/tokenizer.json.

    The activations' outliers are smoothed for what the model sees on the examples.
    """
    model = AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    windower = Windower(Tokenizer.from_file(str(folder / "tokenizer.json")))
    even = smoothed(model, _inputs(examples, windower))
    out.mkdir(parents=True, exist_ok=True)
    export_int8(Logits(even), out / "reader.onnx", INPUTS, OUTPUTS)
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")
    return out / "reader.onnx"


def _inputs(examples: Iterable[Example], windower: Windower) -> Iterable[dict[str, torch.Tensor]]:
    for example in examples:
        for window in windower.windows(example.question, [example.passage]):
            yield {"input_ids": torch.tensor([window.ids]), "token_type_ids": torch.tensor([window.types])}
