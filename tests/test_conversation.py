"""Follow-ups made to stand by themselves: what is put in their place, word for word."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering import Answerer
from qa.conversation import MAX_TURNS, Turn, standalone
from qa.followups import is_follow_up

HAGAN = "What infection killed the former North Carolina senator Kay Hagan?"
SWINSON = "Where was the Liberal Democrat leader Jo Swinson beaten in December 2019?"
MASKS = "What were people in Northern Ireland told about face coverings in June 2020?"
COMMANDER = "Who commands the Quds Force?"


def alike(text: str, others: Sequence[str]) -> list[float]:
    """Countries are alike; nothing else is."""
    countries = {"Scotland", "Northern Ireland", "Iran", "Iraq"}
    return [float(text in countries and other in countries) for other in others]


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        (
            HAGAN,
            "Who beat her in 2014?",
            "Who beat Kay Hagan in 2014 (the infection that killed the former North Carolina senator Kay Hagan)?",
        ),
        (SWINSON, "By how many votes?", f"By how many votes was {SWINSON[10:]}"),
        (SWINSON, "And when did it happen?", f"When was {SWINSON[10:]}"),
        (MASKS, "What about Scotland?", MASKS.replace("Northern Ireland", "Scotland")),
        (MASKS, "And in Scotland?", MASKS.replace("Northern Ireland", "Scotland")),
        (MASKS, "And 2019?", MASKS.replace("2020", "2019")),
        ("Who is the President of Iraq?", "And Iran?", "Who is the President of Iran?"),
        ("Who is the CEO of Apple?", "What about Google?", "Who is the CEO of Google?"),
        ("Who is Iraq's Minister of Defence?", "And Iran?", "Who is Iran's Minister of Defence?"),
        ("What did Iraq's President Barham Salih say?", "And Zarif?", "What did Zarif say?"),
        ("What did US Secretary of State Pompeo say?", "And Zarif?", "What did Zarif say?"),
        (
            "What did Iranian leaders say about Iran?",
            "What about Iraq?",
            "What did Iranian leaders say about Iraq?",
        ),
        ("How many COVID-19 cases were there in 19?", "And 20?", "How many COVID-19 cases were there in 20?"),
        ("How many died in the UK?", "And Iran?", "How many died in Iran?"),
        (
            "How many schools were damaged in Kidapawan?",
            "What about houses?",
            "How many houses were damaged in Kidapawan?",
        ),
        (
            "Which town is closest to Area 51?",
            "how many people live there",
            "How many people live in the town closest to Area 51?",
        ),
        (
            "When did Seoul's mayor go missing?",
            "And where did they find him?",
            "Where did they find him (when did Seoul's mayor go missing)?",
        ),
        (
            "How many people died in Germany in 2019?",
            "Why?",
            "Why was it that people died in Germany in 2019?",
        ),
        (
            "Why did Trump attack Iran?",
            "When did he order it?",
            "When did Trump order it (why did Trump attack Iran)?",
        ),
        (
            "Did Boris Johnson prorogue Parliament?",
            "When did he resign?",
            "When did Boris Johnson resign (did Boris Johnson prorogue Parliament)?",
        ),
        (
            "What did Iran foreign minister Zarif say?",
            "Who is he?",
            "Who is Zarif (what did Iran foreign minister Zarif say)?",
        ),
        (
            "What did officer Derek Chauvin do?",
            "How old is he?",
            "How old is Derek Chauvin (what did officer Derek Chauvin do)?",
        ),
        (
            "Which judge sent Paul Manafort to prison?",
            "How many months did she give him?",
            "How many months did she give him (the judge who sent Paul Manafort to prison)?",
        ),
        (
            "Which Super Tuesday contest did Michael Bloomberg win?",
            "How old is he?",
            "How old is Michael Bloomberg (which Super Tuesday contest did Michael Bloomberg win)?",
        ),
        ("Who was killed in the drone strike?", "Who ordered the strike?", "Who ordered the drone strike?"),
        (
            "Who attacked the base of the Americans at Kirkuk?",
            "Who was at the base?",
            "Who was at the base of the Americans at Kirkuk?",
        ),
        (
            "Who was the leader when the embassy in Baghdad was stormed?",
            "How many rockets hit the embassy?",
            "How many rockets hit the embassy in Baghdad?",
        ),
        ("Who is Iraq's leader?", "How many rockets hit the embassy?", "How many rockets hit the embassy?"),
        ("Who was Qassem Soleimani?", "When was he killed?", "When was Qassem Soleimani killed?"),
        ("Who is Merkel?", "How old is she?", "How old is Merkel?"),
        ("Who’s Merkel?", "Where's she?", "Where is Merkel?"),
        ("And Trump's wife?", "How old is she?", "How old is she (Trump's wife)?"),
        ("Who founded the bakery?", "When?", "When was it that someone founded the bakery?"),
        ("How many died in the strike?", "Where?", "Where was it that people died in the strike?"),
        ("How many wounded men died?", "Where?", "Where was it that wounded men died?"),
        (
            "What did a Maryland man do in Washington?",
            "How old is he?",
            "How old is he (what did a Maryland man do in Washington)?",
        ),
    ],
)
def test_a_follow_up_is_made_to_stand_by_itself(earlier: str, question: str, understood: str) -> None:
    assert standalone(question, [Turn(earlier)], alike=alike) == understood


@pytest.mark.parametrize("question", [COMMANDER, "Who's Merkel?", MASKS, "Why did Trump say he was ill?"])
def test_a_change_of_subject_is_not_dragged_along(question: str) -> None:
    assert standalone(question, [Turn(SWINSON), Turn("By how many votes?")], alike=alike) == question


def test_nothing_before_it_changes_nothing() -> None:
    assert standalone("Who replaced him?", []) == "Who replaced him?"


def test_a_person_asked_for_is_the_answer() -> None:
    understood = "Who replaced Esmail Ghaani (who commands the Quds Force)?"
    assert standalone("Who replaced him?", [Turn(COMMANDER, "Esmail Ghaani")]) == understood
    assert standalone("When?", [Turn(COMMANDER, "Esmail Ghaani")]) == (
        "When was it that Esmail Ghaani commands the Quds Force?"
    )


@pytest.mark.parametrize(
    ("earlier", "answer", "understood"),
    [
        ("Which firm did Elon Musk found?", "SpaceX", "Elon Musk sell SpaceX (which firm did Elon Musk found)"),
        ("In which years was Biden senator?", "", "Biden sell it (in which years was Biden senator)"),
        ("What did Trump sign?", "", "Trump sell it (what did Trump sign)"),
        ("Who leads the militia?", "", "the person who leads the militia sell it"),
    ],
)
def test_what_it_means_is_not_lost_beside_the_person(earlier: str, answer: str, understood: str) -> None:
    assert standalone("When did he sell it?", [Turn(earlier, answer)]) == f"When did {understood}?"


@pytest.mark.parametrize("answer", ["", "a man of 62 years", "5,200"])
def test_an_answer_that_is_no_name_stands_for_nobody(answer: str) -> None:
    understood = "Who replaced the person who commands the Quds Force?"
    assert standalone("Who replaced him?", [Turn(COMMANDER, answer)]) == understood


def test_an_unknown_answer_is_asked_for_once_and_only_where_it_is_needed() -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "Esmail Ghaani"

    assert standalone("How old is he?", [Turn(COMMANDER)], ask=ask).startswith("How old is Esmail Ghaani (")
    assert asked == [COMMANDER]
    for turn in (Turn(COMMANDER, ""), Turn(HAGAN), Turn(SWINSON)):
        standalone("How old is he?", [turn], ask=ask)
    assert asked == [COMMANDER]


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    first = "How many people died in Northern Ireland in 2019?"
    second = standalone("And in Scotland?", [Turn(first)], alike=alike)
    assert second == "How many people died in Scotland in 2019?"
    third = standalone("What about 2018?", [Turn(first), Turn("And in Scotland?")], alike=alike)
    assert third == "How many people died in Scotland in 2018?"
    fourth = standalone(
        "How old were they?", [Turn(COMMANDER), Turn(first), Turn("And in Scotland?")], alike=alike
    )
    assert fourth == "How old were the people who died in Scotland in 2019?"


FESTIVAL = Turn("Who led the Lantern Festival in 2021?", "Ann Lee")


@pytest.mark.parametrize(
    ("history", "question", "understood"),
    [
        ([FESTIVAL], "How many came that year?", "How many came in 2021 (who led the Lantern Festival in 2021)?"),
        ([FESTIVAL], "And the year before?", "Who led the Lantern Festival in 2020?"),
        (
            [FESTIVAL, Turn("How many came that year?", "12")],
            "And in 2022?",
            "How many came in 2022 (who led the Lantern Festival in 2022)?",
        ),
        (
            [Turn("When did it open?", "in May 1887")],
            "Who led it that year?",
            "Who led it in 1887 (when did it open)?",
        ),
        ([Turn("When did it open?", "on Friday")], "And the year after?", "The year after (when did it open)?"),
        ([FESTIVAL], "What about the pool, when does it close?", "When does the pool close?"),
        ([Turn("When was the town hall built?")], "How much did it cost?", "How much did the town hall cost?"),
        ([Turn("When does the pool close?")], "Who is its manager?", "Who is the manager of the pool?"),
        ([Turn("When was the mayor elected?")], "Was it close?", "Was it close (when was the mayor elected)?"),
        (
            [Turn("Which firm lost its case?"), Turn("When was that?")],
            "How much did they pay?",
            "How much did they pay (the firm lost its case)?",
        ),
        ([Turn("Who ran the firm then?")], "And who runs it now?", "Who runs the firm now?"),
        ([FESTIVAL], "What about Bob Hill, what is his job?", "What is Bob Hill's job?"),
    ],
)
def test_a_year_and_a_subject_are_told_by_what_was_said(
    history: list[Turn], question: str, understood: str
) -> None:
    assert standalone(question, history) == understood


def test_only_the_last_turns_are_read() -> None:
    long_ago = [Turn(HAGAN), *(Turn("Who was arrested?") for _ in range(MAX_TURNS))]
    assert "Hagan" not in standalone("How old was she?", long_ago)
    assert "Hagan" in standalone("How old was she?", long_ago[:MAX_TURNS])


def test_two_names_as_alike_are_both_kept() -> None:
    earlier = "How much is NASA paying Boeing?"
    assert standalone("And SpaceX?", [Turn(earlier)], alike=alike) == "SpaceX (how much is NASA paying Boeing)?"
    assert standalone("And SpaceX?", [Turn("How much is NASA paid?")]) == "How much is SpaceX paid?"


_WORDS = "Who why did Seoul's Kay Hagan he her own it there And What about 2019 in Mr. (the mayor) ? a the".split()
_SAID = st.text() | st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join)


@given(_SAID, st.lists(st.builds(Turn, _SAID, st.none() | _SAID), max_size=5))
def test_any_conversation_can_be_read(question: str, history: list[Turn]) -> None:
    assert standalone(question, []) == question
    said = " ".join(f"{turn.question} {turn.answer or ''}" for turn in history[-MAX_TURNS:])
    if not is_follow_up(question, said):
        assert standalone(question, history) == question


@given(st.lists(st.builds(Turn, _SAID, st.none() | _SAID), max_size=5))
def test_a_complete_question_stays_as_it_is_whatever_was_said(history: list[Turn]) -> None:
    assert standalone(COMMANDER, history) == COMMANDER
    assert standalone(MASKS, history) == MASKS


def test_the_answerer_says_how_it_understood(seeds_answerer: Answerer) -> None:
    given = seeds_answerer.answer(
        "When was he killed?", history=[("Who was killed in Baghdad?", "Qassem Soleimani")]
    )
    assert given.question == "When was he killed?"
    assert given.understood == "When was Qassem Soleimani killed (killed in Baghdad)?"
    alone = seeds_answerer.answer(given.understood)
    assert (alone.understood, alone.text, alone.citations) == (None, given.text, given.citations)


def test_the_answerer_takes_a_noun_in_the_other_way_where_the_first_has_no_answer(
    seeds_answerer: Answerer,
) -> None:
    question = "Who led the militia?"
    assert seeds_answerer.answer(question).text is None
    given = seeds_answerer.answer(question, history=["Who stormed the embassy?"])
    assert given.understood == "Who led the militia (who stormed the embassy)?"
    assert given.text == "Qais al-Khazali"


def test_the_answerer_finds_the_answer_the_follow_up_leans_on(seeds_answerer: Answerer) -> None:
    given = seeds_answerer.answer("Who appointed him?", history=[COMMANDER])
    assert given.understood == "Who appointed Esmail Ghaani (who commands the Quds Force)?"


def test_an_earlier_question_that_cannot_be_asked_does_no_harm(seeds_answerer: Answerer) -> None:
    given = seeds_answerer.answer(" How old  is he?", history=["Who " + "very " * 400 + "much?", "", "谁?"])
    assert given.question == "How old is he?"


def test_a_follow_up_too_long_to_be_understood_is_asked_as_it_is(seeds_answerer: Answerer) -> None:
    given = seeds_answerer.answer(
        "Why?", history=["Why did " + "the minister of finance and " * 36 + "Iran resign?"]
    )
    assert (given.question, given.understood) == ("Why?", None)
