"""Answers from what an article states of itself."""

from __future__ import annotations

import datetime

import pytest
from fakes import AFP, POST

from embeddings.articles import Article
from qa.about import AboutArticle, about_article, article_named, is_of_a_work, of_article
from qa.metadata import metadata_answer

DAY = datetime.date(2020, 1, 26)
FRONT = Article("front", "/front.txt", "---\ndate: 2020-01-26\n---\nIt rained.", date=DAY, masked=((0, 25),))
NOWHERE = Article("nowhere", "/nowhere.jsonl", "Rain in Oslo\n\nIt rained.", "Rain in Oslo", DAY, author="Ann Lee")


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("When was the article published?", AboutArticle("date", "")),
        ("When was the article about the drone strike published?", AboutArticle("date", "the drone strike")),
        ("What is the date of the article titled “Rain in Oslo”?", AboutArticle("date", "Rain in Oslo")),
        ("Who wrote it?", AboutArticle("author", "")),
        ("who wrote the article on Doris Day", AboutArticle("author", "Doris Day")),
        ("By whom was this article written?", AboutArticle("author", "")),
        ("Which newspaper published the article about the embassy?", AboutArticle("source", "the embassy")),
        ("When was the report published?", None),
        ("Who wrote the letter?", None),
        ("Who wrote the article that accused the minister?", None),
        ("When was it?", None),
        ("When was it published?", AboutArticle("date", "")),
        ("Who wrote this?", AboutArticle("author", "")),
        ("Who published it?", AboutArticle("source", "")),
        ("Who wrote the article of the embassy?", AboutArticle("author", "the embassy")),
        ("Who ran it?", None),
        ("Which company ran it?", None),
        ("Where was it released?", None),
        ("When was it released?", None),
        ("When was the text of the agreement published?", None),
        ("Who wrote the story of Moby Dick?", None),
        ("What year was the article published?", AboutArticle("date", "")),
        ("On which date was the article about the tram published?", AboutArticle("date", "the tram")),
        ("When was this story first published?", AboutArticle("date", "")),
        ("When did the article about the tram appear?", AboutArticle("date", "the tram")),
        ("When did it appear?", None),
        ("Who was the tram article written by?", AboutArticle("author", "tram")),
        ("Who wrote the Mill Lane tram article?", AboutArticle("author", "Mill Lane tram")),
        ("Who wrote the latest article?", None),
        ("Who wrote the story of the article?", None),
        ("Who wrote the interview with Ann Lee?", AboutArticle("author", "interview with Ann Lee")),
        ("Who wrote the editorial on the tram?", AboutArticle("author", "the tram")),
        ("Who wrote the interview?", None),
        ("Who wrote the report about the tram?", None),
        ("What date is the article about the tram from?", AboutArticle("date", "the tram")),
        ("When is it from?", None),
        ("What is the source of the article about the tram?", AboutArticle("source", "the tram")),
        ("Who was the publisher of this article?", AboutArticle("source", "")),
        ("What was the source of the fire?", None),
    ],
)
def test_questions_about_an_article_itself(question: str, about: AboutArticle | None):
    assert about_article(question) == about


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("When was the story on Brexit published?", "the story on Brexit"),
        ("Who wrote the tram article?", "the tram article"),
        ("the article about the strike", "the article about the strike"),
        ("the one about the strike", "the article about the strike"),
        ("Who wrote it?", ""),
        ("the article", ""),
        ("the strike", ""),
        ("What did the article about the strike say?", ""),
    ],
)
def test_the_article_that_is_named(text: str, article: str):
    assert article_named(text) == article


def test_the_same_is_asked_of_another_article():
    assert of_article("Who wrote it?", "the tram article") == "Who wrote the tram article?"
    assert of_article("When was the story on Brexit published", "it") == "When was it published"
    assert of_article("Who commands the Quds Force?", "it") is None


@pytest.mark.parametrize(
    ("understood", "is_work"),
    [
        ("Who wrote the novel that won the Booker Prize?", True),
        ("When was The Testaments published (the novel Atwood wrote)?", True),
        ("Who wrote it (the novel that Atwood wrote)?", False),
        ("Who wrote it?", False),
        ("Who wrote the Quds Force?", False),
        ("Who wrote the escape room in Koszalin?", False),
    ],
)
def test_a_follow_up_about_a_book_is_about_no_article(understood: str, is_work: bool):
    assert is_of_a_work(understood) is is_work


def test_the_date_is_cited_where_the_article_states_it():
    given = metadata_answer("When?", AboutArticle("date", "the US embassy"), [POST, AFP])
    assert (given.text, given.confidence) == ("26 January 2020", 1.0)
    [citation] = given.citations
    assert (citation.article, citation.sentence) == (POST.id, "Sunday 26 January 2020")
    assert POST.text[citation.start : citation.end] == "26 January 2020"


def test_front_matter_is_a_place_too():
    given = metadata_answer("When?", AboutArticle("date", ""), [FRONT])
    assert (given.text, given.citations[0].sentence) == ("2020-01-26", "date: 2020-01-26")


@pytest.mark.parametrize(("field", "text"), [("date", "2020-01-26"), ("author", "Ann Lee")])
def test_what_stands_nowhere_in_the_text_cites_its_title(field: str, text: str):
    given = metadata_answer("?", AboutArticle(field, "rain"), [NOWHERE])  # type: ignore[arg-type]
    [citation] = given.citations
    assert (given.text, citation.quote) == (text, "Rain in Oslo")
    assert citation.note == f"the {field} is from the file's own fields, not from its text"


def test_another_day_in_the_title_is_not_the_date():
    text = "Soleimani: what happened on January 3, 2020\n\nIt rained."
    article = Article(
        "a", "/a.html", text, text.partition("\n")[0], datetime.date(2024, 1, 5), note="machine-written"
    )
    given = metadata_answer("When?", AboutArticle("date", ""), [article])
    assert (given.text, given.citations[0].quote) == ("2024-01-05", "Soleimani: what happened on January 3, 2020")
    assert given.citations[0].note == (
        "machine-written; the date is from the file's own fields, not from its text"
    )


TOLD = "He told Reuters so on the day after the fire that burned half of the old town, and left."


@pytest.mark.parametrize(
    ("text", "masked", "line"),
    [
        (TOLD, (), None),
        (f"{TOLD}\n\nReuters", (), "Reuters"),
        (f"{TOLD}\nBy Ann Lee, Reuters, 3 January", (), "By Ann Lee, Reuters, 3 January"),
        (TOLD, ((0, len(TOLD)),), TOLD),
    ],
)
def test_who_a_story_names_is_not_its_publisher(text: str, masked: tuple, line: str | None):
    article = Article("a", "/a.txt", text, source="Reuters", masked=masked)
    given = metadata_answer("Who?", AboutArticle("source", ""), [article])
    [citation] = given.citations
    assert given.text == "Reuters"
    assert (citation.sentence if citation.note is None else None) == line


def test_a_long_line_that_often_names_its_source_is_looked_at_once():
    """Looked at once for each name, it would take hours."""
    article = Article("a", "/a.txt", f"{'Reuters ' * 200_000}\nBy Reuters", source="Reuters")
    given = metadata_answer("Who?", AboutArticle("source", ""), [article])
    assert given.citations[0].sentence == "By Reuters"


@pytest.mark.parametrize(
    ("topic", "confidence"),
    [
        ("the World Cup", 1.0),
        ("the worldwide cup", 0.0),  # half of its words
        ("the UN", 0.0),
        ("us", 0.0),
        ("9/11", 0.0),
    ],
)
def test_an_article_is_meant_that_holds_the_words_of_the_topic(topic: str, confidence: float):
    article = Article("a", "/a.txt", "The World Cup began.\n\n26 January 2020", date=DAY)
    given = metadata_answer("When?", AboutArticle("date", topic), [article])
    assert (given.confidence, given.abstained) == (confidence, confidence == 0)


def _written(id: str, title: str, ending: str, author: str) -> Article:
    return Article(id, f"/{id}.txt", f"{title}\n\n{'It rained. ' * 99}{ending}", title, author=author)


def test_an_article_is_about_what_its_heading_says():
    tram = _written("tram", "London's last tram", "So it ended.", "Ann Smith")
    snow = _written("snow", "Snow in Tallinn", "Its minister is in London.", "Bo Lund")
    given = metadata_answer("Who?", AboutArticle("author", "London"), [snow, tram])
    assert (given.text, given.confidence, given.alternatives) == ("Ann Smith", 1.0, ())


def test_different_answers_share_the_confidence():
    authors = ("Ann Smith", "Bo Lund", "Ann Smith")
    named = [_written(str(at), "Snow", "They are in London.", author) for at, author in enumerate(authors)]
    given = metadata_answer("Who?", AboutArticle("author", "London"), named)
    [other] = given.alternatives
    assert [(one.text, one.confidence) for one in (given, other)] == [("Ann Smith", 0.5), ("Bo Lund", 0.5)]
    assert [cited.article for cited in given.citations] == ["0", "2"]


def test_what_an_article_does_not_state_is_an_abstention():
    given = metadata_answer("Who?", AboutArticle("author", ""), [FRONT])
    assert (given.text, [passage.quote for passage in given.passages]) == (None, ["It rained."])
    assert not given.measured
