"""`citeqa evaluate` and `calibrate`: figures, files written, runs compared, the confidence fitted."""

from __future__ import annotations

import json
from pathlib import Path

from commanding import QUESTION, citeqa, failed

from qa.reader.reader import BUNDLED_READER


def test_evaluate_uses_only_the_articles_within(indexed: Path, tmp_path: Path):
    (tmp_path / "q.jsonl").write_text(json.dumps({"question": QUESTION, "answers": ["Esmail Ghaani"]}))
    asked = ("evaluate", tmp_path / "q.jsonl", "--index", indexed, "--json")
    assert json.loads(citeqa(*asked, "--since", "2024-01-05").stdout)["best_em"] == 100
    assert json.loads(citeqa(*asked, "--until", "2024-01-04").stdout)["best_em"] == 0


def test_evaluate_asks_whether_the_questions_are_of_another_corpus(indexed: Path, tmp_path: Path):
    rows = [{"question": QUESTION, "answers": ["Esmail Ghaani"], "articles": [article]} for article in ("a", "b")]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = citeqa("evaluate", tmp_path / "q.jsonl", "--index", indexed)
    assert "of the articles that the questions name none was found; is this their corpus?" in done.stderr
    rows[0]["articles"] = ["001_0b8bf23ecc8ee3f7.txt"]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert "none was found" not in citeqa("evaluate", tmp_path / "q.jsonl", "--index", indexed).stderr


def test_evaluate_writes_predictions_report_and_figures(indexed: Path, tmp_path: Path):
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
    done = citeqa("evaluate", questions, "--index", indexed, "--predictions", out, "--report", html, "--json")
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


def test_evaluate_one_half_compare_and_fail_under(indexed: Path, tmp_path: Path):
    questions, out = tmp_path / "q.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"id": "a", "question": QUESTION, "answers": ["Esmail Ghaani"], "split": "dev"},
        {"id": "b", "question": "Who won the 2022 World Cup?", "answerable": False, "split": "test"},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)))
    run_dev = ("evaluate", questions, "--index", indexed, "--split", "dev")
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


def test_calibrate_fits_what_ask_then_uses(indexed: Path, tmp_path: Path):
    fitted, timid = tmp_path / "mine.json", tmp_path / "timid.json"
    bundled = json.loads((BUNDLED_READER / "calibration.json").read_text())
    timid.write_text(json.dumps(bundled | {"intercept": -6.0}))
    questions = Path(__file__).parent / "questions" / "seeds.jsonl"
    done = citeqa("calibrate", questions, "--index", indexed, "--calibration", timid, "--out", fitted, "--json")
    said = json.loads(done.stdout)
    assert said["questions"] == 50
    assert said["after"] < said["before"]
    assert json.loads(fitted.read_text()) == said["calibration"]

    question = ("ask", "Who commands the Quds Force?", "--index", indexed, "--json")
    unsure, sure = (json.loads(citeqa(*question, "--calibration", one).stdout) for one in (timid, fitted))
    assert unsure["confidence"] < sure["confidence"]
    failed(citeqa(*question, "--calibration", tmp_path / "none.json"), "make it with `citeqa calibrate`")


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
