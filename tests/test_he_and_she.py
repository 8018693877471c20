"""Whom "he" and "she" mean where several people were spoken of: names tell a man or a woman, by the encoder."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from embeddings.encoder import load_encoder
from qa.conversation import Turn, standalone
from qa.gender import Alike

FOUNDER = Turn("Who was the first chief executive of Orrin?", "Neil Tolliver")
SUCCESSOR = Turn("Who replaced him?", "Rebecca Vance")
DANE = Turn("Who is the prime minister of Denmark?", "Mette Frederiksen")


@pytest.fixture(scope="module")
def alike() -> Alike:
    encoder = load_encoder()

    def cosines(text: str, others: Sequence[str]) -> list[float]:
        vectors = encoder.encode([text, *others])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]

    return cosines


@pytest.mark.parametrize(
    ("turns", "question", "whom"),
    [
        ([FOUNDER, SUCCESSOR], "How much does she earn?", "How much does Rebecca Vance earn"),
        ([FOUNDER, SUCCESSOR], "How much did he earn?", "How much did Neil Tolliver earn"),
        ([FOUNDER, SUCCESSOR, Turn("What does she do?", "")], "Where was he born?", "Where was Neil Tolliver"),
        ([Turn("What did Nancy Pelosi tell Mike Pompeo?")], "When did he reply?", "When did Mike Pompeo reply"),
        ([Turn("What did Nancy Pelosi tell Mike Pompeo?")], "Was she angry?", "Was Nancy Pelosi angry"),
        # Where the name tells wrongly, as with nobody else to be meant, whom was spoken of is meant all the same.
        ([DANE], "When was she elected?", "When was Mette Frederiksen elected"),
        ([Turn("Who is Joe Biden?"), DANE], "When was she elected?", "When was Mette Frederiksen elected"),
        # By "him" and "she" they are two, whatever their names tell.
        (
            [Turn("Who heads Kestrel?", "Antti Laine"), Turn("Who will succeed him?", "Mei Tanaka")],
            "When does she start?",
            "When does Mei Tanaka start",
        ),
        # Of two people, one of them unknown, and of nobody before.
        (
            [Turn("Who is Joe Biden?"), Turn("Who replaced Bob Hill?", "")],
            "What was he before?",
            "What was he before",
        ),
        # A last name alone seldom tells.
        ([Turn("Who met Rouhani?", "Fuad Hussein")], "What did he say?", "What did he say"),
    ],
)
def test_he_is_no_woman_and_she_is_no_man(turns: list[Turn], question: str, whom: str, alike: Alike) -> None:
    assert standalone(question, turns, alike=alike).startswith(whom)
