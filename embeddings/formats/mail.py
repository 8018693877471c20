"""E-mail: one message (.eml), or a mailbox of them (.mbox). Attachments are not read."""

from __future__ import annotations

import datetime
import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from embeddings.articles import Article
from embeddings.errors import ArticleError
from embeddings.formats.html import page_article
from embeddings.formats.loaders import suffix
from embeddings.formats.source import Content, Loaded, Source, Stated, build, clean, words

# A message begins at a line "From sender date" (RFC 4155); such a line of its text has ">" in front.
# Not every program puts it there: what has no time and year in the date's place, or no header after it, is text.
_FROM = re.compile(
    rb"^From \S{0,300} .{0,100}\d\d:\d\d.{0,100}\d{4}.{0,100}\n(?=[A-Za-z][\w-]*:(?!//))", re.MULTILINE
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LONGEST_HEADER = 2000


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
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        plain, html = _body(message, "text/plain"), _body(message, "text/html")
        stated = Stated(
            title=_header(message, "Subject"),
            date=_date(_header(message, "Date")),
            author=_sender(_raw_header(message, "From")),
            source=_header(message, "Organization"),
            language=_header(message, "Content-Language"),
        )
    if plain.strip():
        return build(source, Content(clean(plain)), stated, id)
    if html.strip():
        return page_article(source, html, stated, id)
    raise ArticleError(source.path, "a message without text; remove it, or save its attachments and index those")


def _body(message: Message, kind: str) -> str:
    """The first of its own parts of that kind, "" where there is none."""
    for part in _own_parts(message):
        if part.get_content_type() == kind:
            content = part.get_payload(decode=True)
            return _decoded(content, part.get_content_charset("utf-8")) if isinstance(content, bytes) else ""
    return ""


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts that hold no others, but those that are attached and those of messages that are."""
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        attached = isinstance(part, Message) and part.get_content_disposition() == "attachment"
        if isinstance(part, Message) and not attached and part.get_content_maintype() != "message":
            yield from _own_parts(part)


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _header(message: Message, name: str) -> str:
    return _plain(_raw_header(message, name))


def _raw_header(message: Message, name: str) -> str:
    """A header as it stands; bytes that are not ASCII, which it should not hold, are taken for UTF-8."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return raw[:_LONGEST_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")


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
        return None
