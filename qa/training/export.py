"""A trained reader -> the int8 ONNX file the package bundles. Needs `pip install 'citeqa[export]'`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import AutoModelForQuestionAnswering

from embeddings.export import export_onnx
from qa.reader.windows import Windower
from qa.training.examples import Example
from qa.training.smoothing import smoothed


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
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "reader.onnx"
        export_onnx(Logits(even), exact, ["start_logits", "end_logits"], fold_constants=True)
        # One scale per output column costs nothing at run time. Seven bits, because processors without VNNI add
        # two products in sixteen bits, which eight-bit weights overflow: spans would depend on the machine.
        quantize_dynamic(
            exact, out / "reader.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")
    return out / "reader.onnx"


def _inputs(examples: Iterable[Example], windower: Windower) -> Iterable[dict[str, torch.Tensor]]:
    for example in examples:
        for window in windower.windows(example.question, [example.passage]):
            yield {"input_ids": torch.tensor([window.ids]), "token_type_ids": torch.tensor([window.types])}
