"""A deeper reader made of a trained one: some of its layers come twice, the second time nearly silent, so that it
begins about where the first one ended (after Wu et al. 2024, https://arxiv.org/abs/2401.02415)."""

from __future__ import annotations

import copy
from collections.abc import Collection
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

# What a copy begins with of the outputs of the layer it is a copy of: with nothing, what comes before its outputs
# would learn nothing at first.
FAINT = 0.1


def deepen(folder: Path, doubled: Collection[int], out: Path) -> None:
    """Write the BERT-like reader in `folder` to `out`, with a faint copy behind each of the `doubled` layers,
    counted from 1. Raises ValueError for a layer that it does not have."""
    model: Any = AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32)
    layers = model.base_model.encoder.layer
    unknown = set(doubled) - set(range(1, len(layers) + 1))
    if unknown:
        raise ValueError(f"{folder}: has the layers 1 to {len(layers)}, not {sorted(unknown)}")
    deeper = nn.ModuleList()
    for number, layer in enumerate(layers, start=1):
        deeper.append(layer)
        if number in doubled:
            deeper.append(_faint(layer))
    model.base_model.encoder.layer = deeper
    model.config.num_hidden_layers = len(deeper)
    model.save_pretrained(out)
    AutoTokenizer.from_pretrained(folder).save_pretrained(out)


@torch.no_grad()
def _faint(layer: Any) -> Any:
    """A copy that hardly changes what the layer puts out: it adds little, and of its normalizations the first
    changes nothing more and the second gives back the spread and the mean that the layer's own gives."""
    copied = copy.deepcopy(layer)
    for adding in (copied.attention.output, copied.output):
        adding.dense.weight *= FAINT
        adding.dense.bias *= FAINT
    scale, shift = copied.output.LayerNorm.weight, copied.output.LayerNorm.bias
    # Of values with mean 0 and variance 1, scaled and shifted feature by feature.
    mean = shift.mean()
    spread = ((scale.square() + shift.square()).mean() - mean.square()).sqrt()
    scale.fill_(spread)
    shift.fill_(mean)
    copied.attention.output.LayerNorm.weight.fill_(1)
    copied.attention.output.LayerNorm.bias.fill_(0)
    return copied
