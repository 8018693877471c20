"""Evaluation of a fake answerer whose every answer is known, with the figures worked out by hand."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest

from embeddings.articles import Article, Passage
from embeddings.errors import QuestionError, QuestionSetError, UnknownArticleError
from qa.evaluation.comparison import compare, load_predictions, missed, parse_limit
from qa.evaluation.output import comparison_text, predictions, terminal_table, write_predictions
from qa.evaluation.question import Differing, Question
from qa.evaluation.report import Report, evaluate
from qa.evaluation.report_page import html_report
from qa.schema import Answer, Candidate, Citation, Hit

RACE = Article(
    id="sport/race.txt",
    path="/archive/sport/race.txt",
    text="Ann Lee won the race in 2019. Bob Ray came second.",
)
TOWN = Article(id="town.txt", path="/archive/town.txt", text="The mayor is Bob. <b>He</b> took office in 2020.")
ARTICLES = {article.id: article for article in (RACE, TOWN)}


def _cite(article: Article, quote: str, *, shift: int = 0) -> Citation:
    start = article.text.index(quote) + shift
    return Citation(
        article=article.id,
        path=article.path,
        title=article.heading,
        start=start,
        end=start + len(quote),
        quote=quote,
        sentence=article.text,
        sentence_start=0,
        sentence_end=len(article.text),
    )


def _given(question: str, confidence: float, citation: Citation) -> Answer:
    return Answer(question=question, text=citation.quote, confidence=confidence, citations=(citation,))


def _abstained(question: str, confidence: float, *citations: Citation) -> Answer:
    rejected = tuple(Candidate(text=c.quote, confidence=confidence, citations=(c,)) for c in citations)
    return Answer(question=question, text=None, confidence=confidence, rejected=rejected)


class FakeAnswerer:
    """Gives prepared answers, and one ranking for all: two passages of the race, one of the town."""

    threshold = 0.5
    passages_read = 2

    def __init__(self, answers: Sequence[Answer]):
        self.answers = {answer.question: answer for answer in answers}
        self.was_asked: list[tuple[str, tuple[str, ...], datetime.date | None]] = []
        self.was_read: list[tuple[str, list[str]]] = []

    def answer(self, question: str, *, history: Sequence[str] = (), as_of: datetime.date | None = None) -> Answer:
        self.was_asked.append((question, tuple(history), as_of))
        if question not in self.answers:
            raise QuestionError("the question is too long")
        return self.answers[question]

    def read(self, question: str, articles: list[Article]) -> Answer:
        self.was_read.append((question, [article.id for article in articles]))
        return self.answers[question]

    def retrieve(self, question: str, k: int, *, as_of: datetime.date | None = None) -> list[Hit]:
        places = [(RACE.id, 0, 29), (RACE.id, 30, 51), (TOWN.id, 0, 47)]
        return [Hit(Passage(*place), score=1 / rank) for rank, place in enumerate(places, start=1)][:k]

    def article(self, id: str) -> Article:
        if id not in ARTICLES:
            raise UnknownArticleError(id)
        return ARTICLES[id]


QUESTIONS = [
    Question(id="right", question="Who won?", answers=("Ann Lee",), articles=("race.txt",), answerable=True),
    Question(id="wrong", question="Who is mayor?", answers=("Bob",), articles=("town.txt",), answerable=True),
    Question(id="shy", question="When did he take office?", answers=("2020", "in 2020"), answerable=True),
    Question(id="none", question="Who came third?", answerable=False),
    Question(id="rash", question="Who lost the <election>?", answerable=False),
    Question(id="unknown", question="When was the race?", articles=("town.txt",)),
]
ANSWERS = [
    _given("Who won?", 0.9, _cite(RACE, "Ann Lee")),
    _given("Who is mayor?", 0.6, _cite(RACE, "Bob Ray")),
    _abstained("When did he take office?", 0.3, _cite(TOWN, "2020"), _cite(RACE, "2019")),
    _abstained("Who came third?", 0.1),
    _given("Who lost the <election>?", 0.7, _cite(TOWN, "<b>He</b>")),
    _given("When was the race?", 0.8, _cite(RACE, "2019")),
]


@pytest.fixture
def report() -> Report:
    return evaluate(FakeAnswerer(ANSWERS), QUESTIONS)


def test_sizes(report: Report) -> None:
    names = ("questions", "answerable", "unanswerable", "judged")
    assert [report.figures[name] for name in names] == [6, 3, 2, 5]


def test_em_and_f1_by_the_rules_of_squad2(report: Report) -> None:
    # right, wrong, abstained where it should not, abstained rightly, answered where it should not
    assert report.em == report.figures["em"] == pytest.approx(100 * (1 + 0 + 0 + 1 + 0) / 5)
    # "Bob Ray" for "Bob": precision 1/2, recall 1
    assert report.f1 == report.figures["f1"] == pytest.approx(100 * (1 + 2 / 3 + 0 + 1 + 0) / 5)


def test_the_best_answers_when_it_may_not_abstain(report: Report) -> None:
    assert report.figures["best_em"] == pytest.approx(100 * (1 + 0 + 1) / 3)
    assert report.figures["best_f1"] == pytest.approx(100 * (1 + 2 / 3 + 1) / 3)


def test_citations(report: Report) -> None:
    assert report.figures["right_and_cited"] == pytest.approx(1 / 3)
    # given to answerable or unjudged questions: race for race, race for town, race for town
    assert report.figures["citation_accuracy"] == pytest.approx(1 / 3)
    assert report.figures["quotes_verbatim"] == 1


def test_retrieval(report: Report) -> None:
    # race.txt is first; town.txt third; "2020" is in the third passage; the unanswerable are left out
    assert [o.rank for o in report.outcomes] == [1, 3, 3, None, None, 3]
    assert report.figures["recall@1"] == 1 / 4
    assert report.figures["recall@5"] == report.figures["recall@20"] == 1
    assert report.figures["mrr"] == pytest.approx((1 + 1 / 3 + 1 / 3 + 1 / 3) / 4)


def test_abstention(report: Report) -> None:
    figures = report.figures
    # answerable .9 .6 .3 against unanswerable .1 .7: 2 + 1 + 1 of 6 pairs
    assert figures["auroc"] == pytest.approx(4 / 6)
    assert figures["unanswerable_abstained"] == 1 / 2
    assert figures["answerable_answered"] == 2 / 3
    assert figures["threshold"] == 0.5
    assert figures["coverage"] == 3 / 5
    assert figures["precision"] == pytest.approx(1 / 3)
    # falling confidence: .9 right, .7 not, .6 not, .3 right, .1 not
    points = [(p["coverage"], p["precision"], p["threshold"]) for p in figures["precision_coverage"]]
    assert points == [
        (pytest.approx(1 / 5), 1, 0.9),
        (pytest.approx(2 / 5), 1 / 2, 0.7),
        (pytest.approx(3 / 5), pytest.approx(1 / 3), 0.6),
        (pytest.approx(4 / 5), 2 / 4, 0.3),
        (1, pytest.approx(2 / 5), 0.1),
    ]
    # each alone in its bin
    assert figures["ece"] == pytest.approx((0.1 + 0.7 + 0.6 + 0.7 + 0.1) / 5)


def test_what_kind_of_error_it_was(report: Report) -> None:
    # Two passages are read, both of the race. "2020" stands in the third, so it was not read, but the best answer
    # is right all the same.
    assert [o.verdict for o in report.outcomes[:5]] == [
        "right",
        "not found",
        "held back",
        "rightly abstained",
        "made up",
    ]
    assert [o.held and o.held.quote for o in report.outcomes] == ["Ann Lee", None, None, None, None, None]
    assert (report.figures["not_found"], report.figures["misread"]) == (1, 0)
    assert report.figures["answer_read"] == 1 / 3
    misread = Question(question="Who is mayor?", answers=("Ann", "Ann Lee"), articles=("race.txt",))
    [outcome] = evaluate(FakeAnswerer(ANSWERS), [misread]).outcomes
    assert (outcome.verdict, outcome.held and outcome.held.quote) == ("misread", "Ann Lee")
    # "Ray" is a word of the second passage, "ace" of none.
    for answer, quote in (("Ray", "Ray"), ("ace", None)):
        [outcome] = evaluate(FakeAnswerer(ANSWERS), [Question(question="Who won?", answers=(answer,))]).outcomes
        assert (outcome.held and outcome.held.quote) == quote


def test_figures_by_kind(report: Report) -> None:
    assert list(report.by_kind) == ["who", "when"]
    assert report.figures["by_kind"]["who"] == {
        "questions": 4,
        "em": 100 * (1 + 0 + 1 + 0) / 4,
        "f1": pytest.approx(100 * (1 + 2 / 3 + 1 + 0) / 4),
        "right": 1,
        "abstained": 1,
        "not_found": 1,
        "misread": 0,
        "held_back": 0,
        "made_up": 1,
    }


@pytest.mark.parametrize(
    ("question", "kind"),
    [("How many died?", "how many"), ("In which year?", "which"), ("Is it so?", "other"), ("Whom?", "whom")],
)
def test_without_a_kind_the_question_word_is_it(question: str, kind: str) -> None:
    assert Question(question=question).counted_as == kind
    assert Question(question=question, kind="said").counted_as == "said"


def test_answers_given_at_a_precision_and_risk(report: Report) -> None:
    # Falling: right, unanswerable, wrong, right, unanswerable: only the first alone is right often enough.
    assert report.figures["answered_at_80"] == 1 / 3
    assert report.figures["aurc"] == pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5)


def test_a_follow_up_is_asked_with_its_history_and_once_more_by_itself() -> None:
    date = datetime.date(2020, 2, 5)
    question = Question(
        question="When did he take office?",
        answers=("2020",),
        history=("Who is mayor?",),
        standalone="When did Bob take office?",
        as_of=date,
    )
    alone = _given("When did Bob take office?", 0.9, _cite(RACE, "2019"))
    answerer = FakeAnswerer([*ANSWERS, alone])
    report = evaluate(answerer, [question, QUESTIONS[0]])
    assert answerer.was_asked == [
        ("When did he take office?", ("Who is mayor?",), date),
        ("When did Bob take office?", (), date),
        ("Who won?", (), None),
    ]
    figures = report.figures
    assert (figures["follow_ups"], figures["follow_up_f1"], figures["standalone_f1"]) == (1, 100, 0)


def test_where_articles_differ_the_newest_or_two_must_be_shown() -> None:
    differing = (
        Differing(answers=("2019",), date=datetime.date(2019, 5, 1)),
        Differing(answers=("2020",), date=datetime.date(2020, 5, 1)),
    )
    first = Question(question="When was the race?", answers=("2019", "2020"), differing=differing)
    other = Candidate(text="2020", confidence=0.6, citations=(_cite(TOWN, "2020"),), contradicts=True)
    for alternatives, shown in (((), 0), ((other,), 1), ((other.model_copy(update={"contradicts": False}),), 0)):
        answer = _given("When was the race?", 0.9, _cite(RACE, "2019")).model_copy(
            update={"alternatives": alternatives}
        )
        figures = evaluate(FakeAnswerer([answer]), [first, QUESTIONS[0]]).figures
        assert (figures["differing"], figures["right_or_shown"]) == (1, shown)
    newest = _given("When was the race?", 0.9, _cite(TOWN, "2020"))
    assert evaluate(FakeAnswerer([newest]), [first]).figures["right_or_shown"] == 1


def test_a_run_is_compared_with_its_own_predictions_and_with_others(report: Report, tmp_path: Path) -> None:
    write_predictions(report, tmp_path / "same.jsonl")
    same = compare(report, load_predictions(tmp_path / "same.jsonl"), "same.jsonl")
    assert (same.questions, same.changes) == (5, ())
    assert same.f1 == (0, 0, 0, 1)
    # Before: "right" was wrong, "wrong" was right, the unanswerable "rash" abstained; the rest is not there.
    before = {"right": "Bob", "wrong": "Bob", "rash": ""}
    compared = compare(report, before, "before.jsonl")
    assert [(one.question.id, one.before, one.now) for one in compared.changes] == [
        ("rash", "", "<b>He</b>"),
        ("wrong", "Bob", "Bob Ray"),
        ("right", "Bob", "Ann Lee"),
    ]
    assert compared.figures["worse"] == 2 and compared.figures["better"] == 1
    assert compared.em and compared.em.difference == pytest.approx(100 * (1 - 1 - 1) / 3)
    assert compared.f1 and compared.f1.difference == pytest.approx(100 * (1 + (2 / 3 - 1) - 1) / 3)
    text = comparison_text(compared)
    assert "Compared with before.jsonl, 3 questions in common" in text
    assert "1.00 -> 0.67  Who is mayor?\n                Bob -> Bob Ray\n" in text
    page = html_report(report, comparison=compared)
    assert "1 better, 2 worse by F1" in page
    assert "<td>&lt;b&gt;He&lt;/b&gt; (0.00)</td>" in page
    assert json.loads(json.dumps(compared.figures)) == compared.figures | {
        "em": compared.em._asdict(),
        "f1": compared.f1._asdict(),
    }


def test_nothing_in_common_is_said_so(report: Report) -> None:
    compared = compare(report, {"another": "Bob"}, "other.jsonl")
    assert (compared.questions, compared.f1, compared.figures["f1"]) == (0, None, None)
    assert comparison_text(compared).startswith("Compared with other.jsonl, 0 questions in common")


@pytest.mark.parametrize("line", ["no JSON", "[]", '{"id": "1"}', "7", '{"id": 1, "text": "x"}'])
def test_what_is_no_prediction_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "1", "text": "x", "abstained": false}\n' + line)
    with pytest.raises(QuestionSetError, match=r"p\.jsonl, line 2: is no prediction"):
        load_predictions(path)
    with pytest.raises(QuestionSetError, match="cannot be read"):
        load_predictions(tmp_path / "none.jsonl")


def test_limits(report: Report) -> None:
    limits = [parse_limit(limit) for limit in ("f1=40", "em=40", "em=40.5", "mrr=1", "right_or_shown=0.8")]
    assert missed(report.figures, limits) == [
        "em is 40, under the 40.5 asked for",
        "mrr is 0.5, under the 1 asked for",
        "right_or_shown cannot be told from these questions, and 0.8 was asked for",
    ]
    for wrong, said in (("f1", "is not NAME=NUMBER"), ("f2=1", "no figure 'f2'"), ("f1=x", "'x' in 'f1=x'")):
        with pytest.raises(ValueError, match=said):
            parse_limit(wrong)


def test_latency(report: Report) -> None:
    assert 0 < report.figures["latency_p50_ms"] <= report.figures["latency_p95_ms"] < 1000


def test_what_went_wrong_comes_most_confident_first(report: Report) -> None:
    assert [o.question.id for o in report.wrong] == ["rash", "wrong", "shy"]


def test_a_quote_that_is_not_in_its_place_is_seen() -> None:
    misplaced = _given("Who won?", 0.9, _cite(RACE, "Ann Lee", shift=1))
    gone = _cite(RACE, "Ann Lee").model_copy(update={"article": "gone/race.txt"})
    answers = [misplaced, _given("Who is mayor?", 0.9, gone)]
    named = [QUESTIONS[0], Question(question="Who is mayor?", answers=("Ann Lee",), articles=("race.txt",))]
    figures = evaluate(FakeAnswerer(answers), named).figures
    assert figures["em"] == 100
    assert figures["right_and_cited"] == figures["citation_accuracy"] == figures["quotes_verbatim"] == 0


@pytest.mark.parametrize("name", ["sport/race.txt", "race.txt"])
def test_an_article_is_named_by_id_or_by_file(name: str) -> None:
    question = Question(question="Who won?", answers=("Ann Lee",), articles=(name,))
    assert evaluate(FakeAnswerer(ANSWERS), [question]).figures["right_and_cited"] == 1


@pytest.mark.parametrize("name", ["race", "archive/sport/race.txt", "ace.txt", "RACE.TXT"])
def test_no_other_name_will_do(name: str) -> None:
    question = Question(question="Who won?", answers=("Ann Lee",), articles=(name,))
    figures = evaluate(FakeAnswerer(ANSWERS), [question]).figures
    assert (figures["right_and_cited"], figures["recall@20"]) == (0, 0)


def test_gold_paragraphs_are_read_without_the_retriever() -> None:
    answerer = FakeAnswerer([_given("Who won?", 0.9, _cite(RACE, "Ann Lee"))])
    question = Question(question="Who won?", answers=("Ann Lee",), articles=("sport/race.txt",))
    report = evaluate(answerer, [question], gold=ARTICLES)
    assert answerer.was_read == [("Who won?", ["sport/race.txt"])]
    assert (report.em, report.figures["right_and_cited"], report.figures["mrr"]) == (100, 1, None)


def test_a_refused_question_is_an_abstention_and_the_run_goes_on() -> None:
    report = evaluate(FakeAnswerer(ANSWERS), [Question(id="long", question="Why?", answerable=False), *QUESTIONS])
    assert (report.figures["questions"], report.figures["refused"]) == (7, 1)
    assert report.outcomes[0].answer.abstained


def test_a_question_without_its_paragraph_is_named() -> None:
    with pytest.raises(QuestionError, match="question 'Why\\?': names no paragraph"):
        evaluate(FakeAnswerer([]), [Question(question="Why?")], gold=ARTICLES)


def test_progress_is_told_after_each_question() -> None:
    calls: list[tuple[int, int]] = []
    evaluate(FakeAnswerer(ANSWERS), QUESTIONS, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(done, 6) for done in range(1, 7)]


def test_no_questions_give_no_figures() -> None:
    report = evaluate(FakeAnswerer([]), [])
    counts = {"questions", "answerable", "unanswerable", "judged", "refused", "threshold", "precision_coverage"}
    counts |= {"not_found", "misread", "follow_ups", "differing", "by_kind"}
    assert {name for name, value in report.figures.items() if value is not None} == counts
    assert "exact match" in terminal_table(report)
    assert "<svg" not in html_report(report)


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
    dated = _cite(RACE, "2019").model_copy(update={"date": datetime.date(2019, 5, 1)})
    other = Candidate(text="2019", confidence=0.6, citations=(dated,))
    undated = Candidate(text="2020", confidence=0.55, citations=(_cite(TOWN, "2020"),))
    first = _given("Who won?", 0.9, _cite(RACE, "Ann Lee"))
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
