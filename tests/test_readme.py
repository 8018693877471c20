"""What the README tells a reader to type does what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def session() -> list[tuple[str, str]]:
    """(command, output) pairs of the session."""
    block = re.search(r"<!-- session -->\n```console\n(.*?)```", README, re.DOTALL)
    assert block
    found = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block[1], re.MULTILINE)
    return [(command, output.strip()) for command, output in found]


@pytest.mark.parametrize(("command", "output"), session())
def test_the_session_is_real(command: str, output: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    program, *arguments = re.findall(r'"[^"]*"|\S+', command)
    assert program == "citeqa"
    done = CliRunner().invoke(main, [argument.strip('"') for argument in arguments])
    assert done.exit_code == 0
    # Confidence may differ a little between processors; the rest may not.
    assert _CONFIDENCE.sub("CONFIDENCE", done.stdout.strip()) == _CONFIDENCE.sub("CONFIDENCE", output)
    assert _percentages(done.stdout) == pytest.approx(_percentages(output), abs=3)


_CONFIDENCE = re.compile(r"(?:very likely right|likely right|uncertain), (\d+)%")


def _percentages(text: str) -> list[int]:
    return [int(percentage) for percentage in _CONFIDENCE.findall(text)]


def test_the_python_example_runs(tmp_path: Path):
    for name in ("seeds", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    block = re.search(r"<!-- python -->\n```python\n(.*?)```", README, re.DOTALL)
    assert block
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", block[1]],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    first, *rest = done.stdout.splitlines()
    assert first == "Esmail Ghaani"
    assert "5 ['004_c4cc14f04c352a6a.txt']" in rest
    assert {line for line in rest if line in ("True", "False")} == {"True"}


@pytest.mark.parametrize(
    ("given", "folder"),
    [("/my/articles", "/my/articles"), ("/my articles", "/my articles"), ("~/articles", "/home/ada/articles")],
)
def test_make_chat_takes_any_folder(given: str, folder: str):
    if shutil.which("make") is None:
        pytest.skip("no make on this machine")
    done = subprocess.run(
        [
            "make",
            "--no-print-directory",
            "--dry-run",
            "--assume-old=.venv/installed",
            "chat",
            f"CORPUS={given}",
            "HOME=/home/ada",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shlex.split(done.stdout.splitlines()[-1]) == [".venv/bin/citeqa", "chat", "--corpus", folder]


def test_the_question_set_example_can_be_loaded(tmp_path: Path):
    from qa import load_questions

    block = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert block
    (tmp_path / "q.jsonl").write_text(block[1])
    assert [question.answerable for question in load_questions(tmp_path / "q.jsonl")] == [True, False]


def modules_of(tree: str) -> set[Path]:
    """The modules that a tree of folders names, each in its folder; far to the right a line only goes on."""
    found: set[Path] = set()
    folders = {-1: Path()}
    for line in tree.splitlines():
        indent = len(line) - len(line.lstrip())
        if indent < 20:
            folders = {at: folder for at, folder in folders.items() if at < indent}
            folder = list(folders.values())[-1]
            if named := re.match(r"\s*(\w+)/", line):
                folder = folders[indent] = folder / named[1]
        found |= {folder / name for name in re.findall(r"\b\w+\.py\b", line)}
    return found


def test_the_tree_names_every_module():
    tree = README[README.index("## The tree") : README.index("## What it is built on")]
    modules = [path for top in ("embeddings", "qa") for path in (ROOT / top).rglob("*.py")]
    modules = [path for path in modules if path.name != "__init__.py"]
    missing = [str(path.relative_to(ROOT)) for path in modules if path.relative_to(ROOT) not in modules_of(tree)]
    assert missing == []


def test_a_module_of_another_folder_is_not_taken_for_one_of_the_tree():
    tree = (
        "qa/   QUESTION\n    reader/   a.py, b.py\n                            c.py\n    names.py d.py   words\n"
    )
    found = {"qa/reader/a.py", "qa/reader/b.py", "qa/reader/c.py", "qa/names.py", "qa/d.py"}
    assert modules_of(tree) == {Path(path) for path in found}


def test_make_names_the_commands_of_the_readme():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("chat", "test"):
        assert f"make {target}" in README
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_pins_satisfy_the_ranges():
    from packaging.requirements import Requirement

    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = re.findall(r'^    "([a-z0-9-]+>=[^"]+)",$', project, re.MULTILINE)
    assert len(names) > 20
    for name in names:
        requirement = Requirement(name)
        assert requirement.specifier.contains(pins[requirement.name]), name
    assert pins["torch"] == "2.13.0"
