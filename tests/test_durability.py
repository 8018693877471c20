"""Killed at any instant, on a full disk, two at once, spoilt bytes: nothing committed is lost and runs go on."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from archives import ARTICLES, COMMON, QUESTIONS, assert_same, contents, write_article
from fakes import LetterEncoder

from embeddings.database import STORE_FILE
from embeddings.errors import IndexFolderError, StoreBusyError
from embeddings.index import Index
from embeddings.verification import problems

TESTS = Path(__file__).parent


class Child:
    """The process that indexes, and its children that are killed."""

    def __init__(self, articles: Path, folder: Path):
        self.kills = 0
        self._seconds = 0.3
        self._chance = random.Random(20)
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(TESTS / "indexing.py"), str(articles), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])},
        )

    def start(self) -> int:
        """Start indexing; the process to kill."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        word, number = self._line().split()
        assert word == "started"
        return int(number)

    def kill_sometime(self) -> None:
        """Start indexing and kill it before, as far as earlier turns tell, it is done."""
        process = self.start()
        time.sleep(self._chance.uniform(0, self._seconds))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        done = self.ended()
        self.kills += not done
        self._seconds *= 0.7 if done else 1.15

    def ended(self) -> bool:
        """Wait until it is done or dead; whether it was done."""
        line = self._line()
        done = line == "done"
        while not line.startswith("ended"):
            line = self._line()
        # It may be killed between saying that it is done and ending.
        assert line in (("ended 0", "ended -9") if done else ("ended -9",))
        return done

    def finish(self) -> None:
        """Index undisturbed."""
        self.start()
        assert self.ended()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate(timeout=60)

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline().strip()
        assert line, "the indexing process died"
        return line


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(ARTICLES):
        write_article(folder, number)
    return folder


def test_killed_at_any_instant_it_goes_on(articles: Path, tmp_path: Path):
    folder = tmp_path / "index"
    stored: set[str] = set()
    outdated: set[str] = set()
    with Child(articles, folder) as child:
        for turn in range(120):
            if child.kills == 30:
                break
            child.kill_sometime()
            stored = _nothing_lost(folder, stored - outdated)
            outdated |= _change(articles, turn)
        child.finish()
    assert child.kills == 30
    without = Index.open(tmp_path / "without", encoder=LetterEncoder(), create=True)
    without.update([articles])
    with_kills = Index.open(folder, encoder=LetterEncoder())
    assert problems(with_kills) == []
    assert with_kills.store.reprints() > 20
    assert {bool(article.masked) for article in with_kills.store.all_articles() if COMMON in article.text} == {
        True
    }
    assert_same(with_kills, without)


def _change(articles: Path, turn: int) -> set[str]:
    """Articles are added, one is changed and one is gone, so that there is more to do; the names of these two."""
    for number in range(ARTICLES + 10 * turn, ARTICLES + 10 * turn + 10):
        write_article(articles, number)
    write_article(articles, 2 * turn, version=turn + 1)
    (articles / f"{2 * turn + 1:04}.txt").unlink()
    return {f"{2 * turn:04}.txt", f"{2 * turn + 1:04}.txt"}


def _nothing_lost(folder: Path, before: set[str]) -> set[str]:
    """The articles stored now, among which are those stored before; and all of it can be searched."""
    try:
        index = Index.open(folder, encoder=LetterEncoder())
    except IndexFolderError:
        assert not before
        return set()
    stored = {article.id for article in index.store.all_articles()}
    assert before <= stored
    index.close()
    return stored


def test_killed_while_what_is_searched_is_built(articles: Path, tmp_path: Path):
    """The files of what is searched are spoilt before every kill, so that the process has them to build."""
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([articles])
    half_written = 0
    with Child(articles, tmp_path / "index") as child:
        for turn in range(ARTICLES):
            if child.kills == 20:
                break
            for pattern in (("vectors-*",), ("lexical/*.idx",), ("vectors-*", "lexical/*.idx"))[turn % 3]:
                _spoil(tmp_path / "index", pattern)
            index.store.remove_files([str(articles / f"{turn:04}.txt")])
            child.kill_sometime()
            half_written += any((tmp_path / "index").rglob("*.new"))
        child.finish()
    assert child.kills == 20
    assert half_written >= 1
    without = Index.open(tmp_path / "without", encoder=LetterEncoder(), create=True)
    without.update([articles])
    assert problems(index) == []
    assert_same(index, without)


def _spoil(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        content = bytearray(path.read_bytes())
        content[len(content) // 2 :] = b"\x00" * (len(content) - len(content) // 2)
        path.unlink()  # whoever has it open keeps the old one
        path.write_bytes(content)


FULL_DISK = """
import resource, sys
from pathlib import Path
from fakes import LetterEncoder
from embeddings.errors import IndexFolderError
from embeddings.index import Index
index = Index.open(Path(sys.argv[2]), encoder=LetterEncoder(), create=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    index.update([Path(sys.argv[1])])
except IndexFolderError as error:
    print(error)
"""


@pytest.mark.parametrize("limit", [60_000, 130_000, 220_000])
def test_a_file_that_cannot_grow_is_named_and_the_next_run_goes_on(articles: Path, tmp_path: Path, limit: int):
    """As on a full disk; the limits fall into the first commit, a later one, and the end."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FULL_DISK, str(articles), str(tmp_path / "index"), str(limit)],
        capture_output=True,
        text=True,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS.parent)},
        check=True,
    )
    assert str(tmp_path / "index") in done.stdout and "space" in done.stdout, (done.stdout, done.stderr)
    index = Index.open(tmp_path / "index", encoder=LetterEncoder())
    stored = index.store.counts()[0]
    report = index.update([articles])
    assert (report.unchanged, report.added) == (stored, ARTICLES - stored)
    without = Index.open(tmp_path / "without", encoder=LetterEncoder(), create=True)
    without.update([articles])
    assert problems(index) == []
    assert_same(index, without)


def test_two_at_once_the_second_waits_and_finds_it_done(articles: Path, tmp_path: Path):
    with Child(articles, tmp_path / "index") as one, Child(articles, tmp_path / "index") as other:
        one.start()
        other.start()
        assert (one.ended(), other.ended()) == (True, True)
    index = Index.open(tmp_path / "index", encoder=LetterEncoder())
    assert index.store.counts()[:2] == (ARTICLES, ARTICLES)
    assert problems(index) == []


def test_an_open_index_keeps_its_locks(articles: Path, tmp_path: Path):
    """Without them another process would take itself for the last one, and delete the log that is in use."""
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    index.update([articles])
    with Child(articles, tmp_path / "index") as child:
        child.finish()
    assert (tmp_path / "index" / f"{STORE_FILE}-wal").exists()
    index.close()
    assert not (tmp_path / "index" / f"{STORE_FILE}-wal").exists()


def test_who_has_waited_long_enough_is_told(articles: Path, tmp_path: Path):
    first = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    second = Index(first.store, LetterEncoder(), busy_seconds=0.05)
    with first.writing(), pytest.raises(StoreBusyError, match="another process is updating this index"):
        second.update([articles])
    assert second.update([articles]).added == ARTICLES


@pytest.fixture
def sound(articles: Path, tmp_path: Path) -> Iterator[Index]:
    index = Index.open(tmp_path / "sound", encoder=LetterEncoder(), create=True)
    index.update([articles])
    index.close()
    yield Index.open(tmp_path / "sound", encoder=LetterEncoder())


def copies(sound: Index, pattern: str, count: int) -> Iterator[Path]:
    """Copies of an index in which one of these files has a bit flipped, or its end cut off."""
    chance = random.Random(5)
    for number in range(count):
        copy = Path(shutil.copytree(sound.store.folder, sound.store.folder.with_name(f"copy{number}")))
        path = chance.choice(sorted(copy.glob(pattern)))
        content = bytearray(path.read_bytes())
        place = chance.randrange(max(1, len(content)))
        if content and number % 4:
            content[place] ^= 1 << chance.randrange(8)
        path.write_bytes(content if number % 4 else content[:place])
        yield copy
        shutil.rmtree(copy, ignore_errors=True)  # tantivy's own threads may still write there


@pytest.mark.parametrize("pattern", ["vectors-*", "lexical/*"])
def test_what_is_derived_and_spoilt_is_built_again_not_searched(sound: Index, pattern: str):
    dense, lexical = sound.dense(QUESTIONS, 20), [sound.lexical(question, 20) for question in QUESTIONS]
    for folder in copies(sound, pattern, 24):
        copy = Index.open(folder, encoder=LetterEncoder())
        assert copy.dense(QUESTIONS, 20) == dense
        assert [copy.lexical(question, 20) for question in QUESTIONS] == lexical
        assert problems(copy) == []


def test_spoilt_bytes_of_the_store_are_named(sound: Index):
    expected, named = contents(sound), 0
    for folder in copies(sound, STORE_FILE, 60):
        try:
            copy = Index.open(folder, encoder=LetterEncoder())
            found = problems(copy)
            # Bytes that nothing is stored in may be spoilt without harm.
            assert found or contents(copy) == expected
            named += bool(found)
        except IndexFolderError as error:
            assert str(folder) in str(error)
            named += 1
    assert named > 30
