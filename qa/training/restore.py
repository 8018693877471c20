"""The bundled int8 ONNX file -> a transformers model to train on from: what `export` did, undone.

Needs `pip install -e '.[export]'`. The weights come back as near as eight bits held them; the embeddings, which
training leaves alone, are those of the encoder it began with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoTokenizer

from embeddings.lean import GELU_RAISED, query_scale
from embeddings.weights import weights_folder

_OF_BLOCK = re.compile(r"bert\.blocks\.(\d+)\.(\w+)\.(?:linear\.)?(weight|bias)")

# The layers of embeddings.lean.Block, as transformers has them.
_NAMES = {
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "widened": "intermediate.dense",
    "narrowed": "output.dense",
    "norm": "output.LayerNorm",
}


def restore(reader: Path, out: Path) -> None:
    """Write the transformers model of the folder `reader`, which `export_reader` made, into the folder `out`."""
    start = weights_folder()
    config = AutoConfig.from_pretrained(start)
    scale = query_scale(config.hidden_size, config.num_attention_heads)
    restored = {name: torch.tensor(array) for name, array in _weights(reader / "reader.onnx", scale)}
    layers = sum(name.endswith(".output.LayerNorm.weight") for name in restored) // 2
    model = AutoModelForQuestionAnswering.from_pretrained(start, dtype=torch.float32, num_hidden_layers=layers)
    missing, unknown = model.load_state_dict(restored, strict=False)
    if unknown or not all(".embeddings." in name for name in missing):
        raise ValueError(f"{reader}: not made by export_reader: {[*unknown, *missing]}")
    model.save_pretrained(out)
    AutoTokenizer.from_pretrained(start).save_pretrained(out)


def _weights(path: Path, scale: float) -> Iterator[tuple[str, np.ndarray]]:
    """The float weights of the layers above the embeddings, by the names they have in transformers."""
    held = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    for kind in ("weight", "bias"):
        yield f"qa_outputs.{kind}", _float(held, f"qa_outputs.{kind}")
    for place in filter(None, map(_OF_BLOCK.fullmatch, held)):
        block, layer, kind = place.groups()
        array, to = _float(held, place.group()), f"bert.encoder.layer.{block}"
        if layer == "narrowed" and kind == "bias":
            array = array + GELU_RAISED * _float(held, place.group().removesuffix("bias") + "weight").sum(1)
        if layer == "qkv":
            query, key, value = np.split(array, 3)
            yield f"{to}.attention.self.query.{kind}", query / scale
            yield f"{to}.attention.self.key.{kind}", key
            yield f"{to}.attention.self.value.{kind}", value
        else:
            yield f"{to}.{_NAMES[layer]}.{kind}", array


def _float(held: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """The array of this name, a linear layer's weight as it was before smoothing and eight bits."""
    array, layer = held[name], name.removesuffix(".weight")
    if array.dtype != np.int8:
        return array
    weight: np.ndarray = (array * held[f"{layer}.scale"]).T
    return weight * held.get(f"{layer.removesuffix('.linear')}.inverse", 1.0)
