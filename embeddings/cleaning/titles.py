"""Where on a page its title stands: which lines have the form of one, and which of them heads the text."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from embeddings.cleaning.boilerplate import KICKER, MENU, SHORT, Line, ends_sentence, is_caption, is_paragraph
from embeddings.cleaning.facts import Facts, read_title
from embeddings.cleaning.names import is_paper, is_signature

# A line of broken front matter: 'title = "…"', "title: [unclosed".
_PAIR = re.compile(r"[a-z_]{3,20} ?= ?[\"'\[\d]|(?i:title|headline) ?: ?\[")
# Titles end so, though sentences do too.
_ABBREVIATED = ("..", ".S.", ".K.", ".N.", ".C.", " Jr.", " Inc.")


def find_title(
    head: Sequence[Line],
    lines: Sequence[Line],
    skipped: Container[int],
    facts: dict[int, Facts],
    known: str | None,
) -> tuple[int | None, str | None]:
    """(line, title): the known title, else one labelled so, else the first line in a title's form."""
    if known:
        return next((i for i, line in enumerate(head) if same_words(line.words, known)), None), read_title(
            known
        ) or known
    for i, line in enumerate(head):
        if labelled := read_title(line.words):
            return i, labelled
    for i, line in enumerate(head):
        if i in skipped or i in facts or _is_label(line.words) or is_masthead(lines, i, skipped, facts):
            continue
        if has_title_form(line.words):
            return (i, line.words) if _is_whole(lines, i, skipped, facts) else (None, None)
        if is_paragraph(line.words):
            break
    return None, None


def _is_label(words: str) -> bool:
    return bool(KICKER.fullmatch(words[:80])) or is_menu(words)


def is_masthead(lines: Sequence[Line], i: int, skipped: Container[int], facts: Mapping[int, Facts]) -> bool:
    """Whether line `i` is a newspaper's name ("THE WICK ECHO") right over its date, and a title stands under that.

    A title may have the form of the name: then what stands under its date is the text, or who wrote it.
    """
    words, dated = lines[i].words, facts.get(i + 1)
    if not (words[:4].lower() == "the " and is_paper(words[4:])) or dated is None:
        return False
    if dated.author or not dated.dates or any(entry.labelled for entry in dated.dates):
        return False
    below = next((j for j in range(i + 2, len(lines)) if j not in skipped), None)
    if below is None or below in facts or _is_label(lines[below].words) or is_signature(lines[below].words):
        return False
    return has_title_form(lines[below].words) and _is_whole(lines, below, skipped, facts)


def _is_whole(lines: Sequence[Line], i: int, skipped: Container[int], facts: Container[int]) -> bool:
    """Whether something stands under line `i`, and is no more of it."""
    # A name and a newspaper's end a title, be the text's first line as short as they are.
    below = [line.words for line in lines[i + 1 : i + 3]]
    if len(below) == 2 and is_signature(below[0]) and is_paper(below[1]):
        return True
    following = next((j for j in range(i + 1, len(lines)) if not _is_aside(j, lines, skipped)), None)
    return following is not None and (following in facts or _begins_anew(lines[i].words, lines[following]))


def _is_aside(i: int, lines: Sequence[Line], skipped: Container[int]) -> bool:
    """Whether line `i` may stand right under a title and says nothing of where it ends: boilerplate, a name."""
    return i in skipped or (not lines[i].gap and (is_signature(lines[i].words) or is_paper(lines[i].words)))


def is_menu(words: str) -> bool:
    """Whether a line has the form of a bar of links."""
    return len(words) <= SHORT and bool(MENU.fullmatch(words))


def has_title_form(words: str) -> bool:
    """Short, with letters, no caption and no sentence."""
    if len(words) > 200 or not any(map(str.isalpha, words)) or is_caption(words):
        return False
    if _PAIR.match(words):
        return False
    if words.isupper():
        return True
    # A question or a cry may be a title, but not one as long as a paragraph.
    longest = 120 if words.endswith(("?", "!")) else 60
    if len(words) > longest and ends_sentence(words):
        return False
    return words.endswith(_ABBREVIATED) or not words.endswith((",", ";", ":", "."))


def _begins_anew(words: str, following: Line) -> bool:
    """Whether the line after a title is no continuation of it, as in hard-wrapped prose it would be."""
    return following.gap or len(following.words) > 120 or same_words(following.words, words)


def same_words(one: str, other: str) -> bool:
    """Whether two lines differ in letter case at most."""
    return len(one) <= SHORT and len(other) <= SHORT and one.casefold() == other.casefold()
