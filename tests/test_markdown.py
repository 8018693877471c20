"""Markdown: its headings, labels and front matter."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from embeddings.articles import Article
from embeddings.loading import load_articles


def load(text: str, name: str = "a.txt") -> Article:
    (article,) = load_articles(Path(name), text.encode())
    return article


def test_markdown_with_front_matter() -> None:
    front = (
        '---\ntitle: "Water: a history"\ndate: 2024-01-05T10:00:00Z\nauthors:\n  - Ana Souza\n  - John Roe\n'
        "source: The Daily Star\nlang: en\ntags: [water, dams]\n---"
    )
    text = f"{front}\n\n# Water: a history\n\nThe dam was built in 1954 and has leaked ever since.\n"
    article = load(text, "a.md")
    assert (article.title, article.date) == ("Water: a history", datetime.date(2024, 1, 5))
    assert (article.author, article.source, article.language) == (
        "Ana Souza, John Roe",
        "The Daily Star",
        "en",
    )
    assert article.text == text
    assert [text[start:end] for start, end in article.masked] == [front]


def test_markdown_heading_and_emphasised_byline() -> None:
    text = (
        "# The *wells* are dry #\n\n**By Lina Haddad**\n\n*10 June 2021*\n\n"
        "The wells of the northern villages have been dry since the spring, the farmers say.\n"
    )
    article = load(text, "a.md")
    assert article.title == "The *wells* are dry"
    assert (article.author, article.date) == ("Lina Haddad", datetime.date(2021, 6, 10))
    assert [text[start:end] for start, end in article.masked] == ["**By Lina Haddad**\n\n*10 June 2021*"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Dry wells\n=========\n\nText of it.\n", "Dry wells"),
        ("```\n# no heading\n```\n\n# Dry wells\n\nText of it.\n", "Dry wells"),
        ("---\nA rule, and not a pair\n---\n\n# Dry wells\n\nText of it.\n", "Dry wells"),
        ("---\ntitle: never closed\n\n# Dry wells\n\nText of it.\n", "Dry wells"),
        ("\ufeff---\r\ntitle: 'Dry wells'\r\n---\r\nText of it.\r\n", "Dry wells"),
    ],
)
def test_markdown_titles(text: str, title: str) -> None:
    assert load(text, "a.md").title == title


PARAGRAPH = "The dam was built in 1954 and has leaked ever since.\n"


@pytest.mark.parametrize(
    ("date", "author"),
    [
        ("2024-01-05T10:00:00Z", 'authors = ["Ana Souza", "John Roe"]'),
        ("2024-01-05", 'author = "Ana Souza, John Roe"'),
        ('"January 5, 2024"', '[[authors]]\nname = "Ana Souza"\n[[authors]]\nname = "John Roe"'),
    ],
)
def test_markdown_with_toml_front_matter(date: str, author: str) -> None:
    fields = f'title = "Dry wells"\ndate = {date}\nsource = "The Daily Star"\nlanguage = "en"\n{author}'
    front = f"+++\n{fields}\n+++"
    article = load(f"{front}\n\n{PARAGRAPH}", "a.md")
    assert (article.title, article.date) == ("Dry wells", datetime.date(2024, 1, 5))
    assert (article.author, article.source, article.language) == ("Ana Souza, John Roe", "The Daily Star", "en")
    assert [article.text[start:end] for start, end in article.masked] == [front]


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: [unclosed\n---",
        '---\ntitle: "unclosed\n---',
        "+++\ntitle = [unclosed\n+++",
        '+++\ntitle = "unclosed\n+++',
        f"+++\ntitle = {'[' * 9000}\n+++",
        f"+++\ntitle = {'1' * 9000}\n+++",
    ],
)
def test_broken_front_matter_gives_no_title(front: str) -> None:
    article = load(f"{front}\n\n{PARAGRAPH}", "a.md")
    assert article.title is None
    assert [article.text[start:end] for start, end in article.masked] == [front]
    assert load(f"{front}\n\n# Dry wells\n\n{PARAGRAPH}", "a.md").title == "Dry wells"


@pytest.mark.parametrize(
    ("front", "title", "author"),
    [
        ("title: 'Biden''s visit'", "Biden's visit", None),
        ('title: "He said \\"no\\""', 'He said "no"', None),
        ('title: Dry wells\nauthor: "Jane Doe" # x', "Dry wells", "Jane Doe"),
        ('title: Dry wells\nauthors: ["Doe, Jane", Roe]', "Dry wells", "Doe, Jane, Roe"),
        (
            "title: Dry wells\nauthors:\n- name: Jane Doe\n  mail: x\n- name: John Roe",
            "Dry wells",
            "Jane Doe, John Roe",
        ),
        ("og:title: y\ntitle: Dry wells\n", "Dry wells", None),
        ('"title": "Dry wells"', "Dry wells", None),
        ("title: >\n  Dry\n  wells\nauthor: Jane Doe", "Dry wells", "Jane Doe"),
        ("title: \"Wells\" run dry\nauthor: 'Jane Doe'", None, "Jane Doe"),
        ("title: 1984\nauthor: null", "1984", None),
        ("params:\n  author: Jane Doe\ntitle: Dry wells", "Dry wells", "Jane Doe"),
        # YAML that is broken:
        ("title: Dry wells: a history\nauthors:\n- Jane Doe", "Dry wells: a history", "Jane Doe"),
        (
            "date: 2024-01-05\ntitle: Dry wells: a history\nsummary: >\nnot indented\n",
            "Dry wells: a history",
            None,
        ),
        ("title: >\nnot indented\nauthor: Jane Doe\ndate: 2024-01-05", None, "Jane Doe"),
    ],
)
def test_front_matter_is_yaml(front: str, title: str | None, author: str | None) -> None:
    article = load(f"---\n{front}\n---\n\n{PARAGRAPH}", "a.md")
    assert (article.title, article.author) == (title, author)
    assert [article.text[start:end] for start, end in article.masked] == [f"---\n{front}\n---"]


def test_front_matter_has_the_names_of_other_formats() -> None:
    article = load(
        f"---\nheadline: Dry wells\npublished_at: 2024-01-05\nbyline: Jane Doe\n---\n{PARAGRAPH}", "a.md"
    )
    assert (article.title, article.date, article.author) == (
        "Dry wells",
        datetime.date(2024, 1, 5),
        "Jane Doe",
    )


@pytest.mark.parametrize(
    "front",
    [
        "---\nThe wells are dry.\n\nNote: the farmers say so.\nNobody knows why.\n---",
        "---\n- one: a list\n- and another\n---",
        "---\n# A heading\n---",
    ],
)
def test_text_between_rules_is_no_front_matter(front: str) -> None:
    assert load(f"{front}\n\n{PARAGRAPH}", "a.md").masked == ()


def test_front_matter_that_refers_to_itself_is_read_in_no_time() -> None:
    nested = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 200))
    article = load(f"---\na0: &a0 x\n{nested}title: *a9\nauthor: &b [*b]\n---\n\n{PARAGRAPH}", "a.md")
    assert (article.title, article.author) == (None, None)


@pytest.mark.parametrize("front", ["---\ntitle: [unclosed", '+++\ntitle = "never closed"'])
def test_front_matter_that_is_never_closed_is_text(front: str) -> None:
    article = load(f"{front}\n\n{PARAGRAPH}", "a.md")
    assert (article.title, article.masked) == (None, ())


def test_markdown_with_bold_labels() -> None:
    text = f"# Title: Dry wells\n\n**Author:** Ana Souza\n\n**Date**: 2023-02-11\n\n{PARAGRAPH}"
    article = load(text, "a.md")
    assert (article.title, article.author, article.date) == (
        "Dry wells",
        "Ana Souza",
        datetime.date(2023, 2, 11),
    )
