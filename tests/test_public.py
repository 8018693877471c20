"""What a program that imports citeqa is promised: names, types, values that travel, and calls that forgive."""

from __future__ import annotations

import fnmatch
import pickle
import pydoc
import re
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest
from fakes import LetterEncoder

import qa
from embeddings.errors import CorpusError, UnknownArticleError
from embeddings.index import Index

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there_and_documented():
    assert set(qa.__all__) <= set(dir(qa))
    for name in qa.__all__:
        assert getattr(qa, name).__doc__
    assert "class Answerer(" in re.sub(".\b", "", pydoc.render_doc(qa))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'qa' has no attribute 'ask'"):
        qa.ask  # noqa: B018


def test_everything_beside_the_modules_is_in_the_wheel():
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    left_out = []
    for package in ("embeddings", "qa"):
        for path in (ROOT / package).rglob("*.*"):
            name = path.relative_to(ROOT / package).as_posix()
            if path.suffix not in (".py", ".pyc") and not any(fnmatch.fnmatch(name, one) for one in data[package]):
                left_out.append(f"{package}/{name}")
    assert left_out == []
    assert {"embeddings", "qa"} == {path.parent.name for path in ROOT.glob("*/py.typed")}


def test_the_readmes_example_passes_strict_type_checks(tmp_path: Path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"<!-- python -->\n```python\n(.*?)```", readme, re.DOTALL)
    assert blocks
    (tmp_path / "example.py").write_text("\n".join(blocks), encoding="utf-8")
    # As when it is installed, nothing is said of the package itself.
    options = ["--strict", "--follow-imports=silent", f"--cache-dir={ROOT / '.mypy_cache' / 'readme'}"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(tmp_path / "example.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "Success: no issues found in 1 source file\n"


def test_the_command_line_is_a_module_too():
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("citeqa, version ")


def test_an_answer_comes_back_from_json_and_pickle(seeds_index: Index):
    given = qa.Answerer(seeds_index).answer("How many US soldiers are in Iraq?")
    assert given.alternatives
    assert qa.Answer.model_validate_json(given.model_dump_json()) == given
    assert pickle.loads(pickle.dumps(given)) == given


def test_one_answerer_serves_several_threads(seeds_index: Index):
    answerer = qa.Answerer(seeds_index)
    asked = ["Who commands the Quds Force?", "How many US soldiers are in Iraq?"] * 3
    given: dict[int, str | None] = {}

    def ask(number: int) -> None:
        given[number] = answerer.answer(asked[number]).text

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == {number: ["Esmail Ghaani", "2,500"][number % 2] for number in range(len(asked))}


@pytest.mark.parametrize("kind", [str, Path])
def test_paths_may_be_strings_and_one_alone(tmp_path: Path, kind: type):
    (tmp_path / "articles").mkdir()
    for name in ("north", "south"):
        (tmp_path / "articles" / f"{name}.txt").write_text(f"The {name} harbour was opened in 1900.")
    index = Index.open(kind(tmp_path / "index"), encoder=LetterEncoder(), create=True)
    assert index.update(kind(tmp_path / "articles")).added == 2
    assert index.update([kind(tmp_path / "articles")]).unchanged == 2
    assert index.update(kind(path) for path in (tmp_path / "articles").iterdir()).unchanged == 2
    assert index.remove("north.txt") == ["north.txt"]
    assert index.remove(kind(path) for path in [tmp_path / "articles"]) == ["south.txt"]
    with pytest.raises(UnknownArticleError, match=r"^no article 'north\.txt' in this index"):
        index.remove("north.txt")
    with pytest.raises(CorpusError, match="no path is given; give a file or a folder of articles"):
        index.update([])
