"""What the page, the terminal and a pasted citation say: filters, confidence, places, dates, in words."""

from __future__ import annotations

import datetime

import pytest
from fakes import AFP, AIBOT, TRAP, WASHINGTON, cite

from embeddings.articles import Article
from embeddings.within import EVERYTHING, Within
from qa.schema import Citation
from qa.web.words import (
    citation_text,
    confidence_words,
    corpus_words,
    date_words,
    narrowing_words,
    nearest_words,
    origin_words,
    percent,
    place_words,
)

DAY, LATER = datetime.date(2024, 1, 5), datetime.date(2024, 1, 9)


@pytest.mark.parametrize(
    ("within", "folder", "as_of", "words"),
    [
        (EVERYTHING, "", None, ""),
        (Within(DAY, LATER), "", None, "Only articles dated between 5 Jan 2024 and 9 Jan 2024"),
        (Within(since=DAY), "", LATER, "Only articles dated 5 Jan 2024 or later; asked as of 9 Jan 2024"),
        (Within(until=DAY), "", None, "Only articles dated 5 Jan 2024 or earlier"),
        (Within(sources=("AFP", "AP")), "wires", None, "Only articles from AFP or AP, in wires"),
        (EVERYTHING, "wires/2024", None, "Only articles in wires/2024"),
        (EVERYTHING, "", DAY, "Asked as of 5 Jan 2024"),
    ],
)
def test_what_a_question_is_narrowed_to_in_words(
    within: Within, folder: str, as_of: datetime.date | None, words: str
) -> None:
    assert narrowing_words(within, folder, as_of) == words


@pytest.mark.parametrize(
    ("p", "words", "number"),
    [
        (1.0, "very likely right", 99),
        (0.9, "very likely right", 90),
        (0.8999, "likely right", 89),
        (0.7, "likely right", 70),
        (0.29, "uncertain", 29),
        (0.0, "uncertain", 1),
    ],
)
def test_confidence_is_words_first(p: float, words: str, number: int) -> None:
    assert confidence_words(p) == words
    assert percent(p) == number


def test_a_citation_to_paste() -> None:
    assert citation_text(cite(AIBOT, "2,000", "still around 2,000 US troops")) == (
        "“2,000”\n“still around 2,000 US troops”\n"
        "US Strike in Iraq Raises Tensions and Questions Over Future Relations\nAiBot, 5 Jan 2024\n"
        f"001.txt, characters {AIBOT.text.index('2,000')} to {AIBOT.text.index('2,000') + 5}"
    )


@pytest.mark.parametrize(
    ("id", "path", "pages", "short", "pasted"),
    [
        ("a.txt", "/archive/a.txt", (), "a.txt 4:9", "/archive/a.txt, characters 4 to 9"),
        ("b/a.txt", "/archive/b/a.txt", (), "b/a.txt 4:9", "/archive/b/a.txt, characters 4 to 9"),
        ("a.pdf", "/archive/a.pdf", (0, 4), "a.pdf page 2 4:9", "/archive/a.pdf, page 2, characters 4 to 9"),
        ("a.csv#2", "/archive/a.csv", (), "a.csv#2 4:9", "/archive/a.csv, a.csv#2, characters 4 to 9"),
        ("wire-1", "/x/w.jsonl.gz", (), "w.jsonl.gz wire-1 4:9", "/x/w.jsonl.gz, wire-1, characters 4 to 9"),
    ],
)
def test_places_say_file_row_and_page(id: str, path: str, pages: tuple[int, ...], short: str, pasted: str) -> None:
    source = Article(id, path, "The mill closed.", pages=pages)
    citation = Citation.of(source, (4, 9), (0, 16))
    assert place_words(citation) == short
    assert citation_text(citation).splitlines()[-1] == pasted
    assert citation.page == (2 if pages else None)
    assert origin_words(citation).endswith("page 2" if pages else "no date stated")


def test_origins_and_dates_as_far_as_they_are_stated() -> None:
    assert origin_words(cite(AFP, "5,200")) == "AFP, no date stated"
    assert origin_words(cite(WASHINGTON, "Monday")) == "from Washington, no date stated"
    assert origin_words(cite(TRAP, "A line.")) == "no source stated, no date stated"
    assert date_words(datetime.date(2020, 9, 29)) == "29 Sep 2020"


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ([], "0 articles"),
        ([None], "1 article"),
        ([datetime.date(2024, 1, 5), None, datetime.date(2020, 9, 29)], "3 articles, Sep 2020 – Jan 2024"),
        ([datetime.date(2024, 1, 5), datetime.date(2024, 1, 9)], "2 articles, Jan 2024"),
        ([None] * 12345, "12,345 articles"),
    ],
)
def test_the_corpus_in_a_line(dates: list[datetime.date | None], words: str) -> None:
    assert corpus_words(dates) == words


def test_an_abstention_says_what_is_nearest() -> None:
    passages = [cite(AFP, "5,200"), cite(AIBOT, "Breaking"), cite(AFP, "Iran")]
    assert nearest_words(passages) == (
        "Nearest in the archive: US ties with Iraq, allies take hit after drone strike (no date stated); "
        "US Strike in Iraq Raises Tensions and Questions Over Future Relations (5 Jan 2024)"
    )
    assert nearest_words([]) == "No article is left to answer from."
