"""Linear layers and embeddings in eight bits, and how they stand in an ONNX file.

A weight has one scale for each output, and an activation one for each token: with one for all tokens, a token's
result would depend on the others, and more than twice as many answers would differ from float's (the reader's
model card has the figures).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

from embeddings.inputs import folded
from embeddings.lean import FromZero
from embeddings.rounding import moment, rounded

# Activations are -127..127, kept as 1..255, or 0..255 where none is negative. Weights use seven bits: processors
# without VNNI add two products in sixteen bits, which eight-bit weights overflow, and results would depend on the
# machine.
_SIGNED, _POSITIVE, _WEIGHT = 127, 255, 64
_ZERO = {_SIGNED: 128, _POSITIVE: 0}
_LEAST = 1e-9


class Int8(nn.Module):
    """A weight as int8 and the `scale` that it is to be multiplied by, under these names in the ONNX file."""

    weight: torch.Tensor
    scale: torch.Tensor

    def __init__(self, weight: torch.Tensor, scale: torch.Tensor):
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("scale", scale)


class Int8Linear(Int8):
    """A linear layer; its weight has the shape (inputs, outputs), the scale (outputs,). It is rounded for what the
    layer has `seen`, a moment of `rounding`, or to the nearest steps."""

    def __init__(self, linear: nn.Linear, seen: torch.Tensor | None = None):
        exact = linear.weight.detach()
        scale = _scale(exact, _WEIGHT)
        whole = (exact / scale).round() if seen is None else rounded(exact / scale, _WEIGHT, seen)
        super().__init__(whole.T.contiguous().to(torch.int8), scale[:, 0])
        self.bias = linear.bias
        self._steps = _POSITIVE if isinstance(linear, FromZero) else _SIGNED

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Shape (tokens, inputs) -> (tokens, outputs)."""
        out: torch.Tensor = _Product.apply(inputs, self.weight, self.scale, self._steps)
        return out + self.bias


class Int8Embedding(Int8):
    """Vectors by number; its weight has the shape (numbers, dimension), the scale (numbers, 1)."""

    def __init__(self, embedding: nn.Embedding):
        exact = embedding.weight.detach()
        scale = _scale(exact, _SIGNED)
        super().__init__((exact / scale).round().to(torch.int8), scale)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Any shape -> that shape and (dimension,)."""
        return self.weight[numbers].float() * self.scale[numbers]


def to_int8(model: nn.Module, examples: Iterable[tuple[torch.Tensor, ...]]) -> None:
    """Change every linear layer and embedding of a model for one in eight bits, rounded for what the model sees on
    the examples."""
    seen = folded(model, examples, moment)
    for name, layer in list(model.named_modules()):
        parent, _, last = name.rpartition(".")
        if isinstance(layer, nn.Linear):
            setattr(model.get_submodule(parent), last, Int8Linear(layer, seen.get(name)))
        elif isinstance(layer, nn.Embedding):
            setattr(model.get_submodule(parent), last, Int8Embedding(layer))


def _scale(weight: torch.Tensor, steps: int) -> torch.Tensor:
    """What each row is to be divided by to be at most so many steps either way, shape (rows, 1)."""
    return weight.abs().amax(1, keepdim=True).clamp(min=_LEAST) / steps


class _Product(torch.autograd.Function):
    """Activations, each token's rounded to eight bits, times int8 weights. In ONNX, a standard operator and one of
    ONNX Runtime's: what a token's steps are comes in with the activations."""

    @staticmethod
    def forward(
        _: Any, inputs: torch.Tensor, weight: torch.Tensor, scale: torch.Tensor, steps: int
    ) -> torch.Tensor:
        step = inputs.abs().amax(1, keepdim=True).clamp(min=_LEAST) / steps
        return (inputs / step).round() @ weight.float() * scale * step

    @staticmethod
    def symbolic(graph: Any, inputs: Any, weight: Any, scale: Any, steps: int) -> Any:
        def constant(value: Any, kind: torch.dtype = torch.float32) -> Any:
            return graph.op("Constant", value_t=torch.tensor(value, dtype=kind))

        zero = constant(_ZERO[steps], torch.uint8)
        size = inputs if steps == _POSITIVE else graph.op("Abs", inputs)
        largest = graph.op("Clip", graph.op("ReduceMax", size, axes_i=[1], keepdims_i=0), constant(_LEAST))
        step = graph.op("Mul", largest, constant(1 / steps))
        zeros = graph.op("Expand", zero, graph.op("Shape", step))
        whole = graph.op("QuantizeLinear", inputs, step, zeros, axis_i=0)
        product = graph.op("com.microsoft::MatMulIntegerToFloat", whole, weight, constant(1.0), scale, zero)
        # Torch cannot tell the shape of an operator that is not its own.
        product.setType(inputs.type().with_sizes([None, *scale.type().sizes()]))
        return graph.op("Mul", product, graph.op("Unsqueeze", step, constant([1], torch.int64)))
