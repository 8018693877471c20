"""Exports a fine-tuned reader as the int8 ONNX file the package bundles.

    pip install 'citeqa[export]' && python -m qa.training.export FOLDER [--out qa/reader/model]

FOLDER holds a transformers extractive-QA model (config, safetensors, tokenizer.json).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForQuestionAnswering

from embeddings.export import export_onnx
from qa.reader.reader import BUNDLED_READER


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


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=BUNDLED_READER)
def main(folder: Path, out: Path) -> None:
    """Write OUT/reader.onnx (int8 weights, activations quantized as they come) and OUT/tokenizer.json."""
    model = AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "reader.onnx"
        export_onnx(Logits(model), exact, ["start_logits", "end_logits"], fold_constants=True)
        # One scale per output column costs nothing at run time. Seven bits, because processors without VNNI add
        # two products in sixteen bits, which eight-bit weights overflow: spans would depend on the machine.
        quantize_dynamic(
            exact, out / "reader.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")
    click.echo(f"{out / 'reader.onnx'}: {(out / 'reader.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
