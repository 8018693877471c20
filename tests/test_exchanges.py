"""Questions about something else of its kind: what gives way, and what is left as it is."""

from __future__ import annotations

import pytest

from qa.exchanges import exchanged

SOLDIERS = "How many soldiers did France send"
SEATS = "How many seats did the Centre Party win"
VOTES = "How many votes did Lucy Ferrand win"
EARNED = "What did Boeing earn in the first quarter of 2020"
KILLED = "How many were killed on January 3, 2020"


@pytest.mark.parametrize(
    ("question", "instead", "other"),
    [
        # A name with its article.
        (SOLDIERS, "the UK", "How many soldiers did the UK send"),
        (SOLDIERS, "the U.K.", "How many soldiers did the U.K. send"),
        (SEATS, "the Greens", "How many seats did the Greens win"),
        ("How many Republicans voted", "the Democrats", "How many Democrats voted"),
        ("How many died in Germany", "in the Netherlands", "How many died in the Netherlands"),
        ("What did the U.S. say about it", "Iran", "What did Iran say about it"),
        ("How many US soldiers were killed in Jordan", "Kirkuk", "How many US soldiers were killed in Kirkuk"),
        ("How many US soldiers were killed in Jordan", "Syria", "How many US soldiers were killed in Syria"),
        ("How many US soldiers were killed", "British", "How many British soldiers were killed"),
        # A name with what it owns.
        ("Who is the prime minister of Iraq", "Iran's president", "Who is Iran's president"),
        ("Who is the prime minister of Iraq", "the president of Iran", "Who is the president of Iran"),
        ("Who is Trump's lawyer", "Biden's", "Who is Biden's lawyer"),
        ("Who is Trump’s wife", "Biden’s wife", "Who is Biden’s wife"),
        ("What is the population of Iraq", "Iran's", "What is the population of Iran"),
        ("How much did Burger King earn", "McDonald's", "How much did McDonald's earn"),
        ("How old is Trump's wife", "Biden's lawyer", None),
        ("What did the Biden team say", "the Trump team", "What did the Trump team say"),
        # A date.
        (KILLED, "on January 8, 2020", "How many were killed on January 8, 2020"),
        (KILLED, "on January 8", "How many were killed on January 8, 2020"),
        (KILLED, "in March", "How many were killed in March 2020"),
        ("How many were killed", "in March", "How many were killed in March"),
        ("What did Johnson say in 2019", "May", "What did May say in 2019"),
        (KILLED, "by 8 March", "How many were killed by 8 March 2020"),
        ("Who died on 3 January", "on 8 January", "Who died on 8 January"),
        ("Who died on 3 January", "8 January", "Who died on 8 January"),
        ("Who died on 3 or 5 January or 7 May", "on 8 January", None),
        (
            "How many votes did 3 candidates win",
            "on 8 January",
            "How many votes did 3 candidates win on 8 January",
        ),
        ("How many visitors came", "in 2022", "How many visitors came in 2022"),
        ("How many visitors came", "in May 2022", "How many visitors came in May 2022"),
        ("How many visitors came", "2022", None),
        # A person by what he is.
        ("Who is the president of France", "the prime minister", "Who is the prime minister of France"),
        ("What did the mayor say", "the manager", "What did the manager say"),
        ("What did the mayor say", "the bridge", None),
        ("What did Bo Lund say of the fire", "the mayor", "What did the mayor say of the fire"),
        ("What did Bo Lund say of the fire", "the bridge", None),
        ("How long did Bo Lund serve", "the other judge, in 2020", "How long did the other judge, in 2020 serve"),
        ("How old is the driver", "the other driver", "How old is the other driver"),
        ("What does the government say", "the rebels", "What do the rebels say"),
        ("Where did the mayor go", "the rebels", None),
        ("Who is the fire chief of Leeds", "police chief", "Who is the police chief of Leeds"),
        # What is its own.
        ("What was Boeing's net income in 2020", "its revenue", "What was Boeing's revenue in 2020"),
        ("What is Boeing's revenue", "its net income", "What is Boeing's net income"),
        ("What is Airbus' revenue", "its net income", "What is Airbus' net income"),
        ("What was Boeing's profit in 2020", "sales", "What was Boeing's sales in 2020"),
        ("Who is Seoul's mayor", "his wife", None),
        # A rank, with what it is of.
        (EARNED, "in the second quarter", "What did Boeing earn in the second quarter of 2020"),
        (EARNED, "in the last quarter of 2019", "What did Boeing earn in the last quarter of 2019"),
        (EARNED, "in the second half", None),
        ("When was the first debate", "the last one", "When was the last debate"),
        ("Who won the marathon in Oslo", "second place", "who came second in the marathon in Oslo"),
        ("Who came second in the marathon", "third", "who came third in the marathon"),
        # Others counted.
        (VOTES, "the seats", "How many seats did Lucy Ferrand win"),
        (VOTES, "children", "How many children did Lucy Ferrand win"),
        (VOTES, "the runner-up", None),
        ("How many were killed", "the driver", None),
        ("How many US soldiers were injured", "civilians", "How many civilians were injured"),
        ("How many US soldiers were killed", "Iranians", "How many Iranians were killed"),
        ("How many rocket attacks hit the embassy", "drone attacks", "How many drone attacks hit the embassy"),
        ("How many rocket attacks hit the embassy", "drones", "How many drones hit the embassy"),
        ("How many of the passengers were hurt", "women", None),
    ],
)
def test_what_gives_way_to_its_like(question: str, instead: str, other: str | None) -> None:
    assert exchanged(question, instead, None) == other
