"""Where the text of a span begins and ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.edges import tidied, with_body, with_both, with_noun, without_bearer


@pytest.mark.parametrize(
    ("text", "span", "tidy"),
    [
        ("said it was a “draft”.", "a “draft", "a “draft”"),
        ("called it a “collective duty”.", "“collective duty”.", "collective duty"),
        ('wrote "Closed in the name"', '"Closed in the name"', "Closed in the name"),
        ('wrote "Closed in the name"', '"Closed in', "Closed in"),
        ("after the drone strike.", "the drone strike.", "the drone strike"),
        ("left the U.S. early", "the U.S.", "the U.S."),
        ("Islamic State (IS) group", "State (IS", "State (IS)"),
        ("Islamic State (IS) group", "IS) group", "(IS) group"),
        ("grew by .5 points", ".5 points", ".5 points"),
        ("“peace” and “stability”", "“peace” and “stability”", "“peace” and “stability”"),
        ("it. — And", ". —", ""),
        ("and, 5 people", ", 5 people", "5 people"),
        ("fell to –5 degrees", "–5 degrees", "–5 degrees"),
        ("his heir, Haitham bin Tariq Al Said, came", "Haitham bin Tariq Al", "Haitham bin Tariq Al Said"),
        ("Sultan Qaboos bin Said al Said of Oman", "Qaboos bin", "Qaboos bin Said al Said"),
        ("overthrew Sultan Said bin Taimur in", "bin Taimur", "Said bin Taimur"),
        ("met Ludwig van Beethoven in", "van Beethoven", "Ludwig van Beethoven"),
        ("the painter van Gogh left", "van Gogh", "van Gogh"),
        ("he met Al Gore in", "he met Al", "he met Al"),
        ('called it "defensive" in nature', 'defensive" in nature', '"defensive" in nature'),
        ("On Friday, 28-year-old Usman Khan", "old", "28-year-old"),
        ("a 30-year-old man", "-year-old man", "30-year-old man"),
        ("with more than 50 injured", "50 injured", "more than 50 injured"),
        ("up to six floors", "six", "up to six"),
        ("about 5,000 US troops", "5,000", "5,000"),
        ("worth more than US$5 million", "US$5 million", "more than US$5 million"),
        ("killing at least a dozen", "a dozen", "at least a dozen"),
        ("more than 2000 people", "2000", "more than 2000"),
        ("over 1850 people", "1850 people", "over 1850 people"),
        ("over the 50 states", "50 states", "50 states"),
        ("a category 3 hurricane", "3 hurricane", "category 3 hurricane"),
        ("over 75 miles (120 kilometers) away", "120 kilometers", "over 75 miles (120 kilometers)"),
        ("the Senate (51 seats)", "51 seats", "51 seats"),
        ("at 60 miles an hour (97 km/h)", "97 km/h", "60 miles an hour (97 km/h)"),
        ("worth $75 million (60 million euros)", "60 million euros", "60 million euros"),
        ("60 miles (97 km) and (51 seats)", "51 seats", "51 seats"),
        ("a Level 3 alert", "3", "Level 3"),
        ("a category 3 storm and 5 people", "5 people", "5 people"),
        ("said «oui», then", "«oui», ", "oui"),
        ("the [sic] word", "[sic]", "sic"),
        ("Iraq votes\nERBIL, Iraq (AP) - Ann Lee won", "Iraq (AP) - Ann Lee", "Ann Lee"),
        ('”"(")', '”"(', '”"("'),
        ("NEW YORK — Ann Lee won", "YORK — Ann Lee", "Ann Lee"),
        ("ERBIL, Iraq - Ann Lee won", "ERBIL", "ERBIL"),
        ("Ann Lee - a judge - won", "Lee - a judge", "Lee - a judge"),
    ],
)
def test_edges_are_tidied(text: str, span: str, tidy: str):
    start = text.index(span)
    first, last = tidied(text, start, start + len(span))
    assert text[first:last] == tidy


@pytest.mark.parametrize(
    ("question", "text", "span", "whole"),
    [
        ("Which operations did NATO suspend?", "its anti-IS operations.", "anti-IS", "anti-IS operations"),
        ("What operations were suspended?", "its anti-IS Operations", "anti-IS", "anti-IS Operations"),
        ("Which two Tube lines are linked?", "the Northern line and other lines", "other", "other lines"),
        ("Which two Tube lines are linked?", "the Northern line lines", "Northern line", "Northern line"),
        ("Which magazine did she pose for?", "on Vogue magazine", "Vogue", "Vogue"),
        ("What kinds of drugs are used?", "anti-infective drugs", "anti-infective", "anti-infective"),
        ("Which operations did NATO suspend?", "training and other operations", "training", "training"),
    ],
)
def test_a_span_takes_in_the_plural_that_is_asked_for(question: str, text: str, span: str, whole: str):
    start = text.index(span)
    first, last = with_noun(question, text, start, start + len(span))
    assert text[first:last] == whole


@pytest.mark.parametrize(
    ("question", "text", "span", "whole"),
    [
        ("How much did the rent go up?", "The rent goes up from £38 to £42 a plot.", "£42", "from £38 to £42"),
        ("How much did the rent go up?", "The rent goes up from £38 to £42 a plot.", "£38", "from £38 to £42"),
        (
            "By how much did it fall?",
            "fell from 3.2 million to 2.9 million.",
            "2.9",
            "from 3.2 million to 2.9 million",
        ),
        ("How much is the rent?", "The rent goes up from £38 to £42 a plot.", "£42", "£42"),
        ("How much did sales fall?", "sales fell 9 percent from May to June.", "9 percent", "9 percent"),
        ("How much did sales fall?", "fell from 3 to 2; of 40 lorries 4 were sold.", "4", "4"),
    ],
)
def test_how_much_something_changed_is_told_by_both_amounts(question: str, text: str, span: str, whole: str):
    start = text.rindex(span)
    first, last = with_both(question, text, start, start + len(span))
    assert text[first:last] == whole


@given(st.text('ab “”"().,-5', max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_tidying_reaches_no_further_than_one_mark_past_the_span_or_its_quantity(text: str, one: int, other: int):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    first, last = tidied(text, start, end)
    assert max(0, start - 1) <= first <= len(text)
    assert first >= last or last <= min(len(text), end + 1)


@pytest.mark.parametrize(
    ("question", "text", "span", "whole"),
    [
        ("Who is Ann Lee?", "killed senior Quds Force Commander Ann Lee", "Commander", "Quds Force Commander"),
        ("Who is Ann Lee?", "the Air Agency (AA) Head Ann Lee", "Head", "Air Agency (AA) Head"),
        ("Who was Lee?", "that Health Minister Lee left", "Minister", "Health Minister"),
        ("Who is Ann Lee?", "On Tuesday President Ann Lee left", "President", "President"),
        ("Who is Ann Lee?", "and on Tuesday President Ann Lee left", "President", "President"),
        ("Who is Ann Lee?", "the Quds Force commander, Ann Lee", "commander", "commander"),
        ("Who is Ann Lee?", "met Bob Hill of Quds", "Hill", "Hill"),
        ("Who left?", "killed senior Quds Force Commander Ann Lee", "Commander", "Commander"),
    ],
)
def test_an_office_is_told_with_its_body(question: str, text: str, span: str, whole: str):
    start = text.index(span)
    first, last = with_body(question, text, start, start + len(span))
    assert text[first:last] == whole


@pytest.mark.parametrize(
    ("question", "span", "left"),
    [
        ("What is Kataib Hezbollah?", "a senior leader in the militia", "the militia"),
        ("What is Kataib Hezbollah?", "the militia", "the militia"),
        ("Who leads Kataib Hezbollah?", "a senior leader in the militia", "a senior leader in the militia"),
        ("What is a leader?", "a senior leader in the militia", "a senior leader in the militia"),
    ],
)
def test_what_something_is_is_not_who_belongs_to_it(question: str, span: str, left: str):
    text = "a senior leader in the militia Kataib Hezbollah"
    start = text.index(span)
    first, last = without_bearer(question, text, start, start + len(span))
    assert text[first:last] == left
