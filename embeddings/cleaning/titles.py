"""Where on a page its title stands: which lines have the form of one, and which of them heads the text."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from embeddings.cleaning.boilerplate import KICKER, MENU, SHORT, Line, ends_sentence, is_caption, is_paragraph
from embeddings.cleaning.facts import Facts, read_title
from embeddings.cleaning.names import is_paper, is_signature

# A line of broken front matter: 'title = "…"', "title: [unclosed".
_PAIR = re.compile(r"[a-z_]{3,20} ?= ?[\"'\[\d]|(?i:title|headline) ?: ?\[")
# Titles end so, though sentences do too.
_ABBREVIATED = ("..", ".S.", ".K.", ".N.", " Jr.", " Inc.")


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
        if i in skipped or i in facts or KICKER.fullmatch(line.words[:80]) or is_menu(line.words):
            continue
        if is_paragraph(line.words) and not has_title_form(line.words):
            break
        following = next((j for j in range(i + 1, len(lines)) if not _is_aside(j, lines, skipped)), None)
        if following is not None and has_title_form(line.words):
            if following in facts or _begins_anew(line.words, lines[following]):
                return i, line.words
            break
    return None, None


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
