"""Markdown: front matter first, then the first heading, then what the page states as any other does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from embeddings.cleaning.frontmatter import first_heading, split_front_matter
from embeddings.formats.encoding import decode, encoding_note
from embeddings.formats.fields import stated
from embeddings.formats.source import Content, Loaded, Source, build


def load(source: Source) -> Iterator[Loaded]:
    """The file's one article; its text is the file's, unaltered."""
    text, encoding = decode(source.path, source.content)
    yield from encoding_note(source.path, encoding)
    front, start = split_front_matter(text)
    fields = stated(front)
    title = fields.title or first_heading(text, start) or ""
    yield build(source, Content(text, start, markdown=True), dataclasses.replace(fields, title=title))
