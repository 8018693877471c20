"""Linear layers and embeddings in eight bits, and how they stand in an ONNX file.

A weight has one scale for each output, and an activation one for each token: with one for all tokens, a token's
result would depend on the others, and more than twice as many answers would differ from float's (the reader's
model card has the figures).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

# Activations are -127..127, kept as 1..255. Weights use seven bits: processors without VNNI add two products in
# sixteen bits, which eight-bit weights overflow, and results would depend on the machine.
_ACTIVATION, _WEIGHT = 127, 64
_ZERO = 128
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
    """A linear layer; its weight has the shape (inputs, outputs), the scale (outputs,)."""

    def __init__(self, linear: nn.Linear):
        weight, scale = _rounded(linear.weight.detach(), _WEIGHT)
        super().__init__(weight.T.contiguous(), scale[:, 0])
        self.bias = linear.bias

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Shape (tokens, inputs) -> (tokens, outputs)."""
        out: torch.Tensor = _Product.apply(inputs, self.weight, self.scale)
        return out + self.bias


class Int8Embedding(Int8):
    """Vectors by number; its weight has the shape (numbers, dimension), the scale (numbers, 1)."""

    def __init__(self, embedding: nn.Embedding):
        super().__init__(*_rounded(embedding.weight.detach(), _ACTIVATION))

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Any shape -> that shape and (dimension,)."""
        return self.weight[numbers].float() * self.scale[numbers]


def to_int8(module: nn.Module) -> None:
    """Change every linear layer and embedding within a module for one in eight bits."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, Int8Linear(child))
        elif isinstance(child, nn.Embedding):
            setattr(module, name, Int8Embedding(child))
        else:
            to_int8(child)


def _rounded(weight: torch.Tensor, steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    """int8 of that shape, at most `steps` either way, and what each row of it is to be multiplied by."""
    scale = weight.abs().amax(1, keepdim=True).clamp(min=_LEAST) / steps
    return (weight / scale).round().to(torch.int8), scale


class _Product(torch.autograd.Function):
    """Activations, each token's rounded to eight bits, times int8 weights. In ONNX, a standard operator and one of
    ONNX Runtime's: what a token's steps are comes in with the activations."""

    @staticmethod
    def forward(_: Any, inputs: torch.Tensor, weight: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
        step = inputs.abs().amax(1, keepdim=True).clamp(min=_LEAST) / _ACTIVATION
        return (inputs / step).round() @ weight.float() * scale * step

    @staticmethod
    def symbolic(graph: Any, inputs: Any, weight: Any, scale: Any) -> Any:
        def constant(value: Any, kind: torch.dtype = torch.float32) -> Any:
            return graph.op("Constant", value_t=torch.tensor(value, dtype=kind))

        zero = constant(_ZERO, torch.uint8)
        largest = graph.op("ReduceMax", graph.op("Abs", inputs), axes_i=[1], keepdims_i=0)
        step = graph.op("Mul", graph.op("Clip", largest, constant(_LEAST)), constant(1 / _ACTIVATION))
        zeros = graph.op("Expand", zero, graph.op("Shape", step))
        rounded = graph.op("QuantizeLinear", inputs, step, zeros, axis_i=0)
        product = graph.op("com.microsoft::MatMulIntegerToFloat", rounded, weight, constant(1.0), scale, zero)
        # Torch cannot tell the shape of an operator that is not its own.
        product.setType(inputs.type().with_sizes([None, *scale.type().sizes()]))
        return graph.op("Mul", product, graph.op("Unsqueeze", step, constant([1], torch.int64)))
