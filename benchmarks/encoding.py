"""How fast passages are embedded and how well they are found, against the float weights, in one run.

    python benchmarks/encoding.py ARTICLES [--passages 512] [--recall QUESTIONS CORPUS]... [--openvino]

ARTICLES and CORPUS are anything `citeqa index` takes. Systems take turns in blocks of 64 passages; the figures are
the whole time of each, its ratio to sentence-transformers as it comes, and the cosine to float32 vectors of that,
on average and at least. Then, for each question set, the share of the answerable questions (of the split `dev`
where there are splits) with a right passage among the first 20, 5 and 1, by vectors alone and as citeqa retrieves.

Needs `pip install -e '.[export]'`; --openvino needs `pip install openvino nncf`.
"""

from __future__ import annotations

import itertools
import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from embeddings.encoder import BUNDLED_FOLDER, Encoder, MiniLMEncoder, open_tokenizer
from embeddings.export import export_onnx, passage_texts, sentence_vector
from embeddings.index import Index
from embeddings.runtime import available_cores, open_session
from embeddings.weights import weights_folder
from qa.answering import Answerer
from qa.evaluation.metrics import recall_at
from qa.evaluation.outcomes import RETRIEVED, finder, first_right
from qa.evaluation.question import Question
from qa.evaluation.questions import load_questions

BLOCK = 64
REFERENCE = "sentence-transformers float32"
Encode = Callable[[Sequence[str]], np.ndarray]


class FloatEncoder(MiniLMEncoder):
    """The bundled encoder as it was before it was made int8; an ONNX file."""

    fingerprint = "float32"

    def __init__(self, model: Path):
        self._tokenizer = open_tokenizer(BUNDLED_FOLDER)
        self._session = open_session(model)


class OpenVino:
    """The float ONNX file on OpenVINO, a passage a call and a call a core."""

    def __init__(self, model: Path, *, eight_bits: bool):
        import openvino

        core = openvino.Core()
        read = core.read_model(model)
        # Activations by a scale for each token, the fastest of the group sizes.
        options = {"INFERENCE_PRECISION_HINT": "bf16", "DYNAMIC_QUANTIZATION_GROUP_SIZE": 384 if eight_bits else 0}
        if eight_bits:
            import nncf

            logging.getLogger("nncf").setLevel(logging.ERROR)
            read = nncf.compress_weights(read, mode=nncf.CompressWeightsMode.INT8_SYM)
        cores = available_cores()
        compiled = core.compile_model(read, "CPU", options | {"NUM_STREAMS": cores})
        self._tokenizer = open_tokenizer(BUNDLED_FOLDER)
        self._queue = openvino.AsyncInferQueue(compiled, cores)

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.empty((len(texts), MiniLMEncoder.dimension), dtype=np.float32)

        def keep(request, row: int) -> None:
            vectors[row] = request.get_output_tensor().data

        self._queue.set_callback(keep)
        for row, encoding in enumerate(self._tokenizer.encode_batch(list(texts))):
            self._queue.start_async([np.array(encoding.ids)], row)
        self._queue.wait_all()
        return vectors


def systems(exact: Path, *, openvino: bool) -> dict[str, Encode]:
    """By name; `exact` is the float ONNX file."""
    reference = SentenceTransformer(str(weights_folder()), device="cpu")
    lower = SentenceTransformer(str(weights_folder()), device="cpu", model_kwargs={"dtype": torch.bfloat16})
    found: dict[str, Encode] = {
        REFERENCE: lambda texts: np.asarray(reference.encode(list(texts))),
        "sentence-transformers bfloat16": lambda texts: (
            lower.encode(list(texts), convert_to_tensor=True).float().numpy()
        ),
        "ONNX Runtime float32": FloatEncoder(exact).encode,
        "citeqa: ONNX Runtime int8": MiniLMEncoder().encode,
    }
    if openvino:
        found |= {
            "OpenVINO bfloat16": OpenVino(exact, eight_bits=False),
            "OpenVINO int8": OpenVino(exact, eight_bits=True),
        }
    return found


def speed(encoders: dict[str, Encode], texts: Sequence[str]) -> None:
    """Print one line a system."""
    seconds = dict.fromkeys(encoders, 0.0)
    vectors: dict[str, list[np.ndarray]] = {name: [] for name in encoders}
    for encode in encoders.values():
        encode(texts[:2])  # the first call of a system makes what later ones use
    for block in (texts[i : i + BLOCK] for i in range(0, len(texts), BLOCK)):
        for name, encode in encoders.items():
            started = time.perf_counter()
            vectors[name].append(encode(block))
            seconds[name] += time.perf_counter() - started
    print(f"{len(texts)} passages, {available_cores()} cores")
    exact = _unit(vectors[REFERENCE])
    for name, taken in seconds.items():
        cosines = (_unit(vectors[name]) * exact).sum(1)
        print(
            f"{name:32s} {len(texts) / taken:6.0f} a second  {seconds[REFERENCE] / taken:4.1f} x"
            f"  cosine {cosines.mean():.4f}, at least {cosines.min():.4f}"
        )


def _unit(blocks: Sequence[np.ndarray]) -> np.ndarray:
    stacked = np.concatenate(blocks)
    return stacked / np.linalg.norm(stacked, axis=1, keepdims=True)


def found(encoder: Encoder, questions: Sequence[Question], corpus: Path) -> dict[str, list[int | None]]:
    """Of each way to search the rank of the first right passage for each question, as `citeqa evaluate` counts."""
    with tempfile.TemporaryDirectory() as folder:
        answerer = Answerer(Index.open(Path(folder), encoder=encoder, create=True))
        answerer.index.update([corpus])
        find = finder(answerer)
        ranks: dict[str, list[int | None]] = {"vectors": [], "citeqa": []}
        for question in questions:
            asked = question.standalone or question.question
            ids = [passage for passage, _ in answerer.index.dense([asked], RETRIEVED)[0]]
            passages = answerer.index.store.passages(ids)
            ranks["vectors"].append(first_right([passages[id] for id in ids], question, find))
            hits = answerer.retrieve(asked, RETRIEVED, as_of=question.as_of)
            ranks["citeqa"].append(first_right([hit.passage for hit in hits], question, find))
        answerer.index.close()
    return ranks


@click.command()
@click.argument("articles", type=click.Path(exists=True, path_type=Path))
@click.option("--passages", default=512, show_default=True)
@click.option("--recall", multiple=True, nargs=2, type=click.Path(exists=True, path_type=Path))
@click.option("--split", default="dev", show_default=True, help="Of question sets that are split.")
@click.option("--openvino", is_flag=True)
def main(articles: Path, passages: int, recall: Sequence[tuple[Path, Path]], split: str, openvino: bool) -> None:
    """Print one line a figure."""
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "exact.onnx"
        export_onnx(sentence_vector(), exact, ["input_ids"], ["vector"])
        speed(systems(exact, openvino=openvino), list(itertools.islice(passage_texts(articles), passages)))
        for file, corpus in recall:
            questions = [q for q in load_questions(file) if q.answers and q.split in ("", split)]
            print(f"\n{file.name}: {len(questions)} answerable questions")
            for name, encoder in {"float32": FloatEncoder(exact), "int8": MiniLMEncoder()}.items():
                for way, ranks in found(encoder, questions, corpus).items():
                    print(
                        f"{name:10s}{way:10s}"
                        + "".join(f"  recall@{k} {recall_at(ranks, k):.3f}" for k in (20, 5, 1))
                    )


if __name__ == "__main__":
    main()
