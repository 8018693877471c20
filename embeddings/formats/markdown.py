"""Markdown: front matter first, then the first heading, then what the page states as any other does."""

from __future__ import annotations

from collections.abc import Iterator

from embeddings.cleaning.frontmatter import first_heading, front_matter_date, split_front_matter
from embeddings.formats.encoding import decode, encoding_note
from embeddings.formats.source import Content, Loaded, Source, Stated, build


def load(source: Source) -> Iterator[Loaded]:
    """The file's one article; its text is the file's, unaltered."""
    text, encoding = decode(source.path, source.content)
    yield from encoding_note(source.path, encoding)
    fields, start = split_front_matter(text)
    stated = Stated(
        title=fields.get("title") or first_heading(text, start) or "",
        date=front_matter_date(fields.get("date", "")),
        author=fields.get("author", ""),
        source=fields.get("source", ""),
        language=fields.get("language", ""),
    )
    yield build(source, Content(text, start, markdown=True), stated)
