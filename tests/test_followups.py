"""Which questions lean on the conversation before them, and which must be left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.questions import load_questions
from qa.followups import bare, fronted, is_follow_up, open_year, plain, swapped
from qa.pronouns import open_pronoun, owns

INVENTED = Path(__file__).parent / "questions" / "invented.jsonl"
SETS = sorted({*INVENTED.parent.glob("*.jsonl")} - {INVENTED})


@pytest.mark.parametrize(
    ("question", "instead"),
    [
        ("What about Iran?", "Iran"),
        ("how about the other judge?", "the other judge"),
        ("And in Italy?", "in Italy"),
        ("And SpaceX?", "SpaceX"),
        ("In Italy?", "in Italy"),
        ("No, I meant Italy.", "Italy"),
        ("sorry, in Italy", "in Italy"),
        ("thanks. And in Italy?", "in Italy"),
        ("No one came.", None),
        ("By whom?", None),
        ("And how many were injured?", None),
        ("And who won?", None),
        ("SpaceX?", None),
        ("What is Iran about?", None),
    ],
)
def test_what_is_asked_about_instead(question: str, instead: str | None) -> None:
    assert swapped(question) == instead


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What about the pool, when does it close?", ("the pool", "when does it close")),
        ("And as for Ann Lee: is she ill?", ("Ann Lee", "is she ill")),
        ("What about Ann Lee, who is ill?", None),
        ("The pool, when does it close?", None),
    ],
)
def test_what_is_named_in_front_of_what_is_asked_of_it(question: str, parts: tuple[str, str] | None) -> None:
    assert fronted(question) == parts


@pytest.mark.parametrize(
    ("question", "said", "away"),
    [
        ("How many came that year", "that year", 0),
        ("Who won in the same year", "in the same year", 0),
        ("the year before", "the year before", -1),
        ("Who won in the following year", "in the following year", 1),
        ("How many came in 2019, and who won that year", None, 0),
        ("Who led France the year before the war", None, 0),
        ("What was that year's figure", None, 0),
    ],
)
def test_a_year_told_by_one_spoken_of_before(question: str, said: str | None, away: int) -> None:
    found = open_year(question)
    assert (found and found[0][0], found[1] if found else 0) == (said, away)


@pytest.mark.parametrize(
    ("question", "interrogative"),
    [
        ("Why?", "Why"),
        ("why not", "why not"),
        ("And when?", "when"),
        ("By how many votes?", "By how many votes"),
        ("Since when?", "Since when"),
        ("Which judge?", "Which judge"),
        ("When did it happen?", "When"),
        ("Where exactly was that?", "Where"),
        ("How many died?", None),
        ("Who was it?", None),
        ("Why did he leave?", None),
        ("Which Democrats?", None),
    ],
)
def test_a_question_that_is_only_its_interrogative(question: str, interrogative: str | None) -> None:
    assert bare(question) == interrogative


@pytest.mark.parametrize(
    ("question", "pronoun"),
    [
        ("Who replaced him?", "him"),
        ("Who beat her in 2014?", "her"),
        ("How old is she?", "she"),
        ("What was his name?", "his"),
        ("When did its leader Jaya hear of it?", "its"),
        ("Until when did Johnson want it to stay shut?", "it"),
        ("How long did it take?", "it"),
        ("How many sailors went down with it?", "it"),
        ("What did the mayor say about it?", "it"),
        ("What did Ann Lee think of her?", "her"),
        # What they mean stands in the question itself.
        ("What did Ann Lee think of her book?", None),
        ("Why did Brock Pierce say he would refuse a jab?", None),
        ("Who said he regretted it?", "it"),
        ("Of her four husbands, who did Gloria Vanderbilt love?", None),
        ("Where did the tanker set out from before it disappeared?", None),
        ("what was leon van biljon doing when his lions turned on him", None),
        ("How long did it take Behnken to reach orbit?", None),
        ("Which county is developing its business centre?", None),
        ("Who moved his court to Krakow?", None),
        ("What did IT workers want?", None),
        ("Which party lost their majority?", None),
        ("What happened to the ship after it sank?", None),
        ("How long did the king live until he died?", None),
        ("What did the dog do once it woke?", None),
        ("Why did the firm close because it lost money?", None),
        ("Who asked the judge to let him go?", None),
        ("What did the man hope he would find?", None),
        ("Is it known if Mars has water?", None),
        ("HOW LONG DID IT TAKE TO WIN?", None),
        # Of these the question does not say it.
        ("Who is his wife?", "his"),
        ("Who did his wife sue?", "his"),
        ("Who has her keys?", "her"),
        ("What is its name?", "its"),
        ("What will its name be?", "its"),
        ("What does its chief say?", "its"),
        ("Why did the mayor leave because of it?", "it"),
        ("Which ship is larger than the one that hit it?", "it"),
    ],
)
def test_the_pronoun_that_stays_open(question: str, pronoun: str | None) -> None:
    found = open_pronoun(question)
    assert (found and found[0]) == pronoun


@pytest.mark.parametrize(
    ("question", "owned"), [("Who beat her in 2014?", False), ("How many left her own party?", True)]
)
def test_her_is_two_words(question: str, owned: bool) -> None:
    found = open_pronoun(question)
    assert found and owns(question, found) is owned


@pytest.mark.parametrize(
    "question",
    [
        "And how many Democrats defected?",
        "How many homes were wrecked?",
        "Where is the company based?",
        "Who was arrested?",
        "Who was told?",
        "How old is the driver?",
        "how many people live there",
        "What happened after that?",
        "How many were injured?",
        "How many lives were lost?",
        "Who is the prime minister?",
        "Was anyone arrested?",
        "How did people react?",
        "What did they say?",
        "How cold was it?",
        "What is it like?",
        "How late was it reported?",
        "Why were those facilities chosen?",
        "How much did her other house cost?",
        "Why was Sir Edmund there?",
    ],
)
def test_a_follow_up(question: str) -> None:
    assert is_follow_up(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Merkel?",
        "What is inflation?",
        "Is there life on Mars?",
        "How many people have died in the pandemic worldwide so far?",
        "What happened in Baghdad this week?",
        "who is the british prime minister",
        "who leads iran?",
        "how many soldiers are in iraq?",
        "where is baghdad?",
        "how big is baghdad?",
        "what is the capital of france?",
        "what was the grayback?",
        "Who invented penicillin?",
        "How do vaccines work?",
        "When was the embassy attacked?",
        "Does smoking kill?",
        "Who replaced him (commands the Quds Force)?",
        "What did IT workers want?",
        "What is it like for diplomats to talk to the Americans now?",
        "How was it shown that the sugar came from the syrup?",
        "What was it that led the police to Zubeldia?",
        "How cold was it when the plane landed?",
        "Is it true that the parliament voted?",
        "Where is the company that owns Tavø based?",
        "how many soldiers are in iraq",
        "What are the American soldiers in Iraq there for?",
        "Why were those facilities in Baghdad chosen as targets?",
        "How much of his prize did Mikael Sandahl have to repay?",
        "Who said that she had driven Ashby's car?",
        "Where does Aigaion Lines get its other ferries?",
        "",
    ],
)
def test_a_complete_question(question: str) -> None:
    assert not is_follow_up(question)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_complete_question_of_the_sets_is_taken_for_a_follow_up(path: Path) -> None:
    asked = load_questions(path)
    complete = [one.standalone or one.question for one in asked if one.standalone or not one.history]
    assert len(complete) == len(asked)
    assert [question for question in complete if is_follow_up(question)] == []


def test_hardly_a_complete_question_with_pronouns_is_taken_for_a_follow_up() -> None:
    asked = [one.question for one in load_questions(INVENTED)]
    assert len(asked) == 2255
    # "Who was stoned in his car?", "How many people lost their jobs with Luz Santos?"
    assert sum(map(is_follow_up, asked)) <= 7


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert not is_follow_up(f"{text} (commands the Quds Force)?")
    assert is_follow_up(f"And why {text} is that?")
