from __future__ import annotations

import datetime

import pytest

from embeddings.articles import Passage
from embeddings.index import Index
from qa.asked import Asked
from qa.retrieval import fuse, retrieve, timely
from qa.schema import Hit


def test_each_list_is_scaled_to_its_own_range_and_averaged():
    dense = {1: 0.9, 2: 0.5, 3: 0.1}
    lexical = {2: 10.0, 4: 4.0, 1: 2.0}
    assert fuse(dense, lexical) == [
        (2, pytest.approx((0.4 / 0.8 + 8 / 8) / 2)),
        (1, pytest.approx((0.8 / 0.8 + 0 / 8) / 2)),
        (4, pytest.approx((0 + 2 / 8) / 2)),
        (3, 0.0),
    ]


def test_the_weight_is_the_dense_share():
    assert fuse({1: 2.0, 2: 1.0}, {2: 9.0, 1: 3.0}, dense_weight=0.75) == [(1, 0.75), (2, 0.25)]


def test_a_list_of_one_or_of_equal_scores_counts_fully():
    assert fuse({7: 0.3}, {}) == [(7, 0.5)]
    assert fuse({7: 0.3, 8: 0.3}, {}) == [(7, 0.5), (8, 0.5)]
    assert fuse({}, {}) == []


def test_retrieval_finds_the_passage_and_says_where_the_score_is_from(seeds_index: Index):
    (hits,) = retrieve(seeds_index, ["Which senator tweeted that Iran was responsible?"], 3)
    text = seeds_index.store.article(hits[0].passage.article).text
    assert "Marco Rubio tweeted" in text[hits[0].passage.start : hits[0].passage.end]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].dense is not None
    assert hits[0].lexical is not None
    assert 0 <= hits[-1].score <= hits[0].score <= 1


def test_a_question_sharing_no_word_is_found_by_meaning_alone(seeds_index: Index):
    (hits,) = retrieve(seeds_index, ["Botschafter evakuiert"], 5)
    assert {hit.lexical for hit in hits} == {None}


DATES = {"may": datetime.date(2019, 5, 10), "july": datetime.date(2019, 7, 25), "undated": None}
HITS = [Hit(Passage("july", 0, 9), 0.8), Hit(Passage("undated", 0, 9), 0.7), Hit(Passage("may", 0, 9), 0.6)]


def test_articles_of_the_time_asked_about_are_preferred():
    preferred = timely(Asked.of("Who was prime minister in May 2019?"), HITS, DATES, 0.5)
    assert [(hit.passage.article, hit.score) for hit in preferred] == [
        ("may", pytest.approx((0.6 + 0.5) / 1.5)),
        ("july", pytest.approx((0.8 + 0.5 * (1 - 48 / 60)) / 1.5)),
        ("undated", pytest.approx(0.7 / 1.5)),
    ]


def test_without_a_time_nothing_moves():
    assert timely(Asked.of("Who is prime minister?"), HITS, DATES, 0.5) == HITS
