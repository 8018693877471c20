from __future__ import annotations

import datetime

import pytest

from embeddings.articles import Article
from qa.about import AboutArticle
from qa.asked import Asked
from qa.kinds import Kind, asks_for_several, asks_whether, described, kind_of, repeats, written_out


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who commands the Quds Force?", Kind.PERSON),
        ("Which senator tweeted it?", Kind.PERSON),
        ("where did protesters gather", Kind.PLACE),
        ("In which Chinese city were they swabbed?", Kind.PLACE),
        ("When did Iraq declare victory?", Kind.TIME),
        ("In what year did it happen?", Kind.TIME),
        ("How many soldiers are there?", Kind.QUANTITY),
        ("How long would it take?", Kind.QUANTITY),
        ("What is the death toll in the United States?", Kind.QUANTITY),
        ("What share of the vote did he get?", Kind.QUANTITY),
        ("Why were they evacuated?", Kind.REASON),
        ("How did he defend it?", Kind.MANNER),
        ("What did Khazali say about Americans?", Kind.STATEMENT),
        ("What did the man believe?", Kind.STATEMENT),
        ("What did the governor say?", Kind.STATEMENT),
        ("What percent of people agreed?", Kind.QUANTITY),
        ("What rate did the bank set?", Kind.QUANTITY),
        ("Which number did he wear?", Kind.QUANTITY),
        ("what was wrestler brodie lee's height", Kind.QUANTITY),
        ("Which Republican lawmaker resigned?", Kind.PERSON),
        ("Which Italian company was sold?", Kind.THING),
        ("Which newspaper broke the story?", Kind.THING),
        ("What disaster struck Haiti?", Kind.THING),
        ("Which larger company owns it?", Kind.THING),
        ("Which astronaut returned?", Kind.PERSON),
        ("Which major company was sold?", Kind.THING),
        ("What sank (what did he say)?", Kind.THING),
        ("What operation did they launch?", Kind.THING),
        ("Name the ship.", Kind.THING),
        ("What tanker was seized?", Kind.THING),
        ("What answer did he give?", Kind.THING),
        ("When the bomb exploded, who died?", Kind.PERSON),
        ("When did it happen, who knows?", Kind.TIME),
        ("Where he lives, why did it rain?", Kind.REASON),
        ("Which other company was sold?", Kind.THING),
        ("Which scientist found it?", Kind.PERSON),
        ("Which king abdicated?", Kind.PERSON),
        ("Which Republican resigned?", Kind.PERSON),
        ("What is Minetest?", Kind.THING),
        ("What was the figure for May?", Kind.QUANTITY),
        ("HOW MANY died?", Kind.QUANTITY),
        ("WHICH CITY was hit?", Kind.PLACE),
    ],
)
def test_the_kind_of_a_question(question: str, kind: Kind):
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which countries sent troops?", True),
        ("What weapons struck the oil sites?", True),
        ("Who were the victims?", True),
        ("Which two lines are linked?", True),
        ("Who are the forces allied with?", False),
        ("What was used?", False),
        ("What does she do?", False),
        ("Who is the governor?", False),
        ("Which Texas city was hit?", False),
        ("Which Democrats were absent?", True),
        ("Which Democrats voted against it?", True),
        ("What gas leaked?", False),
        ("Which news agency was closed?", False),
        ("Which campus was closed?", False),
        ("What happens in Iraq?", False),
        ("What causes the disease?", False),
        ("Which company makes trains?", False),
        ("Which state borders Iowa?", False),
        ("Which town borders Łódź?", False),
        ("Which group operates in Iraq?", False),
        ("What threatens the embassy?", False),
        ("Which other countries sent troops?", True),
        ("Which countries in Europe sent troops?", True),
        ("What are the two parties' figures in the poll?", False),
        ("What were the results of the vote in Leeds?", False),
        ("What are the causes of the poor results?", True),
        ("Who were the key figures in the scandal?", True),
        ("When did he leave (which countries sent troops)?", False),
        ("Name two of the ships", True),
        ("Give the names of the dead", True),
        ("Which two met?", True),
        ("What people live there?", True),
    ],
)
def test_whether_several_answers_may_be_right(question: str, several: bool):
    assert asks_for_several(question) is several


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("Did Iraq condemn the strikes?", True),
        ("has the embassy been closed", True),
        ("And was anyone hurt when it fell (who stormed the embassy)?", True),
        ("Can you tell me if he resigned?", True),
        ("Isn't he Iranian?", True),
        ("Was Barry a tropical storm or a hurricane?", False),
        ("Can you tell me when he resigned?", False),
        ("Is it known who did it?", False),
        ("Who was killed?", False),
        ("Isabel Lee did what?", False),
    ],
)
def test_whether_a_yes_or_no_is_asked_for(question: str, whether: bool):
    assert asks_whether(question) is whether


def test_a_question_understood():
    asked = Asked.of("How many people died last week?", datetime.date(2019, 12, 7))
    assert (asked.kind, asked.several) == (Kind.QUANTITY, False)
    assert asked.closeness(datetime.date(2019, 12, 1)) == 1
    assert asked.closeness(datetime.date(2018, 12, 1)) == 0


def test_what_a_follow_up_was_asked_after_is_read_as_no_question():
    asked = Asked.of("Where's he (when did Ann Lee resign; which mine did she run; the embassy)?")
    assert asked.question == "Where's he (when did Ann Lee resign; which mine did she run; the embassy)?"
    assert asked.text == "Where is he (Ann Lee resign; the mine she run; the embassy)?"


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("Who's Lam?", "Who is Lam?"),
        ("who’s the author of this article?", "who is the author of this article?"),
        ("What's happened, and where's he?", "What has happened, and where is he?"),
        ("Whose is it?", "Whose is it?"),
        ("What is the WHO's budget?", "What is the WHO's budget?"),
        ("WHO's chief?", "WHO's chief?"),
        ("Which is Doctor Who's planet?", "Which is Doctor Who's planet?"),
    ],
)
def test_short_forms_are_written_out(question: str, written: str):
    assert written_out(question) == written


@pytest.mark.parametrize(
    ("question", "direct"),
    [
        ("Do you know when Notre Dame burnt?", "When Notre Dame burnt?"),
        ("Could you please tell me who Ann Lee is.", "Who is Ann Lee?"),
        ("Tell me who the mayor of Seoul was.", "Who was the mayor of Seoul?"),
        ("I want to know where the ship was built.", "Where was the ship built?"),
        ("Tell me why the man who was shot died", "Why the man who was shot died?"),
        ("Name the Iraqi foreign minister.", "Who is the Iraqi foreign minister?"),
        ("Name the pilots of the flight", "Who are the pilots of the flight?"),
        ("Name the ship", "Name the ship"),
        ("tell me how she died", "How she died?"),
        ("I'd like to know which town it was!", "Which town it was?"),
        ("Give me the name of the ship", "What is the name of the ship?"),
        ("Tell me about the ship", "Tell me about the ship"),
        ("Who can tell me what it was?", "Who can tell me what it was?"),
        ("Do you know Ann Lee?", "Do you know Ann Lee?"),
    ],
)
def test_an_indirect_question_is_asked_directly(question: str, direct: str):
    assert written_out(question) == direct


def test_a_question_with_a_short_form():
    asked = Asked.of("What's the population of Iran?")
    assert (asked.question, asked.text) == ("What's the population of Iran?", "What is the population of Iran?")
    assert asked.kind == Kind.QUANTITY
    assert Asked.of("Who’s the author of this article?").about == AboutArticle("author", "")


def test_a_question_that_states_no_time():
    asked = Asked.of("Who commands the Quds Force?")
    assert (asked.period, asked.closeness(datetime.date(2999, 1, 1))) == (None, 0)


def test_where_a_time_is_asked_about_a_passage_opens_with_its_day():
    day = datetime.date(2019, 9, 2)
    dated = Article("a", "/a", "", "A ferry burns", date=day)
    undated = Article("b", "/b", "")
    in_2019, untimed = Asked.of("How many died in the fire in 2019?"), Asked.of("How many died in the fire?")
    assert in_2019.preface(dated) == "September 2, 2019. "
    assert untimed.preface(dated) == in_2019.preface(undated) == ""


@pytest.mark.parametrize(
    ("question", "text", "repeated"),
    [
        ("What is the name of the US ambassador who was evacuated from Baghdad?", "The US ambassador", True),
        ("In which city in Iraq did the protests begin?", "in Iraq", True),
        ("Which militia group did he belong to?", "militia groups", True),
        ("Which militia group did he belong to?", "the Kataib militia", False),
        ("Did Iraq expel the US ambassador?", "the US ambassador", False),
        ("Who struck first, Iran or Iraq?", "Iran", False),
        ("Between Iran and Iraq, which country is larger?", "Iran", False),
        ("Which country did the Iranian general come from?", "Iran", False),
        ("Who is the general?", "the", False),
        ("Which company makes the Boeing 737?", "Boeing", False),
        ("Where did the Tokyo Olympics take place?", "Tokyo", False),
        ("Who killed Qassem Soleimani?", "Soleimani", True),
        ("Where did it land (the plane that left Baghdad airport)?", "Baghdad airport", False),
    ],
)
def test_what_only_repeats_the_question(question: str, text: str, repeated: bool):
    assert repeats(question, text) == repeated


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Mike Pompeo?", "Mike Pompeo"),
        ("who was Abu Mahdi al-Muhandis", "Abu Mahdi al-Muhandis"),
        ("Who is Kim Jong-un?", "Kim Jong-un"),
        ("Who was Martin Luther King?", "Martin Luther King"),
        ("Who was Martin Luther King Jr?", "Martin Luther King Jr"),
        ("Who is James Dean?", "James Dean"),
        ("Who is King Charles?", None),
        ("Who is the Speaker?", None),
        ("Who was Foreign Minister?", None),
        ("Who is Iraq's prime minister?", None),
        ("Who is he?", None),
        ("Who is Taylor Swift?", "Taylor Swift"),
        ("Who is “Tom Lind”?", "Tom Lind"),
        ("Who is Apple CEO?", None),
        ("Who is UK PM?", None),
        ("Who is Obama's VP?", None),
        ("Who is Patriarch of Moscow?", None),
        ("Who is the Pope?", None),
        ("Who is the Rock?", None),
        ("What is Ashodaya?", None),
    ],
)
def test_whom_a_question_asks_to_be_told_about(question: str, name: str | None):
    assert described(question) == name
