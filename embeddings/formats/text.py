"""Plain text: the article's text is the file's decoded text, unaltered; newlines are not translated."""

from __future__ import annotations

from collections.abc import Iterator

from embeddings.formats.encoding import decode, encoding_note
from embeddings.formats.source import Content, Loaded, Source, build


def load(source: Source) -> Iterator[Loaded]:
    """The file's one article."""
    text, encoding = decode(source.path, source.content)
    yield from encoding_note(source.path, encoding)
    yield build(source, Content(text))
