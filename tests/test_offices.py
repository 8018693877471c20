from __future__ import annotations

import pytest

from embeddings.articles import Article
from qa.offices import Office, is_of_elsewhere, is_told_of, may_hold

PRIME = frozenset({"prime"})
NONE = frozenset[str]()


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("Who is the prime minister of Iraq?", Office("minister", PRIME, frozenset({"Iraq"}))),
        ("who is the new premier of the netherlands", Office("minister", PRIME, frozenset({"Netherlands"}))),
        (
            "Who was Britain's foreign secretary in 2020?",
            Office("minister", frozenset({"foreign"}), frozenset({"United Kingdom"})),
        ),
        (
            "Who is the US Secretary of State?",
            Office("minister", frozenset({"foreign"}), frozenset({"United States"})),
        ),
        ("Who is the minister for health?", Office("minister", frozenset({"health"}), NONE)),
        ("Who's Kenya's deputy president?", Office("president", frozenset({"deputy"}), frozenset({"Kenya"}))),
        ("Who is the US ambassador to Iraq?", Office("ambassador", NONE, frozenset({"United States", "Iraq"}))),
        ("Who is the president of Boeing?", Office("president", NONE, NONE, "Boeing")),
        ("Who is Oxwell's mayor?", Office("mayor", NONE, NONE, "Oxwell")),
        ("Who is Boeing's chief executive?", Office("chief executive", NONE, NONE, "Boeing")),
        ("Who is the CEO of Boeing?", Office("chief executive", NONE, NONE, "Boeing")),
        ("Who is president of the Republic?", Office("president", NONE, NONE)),
        ("Who is the secretary-general of NATO?", Office("secretary general", NONE, NONE, "NATO")),
        ("Who is the wife of the president of Iraq?", None),
        ("Who is the president's brother?", None),
        ("Who is president of Iran's parliament?", None),
        ("Who met the president of Iraq?", None),
        ("What did the president of Iraq say?", None),
    ],
)
def test_the_office_asked_for(question: str, office: Office | None):
    assert Office.asked_for(question) == office


def holds(question: str, name: str, *texts: str) -> bool:
    """Whether whom the first text names may hold the office asked for, where all were read."""
    articles = [Article(str(number), f"/{number}.txt", text) for number, text in enumerate(texts)]
    asked = Office.asked_for(question)
    assert asked
    return may_hold(asked, name, texts[0].index(name) + len(name), articles[0], articles)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Iraqi Prime Minister Ali Hadi met the Iranian president.", True),
        ("Iraq’s embattled prime minister, Ali Hadi, spoke.", True),
        ("Ali Hadi, the acting Prime Minister of Iraq, spoke.", True),
        ("Ali Hadi is now prime minister of Iraq.", True),
        ("Prime Minister Ali Hadi spoke in Iraq.", True),
        ("In Iraq, Ali Hadi spoke.", True),
        ("Former minister Ali Hadi, now the prime minister, spoke in Iraq.", True),
        ("Iraq's Ali Hadi met with Jordan's king.", True),
        ("Ex-President Ali Hadi spoke in Iraq.", True),
        ("Former Iranian Prime Minister Ali Hadi spoke in Iraq.", False),
        ("Ali Hadi, the President of the Arab League, was in Iraq.", False),
        ("In Iraq Ali Hadi spoke, the King said.", True),
        ("Iranian Prime Minister Ali Hadi met Iraq's.", False),
        ("Iraqi President Ali Hadi spoke.", False),
        ("Iraqi Deputy Prime Minister Ali Hadi spoke.", False),
        ("Iraq's oil minister Ali Hadi spoke.", False),
        ("Ali Hadi, Iraq's foreign minister, spoke.", False),
        ("President of France Ali Hadi was in Iraq.", False),
        ("Prime Minister Ali Hadi spoke in Jordan.", False),
    ],
)
def test_who_may_be_prime_minister_of_iraq(text: str, may: bool):
    assert holds("Who is the prime minister of Iraq?", "Ali Hadi", text) is may


def test_a_possessive_alone_is_nobody():
    assert holds("Who is the mayor of Leeds?", "'s", "Leeds's mayor")


@pytest.mark.parametrize(
    ("question", "text", "may"),
    [
        (
            "Who is the president of Poland?",
            "In Poland, Ann Lee, President of the European Council, spoke.",
            False,
        ),
        ("Who is the president of Poland?", "In Poland, President of the Republic Ann Lee spoke.", True),
        ("Who is the president of the European Council?", "Polish president Ann Lee spoke.", False),
        ("Who is the president of the European Council?", "Ann Lee is President of the Council.", True),
        ("Who is the president of Boeing?", "The president of Airbus, Ann Lee, spoke.", False),
        ("Who is the mayor of New York?", "Ann Lee, mayor of New York City, spoke.", True),
        ("Who is the mayor of Oxwell?", "Burton's mayor Ann Lee spoke.", False),
        ("Who is the governor of Ohio?", "The governor of Ohio, Ann Lee, spoke.", True),
        ("Who is the CEO of Boeing?", "Airbus's chief executive, Ann Lee, spoke.", False),
        ("Who is the CEO of Boeing?", "Boeing's chief financial officer, Ann Lee, spoke.", False),
        ("Who is the CEO of Boeing?", "Boeing's president, Ann Lee, spoke.", True),
        ("Who is the CEO of BP?", "British Petroleum's chief executive, Ann Lee, spoke.", True),
        ("Who is the CEO of Boeing?", "Airbus's CFO, Ann Lee, 50, will become chief executive of Boeing.", True),
        ("Who is the US ambassador?", "Ann Lee, ambassador of Oxwell, spoke in the US.", True),
    ],
)
def test_one_holds_the_office_of_one_body(question: str, text: str, may: bool):
    assert holds(question, "Ann Lee", text) is may


def test_a_country_holds_no_office():
    assert not holds("Who is the ambassador of Iraq?", "US", "The US ambassador to Iraq left.")


def test_another_article_may_tell_whose_office_it_is():
    question, here = "Who is the US president?", "US troops left, President Ali Hadi said."
    assert holds(question, "Ali Hadi", here)
    assert not holds(question, "Ali Hadi", here, "Iraqi President Hadi spoke.")
    assert holds(question, "Ali Hadi", here, "Iraqi Prime Minister Hadi spoke.")
    assert holds(question, "Ali Hadi", here, "Iraqi President Hadi, US president Ali Hadi and others spoke.")


def test_who_is_named_with_an_official_is_of_his_country():
    question, here = "Who is the US president?", "US troops left Iraq, he told both Hadi and President Ann Lee."
    assert holds(question, "Ann Lee", here)
    assert not holds(question, "Ann Lee", here, "Iraqi Prime Minister Ali al-Hadi spoke.")
    assert holds("Who is the president of Iraq?", "Ann Lee", here, "Iraqi Prime Minister Ali al-Hadi spoke.")
    assert holds(question, "Ann Lee", here, "Iraqi Prime Minister Hadi met the US president, Ann Lee.")
    assert holds(question, "Ann Lee", here, "Iraqi President Ali Hadi spoke.")


@pytest.mark.parametrize(
    ("told", "here", "is_of_elsewhere_"),
    [
        ("Iranian President Ali Hadi spoke.", "In Iran, US troops left, President Lee said.", True),
        ("Iranian President Ali Hadi spoke.", "In Iran, President Lee spoke of the US.", False),
        ("Iranian President Ali Hadi spoke.", "President Lee spoke.", False),
        ("Iran's foreign minister Ali Hadi spoke.", "In Iran, US troops left, President Lee said.", False),
        ("Iranian Vice President Ali Hadi spoke.", "In Iran, US troops left, President Lee said.", False),
        ("President Ali Hadi spoke in Iran.", "In Iran, US troops left, President Lee said.", False),
        ("Iranian President Lee spoke.", "In Iran, US troops left, President Lee said.", False),
        ("Former Iranian President Ali Hadi spoke.", "In Iran, US troops left, President Lee said.", False),
    ],
)
def test_where_a_holder_is_told_others_named_beside_another_country_are_none(
    told: str, here: str, is_of_elsewhere_: bool
):
    articles = [Article(str(number), f"/{number}.txt", text) for number, text in enumerate([told, here])]
    asked = Office.asked_for("Who is the president of Iran?")
    assert asked
    assert is_of_elsewhere(asked, "Lee", articles[1], articles) is is_of_elsewhere_


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Who is the mayor of Leeds?", "Ann Lee spoke in Leeds.", False),
        ("Who is the mayor of Leeds?", "Leeds’s mayor, Ann Lee, spoke.", True),
        ("Who is the mayor of Leeds?", "The governor met Ann Lee.", False),
        ("Who is the mayor of Leeds?", "Ann Lee leads Leeds, its boss since May.", True),
        ("Who is Iraq's foreign minister?", "The Iraqi president met Ann Lee.", False),
        ("Who is Iraq's foreign minister?", "The minister met Ann Lee.", True),
        ("Who is the secretary general of NATO?", "US Secretary of State Ann Lee spoke to NATO.", False),
        ("Who is the secretary general of NATO?", "NATO Secretary-General Ann Lee spoke.", True),
    ],
)
def test_what_tells_of_no_such_office(question: str, text: str, told: bool):
    asked = Office.asked_for(question)
    assert asked
    assert is_told_of(asked, Article("a", "/a.txt", text)) is told
