"""From a file's bytes to its text: by its byte-order mark, as UTF-8, or in the encoding that can be told."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import CharsetMatch, from_bytes

from embeddings.errors import ArticleError
from embeddings.formats.source import Note

# UTF-32's mark begins with UTF-16's: it is looked for first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark they would need NUL bytes, which make a file binary here.
_NOT_GUESSED = ["utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"]
# Where the letters leave the choice open, Western European is by far the likeliest, but in these languages.
_WESTERN = "cp1252"
_NOT_WESTERN = {"Hungarian", "Polish", "Czech", "Slovak", "Slovene", "Croatian", "Romanian", "Turkish"}
_CONTROL = re.compile("[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]+")
_MOST_CONTROL = 0.1


def decode(path: Path, content: bytes) -> tuple[str, str]:
    """(text, encoding) of a file's bytes: by its byte-order mark, which is dropped, as UTF-8, or as detected.

    The encoding is "utf-8" for UTF-8 with or without a mark, else Python's name for it ("cp1252"). Raises
    `ArticleError` for a binary file and for an encoding that cannot be told.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", "utf-8"))
    if encoding == "utf-8" and b"\x00" in content:
        raise ArticleError(path, "a binary file, not text; convert it to text")
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise ArticleError(path, f"begins as {encoding} text but is damaged; save it anew as UTF-8") from None
        text, encoding = _damaged_utf8(content[len(mark) :]) or _detected(path, content[len(mark) :])
    control = sum(map(len, _CONTROL.findall(text)))
    if "\x00" in text or control > _MOST_CONTROL * len(text):
        raise ArticleError(path, "a binary file, not text; convert it to text")
    return text, encoding


def encoding_note(path: Path, encoding: str) -> Iterator[Note]:
    """What is worth saying of a text file's encoding: which it is, where it is not UTF-8."""
    if encoding != "utf-8":
        yield Note(f"{path}: read as {encoding}, not UTF-8")


def _damaged_utf8(content: bytes) -> tuple[str, str] | None:
    """UTF-8 in which a few bytes are spoilt, or which is cut off: to guess at another encoding would garble
    it all.

    Each spoilt place becomes one or more U+FFFD.
    """
    text = content.decode("utf-8", errors="replace")
    spoilt = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", errors="ignore")) - spoilt
    return (text, f"utf-8, {spoilt} damaged") if foreign > 2 * spoilt else None


def _detected(path: Path, content: bytes) -> tuple[str, str]:
    matches = list(from_bytes(content, cp_exclusion=_NOT_GUESSED))
    if not matches:
        raise ArticleError(path, "a binary file, or text in an encoding that cannot be told; save it as UTF-8")
    encoding = _WESTERN if _may_be_western(matches) else matches[0].encoding
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError:
        # The detector looks at samples of a long file.
        raise ArticleError(path, f"reads as {encoding}, but not throughout; save it as UTF-8") from None


def _may_be_western(matches: list[CharsetMatch]) -> bool:
    """Whether Western European is as good a reading as the detector's best, in a language that uses it."""
    best = matches[0]
    if best.language in _NOT_WESTERN:
        return False
    equal = [match for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    return any(_WESTERN in match.could_be_from_charset for match in equal)
