"""What is removed by hand, and what keeps it out of later updates."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from fakes import LetterEncoder
from held import TEXT
from samples import zipped

from embeddings.articles import Article
from embeddings.changes import PIPELINE_VERSION, content_hash, moved_files
from embeddings.database import STORE_FILE
from embeddings.errors import UnknownArticleError
from embeddings.files import MAX_FILE_SIZE
from embeddings.index import Index
from embeddings.records import KnownFile
from embeddings.store import EncodedFile
from embeddings.verification import problems


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Index:
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([folder])
    return index


def ids(index: Index) -> list[str]:
    return sorted(article.id for article in index.store.all_articles())


def test_what_was_removed_stays_out_until_it_is_named(index: Index, folder: Path):
    assert index.remove(["north.txt", folder / "sub"]) == ["north.txt", "east.txt", "west.txt"]
    assert ids(index) == ["south.txt"]
    report = index.update([folder])
    assert (report.added, report.left_out, report.unchanged) == (0, 3, 1)
    report = index.update([folder / "north.txt", folder / "sub" / "east.txt"])
    assert (report.added, report.left_out) == (2, 0)
    assert index.update([folder]).left_out == 1
    assert ids(index) == ["east.txt", "north.txt", "south.txt"]
    assert problems(index) == []


def test_one_article_of_many_in_a_file_is_removed_alone(tmp_path: Path):
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    path = tmp_path / "many.txt"
    path.write_text("stands for a file of many articles")
    index.add(path, [Article(f"a{i}", str(path), TEXT.format(i, i)) for i in range(3)])
    assert index.remove(["a1"]) == ["a1"]
    assert ids(index) == ["a0", "a2"]
    assert index.store.removals() == {str(path): {"#a1"}}
    assert index.remove([path]) == ["a0", "a2"]
    assert ids(index) == []


@pytest.mark.parametrize("stated", [True, False])
def test_rows_added_to_a_table_whose_only_row_was_removed_are_taken_in(tmp_path: Path, stated: bool):
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    path = tmp_path / "wire.csv"
    rows = [f'{i if stated else ""},"{TEXT.format(f"row {i}", i)}"' for i in (1, 2, 3)]
    path.write_text("\n".join(["id,text", rows[0]]))
    index.update([path])
    assert len(index.remove(ids(index))) == 1
    path.write_text("\n".join(["id,text", *rows]))
    assert index.update([tmp_path]).changed == 1
    assert ids(index) == (["2", "3"] if stated else ["wire.csv#3", "wire.csv#4"])
    assert problems(index) == []


def test_a_removed_member_of_an_archive_takes_no_namesake_with_it(tmp_path: Path):
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    path = tmp_path / "2021.zip"
    members = {f"{month}/storm.txt": TEXT.format(month, 2021) for month in ("may", "june")}
    path.write_bytes(zipped(members))
    index.update([tmp_path])
    assert ids(index) == ["june/storm.txt", "storm.txt"]
    assert index.remove(["storm.txt"]) == ["storm.txt"]
    path.write_bytes(zipped(members | {"july/storm.txt": TEXT.format("july", 2021)}))
    index.update([tmp_path])
    assert sorted(article.path for article in index.store.all_articles()) == [
        f"{path}/july/storm.txt",
        f"{path}/june/storm.txt",
    ]


class Killed(LetterEncoder):
    """An encoder at whose first text the process ends."""

    def encode(self, texts):
        raise KeyboardInterrupt


def test_what_is_taken_in_again_is_so_after_a_process_killed_at_it(tmp_path: Path):
    path = tmp_path / "wire.csv"
    path.write_text("\n".join(["id,text", *(f'{i},"{TEXT.format(f"row {i}", i)}"' for i in (1, 2, 3))]))
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([path])
    index.remove(["2"])
    with pytest.raises(KeyboardInterrupt):
        Index.open(tmp_path / "index", encoder=Killed()).update([path])
    assert ids(index) == ["1", "3"]
    assert index.update([path]).changed == 1
    assert ids(index) == ["1", "2", "3"]
    assert problems(index) == []


def test_what_was_removed_stays_out_where_a_process_is_killed_at_the_move_of_its_file(
    index: Index, folder: Path, tmp_path: Path
):
    path = folder / "wire.csv"
    path.write_text("\n".join(["id,text", *(f'{i},"{TEXT.format(f"row {i}", i)}"' for i in (1, 2))]))
    index.update([folder])
    index.remove(["2"])
    path.rename(folder / "wire2.csv")
    (folder / "new.txt").write_text(TEXT.format("new", 1950))  # which has to be embedded
    with pytest.raises(KeyboardInterrupt):
        Index.open(tmp_path / "index", encoder=Killed()).update([folder])
    (folder / "wire2.csv").rename(folder / "wire3.csv")
    assert index.update([folder]).moved == 1
    assert ids(index) == ["1", "east.txt", "new.txt", "north.txt", "south.txt", "west.txt"]
    assert index.store.removals() == {str(folder / "wire3.csv"): {"#2"}}


@pytest.mark.parametrize("stated", [True, False])
def test_what_was_removed_stays_out_when_its_file_is_renamed_or_changed(tmp_path: Path, stated: bool):
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    folder = tmp_path / "articles"
    folder.mkdir()
    rows = [f"{i if stated else ''},{TEXT.format(f'row {i}', i)!r}".replace("'", '"') for i in (1, 2, 3)]
    (folder / "wire.csv").write_text("\n".join(["id,text", *rows]))
    index.update([folder])
    index.remove(["2" if stated else "wire.csv#3"])
    (folder / "wire.csv").rename(folder / "wire2.csv")
    assert index.update([folder]).moved == 1
    kept = ["1", "3"] if stated else ["wire2.csv#2", "wire2.csv#4"]
    assert ids(index) == kept
    (folder / "wire2.csv").write_text("\n".join(["id,text", *rows, ""]) + "\n")
    assert index.update([folder]).changed == 1
    assert ids(index) == kept
    assert list(index.store.removals()) == [str(folder / "wire2.csv")]
    assert problems(index) == []


@pytest.mark.parametrize("columns", ["title,text", "id,title,text"])
def test_a_removed_row_is_known_by_what_it_says_where_it_states_no_id_of_its_own(tmp_path: Path, columns: str):
    def write(*titles: str) -> None:
        start = "wire," if columns.startswith("id") else ""  # the same in every row
        rows = (f'{start}{title},"{TEXT.format("east", 1900)}"' for title in titles)
        path.write_text("\n".join([columns, *rows]))

    path = tmp_path / "wire.csv"
    write("Storm", "Vote", "Fire")
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([tmp_path])
    index.remove(["wire#3" if columns.startswith("id") else "wire.csv#3"])
    write("New", "Storm", "Vote", "Fire")
    assert index.update([tmp_path]).changed == 1
    assert sorted(article.heading for article in index.store.all_articles()) == ["Fire", "New", "Storm"]
    index.update([path])
    assert sorted(article.heading for article in index.store.all_articles()) == ["Fire", "New", "Storm", "Vote"]


def test_a_removed_message_is_known_by_what_it_says(tmp_path: Path):
    def write(*subjects: str) -> None:
        begin = "From me@example.com Mon Jan  6 10:00:00 2020\nSubject: "
        messages = (f"{begin}{subject}\n\n{TEXT.format(subject, 1900)}\n\n" for subject in subjects)
        (tmp_path / "wire.mbox").write_text("".join(messages))

    write("Storm", "Vote", "Fire")
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([tmp_path])
    index.remove(["wire.mbox#2"])
    write("Storm", "New", "Vote", "Fire")
    assert index.update([tmp_path]).changed == 1
    assert [article.heading for article in index.store.all_articles()] == ["Storm", "New", "Fire"]


def test_a_removed_row_stays_out_by_its_id_when_its_text_is_corrected(tmp_path: Path):
    path = tmp_path / "wire.csv"
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    for year in (1900, 1901):
        path.write_text("\n".join(["id,text", *(f'{i},"{TEXT.format(f"row {i}", year)}"' for i in (1, 2))]))
        index.update([tmp_path])
        if year == 1900:
            index.remove(["2"])
    assert ids(index) == ["1"]


def test_a_removed_file_stays_out_when_it_is_renamed(index: Index, folder: Path):
    assert index.remove(["north.txt", folder / "sub"]) == ["north.txt", "east.txt", "west.txt"]
    (folder / "north.txt").rename(folder / "northern.txt")
    (folder / "sub").rename(folder / "other")
    for _ in range(2):
        report = index.update([folder])
        assert (report.added, report.moved, report.removed, report.left_out, report.unchanged) == (0, 0, 0, 3, 1)
    assert ids(index) == ["south.txt"]
    names = ("northern.txt", "other/east.txt", "other/west.txt")
    assert index.store.removed_files().keys() == {str(folder / name) for name in names}
    assert index.update([folder / "northern.txt"]).added == 1
    assert ids(index) == ["northern.txt", "south.txt"]
    assert problems(index) == []


def test_a_removed_file_stays_out_when_only_the_case_of_its_suffix_changes(index: Index, folder: Path):
    index.remove(["north.txt"])
    (folder / "north.txt").rename(folder / "north.TXT")
    assert index.update([folder]).left_out == 1
    assert ids(index) == ["east.txt", "south.txt", "west.txt"]


def test_a_file_removed_at_an_older_version_is_known_when_it_is_renamed(index: Index, folder: Path):
    path = folder / "north.txt"
    index.store.put_files([EncodedFile(str(path), content_hash(path.read_bytes(), PIPELINE_VERSION - 1), [])])
    index.remove([path])
    path.rename(folder / "northern.txt")
    assert index.update([folder]).left_out == 1
    assert ids(index) == ["east.txt", "south.txt", "west.txt"]


def test_a_copy_of_a_removed_file_is_another(index: Index, folder: Path):
    index.remove(["north.txt"])
    (folder / "copy.txt").write_text(TEXT.format("north", 1900))
    report = index.update([folder])
    assert (report.added, report.left_out) == (1, 1)
    assert ids(index) == ["copy.txt", "east.txt", "south.txt", "west.txt"]


def test_removed_files_of_one_content_all_stay_out_when_they_are_renamed(index: Index, folder: Path):
    twins = [folder / "sub" / name for name in ("one.txt", "two.txt")]
    for twin in twins:
        twin.write_text(TEXT.format("twin", 1950))
    index.update([folder])
    index.remove([folder / "sub"])
    (folder / "sub").rename(folder / "other")
    report = index.update([folder])
    assert (report.added, report.left_out) == (0, 4)
    assert ids(index) == ["north.txt", "south.txt"]


def test_a_kept_file_is_not_left_out_for_a_removed_one_of_the_same_content(index: Index, folder: Path):
    kept, removed = folder / "kept.txt", folder / "removed.txt"
    for twin in (kept, removed):
        twin.write_text(TEXT.format("twin", 1950))
    index.update([folder])
    index.remove([removed])
    removed.unlink()
    kept.rename(folder / "renamed.txt")
    report = index.update([folder])
    assert (report.moved, report.removed, report.left_out) == (1, 0, 0)
    assert "renamed.txt" in ids(index)


def test_of_two_files_of_one_content_the_removed_one_is_known_by_its_name(index: Index, folder: Path):
    for name in ("one.txt", "two.txt"):
        (folder / "sub" / name).write_text(TEXT.format("twin", 1950))
    index.update([folder])
    index.remove([folder / "sub" / "one.txt"])
    (folder / "sub").rename(folder / "other")
    report = index.update([folder])
    assert (report.added, report.moved, report.removed, report.left_out) == (0, 3, 0, 1)
    assert ids(index) == ["east.txt", "north.txt", "south.txt", "two.txt", "west.txt"]


def test_a_file_removed_when_it_was_taken_in_part_stays_out_when_it_is_renamed(index: Index, folder: Path):
    path = folder / "north.txt"
    index.store.put_files([EncodedFile(str(path), f"{content_hash(path.read_bytes())}+1", [])])
    index.remove([path])
    path.rename(folder / "northern.txt")
    assert index.update([folder]).left_out == 1
    assert ids(index) == ["east.txt", "south.txt", "west.txt"]


def test_a_renamed_file_may_be_as_large_as_the_update_allows(tmp_path: Path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_SIZE + 1)
    known = {"old.txt": KnownFile(content_hash(path.read_bytes()))}
    assert moved_files([path], known, ["old.txt"]) == {}
    assert moved_files([path], known, ["old.txt"], MAX_FILE_SIZE + 1) == {str(path): "old.txt"}


def test_a_file_removed_before_its_hash_was_kept_stays_out_by_its_path(index: Index, folder: Path):
    index.remove(["north.txt"])
    with sqlite3.connect(index.store.folder / STORE_FILE) as connection:
        connection.execute("UPDATE removals SET name = ''")
    connection.close()
    assert index.update([folder]).left_out == 1
    assert index.update([folder / "north.txt"]).added == 1


@pytest.mark.parametrize("name", ["nothing.txt", "", " "])
def test_nothing_is_removed_where_one_name_is_unknown(
    index: Index, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(folder)
    with pytest.raises(UnknownArticleError, match=f"no article '{name}' in this index; `citeqa stats --articles`"):
        index.remove(["north.txt", name])
    assert ids(index) == ["east.txt", "north.txt", "south.txt", "west.txt"]
