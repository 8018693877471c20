"""Web pages: trafilatura finds the main text and what the page's tags state; citations count in that text.

The date is the one stated for machines (meta tags, JSON-LD, the article's own `<time>`), else the one that the
page's lines state, by the rules for plain text: a day shown in a page's corner is mostly that of the visit.
"""

from __future__ import annotations

import contextlib
import copy
import datetime
import logging
import re
from collections.abc import Iterable, Iterator

import htmldate
import lxml.html
import trafilatura
from lxml import etree
from trafilatura.settings import Document

from embeddings.articles import Article
from embeddings.cleaning.boilerplate import is_paragraph
from embeddings.cleaning.names import is_name, split_affiliation
from embeddings.cleaning.page import read_page
from embeddings.errors import ArticleError
from embeddings.formats.encoding import decode
from embeddings.formats.source import Content, Loaded, Source, Stated, build, clean, joined, words, written_date

# They report what they could not use; it is said here where it matters.
for _name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_CHARSET = re.compile(
    rb"<(?:meta\b[^>]*|\?xml\b[^>]*)\b(?:charset|encoding)\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE
)
_CHARSETS = re.compile(
    r"windows-\d+|iso-8859-\d+|cp\d+|koi8-[ru]|gb(?:2312|k|18030)|big5(?:-hkscs)?|shift[_-]jis|euc-(?:jp|kr)"
    r"|latin-?1|us-ascii|macintosh|tis-620",
    re.IGNORECASE,
)
_BLOCKS = set(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody "
    "tfoot thead tr ul title".split()
)
_CELLS = {"td", "th"}
_UNSEEN = set("head script style noscript template svg math iframe object audio video select button".split())
# What is around the article, where the page's tags tell.
_FRAME = ".//nav|.//aside|.//footer|.//header[not(ancestor::article or ancestor::main or .//h1)]"
# Less text than that, where it is most of the page's, the extraction may have cut up at every link.
_SHORT_PAGE = 250
_TABLE_RULE = re.compile(r"^\|(?:-+\|)+ *\n", re.MULTILINE)
_TABLE_ROW = re.compile(r"^\|[ ]?(.*?)[ ]?\|[ ]*$", re.MULTILINE)
# Elements that the extraction drops with the words in them, be they a sentence's.
_WITHIN_TEXT = ("time", "label", "output")
# The extraction's time grows with the square of the elements on some pages, and with how many each lies in.
_MOST_ELEMENTS = 30_000
_MOST_WITHIN = 2_000_000
_EARLIEST = "1800-01-01"
# The time elements that are the article's own, the surest first: others are of comments and of other articles.
_TIME = "time[@datetime][not(ancestor::aside or ancestor::footer or ancestor::li)]"
_OWN_TIMES = (
    ".//*[@itemprop='datePublished'][@datetime or @content]",
    ".//time[@pubdate][@datetime]",
    f".//article//{_TIME}",
    f".//main//{_TIME}",
    f".//h1/following::{_TIME}",
)
# It is among the first of them.
_TIMES = 20
_MACHINE_TAGS = ".//meta|.//link[@rel='canonical']|.//script[contains(@type, 'ld+json')]"
_PUBLISHED_PAIR = re.compile(r'("date(?:Published|Created)"\s*:\s*)"([^"]*)"', re.IGNORECASE)
# What other dates are called: those of a change, the year of the copyright.
_NAMES = ("name", "property", "itemprop", "http-equiv", "class")
_OTHER_DATE = re.compile(r"modif|last-?(?:mod|date)|moddate|updat|\butime\b|revis|copyright", re.IGNORECASE)
# A day and a month in an order that may be either, a month without a day: they would be guessed.
_UNSURE = re.compile(r"\s*(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b.*|\d{4}[-/.]\d{1,2}\s*)", re.DOTALL)


def load(source: Source) -> Iterator[Loaded]:
    """The page's one article."""
    yield page_article(source, _decoded(source))


def page_article(source: Source, html: str, stated: Stated | None = None, id: str | None = None) -> Article:
    """The article of a page; what is `stated` of it already goes before what the page states."""
    tree = parse(source, html)
    with source.parsing("HTML"):
        found = _extracted(tree)
        date = _machine_date(tree, source.latest)
        said = _page_states(found, tree)
        lines = _from_title(block_text(_without_frame(tree)) or block_text(tree), words(said.title))
        shown = read_page(lines, title=words(said.title) or None)
    text = _without_table_marks(clean(found.text or "")) if found else ""
    if not text.strip() or (len(text) < _SHORT_PAGE and len(lines) < 2 * len(text)):
        text = lines
    if not text.strip():
        raise ArticleError(source.path, "a page without text; save the page as it is shown, with its text")
    given = stated or Stated()
    return build(
        source,
        Content(
            text, aside=Stated(date=shown.date, author=shown.author or "", source=shown.source or _host(found))
        ),
        Stated(
            title=given.title or said.title,
            date=given.date or date,
            author=given.author or said.author,
            source=given.source or said.source,
            language=given.language or said.language,
        ),
        id,
    )


def parse(source: Source, html: str) -> lxml.html.HtmlElement:
    """The page's tree. Raises ArticleError, also for a page of which the parser would leave a part out."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    with source.parsing("HTML"):
        tree = lxml.html.document_fromstring(clean(html).encode(), parser=parser)
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise ArticleError(source.path, "elements within elements, thousands deep; save its text and index that")
    return tree


def block_text(tree: etree._Element) -> str:
    """All text of a page, a line for each block or row of a table."""
    pieces: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        tag = tag.rpartition("}")[2].lower()
        if event == "start" and tag in _UNSEEN:
            walk.skip_subtree()
        elif event == "start":
            pieces += _edge(tag), " ".join(re.split(r"\s+", element.text or ""))
        if event != "start":
            pieces += "\n" if tag in _BLOCKS else "", " ".join(re.split(r"\s+", element.tail or ""))
    lines = (" ".join(line.split()).strip("| ") for line in "".join(pieces).split("\n"))
    return joined(lines)


def _edge(tag: str) -> str:
    if tag in _CELLS:
        return " | "
    return "\n" if tag in _BLOCKS else ""


def _decoded(source: Source) -> str:
    """By mark, as UTF-8, in the encoding that the page declares, or as detected."""
    declared = _CHARSET.search(source.content[:4096])
    name = declared[1].decode() if declared else ""
    names = ["utf-8-sig"]
    if _CHARSETS.fullmatch(name) and not source.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        names.append(name)
    if name.lower() == "iso-2022-jp" and b"\x1b" in source.content:
        # Its bytes are all ASCII, and so UTF-8 that says nothing.
        names.insert(0, name)
    for encoding in names:
        # Pages declare wrongly.
        with contextlib.suppress(UnicodeDecodeError, LookupError):
            return source.content.decode(encoding)
    return decode(source.path, source.content)[0]


def _extracted(tree: lxml.html.HtmlElement) -> Document | None:
    """What trafilatura finds, None on pages too large for it. Its date is not used, for it may be any on the
    page: so it is to find none."""
    if _is_large(tree):
        return None
    tree = copy.deepcopy(tree)
    for paragraph in tree.xpath(".//p[not(ancestor::p)]"):
        etree.strip_tags(paragraph, *_WITHIN_TEXT)
    found = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "max_date": _EARLIEST},
    )
    return found if isinstance(found, Document) else None


def _is_large(tree: lxml.html.HtmlElement) -> bool:
    elements = within = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        within += depth
        if elements > _MOST_ELEMENTS or within > 2 * _MOST_WITHIN:  # each is met twice
            return True
    return False


def _without_frame(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The page without what its tags say is around the article."""
    tree = copy.deepcopy(tree)
    for element in tree.xpath(_FRAME):
        element.drop_tree()
    return tree


def _machine_date(tree: lxml.html.HtmlElement, latest: datetime.date) -> datetime.date | None:
    """The date of publication that the page's metadata states, else the article's own time element."""
    times: list[lxml.html.HtmlElement] = next((found for found in map(tree.xpath, _OWN_TIMES) if found), [])
    own = next((time for time in times[:_TIMES] if not (_is_of_change(time) or _is_in_text(time))), None)
    time = "" if own is None else str(own.get("datetime") or own.get("content"))
    return _found_date(_machine_tags(tree), latest) or written_date(time)


def _machine_tags(tree: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """Copies of the tags that may state when the page was published; any other date in them might be taken."""
    for element in tree.xpath(_MACHINE_TAGS):
        content = element.get("content", "")
        if _is_of_change(element) or (_UNSURE.fullmatch(content) and written_date(content) is None):
            continue
        element = copy.deepcopy(element)
        if element.tag == "script":
            element.text = ", ".join(map(_plain_pair, _PUBLISHED_PAIR.finditer(element.text or "")))
        yield element


def _plain_pair(match: re.Match[str]) -> str:
    """A pair of JSON with its date as 2024-01-05, the one form in which it is looked for there."""
    value = match[2].replace("\\/", "/")
    return f'{match[1]}"{written_date(value) or value}"'


def _is_of_change(element: lxml.html.HtmlElement) -> bool:
    """Whether it is called the date of a change, and not that of the publication too ("published updated")."""
    names = " ".join(element.get(name, "") for name in _NAMES)
    return bool(_OTHER_DATE.search(names)) and "publi" not in names.lower()


def _is_in_text(element: lxml.html.HtmlElement) -> bool:
    """Whether it stands in a running paragraph, which tells of what happened then."""
    paragraph = next(element.iterancestors("p"), None)
    return paragraph is not None and is_paragraph(" ".join(paragraph.text_content().split()))


def _found_date(elements: Iterable[lxml.html.HtmlElement], latest: datetime.date) -> datetime.date | None:
    """The date in a page made of nothing but these elements: in a whole one, any date may be taken."""
    page = lxml.html.document_fromstring("<html><head></head><body></body></html>")
    for element in elements:
        element.tail = None
        page.head.append(element)
    found = htmldate.find_date(
        page, extensive_search=False, original_date=True, min_date=_EARLIEST, max_date=latest.isoformat()
    )
    return datetime.date.fromisoformat(found) if found else None


def _from_title(lines: str, title: str) -> str:
    """The page's lines from the title on: over it stands what every page of the site has."""
    start = f"\n{lines}".find(f"\n{title}\n") if title else 0
    return lines[max(start, 0) :]


def _page_states(found: Document | None, tree: lxml.html.HtmlElement) -> Stated:
    if found is None:
        return Stated(title=tree.findtext(".//title") or "", language=_language(tree))
    author, _ = split_affiliation(words((found.author or "").replace(";", ",")))
    site = words(found.sitename or "")
    return Stated(
        title=found.title or "",
        author=author if is_name(author, several=True) and author.casefold() != site.casefold() else "",
        source=site,
        language=_language(tree),
    )


def _language(tree: lxml.html.HtmlElement) -> str:
    locale = tree.find(".//meta[@property='og:locale']")
    return tree.get("lang") or tree.get("xml:lang") or ("" if locale is None else locale.get("content", ""))


def _host(found: Document | None) -> str:
    return (found.hostname or "") if found else ""


def _without_table_marks(text: str) -> str:
    return _TABLE_ROW.sub(r"\1", _TABLE_RULE.sub("", text))
