"""One article a row. Rows come from `jsonl` and `table`."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from embeddings.articles import Article
from embeddings.errors import ArticleError
from embeddings.formats.fields import article_id, article_text, characters, columns, stated
from embeddings.formats.html import block_text, page_article, parse
from embeddings.formats.source import Content, Loaded, Source, Stated, build, clean, words

# Of more than these many bad rows in a file, only the number is told.
_ROWS_TOLD = 3
# A text of an export may be HTML: a whole page, or the part of one that is the article.
_PAGE = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(r"</[a-z]\w*\s*>|<(?:p|br)\b[^<>]*>", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")


def row_articles(source: Source, rows: Iterator[tuple[int, Mapping[str, Any] | str]]) -> Iterator[Loaded]:
    """The articles of (line, row) pairs, where a row that could not be read is the reason why, as a sentence."""
    taken: set[str] = set()
    bad = 0
    for line, row in rows:
        reason = row if isinstance(row, str) else None
        if not isinstance(row, str):
            article = _article(source, line, row, taken)
            if article is not None:
                yield article
                continue
            reason = _textless(row)
        bad += 1
        if bad <= _ROWS_TOLD:
            yield ArticleError(source.path, f"line {line} {reason}")
    if bad > _ROWS_TOLD:
        yield ArticleError(source.path, f"{bad - _ROWS_TOLD:,} more lines are like these; correct them")


def _article(source: Source, line: int, row: Mapping[str, Any], taken: set[str]) -> Article | None:
    """The row's article under an id that none in `taken` is; None for a row without text."""
    text = article_text(row)
    if not text.strip():
        return None
    id = words(article_id(row)) or f"{source.path.name}#{line}"
    article = _built(source, text, stated(row), id)
    if article is not None:
        if article.id in taken:
            article = dataclasses.replace(article, id=f"{article.id}#{line}")
        taken.add(article.id)
    return article


def _built(source: Source, text: str, stated: Stated, id: str) -> Article | None:
    """The article of a text that is plain or HTML; None where the HTML holds none."""
    with contextlib.suppress(ArticleError):
        if _PAGE.match(text):
            return page_article(source, text, stated, id)
        if _TAG.search(text):
            # In some exports paragraphs end at blank lines, and only what is within them has tags.
            text = block_text(parse(source, _BLANK_LINE.sub("<br>", text)))
        else:
            text = clean(characters(text))
        if text.strip():
            return build(source, Content(text), stated, id)
    return None


def _textless(row: Mapping[str, Any]) -> str:
    if found := columns(tuple(row)).get("text"):
        return f"holds no text in {found[0]!r}; fill it in or remove the line"
    names = ", ".join(repr(one)[:40] for one in list(row)[:8])
    return f"has no field for the text ({names or 'no fields'}); call one text, body or content"
