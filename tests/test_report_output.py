"""What an evaluation writes: the table, the predictions, the page."""

from __future__ import annotations

import datetime
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from evaluated import ANSWERS, QUESTIONS, RACE, TOWN, FakeAnswerer, cite, given

from qa.evaluation.output import predictions, terminal_table, write_predictions
from qa.evaluation.report import Report, evaluate
from qa.evaluation.report_page import html_report
from qa.schema import Candidate


@pytest.fixture
def report() -> Report:
    return evaluate(FakeAnswerer(ANSWERS), QUESTIONS)


def test_figures_are_plain_json(report: Report) -> None:
    assert json.loads(json.dumps(report.figures, allow_nan=False)) == report.figures


def test_table(report: Report) -> None:
    table = terminal_table(report)
    assert re.search(r"^  exact match +40\.0  ", table, re.MULTILINE)
    assert re.search(r"^  right and cited +0\.333  ", table, re.MULTILINE)
    assert re.search(r"^  p50 +\d+ ms  ", table, re.MULTILINE)
    assert re.search(r"^  who +4 +66\.7 +1 +1 +1 +- +- +1$", table, re.MULTILINE)
    assert re.search(r"^  all +5 +53\.3 ", table, re.MULTILINE)
    assert max(map(len, table.splitlines())) <= 100


def test_predictions_have_the_agreed_form(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_predictions(report, path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [question.id for question in QUESTIONS]
    shy = rows[2]
    assert shy.pop("milliseconds") >= 0
    assert shy == {
        "id": "shy",
        "question": "When did he take office?",
        "text": "2020",
        "confidence": 0.3,
        "abstained": True,
        "citations": [
            {"article": "town.txt", "path": TOWN.path, "start": 43, "end": 47, "quote": "2020"},
        ],
        "alternatives": [],
        "sources_disagree": False,
    }
    assert (rows[3]["text"], rows[3]["citations"], rows[3]["abstained"]) == (None, [], True)
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_predicted_alternatives_carry_their_date() -> None:
    dated = cite(RACE, "2019").model_copy(update={"date": datetime.date(2019, 5, 1)})
    other = Candidate(text="2019", confidence=0.6, citations=(dated,))
    undated = Candidate(text="2020", confidence=0.55, citations=(cite(TOWN, "2020"),))
    first = given("Who won?", 0.9, cite(RACE, "Ann Lee"))
    answer = first.model_copy(update={"alternatives": (other, undated), "sources_disagree": True})
    [line] = predictions(evaluate(FakeAnswerer([answer]), QUESTIONS[:1]))
    row = json.loads(line)
    assert row["sources_disagree"] is True
    assert row["alternatives"] == [
        {"text": "2019", "confidence": 0.6, "date": "2019-05-01"},
        {"text": "2020", "confidence": 0.55, "date": None},
    ]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _tags(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    return tags


def test_page_is_one_file_that_asks_nothing_of_others(report: Report) -> None:
    page = html_report(report)
    tags = _tags(page)
    assert tags.open == []
    names = [tag for tag, _ in tags.seen]
    assert names.count("svg") == 1
    assert not {"script", "link", "img", "iframe", "b", "object"} & set(names)
    assert "http:" not in page and "https:" not in page and "@import" not in page
    references = [value for _, attrs in tags.seen for name, value in attrs.items() if name.endswith("href")]
    assert all(value and value.startswith("#") for value in references)
    assert not re.search(r"url\((?!#)", page)


def test_page_shows_what_went_wrong_escaped(report: Report) -> None:
    page = html_report(report, title="A & B")
    assert "<title>A &amp; B</title>" in page
    assert "Who lost the &lt;election&gt;?" in page
    assert "<mark>&lt;b&gt;He&lt;/b&gt;</mark> took office" in page
    assert "no answer: the articles do not say" in page
    assert "abstained; best was: 2020 (30%)" in page
    assert "<h2>Wrong: 3 of 5</h2>" in page
    assert page.index("<summary>who: 2 of 4</summary>") < page.index("<summary>when: 1 of 1</summary>")
    assert '<dt>verdict</dt><dd dir="auto">held back</dd>' in page


def test_page_follows_light_and_dark_mode(report: Report) -> None:
    page = html_report(report)
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page
    assert "stroke: var(--accent)" in page and "fill: currentColor" in page


def test_the_same_report_gives_the_same_page(report: Report) -> None:
    assert html_report(report) == html_report(report)


def test_a_long_list_of_wrong_answers_is_cut_and_says_so() -> None:
    many = [QUESTIONS[4].model_copy(update={"id": str(i)}) for i in range(203)]
    page = html_report(evaluate(FakeAnswerer(ANSWERS), many))
    assert page.count("<article>") == 200
    assert "3 more are not shown" in page
