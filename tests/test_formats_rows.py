"""Rows as articles: fields by their names, ids, what is said of bad ones."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from outcomes import load, outcome, refused
from samples import CSV_ROWS, HARBOUR, HTML, ROWS, jsonl, table

from embeddings.loading import load_articles


def test_jsonl_rows_by_the_names_of_their_fields():
    first, second = load_articles(Path("a.jsonl"), jsonl())
    assert (first.id, first.title, first.source) == ("wire-1", "Mine reopens", "The Wire")
    assert (first.date, first.text) == (datetime.date(1987, 2, 26), ROWS[0]["text"])
    assert Path(first.path).name == "a.jsonl"
    assert (second.id, second.title, second.author) == ("a.jsonl#2", "Bakery sold", "Lina Haddad, John Roe")
    assert (second.date, second.text) == (datetime.date(2021, 5, 6), ROWS[1]["body"])


@pytest.mark.parametrize(
    "date",
    [
        *(1612310400, 1612310400000, "1612310400", "2021-02-03", "Feb 3, 2021"),
        # A day, an hour and a minute, not seconds; also as pandas writes it where others lack it.
        *("202102031200", "20210203120059", 202102031200, 202102031200.0),
        *("20210203", 20210203, 20210203.0),
    ],
)
def test_dates_of_rows(date: object):
    assert load("a.jsonl", jsonl([{"text": "A line.", "date": date}])).date == datetime.date(2021, 2, 3)


def test_a_time_that_could_be_a_day():
    assert load("a.jsonl", jsonl([{"text": "A line.", "date": 946684800000}])).date == datetime.date(2000, 1, 1)
    assert load("a.jsonl", jsonl([{"text": "A line.", "date": 202199991200}])).date == datetime.date(1976, 5, 29)
    assert load("a.jsonl", jsonl([{"text": "A line.", "date": 20219999}])).date is None


def test_values_that_are_missing():
    nan = float("nan")
    article = load("a.jsonl", jsonl([{"title": nan, "author": nan, "date": nan, "text": nan, "body": "A line."}]))
    assert (article.title, article.author, article.date, article.text) == (None, None, None, "A line.")
    assert outcome("a.jsonl", jsonl([{"text": nan}]))[1] == [
        "a.jsonl: line 1 holds no text in 'text'; fill it in or remove the line"
    ]


def test_the_first_field_that_holds_something():
    rows = [{"text": "", "body": "A line.", "title": None, "headline": "Mill"}, {"text": "One.", "body": "Two."}]
    first, second = load_articles(Path("a.jsonl"), jsonl(rows))
    assert (first.text, first.title, second.text) == ("A line.", "Mill", "One.")


def test_a_text_in_paragraphs():
    row = {"text": ["First paragraph.", "Second paragraph."], "authors": ["Lina Haddad", "John Roe"]}
    article = load("a.jsonl", jsonl([row]))
    assert (article.text, article.author) == ("First paragraph.\nSecond paragraph.", "Lina Haddad, John Roe")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            "<p>Some <strong>5,200</strong> soldiers are in Iraq &amp; Syria.</p>",
            "Some 5,200 soldiers are in Iraq & Syria.",
        ),
        # What stands over the first heading is the article's too.
        ("<p>The mill closed.</p>\n<h2>Why</h2><ul><li>Floods</li></ul>", "The mill closed.\nWhy\nFloods"),
        ("The <a href='x'>mill</a> closed.\n\nNobody was <em>hurt</em>.", "The mill closed.\nNobody was hurt."),
        ("The mill closed.<br>Nobody was hurt.", "The mill closed.\nNobody was hurt."),
        ("The mill\n\nhas < 5 men, and <p or 3.", "The mill\n\nhas < 5 men, and <p or 3."),
        (HTML, HARBOUR),
    ],
)
def test_a_text_in_html(content: str, text: str):
    article = load("a.jsonl", jsonl([{"id": "7", "title": "T", "content": content}]))
    assert (article.id, article.title, article.text) == ("7", "T", text)


def test_html_without_text_costs_only_its_row():
    ids, failures = outcome(
        "a.jsonl", jsonl([{"text": one} for one in ("<p> </p>", "</p>", "<html></html>", "A.")])
    )
    assert ids == ["a.jsonl#4"]
    assert failures == [
        f"a.jsonl: line {line} holds no text in 'text'; fill it in or remove the line" for line in (1, 2, 3)
    ]


def test_a_bad_row_costs_only_itself():
    lines = [b'{"text": "One."}', b"{bad", b"", b"[1]", b'{"id": 4}', b'{"text": " "}', b"7", b'{"text": "Two."}']
    ids, failures = outcome("a.jsonl", b"\n".join(lines))
    assert ids == ["a.jsonl#1", "a.jsonl#8"]
    assert [one.split(";")[0] for one in failures] == [
        "a.jsonl: line 2 is not JSON (Expecting property name enclosed in double quotes at character 2)",
        "a.jsonl: line 4 is not a JSON object",
        "a.jsonl: line 5 has no field for the text ('id')",
        "a.jsonl: 2 more lines are like these",
    ]


def test_ids_of_rows_are_unique_in_their_file():
    rows = [{"id": "x", "text": "One."}, {"id": "x", "text": "Two."}, {"id": 7, "text": "Three."}]
    assert outcome("a.ndjson", jsonl(rows)) == (["x", "x#2", "7"], [])


def test_half_characters_and_control_codes_can_be_stored():
    text = load("a.jsonl", b'{"text": "Half \\ud83d a\\u0000b\\u001b c\\r\\nd"}').text
    assert text == "Half \ufffd a b  c\nd"


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding"),
    [
        ("a.csv", ",", "utf-8"),
        ("a.csv", ";", "utf-8-sig"),
        ("a.csv", "|", "utf-16"),
        ("a.csv", "\t", "utf-8"),
        ("a.tsv", "\t", "utf-8"),
        ("a.csv", ",", "cp1252"),
    ],
)
def test_tables(name: str, delimiter: str, encoding: str):
    first, second = load_articles(Path(name), table(CSV_ROWS, delimiter, encoding))
    assert (first.id, first.title, first.language) == ("7", 'The "Rose" sails', "en")
    assert (first.text, first.date) == (CSV_ROWS[1][2], datetime.date(2022, 8, 14))
    # The first row's text has a line's end: the second begins on line 4.
    assert (second.id, second.title, second.text) == (f"{name}#4", "Café closes", CSV_ROWS[2][2])
    assert second.date == datetime.date(2022, 8, 14)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"We will win. We shall see.', '"We will win. We shall see.'),
        ('"We will win," he said.', '"We will win," he said.'),
        ('He said: "We will win."', 'He said: "We will win."'),
        # As programs write it that quote values.
        ('"""We will win,"" he\tsaid."', '"We will win," he\tsaid.'),
    ],
)
def test_quotation_marks_in_a_table_of_tabs(value: str, text: str):
    rows = f"id\ttext\n1\t{value}\n2\tTwo.\n3\tThree.\n".encode()
    assert [one.text for one in load_articles(Path("a.tsv"), rows)] == [text, "Two.", "Three."]


def test_delimiters_at_the_end_of_a_row():
    ids, failures = outcome("a.csv", b"id,text\n1,One.,\n2,Two., ,\n3,Three,,more\n")
    assert ids == ["1", "2"]
    assert failures == ["a.csv: line 4 has 4 values for 2 columns; put values with delimiters in quotes"]


def test_a_bad_row_of_a_table():
    ids, failures = outcome("a.csv", b"id,text\n1,One.\n2,Two, three\n3\n4,Four.\n")
    assert ids == ["1", "4"]
    assert failures == [
        "a.csv: line 3 has 3 values for 2 columns; put values with delimiters in quotes",
        "a.csv: line 4 has no field for the text ('id'); call one text, body or content",
    ]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quotation_mark_that_is_not_closed(end: str):
    ids, failures = outcome("a.csv", f'id,text\n1,"One."\n2,"Two.\n3,Three.\n4,Four.{end}'.encode())
    assert ids == ["1"]
    assert failures == [
        "a.csv: line 3 opens a quotation mark that is never closed, so nothing after it is read; close it"
    ]
    assert outcome("a.csv", f'id,text\n1,6" pipe\n2,"Two."{end}'.encode()) == (["1", "2"], [])


def test_a_column_without_a_name_is_nothing():
    article = load("a.csv", b",id,text\n0,7,The mill closed.\n")
    assert (article.id, article.text, article.title, article.author) == ("7", "The mill closed.", None, None)


def test_columns_of_one_name():
    first, second = load_articles(Path("a.csv"), b'id,tag,tag,text,text\n1,red,blue,"Body",\n2,,,,Other\n')
    assert (first.id, first.text, second.text) == ("1", "Body", "Other")
    article = load("a.csv", b"title,,,text,,\nMill,1,2,Body,,\n")
    assert (article.title, article.text) == ("Mill", "Body")
    assert outcome("a.csv", b"id,,text,\n1,,Body,,more\n")[1] == [
        "a.csv: line 2 has 5 values for 4 columns; put values with delimiters in quotes"
    ]


@pytest.mark.parametrize("first", ["sep={}\n", '"sep={}"\n', "SEP={}\r\n"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "^"])
def test_a_table_that_declares_its_delimiter(first: str, delimiter: str):
    rows = (first + "id{}text\n1{}The mill closed.\n2\n").replace("{}", delimiter)
    ids, failures = outcome("a.csv", rows.encode())
    assert ids == ["1"]
    assert failures == ["a.csv: line 4 has no field for the text ('id'); call one text, body or content"]


def test_a_table_without_a_column_of_text():
    assert refused("a.csv", b"name,age\nx,1\n").startswith("no column holds the text (columns: 'name', 'age')")
