"""Word documents (.docx): paragraphs, text boxes and tables in order, a line each, by python-docx.

The properties' dates are left aside: they are of the file, or of the template it was made from.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.simpletypes import ST_Merge
from docx.table import Table, _Cell

from embeddings.errors import ArticleError
from embeddings.formats.packed import open_zip
from embeddings.formats.source import (
    Content,
    Loaded,
    Source,
    Stated,
    build,
    credible_author,
    credible_title,
    joined,
)

# The container of older Word files, and of locked ones.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
# A title stands at the top; to look a style up takes milliseconds.
_TITLE_PARAGRAPHS = 20
_MOVED_AWAY = ".//w:moveFrom"
_PARAGRAPH = qn("w:p")
# Many are written twice, the second time for programs that cannot draw the first.
_TEXT_BOXES = ".//w:txbxContent[not(ancestor::*[local-name()='Fallback'])]"
# Marks around text that Word shows: tracked changes, content controls, fields. python-docx passes over them.
_MARKS = " | ".join(
    f".//w:{name}" for name in "ins moveTo smartTag fldSimple customXml sdt sdtContent dir bdo".split()
)


def load(source: Source) -> Iterator[Loaded]:
    """The file's one article."""
    if source.content.startswith(_COMPOUND_FILE):
        raise ArticleError(source.path, "locked with a password, or in Word's old format; save it anew as .docx")
    with open_zip(source, "Word") as parts:
        # All of them: python-docx unpacks the pictures too.
        source.unpack(sum(part.file_size for part in parts.infolist()))
    with source.parsing("Word"):
        document = docx.Document(io.BytesIO(source.content))
        _unwrap(document)
        text = joined(_lines(document))
        properties = document.core_properties
        stated = Stated(
            title=credible_title(properties.title) or _styled_title(document),
            author=credible_author(properties.author),
            language=properties.language,
        )
    if not text:
        raise ArticleError(source.path, "a Word document without text; put an article in it or remove it")
    yield build(source, Content(text), stated)


def _unwrap(document: Document) -> None:
    """Put what the marks hold in their place, and what text boxes hold after their paragraphs, so that the
    document reads as Word shows it."""
    body = document.element.body
    for element in body.xpath(_MOVED_AWAY):
        element.getparent().remove(element)
    for box in body.xpath(_TEXT_BOXES):
        anchor = next(box.iterancestors(_PARAGRAPH), box)
        for child in reversed(list(box)):
            anchor.addnext(child)
    for mark in body.xpath(_MARKS):
        for child in list(mark):
            mark.addprevious(child)
        mark.getparent().remove(mark)


def _lines(container: Document | _Cell) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield block.text


def _rows(table: Table) -> Iterator[str]:
    """A line a row, with the tables in its cells; a cell that spans several rows comes in the first."""
    for row in table.rows:
        cells = [_Cell(tc, table) for tc in row._tr.tc_lst if tc.vMerge != ST_Merge.CONTINUE]
        yield " | ".join(filter(None, map(_cell_text, cells)))


def _cell_text(cell: _Cell) -> str:
    between = " | " if cell.tables else " "
    return between.join(filter(None, (" ".join(line.split()) for line in _lines(cell))))


def _styled_title(document: Document) -> str:
    """The first paragraph in a title's style, else in that of a first heading."""
    found: dict[str, str] = {}
    for paragraph in itertools.islice(document.paragraphs, _TITLE_PARAGRAPHS):
        style = paragraph.style.name if paragraph.style is not None else None
        if style and paragraph.text.strip():
            found.setdefault(style, paragraph.text)
    return found.get("Title") or found.get("Heading 1") or ""
