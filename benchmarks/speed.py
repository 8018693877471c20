"""How long a user waits: indexing seeds/ from nothing, one question, one shell command.

    python benchmarks/speed.py

Medians; the index is made anew in a temporary folder, nothing of the user's cache is used.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from embeddings.index import Index
from embeddings.runtime import available_cores
from qa.answering import Answerer

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
QUESTIONS = ROOT / "tests" / "questions" / "seeds.jsonl"


def seconds(work: Callable[[], object], runs: int) -> float:
    """The median wall time of some runs."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def index_seeds() -> None:
    """Open an index where there is none, encoder included, and fill it."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index.open(Path(folder), create=True)
        index.update([SEEDS])
        index.close()


def main() -> None:
    """Print one line a figure."""
    print(f"{available_cores()} cores")
    print(f"index of seeds/ from nothing, after imports   {seconds(index_seeds, 5):.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        answerer = Answerer(Index.open(Path(folder), create=True))
        answerer.index.update([SEEDS])
        questions = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
        answerer.answer(questions[0])
        times = sorted(seconds(lambda q=question: answerer.answer(q), 1) for question in questions)  # type: ignore[misc]
        print(f"one question, p50                             {statistics.median(times) * 1000:.0f} ms")
        print(f"one question, p95                             {times[int(0.95 * len(times))] * 1000:.0f} ms")
        command = [str(Path(sys.executable).parent / "citeqa"), "ask", questions[0], "--index", folder]
        environment = os.environ | {"PYTHONWARNINGS": "ignore"}
        for name, arguments in (
            ("citeqa ask, shell to answer, warm index", command),
            ("citeqa --help", [command[0], "--help"]),
        ):
            run = lambda a=arguments: subprocess.run(a, check=True, capture_output=True, env=environment)  # noqa: E731
            print(f"{name:<45} {seconds(run, 5):.2f} s")


if __name__ == "__main__":
    main()
