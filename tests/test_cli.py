"""The command line as a user meets it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from samples import SAMPLES

from embeddings.files import size_words
from embeddings.index import Index
from qa.cli import main
from qa.reader.reader import BUNDLED_READER

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
QUESTION = "Who commands the Quds Force?"


def citeqa(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def folder(seeds_index: Index) -> Path:
    return seeds_index.store.folder


def test_index_builds_then_embeds_nothing(tmp_path: Path):
    first = citeqa("index", SEEDS, "--index", tmp_path / "i", "--json")
    assert first.exit_code == 0, first.output
    counts = json.loads(first.stdout)
    assert (counts["added"], counts["failed"], counts["failures"], counts["notes"]) == (5, 0, [], [])
    second = citeqa("index", SEEDS, "--index", tmp_path / "i")
    assert second.stdout == "0 added, 0 changed, 5 unchanged, 0 removed, 0 failed, 0 passages embedded\n"


def test_index_reports_what_it_could_not_read(tmp_path: Path):
    (tmp_path / "good.txt").write_text("A good article stands here.")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01")
    done = citeqa("index", tmp_path, "--index", tmp_path / "i")
    assert done.exit_code == 0
    assert f"not indexed: {(tmp_path / 'bad.txt').resolve()}: " in done.stderr
    assert done.stdout.startswith("1 added, 0 changed, 0 unchanged, 0 removed, 1 failed")


def test_ask_prints_the_answer_and_its_place(folder: Path):
    done = citeqa("ask", QUESTION, "--index", folder)
    assert done.exit_code == 0
    assert done.stdout.startswith("Esmail Ghaani    ")
    assert "[001_0b8bf23ecc8ee3f7.txt " in done.stdout
    assert "machine-written" in done.stdout


def test_ask_abstains_calmly(folder: Path):
    done = citeqa("ask", "Who won the 2022 World Cup?", "--index", folder)
    assert done.exit_code == 0
    assert done.stdout.startswith("These articles do not say.\nNearest in the archive: ")


def test_ask_as_of_a_day_uses_no_later_article(folder: Path):
    given = json.loads(citeqa("ask", QUESTION, "--as-of", "2020-12-31", "--index", folder, "--json").stdout)
    cited = [given, *given["alternatives"], *given["rejected"]]
    dates = {c["date"] for one in cited for c in one["citations"]} | {p["date"] for p in given["passages"]}
    assert dates
    assert dates <= {None, "2020-01-26", "2020-09-29"}
    assert citeqa("ask", QUESTION, "--as-of", "soon", "--index", folder).exit_code == 2


@pytest.mark.parametrize(
    ("options", "articles"),
    [
        (["--since", "2021-01-01"], {"001"}),
        (["--since", "2020-01-27", "--until", "2023-12-31"], {"002"}),
        (["--source", "afp"], {"000"}),
        (["--folder", SEEDS / "003_079d92a754481f4e.txt"], {"003"}),
        (["--folder", SEEDS, "--since", "2020-01-01"], {"001", "002", "003"}),
    ],
)
def test_ask_uses_only_the_articles_within(folder: Path, options: list, articles: set[str]):
    given = json.loads(citeqa("ask", QUESTION, *options, "--index", folder, "--json").stdout)
    found = {passage["article"][:3] for passage in given["passages"]}
    assert found
    assert found <= articles


def test_evaluate_uses_only_the_articles_within(folder: Path, tmp_path: Path):
    (tmp_path / "q.jsonl").write_text(json.dumps({"question": QUESTION, "answers": ["Esmail Ghaani"]}))
    asked = ("evaluate", tmp_path / "q.jsonl", "--index", folder, "--json")
    assert json.loads(citeqa(*asked, "--since", "2024-01-05").stdout)["best_em"] == 100
    assert json.loads(citeqa(*asked, "--until", "2024-01-04").stdout)["best_em"] == 0


def test_filters_that_cannot_be_met_say_so(folder: Path, tmp_path: Path):
    asked = ("ask", QUESTION, "--index", folder)
    failed(citeqa(*asked, "--since", "2021-01-01", "--until", "2020-01-01"), "is later than until 2020-01-01")
    failed(citeqa(*asked, "--source", "Tass"), "no article in this index is from the source 'Tass'; it has AFP")
    failed(citeqa(*asked, "--folder", tmp_path), f"no article in this index is from {tmp_path}; name a folder")
    failed(citeqa(*asked, "--since", "then"), "'then' does not match the format", code=2)
    paragraph = {"context": "A.", "qas": [{"id": "1", "question": "Who?", "answers": []}]}
    (tmp_path / "squad.json").write_text(json.dumps({"data": [{"title": "T", "paragraphs": [paragraph]}]}))
    failed(citeqa("evaluate", tmp_path / "squad.json", "--source", "AFP"), "leave the filters out", code=2)


def test_ask_as_json_is_the_answer_object(folder: Path):
    given = json.loads(citeqa("ask", QUESTION, "--index", folder, "--json").stdout)
    (citation, *_) = given["citations"]
    text = (SEEDS / citation["article"]).read_text(encoding="utf-8")
    assert given["text"] == citation["quote"] == text[citation["start"] : citation["end"]] == "Esmail Ghaani"


def test_show_prints_the_text_and_any_slice_exactly(folder: Path):
    path = SEEDS / "004_c4cc14f04c352a6a.txt"
    text = path.read_bytes().decode()
    assert citeqa("show", path.name, "--index", folder).stdout == text if text.endswith("\n") else text + "\n"
    assert (
        citeqa("show", path.name, "--start", "13", "--end", "30", "--index", folder).stdout
        == "The United States\n"
    )
    assert json.loads(citeqa("show", path.name, "--index", folder, "--json").stdout)["text"] == text


def test_stats_and_verify(folder: Path):
    figures = json.loads(citeqa("stats", "--index", folder, "--articles", "--json").stdout)
    assert (figures["articles"], figures["encoder"]) == (5, "all-MiniLM-L6-v2")
    assert figures["dates"] == "2020-01-26 to 2024-01-05, stated by 3 of 5"
    assert [row["date"] for row in figures["list"]] == [None, "2024-01-05", "2020-09-29", "2020-01-26", None]
    assert isinstance(figures["bytes"], int)
    shown = dict(line.split(maxsplit=1) for line in citeqa("stats", "--index", folder).stdout.splitlines())
    assert (shown["size"], shown["articles"]) == (size_words(figures["bytes"]), "5")
    assert "bytes" not in shown
    assert citeqa("verify", "--index", folder).stdout.startswith("all is well: 5 articles, ")


def test_remove_says_what_is_gone_and_how_it_comes_back(tmp_path: Path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"The article of {name} stands here.")
    citeqa("index", tmp_path, "--index", tmp_path / "i")
    done = citeqa("remove", "one.txt", "--index", tmp_path / "i")
    assert done.exit_code == 0
    assert done.stdout.startswith("1 removed\n    one.txt\nThey stay out at later updates; name a file itself")
    again = citeqa("index", tmp_path, "--index", tmp_path / "i")
    assert again.stdout == (
        "0 added, 0 changed, 1 unchanged, 0 removed, 1 left out, 0 failed, 0 passages embedded\n"
    )
    figures = json.loads(citeqa("stats", "--index", tmp_path / "i", "--json").stdout)
    assert (figures["files"], figures["left_out"], figures["vector_index"], figures["nprobe"]) == (
        1,
        1,
        "exact",
        "all",
    )
    gone = json.loads(citeqa("remove", tmp_path, "--index", tmp_path / "i", "--json").stdout)
    assert gone == {"removed": ["two.txt"]}
    failed(citeqa("remove", "one.txt", "--index", tmp_path / "i"), "no article 'one.txt' in this index")


def test_evaluate_writes_predictions_report_and_figures(folder: Path, tmp_path: Path):
    questions = tmp_path / "q.jsonl"
    rows = [
        {
            "id": "a",
            "question": QUESTION,
            "answers": ["Esmail Ghaani"],
            "articles": ["001_0b8bf23ecc8ee3f7.txt"],
        },
        {"id": "b", "question": "Who won the 2022 World Cup?", "answerable": False},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)))
    out, html = tmp_path / "out.jsonl", tmp_path / "report.html"
    done = citeqa("evaluate", questions, "--index", folder, "--predictions", out, "--report", html, "--json")
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert (figures["em"], figures["f1"]) == (100.0, 100.0)
    first, second = map(json.loads, out.read_text().splitlines())
    assert list(first) == (
        "id question text confidence abstained citations alternatives sources_disagree milliseconds".split()
    )
    assert (first["text"], first["abstained"], second["abstained"]) == ("Esmail Ghaani", False, True)
    assert list(first["citations"][0]) == ["article", "path", "start", "end", "quote"]
    assert html.read_text().startswith("<!DOCTYPE html>")


def test_evaluate_one_half_compare_and_fail_under(folder: Path, tmp_path: Path):
    questions, out = tmp_path / "q.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"id": "a", "question": QUESTION, "answers": ["Esmail Ghaani"], "split": "dev"},
        {"id": "b", "question": "Who won the 2022 World Cup?", "answerable": False, "split": "test"},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)))
    run_dev = ("evaluate", questions, "--index", folder, "--split", "dev")
    done = citeqa(*run_dev, "--predictions", out, "--fail-under", "f1=100", "--fail-under", "recall@5=1", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["questions"] == 1
    again = citeqa(*run_dev, "--compare", out, "--fail-under", "em=100.5")
    assert "Compared with out.jsonl, 1 questions in common\n  exact match +0.0, " in again.stdout
    failed(again, "Error: em is 100, under the 100.5 asked for")
    compared = json.loads(citeqa(*run_dev, "--compare", out, "--json").stdout)["compared"]
    assert (compared["questions"], compared["better"], compared["f1"]["p"]) == (1, 0, 1.0)
    failed(citeqa(*run_dev[:-1], "none"), "no question whose split is 'none'; it has: dev, test")
    failed(citeqa(*run_dev, "--fail-under", "f2=70"), "there is no figure 'f2'", code=2)
    failed(citeqa(*run_dev, "--compare", questions), "line 1: is no prediction")


def test_calibrate_fits_what_ask_then_uses(folder: Path, tmp_path: Path):
    fitted, timid = tmp_path / "mine.json", tmp_path / "timid.json"
    bundled = json.loads((BUNDLED_READER / "calibration.json").read_text())
    timid.write_text(json.dumps(bundled | {"intercept": -6.0}))
    questions = Path(__file__).parent / "questions" / "seeds.jsonl"
    done = citeqa("calibrate", questions, "--index", folder, "--calibration", timid, "--out", fitted, "--json")
    said = json.loads(done.stdout)
    assert said["questions"] == 50
    assert said["after"] < said["before"]
    assert json.loads(fitted.read_text()) == said["calibration"]

    question = ("ask", "Who commands the Quds Force?", "--index", folder, "--json")
    unsure, sure = (json.loads(citeqa(*question, "--calibration", one).stdout) for one in (timid, fitted))
    assert unsure["confidence"] < sure["confidence"]
    failed(citeqa(*question, "--calibration", tmp_path / "none.json"), "make it with `citeqa calibrate`")


def test_ask_understands_a_follow_up(folder: Path):
    done = citeqa("ask", "When was he killed?", "--history", "Who was Qassem Soleimani?", "--index", folder)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Understood as: When was Qassem Soleimani killed?\n")


def test_evaluate_reads_squad_with_its_own_paragraphs(tmp_path: Path):
    paragraph = "Anna Kovacs founded the bakery in Szeged in 1931."
    qas = [
        {
            "id": "1",
            "question": "Who founded the bakery?",
            "answers": [{"text": "Anna Kovacs", "answer_start": 0}],
        },
        {"id": "2", "question": "Who closed the mine?", "answers": [], "is_impossible": True},
    ]
    path = tmp_path / "squad.json"
    path.write_text(
        json.dumps({"data": [{"title": "Bakery", "paragraphs": [{"context": paragraph, "qas": qas}]}]})
    )
    for option in ([], ["--gold-passage"]):
        figures = json.loads(citeqa("evaluate", path, "--json", *option).stdout)
        assert (figures["questions"], figures["answerable"], figures["best_em"]) == (2, 1, 100.0)


# -- what goes wrong: one sentence, exit code 1 (2 where the command line itself is wrong), no traceback


def failed(done: Result, said: str, code: int = 1) -> None:
    assert done.exit_code == code
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.output


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


def test_errors_say_what_to_do(folder: Path, tmp_path: Path):
    failed(citeqa("ask", "", "--index", folder), "Error: the question is empty; type one")
    failed(citeqa("ask", "why " * 2500, "--index", folder), "more than the 1,000 allowed; ask one thing")
    failed(citeqa("ask", "谁指挥圣城军?", "--index", folder), "ask it in English")
    failed(citeqa("ask", "Who?", "--index", tmp_path / "no"), "make one with `citeqa index")
    failed(citeqa("ask", "Who?", "--corpus", tmp_path / "no"), "no such file or folder")
    failed(citeqa("ask", "Who?", "--index", folder, "--reader", tmp_path), "cannot be loaded")
    failed(citeqa("show", "nothing.txt", "--index", folder), "`citeqa stats --articles` lists their ids")
    failed(citeqa("evaluate", tmp_path / "no.jsonl", "--index", folder), "no.jsonl: there is no such file")
    failed(citeqa("index", tmp_path / "no", "--index", tmp_path / "i"), "no such file or folder")
    (tmp_path / "empty").mkdir()
    failed(citeqa("index", tmp_path / "empty", "--index", tmp_path / "i"), "no article in this folder")


def test_outputs_are_checked_before_the_questions_are_asked(folder: Path, tmp_path: Path):
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"question": "Who?"}')
    failed(citeqa("evaluate", questions, "--index", folder, "--report", questions), "named twice", code=2)
    failed(
        citeqa("evaluate", questions, "--index", folder, "--predictions", tmp_path / "no" / "p.jsonl"),
        "cannot be written; name a file in a folder that you may write to",
    )
    failed(
        citeqa("evaluate", questions, "--index", folder, "--gold-passage"),
        "leave --corpus and --index out",
        code=2,
    )
    assert questions.read_text() == '{"question": "Who?"}'


def test_articles_cannot_command_the_terminal(tmp_path: Path):
    (tmp_path / "a.txt").write_text("The mayor is Anna\x1b]0;owned\x07 Kovacs, the council said on Monday.")
    done = citeqa("ask", "Who is the mayor?", "--corpus", tmp_path, "--threshold", "0")
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_a_mixed_folder(tmp_path: Path):
    corpus = tmp_path / "articles"
    corpus.mkdir()
    for name in ("a.pdf", "a.jsonl", "a.epub", "a.zip"):
        (corpus / name).write_bytes(SAMPLES[name])
    (corpus / "b.docx").write_bytes(b"no")
    done = citeqa("index", corpus, "--index", tmp_path / "i")
    assert done.stdout.startswith("4 added, 0 changed, 0 unchanged, 0 removed, 1 failed")
    assert done.stderr.startswith(f"not indexed: {corpus}/b.docx: damaged, or no Word file")
    assert len(done.stderr.splitlines()) == 1
    asked = ["ask", "--index", tmp_path / "i", "--threshold", "0"]
    assert "[a.pdf page 2 " in citeqa(*asked, "Who leads the inspection of the dam?").stdout
    answer = json.loads(citeqa(*asked, "--json", "How many men went back to work?").stdout)
    assert (answer["text"], answer["citations"][0]["article"]) == ("212", "wire-1")
    assert citeqa("show", "page.html", "--index", tmp_path / "i").stdout.startswith("Harbour fire closes")
    assert citeqa("verify", "--index", tmp_path / "i").stdout == "all is well: 9 articles, 10 passages\n"


def test_the_size_of_files_is_limited(tmp_path: Path):
    (tmp_path / "a.txt").write_text("The mill closed in 1999." + "\n" * 4976)
    limited = ("ask", "When did the mill close?", "--corpus", tmp_path, "--max-file-size")
    failed(citeqa(*limited, "4kB"), "has 5 kB, more than the 4 kB read; split it, or raise the limit")
    failed(citeqa(*limited, "much"), "'much' is not a size; write it like 200MB or 1.5GB", code=2)
    assert "1999" in citeqa(*limited, "6kB").stdout.splitlines()[0]


def test_an_index_without_articles_says_so(tmp_path: Path):
    Index.open(tmp_path, create=True).close()
    failed(citeqa("ask", "Who?", "--index", tmp_path), "no article in this index yet")


def test_a_port_in_use_is_named(folder: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        # In a process of its own: gradio is never imported into this one.
        done = run("chat", "--index", folder, "--port", port)
    assert done.returncode == 1
    assert f"Error: port {port} is in use; choose another with --port" in done.stderr


def test_usage_errors_exit_with_2(folder: Path, tmp_path: Path):
    failed(citeqa("ask"), "Missing argument 'QUESTION'", code=2)
    failed(
        citeqa("ask", "Who?", "--index", folder, "--corpus", SEEDS),
        "give --corpus or --index, not both",
        code=2,
    )
    failed(citeqa("ask", "Who?", "--index", folder, "--threshold", "7"), "not in the range", code=2)
    failed(citeqa("ask", "Who?", "--index", folder, "--threshold", "nan"), "nan is no number", code=2)
    name = "004_c4cc14f04c352a6a.txt"
    failed(citeqa("show", name, "--start", "9", "--end", "5", "--index", folder), "--start <= --end", code=2)
    with contextlib.chdir(tmp_path):
        failed(citeqa("ask", "Who?"), "say which articles", code=2)


def run(*arguments: str | Path | int) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "citeqa"), *map(str, arguments)]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False, env=environment
    )


@pytest.mark.parametrize("command", ["", "index", "remove", "ask", "chat", "evaluate", "show", "stats", "verify"])
def test_every_command_has_help(command: str):
    done = citeqa(*command.split(), "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: main {command}".rstrip())


def test_the_console_script_answers():
    done = run("ask", QUESTION)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Esmail Ghaani")
