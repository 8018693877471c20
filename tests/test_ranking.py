from __future__ import annotations

import datetime

import pytest

from embeddings.articles import Article, Passage
from qa.asked import Asked
from qa.ranking import ranked, witness
from qa.reader.calibration import Calibration
from qa.schema import Hit, Span

CURVE = Calibration(slope=0.5, intercept=-2.0, threshold=0.3, rivalry=0.7, like_odds=0.1, retrieval_weight=4.0)
ASKED = Asked.of("Who commands the force?")
ARTICLES = {
    "old": Article("old", "/old.txt", "x" * 50, date=datetime.date(2019, 1, 1)),
    "new": Article("new", "/new.txt", "x" * 50, date=datetime.date(2020, 1, 1)),
    "undated": Article("undated", "/undated.txt", "x" * 50),
}


def span(article: str, margin: float, start: int = 0) -> Span:
    return Span(Passage(article, 0, 50), start, start + 5, margin, 0.0)


def figures(*spans: Span, **scores: float) -> list[tuple[str, float, float, bool]]:
    hits = [Hit(Passage(name, 0, 50), scores.get(name, 0.0)) for name in ARTICLES]
    found = ranked(ASKED, spans, hits, ARTICLES, CURVE)
    return [(one.span.passage.article, one.confidence, one.alone, one.near) for one in found]


def test_the_retrieval_score_counts_with_its_weight():
    assert [one[0] for one in figures(span("old", 5.0), span("new", 4.0), new=0.5)] == ["new", "old"]


def test_the_best_has_the_curve_and_a_rival_what_its_odds_leave_it():
    [(_, best, _, _), (_, shared, alone, near)] = figures(span("old", 6.0), span("new", 4.0))
    assert best == pytest.approx(CURVE.confidence(6.0)) == pytest.approx(1 / (1 + 2.718281828**-1.0))
    assert alone == pytest.approx(CURVE.confidence(4.0)) == 0.5
    assert shared == pytest.approx(2.718281828 ** (-0.7 * 2) * best)
    assert near


def test_two_answers_to_one_question_share_one_probability():
    [(_, best, _, _), (_, shared, alone, _)] = figures(span("old", 8.0), span("new", 8.0))
    assert best == alone == pytest.approx(CURVE.confidence(8.0))
    assert shared == pytest.approx(1 - best)


def test_the_items_of_a_list_are_no_rivals():
    hits = [Hit(Passage(name, 0, 50), 0.0) for name in ARTICLES]
    found = ranked(Asked.of("Who were killed?"), [span("old", 8.0), span("new", 7.5)], hits, ARTICLES, CURVE)
    assert found[1].confidence == pytest.approx(2.718281828 ** (-0.7 * 0.5) * CURVE.confidence(8.0))


def test_a_far_weaker_span_is_not_near():
    # 0.1 = exp(-0.7 * gap) at a gap of 3.3 logits
    assert [one[3] for one in figures(span("old", 8.0), span("new", 5.0), span("undated", 4.5))] == [
        True,
        True,
        False,
    ]


def test_newer_articles_win_ties_only():
    assert [one[0] for one in figures(span("undated", 5.0), span("old", 5.0), span("new", 5.0))] == [
        "new",
        "undated",
        "old",
    ]
    assert [one[0] for one in figures(span("new", 5.024), span("old", 5.026))] == ["new", "old"]
    assert [one[0] for one in figures(span("new", 5.0), span("old", 5.2))] == ["old", "new"]


def test_nothing_read_is_nothing_ranked():
    assert ranked(ASKED, [], [], {}, CURVE) == []


def test_reprints_are_one_witness_and_what_is_in_no_cluster_is_its_own():
    clusters = {"a": 4, "b": 4}
    one, other, alone = (witness(Article(id, f"/{id}", ""), clusters) for id in ("a", "b", "c"))
    assert one == other != alone
