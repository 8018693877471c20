"""Conversations as people type them: each last question as a careful reader would write it to stand by itself."""

from __future__ import annotations

import pytest
from fakes import alike

from qa.conversation import Turn, standalone


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        # It, they, there: the thing that was asked for, by what is said of it; or the thing named last.
        (
            "What kind of plane crashed into houses in Karaj?",
            "Where was it coming from?",
            "Where was the plane that crashed into houses in Karaj coming from?",
        ),
        (
            "Which company announced the end of CentOS?",
            "Who is its chief technology officer?",
            "Who is the chief technology officer of the company that announced the end of CentOS?",
        ),
        (
            "How many girls were killed in the Koszalin escape room fire?",
            "What did they die of?",
            "What did the girls killed in the Koszalin escape room fire die of?",
        ),
        (
            "Who won the 2019 Nobel Prize in Physics?",
            "how much money do they share",
            "How much money do those who won the 2019 Nobel Prize in Physics share?",
        ),
        (
            "How long is the tusk used on London Bridge?",
            "Who wielded it?",
            "Who wielded the tusk used on London Bridge?",
        ),
        (
            "Which newspaper broke the story?",
            "Who owns it?",
            "Who owns the newspaper that broke the story?",
        ),
        (
            "What disaster struck Haiti in 2010?",
            "How long did it last?",
            "How long did the disaster that struck Haiti in 2010 last?",
        ),
        (
            "How many people died in the measles outbreak in Samoa?",
            "How did the outbreak begin?",
            "How did the measles outbreak in Samoa begin?",
        ),
        ("Who made the first spacewalk?", "How long did it last?", "How long did the first spacewalk last?"),
        (
            "Who was killed in the airstrike at Baghdad airport in January 2020?",
            "Who approved it?",
            "Who approved the airstrike at Baghdad airport in January 2020?",
        ),
        (
            "Who did Pompeo warn about closing the embassy?",
            "How long would it take?",
            "How long would closing the embassy take?",
        ),
        (
            "Who developed the new slippery toilet coating?",
            "In which journal was that published?",
            "In which journal was the new slippery toilet coating published?",
        ),
        ("What is Minetest?", "Who wrote it, and in what language?", "Who wrote Minetest, and in what language?"),
        (
            "When was CentOS started?",
            "How many people sit on its governing board?",
            "How many people sit on CentOS's governing board?",
        ),
        (
            "How much money did Furnal Equinox raise in 2019?",
            "Where was it held?",
            "Where was Furnal Equinox held?",
        ),
        # A name with its noun, where it is clear that it is one.
        (
            "When did the Mill Lane bridge reopen to traffic?",
            "How much did it cost?",
            "How much did the Mill Lane bridge cost?",
        ),
        ("When was the Mill Lane bridge finally built?", "How long is it?", "How long is the Mill Lane bridge?"),
        ("How long is the Mill Lane bridge?", "When was it built?", "When was the Mill Lane bridge built?"),
        (
            "When did the Mill Lane driver arrive?",
            "Where did it go?",
            "Where did it go (when did the Mill Lane driver arrive)?",
        ),
        (
            "When did the UK enter lockdown?",
            "When did it end?",
            "When did it end (when did the UK enter lockdown)?",
        ),
        ("When was the UK first told?", "How did it react?", "How did the UK react?"),
        (
            "When did Merkel resign?",
            "Why was it announced so late?",
            "Why was it announced so late (when did Merkel resign)?",
        ),
        # He, she: the person, or words that say who.
        (
            "Where was Nabil Hasan al-Quaety shot dead?",
            "What was his job?",
            "What was Nabil Hasan al-Quaety's job?",
        ),
        ("Who was Abu Mahdi al-Muhandis?", "Who killed him?", "Who killed Abu Mahdi al-Muhandis?"),
        (
            "Who became leader of the Conservatives in July 2019?",
            "Who did he beat?",
            "Who did the person who became leader of the Conservatives in July 2019 beat?",
        ),
        # Something else in the place of its like.
        (
            "How many people were killed at the El Paso Walmart?",
            "And injured?",
            "How many people were injured at the El Paso Walmart?",
        ),
        (
            "How many people died in the crash in Cuba?",
            "and children?",
            "How many children died in the crash in Cuba?",
        ),
        (
            "How many votes did Nancy Pelosi get?",
            "And her opponent?",
            "How many votes did Nancy Pelosi's opponent get?",
        ),
        (
            "How many delegates did Biden win in South Carolina in 2020?",
            "What about Sanders?",
            "How many delegates did Sanders win in South Carolina in 2020?",
        ),
        (
            "How many seats did the Conservatives win in the UK?",
            "And Labour?",
            "How many seats did Labour win in the UK?",
        ),
        (
            "Which state has the highest youth suicide rate?",
            "and the lowest?",
            "Which state has the lowest youth suicide rate?",
        ),
        # A person, not what is his.
        ("What was Lund's job before?", "How long was he mayor?", "How long was Lund mayor?"),
        ("How old is Lund's wife?", "Where is she?", "Where is Lund's wife?"),
        # A time is no thing.
        (
            "How many worked there in the 1970s?",
            "When did it open?",
            "When did it open (how many worked there in the 1970s)?",
        ),
        # A noun that only the conversation tells.
        (
            "Which company bought Hirtenberger Defence Group?",
            "Which newspaper broke the story?",
            "Which newspaper broke the story (the company that bought Hirtenberger Defence Group)?",
        ),
        # Deeds, not whom they are done to.
        (
            "How many people were killed in the drone strikes on Sirte?",
            "Who ordered them?",
            "Who ordered the drone strikes on Sirte?",
        ),
        # Another subject.
        (
            "How many people were injured in the El Paso shooting?",
            "What did Julie Payette do in September 2019?",
            "What did Julie Payette do in September 2019?",
        ),
        (
            "Who won the election in Canada?",
            "How many voted in the election in Italy?",
            "How many voted in the election in Italy?",
        ),
    ],
)
def test_a_follow_up_of_what_was_asked(earlier: str, question: str, understood: str) -> None:
    assert standalone(question, [Turn(earlier)], alike=alike) == understood


@pytest.mark.parametrize(
    ("turns", "question", "understood"),
    [
        (
            [Turn("Who was named Speaker of the House in January 2019?", "Nancy Pelosi")],
            "By how many votes?",
            "By how many votes was Nancy Pelosi named Speaker of the House in January 2019?",
        ),
        (
            [Turn("Who sentenced Paul Manafort to 73 months in prison?", "Amy Berman Jackson")],
            "How much does he have to pay?",
            "How much does he have to pay (Amy Berman Jackson sentenced Paul Manafort to 73 months in prison)?",
        ),
        (
            [Turn("Who is the Prime Minister of Iraq?", "Mohamed Chia al-Soudani")],
            "How old is he?",
            "How old is Mohamed Chia al-Soudani (the Prime Minister of Iraq)?",
        ),
        (
            [Turn("Who is the Prime Minister of France?", "Édouard Philippe")],
            "How old is he?",
            "How old is Édouard Philippe (the Prime Minister of France)?",
        ),
        (
            [Turn("Which submarine did the Lost 52 Project find near Okinawa?", "Grayback")],
            "How deep was it?",
            "How deep was Grayback (which submarine did the Lost 52 Project find near Okinawa)?",
        ),
        (
            [Turn("Which submarine did the Lost 52 Project find near Okinawa?", "")],
            "Who came across the records that led to it?",
            "Who came across the records that led to the submarine "
            "(which submarine did the Lost 52 Project find near Okinawa)?",
        ),
        # A man and a woman are two.
        (
            [Turn("Who is Ann Lee?"), Turn("Who came after her?", "Bo Lund")],
            "Where is he from?",
            "Where is Bo Lund from (who came after Ann Lee)?",
        ),
        (
            [Turn("Who is Ann Lee?"), Turn("Who came after her?", "Bo Lund")],
            "Why did she leave?",
            "Why did Ann Lee leave (who came after Ann Lee)?",
        ),
        (
            [Turn("Who is Ann Lee?"), Turn("Who came after her?", "Bo Lund"), Turn("Where is he from?", "Leeds")],
            "How old is she?",
            "How old is Ann Lee (where is Bo Lund from; who came after Ann Lee)?",
        ),
        (
            [
                Turn("Who operated the bus that crashed in Cuba in January 2019?"),
                Turn("How many passengers did it carry?"),
            ],
            "And how many of them were Cuban?",
            "How many of the passengers were Cuban "
            "(how many passengers did the bus that crashed in Cuba in January 2019 carry)?",
        ),
        (
            [
                Turn("Who was killed in the US drone strike in Baghdad in January 2020?"),
                Turn("Who else died there?"),
            ],
            "How did the Iraqi parliament react to the strike?",
            "How did the Iraqi parliament react to the US drone strike in Baghdad in January 2020?",
        ),
    ],
)
def test_a_follow_up_of_what_was_answered_and_asked_before(
    turns: list[Turn], question: str, understood: str
) -> None:
    assert standalone(question, turns, alike=alike) == understood
