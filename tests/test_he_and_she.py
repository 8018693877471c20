"""Whom "he" and "she" mean where several people were spoken of: names tell a man or a woman, by the encoder."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from embeddings.encoder import load_encoder
from qa.conversation import Turn, standalone
from qa.gender import Alike, may_mean

WOMEN = (
    "Hillary Clinton, Elizabeth Warren, Amy Klobuchar, Tulsi Gabbard, Jo Jorgensen, Greta Thunberg, Jacinda "
    "Ardern, Sanna Marin, Nicola Sturgeon, Aung San Suu Kyi, Sheikh Hasina, Tsai Ing-wen, Carrie Lam, "
    "Christine Lagarde, Ruth Bader Ginsburg, Simone Biles, Serena Williams, Naomi Osaka, Malala Yousafzai, "
    "Mette Frederiksen, Erna Solberg, Zuzana Čaputová, Jeanine Áñez, Park Geun-hye, Michelle Bachelet, Priti "
    "Patel, Alexandria Ocasio-Cortez, Ilhan Omar, Rashida Tlaib, Kim Yo-jong, Maria Ressa, Svetlana "
    "Tikhanovskaya, Ana Brnabić, Gina Haspel, Anne Sacoolas, Kay Hagan, Jennifer Lopez, Asha Devi, Fatima "
    "Bibi, Ann Lee"
).split(", ")
MEN = (
    "Bernie Sanders, Joe Biden, Pete Buttigieg, Emmanuel Macron, Justin Trudeau, Narendra Modi, Imran Khan, "
    "Xi Jinping, Vladimir Putin, Recep Tayyip Erdoğan, Benjamin Netanyahu, Hassan Rouhani, Ali Khamenei, "
    "Esmail Ghaani, Abu Mahdi al-Muhandis, Matthew Tueller, Mohammed bin Salman, Haitham bin Tariq, Jair "
    "Bolsonaro, Nicolás Maduro, Juan Guaidó, Evo Morales, Alexei Navalny, Volodymyr Zelensky, Viktor Orbán, "
    "Giuseppe Conte, Pedro Sánchez, António Guterres, Tedros Adhanom, Elon Musk, Jeff Bezos, Carlos Ghosn, "
    "Lionel Messi, Virat Kohli, Lewis Hamilton, Kobe Bryant, Harvey Weinstein, Julian Assange, Dominic Raab, "
    "Jeremy Corbyn, Jeremy Hunt, Sajid Javid, Tom Lane, Bob Hill, Yoshihide Suga, Shinzō Abe, Moon Jae-in, "
    "Uhuru Kenyatta, Abiy Ahmed, Paul Manafort, Rudy Giuliani"
).split(", ")
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


def test_which_names_tell_a_man_or_a_woman(alike: Alike) -> None:
    told_right = [name for name in WOMEN if not may_mean("he", name, alike)]
    assert (len(told_right), len(WOMEN)) == (26, 40)
    assert [name for name in WOMEN if not may_mean("she", name, alike)] == ["Mette Frederiksen"]
    told_right = [name for name in MEN if not may_mean("she", name, alike)]
    assert (len(told_right), len(MEN)) == (40, 51)
    assert [name for name in MEN if not may_mean("he", name, alike)] == []
