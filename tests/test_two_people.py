"""Questions in which two people meet: words tell which of them "he" or "she" is, or nothing does."""

from __future__ import annotations

import pytest
from fakes import alike

from qa.conversation import Turn, standalone
from qa.persons import Persons


@pytest.mark.parametrize(
    ("earlier", "answer", "question", "understood"),
    [
        ("Who is Ann Lee's husband?", "Bo Lund", "How old is she?", "How old is Ann Lee?"),
        ("Who is Ann Lee's husband?", "Bo Lund", "How old is he?", "How old is Bo Lund (Ann Lee's husband)?"),
        ("Who is Ann Lee's husband?", "", "Who is her mother?", "Who is Ann Lee's mother?"),
        ("Who is Ann Lee's husband?", "", "How old is he?", "How old is he (Ann Lee's husband)?"),
        ("Who is the mother of Bo Lund?", "Ann Lee", "How old is he?", "How old is Bo Lund?"),
        ("Who killed Ann Lee?", "", "When was she killed?", "When was Ann Lee killed?"),
        ("Who killed Ann Lee?", "", "Why did he do it?", "Why did he do it (who killed Ann Lee)?"),
        ("Who killed Ann Lee?", "", "Had he killed before?", "Had he killed before (who killed Ann Lee)?"),
        ("Who killed Mr Lund?", "", "When was she killed?", "When was she killed (who killed Mr Lund)?"),
        ("Who did Ann Lee succeed?", "Mr Lund", "How old is she?", "How old is Ann Lee?"),
        ("Who did Mrs Lee succeed?", "Bo Lund", "How old is he?", "How old is Bo Lund (who did Mrs Lee succeed)?"),
        (
            "Who did Mrs Lee succeed?",
            "Bo Lund",
            "How old is she?",
            "How old is she (Bo Lund; who did Mrs Lee succeed)?",
        ),
        (
            "Who is Ann Lee married to?",
            "Bo Lund",
            "Where was she born?",
            "Where was she born (Bo Lund; Ann Lee married)?",
        ),
        ("Who is Iraq's leader?", "Bo Lund", "And his wife?", "Who is Bo Lund's wife?"),
        ("Who is Ann Lee's husband?", "Bo Lund", "And her mother?", "Who is Ann Lee's mother?"),
        ("Is Bo Lund Danish?", "", "Where was he born?", "Where was Bo Lund born (is Bo Lund Danish)?"),
        ("Who did Iran arrest?", "Bo Lund", "How old is he?", "How old is Bo Lund (who did Iran arrest)?"),
        ("Who is Iran's leader?", "Bo Lund", "How old is he?", "How old is Bo Lund (Iran's leader)?"),
        (
            "Who chairs the highways committee?",
            "Bo Lund",
            "What did he say?",
            "What did Bo Lund say (who chairs the highways committee)?",
        ),
    ],
)
def test_of_two_who_meet_he_and_she_are_whom_words_tell(
    earlier: str, answer: str, question: str, understood: str
) -> None:
    assert standalone(question, [Turn(earlier, answer)], alike=alike) == understood


def test_who_is_meant_is_open_where_two_meet() -> None:
    assert Persons("Who sentenced Paul Manafort", lambda: "Amy Berman Jackson").person() is None
    assert Persons("Who was named Speaker", lambda: "Nancy Pelosi").person() == "Nancy Pelosi"
    assert Persons("Who left CentOS", lambda: "Karsten Wade", alike).person() == "Karsten Wade"


KILLED, ORDERED = Turn("Who was killed at the airport?", "Bo Lund"), Turn("Who ordered it?", "")
REACTED = Turn("How did Denmark respond?", "with sanctions")


@pytest.mark.parametrize(
    ("history", "question", "understood"),
    [
        # To whom it was done tells whom "he" means, also some turns before; he may also be a stranger.
        ([KILLED, ORDERED], "When was he killed?", "When was Bo Lund killed (killed at the airport)?"),
        ([KILLED, REACTED], "When was he killed?", "When was Bo Lund killed (killed at the airport)?"),
        ([KILLED, Turn("Who killed Ann Lee?", "")], "When was she killed?", "When was Ann Lee killed?"),
        ([KILLED, REACTED], "And his successor?", "Who was Bo Lund's successor?"),
        ([KILLED, REACTED], "And his brother?", "Who was Bo Lund's brother?"),
        ([REACTED], "And his brother?", "His brother (how did Denmark respond)?"),
    ],
)
def test_a_person_is_looked_for_some_turns_before(history: list[Turn], question: str, understood: str) -> None:
    assert standalone(question, history, alike=alike) == understood
