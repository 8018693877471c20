"""What texts tell of two answers: that they are named in one breath, as a list's items ("Iran and Iraq") and a
part and its whole ("Baghdad, Iraq") are; whether both speak of what is asked, by the words and names of the
question that they hold; and so whether they disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from embeddings.articles import Article
from qa.asked import Asked
from qa.countries import countries_in, country_of, without_countries
from qa.days import days
from qa.names import unowned, written_names
from qa.wordings import Wording, contradict

# The share of the question's words in one text that another must hold to be on its matter.
_LIKE_MATTER = 0.8
_LINK = r"(?:['’]s?)?\s*(?:,(?!\d)|\(|/|\band\b|\bor\b|\bin\b|\bof\b|\bas well as\b)?\s*(?:the\s+)?"
_WORD = re.compile(r"[^\W_]+")
_TELLING_LENGTH = 3
# Shorter words are compared whole.
_STEMMED_LENGTH = 6
_STEM = 4
_INFLECTED = re.compile(r"(?:ed|ing|es?)\Z")
_TO_DIE = frozenset({"dead", "death", "die", "died", "dying"})
_UNTELLING = frozenset(
    "what when where which who whom whose why how does did has have had are was were been can could will would "
    "being the and for but not all any many much that this its his her him she they them with from into about out "
    "off".split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """An answer's wording as an article says it. `near` is the text around it, a passage or a sentence."""

    wording: Wording
    article: Article
    near: str


def disagree(asked: Asked, best: Statement, other: Statement, articles: Iterable[Article]) -> bool:
    """Whether not both can answer the question, though both are on its matter; not where one of the articles that
    state them names both in one breath."""
    if not contradict(asked.kind, best.wording, other.wording) or not _on_the_matter(asked.text, best, other):
        return False
    return not any(linked(article.text, best.wording.text, other.wording.text) for article in articles)


def shares_names(question: str, best: Article, other: Article) -> bool:
    """Whether the other article holds every name of the question that the best holds."""
    one, two = (f"{article.heading}\n{article.text}" for article in (best, other))
    names = [name for name in written_names(question) if not days(name)]
    return not any(holds(one, name) and not holds(two, name) for name in names)


def linked(text: str, one: str, other: str) -> bool:
    """Whether the one stands right beside the other in the text, with no more than a comma, "and", "in", "of" or a
    possessive between them. Case is ignored."""
    return any(
        re.search(rf"(?<![\w,.]){re.escape(a)}{_LINK}{re.escape(b)}(?!\w|[,.]\d)", text, re.IGNORECASE)
        for a, b in ((one, other), (other, one))
    )


def held(question: str, text: str) -> int:
    """How many of the question's telling words the text holds: words of three letters and more, "UN" and "11"; the
    long ones by their first four letters or without their endings, countries by any of their names."""
    known = frozenset[str]().union(*_telling(text))
    return sum(not forms.isdisjoint(known) for forms in _telling(question))


def share_held(question: str, text: str) -> float:
    """The same as a share, 0..1; 0 where the question has no telling word."""
    telling = len(_telling(question))
    return held(question, text) / telling if telling else 0.0


def holds(text: str, name: str) -> bool:
    """Whether the text names it: by its last word, with its capital, for "President Trump" and "Donald Trump"; or
    by its initials, for "EU" and "European Union"; or a country by its other name, for "UK" and "British"."""
    name = unowned(name.replace(".", ""))
    if country := country_of(name):
        return country in countries_in(text)
    words = name.split()
    forms = [re.escape(words[-1])]
    if len(words) > 1:
        forms.append("".join(re.escape(word[0]) for word in words) + r"\b")
    elif words[0].isupper() and words[0].isalpha():
        forms.append(r"\s+".join(rf"{letter}\w+" for letter in words[0]))
    return re.search(rf"(?<!\w)(?:{'|'.join(forms)})", text.replace(".", "")) is not None


def _on_the_matter(question: str, best: Statement, other: Statement) -> bool:
    """Whether the other speaks of what is asked as the best does: its article of every name in the question; and
    what is near it of nearly as many words, where a name is the answer, since any text has names. Of numbers and
    days there are few, and one matter has many words."""
    if not shares_names(question, best.article, other.article):
        return False
    if other.wording.quantities or other.wording.days:
        return True
    one, two = (held(question, f"{said.article.heading}\n{said.near}") for said in (best, other))
    return two >= _LIKE_MATTER * one


def _telling(text: str) -> set[frozenset[str]]:
    """The text's telling words, each by the forms it may be met in; countries by their names."""
    words = filter(_is_telling, _WORD.findall(without_countries(text)))
    return {_forms(word.lower()) for word in words} | {frozenset({one}) for one in countries_in(text)}


def _is_telling(word: str) -> bool:
    if (len(word) > 1 and word.isupper()) or any(map(str.isdigit, word)):
        return True
    return len(word) >= _TELLING_LENGTH and word.lower() not in _UNTELLING


def _forms(word: str) -> frozenset[str]:
    word = word.removesuffix("s") if len(word) > _TELLING_LENGTH else word
    if word in _TO_DIE:
        return frozenset({"die"})
    if len(word) < _STEMMED_LENGTH:
        return frozenset({word})
    return frozenset({word[:_STEM], _INFLECTED.sub("", word)})
