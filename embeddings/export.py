"""Makes the int8 ONNX file of the bundled encoder from its float weights.

    pip install -e '.[export]' && python -m embeddings.export seeds

The argument is anything `citeqa index` takes: the activations are smoothed (`smoothing.py`) and the weights
rounded (`rounding.py`) for what the model sees on its passages. The line printed at the end goes into
`encoder.py`. The reader's export uses the same steps.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import torch
from transformers import AutoModel

from embeddings.encoder import BUNDLED_FOLDER, fingerprint_of, open_tokenizer
from embeddings.int8 import to_int8
from embeddings.lean import LeanBert
from embeddings.loading import article_files, load_articles
from embeddings.passages import passage_text, split
from embeddings.smoothing import smooth
from embeddings.weights import weights_folder


class SentenceVector(torch.nn.Module):
    """Mean of a text's token vectors, scaled to unit length, as the model was trained to be used (Reimers and
    Gurevych 2019, https://arxiv.org/abs/1908.10084)."""

    def __init__(self, model: Any):
        super().__init__()
        self.bert = LeanBert(model)

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Shape (tokens,) -> (dimension,)."""
        hidden = self.bert(input_ids, torch.zeros_like(input_ids))
        return torch.nn.functional.normalize(hidden.mean(0), dim=-1)


def sentence_vector() -> SentenceVector:
    """The bundled encoder in float32."""
    return SentenceVector(AutoModel.from_pretrained(weights_folder())).eval()


def export_onnx(module: torch.nn.Module, path: Path, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Trace a module of integer inputs, shape (tokens,), into one ONNX file for any number of tokens.

    The TorchScript exporter is used on purpose: on BERT its graph ran 15 % faster under ONNX Runtime 1.31 than
    the one torch.export gave.
    """
    torch.onnx.export(
        module.eval(),
        tuple(torch.ones(8, dtype=torch.long) for _ in inputs),
        str(path),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes={name: {0: "tokens"} for name in inputs},
        opset_version=17,
        custom_opsets={"com.microsoft": 1},  # of int8.py
        dynamo=False,
    )


def passage_texts(articles: Path) -> Iterator[str]:
    """The passages of a file or folder of articles, as they are embedded."""
    for file in article_files(articles):
        for article in load_articles(file):
            yield from (passage_text(article, passage) for passage in split(article))


@click.command(help=__doc__)
@click.argument("articles", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=BUNDLED_FOLDER)
def main(articles: Path, out: Path) -> None:
    """Write OUT/encoder.onnx and OUT/tokenizer.json."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(weights_folder() / "tokenizer.json", out / "tokenizer.json")
    tokenizer = open_tokenizer(out)
    inputs = [(torch.tensor(tokenizer.encode(text).ids),) for text in passage_texts(articles)]
    model = out / "encoder.onnx"
    encoder = sentence_vector()
    smooth(encoder, inputs)
    to_int8(encoder, inputs)
    export_onnx(encoder, model, ["input_ids"], ["vector"])
    click.echo(f"{model}: {model.stat().st_size / 1e6:.1f} MB")
    click.echo(f'BUNDLED_FINGERPRINT = "{fingerprint_of(out)}"')


if __name__ == "__main__":
    main()
