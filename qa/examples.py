"""Example questions for a corpus nobody has asked yet: made by rule from its sentences, kept where the answerer
is sure of the answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator

from embeddings.articles import Article
from embeddings.passages import sentences, split
from qa.answering import Answerer
from qa.names import NAME_WORD, OFFICES
from qa.schema import Answer

_ARTICLES_LOOKED_AT = 40
_QUESTIONS_TRIED = 12
_SURE = 0.7

# "Some 5,200 US soldiers are stationed across Iraqi bases"
_QUANTITY = re.compile(
    r"\b\d[\d,.]* (?P<things>(?:[A-Za-z-]+ ){0,3}[a-z-]+s) (?P<verb>are|were|have been|had been) "
    r"(?P<rest>(?:(?!to |as |and |but |which |who |after |since )[\w-]+(?: |$|(?=[.,]))){2,7})"
)
# "State Department deputy spokesperson Vedant Patel", "US Secretary of State Mike Pompeo"
_ROLE_THEN_NAME = re.compile(
    rf"\b(?P<role>(?:[A-Z]\w+ ){{2,3}}(?:(?:deputy|prime|foreign|vice) )?(?:{OFFICES})|"
    rf"(?:[A-Z]\w+ )?Secretary of [A-Z]\w+) {NAME_WORD} {NAME_WORD}"
)
# "Esmail Ghaani, commander of the Quds Force,"
_NAME_THEN_ROLE = re.compile(
    rf"{NAME_WORD} {NAME_WORD}, (?:the )?"
    rf"(?P<role>(?:{OFFICES}) of (?:the )?(?:(?:al-)?[A-Z][\w-]+(?:[’']s)? ?){{1,4}})(?! ?[\w’'-])"
)


def example_questions(answerer: Answerer, count: int = 4) -> list[str]:
    """Up to `count` questions the corpus answers with confidence, from different articles where possible; none
    where no sentence fits a rule."""
    articles = itertools.islice(answerer.index.store.all_articles(), _ARTICLES_LOOKED_AT)
    tried = _spread(_from_article(article) for article in articles)
    answers = answerer.answer_many(list(itertools.islice(dict.fromkeys(tried), _QUESTIONS_TRIED)))
    sure = [answer for answer in answers if not answer.abstained and answer.confidence >= _SURE]
    return [answer.question for answer in _different_articles_first(sure)][:count]


def _from_article(article: Article) -> Iterator[str]:
    for passage in split(article, overlap=0):
        for start, end in sentences(article.text, passage.start, passage.end):
            yield from sentence_questions(article.text[start:end])


def sentence_questions(sentence: str) -> Iterator[str]:
    """The questions the rules make of one sentence, answered or not."""
    for pattern, question in _RULES:
        for match in pattern.finditer(sentence):
            yield question(match)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_QUANTITY, lambda m: f"How many {m['things']} {m['verb']} {m['rest'].strip()}?"),
    (_ROLE_THEN_NAME, lambda m: f"Who is the {m['role']}?"),
    (_NAME_THEN_ROLE, lambda m: f"Who is the {m['role'].strip()}?"),
)


def _spread(sources: Iterable[Iterator[str]]) -> Iterator[str]:
    """The first question of every source, then the second of each, and so on."""
    waiting = list(sources)
    while waiting:
        still = []
        for source in waiting:
            question = next(source, None)
            if question is not None:
                yield question
                still.append(source)
        waiting = still


def _different_articles_first(answers: list[Answer]) -> list[Answer]:
    seen: set[str] = set()
    first: list[Answer] = []
    later: list[Answer] = []
    for answer in answers:
        article = answer.citations[0].article
        (later if article in seen else first).append(answer)
        seen.add(article)
    return first + later
