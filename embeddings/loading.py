"""From a file to its articles: which files there are, in what encoding, and one loader per suffix.

A loader is given a file's path and bytes and yields its articles; another format is another function and
another line in `LOADERS`. An article's text is the file's decoded text, unaltered: newlines are not
translated.

    load_articles(Path("seeds/000.txt"))  ->  [Article(id="000.txt", ...)]
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from charset_normalizer import CharsetMatch, from_bytes

from embeddings.articles import Article
from embeddings.cleaning.frontmatter import first_heading, front_matter_date, split_front_matter
from embeddings.cleaning.page import Page, merge_ranges, read_page
from embeddings.errors import ArticleError, CorpusError
from embeddings.files import absolute

_TEXT_SUFFIXES = {".md", ".txt"}

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
# Marks and spaces of no width, which `str.strip` leaves.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def load_articles(path: Path, content: bytes | None = None) -> list[Article]:
    """The articles of one file; `content` is its bytes where they have been read already.

    Raises `ArticleError` for a file that is missing, unreadable, empty, binary, in an unknown encoding or
    of a suffix no loader reads.
    """
    suffix = path.suffix.lower()
    if content is None:
        content = read_file(path)
    if suffix not in LOADERS:
        raise ArticleError(path, f"cannot be read: no loader for {suffix or 'a name without suffix'}; {_known()}")
    if not content:
        raise ArticleError(path, "the file is empty; put an article in it or remove it")
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise ArticleError(Path(ascii(str(path))), "the file's name is not valid UTF-8; rename it") from None
    articles = list(LOADERS[suffix](path, content))
    if not any(article.text.strip().strip(_INVISIBLE).strip() for article in articles):
        raise ArticleError(path, "the file holds only blank space; put an article in it or remove it")
    return articles


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises `ArticleError`."""
    try:
        if path.is_dir():
            # `article_files` gives a folder itself only where it cannot open it.
            opens = os.access(path, os.R_OK | os.X_OK)
            raise ArticleError(path, "a folder; give a file" if opens else "a folder that may not be opened")
        # A pipe or a device would wait for ever.
        if path.exists() and not path.is_file():
            raise ArticleError(path, "neither a file nor a folder; give a file")
        return path.read_bytes()
    except FileNotFoundError:
        raise ArticleError(path, "no such file; check the path") from None
    except PermissionError:
        raise ArticleError(path, "may not be read (permission denied); change its permissions") from None
    except (OSError, ValueError) as error:
        raise ArticleError(path, f"cannot be read ({error}); check the file and its disk") from error


def _known() -> str:
    return f"files read are {', '.join(sorted(LOADERS))}"


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


def encoding_note(path: Path, content: bytes) -> str | None:
    """What is worth saying of a text file's encoding: which it is, where it is not UTF-8."""
    if path.suffix.lower() not in _TEXT_SUFFIXES:
        return None
    _, encoding = decode(path, content)
    return None if encoding == "utf-8" else f"{path}: read as {encoding}, not UTF-8"


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


def _load_text(path: Path, content: bytes) -> Iterable[Article]:
    text, _ = decode(path, content)
    page = read_page(text)
    yield _article(path, text, page)


def _load_markdown(path: Path, content: bytes) -> Iterable[Article]:
    """Front matter first, then the first heading, then what the page states as any other does."""
    text, _ = decode(path, content)
    stated, start = split_front_matter(text)
    page = read_page(text, markdown=True, title=stated.get("title") or first_heading(text, start), start=start)
    yield _article(path, text, page, stated, start)


def _article(path: Path, text: str, page: Page, stated: dict[str, str] | None = None, start: int = 0) -> Article:
    stated = stated or {}
    ranges = [(0, start), *page.masked] if start else page.masked
    return Article(
        id=path.name,
        path=str(absolute(path)),
        text=text,
        title=page.title,
        date=front_matter_date(stated.get("date", "")) or page.date,
        author=stated.get("author") or page.author,
        source=stated.get("source") or page.source,
        dateline=page.dateline,
        language=stated.get("language"),
        note=page.note,
        masked=merge_ranges(ranges, text),
    )


LOADERS: dict[str, Callable[[Path, bytes], Iterable[Article]]] = {
    ".md": _load_markdown,
    ".txt": _load_text,
}


def article_files(path: Path) -> list[Path]:
    """The files to load from `path`, sorted: itself if it is a file, else what loaders read in the folder and
    the folders in it.

    Hidden files and folders are left out; a file or folder reached twice through links is given once. A
    folder that may not be opened is given itself, for `load_articles` to say so. Raises `CorpusError` where
    there is nothing to give.
    """
    try:
        if not path.exists():
            raise CorpusError(f"{path}: no such file or folder; check the path")
        if not path.is_dir():
            return [path]
    except OSError as error:
        raise CorpusError(f"{path}: cannot be opened ({error}); check its permissions") from error
    files: dict[str, Path] = {}
    _walk(path, files, set())
    if not files:
        raise CorpusError(f"{path}: no article in this folder; {_known()}")
    return sorted(files.values())


def _walk(top: Path, files: dict[str, Path], visited: set[str]) -> None:
    """Add the files under `top` to `files`, by their real paths; `visited` are the real paths of folders."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        real = os.path.realpath(folder)
        if real in visited:
            continue
        visited.add(real)
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            files.setdefault(real, folder)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if Path(entry.path).is_dir() if entry.is_symlink() else entry.is_dir():
                waiting.append(folder / entry.name)
            elif Path(entry.name).suffix.lower() in LOADERS:
                inside = os.path.realpath(entry.path) if entry.is_symlink() else f"{real}/{entry.name}"
                files.setdefault(inside, folder / entry.name)
