"""JSON lines: one JSON object a line, one article an object (https://jsonlines.org)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from embeddings.formats.encoding import decode, encoding_note
from embeddings.formats.rows import row_articles
from embeddings.formats.source import Loaded, Source


def load(source: Source) -> Iterator[Loaded]:
    """An article a line."""
    text, encoding = decode(source.path, source.content)
    yield from encoding_note(source.path, encoding)
    yield from row_articles(source, _rows(text))


def _rows(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    # Lines end at newlines only: other separators may stand inside a JSON string.
    for number, line in enumerate(io.StringIO(text, newline="\n"), start=1):
        if line.strip():
            yield number, _row(line)


def _row(line: str) -> dict[str, Any] | str:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return f"is not JSON ({error.msg} at character {error.colno}); correct it or remove it"
    # A number of too many digits is a plain ValueError, brackets in brackets are the other.
    except (ValueError, RecursionError) as error:
        return f"is not JSON ({str(error)[:100]}); correct it or remove it"
    return row if isinstance(row, dict) else 'is not a JSON object; write {"text": …} or remove it'
