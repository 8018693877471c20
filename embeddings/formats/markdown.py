"""Markdown: front matter first, then the first heading, then what the page states as any other does."""

from __future__ import annotations

from collections.abc import Iterator

from embeddings.cleaning.frontmatter import first_heading, split_front_matter
from embeddings.formats.encoding import decode, encoding_note
from embeddings.formats.rows import columns
from embeddings.formats.source import Content, Loaded, Source, Stated, build, written_date


def load(source: Source) -> Iterator[Loaded]:
    """The file's one article; its text is the file's, unaltered."""
    text, encoding = decode(source.path, source.content)
    yield from encoding_note(source.path, encoding)
    front, start = split_front_matter(text)
    names = columns(front)
    fields = {field: next(filter(None, map(front.get, names[field])), "") for field in names}
    stated = Stated(
        title=fields.get("title") or first_heading(text, start) or "",
        date=written_date(fields.get("date", "")),
        author=fields.get("author", ""),
        source=fields.get("source", ""),
        language=fields.get("language", ""),
    )
    yield build(source, Content(text, start, markdown=True), stated)
