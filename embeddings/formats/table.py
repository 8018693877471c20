"""CSV and TSV: the first row names the fields, each other row is an article."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from embeddings.errors import ArticleError
from embeddings.formats.encoding import decode, encoding_note
from embeddings.formats.fields import columns
from embeddings.formats.loaders import suffix
from embeddings.formats.rows import row_articles
from embeddings.formats.source import Loaded, Source

_DELIMITERS = ",;\t|"
_SAMPLE = 20_000
# A last row that no text holds: where another one ends in it, a quotation mark was open.
_END = "\x00"
# What spreadsheets write in the first line to say which delimiter follows: "sep=;".
_DECLARED = re.compile(r'"?sep=([^\w\s"]|\t)"?\r?\n', re.IGNORECASE)


def load(source: Source) -> Iterator[Loaded]:
    """An article a row. The delimiter is declared, or the one that finds the most fields in the first row."""
    text, encoding = decode(source.path, source.content)
    yield from encoding_note(source.path, encoding)
    # The longest value a row may hold; the module's own limit is 128 kB, for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    if declared := _DECLARED.match(text):
        rows = _rows(text, declared[1])
        next(rows)
    elif suffix(source.name) == ".tsv":
        rows = _rows(text, "\t", quoted=_is_quoted(text))
    else:
        rows = _rows(text, _delimiter(text))
    _, names = next(rows, (1, []))
    header = [name.strip().lstrip("\ufeff") for name in names] if isinstance(names, list) else []
    if "text" not in columns(tuple(header)):
        named = ", ".join(repr(name[:40]) for name in header[:8]) or "none"
        raise ArticleError(
            source.path, f"no column holds the text (columns: {named}); call one text, body or content in line 1"
        )
    yield from row_articles(source, _named(rows, header))


def _delimiter(text: str) -> str:
    first = {one: next(_rows(text[:_SAMPLE], one), (1, []))[1] for one in _DELIMITERS}
    return max(_DELIMITERS, key=lambda one: len(first[one]) if isinstance(first[one], list) else 0)


def _is_quoted(text: str) -> bool:
    """Whether every quotation mark of a table of tabs is one around a value: most are written without, and a
    mark in them is the text's own."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True):
            pass
    except csv.Error:
        return False
    return True


def _rows(text: str, delimiter: str, quoted: bool = True) -> Iterator[tuple[int, list[str] | str]]:
    """(line on which the row begins, its values or what is wrong with it); blank rows are left out."""
    reader = csv.reader(
        io.StringIO(f"{text}\n{_END}", newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader, [_END])
        except csv.Error as error:
            yield line, f"is no row of a table ({error}); correct it or remove it"
            continue
        if values == [_END]:
            return
        if values and values[-1].endswith(_END):
            yield line, "opens a quotation mark that is never closed, so nothing after it is read; close it"
            return
        if any(value.strip() for value in values):
            yield line, values


def _named(
    rows: Iterator[tuple[int, list[str] | str]], names: list[str]
) -> Iterator[tuple[int, dict[str, str] | str]]:
    for line, values in rows:
        if isinstance(values, str):
            yield line, values
        elif any(value.strip() for value in values[len(names) :]):
            yield line, f"has {len(values)} values for {len(names)} columns; put values with delimiters in quotes"
        else:
            # Of columns of one name, the first that holds something: it is set last.
            pairs = list(zip(names, values, strict=False))
            yield line, dict(pairs) | {name: value for name, value in reversed(pairs) if value.strip()}
