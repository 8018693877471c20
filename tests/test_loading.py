"""From files to articles: encodings, folders, Markdown, and what cannot be read."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.articles import Article
from embeddings.errors import ArticleError, CorpusError
from embeddings.files import parse_size, size_words
from embeddings.formats.encoding import decode
from embeddings.formats.loaders import LOADERS
from embeddings.loading import article_files, load_articles

SEEDS = Path(__file__).parent.parent / "seeds"
PATH = Path("a.txt")


def load(text: str, name: str = "a.txt") -> Article:
    (article,) = load_articles(Path(name), text.encode())
    return article


# --- text files -----------------------------------------------------------------------------------


def test_the_seeds() -> None:
    articles = [article for path in article_files(SEEDS) for article in load_articles(path)]
    assert [(a.id[:3], a.title, a.date, a.author, a.source, a.dateline) for a in articles] == [
        ("000", "US ties with Iraq, allies take hit after drone strike", None, None, "AFP", "Baghdad"),
        (
            "001",
            "US Strike in Iraq Raises Tensions and Questions Over Future Relations",
            datetime.date(2024, 1, 5),
            "AiBot",
            None,
            None,
        ),
        (
            "002",
            "US Warns Iraq of Embassy Shutdown in Response to Attacks on Personnel",
            datetime.date(2020, 9, 29),
            None,
            "NBC News/Reuters",
            None,
        ),
        (
            "003",
            "Ambassador flees as angry Iraqis storm US embassy",
            datetime.date(2020, 1, 26),
            "Ahmed Rasheed",
            "Washington Post",
            None,
        ),
        ("004", None, None, None, None, "Washington"),
    ]
    assert articles[4].heading == (
        "The United States did not notify the Iraqi government in advance of recent strikes …"
    )
    assert all(article.text.encode() == Path(article.path).read_bytes() for article in articles)


def test_an_article_carries_its_name_and_place(tmp_path: Path) -> None:
    path = tmp_path / "folder" / ".." / "b.TXT"
    (tmp_path / "folder").mkdir()
    (tmp_path / "b.TXT").write_bytes(b"One.\r\nTwo.\rThree.\n")
    (article,) = load_articles(path)
    assert (article.id, article.path) == ("b.TXT", str((tmp_path / "b.TXT").resolve()))
    assert article.text == "One.\r\nTwo.\rThree.\n"


# --- encodings ------------------------------------------------------------------------------------

SENTENCE = "Señor Núñez said the café’s owner was “naïve” – and the minister, in Zürich, agreed on Monday."


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (SENTENCE.encode(), "utf-8"),
        (SENTENCE.encode("utf-8-sig"), "utf-8"),
        (SENTENCE.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + SENTENCE.encode("utf-16-be"), "utf-16-be"),
        (SENTENCE.encode("utf-32"), "utf-32-le"),
        (SENTENCE.encode("cp1252"), "cp1252"),
    ],
)
def test_decode(content: bytes, encoding: str) -> None:
    assert decode(PATH, content) == (SENTENCE, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("café", "cp1252"),
        ("Привет, это статья о войне и мире в Ираке.", "cp1251"),
        (
            "Prezydent powiedział, że żołnierze wrócą do domu jeszcze w tym tygodniu, podała agencja.",
            "cp1250",
        ),
        ("日本の首相は今日、記者会見で述べた。", "cp932"),
    ],
)
def test_decode_detects(text: str, encoding: str) -> None:
    assert decode(PATH, text.encode(encoding)) == (text, encoding)


def test_decode_keeps_utf8_that_is_cut_off() -> None:
    content = ("é" * 30).encode()[:-1]
    assert decode(PATH, content) == ("é" * 29 + "\ufffd", "utf-8, 1 damaged")


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), min_size=1))
def test_decode_gives_back_what_was_encoded(text: str) -> None:
    plain = text.lstrip("\ufeff")
    assert decode(PATH, plain.encode()) == (plain, "utf-8")
    assert decode(PATH, plain.encode("utf-16")) == (plain, "utf-16-le")


# --- what cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "only blank space"),
        (b"\xef\xbb\xbf\n", "only blank space"),
        ("\u200b \ufeff".encode(), "only blank space"),
        (b"PK\x03\x04\x00\x00data", "binary"),
        (b"\x01\x02\x03\x04abc\x05\x06", "binary"),
        (b"\xff\xfea", "damaged"),
        (bytes((i * i * 73 + 41) % 223 + 32 for i in range(500)), "encoding|binary"),
    ],
)
def test_content_that_is_no_article(content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason) as caught:
        load_articles(PATH, content)
    assert caught.value.path == PATH
    assert str(caught.value).startswith("a.txt: ")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"no\.txt: no such file; check the path"):
        load_articles(tmp_path / "no.txt")


def test_unknown_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_text("Text.")
    with pytest.raises(ArticleError, match=r"no loader for \.xyz; files read are \.csv, \.docx"):
        load_articles(tmp_path / "a.xyz")


def test_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="a folder; give a file"):
        load_articles(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be read by root")
def test_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(ArticleError, match="permission denied"):
        load_articles(tmp_path / "a.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(ArticleError, match="neither a file nor a folder"):
        load_articles(tmp_path / "a.txt")


@settings(deadline=None)  # the first file of a format loads its library
@given(st.binary(), st.sampled_from([*(f"a{suffix}" for suffix in LOADERS), "a.txt.gz", "a.csv.gz"]))
def test_any_bytes_give_articles_or_an_article_error(content: bytes, name: str) -> None:
    try:
        articles = load_articles(Path(name), content)
    except ArticleError:
        return
    for article in articles:
        assert article.text.strip()
        assert all(0 <= start < end <= len(article.text) for start, end in article.masked)


# --- folders --------------------------------------------------------------------------------------


def test_article_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.TXT", "d.png", ".hidden.txt", "sub/e.txt", ".git/f.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    assert article_files(tmp_path) == [tmp_path / name for name in ("a.md", "b.txt", "c.TXT", "sub/e.txt")]
    assert article_files(tmp_path / "b.txt") == [tmp_path / "b.txt"]


def test_article_files_through_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    corpus = tmp_path / "corpus"
    outside.mkdir()
    corpus.mkdir()
    (outside / "a.txt").write_text("Text.")
    (corpus / "up").symlink_to(corpus)
    (corpus / "linked").symlink_to(outside)
    (corpus / "again.txt").symlink_to(outside / "a.txt")
    (corpus / "gone.txt").symlink_to(outside / "gone.txt")
    (corpus / "round.txt").symlink_to(corpus / "round.txt")
    files = article_files(corpus)
    assert [path.name for path in files] == ["again.txt", "gone.txt", "round.txt"]
    for path in files[1:]:
        with pytest.raises(ArticleError):
            load_articles(path)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file or folder; check the path"):
        article_files(tmp_path / "no")


def test_folder_with_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    with pytest.raises(CorpusError, match=r"no article in this folder; files read are \.csv, \.docx"):
        article_files(tmp_path)


# --- Markdown -------------------------------------------------------------------------------------


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


# --- sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "size", "rounded"),
    [
        ("50MB", 50_000_000, "50 MB"),
        ("1.5 gb", 1_500_000_000, "1.5 GB"),
        ("80k", 80_000, "80 kB"),
        ("12345", 12_345, "12.3 kB"),
        ("7b", 7, "7 bytes"),
        ("0", 0, "0 bytes"),
    ],
)
def test_sizes(words: str, size: int, rounded: str) -> None:
    assert (parse_size(words), size_words(size)) == (size, rounded)
    assert parse_size(size_words(50_000_000)) == 50_000_000


@pytest.mark.parametrize("words", ["", "MB", "5 apples", "-5MB", "1e9", "inf", "5TB"])
def test_no_sizes(words: str) -> None:
    with pytest.raises(ValueError, match="is not a size; write it like 200MB"):
        parse_size(words)
