"""Whether a word or a name tells a man or a woman, and so whom "he" and "she" can mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# (text, others) -> how alike the text is to each of the others, -1..1.
Alike = Callable[[str, Sequence[str]], Sequence[float]]

_TELLING = re.compile(
    r"\b(?:(?P<man>Mr|Sir|Lord|(?:grand|step)?(?:father|son)|boyfriend|brother|husband|nephew|uncle|widower)"
    r"|Mrs|Ms|Miss|Dame|Lady|(?:grand|step)?(?:mother|daughter)|girlfriend|sister|wife|niece|aunt|widow)\b"
)
_OF_A_MAN = frozenset({"he", "him", "his"})
_OF_A_WOMAN = frozenset({"she", "her", "hers"})
# What names are compared with. By the bundled encoder 26 of 40 women's names and 40 of 51 men's tell, with one
# woman's among the men's.
_MAN_OR_WOMAN = ("a man", "a woman")
_CLEARLY = 0.1


def is_mans(pronoun: str) -> bool:
    """Whether a pronoun, in small letters, is a man's."""
    return pronoun in _OF_A_MAN


def are_two(one: str, other: str) -> bool:
    """Whether of two pronouns the one is a man's and the other a woman's."""
    both = {one.lower(), other.lower()}
    return not both.isdisjoint(_OF_A_MAN) and not both.isdisjoint(_OF_A_WOMAN)


def word_tells_man(text: str) -> bool | None:
    """Whether a word of it tells a man, "husband"; False where it tells a woman, None where none tells."""
    found = _TELLING.search(text)
    return bool(found["man"]) if found else None


def may_mean(pronoun: str, name: str, alike: Alike | None) -> bool:
    """Whether a pronoun, in small letters, "" for any, can mean the bearer of a name: "he" no woman, where the
    name tells."""
    is_man = word_tells_man(name)
    if is_man is None and pronoun and alike is not None:
        man, woman = alike(name, _MAN_OR_WOMAN)
        is_man = man > woman if abs(man - woman) >= _CLEARLY else None
    return not pronoun or is_man in (None, is_mans(pronoun))
