"""The command line as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commanding import QUESTION, SEEDS, citeqa, failed, run
from samples import SAMPLES

from embeddings.files import size_words


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


def test_ask_prints_the_answer_and_its_place(indexed: Path):
    done = citeqa("ask", QUESTION, "--index", indexed)
    assert done.exit_code == 0
    assert done.stdout.startswith("Esmail Ghaani    ")
    assert "[001_0b8bf23ecc8ee3f7.txt " in done.stdout
    assert "machine-written" in done.stdout


def test_ask_prints_the_sentence_where_it_is_asked_whether_something_is_so(indexed: Path):
    done = citeqa("ask", "Did NATO suspend training in Iraq?", "--index", indexed)
    sentence = (
        "The US-led coalition and even NATO had already suspended training and anti-IS operations for security "
        "concerns in the wake of the assassination of Soleimani.    "
    )
    assert done.stdout.startswith(sentence)
    assert done.stdout.count("had already suspended") == 1


def test_ask_abstains_calmly(indexed: Path):
    done = citeqa("ask", "Who won the 2022 World Cup?", "--index", indexed)
    assert done.exit_code == 0
    assert done.stdout.startswith("These articles do not say.\nNearest in the archive: ")


def test_ask_as_of_a_day_uses_no_later_article(indexed: Path):
    given = json.loads(citeqa("ask", QUESTION, "--as-of", "2020-12-31", "--index", indexed, "--json").stdout)
    cited = [given, *given["alternatives"], *given["rejected"]]
    dates = {c["date"] for one in cited for c in one["citations"]} | {p["date"] for p in given["passages"]}
    assert dates
    assert dates <= {None, "2020-01-26", "2020-09-29"}
    no_day = citeqa("ask", QUESTION, "--as-of", "2024-02-30", "--index", indexed)
    failed(no_day, "'2024-02-30' is no day; write it like 2024-01-31", code=2)


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
def test_ask_uses_only_the_articles_within(indexed: Path, options: list, articles: set[str]):
    given = json.loads(citeqa("ask", QUESTION, *options, "--index", indexed, "--json").stdout)
    found = {passage["article"][:3] for passage in given["passages"]}
    assert found
    assert found <= articles


def test_ask_as_json_is_the_answer_object(indexed: Path):
    given = json.loads(citeqa("ask", QUESTION, "--index", indexed, "--json").stdout)
    (citation, *_) = given["citations"]
    text = (SEEDS / citation["article"]).read_text(encoding="utf-8")
    assert given["text"] == citation["quote"] == text[citation["start"] : citation["end"]] == "Esmail Ghaani"


def test_show_prints_the_text_and_any_slice_exactly(indexed: Path):
    path = SEEDS / "004_c4cc14f04c352a6a.txt"
    text = path.read_bytes().decode()
    assert citeqa("show", path.name, "--index", indexed).stdout == text if text.endswith("\n") else text + "\n"
    assert (
        citeqa("show", path.name, "--start", "13", "--end", "30", "--index", indexed).stdout
        == "The United States\n"
    )
    assert json.loads(citeqa("show", path.name, "--index", indexed, "--json").stdout)["text"] == text


def test_stats_and_verify(indexed: Path):
    figures = json.loads(citeqa("stats", "--index", indexed, "--articles", "--json").stdout)
    assert (figures["articles"], figures["encoder"]) == (5, "all-MiniLM-L6-v2")
    assert figures["dates"] == "2020-01-26 to 2024-01-05, stated by 3 of 5"
    assert [row["date"] for row in figures["list"]] == [None, "2024-01-05", "2020-09-29", "2020-01-26", None]
    assert isinstance(figures["bytes"], int)
    shown = dict(line.split(maxsplit=1) for line in citeqa("stats", "--index", indexed).stdout.splitlines())
    assert (shown["size"], shown["articles"]) == (size_words(figures["bytes"]), "5")
    assert "bytes" not in shown
    assert citeqa("verify", "--index", indexed).stdout.startswith("all is well: 5 articles, ")


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


def test_ask_understands_a_follow_up(indexed: Path):
    done = citeqa("ask", "When was he killed?", "--history", "Who was Qassem Soleimani?", "--index", indexed)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Understood as: When was Qassem Soleimani killed?\n")


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


@pytest.mark.parametrize("command", ["", "index", "remove", "ask", "chat", "evaluate", "show", "stats", "verify"])
def test_every_command_has_help(command: str):
    done = citeqa(*command.split(), "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: main {command}".rstrip())


def test_the_console_script_answers():
    done = run("ask", QUESTION)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Esmail Ghaani")
