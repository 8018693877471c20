"""E-mail: one message (.eml), or a mailbox of them (.mbox). Attachments and forwarded messages are not read."""

from __future__ import annotations

import codecs
import contextlib
import datetime
import email
import email.policy
import email.utils
import re
from collections.abc import Iterator, Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from typing import NamedTuple

from embeddings.articles import Article
from embeddings.errors import ArticleError
from embeddings.formats.encoding import decode
from embeddings.formats.html import block_text, page_article, parse
from embeddings.formats.loaders import suffix
from embeddings.formats.source import Content, Loaded, Source, Stated, build, clean, words, written_date

# A message begins at a line "From sender date" (RFC 4155); such a line of its text has ">" in front.
# Not every program puts it there: what has no time and year in the date's place, or no header after it, is text.
_FROM = re.compile(
    rb"^From \S{0,300} .{0,100}\d\d:\d\d.{0,100}\d{4}.{0,100}\n(?=[A-Za-z][\w-]*:(?!//))", re.MULTILINE
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
# The time it takes to decode one grows with the square of its length.
_LONGEST_HEADER = 2000
_READ = ("text/plain", "text/html")
# A plain text that so many times is not as long as the HTML beside it is no version of it.
_FAR_SHORTER = 3


class _Text(NamedTuple):
    """What a part says, and its HTML where it is that."""

    text: str
    html: str = ""


def load(source: Source) -> Iterator[Loaded]:
    """The message, or each message of a mailbox, numbered from 1."""
    if suffix(source.name) == ".eml":
        yield _message(source, source.content, source.path.name)
        return
    begins = list(_FROM.finditer(source.content))
    if not begins:
        raise ArticleError(source.path, "no mailbox: no line is “From sender date”; save its messages as .eml")
    ends = [match.start() for match in begins[1:]] + [len(source.content)]
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True), start=1):
        content = _QUOTED_FROM.sub(rb"\1", source.content[begin.end() : end])
        try:
            yield _message(source, content, f"{source.path.name}#{number}")
        except ArticleError as error:
            yield ArticleError(source.path, f"message {number}: {error.reason}")


def _message(source: Source, content: bytes, id: str) -> Article:
    with source.parsing("e-mail"):
        # The newer policy parses every header in full: seconds for a long one, and some it cannot.
        content = content.removeprefix(codecs.BOM_UTF8).lstrip()
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        parts = _text_parts(source, message)
        stated = Stated(
            title=_header(message, "Subject"),
            date=_date(_header(message, "Date")),
            author=_sender(_raw_header(message, "From")),
            source=_header(message, "Organization"),
            language=_header(message, "Content-Language"),
        )
    if not message.keys():
        raise ArticleError(
            source.path, "no e-mail: it does not begin with headers such as From: and Date:; correct its suffix"
        )
    if not parts:
        raise ArticleError(
            source.path, "a message without text; remove it, or save its attachments and index those"
        )
    if len(parts) == 1 and parts[0].html:
        return page_article(source, parts[0].html, stated, id)
    return build(source, Content("\n".join(part.text for part in parts)), stated, id)


def _text_parts(source: Source, part: Message) -> list[_Text]:
    """The texts that a part of a message shows, in order: of alternatives one."""
    if part.is_multipart():
        inner = [_text_parts(source, one) for one in _own_parts(part)]
        if part.get_content_type() == "multipart/alternative":
            return _chosen([texts for texts in inner if texts])
        return [text for texts in inner for text in texts]
    content = part.get_payload(decode=True)
    if part.get_content_type() not in _READ or not isinstance(content, bytes):
        return []
    text = _decoded(source, content, part.get_content_charset("ascii"))
    one = _Text(_shown(source, text), text) if part.get_content_type() == "text/html" else _Text(clean(text))
    return [one] if one.text.strip() else []


def _shown(source: Source, html: str) -> str:
    """The text of HTML, "" where there is none in it."""
    with contextlib.suppress(ArticleError):
        return block_text(parse(source, html))
    return ""


def _own_parts(part: Message) -> Iterator[Message]:
    """What it is of, but what is attached and other messages."""
    for one in part.get_payload():
        attached = isinstance(one, Message) and one.get_content_disposition() == "attachment"
        if isinstance(one, Message) and not attached and one.get_content_maintype() != "message":
            yield one


def _chosen(alternatives: Sequence[list[_Text]]) -> list[_Text]:
    """The plain one, but where it only says that there is another."""

    def length(texts: list[_Text]) -> int:
        return sum(len(text.text) for text in texts)

    longest = max(map(length, alternatives), default=0)
    told = [texts for texts in alternatives if length(texts) * _FAR_SHORTER >= longest]
    return next((texts for texts in told if not any(text.html for text in texts)), told[0] if told else [])


def _decoded(source: Source, content: bytes, charset: str) -> str:
    """By the charset that the part states; where that is none, or one that many programs state of any text, as any
    file is."""
    with contextlib.suppress(LookupError):
        name = codecs.lookup(charset).name
        if name not in ("ascii", "utf-8"):
            return content.decode(name, errors="replace")
    with contextlib.suppress(ArticleError):
        return decode(source.path, content)[0]
    return content.decode("utf-8", errors="replace")


def _header(message: Message, name: str) -> str:
    return _plain(_raw_header(message, name))


def _raw_header(message: Message, name: str) -> str:
    """A header as it stands; bytes that are not ASCII, which it should not hold, are UTF-8 or Western European."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    content = raw.encode("utf-8", "surrogateescape")
    try:
        return content.decode()[:_LONGEST_HEADER]
    except UnicodeDecodeError:
        return content[:_LONGEST_HEADER].decode("latin-1")


def _plain(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) decoded; as it stands where they are damaged."""
    try:
        return words(str(make_header(decode_header(value))))
    except (ValueError, LookupError, HeaderParseError):
        return words(value)


def _sender(value: str) -> str:
    """The name in a raw header, or the address: decoded before, a comma of the name would end it."""
    name, address = email.utils.parseaddr(value)
    return _plain(name or address)


def _date(value: str) -> datetime.date | None:
    """The date where it was sent from."""
    try:
        return email.utils.parsedate_to_datetime(value).date()
    except (ValueError, OverflowError):
        return written_date(value)
