"""Evens out the inputs of a model's linear layers, so that eight bits hold them.

A few columns of BERT's activations are ten times as large as the others, and one scale for all of them leaves
the others few of the 256 steps. So each column of a layer's input is divided by a factor that the layer's
weights are multiplied with: exact in float, and both sides then fit eight bits (SmoothQuant, Xiao et al. 2022,
https://arxiv.org/abs/2211.10438).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import cast

import torch

# How much of an input's unevenness goes into the weights, which have a scale for each output and bear it better.
STRENGTH = 0.8
_LEAST = 1e-3
_SHARED_INPUT = ("query", "key", "value")


class Smoothed(torch.nn.Module):
    """A linear layer whose input is first multiplied by `inverse`, shape (inputs,)."""

    def __init__(self, linear: torch.nn.Linear, inverse: torch.nn.Parameter):
        super().__init__()
        self.inverse = inverse
        self.linear = linear

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.linear(inputs * self.inverse)
        return out


def smoothed(
    model: torch.nn.Module, inputs: Iterable[dict[str, torch.Tensor]], strength: float = STRENGTH
) -> torch.nn.Module:
    """A copy that computes the same, its encoder's linear layers smoothed for what they see on these inputs of
    the model."""
    model = copy.deepcopy(model).eval()
    largest = _largest_inputs(model, inputs)
    for names in _with_one_input(largest):
        parent = model.get_submodule(names[0].rpartition(".")[0])
        layers = [cast(torch.nn.Linear, model.get_submodule(name)) for name in names]
        factors = _factors(largest[names[0]], [layer.weight for layer in layers], strength)
        # One parameter for layers of one input, so that it is multiplied only once.
        inverse = torch.nn.Parameter(1 / factors, requires_grad=False)
        for name, layer in zip(names, layers, strict=True):
            layer.weight.data *= factors
            setattr(parent, name.rpartition(".")[2], Smoothed(layer, inverse))
    return model


def _largest_inputs(model: torch.nn.Module, inputs: Iterable[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Of each linear layer of the encoder the largest absolute value of each input column, shape (columns,)."""
    largest: dict[str, torch.Tensor] = {}

    def watch(name: str, layer: torch.nn.Linear) -> torch.utils.hooks.RemovableHandle:
        def note(_: torch.nn.Module, arguments: tuple[torch.Tensor, ...]) -> None:
            seen = arguments[0].detach().abs().flatten(0, -2).amax(0)
            largest[name] = torch.maximum(largest.get(name, seen), seen)

        return layer.register_forward_pre_hook(note)

    layers = {n: m for n, m in model.named_modules() if isinstance(m, torch.nn.Linear) and ".encoder." in n}
    handles = [watch(name, layer) for name, layer in layers.items()]
    with torch.inference_mode():
        for one in inputs:
            model(**one)
    for handle in handles:
        handle.remove()
    return largest


def _with_one_input(names: Iterable[str]) -> list[list[str]]:
    """The layers' names, those that have their input in common together."""
    groups: dict[str, list[str]] = {}
    for name in names:
        parent, _, last = name.rpartition(".")
        groups.setdefault(parent if last in _SHARED_INPUT else name, []).append(name)
    return list(groups.values())


def _factors(largest: torch.Tensor, weights: list[torch.Tensor], strength: float) -> torch.Tensor:
    reach = torch.stack([weight.detach().abs().amax(0) for weight in weights]).amax(0)
    factors = largest.clamp(min=_LEAST) ** strength / reach.clamp(min=_LEAST) ** (1 - strength)
    return (factors / factors.mean()).clone()
