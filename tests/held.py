"""What an index holds, and a text for articles that differ in a word and a year."""

from __future__ import annotations

from fakes import LetterEncoder

from embeddings.articles import Article
from embeddings.index import Index

TEXT = "The {} harbour was opened in {}. Its mayor said so on Monday, before the council met."


def contents(index: Index) -> list[tuple[Article, list[tuple[int, int]]]]:
    """Every article with its passages."""
    return [(a, [(p.start, p.end) for p in index.store.passages_of(a.id)]) for a in index.store.all_articles()]


def encoded(index: Index) -> list[str]:
    """The texts that were embedded, in order."""
    assert isinstance(index.encoder, LetterEncoder)
    return index.encoder.encoded
