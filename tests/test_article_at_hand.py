"""Which article a question about an article means: the one at hand, the one spoken of, the one asked about."""

from __future__ import annotations

import datetime

import pytest

from embeddings.index import Index
from qa.answering import Answerer


def test_without_an_article_at_hand_it_abstains(seeds_answerer: Answerer):
    assert seeds_answerer.answer("Who wrote it?").text is None


def test_the_article_at_hand_or_on_the_topic_is_meant(seeds_answerer: Answerer):
    at_hand = seeds_answerer.answer("Who wrote it?", about="003_079d92a754481f4e.txt")
    assert (at_hand.text, at_hand.citations[0].article) == ("Ahmed Rasheed", "003_079d92a754481f4e.txt")
    assert not at_hand.measured
    topic = seeds_answerer.answer("When was the article about Pompeo's warning published?")
    assert (topic.text, topic.citations[0].article) == ("September 29, 2020", "002_0ea427f8fc71280e.txt")


@pytest.mark.parametrize(
    ("earlier", "understood"),
    [
        (
            ("Which novel won the Booker Prize?", "The Testaments"),
            "Who wrote the novel that won the Booker Prize?",
        ),
        (("Who commands the Quds Force?", "Esmail Ghaani"), None),
    ],
)
def test_it_is_the_book_that_was_spoken_of(
    seeds_answerer: Answerer, earlier: tuple[str, str], understood: str | None
):
    assert seeds_answerer.answer("Who wrote it?", history=[earlier]).understood == understood


def test_a_question_that_names_its_article_leans_on_nothing_said_before(seeds_answerer: Answerer):
    history = [("Why did the protesters attack the embassy?", "amid fury over US air strikes")]
    given = seeds_answerer.answer("Who wrote the article about the embassy?", history=history)
    assert (given.understood, given.text) == (None, "Ahmed Rasheed")


RAIN = "{}\n\n26 January 2020\n\nBy {}\n\nThe Oslo tram was stopped by rain on {}. The mayor of Oslo is Ann Lee."


@pytest.fixture
def trams(tmp_path) -> Answerer:
    """Two articles on one tram, by two authors."""
    (tmp_path / "a.txt").write_text(RAIN.format("Rain stops the Oslo tram", "Bo Lund", "Monday"))
    (tmp_path / "b.txt").write_text(RAIN.format("The Oslo tram and the rain", "Eva Moe", "Tuesday"))
    return Answerer.open(tmp_path)


def test_it_is_the_article_that_was_asked_about(trams: Answerer):
    given = trams.answer("Who wrote it?", history=["When was the article about the Oslo tram published?"])
    alone = trams.answer("Who wrote the article about the Oslo tram?")
    assert given.understood == "Who wrote the article about the Oslo tram?"
    assert given.model_copy(update={"timings": {}, "question": "", "understood": None}) == alone.model_copy(
        update={"timings": {}, "question": ""}
    )


def test_it_is_each_article_that_the_last_answer_cites(trams: Answerer):
    given = trams.answer("Who wrote it?", history=["Who is the mayor of Oslo?"])
    [other] = given.alternatives
    assert {(one.text, one.confidence) for one in (given, other)} == {("Bo Lund", 0.5), ("Eva Moe", 0.5)}
    assert given.understood is None


def test_after_an_abstention_no_article_is_at_hand(trams: Answerer):
    assert trams.answer("Who wrote it?", history=["How many soldiers are in Iraq?"]).text is None


def test_a_question_with_a_short_form_is_given_back_as_asked(trams: Answerer):
    given = trams.answer("Who's the mayor of Oslo?")
    assert (given.question, given.understood, given.text) == ("Who's the mayor of Oslo?", None, "Ann Lee")
    author = trams.answer("Who's it written by?", history=["Who’s the author of the article about the tram?"])
    assert author.question == "Who's it written by?"
    assert author.understood == "Who is the article about the tram written by?"


class Unsearchable(Index):
    """An index that finds nothing, and says what it was to search."""

    def dense(self, questions, k, within=None):
        if questions:
            raise LookupError(*questions)
        return []


def test_what_is_asked_of_the_article_at_hand_needs_no_search(seeds_answerer: Answerer):
    answerer = Answerer(Unsearchable(seeds_answerer.index.store), seeds_answerer.reader)
    given = answerer.answer("Who wrote it?", about="003_079d92a754481f4e.txt")
    assert (given.text, given.timings.keys()) == ("Ahmed Rasheed", {"retrieve", "read", "total"})
    assert answerer.answer_many(["Who wrote it?", "When was it published?"])[1].text is None
    with pytest.raises(LookupError, match="the strike"):
        answerer.answer("When was the article about the strike published?")


def test_an_archive_of_one_article_has_it_at_hand(tmp_path):
    (tmp_path / "a.txt").write_text("Rain in Oslo\n\n26 January 2020\n\nIt rained all day in the city of Oslo.")
    assert Answerer.open(tmp_path).answer("When was the article published?").text == "26 January 2020"


def test_an_only_article_that_the_filter_leaves_out_is_not_at_hand(tmp_path):
    (tmp_path / "a.txt").write_text("Rain in Oslo\n\n26 January 2020\n\nIt rained all day in the city of Oslo.")
    before = datetime.date(2019, 1, 1)
    assert Answerer.open(tmp_path).answer("When was the article published?", as_of=before).text is None


def test_it_is_the_article_that_the_last_answer_is_of(seeds_answerer: Answerer):
    """Two articles tell of an embassy, one of which names its author."""
    given = seeds_answerer.answer("When was it published?", history=["Who wrote the article about the embassy?"])
    assert (given.text, given.confidence, given.alternatives) == ("26 January 2020", 1.0, ())
    assert given.understood == "When was the article about the embassy published?"
    both = seeds_answerer.answer("When was the article about the embassy published?")
    assert (both.text, both.confidence, both.alternatives[0].text) == (
        "26 January 2020",
        0.5,
        "September 29, 2020",
    )


def test_a_long_conversation_about_one_article_is_no_deeper_than_its_last_turns(seeds_answerer: Answerer):
    history = ["Who commands the Quds Force?", *["Who wrote it?"] * 2000]
    assert seeds_answerer.answer("When was it published?", history=history).text is None
