"""From files to articles: text files, folders, sizes, and what cannot be read."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import ArticleError, CorpusError
from embeddings.files import parse_size, size_words
from embeddings.formats.loaders import LOADERS
from embeddings.loading import article_files, load_articles

SEEDS = Path(__file__).parent.parent / "seeds"
PATH = Path("a.txt")


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
