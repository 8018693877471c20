"""Shared parts of the tests: the real index and answerer over seeds/, a browser, and a cache folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import FakeAnswerer

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


@pytest.fixture(scope="session")
def seeds_answerer(seeds_index: Index) -> Answerer:
    return Answerer(seeds_index)


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
