"""What every format's loader is given, what it gives, and how an article is put together from what it found."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from embeddings.articles import Article
from embeddings.cleaning.dates import date_entries
from embeddings.cleaning.names import is_name, is_organisation
from embeddings.cleaning.page import merge_ranges, read_page
from embeddings.errors import ArticleError
from embeddings.files import MAX_FILE_SIZE, absolute, size_words

# Everywhere on the Earth it is at most this much later than in UTC.
_EARLIEST_ZONE = datetime.timedelta(hours=14)
# A longer title is no title, and would stand in front of every passage when it is searched for.
_LONGEST_FIELD = 300
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_SHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What is called Latin-1 mostly is Windows', which has quotation marks and dashes where that has control codes.
_WINDOWS_ONLY = re.compile("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")
_NOBODY = re.compile(
    r"(?:.*\b(?:user|admin(?:istrator)?|owner|unknown|author|default|python-docx)\b.*|root|guest|staff|editors?)",
    re.IGNORECASE,
)
_MACHINE_TITLE = re.compile(
    r"microsoft (?:word|excel|powerpoint)(?: - .*)?|powerpoint presentation|word document"
    r"|(?:presentation|document|slide)[ \d]*|untitled[ -]?(?:document|page)?[ \d]*|unknown|no title|title|print"
    r"|layout[ \d]*|[\w.-]*\d[\w.-]*|https?:.*"
    r"|.*\.(?:docx?|pdf|indd|tex|dvi|qx[pd]|rtf|odt|xlsx?|pptx?|html?|txt|p65|ps|eps)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_,; ])", re.IGNORECASE)


class Note(NamedTuple):
    """Something worth saying of a file that is no failure."""

    words: str


# A part that cannot be read (a row, a member of an archive) is an ArticleError among the others.
Loaded = Article | ArticleError | Note


class Budget:
    """How many bytes a file may still unpack to, with everything in it and in that."""

    def __init__(self, limit: int = MAX_FILE_SIZE):
        self.limit = limit
        self.left = limit


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one member of an archive, which shares the file's `budget`.

    `path` names it in errors and citations, `name` tells its format. No article of it is dated after `latest`;
    `depth` is how many archives it lies in.
    """

    path: Path
    name: str
    content: bytes
    latest: datetime.date
    budget: Budget = field(default_factory=Budget)
    depth: int = 0

    @contextlib.contextmanager
    def parsing(self, kind: str) -> Iterator[None]:
        """Whatever a library's parser raises on spoilt bytes, as an ArticleError. For calls of libraries only."""
        try:
            yield
        except ArticleError:
            raise
        except Exception as error:  # parsers of hostile bytes raise anything
            said = " ".join(str(error).split())[:120] or type(error).__name__
            raise ArticleError(self.path, f"damaged, or no {kind} file ({said}); save or fetch it anew") from error

    def unpack(self, size: int) -> None:
        """Take `size` bytes from the budget. Raises ArticleError where that is more than is left."""
        if size > self.budget.left:
            raise ArticleError(
                self.path,
                f"unpacks to more than {size_words(self.budget.limit)}; split it, or raise --max-file-size",
            )
        self.budget.left -= size


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file's own fields state of its article, as written; "" where they do not."""

    title: str = ""
    date: datetime.date | None = None
    author: str = ""
    source: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """An article's text, final, and what is known of its places: `start` ends the front matter, `masked` are
    ranges known to be no part of the article, `pages` the offsets at which its pages begin."""

    text: str
    start: int = 0
    markdown: bool = False
    masked: Sequence[tuple[int, int]] = ()
    pages: tuple[int, ...] = ()
    aside: Stated = field(default_factory=Stated)


def build(source: Source, content: Content, stated: Stated | None = None, id: str | None = None) -> Article:
    """The article: each of its fields as stated, else as its text says, else as stated `aside` of the text."""
    stated, aside = stated or Stated(), content.aside
    page = read_page(content.text, content.markdown, words(stated.title) or None, content.start)
    before = [(0, content.start)] if content.start else []
    return Article(
        id=words(id or "") or source.path.name,
        path=str(absolute(source.path)),
        text=content.text,
        title=page.title or words(aside.title) or None,
        date=first_date(source.latest, stated.date, page.date, aside.date),
        author=words(stated.author) or page.author or words(aside.author) or None,
        source=words(stated.source) or page.source or words(aside.source) or None,
        dateline=page.dateline,
        language=language(stated.language) or language(aside.language),
        note=page.note,
        masked=merge_ranges(sorted([*before, *content.masked, *page.masked]), content.text),
        pages=content.pages,
    )


def first_date(latest: datetime.date, *dates: datetime.date | None) -> datetime.date | None:
    """The first of the dates that is none of the future."""
    return next((date for date in dates if date and date <= latest), None)


def latest_date(modified: float | None) -> datetime.date:
    """The latest date there was anywhere when a file was last changed (POSIX seconds), or now.

    A time before there were web pages is what tools set that want none: it says nothing.
    """
    now = datetime.datetime.now(datetime.UTC)
    with contextlib.suppress(ValueError, OverflowError, OSError):
        changed = datetime.datetime.fromtimestamp(modified or 0, datetime.UTC)
        now = changed if 1992 <= changed.year <= now.year else now
    return (now + _EARLIEST_ZONE).date()


def written_date(value: str) -> datetime.date | None:
    """The full date that a field's value begins with: "2024-01-05T23:10:00+02:00" (as the date was there),
    "January 5, 2024", "26-FEB-1987 15:01"."""
    entries, _ = date_entries(" ".join(value[:100].split()))
    return entries[0].date if entries else None


def clean(text: str) -> str:
    """Text from a parser as it can be stored and shown: no NUL or other control codes, no half characters, and
    a newline for every line's end."""
    text = _SURROGATE.sub("\ufffd", text)
    text = _WINDOWS_ONLY.sub(lambda match: match[0].encode("latin-1").decode("cp1252"), text)
    return _NOT_SHOWN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def words(value: str) -> str:
    """A field's value as one line; "" where it is too long to be one."""
    value = " ".join(clean(value).split())
    return value if len(value) <= _LONGEST_FIELD else ""


def language(value: str) -> str | None:
    """The language of a tag: "en-GB" gives "en"."""
    match = _LANGUAGE.match(value.strip())
    return match[0].lower() if match else None


def credible_author(value: str) -> str:
    """The author that a document's properties name, where it is a person's full name or a publisher: they often
    hold an account's name or the program's."""
    value = words(value)
    person = " " in value and is_name(value, several=True)
    return value if (person or is_organisation(value)) and not _NOBODY.fullmatch(value) else ""


def credible_title(value: str) -> str:
    """The title that a document's properties name, where no program made it up: "Microsoft Word - x.doc",
    "untitled", "2024_final-3"."""
    value = words(value)
    return "" if _MACHINE_TITLE.fullmatch(value) or not any(map(str.isalpha, value)) else value


def joined(parts: Iterable[str], between: str = "\n") -> str:
    """The parts that hold more than space, cleaned, with `between` between them."""
    return between.join(stripped for part in parts if (stripped := clean(part).strip()))
