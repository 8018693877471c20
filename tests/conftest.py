"""Shared parts of the tests: the real index and answerer over seeds/, a browser, and a cache folder of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import FakeAnswerer, LetterEncoder
from held import TEXT

from embeddings.index import Index
from qa.answering import Answerer

if TYPE_CHECKING:
    from browsing import Visit
    from playwright.sync_api import Browser

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    index = Index.open(tmp_path_factory.mktemp("index"), create=True)
    index.update([SEEDS])
    return index


@pytest.fixture
def indexed(seeds_index: Index) -> Path:
    """The folder of the index over seeds/."""
    return seeds_index.store.folder


@pytest.fixture(scope="session")
def seeds_answerer(seeds_index: Index) -> Answerer:
    return Answerer(seeds_index)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of seeds/ to change."""
    return Path(shutil.copytree(SEEDS, tmp_path / "articles"))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """An empty index whose encoder counts letters."""
    return Index.open(tmp_path / "index", encoder=LetterEncoder(), create=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of four articles, two of them in a folder inside, which have lain there for a while."""
    folder = tmp_path / "articles"
    (folder / "sub").mkdir(parents=True)
    for number, name in enumerate(("north", "south", "sub/east", "sub/west")):
        path = folder / f"{name}.txt"
        path.write_text(TEXT.format(name, 1900 + number))
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from browsing import launched  # gradio is imported only where there is a page

    yield from launched()


@pytest.fixture(scope="module")
def fake_url() -> Iterator[str]:
    from browsing import serve

    yield from serve(FakeAnswerer())


@pytest.fixture(scope="module")
def seeds_url(seeds_answerer: Answerer) -> Iterator[str]:
    from browsing import serve

    yield from serve(seeds_answerer)


@pytest.fixture(params=["fake_url", "seeds_url"])
def url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    from browsing import visiting

    yield from visiting(browser)
