"""The bundled reader against the float weights it was made from, in quality and in speed, in one run.

    python benchmarks/reader.py WEIGHTS SQUAD_FILE [--questions 60] [--gold 1000] [--peers]

WEIGHTS is the transformers folder the bundled reader was exported from (see qa/training/README.md). First each
question is read on its own paragraph, then on 20 passages retrieved among all paragraphs of the file. Float32
is run as anyone would with transformers: all passages of a question as one padded batch. Systems take turns
question by question; times are medians and only their ratios mean much.

--peers also runs Haystack 2.31's ExtractiveReader, transformers 4.57's question-answering pipeline and OpenVINO
on the same passages, each in a virtual environment of its own under runs/, which takes a few minutes to make
the first time.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import torch
from tqdm import tqdm
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from embeddings.articles import Passage
from embeddings.export import export_onnx
from embeddings.index import Index
from embeddings.runtime import available_cores
from qa.corpus import cache_folder
from qa.evaluation.metrics import auroc, exact_match, f1
from qa.evaluation.questions import Question, load_questions, squad_articles
from qa.reader.reader import BUNDLED_READER, Reader, load_reader
from qa.reader.session import OnnxForward, run_windows
from qa.reader.windows import Windower
from qa.retrieval import retrieve
from qa.schema import Span
from qa.training.export import INPUTS, OUTPUTS, Logits

PASSAGES = 20
PEERS = {
    "haystack": ["haystack-ai==2.31.*", "transformers==4.57.*", "torch==2.13.0", "accelerate"],
    "pipeline": ["transformers==4.57.*", "torch==2.13.0"],
    "openvino": ["openvino>=2025.3", "tokenizers"],
}
RUNS = Path(__file__).parent.parent / "runs"


class Asked(NamedTuple):
    """A question, what it is asked of, and the answers that are right."""

    question: str
    passages: list[str]
    answers: tuple[str, ...]


class Padded:
    """All windows of a question as one padded batch, the way a transformers user runs a model."""

    def __init__(self, model: Any):
        self._model = model.eval()

    def all(self, tokenizer: AutoTokenizer, asked: Asked) -> None:
        batch = tokenizer(
            [asked.question] * len(asked.passages),
            asked.passages,
            padding=True,
            truncation="only_second",
            max_length=384,
            return_tensors="pt",
        )
        with torch.inference_mode():
            self._model(**batch)


def best(reader: Reader, asked: Asked) -> tuple[Span | None, str]:
    """The best span and its text."""
    spans = reader.read(asked.question, [(Passage(str(i), 0, len(p)), p) for i, p in enumerate(asked.passages)])
    if not spans:
        return None, ""
    return spans[0], asked.passages[int(spans[0].passage.article)][spans[0].start : spans[0].end]


def gold(readers: dict[str, Reader], asked: Sequence[Asked]) -> None:
    """Quality on each question's own paragraph, and how often the spans are the same."""
    found = {name: [best(reader, one) for one in tqdm(asked, desc=name)] for name, reader in readers.items()}
    margin_of = load_reader().calibration.margin_of
    for name, answers in found.items():
        margins = [margin_of(span, 0.0) if span else -20.0 for span, _ in answers]
        answerable = [bool(one.answers) for one in asked]
        scored = [(text, one.answers) for (_, text), one in zip(answers, asked, strict=True) if one.answers]
        print(
            f"{name:24s} answerable: EM {100 * statistics.mean(exact_match(*one) for one in scored):.1f}"
            f"  F1 {100 * statistics.mean(f1(*one) for one in scored):.1f}"
            f"  AUROC {auroc(margins, answerable):.3f}"
            f"  SQuAD 2.0 F1 {100 * best_f1(margins, answers, asked):.1f}"
        )
    first, second = found.values()
    same = [a and b and (a.start, a.end) == (b.start, b.end) for (a, _), (b, _) in zip(first, second, strict=True)]
    print(f"the same best span: {100 * statistics.mean(map(bool, same)):.1f} % of {len(asked)} questions")


def best_f1(margins: Sequence[float], answers: Sequence[tuple[Span | None, str]], asked: Sequence[Asked]) -> float:
    """F1 by the SQuAD 2.0 rule at the threshold that is best for it, as the official script reports it."""
    gains = []
    for (_, text), one in zip(answers, asked, strict=True):
        gains.append(f1(text, one.answers) if one.answers else -1.0)
    total = float(sum(not one.answers for one in asked))
    largest = total
    for _, gain in sorted(zip(margins, gains, strict=True), reverse=True):
        total += gain
        largest = max(largest, total)
    return largest / len(asked)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def speed(weights: Path, exact: Path, asked: Sequence[Asked]) -> float:
    """Milliseconds a question over its passages, and the ratios; returns the median of transformers."""
    bundled = load_reader()
    windower = Windower(AutoTokenizer.from_pretrained(weights).backend_tokenizer)
    float_onnx, int8_onnx = OnnxForward(exact), OnnxForward(BUNDLED_READER / "reader.onnx")
    tokenizer = AutoTokenizer.from_pretrained(weights)
    padded = Padded(AutoModelForQuestionAnswering.from_pretrained(weights))
    lower = Padded(AutoModelForQuestionAnswering.from_pretrained(weights, dtype=torch.bfloat16))
    times: dict[str, list[float]] = {}
    for one in tqdm(asked, desc="speed"):
        windows = windower.windows(one.question, one.passages)
        work: dict[str, Callable[[], object]] = {
            "transformers float32": lambda one=one: padded.all(tokenizer, one),
            "transformers bfloat16": lambda one=one: lower.all(tokenizer, one),
            "ONNX Runtime float32": lambda windows=windows: run_windows(float_onnx, windows),
            "ONNX Runtime int8": lambda windows=windows: run_windows(int8_onnx, windows),
            "bundled reader, whole": lambda one=one: best(bundled, one),
        }
        for name, call in work.items():
            times.setdefault(name, []).append(timed(call))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    reference = medians["transformers float32"]
    for name, median in medians.items():
        print(f"{name:24s} {median:6.0f} ms  {reference / median:4.1f} x")
    outside = 1 - medians["ONNX Runtime int8"] / medians["bundled reader, whole"]
    print(f"outside the forward pass: {100 * outside:.0f} % of the bundled reader's time")
    return reference


def peers(weights: Path, exact: Path, asked: Sequence[Asked], reference: float) -> None:
    """Quality and speed of other programs with the float weights."""
    with tempfile.TemporaryDirectory() as scratch:
        tasks = Path(scratch) / "tasks.json"
        tasks.write_text(json.dumps([one._asdict() for one in asked]))
        for name, packages in PEERS.items():
            python = environment(name, packages)
            model = exact if name == "openvino" else weights
            script = Path(__file__).parent / "peers.py"
            command = [python, script, name, model, tasks, weights / "tokenizer.json"]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found = json.loads(done.stdout.splitlines()[-1])
            median = statistics.median(found["milliseconds"])
            line = f"{found['name']:24s} {median:6.0f} ms  {reference / median:4.1f} x"
            if found["texts"]:
                line += "  " + quality(found["texts"], asked)
            print(line)


def environment(name: str, packages: list[str]) -> Path:
    """The Python of a virtual environment that has these packages, made where it is not there yet."""
    folder = RUNS / f"peer-{name}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
        (folder / "complete").touch()
    return python


def quality(texts: Sequence[str], asked: Sequence[Asked]) -> str:
    """EM and F1 of one answer a question."""
    pairs = [(text, one.answers) for text, one in zip(texts, asked, strict=True)]
    em = statistics.mean(exact_match(*pair) for pair in pairs)
    return f"EM {100 * em:.1f}  F1 {100 * statistics.mean(f1(*pair) for pair in pairs):.1f}"


def retrieved(squad: Path, questions: Sequence[Question]) -> list[Asked]:
    """Each question with the passages retrieval finds for it among all paragraphs."""
    index = Index.open(cache_folder(squad), create=True)
    index.add(squad, squad_articles(squad), progress=True)
    asked = []
    for question in questions:
        (hits,) = retrieve(index, [question.question], PASSAGES)
        articles = index.store.articles(hit.passage.article for hit in hits)
        texts = [articles[h.passage.article].text[h.passage.start : h.passage.end] for h in hits]
        asked.append(Asked(question.question, texts, question.answers))
    return asked


@click.command()
@click.argument("weights", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("squad", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--questions", "count", default=60, show_default=True, help="Answerable questions read on 20 passages."
)
@click.option(
    "--gold", "gold_count", default=1000, show_default=True, help="Questions read on their own paragraph."
)
@click.option("--peers", "with_peers", is_flag=True, help="Also run other programs.")
def main(weights: Path, squad: Path, count: int, gold_count: int, with_peers: bool) -> None:
    """Print one line a figure."""
    drawing = random.Random(7)
    questions = load_questions(squad)
    paragraphs = {article.id: article.text for article in squad_articles(squad)}
    drawn = drawing.sample(questions, min(gold_count, len(questions)))
    own = [Asked(q.question, [paragraphs[q.articles[0]]], q.answers) for q in drawn]
    gold({"float32 weights": load_reader(weights), "bundled reader": load_reader()}, own)

    asked = retrieved(squad, drawing.sample([q for q in questions if q.answers], count))
    print(f"\n{count} answerable questions on {PASSAGES} retrieved passages, {available_cores()} cores")
    bundled = load_reader()
    print(f"{'bundled reader':24s} {quality([best(bundled, one)[1] for one in asked], asked)}")
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "reader.onnx"
        model = AutoModelForQuestionAnswering.from_pretrained(weights)
        export_onnx(Logits(model), exact, INPUTS, OUTPUTS)
        reference = speed(weights, exact, asked)
        if with_peers:
            peers(weights, exact, asked, reference)


if __name__ == "__main__":
    sys.exit(main())
