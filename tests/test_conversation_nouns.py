"""A follow-up's bare noun, and the article it asks about: what the questions before it tell of them."""

from __future__ import annotations

import pytest
from fakes import COMMANDER

from qa.conversation import Turn, otherwise, standalone


def test_a_noun_means_what_the_last_turn_that_spoke_of_it_said() -> None:
    history = [
        Turn("When was the US embassy stormed?"),
        Turn("Who was killed in the drone strike?", "Qasem Soleimani"),
        Turn("Who is Iraq's prime minister?", "Mustafa al-Kadhimi"),
    ]
    assert standalone("How many rockets hit the embassy?", history) == "How many rockets hit the US embassy?"
    assert standalone("Where did the strike happen?", history) == "Where did the drone strike happen?"


@pytest.mark.parametrize(
    ("answer", "understood"),
    [
        ("the US will close its embassy in Baghdad", "When did protesters storm the embassy?"),
        ("the embassy", "When did protesters storm the embassy (what did Pompeo threaten to close)?"),
    ],
)
def test_a_noun_is_spoken_of_by_an_answer_that_names_it(answer: str, understood: str) -> None:
    history = [Turn("What did Pompeo threaten to close?", answer)]
    assert standalone("When did protesters storm the embassy?", history) == understood


def test_a_question_about_an_article_tells_nothing_of_a_noun() -> None:
    history = [
        Turn("Why did protesters attack the US embassy?", "the strikes"),
        Turn("Who wrote the article about the embassy?", "Ahmed Rasheed"),
    ]
    assert standalone("What happened to the embassy?", history) == "What happened to the US embassy?"
    assert standalone("What happened to the embassy?", history[1:]) == "What happened to the embassy?"
    assert standalone("And when?", history[1:]).startswith("When was it that Ahmed Rasheed wrote")


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        (
            ["Who wrote the article about the tram?"],
            "When was it published?",
            "When was the article about the tram published?",
        ),
        (
            ["Who wrote the tram article?", "When was it published?"],
            "Who published the article?",
            "Who published the tram article?",
        ),
        (
            ["Who wrote the article about the embassy?"],
            "And the article about the strike?",
            "Who wrote the article about the strike?",
        ),
        (["Who wrote it?"], "What about the one on the strike?", "Who wrote the article on the strike?"),
        (["Who is Trump?"], "Who wrote the article about him?", "Who wrote the article about Trump?"),
        (
            ["Who wrote the article about the tram?"],
            "Who wrote the article about the embassy?",
            "Who wrote the article about the embassy?",
        ),
    ],
)
def test_the_same_or_another_article_is_asked_about(earlier: list[str], question: str, understood: str) -> None:
    assert standalone(question, [Turn(one) for one in earlier]) == understood


def test_the_article_is_that_of_the_last_question() -> None:
    history = [Turn("Who wrote the article about the tram?"), Turn(COMMANDER)]
    assert "tram" not in standalone("When was the article published?", history)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("When was the embassy stormed?", "When was the embassy stormed?"),
        ("When did the attack happen?", "When did the attack happen (the rockets that hit the embassy)?"),
        ("When did it happen?", None),
        ("What caused the incident?", None),
        ("Who wrote the article?", None),
        ("When did the attack on Samarra happen?", None),
        ("Who invented penicillin?", None),
    ],
)
def test_a_noun_can_be_meant_in_two_ways(question: str, other: str | None) -> None:
    assert otherwise(question, [Turn("How many rockets hit the embassy?")], abstained=True) == other
    assert otherwise(question, [], abstained=True) is None


def test_what_names_so_little_that_it_leans_can_stand_by_itself() -> None:
    history = [Turn("Who is Daniel Weiss?", "archivist")]
    assert standalone("How many seats are there?", history) == "How many seats are there (Daniel Weiss)?"
    assert otherwise("How many seats are there?", history, abstained=True) == "How many seats are there?"
    assert otherwise("How many seats are there?", history, abstained=False) is None
    assert otherwise("And how many seats?", history, abstained=True) is None


def test_what_goes_on_with_and_can_stand_by_itself() -> None:
    history = [Turn("How many MPs voted against the budget?", "12")]
    understood = "How many Democrats defected (how many MPs voted against the budget)?"
    assert standalone("And how many Democrats defected?", history) == understood
    for abstained in (True, False):
        other = otherwise("And how many Democrats defected?", history, abstained=abstained)
        assert other == "How many Democrats defected?"
        assert otherwise("And how many of them were Democrats?", history, abstained=abstained) is None
        assert otherwise("And the Democrats?", history, abstained=abstained) is None


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Who claimed responsibility?", "Who claimed responsibility (what hit the refinery)?"),
        ("Who claimed responsibility in Yemen?", None),
        ("Who claimed responsibility for it?", None),
        ("Who wrote the article about the fire?", None),
    ],
)
def test_what_names_nothing_may_lean_all_the_same(question: str, other: str | None) -> None:
    assert otherwise(question, [Turn("What hit the refinery?", "drones")], abstained=False) == other
    assert otherwise(question, [], abstained=False) is None


def test_whom_he_means_is_told_by_the_last_turn_that_tells_a_person() -> None:
    history = [
        Turn("How old was Kobe Bryant?", "41"),
        Turn("Where was the crash?", "Calabasas"),
        Turn("When was it?", "Sunday"),
    ]
    assert standalone("Who was with him?", history) == "Who was with Kobe Bryant (when was the crash)?"
    asked = [Turn("Who was stabbed in Gdansk?"), Turn("How long ago was the attack?", "a week")]
    assert standalone("How old was he?", asked, ask=lambda question: "Ann Lee").startswith("How old was Ann Lee")
    assert standalone("How old was he?", [Turn("When was the crash?")]) == "How old was he (when was the crash)?"


@pytest.mark.parametrize(
    ("earlier", "understood"),
    [
        ("What did Ann Lee say?", "When did Ann Lee say that?"),
        ("What did Ann Lee threaten to do?", "When did Ann Lee threaten to do that?"),
        ("Did Ann Lee resign?", "When did Ann Lee resign?"),
        ("What did Ann Lee vote for?", "When did Ann Lee vote?"),
        ("What did Ann Lee say that she saw?", "When did Ann Lee say that she saw?"),
    ],
)
def test_when_is_asked_of_what_was_said_and_done(earlier: str, understood: str) -> None:
    assert standalone("When?", [Turn(earlier)]) == understood
