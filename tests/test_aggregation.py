from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

import pytest

from embeddings.articles import Article, Passage
from qa.aggregation import NO_CLUSTERS, aggregate
from qa.asked import Asked
from qa.ranking import RankedSpan
from qa.schema import Answer, Hit, Span

TEXTS = {
    "old": "Some 5,200 US soldiers are in Iraq. Mike Pompeo said so.",
    "new": "Around 2,500 soldiers remain. Secretary of State Mike Pompeo said it. He left.",
    "other": "About 5,200 of them stay. The rest, 300, leave.",
    "hunt": "The foreign secretary, Jeremy Hunt, spoke in London.",
    "raab": "Britain's foreign secretary is Dominic Raab. He and Theresa May met.",
    "strike": "Some 12 protesters were hurt in Baghdad.",
    "rise": "In Baghdad 19 protesters were hurt; the day before it was 12.",
    "toll": "It is 12 protesters who were hurt in Baghdad, no more.",
    "first": "Some 7 protesters were hurt in Baghdad.",
    "undated": "Some 30 protesters were hurt in Baghdad.",
    "both": "The foreign secretaries Jeremy Hunt and Dominic Raab met in the past.",
}
ARTICLES = {
    "old": Article("old", "/old.txt", TEXTS["old"], "Old", datetime.date(2020, 1, 10), source="AFP"),
    "new": Article("new", "/new.txt", TEXTS["new"], "New", datetime.date(2024, 2, 5), note="machine-written"),
    "other": Article("other", "/other.txt", TEXTS["other"]),
    "hunt": Article("hunt", "/hunt.txt", TEXTS["hunt"], "Hunt speaks", datetime.date(2019, 7, 24)),
    "raab": Article("raab", "/raab.txt", TEXTS["raab"], "Raab asks", datetime.date(2019, 10, 10)),
    "strike": Article("strike", "/strike.txt", TEXTS["strike"], "Iraqis protest", datetime.date(2020, 1, 11)),
    "rise": Article("rise", "/rise.txt", TEXTS["rise"], "More hurt", datetime.date(2020, 1, 12)),
    "toll": Article("toll", "/toll.txt", TEXTS["toll"], "Hurt", datetime.date(2020, 1, 15)),
    "first": Article("first", "/first.txt", TEXTS["first"], "A march", datetime.date(2020, 1, 5)),
    "undated": Article("undated", "/undated.txt", TEXTS["undated"], "Marches"),
    "both": Article("both", "/both.txt", TEXTS["both"]),
}
WHOLE = {name: Passage(name, 0, len(text)) for name, text in TEXTS.items()}


def ranked(
    article: str, quote: str, confidence: float, alone: float | None = None, near: bool = True
) -> RankedSpan:
    start = TEXTS[article].index(quote)
    span = Span(WHOLE[article], start, start + len(quote), 0.0, 0.0)
    return RankedSpan(span, confidence, confidence if alone is None else alone, near)


def answer(
    question: str, *spans: RankedSpan, threshold: float = 0.5, clusters: Mapping[str, int] = NO_CLUSTERS
) -> Answer:
    hits = [Hit(WHOLE["new"], 0.9), Hit(WHOLE["old"], 0.4)]
    return aggregate(Asked.of(question), spans, hits, ARTICLES, threshold=threshold, clusters=clusters)


def test_what_differs_is_of_the_time_of_those_who_say_it():
    spans = (ranked("rise", "19", 0.9), ranked("strike", "12", 0.8), ranked("rise", "12", 0.7))
    (other,) = answer("How many protesters were hurt in Baghdad?", *spans).alternatives
    assert (other.text, other.contradicts, other.date) == ("12", True, datetime.date(2020, 1, 11))
    assert [citation.article for citation in other.citations] == ["strike"]


def test_a_citation_says_all_about_its_place():
    given = answer("How many soldiers?", ranked("old", "5,200", 0.8))
    (citation,) = given.citations
    assert (given.text, given.confidence) == ("5,200", 0.8)
    assert (citation.article, citation.path, citation.title) == ("old", "/old.txt", "Old")
    assert (citation.date, citation.source, citation.note) == (datetime.date(2020, 1, 10), "AFP", None)
    assert (citation.start, citation.end, citation.quote) == (5, 10, "5,200")
    assert citation.sentence == "Some 5,200 US soldiers are in Iraq."
    assert (citation.sentence_start, citation.sentence_end) == (0, 35)


def test_one_answer_in_two_articles_is_one_answer_with_two_citations():
    given = answer(
        "Who said so?",
        ranked("old", "Mike Pompeo", 0.9),
        ranked("new", "Secretary of State Mike Pompeo", 0.7),
    )
    assert given.text == "Mike Pompeo"
    assert [c.quote for c in given.citations] == ["Mike Pompeo", "Secretary of State Mike Pompeo"]
    assert given.alternatives == ()


def test_the_same_words_read_with_little_confidence_are_no_second_source():
    given = answer("Who?", ranked("old", "Mike Pompeo", 0.9), ranked("new", "Mike Pompeo", 0.3))
    assert [c.article for c in given.citations] == ["old"]


def test_an_article_is_cited_once_for_one_answer():
    given = answer("Who?", ranked("new", "Mike Pompeo", 0.9), ranked("new", "Pompeo", 0.8))
    assert [c.quote for c in given.citations] == ["Mike Pompeo"]


def test_other_answers_stand_beside_it_and_weak_ones_below():
    given = answer(
        "How many?", ranked("old", "5,200", 0.9), ranked("new", "2,500", 0.6), ranked("other", "300", 0.2)
    )
    assert [(c.text, c.confidence, str(c.date)) for c in given.alternatives] == [("2,500", 0.6, "2024-02-05")]
    assert [(c.text, c.date) for c in given.rejected] == [("300", None)]
    at_the_threshold = answer("How many?", ranked("old", "5,200", 0.9), ranked("new", "2,500", 0.5))
    assert ([c.text for c in at_the_threshold.alternatives], at_the_threshold.rejected) == (["2,500"], ())


def test_a_span_of_function_words_is_no_answer():
    assert answer("How many?", ranked("old", "Some", 0.9), ranked("old", "5,200", 0.8)).text == "5,200"


def test_a_much_weaker_span_of_the_same_sentence_is_no_other_answer():
    weak = answer("Where?", ranked("old", "5,200", 0.9), ranked("old", "Iraq", 0.6))
    assert weak.alternatives == ()
    like = answer("Where?", ranked("old", "5,200", 0.9), ranked("old", "Iraq", 0.8))
    assert [c.text for c in like.alternatives] == ["Iraq"]


def test_below_the_threshold_it_abstains_and_shows_the_nearest_passages():
    given = answer("How many?", ranked("old", "5,200", 0.49))
    assert (given.text, given.abstained, given.citations) == (None, True, ())
    assert given.confidence == 0.49
    assert given.rejected[0].text == "5,200"
    assert [p.quote for p in given.passages] == [TEXTS["new"], TEXTS["old"]]
    assert answer("How many?", ranked("old", "5,200", 0.5)).text == "5,200"


def test_below_the_threshold_no_answer_stands_beside_and_three_were_close():
    spans = ranked("old", "5,200", 0.4), ranked("hunt", "Jeremy Hunt", 0.2), ranked("other", "300", 0.3)
    given = answer("How many soldiers are there?", *spans, ranked("new", "2,500", 0.1, 0.7))
    assert (given.text, given.alternatives) == (None, ())
    assert [c.text for c in given.rejected] == ["5,200", "2,500", "300"]


def test_five_passages_are_shown():
    names = ["old", "new", "other", "hunt", "raab", "both"]
    hits = [Hit(WHOLE[name], 0.5) for name in names]
    given = aggregate(Asked.of("How many?"), [], hits, ARTICLES, threshold=0.5)
    assert [passage.article for passage in given.passages] == names[:5]


def test_nothing_found_is_an_abstention_without_confidence():
    given = answer("How many?")
    assert (given.text, given.confidence, given.rejected) == (None, 0.0, ())


@pytest.mark.parametrize(
    ("question", "second", "disagree"),
    [
        ("How many soldiers are there?", ranked("new", "2,500", 0.7), True),
        ("How many soldiers are there?", ranked("new", "Around 2,500", 0.7), True),
        ("How many soldiers are there?", ranked("new", "2,500", 0.4), False),  # below the threshold
        ("How many soldiers are there?", ranked("new", "2,500", 0.7, near=False), False),  # far less sure
        ("How many soldiers are there?", ranked("other", "About 5,200", 0.7), False),  # the same
        ("How many soldiers are there?", ranked("new", "soldiers", 0.7), False),  # not a number
        ("Where are the soldiers?", ranked("new", "2,500", 0.7), False),  # not a quantity
        # Both articles name Pompeo, but only the best's Iraq.
        ("How many soldiers has Pompeo in Iraq?", ranked("new", "2,500", 0.7), False),
        ("How many soldiers has Mr Pompeo?", ranked("new", "2,500", 0.7), True),
        ("How many soldiers in Iraq?", ranked("strike", "12", 0.7), True),
        ("How many US soldiers?", ranked("strike", "12", 0.7), False),
        ("How many soldiers in January 2020?", ranked("strike", "12", 0.7), True),
    ],
)
def test_sources_disagree_on_other_numbers_of_other_articles(question: str, second: RankedSpan, disagree: bool):
    assert answer(question, ranked("old", "5,200", 0.9), second).sources_disagree is disagree


SECRETARY = "Who is the foreign secretary?"


@pytest.mark.parametrize(
    ("question", "spans", "disagree"),
    [
        (SECRETARY, [ranked("hunt", "Jeremy Hunt", 0.9), ranked("raab", "Dominic Raab", 0.7)], True),
        # Not where the question may have several answers, nor where one article names both in one breath.
        (
            "Who were the secretaries?",
            [ranked("hunt", "Jeremy Hunt", 0.9), ranked("raab", "Dominic Raab", 0.7)],
            False,
        ),
        (SECRETARY, [ranked("both", "Jeremy Hunt", 0.9), ranked("raab", "Dominic Raab", 0.7)], False),
        (SECRETARY, [ranked("hunt", "Jeremy Hunt", 0.9), ranked("both", "Dominic Raab", 0.7)], False),
        # A source speaks once: Theresa May is only the second thing it says.
        (
            SECRETARY,
            [
                ranked("hunt", "Jeremy Hunt", 0.9),
                ranked("raab", "foreign secretary", 0.8),
                ranked("raab", "Theresa May", 0.7),
            ],
            False,
        ),
        # A name from a passage about something else.
        (SECRETARY, [ranked("hunt", "Jeremy Hunt", 0.9), ranked("old", "Mike Pompeo", 0.7)], False),
        # Of another time than the one asked about.
        (
            "Who was the foreign secretary in July 2019?",
            [ranked("hunt", "Jeremy Hunt", 0.9), ranked("raab", "Dominic Raab", 0.7)],
            False,
        ),
    ],
)
def test_sources_disagree_on_other_names(question: str, spans: list[RankedSpan], disagree: bool):
    assert answer(question, *spans).sources_disagree is disagree


def test_what_contradicts_has_the_confidence_it_has_alone_and_the_newest_comes_first():
    given = answer(
        "How many soldiers are there?",
        ranked("other", "About 5,200", 0.9),
        ranked("hunt", "Jeremy Hunt", 0.6, 0.8),
        ranked("new", "2,500", 0.1, 0.7),
    )
    assert [(c.text, c.confidence, c.contradicts) for c in given.alternatives] == [
        ("2,500", 0.7, True),
        ("Jeremy Hunt", 0.6, False),
    ]


def test_sources_of_a_time_no_further_from_the_one_asked_about_disagree():
    asked = "How many soldiers are there currently?"
    old_first = answer(asked, ranked("old", "5,200", 0.9), ranked("new", "2,500", 0.7))
    assert old_first.sources_disagree
    newer_first = answer("How many soldiers in 2024?", ranked("new", "2,500", 0.9), ranked("old", "5,200", 0.7))
    assert not newer_first.sources_disagree


def test_the_clearest_wording_is_shown():
    spans = ranked("new", "Secretary of State Mike Pompeo", 0.9), ranked("old", "Mike Pompeo", 0.8)
    given = answer("Who said so?", *spans)
    assert (given.text, given.confidence) == ("Mike Pompeo", 0.9)
    assert [c.article for c in given.citations] == ["old", "new"]
    far_worse = answer("Who said so?", spans[0], ranked("old", "Mike Pompeo", 0.6))
    assert far_worse.text == "Secretary of State Mike Pompeo"
    assert answer("How many?", ranked("old", "5,200", 0.9), ranked("other", "About 5,200", 0.8)).text == "5,200"


def test_numbers_of_one_article_do_not_disagree():
    given = answer("How many?", ranked("other", "5,200", 0.9), ranked("other", "300", 0.8))
    assert not given.sources_disagree


HURT = "How many protesters were hurt in Baghdad?"


def test_of_five_others_the_newest_that_contradicts_comes_first_and_the_undated_last():
    agreeing = (
        ranked("hunt", "Jeremy Hunt", 0.65),
        ranked("raab", "Theresa May", 0.55),
        ranked("old", "Iraq", 0.52),
    )
    others = ranked("undated", "30", 0.1, 0.85), ranked("first", "7", 0.1, 0.8), ranked("rise", "19", 0.1, 0.6)
    given = answer(HURT, ranked("toll", "12", 0.9), *agreeing, *others)
    assert [c.text for c in given.alternatives] == ["19", "7", "30", "Jeremy Hunt", "Theresa May"]


def test_a_later_article_that_holds_the_earlier_answer_too_still_disagrees():
    later, before, earlier = ranked("rise", "19", 0.9), ranked("rise", "12", 0.6), ranked("strike", "12", 0.8)
    assert answer(HURT, later, earlier, before).sources_disagree
    assert answer(HURT, replace(earlier, confidence=0.95), later, before).sources_disagree


def test_an_article_that_holds_the_answer_of_a_later_one_too_does_not_disagree():
    both, piece, later = ranked("rise", "19", 0.9), ranked("rise", "12", 0.6), ranked("toll", "12", 0.8)
    assert not answer(HURT, both, later, piece).sources_disagree
    assert not answer(HURT, later, both, piece).sources_disagree
    assert answer(HURT, both, later).sources_disagree


def test_only_what_contradicts_the_answer_is_said_to():
    spans = ranked("old", "5,200", 0.9), ranked("new", "2,500", 0.8), ranked("new", "soldiers", 0.7)
    given = answer("How many?", *spans)
    assert [(c.text, c.contradicts) for c in given.alternatives] == [("2,500", True), ("soldiers", False)]


def test_reprints_are_one_witness_cited_by_the_earliest():
    spans = ranked("new", "Secretary of State Mike Pompeo", 0.9), ranked("old", "Mike Pompeo", 0.8)
    apart = answer("Who said so?", *spans, clusters={"new": 1, "old": 2})
    assert [c.article for c in apart.citations] == ["old", "new"]
    together = answer("Who said so?", *spans, clusters={"new": 1, "old": 1})
    assert [(c.article, c.quote) for c in together.citations] == [("old", "Mike Pompeo")]
    assert (together.confidence, apart.confidence) == (0.9, 0.9)


def test_the_best_read_of_reprints_is_cited_where_the_earliest_was_read_far_worse_or_states_no_date():
    far_worse = ranked("new", "2,500", 0.9), ranked("old", "5,200", 0.8), ranked("old", "Mike Pompeo", 0.5)
    given = answer("Who said so?", ranked("new", "Mike Pompeo", 0.9), *far_worse, clusters={"new": 1, "old": 1})
    assert [c.article for c in given.citations] == ["new"]
    undated = ranked("old", "5,200", 0.8), ranked("other", "About 5,200", 0.8)
    given = answer("How many?", *undated, clusters={"old": 3, "other": 3})
    assert [c.article for c in given.citations] == ["old"]


def test_what_an_article_says_and_its_reprint_no_more_does_not_disagree():
    spans = ranked("old", "5,200", 0.9), ranked("new", "2,500", 0.7)
    assert answer("How many soldiers are there?", *spans, clusters={"old": 1, "new": 2}).sources_disagree
    assert not answer("How many soldiers are there?", *spans, clusters={"old": 1, "new": 1}).sources_disagree
