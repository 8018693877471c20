"""What may import what, and what must not be imported until it is needed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# A file imports only from files above it.
ORDER = [
    "embeddings.errors",
    "embeddings.articles",
    "embeddings.files",
    "embeddings.cleaning.dates",
    "embeddings.cleaning.boilerplate",
    "embeddings.cleaning.names",
    "embeddings.cleaning.endings",
    "embeddings.cleaning.facts",
    "embeddings.cleaning.datelines",
    "embeddings.cleaning.titles",
    "embeddings.cleaning.metadata",
    "embeddings.cleaning.page",
    "embeddings.cleaning.frontmatter",
    "embeddings.formats.source",
    "embeddings.formats.encoding",
    "embeddings.formats.loaders",
    "embeddings.formats.fields",
    "embeddings.formats.text",
    "embeddings.formats.html",
    "embeddings.formats.pdf",
    "embeddings.formats.packed",
    "embeddings.formats.docx",
    "embeddings.formats.epub",
    "embeddings.formats.rows",
    "embeddings.formats.markdown",
    "embeddings.formats.jsonl",
    "embeddings.formats.table",
    "embeddings.formats.mail",
    "embeddings.loading",
    "embeddings.duplicates",
    "embeddings.lines",
    "embeddings.passages",
    "embeddings.runtime",
    "embeddings.encoder",
    "embeddings.within",
    "embeddings.tables",
    "embeddings.clusters",
    "embeddings.access",
    "embeddings.database",
    "embeddings.common",
    "embeddings.records",
    "embeddings.rows",
    "embeddings.checks",
    "embeddings.store",
    "embeddings.vectors",
    "embeddings.lexical",
    "embeddings.derived",
    "embeddings.changes",
    "embeddings.updating",
    "embeddings.index",
    "embeddings.verification",
    "embeddings.weights",
    "embeddings.lean",
    "embeddings.inputs",
    "embeddings.smoothing",
    "embeddings.rounding",
    "embeddings.int8",
    "embeddings.export",
    "qa.numbers",
    "qa.countries",
    "qa.names",
    "qa.days",
    "qa.times",
    "qa.kinds",
    "qa.content",
    "qa.pronouns",
    "qa.followups",
    "qa.events",
    "qa.about",
    "qa.openings",
    "qa.asked",
    "qa.schema",
    "qa.retrieval",
    "qa.reader.windows",
    "qa.reader.session",
    "qa.reader.decoding",
    "qa.reader.edges",
    "qa.reader.calibration",
    "qa.reader.reader",
    "qa.offices",
    "qa.counted",
    "qa.amounts",
    "qa.unfit",
    "qa.ranking",
    "qa.wordings",
    "qa.linking",
    "qa.later",
    "qa.metadata",
    "qa.aggregation",
    "qa.reading",
    "qa.gender",
    "qa.things",
    "qa.persons",
    "qa.exchanges",
    "qa.conversation",
    "qa.corpus",
    "qa.answering",
    "qa.examples",
    "qa.evaluation.metrics",
    "qa.evaluation.question",
    "qa.evaluation.questions",
    "qa.evaluation.outcomes",
    "qa.evaluation.report",
    "qa.evaluation.fitting",
    "qa.evaluation.comparison",
    "qa.evaluation.output",
    "qa.evaluation.plots",
    "qa.evaluation.report_page",
    "qa.web.words",
    "qa.terminal",
    "qa.options",
    "qa.evaluation.commands",
    "qa.training.examples",
    "qa.training.invented",
    "qa.training.negatives",
    "qa.training.named",
    "qa.training.written",
    "qa.training.mixture",
    "qa.training.rows",
    "qa.training.train",
    "qa.training.deepen",
    "qa.training.export",
    "qa.training.restore",
    "qa.training.calibrate",
    "qa.training.__main__",
    "qa.web.narrowing",
    "qa.web.gate",
    "qa.web.frame",
    "qa.web.render",
    "qa.web.page",
    "qa.cli",
    "qa",
    "app",
]

HEAVY = (
    "torch transformers sentence_transformers onnxruntime gradio ray faiss tantivy matplotlib sklearn "
    "trafilatura htmldate lxml pypdfium2 docx datasketch scipy"
).split()


def modules() -> dict[str, Path]:
    paths = [*(ROOT / "embeddings").rglob("*.py"), *(ROOT / "qa").rglob("*.py"), ROOT / "app.py"]
    named = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}
    return {name.removesuffix(".__init__"): path for name, path in named.items()}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_module_has_its_place():
    packages = {
        "embeddings",
        "embeddings.cleaning",
        "embeddings.formats",
        "qa.reader",
        "qa.evaluation",
        "qa.training",
        "qa.web",
    }
    assert set(modules()) - packages == set(ORDER)


@pytest.mark.parametrize("module", ORDER)
def test_a_module_imports_only_from_above(module: str):
    below = ORDER[ORDER.index(module) :]
    assert imports(modules()[module]) & set(below) == set()


def test_only_the_page_imports_gradio():
    using = {name for name, path in modules().items() if any(i.split(".")[0] == "gradio" for i in imports(path))}
    assert using == {"qa.web.page"}


@pytest.mark.parametrize(
    "statement", ["import qa", "import qa.cli", "import embeddings", "import embeddings.loading"]
)
def test_a_plain_import_loads_nothing_heavy(statement: str):
    script = f"{statement}, sys; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


def test_onnx_runtime_is_loaded_in_one_place():
    # Elsewhere it could be loaded before it is told to report nothing.
    using = {
        name for name, path in modules().items() if any(i.split(".")[0] == "onnxruntime" for i in imports(path))
    }
    assert using == {"embeddings.runtime"}


def test_answering_leaves_nothing_but_the_index_in_the_cache(tmp_path: Path):
    script = "from qa import answer; answer('Who commands the Quds Force?', corpus='seeds')"
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, env=os.environ | home)
    assert [path.name for path in tmp_path.iterdir()] == ["citeqa"]


def test_answering_loads_no_torch():
    script = (
        "import sys; from qa import Answerer; Answerer.open('seeds').answer('Who commands the Quds Force?');"
        "print(*(m for m in ('torch', 'transformers', 'sentence_transformers', 'gradio', 'matplotlib')"
        " if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []
