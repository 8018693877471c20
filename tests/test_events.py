from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from embeddings.articles import Passage
from qa import Answerer
from qa.asked import Asked
from qa.events import Event, event_of
from qa.reader.reader import Reader, load_reader
from qa.schema import Span
from qa.times import Period


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("How many troops were in Iraq before the embassy attack?", ("before", "the embassy attack")),
        ("Before the embassy attack, how many troops were in Iraq?", ("before", "the embassy attack")),
        ("after the killing of Soleimani who led the force", ("after", "the killing of Soleimani")),
        ("Who led the force when Soleimani was killed?", ("when", "Soleimani was killed")),
        ("When Soleimani was killed, who led the force?", ("when", "Soleimani was killed")),
        ("Who led the polls prior to Super Tuesday?", ("prior to", "Super Tuesday")),
        ("Who was chancellor before Theresa May resigned?", ("before", "Theresa May resigned")),
        ("What has changed since Brexit?", ("since", "Brexit")),
        ("How long before the ferry disaster did it sail?", ("before", "the ferry disaster")),
        # A question for a time, or for what it lies to.
        ("When was the embassy stormed, and by whom?", None),
        ("After whom was the ship named?", None),
        ("Did he resign before or after the embassy attack?", None),
        # No event.
        ("Who was looked after by John Smith?", None),
        ("Who is the park named after in Florida?", None),
        ("What did Trump say when asked about the Baghdad strike?", None),
        ("What did Trump say when visiting the Baghdad embassy?", None),
        # A date.
        ("How many attacks were there since mid-October?", None),
        # Which one is not said.
        ("What did Iraq's parliament vote for after the strike?", None),
        ("What did Iraq do after that?", None),
        ("How old was Soleimani when he died?", None),
        ("Who commands the Quds Force?", None),
        ("Before?", None),
    ],
)
def test_the_event_a_question_puts_its_time_by(question: str, event: tuple[str, str] | None):
    assert event_of(question) == (Event(*event) if event else None)


@given(st.from_regex(r"([a-z,? ]{0,4} ?(before|after|when|did|it|the|Oslo|fire)){0,6}[,? ]*", fullmatch=True))
def test_whatever_is_asked_an_event_is_in_its_words(question: str):
    event = event_of(question)
    assert event is None or (event.wording in question and event.relation in question)


@pytest.mark.parametrize(
    ("relation", "days"),
    [
        ("before", (None, 3)),
        ("prior to", (None, 3)),
        ("since", (3, None)),
        ("following", (3, None)),
        ("when", (3, 5)),
    ],
)
def test_the_time_an_event_gives(relation: str, days: tuple[int | None, int | None]):
    storm = Period(datetime.date(2021, 6, 3), datetime.date(2021, 6, 5))
    start, end = (datetime.date(2021, 6, day) if day else None for day in days)
    assert Event(relation, "the great storm").period(storm) == Period(start, end)


def test_where_a_date_is_stated_the_event_is_not_looked_for():
    assert Asked.of("Who led the force in 2020 after the embassy attack?").event is None
    assert Asked.of("When was the article about the vote after the embassy attack published?").event is None


def test_by_an_event_the_reader_is_told_no_day():
    storm = datetime.date(2021, 6, 3)
    asked = Asked.of("Who led the force before the great storm?").timed(Period(storm, storm))
    assert asked.closeness(datetime.date(2020, 1, 1)) == 1
    assert asked.preface(article("", date=storm)) == ""


QUIET = """Quiet spring at the Arlow mine
2021-03-02

Some 300 soldiers are stationed at the Arlow mine, the army said. The copper mine has been guarded since the
border was closed, and the soldiers live in tents beside the eastern shaft. The miners called the winter a quiet
one.
"""
ATTACK = """Gunmen attack the Arlow mine
2021-06-10

Gunmen attacked the Arlow mine on Tuesday, killing two guards and setting fire to a store of fuel. The attackers
came over the hills before dawn and left within the hour, said the miners who saw them. The eastern shaft was
closed.
"""
REOPENED = """Arlow mine reopens its eastern shaft
2021-11-20

Some 900 soldiers are stationed at the Arlow mine, the army said. The eastern shaft has been opened again, and
212 men went back to work in it on Monday. Major Omar Vance commands the soldiers, and plans to stay for the
winter.
"""
SECOND_ATTACK = """Second attack on the Arlow mine
2021-09-17

The attack on the Arlow mine was on Wednesday, the army said. It was over in an hour and nobody was hurt; a shed
of tools beside the western shaft burned down, and the telephone line to the valley was cut in two places.
"""
SOLDIERS = "How many soldiers were stationed at the Arlow mine"


class CountingReader:
    """The bundled reader, which counts how often it reads."""

    def __init__(self, reader: Reader):
        self.reader, self.calibration, self.script = reader, reader.calibration, reader.script
        self.reads = 0

    def read(
        self, question: str, passages: Sequence[tuple[Passage, str]], prefaces: Sequence[str] = ()
    ) -> list[Span]:
        self.reads += 1
        return self.reader.read(question, passages, prefaces)


def answerer_of(folder: Path, *texts: str) -> Answerer:
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    return Answerer.open(folder)


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answerer_of(tmp_path_factory.mktemp("mine"), QUIET, ATTACK, REOPENED)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (f"{SOLDIERS} before the attack on the mine?", "300"),
        ("Before the Arlow mine was attacked, how many soldiers were stationed there?", "300"),
        (f"{SOLDIERS} after the attack on the mine?", "900"),
        (f"{SOLDIERS} since the attack by gunmen?", "900"),
    ],
)
def test_articles_of_before_or_after_the_event_are_preferred(mine: Answerer, question: str, text: str):
    given = mine.answer(question)
    assert (given.text, given.sources_disagree) == (text, False)


@pytest.mark.parametrize("time", ["", " before the opening of the bridge", " after the vote"])
def test_an_event_that_the_articles_do_not_tell_of_changes_nothing(mine: Answerer, time: str):
    given = mine.answer(f"{SOLDIERS}{time}?")
    assert {given.text, *(one.text for one in given.alternatives)} == {"300", "900"}
    assert given.sources_disagree


def test_an_event_of_two_days_changes_nothing(tmp_path: Path):
    twice = answerer_of(tmp_path, QUIET, ATTACK, REOPENED, SECOND_ATTACK)
    assert twice.answer("When was the attack on the Arlow mine?").sources_disagree
    assert twice.answer(f"{SOLDIERS} before the attack on the Arlow mine?").sources_disagree


def test_the_dial_does_not_move_the_event(mine: Answerer):
    question = f"{SOLDIERS} before the attack on the mine?"
    found = mine.retrieve(question, 3)
    assert found[0].passage.article == "0.txt"
    for threshold in (0, 1):
        assert Answerer(mine.index, mine.reader, threshold=threshold).retrieve(question, 3) == found


def test_only_a_question_with_an_event_is_read_twice(mine: Answerer):
    reader = CountingReader(load_reader())
    counting = Answerer(mine.index, reader)  # type: ignore[arg-type]
    counting.answer(f"{SOLDIERS} in 2021?")
    assert reader.reads == 1
    counting.answer(f"{SOLDIERS} before the attack on the mine, after the first one?")
    assert reader.reads == 3


def test_an_event_of_the_seeds(seeds_answerer: Answerer):
    stormed = "when the embassy was stormed"
    assert seeds_answerer.answer(f"Who was prime minister of Iraq {stormed}?").text == "Adel Abdul Mahdi"
    soldiers = "How many US soldiers were in Iraq"
    whenever = seeds_answerer.answer(f"{soldiers}?")
    before = seeds_answerer.answer(f"{soldiers} before the embassy was stormed?")
    # As of 2024, so no answer to the second, not even one found too weak; nothing says of when 2,500 was.
    assert (whenever.text, before.text) == ("2,500", "2,500")
    assert {"2,000", "5,000"} < {found.text for found in whenever.alternatives + whenever.rejected}
    assert "5,000" in [found.text for found in before.alternatives + before.rejected]
    assert "2,000" not in [found.text for found in before.alternatives + before.rejected]
