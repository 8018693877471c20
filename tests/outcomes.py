"""What loading a file gives: its articles, or what is said of what could not be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.articles import Article
from embeddings.errors import ArticleError
from embeddings.loading import iter_articles, load_articles


def load(name: str, content: bytes) -> Article:
    (article,) = load_articles(Path(name), content)
    return article


def outcome(name: str, content: bytes, max_file_size: int = 50_000_000) -> tuple[list[str], list[str]]:
    """The ids of the articles, and the sentences about what could not be read."""
    found = list(iter_articles(Path(name), content, max_file_size=max_file_size))
    return [one.id for one in found if isinstance(one, Article)], [
        str(one) for one in found if isinstance(one, ArticleError)
    ]


def refused(name: str, content: bytes, max_file_size: int = 50_000_000) -> str:
    with pytest.raises(ArticleError) as caught:
        list(iter_articles(Path(name), content, max_file_size=max_file_size))
    assert str(caught.value).startswith(f"{name}: ")
    return caught.value.reason
