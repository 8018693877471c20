"""Example questions for a corpus nobody has asked yet: made by rule from its sentences, kept where the answerer
is sure of the answer."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from embeddings.articles import Article
from embeddings.passages import sentences, split
from qa.answering import Answerer
from qa.countries import COUNTRY
from qa.days import MONTHS
from qa.names import NAME_WORD, OFFICES
from qa.schema import Answer

_ARTICLES_LOOKED_AT = 40
_QUESTIONS_TRIED = 12
_SURE = 0.7

# "Some 5,200 US soldiers are stationed across Iraqi bases"
_QUANTITY = re.compile(
    r"\b\d[\d,.]* (?P<things>(?:[A-Za-z-]+ ){0,3}[a-z-]+s) (?P<verb>are|were|have been|had been) "
    r"(?P<rest>(?:(?!to |as |and |but |which |who |after |since |between )[\w-]+(?: |$|(?=[.,]))){2,7})"
)
# "Navalny was airlifted to Berlin on Saturday": when, of somebody or something with a name of its own.
_DONE = re.compile(
    rf"(?:^|[“,;] |\b(?:and|that) )(?P<whom>(?:[Tt]he )?{NAME_WORD} {NAME_WORD}) was "
    r"(?P<done>acquitted|appointed|arrested|attacked|bombed|born|built|closed|convicted|elected|evacuated|found|"
    r"founded|freed|impeached|killed|launched|named|opened|re-?elected|released|rescued|sentenced|shot|sworn in)\b"
    rf"(?=.*\b(?:{'|'.join(MONTHS)}|[A-Z][a-z]+day|yesterday|\d{{4}})\b)"
)
# "said Ann Lee", "Ann Lee said".
_SAID = re.compile(
    rf"[”\"],? (?:said (?P<first>{NAME_WORD} {NAME_WORD})(?! [A-Z])|(?P<other>{NAME_WORD} {NAME_WORD}) said)\b"
)
# They begin a sentence, or tell of another time.
_NO_LEAD = (
    r"(?!(?:An?|Acting|And|At|But|Ex|Former|Her|His|In|Late|New|On|The|Then|Their|When|While|[A-Z][a-z]+day)\b)"
)
# "State Department deputy spokesperson Vedant Patel", "US Secretary of State Mike Pompeo"; "Esmail Ghaani,
# commander of the Quds Force,".
_ROLE = re.compile(
    rf"\b{_NO_LEAD}(?P<role>(?:(?:[A-Z]\w+ ){{2,3}}|(?!{COUNTRY})[A-Z]\w+ )"
    rf"(?:(?:deputy|prime|foreign|vice) )?(?:{OFFICES})|(?:[A-Z]\w+ )?Secretary of [A-Z]\w+)"
    rf" {NAME_WORD} {NAME_WORD}"
    rf"|{NAME_WORD} {NAME_WORD}, (?:the )?"
    rf"(?P<office>(?:{OFFICES}) of (?:the )?(?:(?:al-)?[A-Z][\w-]+(?:[’']s)? ?){{1,4}})(?! ?[\w’'-])"
)


def example_questions(answerer: Answerer, count: int = 4) -> list[str]:
    """Up to `count` questions the corpus answers with confidence, of different kinds and from different articles
    where possible; none where no sentence fits a rule."""
    articles = itertools.islice(answerer.index.store.all_articles(), _ARTICLES_LOOKED_AT)
    texts = [list(_sentences(article)) for article in articles]
    tried = _spread([_spread([_made(rule, text) for text in texts]) for rule in _RULES])
    answers = answerer.answer_many(list(itertools.islice(dict.fromkeys(tried), _QUESTIONS_TRIED)))
    sure = [answer for answer in answers if not answer.abstained and answer.confidence >= _SURE]
    return _most_different(sure, count)


def _sentences(article: Article) -> Iterator[str]:
    for passage in split(article, overlap=0):
        for start, end in sentences(article.text, passage.start, passage.end):
            yield article.text[start:end]


def sentence_questions(sentence: str) -> Iterator[str]:
    """The questions the rules make of one sentence, answered or not."""
    for rule in _RULES:
        yield from _made(rule, [sentence])


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
# A kind of question each; whose commander and what commander are of one kind.
_RULES: tuple[_Rule, ...] = (
    (_QUANTITY, lambda m: f"How many {m['things']} {m['verb']} {m['rest'].strip()}?"),
    (_ROLE, lambda m: f"Who is the {(m['role'] or m['office']).strip()}?"),
    (_DONE, lambda m: f"When was {m['whom']} {m['done']}?"),
    (_SAID, lambda m: f"What did {m['first'] or m['other']} say?"),
)


def _made(rule: _Rule, text: Iterable[str]) -> Iterator[str]:
    pattern, question = rule
    return (question(match) for sentence in text for match in pattern.finditer(sentence))


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


def _most_different(answers: list[Answer], count: int) -> list[str]:
    """Each next one of the article that was asked least, and of the kind."""
    left = list(answers)
    chosen: list[str] = []
    articles, kinds = Counter[str](), Counter[str]()
    while left and len(chosen) < count:
        one = min(left, key=lambda answer: (articles[answer.citations[0].article], kinds[_kind(answer)]))
        left.remove(one)
        articles[one.citations[0].article] += 1
        kinds[_kind(one)] += 1
        chosen.append(one.question)
    return chosen


def _kind(answer: Answer) -> str:
    return answer.question.split()[0]
