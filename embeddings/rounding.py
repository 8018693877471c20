"""Rounds a layer's weights so that the errors cancel out on the inputs that it sees (GPTQ, Frantar et al. 2022,
https://arxiv.org/abs/2210.17323)."""

from __future__ import annotations

import torch

# What is added to each input's own square, as a share of their mean, so that what was seen can be inverted.
_DAMPING = 0.01


def moment(before: torch.Tensor | None, inputs: torch.Tensor) -> torch.Tensor:
    """Shape (inputs, inputs): the sum of the products of each two inputs over all tokens seen so far."""
    products = inputs.T.double() @ inputs.double()
    return products if before is None else before + products


def rounded(weight: torch.Tensor, steps: int, seen: torch.Tensor) -> torch.Tensor:
    """Whole numbers, at most `steps` either way, for a weight in steps, shape (outputs, inputs), and the `moment`
    of what its layer saw. Input by input, the largest first: what one is wrong by, the next ones make up for."""
    order = seen.diagonal().argsort(descending=True)
    shares = _shares(seen[order][:, order])
    left = weight.double().T[order].contiguous()
    for i, row in enumerate(left):
        whole = row.round().clamp(-steps, steps)
        left[i + 1 :] -= torch.outer(shares[i, i + 1 :], row - whole)
        left[i] = whole
    return left[order.argsort()].T


def _shares(seen: torch.Tensor) -> torch.Tensor:
    """Row i: what each later input's weight is to be changed by for a weight of input i that is too large by 1."""
    damping = _DAMPING * seen.diagonal().mean() + torch.finfo(seen.dtype).eps
    damped = seen + damping * torch.eye(len(seen), dtype=seen.dtype)
    factor = torch.linalg.cholesky(torch.linalg.inv(damped), upper=True)
    shares: torch.Tensor = factor / factor.diagonal()[:, None]
    return shares
