"""What the linear layers of a model get to see, for whatever is fitted to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch

Fold = Callable[[torch.Tensor | None, torch.Tensor], torch.Tensor]


def folded(
    model: torch.nn.Module, examples: Iterable[tuple[torch.Tensor, ...]], fold: Fold
) -> dict[str, torch.Tensor]:
    """Of each linear layer, by its name, what `fold` makes of its inputs, shape (tokens, inputs), example after
    example: it is given what it made before, None at first."""
    found: dict[str, torch.Tensor] = {}

    def watch(name: str, layer: torch.nn.Linear) -> torch.utils.hooks.RemovableHandle:
        def note(_: torch.nn.Module, arguments: tuple[torch.Tensor, ...]) -> None:
            found[name] = fold(found.get(name), arguments[0])

        return layer.register_forward_pre_hook(note)

    layers = {name: one for name, one in model.named_modules() if isinstance(one, torch.nn.Linear)}
    handles = [watch(name, layer) for name, layer in layers.items()]
    with torch.inference_mode():
        for one in examples:
            model(*one)
    for handle in handles:
        handle.remove()
    return found
