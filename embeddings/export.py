"""Makes the int8 ONNX file of the bundled encoder from its float weights.

    pip install 'citeqa[export]' && python -m embeddings.export seeds

The argument is anything `citeqa index` takes: the activations are smoothed for what the model sees on its passages
(`smoothing.py`). The line printed at the end goes into `encoder.py`. The reader's export uses the same steps.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

from embeddings.encoder import BUNDLED_FOLDER, fingerprint_of, open_tokenizer
from embeddings.loading import article_files, load_articles
from embeddings.passages import passage_text, split
from embeddings.smoothing import smoothed
from embeddings.weights import weights_folder


class SentenceVector(torch.nn.Module):
    """Mean of the token vectors, scaled to unit length, as the model was trained to be used (Reimers and Gurevych
    2019, https://arxiv.org/abs/1908.10084); of texts without padding, so that no mask costs time."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Shape (texts, tokens) -> (texts, dimension)."""
        hidden = self.model(input_ids).last_hidden_state
        return torch.nn.functional.normalize(hidden.mean(1), dim=-1)


def sentence_vector() -> SentenceVector:
    """The bundled encoder in float32."""
    return SentenceVector(AutoModel.from_pretrained(weights_folder(), attn_implementation="eager")).eval()


def export_onnx(module: torch.nn.Module, path: Path, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Trace a module of integer inputs, shape (batch, length), into one ONNX file with both of them free.

    The TorchScript exporter is used on purpose: on BERT its graph ran 15 % faster under ONNX Runtime 1.31 than
    the one torch.export gave, and it quantizes without leftovers.
    """
    torch.onnx.export(
        module.eval(),
        tuple(torch.ones(2, 8, dtype=torch.long) for _ in inputs),
        str(path),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes={name: {0: "batch", 1: "length"} for name in inputs}
        | {name: {0: "batch"} for name in outputs},
        opset_version=17,
        dynamo=False,
    )


def export_int8(module: torch.nn.Module, path: Path, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """The same with int8 weights, activations quantized as they come, by one scale for a whole call."""
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "exact.onnx"
        export_onnx(module, exact, inputs, outputs)
        # One scale per output column costs nothing at run time. Seven bits, because processors without VNNI add
        # two products in sixteen bits, which eight-bit weights overflow: results would depend on the machine.
        quantize_dynamic(exact, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


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
    inputs = ({"input_ids": torch.tensor([tokenizer.encode(text).ids])} for text in passage_texts(articles))
    even = smoothed(sentence_vector(), inputs)
    model = out / "encoder.onnx"
    export_int8(even, model, ["input_ids"], ["vector"])
    click.echo(f"{model}: {model.stat().st_size / 1e6:.1f} MB")
    click.echo(f'BUNDLED_FINGERPRINT = "{fingerprint_of(out)}"')


if __name__ == "__main__":
    main()
