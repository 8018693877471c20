from __future__ import annotations

import pytest

from qa.names import are_apart, is_name, is_office, same_name, written_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pompeo", "US Secretary of State Mike Pompeo"),
        ("Pompeo’s", "Mike Pompeo"),
        ("Mr Khazali", "Qais al-Khazali"),
        ("al-Sudani", "Mohamed Chia al-Soudani"),
        ("Mohammed Shia al-Sudani", "Prime Minister Mohamed Chia al-Soudani"),
        ("Qasem Soleimani", "Iranian General Qassem Soleimani"),
        ("John Conway", "John Horton Conway"),
        ("Wanda Vázquez", "Wanda Vazquez"),
        ("Nashville", "Nashville, Tennessee"),
        ("Kristen Welker", "Kristen Welker of NBC News"),
        ("IRGC", "Islamic Revolutionary Guard Corps"),
        ("the U.S.", "the United States"),
        ("DoJ", "the Department of Justice"),
        ("MBS", "Mohammed bin Salman"),
        ("Mr. Trump", "Donald Trump"),
        ("Dr. Fauci", "Anthony Fauci"),
        ("Moon Jae-in", "Moon Jae-in of South Korea"),
        ("Moon Jae-in", "President Moon Jae-in"),
        ("Hasan", "Ali Hassan"),
        ("Usama bin Laden", "Osama bin Laden"),
        ("Nouri", "Nuri"),
        ("Qasem", "Ali Kasem"),
        ("Ghani", "Ghany"),
        ("Tariq", "Tarik"),
        ("Mikhail", "Mihail"),
        ("Waziri", "Vaziri"),
        ("Zelensky", "Volodymyr Zelenskyy"),
        ("al-Sudani", "Mohammed Sudani"),
        ("the Quds Force", "Iran’s Quds Force"),
        ("J.K. Rowling", "JK Rowling"),
        ("FBI", "Federal Bureau of Investigation"),
        ("Kristen Welker", "Kristen Welker (NBC)"),
    ],
)
def test_forms_of_one_name(one: str, other: str):
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran", "Iraq"),
        ("Iran", "Iranian"),
        ("Iran", "Iran and Iraq"),
        ("Iran", "a victory for Iran"),
        ("Austria", "Australia"),
        ("Niger", "Nigeria"),
        ("Martin", "Morton"),
        ("Johnson", "Johnston"),
        ("Mike Pompeo", "Mike Pence"),
        ("Alan Ball", "Alan Bell"),
        ("Mr Walls", "John Wells"),
        ("Mali", "Malay"),
        ("Douglas Baker", "Douglas Becker"),
        ("Kevin McCarthy", "Eugene McCarthy"),
        ("George W. Bush", "George H. W. Bush"),
        ("New York", "New York Times"),
        ("CIA", "Federal Bureau of Investigation"),
        ("Ali", "Ale"),
        ("Mike Pompeo", "Mike Pompeo of Kansas and John Bolton"),
        ("bases", "soldiers are stationed across bases"),
        ("Iraq", "Iran and Iraq"),
        ("Iran", "not Iran"),
        ("Iran", "the biggest winner of the whole long war was Iran"),
        ("May", "they may"),
        ("may", "Theresa May"),
        ("Mike Pompeo", "Mike Pence and Ann Pompeo"),
        ("Ahmed bin Lee", "Ahmed bin Lea"),
        ("Larsen", "Larson"),
        ("Karimi", "Karami"),
        ("Is", "Islamic State"),
        ("Bank", "Bank of England"),
        ("Ann Lee", "Bob Ray, Leeds"),
        ("Ann Lee", "Ann Leeds, the mayor"),
    ],
)
def test_names_of_different_things(one: str, other: str):
    assert not same_name(one, other)
    assert not same_name(other, one)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mike Pompeo", True),
        ("Bank of England", True),
        ("Qais al-Khazali", True),
        ("the Pentagon", True),
        ("Kim Jong-un", True),
        ("General Ban Ki-moon", True),
        ("Al-Soudani", True),
        ("Édouard Philippe", True),
        ("al-wasati", False),
        ("anti-tank Javelin", False),
        ("DVB-S2", True),
        ("COVID-19", False),
        ("tear gas", False),
        ("US troops", False),
        ("of the", False),
        ("5,200", False),
    ],
)
def test_what_is_written_like_a_name(text: str, name: bool):
    assert is_name(text) is name


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("Secretary of State", True),
        ("Secretary Mike Pompeo", False),
        ("Apple CEO", True),
        ("Deputy Prime Minister", True),
        ("Minister for Health", True),
        ("Adviser to Mr Trump", True),
        ("the King", True),
        ("Dean of Leeds", True),
        ("Saudi Crown Prince", True),
        ("Stephen King", False),
        ("Martin Luther King Jr.", False),
        ("James Dean", False),
    ],
)
def test_offices_and_names_that_sound_like_one(name: str, office: bool):
    assert is_office(name) is office


def test_names_as_a_question_writes_them():
    question = "When did Sultan Qaboos of Oman meet Seoul's mayor, Park Won-soon?"
    assert written_names(question) == ["Sultan Qaboos of Oman", "Seoul's", "Park Won-soon"]
    assert written_names("Trump?") == []
    assert written_names("Did the U.S. warn 'Iran'?") == ["U.S.", "Iran"]
    assert written_names("Where was Nabil Hasan al-Quaety shot?") == ["Nabil Hasan al-Quaety"]
    assert written_names("Did al-Quaety meet Ursula von der Leyen?") == ["al-Quaety", "Ursula von der Leyen"]
    assert written_names("Who is the mayor of Łódź?") == ["Łódź"]
    assert written_names("Did Ángela Merkel visit the Élysée Palace?") == ["Ángela Merkel", "Élysée Palace"]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Mustafa al-Kadhimi", "Mohamed Chia al-Soudani", True),
        ("Mike Pompeo", "Mike Pence", True),
        ("Kim Jong-un", "Moon Jae-in", True),
        ("Barron Trump", "Donald Trump", False),
        ("Iran", "Iran International", False),
        ("Qassem", "Qasem", False),
    ],
)
def test_names_that_cannot_be_one(one: str, other: str, apart: bool):
    assert are_apart(one, other) is apart
    assert are_apart(other, one) is apart
