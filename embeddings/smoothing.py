"""Evens out the inputs of a model's linear layers, so that eight bits hold them.

A few columns of BERT's activations are ten times as large as the others, and one scale for all of them leaves
the others few of the 256 steps. So each column of a layer's input is divided by a factor that the layer's
weights are multiplied with: exact in float, and both sides then fit eight bits (SmoothQuant, Xiao et al. 2022,
https://arxiv.org/abs/2211.10438).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import torch

from embeddings.inputs import folded

# How much of an input's unevenness goes into the weights; half is best for the encoder (its card).
STRENGTH = 0.5
_LEAST = 1e-3


class Smoothed(torch.nn.Module):
    """A linear layer whose input is first multiplied by `inverse`, shape (inputs,)."""

    def __init__(self, linear: torch.nn.Linear, inverse: torch.nn.Parameter):
        super().__init__()
        self.inverse = inverse
        self.linear = linear

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.linear(inputs * self.inverse)
        return out


def smooth(model: torch.nn.Module, inputs: Iterable[tuple[torch.Tensor, ...]], strength: float = STRENGTH) -> None:
    """Smooth the linear layers of a model's blocks for what they see on these inputs. It computes the same."""
    for name, largest in folded(model, inputs, _largest).items():
        parent, _, last = name.rpartition(".")
        if "blocks" not in parent.split("."):
            continue
        layer = cast(torch.nn.Linear, model.get_submodule(name))
        factors = _factors(largest, layer.weight.detach(), strength)
        layer.weight.data *= factors
        inverse = torch.nn.Parameter(1 / factors, requires_grad=False)
        setattr(model.get_submodule(parent), last, Smoothed(layer, inverse))


def _largest(before: torch.Tensor | None, inputs: torch.Tensor) -> torch.Tensor:
    """The largest absolute value of each column so far, shape (columns,)."""
    largest = inputs.abs().amax(0)
    return largest if before is None else torch.maximum(before, largest)


def _factors(largest: torch.Tensor, weight: torch.Tensor, strength: float) -> torch.Tensor:
    reach = weight.abs().amax(0)
    factors = largest.clamp(min=_LEAST) ** strength / reach.clamp(min=_LEAST) ** (1 - strength)
    return (factors / factors.mean()).clone()
