from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.days import Day, days
from qa.times import Period, period_of, told

WEDNESDAY = datetime.date(2020, 8, 26)


def between(start: str | None, end: str | None) -> Period:
    return Period(*(datetime.date.fromisoformat(day) if day else None for day in (start, end)))


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("How many had died in early April 2020?", between("2020-04-01", "2020-04-10")),
        ("How many had died by the end of April 2020?", between(None, "2020-04-30")),
        ("Who was prime minister in spring 2019?", between("2019-03-01", "2019-05-31")),
        ("Who won in the winter of 2019?", between("2019-12-01", "2020-02-29")),
        ("when was brexit due in september 2019", between("2019-09-01", "2019-09-30")),
        ("What was it called before February 2019?", between(None, "2019-02-01")),
        ("Who was killed by the US before 2019?", between(None, "2019-01-01")),
        ("What has changed since mid-2019?", between("2019-05-02", None)),
        ("What happened on 3 January 2020?", between("2020-01-03", "2020-01-03")),
        ("What happened on January 3rd, 2020?", between("2020-01-03", "2020-01-03")),
        ("What happened on 2020-01-03?", between("2020-01-03", "2020-01-03")),
        ("Who won the 2019 election?", between("2019-01-01", "2019-12-31")),
        ("Who was named speaker this week?", between("2020-08-24", "2020-08-30")),
        ("What happened from March to June 2020?", between("2020-03-01", "2020-06-30")),
        ("What happened between 3 and 5 January 2020?", between("2020-01-03", "2020-01-05")),
        ("What happened between January 3 and January 8, 2020?", between("2020-01-03", "2020-01-08")),
        ("How did it get from 3 to 5 in 2020?", between("2020-01-01", "2020-12-31")),
        ("What has changed since last week?", between("2020-08-17", None)),
        ("How many were there before last month?", between(None, "2020-07-01")),
        ("How did they do last weekend?", between("2020-08-22", "2020-08-23")),
        ("What did he say yesterday?", between("2020-08-25", "2020-08-25")),
        ("What did he say last Friday?", between("2020-08-21", "2020-08-21")),
        ("Who resigned last month?", between("2020-07-01", "2020-07-31")),
        ("How many died in the past 2 weeks?", between("2020-08-12", "2020-08-26")),
        ("Who resigned last year?", between("2019-01-01", "2019-12-31")),
        ("Who resigned by the end of last year?", between(None, "2019-12-31")),
        ("Who resigned last summer?", between("2019-06-01", "2019-08-31")),
        ("Who resigned last spring?", between("2020-03-01", "2020-05-31")),
        ("Who resigned last winter?", between("2019-12-01", "2020-02-29")),
        ("Who resigned this summer?", between("2020-06-01", "2020-08-31")),
        ("Who led Germany in the last year of the war?", None),
        ("Who led Germany in the last week of the war?", None),
        ("What happened on January 3 last year?", between("2019-01-03", "2019-01-03")),
        ("What happened in early April this year?", between("2020-04-01", "2020-04-10")),
        ("What happened on 3 January, three weeks ago?", between("2020-08-02", "2020-08-08")),
        ("How many died in the last two weeks?", between("2020-08-12", "2020-08-26")),
        ("Who resigned five weeks ago?", between("2020-07-19", "2020-07-25")),
        ("Who resigned Twenty-Two days ago?", between("2020-08-04", "2020-08-04")),
        ("Who left three days ago?", between("2020-08-23", "2020-08-23")),
        ("How many have died so far?", between("2020-07-27", "2020-08-26")),
        ("What does she do now that she has finished?", None),
        ("Who is Theresa May?", None),
        ("Who owns USA Today?", None),
        ("What happened on 31 February 2020?", None),
        ("Did 1,723 people fall ill?", None),
        ("How many of the 2,020 seats?", None),
        ("What happened 5000 years ago?", None),
        ("What happened in the last 100000 years?", None),
        ("Who gets $2000 a year?", None),
        ("Who sent 2000 troops to Iraq?", None),
        ("Who sent 2000 US troops to Iraq?", None),
        ("Who killed over 1900 people?", None),
        ("How far did the Dow fall 1900 points?", None),
        ("Where were the 2000 games?", between("2000-01-01", "2000-12-31")),
        ("Who was in 2000 elected to the Senate?", between("2000-01-01", "2000-12-31")),
        ("Who won the fall 2018 elections?", between("2018-09-01", "2018-11-30")),
        ("Who won in the 1990s?", between("1990-01-01", "1999-12-31")),
        ("Who won in the 2019s?", between("2019-01-01", "2019-12-31")),
        ("What was built between 2018 and 2020?", between("2018-01-01", "2020-12-31")),
        ("Who led it from 3 March 2018 to June 2020?", between("2018-03-03", "2020-06-30")),
        ("Who flew from Iran to Iraq between early 2018 and mid-2020?", between("2018-01-01", "2020-09-01")),
        ("How many went from Iran to Iraq in 2019?", between("2019-01-01", "2019-12-31")),
        ("What did he say last fr\u0131day?", between("2020-08-21", "2020-08-21")),
        ("What happened in late 2019?", between("2019-09-01", "2019-12-31")),
        ("What happened in the middle of 2019?", between("2019-05-02", "2019-09-01")),
        ("What happened at the beginning of 2019?", between("2019-01-01", "2019-05-02")),
        ("Who won in Mid-2019?", between("2019-05-02", "2019-09-01")),
        ("Who died BEFORE 2019?", between(None, "2019-01-01")),
        ("Who resigned Last Year?", between("2019-01-01", "2019-12-31")),
        ("Who is leading right now?", between("2020-07-27", "2020-08-26")),
        ("What will he do tomorrow?", between("2020-08-27", "2020-08-27")),
        ("What did he say today?", between("2020-08-26", "2020-08-26")),
        ("What did he say last Wednesday?", between("2020-08-19", "2020-08-19")),
        ("What did he say this Wednesday?", between("2020-08-26", "2020-08-26")),
        ("Who left a week ago?", between("2020-08-16", "2020-08-22")),
        ("Who left two months ago?", between("2020-06-12", "2020-07-12")),
        ("Who left two years ago?", between("2018-02-26", "2019-02-25")),
        ("How many fell ill in the last two months?", between("2020-06-27", "2020-08-26")),
        ("What happened between 2020 and 2018?", between("2020-01-01", "2020-12-31")),
        ("What happened from March 3 to June 2020?", between("2020-03-03", "2020-06-30")),
        ("What happened FROM spring TO summer 2020?", between("2020-03-01", "2020-08-31")),
    ],
)
def test_the_time_a_question_states(question: str, period: Period | None):
    assert period_of(question, WEDNESDAY) == period


@pytest.mark.parametrize(
    ("day", "question", "period"),
    [
        ("2020-01-15", "Who left this winter?", between("2019-12-01", "2020-02-29")),
        ("2020-01-15", "Who left last winter?", between("2018-12-01", "2019-02-28")),
        ("2020-01-15", "Who left last fall?", between("2019-09-01", "2019-11-30")),
        ("2020-08-31", "Who left last summer?", between("2019-06-01", "2019-08-31")),
        ("2020-12-31", "Who left this winter?", between("2020-12-01", "2021-02-28")),
    ],
)
def test_the_season_seen_from_a_day(day: str, question: str, period: Period):
    assert period_of(question, datetime.date.fromisoformat(day)) == period


def test_closeness_is_one_in_the_period_and_the_week_after_and_fades():
    january = between("2020-01-01", "2020-01-31")
    assert january.closeness(datetime.date(2020, 1, 15)) == 1
    assert january.closeness(datetime.date(2020, 2, 7)) == 1
    assert january.closeness(datetime.date(2020, 2, 7) + datetime.timedelta(30)) == 0.5
    assert january.closeness(datetime.date(2019, 12, 2)) == 0.5
    assert january.closeness(datetime.date(2019, 1, 15)) == 0
    assert january.closeness(None) == 0
    assert between(None, "2020-01-31").closeness(datetime.date(1999, 1, 1)) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 January", [Day(None, 1, 3)]),
        ("Jan. 3, 2020", [Day(2020, 1, 3)]),
        ("on March 21st", [Day(None, 3, 21)]),
        ("from 2009 to 2017", [Day(2009, None, None), Day(2017, None, None)]),
        ("the end of January", [Day(None, 1, None)]),
        ("Friday", [Day(2020, 8, 21)]),
        ("On Friday", [Day(2020, 8, 21)]),
        ("Last May", [Day(None, 5, None)]),
        ("USA Today said on Friday", [Day(2020, 8, 21)]),
        ("Theresa May", []),
        ("April Ryan", []),
        ("The Sunday Times", []),
        ("yesterday", [Day(2020, 8, 25)]),
        ("they may go", []),
        ("90 days", []),
        ("the 1990s", [Day(1990, None, None, decade=True)]),
        ("$2000", []),
        ("fr\u0131day", [Day(2020, 8, 21)]),
        ("today", [Day(2020, 8, 26)]),
        ("in Baghdad yesterday", [Day(2020, 8, 25)]),
        ("3rd of January 2020", [Day(2020, 1, 3)]),
        ("January of 2020", [Day(2020, 1, None)]),
        ("In May 5% fell", [Day(None, 5, None)]),
        ("2000 election", [Day(2000, None, None)]),
        ("1900%", []),
        ("2019-20", []),
        ("19001 votes", []),
        ("2000 dead, 2000 policemen", []),
    ],
)
def test_the_days_a_wording_names(text: str, found: list[Day]):
    assert days(text, WEDNESDAY) == found


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("on 3 January 2019", between("2019-01-03", "2019-01-03")),
        ("Friday", between("2020-08-21", "2020-08-21")),
        ("last week", between("2020-08-17", "2020-08-23")),
        ("January this year", between("2020-01-01", "2020-01-31")),
        ("December 31", between("2019-12-31", "2019-12-31")),
        ("September 2", between("2020-09-02", "2020-09-02")),
        ("October", between("2019-10-01", "2019-10-31")),
        ("summer of 2019", between("2019-06-01", "2019-08-31")),
        ("early January 2019", between("2019-01-01", "2019-01-11")),
        ("the 1990s", between("1990-01-01", "1999-12-31")),
        ("31 February", None),
        ("31 June 2019", None),
        ("1700 UTC", None),
    ],
)
def test_the_time_a_wording_tells_seen_from_the_day_it_was_written(text: str, period: Period | None):
    assert told(text, WEDNESDAY) == period


def test_an_undated_article_tells_a_time_with_its_year_only():
    assert told("3 January 2019", None) == between("2019-01-03", "2019-01-03")
    assert [told(text, None) for text in ("3 January", "last week", "Friday")] == [None, None, None]


def test_a_month_of_another_year():
    december, january = datetime.date(2019, 12, 20), datetime.date(2020, 1, 5)
    assert told("January 3", december) == between("2020-01-03", "2020-01-03")
    assert told("December", january) == between("2019-12-01", "2019-12-31")


def test_a_decade_agrees_with_its_years_and_is_none_of_them():
    decade = Day(1990, None, None, decade=True)
    assert decade.agrees(Day(1995, None, None))
    assert not decade.agrees(Day(2001, None, None))
    assert not decade.is_same(Day(1990, None, None))
    assert decade.is_same(decade)


def test_a_weekday_is_no_day_where_the_date_of_writing_is_not_known():
    assert days("Friday") == []


@given(
    st.text(max_size=40)
    | st.from_regex(r"(in |by )?(early |mid-)?[a-z]{3,9} [0-3]?\d,? (19|20)\d\d", fullmatch=True)
    | st.from_regex(r"\d{1,6} (days|years) ago", fullmatch=True)
    | st.from_regex(r"(from|between) (19|20)\d\d (and|to) (early )?(19|20)\d\d", fullmatch=True)
)
def test_whatever_is_asked_or_told_a_period_does_not_end_before_it_starts(question: str):
    for period in (period_of(question, WEDNESDAY), told(question, WEDNESDAY), told(question, None)):
        if period and period.start and period.end:
            assert period.start <= period.end
