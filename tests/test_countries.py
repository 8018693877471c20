from __future__ import annotations

import pytest

from qa.countries import countries_in, country_of, without_countries


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Iraqi and Iranian officials", {"Iraq", "Iran"}),
        ("Iraq’s parliament, Dutch police", {"Iraq", "Netherlands"}),
        (
            "South Sudan, Papua New Guinea and DR Congo",
            {"South Sudan", "Papua New Guinea", "Democratic Republic of the Congo"},
        ),
        ("the U.S. and the UK", {"United States", "United Kingdom"}),
        ("The US's troops; a US-led coalition", {"United States"}),
        ("They told us to polish a turkey", set()),
        ("Northern Ireland, New Mexico, USA Today and South America", set()),
        ("Chinatown, Indiana, Malians", {"Mali"}),
    ],
)
def test_countries_named(text: str, countries: set[str]):
    assert countries_in(text) == countries


def test_the_country_of_a_name_in_any_case():
    assert country_of("dutch") == country_of("Holland") == "Netherlands"
    assert country_of("us") == country_of("America") == "United States"
    assert country_of("Leeds") is None


def test_a_text_without_them():
    assert without_countries("French and New Zealand police in Latin America").split() == ["and", "police", "in"]
