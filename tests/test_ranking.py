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


def test_a_birth_is_no_death():
    text = "Ann Lee (5 May 1950 – 3 June 2010) sang. Bob Ray, born in Leeds on 1 May 1960, died in 2020."
    articles = {"a": Article("a", "/a.txt", text)}
    passage = Passage("a", 0, len(text))
    spans = [
        Span(passage, text.index(day), text.index(day) + len(day), score, 0.0)
        for day, score in (("5 May 1950", 9.0), ("1 May 1960", 8.0), ("3 June 2010", 7.0), ("2020", 6.0))
    ]

    def days(question: str) -> list[str]:
        found = ranked(Asked.of(question), spans, [Hit(passage, 1.0)], articles, CURVE)
        return [text[one.span.start : one.span.end] for one in found]

    assert days("When did the singer die?") == ["3 June 2010", "2020"]
    assert days("What do we know of it?") == ["5 May 1950", "1 May 1960", "3 June 2010", "2020"]
    assert days("When was Ann Lee born?") == ["5 May 1950", "1 May 1960", "3 June 2010", "2020"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The Iraqi-born Ann Lee was killed on 3 January.", "3 January"),
        ("She was born in Basra and died on 3 January 2020.", "3 January 2020"),
        ("The Iraq War (2003–2011) began.", "2003"),
        ("The war (March 2003–2011) began.", "March 2003"),
        ("The talks (3 January – 5 March) failed.", "3 January"),
        ("The strike of 3 January 2020 – a Friday – was the first.", "3 January 2020"),
        ("It began at dawn.", "at dawn"),
    ],
)
def test_a_day_near_a_birth_that_is_none(text: str, day: str):
    passage, at = Passage("a", 0, len(text)), text.index(day)
    spans = [Span(passage, at, at + len(day), 5.0, 0.0)]
    articles = {"a": Article("a", "/a.txt", text)}
    assert [
        one.span for one in ranked(Asked.of("When was it?"), spans, [Hit(passage, 1.0)], articles, CURVE)
    ] == spans


def test_nothing_read_is_nothing_ranked():
    assert ranked(ASKED, [], [], {}, CURVE) == []


def test_reprints_are_one_witness_and_what_is_in_no_cluster_is_its_own():
    clusters = {"a": 4, "b": 4}
    one, other, alone = (witness(Article(id, f"/{id}", ""), clusters) for id in ("a", "b", "c"))
    assert one == other != alone


def best_of(question: str, text: str, *said: str) -> str:
    """The first of what was read in the text, each read worse than the one before."""
    article, passage = Article("a", "/a.txt", text), Passage("a", 0, len(text))
    starts = [text.index(words) for words in said]
    spans = [
        Span(passage, start, start + len(words), 9.0 - i, 0.0)
        for i, (start, words) in enumerate(zip(starts, said, strict=True))
    ]
    best = ranked(Asked.of(question), spans, [Hit(passage, 1.0)], {"a": article}, CURVE)[0].span
    return text[best.start : best.end]


def test_what_only_repeats_the_question_is_no_answer():
    text = "The force has a commander: Esmail Ghaani."
    assert best_of("Who commands the force?", text, "The force", "Esmail Ghaani") == "Esmail Ghaani"


def test_a_pronoun_is_no_answer():
    text = "The US is led by Ann Lee. She took over from Bob Hill."
    assert best_of("Who succeeded Bob Hill?", text, "She", "Ann Lee") == "Ann Lee"
    assert best_of("Who is led by Ann Lee?", text, "US", "She") == "US"


@pytest.mark.parametrize("number", ["£2.3 million", "1998", "64", "5,200", "2.5bn"])
def test_a_number_is_nobody(number: str):
    text = f"The county spent {number} on it. 50 Cent sang."
    assert best_of("Who paid for the bridge?", text, number, "The county") == "The county"
    assert best_of("How much did it cost?", text, number, "The county") == number
    assert best_of("Who sang?", text, "50 Cent", "The county") == "50 Cent"


@pytest.mark.parametrize(
    ("question", "text", "first"),
    [
        ("How many cars cross it?", "Ann Lee, 81, said 6,400 cars cross it.", "6,400"),
        ("How old is Ann Lee?", "Ann Lee, 81, said 6,400 cars cross it.", "81"),
        ("How many seats were won?", "It was Labour, 81, Greens, 6,400.", "81"),
        ("How many cars cross it?", "In Leeds 81, and in York 6,400.", "81"),
    ],
)
def test_an_age_counts_nothing_else(question: str, text: str, first: str):
    assert best_of(question, text, "81", "6,400") == first


@pytest.mark.parametrize(
    "left",
    [
        "Ann Lee resigned as mayor of Leeds.",
        "Ann Lee, 54, who had stepped down as mayor, left Leeds.",
        "The former mayor of Leeds, Ann Lee, spoke.",
        "Then-mayor Ann Lee spoke in Leeds.",
        "Ann Lee quit.",
        "Ann Lee was replaced as mayor.",
    ],
)
def test_who_has_left_an_office_does_not_hold_it(left: str):
    text = f"{left} Bob Ray was sworn in."
    assert best_of("Who is the mayor of Leeds?", text, "Ann Lee", "Bob Ray") == "Bob Ray"
    for question in ("Who was the mayor of Leeds?", "Who is the former mayor?", "Who is the mayor that resigned?"):
        assert best_of(question, text, "Ann Lee", "Bob Ray") == "Ann Lee"


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("The former minister Ann Lee, now the mayor, met Bob Ray.", "Ann Lee"),
        ("Former president Cy Poe met Mayor Ann Lee and Bob Ray.", "Ann Lee"),
        ("The former footballer Cy Poe met Mayor Ann Lee and Bob Ray.", "Ann Lee"),
        ("Late on Monday Mayor Ann Lee met Bob Ray.", "Ann Lee"),
        ("He then met Mayor Ann Lee and Bob Ray.", "Ann Lee"),
        ("Ann Lee resigned as minister and met Bob Ray.", "Ann Lee"),
        ("Ex-mayor of Leeds, Ann Lee, met Bob Ray.", "Bob Ray"),
    ],
)
def test_who_is_told_to_have_left_what(text: str, holder: str):
    assert best_of("Who is the mayor of Leeds?", text, "Ann Lee", "Bob Ray") == holder


def test_the_place_of_a_dateline_is_nobody():
    text = "LEEDS (AP) - Mayor Ann Lee spoke."
    article, passage = Article("a", "/a.txt", text, dateline="Leeds"), Passage("a", 0, len(text))
    spans = [Span(passage, 0, 5, 9.0, 0.0), Span(passage, 19, 26, 8.0, 0.0)]
    for question, first in (("Who spoke?", 19), ("Where did she speak?", 0)):
        assert ranked(Asked.of(question), spans, [Hit(passage, 1.0)], {"a": article}, CURVE)[0].span.start == first


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("The blast killed Ann Lee and her driver Bob Ray; a gang did it.", "a gang"),
        ("The blast killed driver Bob Ray, Ann Lee and others; a gang did it.", "a gang"),
        ("Ann Lee was killed by Bob Ray, a gang says.", "Bob Ray"),
        ("The man who killed Ann Lee was Bob Ray of a gang.", "Bob Ray"),
        ("The man who killed Ann Lee, Bob Ray, left a gang.", "Bob Ray"),
        ("Cy Poe killed Ann Lee. Bob Ray led a gang.", "Bob Ray"),
    ],
)
def test_who_was_done_the_same_did_it_not(text: str, doer: str):
    assert best_of("Who killed Ann Lee?", text, "Bob Ray", "a gang") == doer


def test_who_takes_the_place_of_another_is_not_done_the_same():
    text = "Cy Poe replaced Ann Lee and her deputy with Bob Ray, whom a gang had praised."
    assert best_of("Who replaced Ann Lee?", text, "Bob Ray", "a gang") == "Bob Ray"


def test_what_someone_is_is_not_done_to_him():
    text = "The next is Ann Lee, a judge and a teacher, a gang said."
    assert best_of("Who is Ann Lee?", text, "a teacher", "a gang") == "a teacher"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who is Ana Brem?", "a lawyer"),
        ("Who is the lawyer?", "Ana María Brem"),
        ("Who is Foreign Minister?", "Ana María Brem"),
        ("Who is Tom Lind?", "Danish Captain"),
        ("Who is Lind?", "Danish Captain"),
        ("Who is Jan Miller?", "Secretary of State"),
    ],
)
def test_no_name_says_who_its_bearer_is(question: str, said: str):
    text = (
        "Ana María Brem, a lawyer, met Jan Miller, Secretary of State, Queen Ann Oslo and Danish Captain Tom Lind."
    )
    read = ["Ana María Brem", "Tom Lind", "Jan Miller", "Queen Ann Oslo", said]
    assert best_of(question, text, *read) == said


@pytest.mark.parametrize(
    "said", ["Tesla CEO", "Tesla CEO Tom Lind", "Founder and CEO of Tesla", "Ada Berg", "MAGA Sen"]
)
def test_what_is_written_like_a_name_and_says_who_its_bearer_is(said: str):
    text = "Tesla CEO Tom Lind, known as Ada Berg, then met " + 40 * "-"
    text += "the Founder and CEO of Tesla, with MAGA Sen Tom Lind."
    assert best_of("Who is Tom Lind?", text, "Tom Lind", said) == said


DASHES = 40 * "-"


@pytest.mark.parametrize(
    ("text", "other", "said"),
    [
        ("Tom Lind, a baker, met Jan Miller.", "Jan Miller", "a baker"),
        (f"Tom Lind spoke. {DASHES} Tesla CEO Tom Lind left.", "Tom Lind", "Tesla CEO Tom Lind"),
        (f"Tom Lind spoke. {DASHES} Ada Berg was the real name.", "Tom Lind", "Ada Berg"),
        ("MAGA Sen Bob Ray met Tom Lind, a baker.", "MAGA Sen", "a baker"),
        ("Captain Tom Lind, a baker, left.", "Captain Tom", "a baker"),
    ],
)
def test_which_names_tell_who_somebody_is(text: str, other: str, said: str):
    assert best_of("Who is Tom Lind?", text, other, said) == said


def test_a_first_name_does_not_say_who_bears_the_last():
    text = "After the killing of Commander Qassem Soleimani, the head of a force, troops left."
    assert best_of("Who is Soleimani?", text, "Qassem", "the head of a force") == "the head of a force"
