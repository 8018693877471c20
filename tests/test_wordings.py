from __future__ import annotations

import datetime

import pytest

from embeddings.articles import Article
from qa.asked import Asked
from qa.kinds import Kind
from qa.linking import Statement, disagree, held, holds, linked, share_held
from qa.wordings import Wording, contradict, same_answer

MONDAY = datetime.date(2020, 1, 6)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Pompeo", "US Secretary of State Mike Pompeo", True),
        ("Some 5,200", "5,200 US soldiers", True),
        ("three", "3", True),
        ("three American soldiers", "3", True),
        ("more than 165", "more than 165 drone strikes and rocket attacks", True),
        ("more than 165", "165", True),
        ("1.5 million", "1,500,000", True),
        ("75 miles", "75 miles (120 kilometers)", True),
        ("the “draft”", "a draft", True),
        ("al-Muhandis", "Abu Mahdi al Muhandis", True),
        ("3 January", "Jan. 3, 2020", True),
        ("Friday", "3 January", True),  # written on the Monday after
        ("in 2014", "2014", True),
        ("5,200", "2,500", False),
        ("Iran", "Iranian", False),
        ("Mike Pompeo", "Mike Pence", False),
        ("2.5 million", "25 million", False),
        ("2", "2 million", False),
        ("30%", "30", False),
        ("$5", "5", False),
        ("$1", "ruled 2-1", False),
        ("two", "third", False),
        ("32–22", "22–32", False),
        ("90 days", "90 miles", False),
        ("3 people in 5 days", "3 days, 5 people", False),
        ("more than 50", "fewer than 50", False),
        ("guilty", "not guilty", False),
        ("Iran", "Iran and Iraq", False),
        ("January", "January 4th", False),
        ("early January", "late January", False),
        ("12", "Jan. 12", False),
        ("Friday", "10 January", False),
        ("Iran", "Iran was responsible for the disorder", False),
        ("Iran", "a victory for Iran", False),
        ("bases", "soldiers are stationed across bases to support local troops", False),
        ("10 a.m.", "10 p.m.", False),
        ("10 a.m.", "10 am", True),
        ("$5.2bn", "$5.2 billion", True),
        ("before 2019", "2019", False),
        ("after 3 January", "3 January", False),
        ("the 1990s", "1990", False),
        ("the 1990s", "1990s", True),
        ("$5 million", "£5 million", False),
        ("$5 million", "US$5m", True),
        ("5 pounds", "£5", True),
        ("summer of 1990", "winter of 1990", False),
        ("Mar-a-Lago", "March", False),
        ("South Sudan", "Sudan", False),
        ("Northern Ireland", "Ireland", False),
        ("West Virginia", "Virginia", False),
        ("New York", "York", False),
        ("Papua New Guinea", "Guinea", False),
        ("2000 killed", "2000 wounded", False),
        ("2000", "2,000 US troops", True),
        ("2000", "in 2000", True),
        ("2000", "2000s", False),
        ("5", "Friday", False),
        ("Theresa May", "Philip May", False),
        ("April Ryan", "April Jones", False),
        ("USA Today", "Russia Today", False),
        ("The Sunday Times", "Sunday Mirror", False),
        ("Theresa May", "May", True),
        ("New York", "upstate New York", True),
        ("northern Iraq", "Iraq", True),
        ("3", "3 January", False),
        ("3 January 2019", "3 January 2020", False),
        ("2020", "January 2020", False),
        ("Mr. Khazali", "militia leader Qais al-Khazali", True),
        ("tear gas", "rubber bullets", False),
        ("troops", "all of whom his opponents said would be the first of the troops", False),
        ("3rd draft", "draft", False),
        ("US soldiers", "three US soldiers", False),
        ("several hundred soldiers", "soldiers", False),
        ("about 5,000", "5,200", False),
        ("75 miles (120 kilometers)", "60 miles", False),
        ("three", "3 soldiers", True),
        ("two million", "2,000,000 people", True),
        ("more than 165", "165 drone strikes", True),
        ("165", "165 attacks, bombs, raids, ambushes, kidnappings, thefts, murders", False),
    ],
)
def test_wordings_of_one_answer(one: str, other: str, same: bool):
    first, second = Wording.of(one, MONDAY), Wording.of(other, MONDAY)
    assert same_answer(first, second) is same
    assert same_answer(second, first) is same
    assert same_answer(first, first)


def test_a_weekday_of_another_week_is_another_answer():
    friday, yesterday = Wording.of("Friday", MONDAY), Wording.of("yesterday", MONDAY)
    later = MONDAY + datetime.timedelta(7)
    assert not same_answer(friday, Wording.of("Friday", later))
    assert not same_answer(yesterday, Wording.of("yesterday", later))
    assert same_answer(friday, Wording.of("Friday", MONDAY + datetime.timedelta(1)))
    assert same_answer(friday, Wording.of("Friday"))


@pytest.mark.parametrize(
    ("kind", "one", "other", "differ"),
    [
        (Kind.QUANTITY, "5,200", "2,500", True),
        (Kind.QUANTITY, "about 5,000", "5,200", False),
        (Kind.QUANTITY, "30%", "one million", False),
        (Kind.QUANTITY, "75 miles", "1,260 kilometers", False),
        (Kind.QUANTITY, "75 miles", "785 miles (1,260 kilometers)", True),
        (Kind.QUANTITY, "120 miles", "75 miles (120 kilometers)", True),
        (Kind.QUANTITY, "75 miles", "75 miles (120 kilometers)", False),
        (Kind.QUANTITY, "3.27 percent", "about 3.28 percent", True),
        (Kind.QUANTITY, "$500", "5,200", False),
        (Kind.QUANTITY, "$500", "£900", False),
        (Kind.QUANTITY, "$500", "$900", True),
        (Kind.THING, "McDonald’s", "Burger King", True),
        (Kind.THING, "category 3 hurricane", "category 1 hurricane", True),
        (Kind.THING, "5 missiles", "4 ships", False),
        (Kind.TIME, "2009 to 2017", "2008 until 2016", True),
        (Kind.TIME, "end of January", "October 31", True),
        (Kind.TIME, "January 10", "2015", False),
        (Kind.TIME, "January 10", "January 11", True),
        (Kind.TIME, "the 1990s", "1995", False),
        (Kind.QUANTITY, "$5.2bn", "$5.2 billion", False),
        (Kind.QUANTITY, "several hundred", "300", False),
        (Kind.TIME, "Friday", "January 3", False),
        (Kind.PERSON, "Jeremy Hunt", "Dominic Raab", True),
        (Kind.PERSON, "Jeremy Hunt", "the foreign secretary", False),
        (Kind.PERSON, "Youssef Chahed", "the Tunisian Prime Minister", False),
        (Kind.PERSON, "the Foreign Minister", "the Tunisian President", True),
        (Kind.PERSON, "Rex Tillerson", "Secretary of State Mike Pompeo", True),
        (Kind.PERSON, "Paul Ryan", "Speaker of the House Nancy Pelosi", True),
        (Kind.PERSON, "Mike Pompeo", "Secretary of State", False),
        (Kind.THING, "Department of Justice", "Federal Trade Commission", True),
        (Kind.PERSON, "Barron Trump", "Donald Trump", False),
        (Kind.PLACE, "Nashville, Tennessee", "Miami", True),
        (Kind.REASON, "Iran", "Iraq", False),
        (Kind.TIME, "Friday", "soon", False),
        (Kind.THING, "5", "6", False),
    ],
)
def test_which_answers_contradict(kind: Kind, one: str, other: str, differ: bool):
    first, second = Wording.of(one, MONDAY), Wording.of(other, MONDAY)
    assert contradict(kind, first, second) is differ
    assert contradict(kind, second, first) is differ


@pytest.mark.parametrize(
    ("text", "empty"),
    [("is", True), ("of the", True), ("IS", False), ("IT", False), ("in IS", False), ("A", True), ("yes", False)],
)
def test_a_wording_of_empty_words_says_nothing(text: str, empty: bool):
    assert Wording.of(text).is_empty is empty


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Troops of Iran and Iraq met.", True),
        ("Baghdad, Iraq, is near; Iraq, Iran and Syria", True),
        ("Iraq's Iran policy", True),
        ("Iran left Iraq.", False),
        ("Iraq won. Iran lost.", False),
        ("Iranian and Iraqi", False),
        ("IRAN AND IRAQ", True),
        ("Iran or the Iraq of old", True),
        ("Iran as well as Iraq", True),
        ("Iran in Iraq, Iran of Iraq", True),
        ("Iran/Iraq", True),
        ("Iran (Iraq)", True),
    ],
)
def test_two_answers_named_in_one_breath(text: str, beside: bool):
    assert linked(text, "Iran", "Iraq") is beside
    assert linked(text, "Iraq", "Iran") is beside


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Donald Trump spoke.", "President Trump", True),
        ("The U.S. troops", "US", True),
        ("US troops", "U.S", True),
        ("The Iranian army", "Iran's", True),
        ("the European Union", "EU", True),
        ("the U.S. troops", "United States", True),
        ("USA Today", "United States", False),
        ("American troops", "United States", True),
        ("the UK left", "Britain", True),
        ("the British left", "UK", True),
        ("the American left", "Britain", False),
        ("an iranian army", "Iran", False),
        ("Tehran", "Iran", False),
        ("Northern Ireland", "Ireland", False),
        ("soon after", "Park Won-soon", False),
        ("the EU", "European Union", True),
        ("the EUFOR mission", "European Union", False),
        ("a YouTube video", "the Tube", False),
    ],
)
def test_whether_a_text_names_it(text: str, name: str, found: bool):
    assert holds(text, name) is found


def test_numbers_named_in_one_breath():
    assert linked("It cost $5m and $6m.", "$5m", "$6m")
    assert not linked("Some 5,200 came.", "5", "200")
    assert not linked("5 of 3.28", "5", "3")
    assert not linked("1,500 and 200", "500", "200")


MARCH = Asked.of("Who led angry nurses across Leeds in January?")


def statement(said: str, text: str, near: str) -> Statement:
    return Statement(Wording.of(said), Article("a", "/a.txt", text, title="News"), near)


@pytest.mark.parametrize(
    ("said", "text", "near", "differ"),
    [
        ("Bob Ray", "In Leeds", "led angry nurses across town", True),  # four words of five
        ("Bob Ray", "In Leeds", "led angry nurses", False),
        ("Bob Ray", "In York", "led angry nurses across town", False),
        ("9 nurses", "In Leeds", "led", True),
        ("9 nurses", "In York", "led", False),
        ("4 nurses", "In Leeds", "led", False),
    ],
)
def test_answers_disagree_on_one_matter(said: str, text: str, near: str, differ: bool):
    first = "4 nurses" if "nurses" in said else "Ann Lee"
    best = statement(first, "In Leeds in January", "led angry nurses across Leeds")
    assert disagree(MARCH, best, statement(said, text, near), []) is differ
    both = Article("b", "/b.txt", f"{first} and {said} came.")
    assert not disagree(MARCH, best, statement(said, text, near), [both])


def test_what_the_best_does_not_name_the_other_need_not_either():
    best = statement("Ann Lee", "In town", "led angry nurses across Leeds")
    assert disagree(MARCH, best, statement("Bob Ray", "In York", best.near), [])


def test_how_much_of_a_question_a_text_holds():
    question = "Who is the governor of Puerto Rico?"
    assert held(question, "Puerto Rican officials met the governors.") == 2  # "rica" is not "rico"
    assert share_held(question, "The governor of Puerto Rico resigned.") == 1
    assert share_held("the", "anything") == 0
    assert share_held("the World Cup", "A world apart") == 0.5
    assert share_held("the World Cup", "The worldwide cups") == 0.5
    assert share_held("the UN", "He told us of the un-American act") == 0
    assert share_held("9/11", "on 9 and 11 May") == 1
    assert share_held("drone strikes", "The drones struck; a strike") == 1
    assert share_held("Britain's economy", "The United Kingdom economy; tell us") == 1
    assert share_held("American soldiers", "Tell us of soldiers") == 0.5
    assert share_held("the election", "He was elected") == share_held("killed", "the killer") == 1
    assert share_held("the election", "an elephant") == share_held("Spain", "Spa") == 0
    assert share_held("Dutch police", "police in the Netherlands") == share_held("Spain", "Spanish") == 1
    assert share_held("plan B", "side B") == 0
    assert share_held("the storm", "stormed") == share_held("crashes", "a crash") == 1
    assert share_held("the death of Mugabe", "Mugabe died") == share_held("the dead", "deaths") == 1
    assert share_held("an embassy being stormed", "the storm on the embassy") == 1
