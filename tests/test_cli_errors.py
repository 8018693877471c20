"""What goes wrong: one sentence, exit code 1 (2 where the command line itself is wrong), no traceback."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path

import pytest
from commanding import QUESTION, SEEDS, citeqa, failed, run

from embeddings.index import Index


def test_filters_that_cannot_be_met_say_so(indexed: Path, tmp_path: Path):
    asked = ("ask", QUESTION, "--index", indexed)
    failed(citeqa(*asked, "--since", "2021-01-01", "--until", "2020-01-01"), "is later than until 2020-01-01")
    failed(citeqa(*asked, "--source", "Tass"), "no article in this index is from the source 'Tass'; it has AFP")
    failed(citeqa(*asked, "--folder", tmp_path), f"no article in this index is from {tmp_path}; name a folder")
    failed(citeqa(*asked, "--since", "then"), "'then' is no day; write it like 2024-01-31", code=2)
    paragraph = {"context": "A.", "qas": [{"id": "1", "question": "Who?", "answers": []}]}
    (tmp_path / "squad.json").write_text(json.dumps({"data": [{"title": "T", "paragraphs": [paragraph]}]}))
    failed(citeqa("evaluate", tmp_path / "squad.json", "--source", "AFP"), "leave the filters out", code=2)


def test_a_corpus_is_not_taken_in_part_without_a_word(tmp_path: Path):
    (tmp_path / "good.txt").write_text("A good article stands here.")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 no")
    (tmp_path / "photo.jpg").write_bytes(b"no")
    (tmp_path / "none.jsonl").write_text('{"name": "no text"}\n' * 2)
    told = citeqa("index", tmp_path, "--index", tmp_path.parent / "i").stderr.splitlines()
    assert [line.split(": ")[:2] for line in told] == [
        ["left out, of formats that are not read", "1 .jpg"],
        ["not indexed", f"{tmp_path}/broken.pdf"],
        *[["not indexed", f"{tmp_path}/none.jsonl"]] * 2,
    ]
    done = citeqa("stats", "--corpus", tmp_path, "--json")
    assert (done.exit_code, json.loads(done.stdout)["articles"]) == (0, 1)
    assert done.stderr.splitlines() == told
    for number in range(7):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF-1.4 no")
    *first, last = citeqa("stats", "--corpus", tmp_path).stderr.splitlines()
    assert (len(first), last) == (10, "and 1 more; `citeqa index` tells them all")


@pytest.mark.parametrize("option", ["--corpus", "--folder", "--index"])
def test_an_empty_path_is_not_the_folder_one_is_in(option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.txt").write_text("An article stands here.")
    monkeypatch.chdir(tmp_path)
    failed(citeqa("ask", QUESTION, option, ""), f"Invalid value for '{option}': a path is empty; name a file", 2)


def test_errors_say_what_to_do(indexed: Path, tmp_path: Path):
    failed(citeqa("ask", "", "--index", indexed), "Error: the question is empty; type one")
    failed(citeqa("ask", "why " * 2500, "--index", indexed), "more than the 1,000 allowed; ask one thing")
    failed(citeqa("ask", "谁指挥圣城军?", "--index", indexed), "ask it in English")
    failed(citeqa("ask", "Who?", "--index", tmp_path / "no"), "make one with `citeqa index")
    failed(citeqa("ask", "Who?", "--corpus", tmp_path / "no"), "no such file or folder")
    failed(citeqa("ask", "Who?", "--index", indexed, "--reader", tmp_path), "cannot be loaded")
    failed(citeqa("show", "nothing.txt", "--index", indexed), "`citeqa stats --articles` lists their ids")
    failed(citeqa("evaluate", tmp_path / "no.jsonl", "--index", indexed), "no.jsonl: there is no such file")
    failed(citeqa("index", tmp_path / "no", "--index", tmp_path / "i"), "no such file or folder")
    (tmp_path / "empty").mkdir()
    failed(citeqa("index", tmp_path / "empty", "--index", tmp_path / "i"), "no article in this folder")


def test_outputs_are_checked_before_the_questions_are_asked(indexed: Path, tmp_path: Path):
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"question": "Who?"}')
    failed(citeqa("evaluate", questions, "--index", indexed, "--report", questions), "named twice", code=2)
    failed(
        citeqa("evaluate", questions, "--index", indexed, "--predictions", tmp_path / "no" / "p.jsonl"),
        "cannot be written; name a file in a folder that you may write to",
    )
    failed(
        citeqa("evaluate", questions, "--index", indexed, "--gold-passage"),
        "leave --corpus and --index out",
        code=2,
    )
    assert questions.read_text() == '{"question": "Who?"}'


def test_an_index_without_articles_says_so(tmp_path: Path):
    Index.open(tmp_path, create=True).close()
    failed(citeqa("ask", "Who?", "--index", tmp_path), "no article in this index yet")


def test_a_port_in_use_is_named(indexed: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        # In a process of its own: gradio is never imported into this one.
        done = run("chat", "--index", indexed, "--port", port)
    assert done.returncode == 1
    assert f"Error: port {port} is in use; choose another with --port" in done.stderr


def test_usage_errors_exit_with_2(indexed: Path, tmp_path: Path):
    failed(citeqa("ask"), "Missing argument 'QUESTION'", code=2)
    failed(
        citeqa("ask", "Who?", "--index", indexed, "--corpus", SEEDS),
        "give --corpus or --index, not both",
        code=2,
    )
    failed(citeqa("ask", "Who?", "--index", indexed, "--threshold", "7"), "not in the range", code=2)
    failed(citeqa("ask", "Who?", "--index", indexed, "--threshold", "nan"), "nan is no number", code=2)
    name = "004_c4cc14f04c352a6a.txt"
    failed(citeqa("show", name, "--start", "9", "--end", "5", "--index", indexed), "--start <= --end", code=2)
    with contextlib.chdir(tmp_path):
        failed(citeqa("ask", "Who?"), "say which articles", code=2)
