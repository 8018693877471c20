"""Amounts that a question cannot mean."""

from __future__ import annotations

import pytest
from fitting import best_of


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
    ("question", "text", "first"),
    [
        ("How many soldiers are in Iraq?", "A rocket injured four soldiers; 5,200 are there.", "5,200"),
        ("How many soldiers are there?", "At least four soldiers were killed of the 5,200.", "5,200"),
        ("How many soldiers died?", "A rocket killed more than four soldiers of 5,200.", "four"),
        ("How many were hurt?", "A rocket injured four soldiers of 5,200.", "four"),
        ("How many were aboard?", "All four soldiers were killed, of 5,200 in all.", "four"),
        ("How many were left?", "It killed a cook and left four soldiers of 5,200.", "four"),
    ],
)
def test_the_killed_and_injured_are_counted_where_they_are_asked_for(question: str, text: str, first: str):
    assert best_of(question, text, "four", "5,200") == first


@pytest.mark.parametrize(
    ("question", "text", "said", "first"),
    [
        # What something was is not what it is.
        ("How much will lunch cost?", "It will raise the price of lunch from $2 to $3.", ("$2", "$3"), "$3"),
        ("How many pupils are there?", "They fell to $3, from $2 in May.", ("$2", "$3"), "$3"),
        ("How much did lunch cost before?", "It will raise the price of lunch from $2 to $3.", ("$2", "$3"), "$2"),
        ("How much is lunch?", "It is from $2 to $3.", ("$2", "$3"), "$2"),
        ("What was the profit?", "Profit rose $2 to $3.", ("$2", "$3"), "$2"),
        ("How much is lunch?", "Prices rose. Lunch is from $2 to $3.", ("$2", "$3"), "$2"),
        # By how much something rose is not how much it is.
        ("What was the profit?", "Profit rose about 9 percent to $3.", ("9 percent", "$3"), "$3"),
        ("What was the turnout?", "It was 9 percent, of $3.", ("9 percent", "$3"), "9 percent"),
        (
            "What was the profit's rate of growth?",
            "Profit rose 9 percent to $3.",
            ("9 percent", "$3"),
            "9 percent",
        ),
        ("How much did profit grow?", "Profit rose 9 percent to $3.", ("9 percent", "$3"), "9 percent"),
    ],
)
def test_what_changed_is_what_it_is_now(question: str, text: str, said: tuple[str, str], first: str):
    assert best_of(question, text, *said) == first
