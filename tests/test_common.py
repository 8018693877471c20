"""Lines that many articles of one source have: masked in these, whatever came and went, in whatever order."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import LetterEncoder, article
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.articles import Article
from embeddings.duplicates import sketch
from embeddings.index import Index
from embeddings.lines import counted_lines, repeated_ranges
from embeddings.rows import EncodedArticle
from embeddings.store import EncodedFile, Store
from embeddings.updating import Updater
from embeddings.verification import problems

FOOT = "The Valley Courier is printed by its readers' own society."
HEAD = "All the news of the valley, every morning but Sunday"
WORDS = [f"word{i}" for i in range(500)]
NONE = np.empty((0, 26), dtype=np.float32)


def story(number: int, *around: str, source: str | None = "Courier") -> Article:
    """Forty words of its own between two lines, and these lines after."""
    words = random.Random(number).sample(WORDS, 40)
    text = "\n".join([f"It is story {number}.", " ".join(words) + ".", *around])
    return Article(f"s{number}", f"/{number}", text, source=source)


def masked(one: Article) -> list[str]:
    return [one.text[start:end] for start, end in one.masked]


def put(store: Store, articles: Sequence[Article]) -> None:
    """Each in a file of its own, without passages."""
    store.put_files(
        EncodedFile(one.path, "hash", [EncodedArticle(one, [], NONE, sketch(one))]) for one in articles
    )


def words_of(store: Store, numbers: set[int]) -> set[str]:
    return {
        one.text[line.start : line.end]
        for one in store.all_articles()
        for line in counted_lines(one)
        if line.number in numbers
    }


def common(folder: Path, articles: Sequence[Article]) -> set[str]:
    store = Store.open(folder, create=True)
    put(store, articles)
    return words_of(store, store.common_lines())


# -- which lines


def test_short_lines_questions_labels_and_rows_are_not_counted() -> None:
    counted = [HEAD, FOOT, "a line of twenty let"]
    others = [
        "a line of 19 letter",
        "What would you do about it?",
        "The minister of water:",
        "Wheat | 20 | 30 | 40",
    ]
    others += ["Wheat      20     30 ", "Wheat\t20\t30\t40\t50"]
    one = article("\n".join([*counted, *others]))
    assert [one.text[line.start : line.end] for line in counted_lines(one)] == counted


def test_a_line_is_known_by_its_words_and_its_source() -> None:
    number, spaced, other = (
        counted_lines(story(1, line, source=source))[-1].number
        for line, source in ((FOOT, "Courier"), (f" {FOOT.replace(' is ', '  is ')}", "Courier"), (FOOT, "Herald"))
    )
    assert number == spaced != other


def test_masked_lines_are_not_counted() -> None:
    text = f"{HEAD}\n{FOOT}\nThe mayor opened the harbour."
    one = article(text, masked=((3, 10), (len(HEAD) + 1, len(HEAD) + 1 + len(FOOT))))
    assert [text[line.start : line.end] for line in counted_lines(one)] == ["The mayor opened the harbour."]


def test_an_article_of_nothing_but_common_lines_keeps_them() -> None:
    one, two = article(f"{HEAD}\n\n{FOOT}\n"), article(f"{HEAD}\nHe won.\n{FOOT}")
    numbers = {line.number for line in counted_lines(one)}
    assert repeated_ranges(one, numbers) == ()
    assert [two.text[start:end] for start, end in repeated_ranges(two, numbers)] == [HEAD, FOOT]


@pytest.mark.parametrize(
    ("size", "with_line", "is_common"),
    [(5, 5, False), (6, 5, False), (6, 6, True), (10, 5, False), (10, 6, True), (100, 14, False), (100, 15, True)],
)
def test_common_is_five_articles_and_a_tenth_of_the_source(
    tmp_path: Path, size: int, with_line: int, is_common: bool
) -> None:
    others = [story(number, FOOT, source="Herald") for number in range(1000, 1005)]
    found = common(tmp_path, [*(story(n, *[FOOT] * (n < with_line)) for n in range(size)), *others])
    assert found == ({FOOT} if is_common else set())


def test_articles_that_state_no_source_are_those_of_one(tmp_path: Path) -> None:
    assert common(tmp_path, [story(number, FOOT, source=None) for number in range(6)]) == {FOOT}


def test_reprints_are_one_witness_and_articles_too_short_to_compare_none(tmp_path: Path) -> None:
    reprints = [Article(f"r{n}", f"/r{n}", story(1, FOOT).text, source="Courier") for n in range(20)]
    short = [Article(f"b{n}", f"/b{n}", f"Story {n}.\n{FOOT}", source="Courier") for n in range(20)]
    store = Store.open(tmp_path, create=True)
    put(store, [*reprints, *short, *(story(n, FOOT) for n in range(2, 6))])
    assert store.common_lines() == set()
    put(store, [story(6, FOOT)])
    assert words_of(store, store.common_lines()) == {FOOT}


# -- kept in step


def update(store: Store, folder: Path, articles: Sequence[Article], encoder: LetterEncoder) -> None:
    """Put these, each in a file of its own, and settle."""
    updater = Updater(store, encoder.encode, 26, progress=False)
    for one in articles:
        path = folder / f"{one.id}.txt"
        path.write_text(one.text)
        updater.add(path, [one])
    updater.settle()


def contents(store: Store) -> dict[str, tuple[list[str], list[tuple[int, int, bytes]]]]:
    """What is masked in each article, and its passages with their vectors."""
    return {
        one.article.id: (
            masked(one.article),
            [(p.start, p.end, v.tobytes()) for p, v in zip(one.passages, one.vectors, strict=True)],
        )
        for one in store.encoded([article.id for article in store.all_articles()], 26)
    }


def test_articles_are_cut_anew_when_a_line_becomes_common_and_when_it_is_so_no_more(tmp_path: Path) -> None:
    store, encoder = Store.open(tmp_path, create=True), LetterEncoder()
    update(store, tmp_path, [story(n, FOOT) for n in range(5)], encoder)
    before = contents(store)
    assert before["s0"] == ([], before["s0"][1])
    assert len(encoder.encoded) == 5
    update(store, tmp_path, [story(5, FOOT)], encoder)
    assert [what for what, _ in contents(store).values()] == [[FOOT]] * 6
    assert not any(FOOT in text for text in encoder.encoded[6:])
    assert store.article("s0").text == story(0, FOOT).text
    # What comes later is cut right at once, and nothing else is touched.
    generation = store.last_commit()
    update(store, tmp_path, [story(6, FOOT)], encoder)
    assert len(encoder.encoded) == 13
    assert store.last_commit().passages == generation.passages + 1
    store.remove_articles(["s5", "s6"])
    update(store, tmp_path, [], encoder)
    assert contents(store) == before
    generation = store.last_commit()
    update(store, tmp_path, [], encoder)
    assert store.last_commit() == generation


def test_an_article_that_keeps_its_common_lines_is_left_alone(tmp_path: Path) -> None:
    store, encoder = Store.open(tmp_path, create=True), LetterEncoder()
    only = Article("only", "/only", f"{FOOT}\n{HEAD}", source="Courier")
    update(store, tmp_path, [only, *(story(n, FOOT, HEAD) for n in range(6))], encoder)
    assert contents(store)["only"][0] == []
    assert contents(store)["s0"][0] == [f"{FOOT}\n{HEAD}"]
    generation = store.last_commit()
    update(store, tmp_path, [], encoder)
    assert store.last_commit() == generation


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(range(16)),
    parts=st.lists(st.integers(1, 9), min_size=3, max_size=6),
    gone=st.sets(st.integers(0, 15), max_size=6),
)
def test_built_in_any_steps_it_is_as_if_built_at_once(order: list[int], parts: list[int], gone: set[int]) -> None:
    articles = {
        n: story(n, *[HEAD] * (n % 2), *[FOOT] * (n % 4 != 1), source="Courier" if n % 3 else None) for n in order
    }
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        steps, at_once = Store.open(Path(one), create=True), Store.open(Path(other), create=True)
        for size in [*parts, 16]:
            update(steps, Path(one), [articles[n] for n in order[:size]], LetterEncoder())
            order = order[size:]
        steps.remove_articles(articles[n].id for n in gone)
        update(steps, Path(one), [], LetterEncoder())
        update(at_once, Path(other), [articles[n] for n in range(16) if n not in gone], LetterEncoder())
        assert contents(steps) == contents(at_once)
        steps.close()
        at_once.close()


def test_common_lines_are_not_found_and_are_again_when_they_are_not_common(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for n in range(6):
        (articles / f"{n}.txt").write_text(story(n, FOOT).text)
    index = Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)
    report = index.update([articles])
    assert (index.lexical("society", 9), len(index.lexical("story", 9))) == ([], 6)
    assert report.passages == 12
    assert index.store.passage_ids().tolist() == [place for place, _ in sorted(index.dense(["story"], 9)[0])]
    index.remove(["5.txt"])
    assert (len(index.lexical("society", 9)), len(index.lexical("story", 9))) == (5, 5)
    assert problems(index) == []


class FailingEncoder(LetterEncoder):
    """Fails once it has encoded so many texts."""

    def __init__(self, most: int):
        super().__init__()
        self._most = most

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if len(self.encoded) + len(texts) > self._most:
            raise KeyboardInterrupt
        return super().encode(texts)


def test_broken_off_while_articles_are_cut_anew_it_is_gone_on_with(tmp_path: Path) -> None:
    store, encoder = Store.open(tmp_path, create=True), LetterEncoder()
    articles = [story(n, FOOT) for n in range(70)]
    with pytest.raises(KeyboardInterrupt):
        update(store, tmp_path, articles, FailingEncoder(70 + 40))
    assert sum(bool(what) for what, _ in contents(store).values()) == 32
    update(store, tmp_path, articles, encoder)
    assert all(what == [FOOT] for what, _ in contents(store).values())
    assert len(encoder.encoded) == 70 - 32
