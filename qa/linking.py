"""What texts tell of two answers: that they are named in one breath, as a list's items ("Iran and Iraq") and a
part and its whole ("Baghdad, Iraq") are; and whether both speak of what is asked, by the words and names of the
question that they hold.
"""

from __future__ import annotations

import re

from qa.days import days
from qa.names import written_names

# The share of the question's words in one text that another must hold to be on its matter.
_LIKE_MATTER = 0.8
_LINK = r"(?:['’]s?)?\s*(?:,(?!\d)|\(|/|\band\b|\bor\b|\bin\b|\bof\b|\bas well as\b)?\s*(?:the\s+)?"
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s$")
_TELLING_LENGTH = 3
# Shorter words are compared whole.
_STEMMED_LENGTH = 6
_STEM = 4
# Countries whose names and what is of them do not begin alike.
_COUNTRIES = (("US", "United States", "American"), ("UK", "United Kingdom", "Britain", "British"))
_UNTELLING = frozenset(
    "what when where which who whom whose why how does did has have had are was were been can could will would "
    "the and for but not all any many much that this its his her him she they them with from into about out "
    "off".split()
)


def linked(text: str, one: str, other: str) -> bool:
    """Whether the one stands right beside the other in the text, with no more than a comma, "and", "in", "of" or a
    possessive between them. Case is ignored."""
    return any(
        re.search(rf"(?<![\w,.]){re.escape(a)}{_LINK}{re.escape(b)}(?!\w|[,.]\d)", text, re.IGNORECASE)
        for a, b in ((one, other), (other, one))
    )


def on_the_matter(question: str, best: tuple[str, str], other: tuple[str, str], *, numbers: bool) -> bool:
    """Whether the other text speaks of what is asked as the best does, each given as a whole article and the part
    of it that answers: the article of every name in the question; and the part nearly, where a name is the answer,
    since any text has names. Of `numbers` and days there are few, and one matter has many words."""
    names = [name for name in written_names(question) if not days(name)]
    if any(holds(best[0], name) and not holds(other[0], name) for name in names):
        return False
    return numbers or held(question, other[1]) >= _LIKE_MATTER * held(question, best[1])


def held(question: str, text: str) -> int:
    """How many of the question's telling words the text holds: words of three letters and more, "UN" and "11"; the
    long ones by their first four letters, the US and the UK by any of their names."""
    return len(_stems(question) & _stems(text))


def share_held(question: str, text: str) -> float:
    """The same as a share, 0..1; 0 where the question has no telling word."""
    telling = len(_stems(question))
    return held(question, text) / telling if telling else 0.0


def holds(text: str, name: str) -> bool:
    """Whether the text names it: by its last word, with its capital, for "President Trump" and "Donald Trump"; or
    by its initials, for "EU" and "European Union"; or a country by its other name, for "UK" and "British"."""
    name = _POSSESSIVE.sub("", name.replace(".", ""))
    words = name.split()
    forms = [re.escape(words[-1])]
    if len(words) > 1:
        forms.append("".join(re.escape(word[0]) for word in words) + r"\b")
    elif words[0].isupper() and words[0].isalpha():
        forms.append(r"\s+".join(rf"{letter}\w+" for letter in words[0]))
    forms += (rf"{other}\b" for names in _COUNTRIES if name in names for other in names)
    return re.search(rf"(?<!\w)(?:{'|'.join(forms)})", text.replace(".", "")) is not None


def _stems(text: str) -> set[str]:
    for names in _COUNTRIES:
        text = re.sub(rf"\b(?:{'|'.join(names)})\b", names[0], text)
    return {_stem(word.lower()) for word in _WORD.findall(text) if _is_telling(word)}


def _is_telling(word: str) -> bool:
    if (len(word) > 1 and word.isupper()) or any(map(str.isdigit, word)):
        return True
    return len(word) >= _TELLING_LENGTH and word.lower() not in _UNTELLING


def _stem(word: str) -> str:
    word = word.removesuffix("s") if len(word) > _TELLING_LENGTH else word
    return word if len(word) < _STEMMED_LENGTH else word[:_STEM]
