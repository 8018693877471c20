from __future__ import annotations

import pytest

from qa.counted import Counted


@pytest.mark.parametrize(
    ("question", "owner", "place"),
    [
        ("How many US soldiers are in Iraq?", "United States", "Iraq"),
        ("how many of the dutch peacekeepers left mali", "Netherlands", None),
        ("How many elite French troops serve across the Netherlands?", "France", "Netherlands"),
        ("How many people in Iraq were killed?", None, "Iraq"),
        ("How many people met the Iraqi president?", None, None),
        ("What is the death toll in the United States?", None, "United States"),
        ("How many have died around the world?", None, "the world"),
        ("How many were injured?", None, None),
    ],
)
def test_whose_and_where_what_is_asked_for_is(question: str, owner: str | None, place: str | None):
    assert Counted.asked_for(question) == Counted(owner, place)


@pytest.mark.parametrize(
    ("said", "is_not"),
    [
        ("2,000| German troops stayed.", False),
        ("2,000| were sent to Mali.", False),
        ("2,000|, as the French army in Niger knows.", False),
        ("900| in Mali", False),
        ("2,000| died in Iraqi air strikes.", False),
        ("2,000| troops in Niger and in Mali", False),
        ("2,000| elite French troops", True),
        ("2,000| troops in Niger and 900 in Mali", True),
        ("2,000| deaths across the world", True),
    ],
)
def test_whether_what_a_text_counts_is_anothers_or_elsewhere(said: str, is_not: bool):
    number, _, rest = said.partition("|")
    assert Counted("Germany", "Mali").is_not(len(number), number + rest) is is_not


def test_what_is_not_asked_does_not_matter():
    assert not Counted(None, None).is_not(5, "2,000 French troops in Niger")
    assert not Counted(None, "Niger").is_not(5, "2,000 French troops in Niger")
    assert Counted(None, "the world").is_not(5, "2,000 deaths in Niger")
