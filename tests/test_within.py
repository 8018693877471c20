"""Filters: what they keep, against a filter written in Python; and what they say where nothing can be kept."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import numpy as np
import pytest
from fakes import LetterEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.articles import Article, Passage
from embeddings.errors import FilterError
from embeddings.index import Index
from embeddings.rows import EncodedArticle
from embeddings.store import EncodedFile, Store
from embeddings.within import EVERYTHING, Within, folders_of
from qa import Answerer

DAYS = [None, *(datetime.date(2020, 1, day) for day in (1, 2, 3))]
SOURCES = [None, "AFP", "afp", "Zürich Post"]
FOLDERS = ["/a", "/a/b", "/a b", "/a/b.zip"]
ARTICLES = [
    Article(f"{number}", f"{folder}/{number}.txt", "Text.", date=date, source=source)
    for number, (folder, date, source) in enumerate((f, d, s) for f in FOLDERS for d in DAYS for s in SOURCES)
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = Store.open(tmp_path_factory.mktemp("store"), create=True)
    vectors = np.ones((1, 4))
    opened.put_files(
        EncodedFile(one.path, "hash", [EncodedArticle(one, [Passage(one.id, 0, 5)], vectors)]) for one in ARTICLES
    )
    return opened


def is_kept(article: Article, within: Within, as_of: datetime.date | None) -> bool:
    """The oracle."""
    if as_of and article.date and article.date > as_of:
        return False
    if (within.since or within.until) and not article.date:
        return False
    if article.date and not (within.since or article.date) <= article.date <= (within.until or article.date):
        return False
    if within.sources and (article.source or "").lower() not in [source.lower() for source in within.sources]:
        return False
    return within.folder is None or Path(article.path).is_relative_to(within.folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
    sources=st.lists(st.sampled_from(["Afp", "ZÜRICH post"]), max_size=2),
    folder=st.sampled_from([None, *FOLDERS, Path("/a/b/16.txt"), "/a/", "/"]),
    as_of=st.sampled_from(DAYS),
)
def test_the_passages_kept_are_those_of_the_articles_within(
    store: Store, days: tuple, sources: list[str], folder: str | None, as_of: datetime.date | None
):
    since, until = sorted(days) if all(days) else days
    within = Within(since, until, tuple(sources), folder)
    kept = {article.id for article in ARTICLES if is_kept(article, within, as_of)}
    found = store.passages_within(within, as_of=as_of)
    if found is None:
        assert kept == {article.id for article in ARTICLES}
    else:
        assert kept < {article.id for article in ARTICLES}
        assert {passage.article for passage in store.passages(found.tolist()).values()} == kept


def test_without_a_filter_nothing_is_left_out(store: Store):
    assert store.passages_within(EVERYTHING) is None
    assert store.passages_within(as_of=datetime.date(2020, 1, 3)) is None


@pytest.mark.parametrize(
    ("within", "said"),
    [
        (
            Within(sources=("AFP", "Reuters")),
            "no article in this index is from the source 'Reuters'; it has AFP, ",
        ),
        (Within(folder="/a/c"), "no article in this index is from /a/c; name a folder that was indexed"),
        (Within(folder="/a/b.z"), "no article in this index is from /a/b.z; "),
    ],
)
def test_what_no_article_has_is_named(store: Store, within: Within, said: str):
    with pytest.raises(FilterError, match=f"^{re.escape(said)}"):
        store.passages_within(within)


def test_dates_the_wrong_way_round_are_an_error():
    with pytest.raises(FilterError, match="since 2020-01-02 is later than until 2020-01-01; exchange the two"):
        Within(datetime.date(2020, 1, 2), datetime.date(2020, 1, 1))


def test_a_moment_is_taken_for_its_day():
    within = Within(datetime.datetime(2020, 1, 1, 9, 30), datetime.datetime(2020, 1, 2, 9, 30))
    assert within == Within(datetime.date(2020, 1, 1), datetime.date(2020, 1, 2))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "2020-01-01"}, "since='2020-01-01' is no date; write it like datetime.date(2020, 1, 31)"),
        ({"sources": "AFP"}, "sources='AFP' is one name; write sources=('AFP',)"),
    ],
)
def test_what_is_no_date_and_no_tuple_is_said(given: dict, said: str):
    with pytest.raises(FilterError, match=f"^{re.escape(said)}$"):
        Within(**given)


def test_a_list_of_sources_is_a_tuple_of_them():
    assert Within(sources=["AFP"]) == Within(sources=("AFP",))  # type: ignore[arg-type]


def test_what_articles_can_be_chosen_by(store: Store):
    choices = store.choices()
    assert list(choices.dates) == [article.date for article in ARTICLES]
    # One of a source's cases stands for all of them; / holds all articles and narrows nothing.
    assert [source.casefold() for source in choices.sources] == ["afp", "zürich post"]
    assert choices.folders == {"a": "/a", "a b": "/a b", "a/b": "/a/b", "a/b.zip": "/a/b.zip"}
    few = store.choices(Within(since=datetime.date(2020, 1, 3), sources=("Zürich Post",), folder="/a/b"))
    assert (list(few.dates), few.sources, few.folders) == ([datetime.date(2020, 1, 3)], ("Zürich Post",), {})


def test_how_many_articles_are_within(store: Store):
    assert store.count_within(EVERYTHING) == len(ARTICLES)
    assert store.count_within(Within(sources=("afp",), folder="/a b")) == 8
    assert store.count_within(Within(since=datetime.date(2020, 1, 2)), as_of=datetime.date(2020, 1, 2)) == 16
    assert store.count_within(Within(since=datetime.date(2021, 1, 1))) == 0


@pytest.mark.parametrize(
    ("paths", "folders"),
    [
        ({}, {}),
        ({"/news/a.txt": 1, "/news/b.txt": 1}, {}),
        ({"/wire.csv": 900}, {}),
        ({"/x/wire.csv": 900, "/x/a.txt": 1}, {"wire.csv": "/x/wire.csv"}),
        ({"/x/b/1.txt": 1, "/x/a/c/2.txt": 1}, {"a": "/x/a", "a/c": "/x/a/c", "b": "/x/b"}),
        ({"/x/y.zip/1/a.txt": 1, "/x/b.txt": 1}, {"y.zip": "/x/y.zip", "y.zip/1": "/x/y.zip/1"}),
    ],
)
def test_folders_to_choose_from_are_named_below_the_one_that_holds_all(paths: dict, folders: dict):
    assert folders_of(paths, 10) == folders


def test_the_folders_that_hold_most_are_offered():
    counts = {"a": 3, "b": 1, "c": 2}
    paths = {f"/x/{name}/{number}.txt": 1 for name, count in counts.items() for number in range(count)}
    assert folders_of(paths, 2) == {"a": "/x/a", "c": "/x/c"}


def test_a_filter_narrowed_by_another_keeps_what_both_keep(store: Store):
    one = Within(datetime.date(2020, 1, 2), sources=("afp",), folder="/a")
    other = Within(datetime.date(2020, 1, 1), datetime.date(2020, 1, 3), ("AFP", "Zürich Post"), "/a/b")
    both = set(store.passages_within(one)) & set(store.passages_within(other))
    assert both
    for narrowed in (one.narrowed(other), other.narrowed(one)):
        assert set(store.passages_within(narrowed)) == both
    assert one.narrowed(EVERYTHING) == EVERYTHING.narrowed(one) == one


@pytest.mark.parametrize(
    ("by", "problem"),
    [
        (Within(sources=("AP",)), "only articles from AFP may be used here"),
        (Within(folder="/b"), "only articles in /a may be used here"),
        (Within(until=datetime.date(2019, 12, 31)), "only articles from 2020-01-01 on may be used here"),
        (Within(since=datetime.date(2020, 2, 1)), "only articles up to 2020-01-31 may be used here"),
    ],
)
def test_a_filter_that_contradicts_another_is_an_error(by: Within, problem: str):
    january = datetime.date(2020, 1, 1), datetime.date(2020, 1, 31)
    with pytest.raises(FilterError, match=f"^{problem}$"):
        Within(*january, sources=("AFP",), folder="/a").narrowed(by)


def test_an_empty_index_knows_no_source(tmp_path: Path):
    with pytest.raises(FilterError, match="'AFP'; none of them states its source"):
        Store.open(tmp_path, create=True).passages_within(Within(sources=("AFP",)))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """Three hundred articles of 2021 that answer the question in the very words, and one of 2019, which does too,
    at length."""
    folder = tmp_path_factory.mktemp("archive")
    rows = [
        f"2021-05-0{n % 9 + 1},The mayor of Oslo is Anne Lindboe. The mayor of Oslo said so." for n in range(300)
    ]
    old = (
        "2019-05-01,Trams will run to the harbour again. The mayor of Oslo is Raymond Johansen and he likes trams."
    )
    (folder / "rows.csv").write_text("\n".join(["date,text", *rows, old]))
    index = Index.open(tmp_path_factory.mktemp("index"), encoder=LetterEncoder(), create=True)
    index.update([folder])
    return Answerer(index, threshold=0)


@pytest.mark.parametrize(
    "options", [{"as_of": datetime.date(2020, 1, 1)}, {"within": Within(until=datetime.date(2020, 1, 1))}]
)
def test_what_is_kept_is_found_however_much_else_is_nearer(archive: Answerer, options: dict):
    question = "Who is the mayor of Oslo?"
    assert archive.answer(question).text == "Anne Lindboe"
    assert archive.answer(question, **options).text == "Raymond Johansen"
    assert archive.answer_many([question], **options)[0].text == "Raymond Johansen"
    assert [hit.passage.article for hit in archive.retrieve(question, 5, **options)] == ["rows.csv#302"]


def test_a_filter_that_keeps_nothing_is_an_abstention(archive: Answerer):
    given = archive.answer("Who is the mayor of Oslo?", within=Within(until=datetime.date(2000, 1, 1)))
    assert (given.text, given.passages) == (None, ())


def test_the_answerers_own_filter_is_used_where_a_question_has_none(archive: Answerer):
    old = Answerer(archive.index, threshold=0, within=Within(until=datetime.date(2020, 1, 1)))
    assert old.answer("Who is the mayor of Oslo?").text == "Raymond Johansen"
    assert old.answer("Who is the mayor of Oslo?", within=EVERYTHING).text == "Anne Lindboe"
    follow_up = archive.answer("Who is he?", history=["Who is the mayor of Oslo?"], within=old.within)
    assert {citation.date for citation in follow_up.passages} == {datetime.date(2019, 5, 1)}
    with pytest.raises(FilterError, match="no article in this index is from the source 'AFP'"):
        Answerer(archive.index, within=Within(sources=("AFP",)))
