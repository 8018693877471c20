"""Which spans cannot answer a question, by what their text says beside them: a pronoun, a number for a person, a
day of birth for another day, what is told of the time before for after.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from embeddings.articles import Article
from embeddings.passages import sentence_around
from qa.amounts import Unfit, unfit_amounts
from qa.asked import Asked
from qa.days import days
from qa.kinds import AUXILIARIES, Kind, described, repeats
from qa.names import (
    CAPITALS,
    NAME,
    NAME_WORD,
    is_bare_office,
    is_name,
    is_office,
    same_name,
    tells_office,
    unowned,
    written_names,
)
from qa.numbers import MAGNITUDES
from qa.offices import Office, has_left, held_now, is_of_elsewhere, is_told_of, may_hold
from qa.schema import Span

# What stands in front of a day of birth: "born on 5 May 1950", "(5 May 1950 – 3 June 2010)".
_BORN = re.compile(r"(?<!-)\bborn\b(?:(?!\band\b)[^.;)\d]){0,40}\Z")
_LIVED, _TO = re.compile(r"\([^()]{0,20}\Z"), re.compile(r"[^()\d]{0,8}[-–—]")
_CLOSE = 80
# "Who killed Ann Lee?"; and what stands between a deed and those it is done to: "killed Ann Lee and two guards".
_WHO_DID = re.compile(
    rf"\W*[Ww]ho (?!(?:{'|'.join(sorted(AUXILIARIES))})\b)(?P<deed>[a-z]+) (?:the )?(?P<name>{NAME})"
)
_DONE_TO = r"(?:(?!(?:by|who|that|when|while|with|as|was|were|is|are|has|had|said)\b)[\w’'-]+,? ){0,9}"
_ALIAS = re.compile(r"\b(?:known as|alias|real name|nicknamed|became|born)\b")
_BESIDE = 40
# They stand for somebody or something that the text names elsewhere. "US" and "IT" are none.
_PRONOUN = re.compile(r"[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I|[Yy]ou|[Hh]im|[Hh]ers?|[Tt]hem|us|[Hh]is|[Tt]heirs?|[Ww]hom?")
# Digits and what makes an amount of them, with no other word: "£2.3 million", "1998".
_ONLY_A_NUMBER = re.compile(rf"(?=\D*\d)(?:[\W\d]|{'|'.join(MAGNITUDES)})+", re.IGNORECASE)
_NAME_BEHIND = re.compile(rf"\s({NAME})")
# A time of day, which tells no day.
_CLOCK = re.compile(
    r"(?:(?:about|around|at|in|the|early|late|shortly|just|before|after) )*"
    r"(?:\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?|\d{4}(?= UTC)|noon|midnight"
    r"|morning|afternoon|evening|night)(?: (?:local|[A-Z]{2,4}))?(?: time)?(?: \([^()]*\))?",
    re.IGNORECASE,
)
# "Friday" is a day, of whichever week.
_ANY_DAY = datetime.date(2000, 1, 1)
_OF_DAY = re.compile(r"\b(?:time|hour|clock)\b|\bwhen do(?:es)?\b", re.IGNORECASE)
# "After Super Tuesday", "before the outbreak": an event that a question tells a time by, and texts too.
_BEFORE = "before|prior to|ahead of|leading up to|in the run-up to"
_AFTER = "after|since|following|in the aftermath of|in the wake of"
_ANOTHER_CLAUSE = re.compile(r";|, (?:and|but|while|whereas|yet)\b", re.IGNORECASE)
_BY_EVENT = re.compile(
    rf"\b(?:(?P<before>{_BEFORE})|{_AFTER}) (?:the )?(?P<event>(?:[{CAPITALS}][\w’'-]* ?)+|[a-z]+(?=\W*$))"
)
# "Who came second?": not who won, or came third.
_RANKED = re.compile(
    r"\b(?:came|finished|placed|took) (?:in )?"
    r"(?:(?P<second>second)|(?P<third>third)|(?P<other>fourth|fifth|last))\b",
    re.IGNORECASE,
)
_RANKS = {
    "first": "first|gold|wins|won|winner|victory",
    "second": "second|silver|runner-up|2nd",
    "third": "third|bronze|3rd",
    "other": "fourth|fifth|last",
}


def that_may_answer(asked: Asked, spans: Sequence[Span], articles: Mapping[str, Article]) -> list[Span]:
    """The spans without those that cannot answer the question. `articles` holds those of every span."""
    rules = list(_rules(asked, spans, articles))
    stand = ((span, articles[span.passage.article]) for span in spans)
    return [span for span, article in stand if not any(rule(span, article) for rule in rules)]


def _rules(asked: Asked, spans: Sequence[Span], articles: Mapping[str, Article]) -> Iterator[Unfit]:
    """What cannot answer this question, by what it asks for."""
    yield _is_pronoun
    yield partial(_repeats, asked.text)
    if asked.kind is Kind.PERSON:
        yield _is_nobody
    if name := described(asked.text):
        yield partial(_tells_nothing_of, name)
    elif asked.kind is Kind.PERSON:
        yield partial(_is_cut_from, [name for name in written_names(asked.text) if unowned(name) == name])
    if held := held_now(asked.text):
        yield partial(_has_left, held)
    if office := Office.asked_for(asked.text):
        yield _is_only_an_office
        yield partial(_may_not_hold, office, articles)
        yield partial(_is_of_none, {id for id, article in articles.items() if is_told_of(office, article)})
    if did := _WHO_DID.match(asked.text):
        yield partial(_is_fellow, did)
    if rank := _RANKED.search(asked.text):
        yield partial(_has_another_rank, rank)
    yield from unfit_amounts(asked)
    if asked.kind is Kind.TIME and not asked.of_birth:
        yield _is_birth
        if not _OF_DAY.search(asked.text):
            yield partial(_is_less_than_a_day, _that_tell_a_day(spans, articles))
    if event := _BY_EVENT.search(asked.text):
        yield partial(_is_of_the_other_time, event)


def _said(span: Span, article: Article) -> str:
    return article.text[span.start : span.end]


def _is_pronoun(span: Span, article: Article) -> bool:
    return bool(_PRONOUN.fullmatch(_said(span, article)))


def _repeats(question: str, span: Span, article: Article) -> bool:
    return repeats(question, _said(span, article))


def _is_nobody(span: Span, article: Article) -> bool:
    """Whether the span is the place of a dateline, or a number."""
    said, place = _said(span, article).lower(), (article.dateline or "").lower()
    return said in (place, place.partition(",")[0]) or bool(_ONLY_A_NUMBER.fullmatch(said))


def _is_cut_from(names: Sequence[str], span: Span, article: Article) -> bool:
    """Whether the span stands in front of the rest of one of these names, as a part of it or a title: "General
    Qasem" or "General" of "General Qasem Soleimani"."""
    *_, last = _said(span, article).split() or [""]
    following = _NAME_BEHIND.match(article.text, span.end) if last[:1].isupper() else None
    return following is not None and any(name.split()[-1] in following[1].split() for name in names)


def _has_left(office: str, span: Span, article: Article) -> bool:
    return has_left(office, span.start, span.end, article.text)


def _may_not_hold(office: Office, articles: Mapping[str, Article], span: Span, article: Article) -> bool:
    said, read = _said(span, article), list(articles.values())
    return not may_hold(office, said, span.end, article, read) or is_of_elsewhere(office, said, article, read)


def _is_only_an_office(span: Span, article: Article) -> bool:
    said = _said(span, article)
    return is_bare_office(said) and "," not in said  # "the mayor, Ann Lee"


def _is_of_none(articles: set[str], span: Span, article: Article) -> bool:
    return article.id not in articles


def _that_tell_a_day(spans: Sequence[Span], articles: Mapping[str, Article]) -> set[str]:
    """The articles of which a span tells a day."""
    stand = ((span, articles[span.passage.article]) for span in spans)
    return {article.id for span, article in stand if days(_said(span, article), _ANY_DAY)}


def _is_less_than_a_day(dated: set[str], span: Span, article: Article) -> bool:
    """Whether the span is a time of day, and its article is one of those that tell a day."""
    return article.id in dated and bool(_CLOCK.fullmatch(_said(span, article)))


def _is_of_the_other_time(asked: re.Match[str], span: Span, article: Article) -> bool:
    """Whether the span's sentence is of the time before an event, and what comes after it is asked for, or the
    other way round."""
    text = article.text
    start, end = sentence_around(text, span.passage, span.start, span.end)
    same, other = (_BEFORE, _AFTER) if asked["before"] else (_AFTER, _BEFORE)
    event = re.escape(asked["event"].strip())
    is_other, is_same = (
        re.compile(rf"\b(?:{when}) (?:the )?{event}\b", re.IGNORECASE).search(text, start, end)
        for when in (other, same)
    )
    if is_other is None or is_same is not None:
        return False
    between = text[min(is_other.end(), span.end) : max(is_other.start(), span.start)]
    return _ANOTHER_CLAUSE.search(between) is None


def _has_another_rank(asked: re.Match[str], span: Span, article: Article) -> bool:
    """Whether the span's sentence tells of other ranks, and nothing of the one that is asked for."""
    sentence = article.text[slice(*sentence_around(article.text, span.passage, span.start, span.end))]
    told = {
        rank for rank, words in _RANKS.items() if re.search(rf"\b(?:{words})(?![\w-])", sentence, re.IGNORECASE)
    }
    return bool(told) and asked.lastgroup not in told


def _is_fellow(did: re.Match[str], span: Span, article: Article) -> bool:
    """Whether the text says that whom the span names was done the same as who is asked about: "Bob Hill" of
    "killed Ann Lee and her driver Bob Hill" killed nobody. Behind a comma alone he may be who did it: "the man who
    killed Ann Lee, Bob Hill". So too who is told to be the same: "the mayor of the time, Ann Lee, was killed"."""
    text = article.text
    last = re.escape(unowned(did["name"]).split()[-1])
    if re.compile(rf",? (?:{NAME_WORD} ){{0,3}}{last}\b,").match(text, span.end):
        return True
    objects = re.search(rf"\b{did['deed']} ({_DONE_TO})\Z", text[max(0, span.start - _CLOSE) : span.start])
    if objects is None:
        return False
    return bool(
        re.search(rf"\b{last}\b.* and ", objects[1])
        or re.match(rf"(?:,| and|, and) {_DONE_TO}{last}\b", text[span.end : span.end + _CLOSE])
    )


def _is_birth(span: Span, article: Article) -> bool:
    text = article.text
    before = text[max(0, span.start - _CLOSE) : span.start]
    if _BORN.search(before):
        return True
    # "(2003–2011)" is also how long a war was.
    said = days(_said(span, article))
    whole = bool(said) and None not in (said[0].year, said[0].month, said[0].day)
    return bool(whole and _LIVED.search(before) and _TO.match(text, span.end))


def _tells_nothing_of(name: str, span: Span, article: Article) -> bool:
    """Whether the span cannot say who bears the name: any words may, but of those written like a name only an
    office, another name that it is said to be, what stands right in front of this whole name, and it with an
    office."""
    text, said = article.text, _said(span, article)
    if not is_name(said) or is_office(said):
        return False
    if same_name(name, said):
        return not tells_office(said)
    if _ALIAS.search(text[max(0, span.start - _BESIDE) : span.end + _BESIDE]):
        return False
    # In front of a last name alone stands the first one.
    following = _NAME_BEHIND.match(text, span.end) if " " in name else None
    return tells_office(said) or following is None or not same_name(name, following[1])
