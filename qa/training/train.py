"""The training loop: an extractive reader, on a CPU or a GPU, that can be stopped and gone on with.

Linear layers and activations are bfloat16 over float32 master weights, where the machine is quicker in it;
embeddings frozen; no dropout in attention, where it costs most. On a CPU these are worth a factor of three in
speed together.
"""

from __future__ import annotations

import functools
import itertools
import json
import random
import timeit
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import cross_entropy
from tqdm import tqdm
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from qa.training.rows import Batch, Row, batches, tensors

_CHECKPOINT = "checkpoint.safetensors"
_UNLIKELY = -1e4
_MOMENTS = ("exp_avg", "exp_avg_sq")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. `rate` falls linearly to `last_rate` over `steps` after `warmup` steps; `tokens` is the size
    of a batch; `shared` the weight of the loss over pairs of passages; `average` how slowly the averaged weights
    follow; `dropout` the share of each layer's outputs that is left out."""

    steps: int
    rate: float = 1e-4
    last_rate: float = 0.0
    warmup: int = 100
    tokens: int = 4608
    shared: float = 0.5
    average: float = 0.995
    weight_decay: float = 0.01
    dropout: float = 0.0
    seed: int = 0

    def rate_at(self, step: int) -> float:
        """The learning rate of a step, counting from 0."""
        if step < self.warmup:
            return self.rate * (step + 1) / self.warmup
        done = (step - self.warmup) / max(1, self.steps - self.warmup)
        return self.rate + (self.last_rate - self.rate) * done


class Trainer:
    """A model with its master weights, their average and the optimizer."""

    def __init__(self, start: str | Path, recipe: Recipe, device: str):
        self.recipe = recipe
        self.device = device
        self.step = 0
        dtype = quicker(device)
        # On a CPU a step in float32 takes a third less time with torch's own attention; bfloat16 was not measured.
        plain = device == "cpu" and dtype is torch.bfloat16
        self._model = AutoModelForQuestionAnswering.from_pretrained(
            start,
            dtype=torch.float32,
            attn_implementation="eager" if plain else "sdpa",
            hidden_dropout_prob=recipe.dropout,
            attention_probs_dropout_prob=0.0,
        ).to(device)
        self._model.train()
        self._model.base_model.embeddings.requires_grad_(False)
        weights = dict(self._model.named_parameters())
        # Kept as they came: the model's own copies may be rounded to bfloat16.
        self._frozen = {name: weight.clone() for name, weight in weights.items() if not weight.requires_grad}
        self._trained = {name: weight for name, weight in weights.items() if weight.requires_grad}
        self._masters = {name: weight.detach().clone() for name, weight in self._trained.items()}
        self._averages = {name: weight.clone() for name, weight in self._masters.items()}
        self._model.to(dtype)
        decayed = [weight for weight in self._masters.values() if weight.ndim > 1]
        others = [weight for weight in self._masters.values() if weight.ndim <= 1]
        self._optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": recipe.weight_decay}, {"params": others, "weight_decay": 0.0}],
            lr=recipe.rate,
            betas=(0.9, 0.98),
            fused=True,
        )

    def train_on(self, batch: Batch) -> float:
        """One step; the loss before it."""
        # So that a run gone on with leaves out what an unbroken one would.
        torch.manual_seed((self.recipe.seed << 32) + self.step)
        loss = losses(self._model, batch, self.recipe.shared)
        loss.backward()
        for name, weight in self._trained.items():
            self._masters[name].grad = weight.grad.float()
            weight.grad = None
        torch.nn.utils.clip_grad_norm_(list(self._masters.values()), 1.0)
        for group in self._optimizer.param_groups:
            group["lr"] = self.recipe.rate_at(self.step)
        self._optimizer.step()
        self.step += 1
        # Young averages follow fast, so that they hold nothing of the start for long.
        follow = max(1 - self.recipe.average, 1 / (self.step + 1))
        with torch.no_grad():
            for name, weight in self._trained.items():
                weight.copy_(self._masters[name])
                self._averages[name].lerp_(self._masters[name], follow)
        return loss.item()

    def save(self, folder: Path) -> None:
        """The averaged weights as a transformers model, and beside them what `resume` needs."""
        exact = AutoModelForQuestionAnswering.from_config(self._model.config)
        exact.load_state_dict(self._frozen | self._averages)
        exact.save_pretrained(folder)
        state = {f"master.{name}": weight for name, weight in self._masters.items()}
        state |= {f"average.{name}": weight for name, weight in self._averages.items()}
        for name, weight in self._masters.items():
            moments = self._optimizer.state[weight]
            state |= {f"{moment}.{name}": moments[moment] for moment in _MOMENTS if moments}
        state["step"] = torch.tensor(self.step)
        # Written aside: a run killed while it saves keeps the checkpoint before.
        save_file(state, folder / f"{_CHECKPOINT}.new")
        (folder / f"{_CHECKPOINT}.new").replace(folder / _CHECKPOINT)

    def resume(self, folder: Path) -> None:
        """Go on from what `save` left in this folder, if it did."""
        if not (folder / _CHECKPOINT).exists():
            return
        state = load_file(folder / _CHECKPOINT, device=self.device)
        self.step = int(state["step"])
        with torch.no_grad():
            for name, weight in self._masters.items():
                weight.copy_(state[f"master.{name}"])
                self._averages[name].copy_(state[f"average.{name}"])
                self._trained[name].copy_(weight)
                self._optimizer.state[weight] = {
                    "step": torch.tensor(float(self.step)),
                    **{moment: state[f"{moment}.{name}"] for moment in _MOMENTS},
                }


def quicker(device: str) -> torch.dtype:
    """bfloat16 or float32, whichever this machine multiplies matrices in faster. Not every CPU that has
    instructions for bfloat16 gains by them: one with AVX512-BF16 was seen at 0.6 times its speed in float32."""
    if device != "cpu":
        return torch.bfloat16
    return min((torch.bfloat16, torch.float32), key=_seconds_a_product)


@functools.cache
def _seconds_a_product(dtype: torch.dtype) -> float:
    """The least of some takes, the first of which sets the kernel up: of a layer's size, and a batch's."""
    activations, weights = torch.ones(4608, 384, dtype=dtype), torch.ones(384, 1536, dtype=dtype)
    return min(timeit.repeat(lambda: activations @ weights, repeat=10, number=1))


def losses(model: torch.nn.Module, batch: Batch, shared: float) -> torch.Tensor:
    """Mean cross-entropy of the first and the last token, each window by itself (no answer: its first token);
    and, weighted by `shared`, of the same tokens among all of both passages of a pair, so that the scores of
    different passages can be compared (Clark and Gardner 2018, https://arxiv.org/abs/1710.10723)."""
    output = model(batch.ids, attention_mask=batch.mask, token_type_ids=batch.types)
    total = torch.zeros((), device=batch.ids.device)
    for logits, marked in ((output.start_logits, batch.first), (output.end_logits, batch.last)):
        logits = logits.float().masked_fill(batch.mask == 0, _UNLIKELY)
        total = total + cross_entropy(logits, marked) / 2
        if shared and len(batch.pairs):
            total = total + shared * _over_pairs(logits, marked, batch) / 2
    return total


def _over_pairs(logits: torch.Tensor, marked: torch.Tensor, batch: Batch) -> torch.Tensor:
    answering = batch.pairs[:, 0]
    tokens = logits.masked_fill(~batch.passage, _UNLIKELY)[batch.pairs].flatten(1)
    return (tokens.logsumexp(1) - logits[answering, marked[answering]]).sum() / len(logits)


def train(
    rows: Sequence[Row], start: str | Path, out: Path, recipe: Recipe, *, device: str, save_every: int
) -> None:
    """Train from the model `start` into the folder `out`, or go on with what is there."""
    trainer = Trainer(start, recipe, device)
    out.mkdir(parents=True, exist_ok=True)
    trainer.resume(out)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n")
    AutoTokenizer.from_pretrained(start).save_pretrained(out)
    smoothed = None
    with tqdm(total=recipe.steps, initial=trainer.step, unit="step", mininterval=10) as bar:
        for batch in itertools.islice(_endless(rows, recipe), trainer.step, recipe.steps):
            loss = trainer.train_on(batch.to(device))
            smoothed = loss if smoothed is None else 0.98 * smoothed + 0.02 * loss
            bar.set_postfix(loss=f"{smoothed:.3f}", refresh=False)
            bar.update()
            if trainer.step % save_every == 0:
                trainer.save(out)
    trainer.save(out)


def mean(one: Path, other: Path, share: float, out: Path) -> None:
    """Write the reader whose every weight is `share`, 0..1, of that of `other` and the rest of that of `one`. Two
    readers of one origin average into one that is often better than both (Wortsman et al. 2022,
    https://arxiv.org/abs/2203.05482)."""
    model, weights = (AutoModelForQuestionAnswering.from_pretrained(f, dtype=torch.float32) for f in (one, other))
    mixed = {name: weight.lerp(weights.state_dict()[name], share) for name, weight in model.state_dict().items()}
    model.load_state_dict(mixed)
    model.save_pretrained(out)
    AutoTokenizer.from_pretrained(one).save_pretrained(out)


def _endless(rows: Sequence[Row], recipe: Recipe) -> Iterator[Batch]:
    """Batch after batch, pass after pass; the same ones for the same seed."""
    drawing = random.Random(recipe.seed)
    while True:
        for batch in batches(rows, recipe.tokens, drawing):
            yield tensors(batch, drawing)
