from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.numbers import Quantity, bound_before, hedge_before, quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Some 5,200 soldiers", [(5200, "near", "soldiers")]),
        ("2.5 million", [(2.5e6, "exact", "")]),
        ("2,500,000", [(2.5e6, "exact", "")]),
        ("twenty-five to thirty", [(25, "exact", "to"), (30, "exact", "")]),
        ("three hundred and five thousand", [(305_000, "exact", "")]),
        ("one billion two million three hundred thousand", [(1_002_300_000, "exact", "")]),
        ("a dozen", [(12, "exact", "")]),
        ("US$2.6 billion", [(2.6e9, "exact", "$")]),
        ("£534 million", [(534e6, "exact", "£")]),
        ("90 euros", [(90, "exact", "€")]),
        ("about 3.28 percent", [(3.28, "near", "%")]),
        ("over 244 thousand coronavirus cases", [(244_000, "over", "coronavirus")]),
        ("no more than six", [(6, "under", "")]),
        ("43–5", [(43, "exact", ""), (5, "exact", "")]),
        ("the third President, on the 21st", []),
        ("none of them", []),
        ("$5.2bn", [(5.2e9, "exact", "$")]),
        ("£5m and $40k", [(5e6, "exact", "£"), (40_000, "exact", "$")]),
        ("1.5bn people, 3tn", [(1.5e9, "exact", "people"), (3e12, "exact", "")]),
        ("A$5mn, $1.5 m, 3 dollars", [(5e6, "exact", "A$"), (1.5e6, "exact", "$"), (3, "exact", "$")]),
        ("20million", [(20e6, "exact", "")]),
        ("two and a half million, 3 and a half years", [(2.5e6, "exact", ""), (3.5, "exact", "years")]),
        ("not more than 100 and not less than 5", [(100, "under", "and"), (5, "over", "")]),
        ("5m of cable", [(5, "exact", "m")]),
        ("half a million", [(500_000, "exact", "")]),
        ("about half a dozen", [(6, "near", "")]),
        ("several hundred thousand, a few dozen, many thousand", []),
        ("as many as 90", [(90, "under", "")]),
        ("\u017fix mıllion", [(6e6, "exact", "")]),
    ],
)
def test_quantities_in_digits_and_words(text: str, found: list[tuple[float, str, str]]):
    assert [(one.value, one.hedge, one.unit) for one in quantities(text)] == found


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("5,200", "5,200", True),
        ("about 5,000", "5,200", True),  # 4,750 to 5,250
        ("about 5,000", "5,300", False),
        ("about 5,000", "4,800", True),
        ("about 5,000", "4,700", False),
        ("about 3.5", "3.52", True),
        ("around 2,000", "2,500", False),
        ("more than 165", "166", True),
        ("more than 1,000", "6,606", False),  # it would be "more than 6,000"
        ("up to 90", "85", True),
        ("up to 90", "79", False),
        ("more than 200", "301", False),
        ("more than 50", "fewer than 60", True),
        ("about 3.28", "3.27", False),
        ("more than 50", "fewer than 50", False),
    ],
)
def test_hedged_numbers_agree_within_their_last_digit(one: str, other: str, agree: bool):
    [first], [second] = quantities(one), quantities(other)
    assert first.agrees(second) is agree
    assert second.agrees(first) is agree


@given(st.integers(0, 10**9))
def test_a_number_in_digits_is_itself(number: int):
    assert quantities(f"{number:,}") == [Quantity(number)]
    assert Quantity(number).bounds == (number, number)


_PIECES = "$ £ 5.2 1,000 bn k m % half a million several hundred and six \u017fix about over - , 3rd".split(" ")


_ASCII = st.characters(max_codepoint=127)


@given(st.text(_ASCII, max_size=30) | st.lists(st.sampled_from(_PIECES), max_size=8).map(" ".join))
def test_whatever_is_read_is_read_alike_in_capitals(text: str):
    assert quantities(text) == quantities(text.upper())


@pytest.mark.parametrize(
    ("text", "hedged", "bound"),
    [
        ("with more than 50", "more than 50", "more than 50"),
        ("with At least 50", "At least 50", "At least 50"),
        ("about 50", "about 50", "50"),
        ("Some 50", "Some 50", "50"),
        ("moreover 50", "50", "50"),
        ("50", "50", "50"),
        ("\u017fome 50", "\u017fome 50", "50"),
    ],
)
def test_the_hedge_in_front_of_a_number(text: str, hedged: str, bound: str):
    start = text.index("50")
    assert text[hedge_before(text, start) :] == hedged
    assert text[bound_before(text, start) :] == bound


@pytest.mark.parametrize("text", ["soldiers under Trump", "a dispute over Trump", "about Trump"])
def test_in_front_of_no_number_there_is_no_hedge(text: str):
    assert hedge_before(text, text.index("Trump")) == text.index("Trump")
