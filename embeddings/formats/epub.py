"""E-books (.epub): the chapters in reading order, as one article; title, author and date as the book states them.

The format: https://www.w3.org/TR/epub-33/
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from embeddings.errors import ArticleError
from embeddings.formats.encoding import decode
from embeddings.formats.html import block_text, parse
from embeddings.formats.packed import open_zip
from embeddings.formats.source import Content, Loaded, Source, Stated, build, joined, written_date

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# What older books, which may state several dates, call those of a change.
_OF_CHANGE = "@*[local-name()='event'][.='modification' or .='conversion']"


def load(source: Source) -> Iterator[Loaded]:
    """The book."""
    with open_zip(source, "EPUB") as book, source.parsing("EPUB"):
        package_path = _xml(source, book, _CONTAINER).xpath("string((//*[local-name()='rootfile']/@full-path)[1])")
        package = _xml(source, book, package_path)
        chapters = _chapters(package, posixpath.dirname(package_path))
        if _ENCRYPTION in book.namelist() and _locked(_xml(source, book, _ENCRYPTION)) & set(chapters):
            raise ArticleError(source.path, "locked by its publisher (DRM); index a copy without the lock")
        names = set(book.namelist())
        # One that is missing is passed over: readers of e-books show the others too.
        texts = [_chapter(source, book, path) for path in chapters if path in names]
        stated = Stated(
            title=_field(package, "title"),
            date=written_date(_field(package, "date")),
            author=", ".join(_fields(package, "creator")),
            source=_field(package, "publisher"),
            language=_field(package, "language"),
        )
    text = joined(texts, "\n\n")
    if not text:
        raise ArticleError(source.path, "an e-book without text; index another edition of it")
    yield build(source, Content(text), stated)


def _read(source: Source, book: zipfile.ZipFile, path: str) -> bytes:
    """A file of the book. Raises ArticleError before it unpacks one that is larger than may be."""
    source.unpack(book.getinfo(path).file_size)
    return book.read(path)


def _xml(source: Source, book: zipfile.ZipFile, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(_read(source, book, path), parser)
    if root is None:
        raise ValueError(f"{path} is no XML")
    return root


def _chapters(package: etree._Element, folder: str) -> list[str]:
    """The paths, in the archive, of the chapters in reading order."""
    items = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in package.xpath("//*[local-name()='manifest']/*[local-name()='item']")
    }
    spine = package.xpath("//*[local-name()='spine']/*[local-name()='itemref']")
    return list(dict.fromkeys(items[ref.get("idref")] for ref in spine if ref.get("idref") in items))


def _chapter(source: Source, book: zipfile.ZipFile, path: str) -> str:
    page, _ = decode(source.path, _read(source, book, path))
    return block_text(parse(source, page)) if page.strip() else ""


def _locked(encryption: etree._Element) -> set[str]:
    return {unquote(path) for path in encryption.xpath("//*[local-name()='CipherReference']/@URI")}


def _fields(package: etree._Element, name: str) -> list[str]:
    elements = package.xpath(f"//*[local-name()='metadata']/*[local-name()='{name}'][not({_OF_CHANGE})]")
    return [text for element in elements if (text := " ".join("".join(element.itertext()).split()))]


def _field(package: etree._Element, name: str) -> str:
    return next(iter(_fields(package, name)), "")
