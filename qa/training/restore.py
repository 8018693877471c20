"""The bundled int8 ONNX file -> a transformers model to train on from: what `export` did, undone.

Needs `pip install 'citeqa[export]'`. The weights come back as near as eight bits held them; the embeddings, which
training leaves alone, are those of the encoder it began with.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from embeddings.weights import weights_folder

_QUANTIZED = "MatMulInteger"


def restore(reader: Path, out: Path) -> None:
    """Write the transformers model of the folder `reader`, which `export_reader` made, into the folder `out`."""
    start = weights_folder()
    model = AutoModelForQuestionAnswering.from_pretrained(start, dtype=torch.float32)
    restored = {name: torch.from_numpy(weight) for name, weight in _weights(reader / "reader.onnx").items()}
    missing, unknown = model.load_state_dict(restored, strict=False)
    if unknown or not all(".embeddings." in name for name in missing):
        raise ValueError(f"{reader}: not made by export_reader: {[*unknown, *missing]}")
    model.save_pretrained(out)
    AutoTokenizer.from_pretrained(start).save_pretrained(out)


def _weights(path: Path) -> dict[str, np.ndarray]:
    """The float weights of the layers above the embeddings, by the names they have in transformers."""
    graph = onnx.load(path).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = {
        name.removeprefix("model.").replace(".linear.", "."): array.copy()
        for name, array in held.items()
        if name.endswith((".weight", ".bias")) and ".embeddings." not in name
    }
    for node in graph.node:
        if node.op_type == _QUANTIZED:
            layer = _layer(node.name)
            stored = node.input[1].removesuffix("_quantized")
            steps = held[f"{stored}_quantized"].astype(np.float32) - held[f"{stored}_zero_point"]
            weight = (steps * held[f"{stored}_scale"]).T
            weights[f"{layer}.weight"] = np.ascontiguousarray(weight * _inverse(held, layer))
    return weights


def _layer(node: str) -> str:
    """ "/model/bert/encoder/layer.0/output/dense/linear/MatMul_quant" is of bert.encoder.layer.0.output.dense."""
    return node.removeprefix("/model/").removesuffix("/MatMul_quant").removesuffix("/linear").replace("/", ".")


def _inverse(held: Mapping[str, np.ndarray], layer: str) -> np.ndarray | float:
    """What the layer's input is multiplied by; kept once, with the query, for the three layers of one input."""
    for name in (layer, f"{layer.rpartition('.')[0]}.query"):
        if (key := f"model.{name}.inverse") in held:
            return held[key]
    return 1.0
