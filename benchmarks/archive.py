"""How an index grows: archives of 10,000, 100,000 and 1,000,000 passages, built straight into the store.

    python benchmarks/archive.py --corpus articles.jsonl.gz --sizes 10000 100000

The corpus is JSON lines with "text" and "title" (without one: seeds/). Its first passages are taken as they are,
with their own vectors; beyond them, text is words drawn from it and vectors are drawn around its own. Building and
searching each run in a process of their own. Recall is against numpy's comparison with every vector. Questions are
the corpus's titles, dressed up with the common words a person would type.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from embeddings.articles import Article, Passage
from embeddings.encoder import load_encoder
from embeddings.index import Index
from embeddings.loading import article_files, load_articles
from embeddings.passages import passage_text, split
from embeddings.rows import EncodedArticle
from embeddings.store import EncodedFile

SEEDS = Path(__file__).parent.parent / "seeds"
SIZES = [10_000, 100_000]
QUESTIONS = 200
AT = 50
PASSAGES_AN_ARTICLE = 5
WORDS_A_PASSAGE = 110
ARTICLES_A_COMMIT = 200
QUESTION = "What is it that was said about the {}, and who was it that said so in the end?"
Row = dict[str, float | str]


def articles_of(corpus: Path | None) -> Iterator[Article]:
    """The articles of a file of JSON lines, gzipped or not, or of seeds/."""
    if corpus is None:
        yield from (article for path in article_files(SEEDS) for article in load_articles(path))
        return
    with (gzip.open if corpus.suffix == ".gz" else open)(corpus, "rt", encoding="utf-8") as lines:  # type: ignore[operator]
        for number, line in enumerate(lines):
            row = json.loads(line)
            yield Article(f"real-{number}", f"/real/{number}", row["text"], title=row.get("title"))


def prepare(folder: Path, corpus: Path | None, encoded: int) -> None:
    """Write what every size is made from: texts, vectors, questions."""
    articles, vectors, passages = [], [], 0
    encoder = load_encoder()
    for article in articles_of(corpus):
        its_passages = split(article)
        if its_passages and passages < encoded:
            articles.append(article)
            vectors.append(encoder.encode([passage_text(article, passage) for passage in its_passages]))
            passages += len(its_passages)
    asked = [QUESTION.format(article.heading) for article in articles[:: max(1, len(articles) // QUESTIONS)]]
    rows = [{"text": one.text, "title": one.title} for one in articles]
    (folder / "articles.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "questions.json").write_text(json.dumps(asked), encoding="utf-8")
    np.save(folder / "vectors.npy", np.concatenate(vectors))
    np.save(folder / "questions.npy", encoder.encode(asked))


def encoded_articles(folder: Path, size: int) -> Iterator[EncodedArticle]:
    """Articles of `size` passages in all: the real ones, then made-up ones."""
    vectors = np.load(folder / "vectors.npy")
    rows, done = json.loads((folder / "articles.json").read_text(encoding="utf-8")), 0
    for number, row in enumerate(rows):
        article = Article(f"real-{number}", f"/archive/real-{number}", row["text"], title=row["title"])
        passages = split(article)
        if done + len(passages) > size:
            return
        yield EncodedArticle(article, passages, vectors[done : done + len(passages)])
        done += len(passages)
    numbers = np.random.default_rng(size)
    words = np.array(" ".join(row["text"] for row in rows).split())
    for number in range((size - done) // PASSAGES_AN_ARTICLE):
        one, other, third = vectors[numbers.integers(0, len(vectors), (3, PASSAGES_AN_ARTICLE))]
        drawn = one + 0.5 * (other - third)
        texts = [" ".join(row) for row in words[numbers.integers(0, len(words), (5, WORDS_A_PASSAGE))]]
        ends = np.cumsum([len(text) + 1 for text in texts]).tolist()
        name = f"made-{number}"
        passages = [Passage(name, end - len(text) - 1, end - 1) for text, end in zip(texts, ends, strict=True)]
        made = Article(name, f"/archive/{name}", " ".join(texts), title=texts[0][:60])
        yield EncodedArticle(made, passages, drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def build(folder: Path, size: int) -> Row:
    """Fill an index and derive what is searched; what it took."""
    index = Index.open(folder / str(size), create=True)
    started = time.perf_counter()
    batch: list[EncodedFile] = []
    for one in encoded_articles(folder, size):
        batch.append(EncodedFile(one.article.path, "made", [one]))
        if len(batch) == ARTICLES_A_COMMIT:
            index.store.put_files(batch)
            batch = []
    index.store.put_files(batch)
    stored = time.perf_counter()
    index.derived.settle()
    derived = time.perf_counter()
    return {
        "passages": index.store.last_commit().count,
        "stored, passages/s": size / (stored - started),
        "derived, s": derived - stored,
        "peak memory, building, MB": peak_memory(),
    }


def search(folder: Path, size: int) -> Row:
    """Open the index and search it; no article is embedded and no question either."""
    index = Index.open(folder / str(size))
    vectors = np.load(folder / "questions.npy")
    asked = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    opened, _ = index.derived.opened()
    row: Row = {"opening, s": time.perf_counter() - started}
    kept = index.store.passage_ids()[::100]
    searched, clusters = opened.clusters
    dense = lambda i: index.derived.dense(vectors[i : i + 1], AT)  # noqa: E731
    lexical = lambda i: index.lexical(asked[i], AT)  # noqa: E731
    row |= latencies("dense", len(asked), dense) | latencies("lexical", len(asked), lexical)
    row |= latencies("both", len(asked), lambda i: (dense(i), lexical(i)))
    row |= latencies("dense, 1 % kept", 50, lambda i: index.derived.dense(vectors[i : i + 1], AT, kept))
    row |= latencies("lexical, 1 % kept", 50, lambda i: index.derived.lexical(asked[i], AT, kept))
    row["peak memory, searching, MB"] = peak_memory()
    row["vector index"] = f"{opened.kind}, {searched} of {clusters}" if clusters > 1 else opened.kind
    found = [[passage for passage, _ in dense(i)[0]] for i in range(len(asked))]
    row[f"recall@{AT}"] = recall(found, brute_force(index, vectors))
    row["peak memory, question encoder too, MB"] = (index.encoder.encode(asked[:1]), peak_memory())[1]
    row["catching up with 5 passages, ms"] = catching_up(index, folder, vectors)
    for name, pattern in (("store", "store.*"), ("FAISS", "vectors-*"), ("tantivy", "lexical/*")):
        row[f"{name}, MB"] = sum(path.stat().st_size for path in (folder / str(size)).glob(pattern)) / 1e6
    return row


def latencies(name: str, runs: int, work: Callable[[int], object]) -> Row:
    """p50 and p95 of the calls, after a few that are not counted, and the p50 of their processor time: on a busy
    machine the one that tells."""
    work(0)
    wall, processor = [], []
    for i in range(runs):
        started = time.perf_counter(), time.thread_time()
        work(i)
        wall.append((time.perf_counter() - started[0]) * 1000)
        processor.append((time.thread_time() - started[1]) * 1000)
    return {
        f"{name}, p50, ms": statistics.median(wall),
        f"{name}, p95, ms": sorted(wall)[int(0.95 * runs)],
        f"{name}, p50, processor ms": statistics.median(processor),
    }


def brute_force(index: Index, questions: np.ndarray) -> np.ndarray:
    """The ids of each question's best passages, every stored vector compared."""
    ids = np.empty((len(questions), 0), dtype=np.int64)
    scores = np.empty((len(questions), 0), dtype=np.float32)
    for block_ids, vectors in index.store.vector_blocks(index.derived.dimension):
        ids = np.hstack([ids, np.tile(block_ids, (len(questions), 1))])
        scores = np.hstack([scores, questions @ vectors.T])
        best = np.argsort(-scores, axis=1)[:, :AT]
        ids, scores = np.take_along_axis(ids, best, axis=1), np.take_along_axis(scores, best, axis=1)
    return ids


def recall(found: Sequence[Sequence[int]], truth: np.ndarray) -> float:
    """The share of the truth that was found."""
    return sum(len(set(row) & set(best.tolist())) for row, best in zip(found, truth, strict=True)) / truth.size


def catching_up(index: Index, folder: Path, vectors: np.ndarray) -> float:
    """How much longer the first search takes after another process has put one article."""
    made = next(encoded_articles(folder, 100))
    article = Article("late", "/archive/late", made.article.text)
    late = EncodedArticle(article, made.passages[:5], made.vectors[:5])
    Index.open(index.store.folder).store.put_files([EncodedFile("/archive/late", "made", [late])])
    started = time.perf_counter()
    index.derived.dense(vectors[:1], AT)
    return (time.perf_counter() - started) * 1000


def peak_memory() -> float:
    """The most this process has had resident, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def alone(step: str, folder: Path, size: int) -> Row:
    """One step in a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder), "--sizes", str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    row: Row = json.loads(done.stdout)
    return row


def table(rows: Sequence[Row]) -> str:
    """A line a figure, a column a size."""
    shown = [[f"{one:,.3g}" if isinstance(one, float) else f"{one:,}" if isinstance(one, int) else one
              for one in (row[name] for row in rows)] for name in rows[0]]  # fmt: skip
    return "\n".join(
        f"{name:<40}" + "".join(f"{one:>22}" for one in row) for name, row in zip(rows[0], shown, strict=True)
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="JSON lines with text and title, may be gzipped")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    parser.add_argument("--encoded", type=int, default=4000, help="how many real passages to embed")
    parser.add_argument(
        "--folder", type=Path, help="keep the indexes here; prepared texts and vectors are used again"
    )
    parser.add_argument("--step", choices=["build", "search"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step = {"build": build, "search": search}[options.step]
        print(json.dumps(step(options.folder, options.sizes[0])))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "questions.npy").exists():
            prepare(folder, options.corpus, options.encoded)
        rows = [alone("build", folder, size) | alone("search", folder, size) for size in options.sizes]
        print(table(rows))


if __name__ == "__main__":
    main()
