"""What archives and compressed files give; and what is said of files that cannot be read."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from outcomes import load, outcome, refused
from samples import HARBOUR, ROWS, SAMPLES, archive, epub, jsonl, unzipped, zipped

from embeddings.errors import ArticleError
from embeddings.loading import load_articles


def test_gz_is_what_it_holds():
    assert load("a.html.gz", SAMPLES["a.html.gz"]).text == HARBOUR
    twice = load_articles(Path("a.jsonl.gz"), gzip.compress(jsonl([ROWS[0]])) + gzip.compress(jsonl([ROWS[1]])))
    assert [article.id for article in twice] == ["wire-1", "a.jsonl.gz#2"]


def test_zip_members_have_paths_of_their_own():
    articles = load_articles(Path("a.zip"), archive())
    inside = Path("a.zip").absolute()
    assert [(article.id, article.path) for article in articles] == [
        ("page.html", f"{inside}/inner/page.html"),
        ("note.txt", f"{inside}/inner/note.txt"),
        ("note.txt", f"{inside}/other/note.txt"),
        ("wire-1", f"{inside}/rows.jsonl.gz"),
        ("rows.jsonl.gz#2", f"{inside}/rows.jsonl.gz"),
    ]
    assert articles[0].text == HARBOUR


def test_a_bad_member_costs_only_itself():
    content = zipped({"a.txt": "One.", "b.pdf": "no", "../../c.txt": "Two.", "/d.txt": ""})
    ids, failures = outcome("a.zip", content)
    assert ids == ["a.txt", "c.txt"]
    assert failures == [
        "a.zip/b.pdf: damaged, or no PDF file; save or fetch it anew",
        "a.zip/d.txt: the file is empty; put an article in it or remove it",
    ]


def test_zip_that_is_locked():
    content = bytearray(zipped({"a.txt": "One."}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    assert outcome("a.zip", bytes(content)) == (
        [],
        [f"{Path('a.zip/a.txt')}: is locked with a password; unpack the archive and index the folder"],
    )


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("a.txt.gz", ""),
        ("a.zip", "a.txt"),
        ("a.docx", "a.txt"),
        ("a.docx", "word/media/a.bmp"),
        ("a.epub", "META-INF/container.xml"),
        ("a.epub", "OEBPS/text/two.xhtml"),
    ],
)
def test_bombs_are_not_unpacked(name: str, member: str):
    text = b"word " * 1_000_000
    content = zipped(unzipped(epub()) | {member: text}) if member else gzip.compress(text)
    assert len(content) < 30_000
    assert refused(name, content, 1_000_000) == "unpacks to more than 1 MB; split it, or raise --max-file-size"


def test_what_is_not_read_of_an_archive_may_be_of_any_size():
    content = zipped({"a.txt": "One.", "b.mp4": bytes(2_000_000)})
    assert outcome("a.zip", content, 1_000_000) == (["a.txt"], [])
    book = zipped(unzipped(epub()) | {"OEBPS/map.png": bytes(2_000_000)})
    assert outcome("a.epub", book, 1_000_000) == (["a.epub"], [])


def test_an_archive_that_lies_about_its_size():
    content = zipped({"a.txt": b"word " * 1_000_000})
    size = (5_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    ids, failures = outcome("a.zip", content.replace(size, (9).to_bytes(4, "little")), 1_000_000)
    assert ids == []
    assert failures[0].startswith("a.zip/a.txt: damaged, or no zip file")


def test_a_bomb_of_archives():
    inner = zipped({"a.txt": b"word " * 100_000})
    content = zipped({f"{i}.zip": inner for i in range(10)})
    assert len(content) < 30_000
    ids, failures = outcome("a.zip", content, 1_200_000)
    assert ids == ["a.txt", "a.txt"]
    assert failures[0] == "a.zip/2.zip: unpacks to more than 1.2 MB; split it, or raise --max-file-size"
    assert len(failures) == 8


def test_archives_in_archives():
    inner = zipped({"a.txt": "One."})
    assert [article.path for article in load_articles(Path("a.zip"), zipped({"b.zip": inner}))] == [
        str(Path("a.zip/b.zip/a.txt").absolute())
    ]
    for depth in range(5):
        inner = zipped({f"{depth}.zip": inner})
    assert "lies in 3 archives" in outcome("a.zip", inner)[1][0]


def test_an_archive_without_articles():
    assert refused("a.zip", zipped({"a.png": b"x", ".hidden.txt": "x"})).startswith("no article in this archive")


def test_gz_of_a_format_that_is_not_read():
    assert refused("a.tar.gz", gzip.compress(b"x")).startswith("cannot be read: no loader for .gz")


def test_files_cut_short_are_named():
    for name in ("a.pdf", "a.docx", "a.epub", "a.zip", "a.html.gz"):
        assert "damaged" in refused(name, SAMPLES[name][:150])
        assert refused(name, b"").startswith("the file is empty")


def test_a_file_larger_than_the_limit(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("word " * 1000)
    with pytest.raises(ArticleError, match=r"has 5 kB, more than the 4 kB read; split it, or raise the limit"):
        load_articles(path, max_file_size=4000)
    assert len(load_articles(path, max_file_size=5000)) == 1


def test_the_samples_are_what_they_are_called(tmp_path: Path):
    assert sorted(unzipped(SAMPLES["a.zip"]))[:2] == ["__MACOSX/inner/._note.txt", "inner/.DS_Store"]
    (tmp_path / "a.zip").write_bytes(SAMPLES["a.zip"])
    assert zipfile.is_zipfile(tmp_path / "a.zip")
    assert [json.loads(line)["id"] for line in SAMPLES["a.jsonl"].splitlines()[:1]] == ["wire-1"]
