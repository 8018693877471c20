"""How fast passages are embedded, against sentence-transformers as it comes, in one run.

    python benchmarks/encoding.py ARTICLES [--passages 512]

ARTICLES is anything `citeqa index` takes. Systems take turns in blocks of 64 passages; the figures are the whole
time of each, their ratio, and the cosine to sentence-transformers' float32 vectors, on average and at least.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from embeddings.articles import Article
from embeddings.encoder import MiniLMEncoder, weights_folder
from embeddings.loading import article_files, iter_articles, read_file
from embeddings.passages import passage_text, split
from embeddings.runtime import available_cores

BLOCK = 64
REFERENCE = "sentence-transformers float32"


def texts(path: Path, count: int) -> list[str]:
    """The first passages of the articles, as they are embedded."""
    loaded = (one for file in article_files(path) for one in iter_articles(file, read_file(file)))
    articles = (one for one in loaded if isinstance(one, Article))
    passages = (passage_text(article, passage) for article in articles for passage in split(article))
    return list(itertools.islice(passages, count))


def lower_precision() -> SentenceTransformer:
    """The same model with bfloat16 weights and activations."""
    return SentenceTransformer(str(weights_folder()), device="cpu", model_kwargs={"torch_dtype": torch.bfloat16})


@click.command()
@click.argument("articles", type=click.Path(exists=True, path_type=Path))
@click.option("--passages", default=512, show_default=True)
def main(articles: Path, passages: int) -> None:
    """Print one line a system."""
    given = texts(articles, passages)
    reference = SentenceTransformer(str(weights_folder()), device="cpu")
    lower = lower_precision()
    bundled = MiniLMEncoder()
    systems: dict[str, Callable[[Sequence[str]], np.ndarray]] = {
        REFERENCE: lambda block: np.asarray(reference.encode(list(block))),
        "sentence-transformers bfloat16": lambda block: (
            lower.encode(list(block), convert_to_tensor=True).float().numpy()
        ),
        "citeqa": bundled.encode,
    }
    seconds = dict.fromkeys(systems, 0.0)
    vectors: dict[str, list[np.ndarray]] = {name: [] for name in systems}
    for block in _batched(given):
        for name, encode in systems.items():
            started = time.perf_counter()
            vectors[name].append(encode(block))
            seconds[name] += time.perf_counter() - started
    print(f"{len(given)} passages, {available_cores()} cores")
    exact = _unit(vectors[REFERENCE])
    for name, taken in seconds.items():
        cosines = (_unit(vectors[name]) * exact).sum(1)
        print(
            f"{name:32s} {len(given) / taken:6.0f} a second  {seconds[REFERENCE] / taken:4.1f} x"
            f"  cosine {cosines.mean():.4f}, at least {cosines.min():.4f}"
        )


def _batched(given: Sequence[str]) -> list[Sequence[str]]:
    return [given[i : i + BLOCK] for i in range(0, len(given), BLOCK)]


def _unit(blocks: Sequence[np.ndarray]) -> np.ndarray:
    stacked = np.concatenate(blocks)
    return stacked / np.linalg.norm(stacked, axis=1, keepdims=True)


if __name__ == "__main__":
    main()
