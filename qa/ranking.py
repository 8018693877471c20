"""Spans -> ranked spans: the retrieval score mixed in, and how likely each is right, by itself and beside the
best.

Two answers to one question cannot both be right, so beside a likely answer others are unlikely, however well they
read. That does not hold for what different sources say of different times, nor for the items of a list: whether a
span is such a one is not known here, so both probabilities are given.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.articles import Article
from qa.asked import Asked
from qa.counted import Counted
from qa.days import days
from qa.kinds import AUXILIARIES, Kind, described, repeats
from qa.names import CAPITALS, NAME, is_name, is_office, same_name, tells_office, unowned
from qa.numbers import MAGNITUDES
from qa.offices import Office, has_left, held_now, may_hold
from qa.reader.calibration import Calibration
from qa.schema import Hit, Span

# Margins no further from the best, in logits, tie with it: it is worth less than a hundredth of confidence.
_TIE = 0.05

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
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
# "Ann Lee, 54, a teacher": an age; but "Labour, 54, Greens, 6".
_NAME_IN_FRONT = re.compile(rf"[{CAPITALS}][^\s,;:?()“”\"]*, \Z")
_GOES_ON = re.compile(rf",\s(?![{CAPITALS}])")
_NAME_BEHIND = re.compile(rf"\s({NAME})")


@dataclass(frozen=True, slots=True)
class RankedSpan:
    """A span and the probability, 0..1, that it is right: `confidence`, where one of all the spans is; `alone`,
    where the better ones do not count against it. `near` tells whether it was read nearly as well as the best."""

    span: Span
    confidence: float
    alone: float
    near: bool = True


def witness(article: Article, clusters: Mapping[str, int]) -> int | str:
    """Whom an article counts for when sources are counted: its cluster of reprints, by the article's id; itself
    where it is in none, as an article that is not in the index."""
    return clusters.get(article.id, article.id)


def ranked(
    asked: Asked,
    spans: Sequence[Span],
    hits: Sequence[Hit],
    articles: Mapping[str, Article],
    calibration: Calibration,
) -> list[RankedSpan]:
    """The spans that may answer, best first; but of those that tie with the best, the one of the newest article
    first of all. `hits` and `articles` hold those of every span."""
    scores = {hit.passage: hit.score for hit in hits}
    spans = _that_may_answer(asked, spans, articles)
    margins = {span: calibration.margin_of(span, scores[span.passage]) for span in spans}
    if not margins:
        return []
    best = max(margins.values())
    ordered = sorted(spans, key=lambda span: -margins[span])
    tied = [span for span in ordered if margins[span] >= best - _TIE]
    newest = max(tied, key=lambda span: articles[span.passage.article].date or datetime.date.min)
    sure = calibration.confidence(best)
    others = (span for span in ordered if span is not newest)
    rivals = (_rival(span, (margins[span], best), calibration, several=asked.several) for span in others)
    return [RankedSpan(newest, sure, sure), *rivals]


def _that_may_answer(asked: Asked, spans: Sequence[Span], articles: Mapping[str, Article]) -> list[Span]:
    """The spans without pronouns and what only repeats the question; a name where it is asked who its bearer is,
    or another's; who has left the office that is asked about; a dateline's place, or a number, where a person is;
    who was done what another did; an age where something is counted, or what is another country's, or elsewhere; a
    day of birth where another time is."""
    name, office, did = described(asked.text), Office.asked_for(asked.text), _WHO_DID.match(asked.text)
    held = held_now(asked.text)
    is_counted = _HOW_MANY.search(asked.text)
    counted = Counted.asked_for(asked.text) if asked.kind is Kind.QUANTITY else None
    is_time = asked.kind is Kind.TIME and not asked.of_birth

    def may_answer(span: Span) -> bool:
        article = articles[span.passage.article]
        text = article.text
        said = text[span.start : span.end]
        nobody = _is_dateline(said, article) or _ONLY_A_NUMBER.fullmatch(said)
        return not (
            _PRONOUN.fullmatch(said)
            or repeats(asked.text, said)
            or (name and not _tells_of(name, span, text))
            or (held and has_left(held, span.start, span.end, text))
            or (office and not may_hold(office, said, span.end, article, articles.values()))
            or (asked.kind is Kind.PERSON and nobody)
            or (did and _is_fellow(did, span, text))
            or (is_counted and _is_age(span, text))
            or (counted and counted.is_not(span.end, text))
            or (is_time and _is_birth(span, text))
        )

    return [span for span in spans if may_answer(span)]


def _is_dateline(said: str, article: Article) -> bool:
    return said.lower() == (article.dateline or "").lower()


def _is_age(span: Span, text: str) -> bool:
    """Whether the span is a number that tells how old the person named in front of it is."""
    before = text[max(0, span.start - _CLOSE) : span.start]
    is_number = text[span.start : span.end].isdecimal()
    return bool(is_number and _NAME_IN_FRONT.search(before) and _GOES_ON.match(text, span.end))


def _is_fellow(did: re.Match[str], span: Span, text: str) -> bool:
    """Whether the text says that whom the span names was done the same as who is asked about: "Bob Hill" of
    "killed Ann Lee and her driver Bob Hill" killed nobody. Behind a comma alone he may be who did it: "the man who
    killed Ann Lee, Bob Hill"."""
    objects = re.search(rf"\b{did['deed']} ({_DONE_TO})\Z", text[max(0, span.start - _CLOSE) : span.start])
    if objects is None:
        return False
    last = re.escape(unowned(did["name"]).split()[-1])
    return bool(
        re.search(rf"\b{last}\b.* and ", objects[1])
        or re.match(rf"(?:,| and|, and) {_DONE_TO}{last}\b", text[span.end : span.end + _CLOSE])
    )


def _is_birth(span: Span, text: str) -> bool:
    before = text[max(0, span.start - _CLOSE) : span.start]
    if _BORN.search(before):
        return True
    # "(2003–2011)" is also how long a war was.
    said = days(text[span.start : span.end])
    whole = bool(said) and None not in (said[0].year, said[0].month, said[0].day)
    return bool(whole and _LIVED.search(before) and _TO.match(text, span.end))


def _tells_of(name: str, span: Span, text: str) -> bool:
    """Whether the span may say who bears the name: any words may, but of those written like a name only an office,
    another name that it is said to be, what stands right in front of this whole name, and it with an office."""
    said = text[span.start : span.end]
    if not is_name(said) or is_office(said):
        return True
    if same_name(name, said):
        return tells_office(said)
    if _ALIAS.search(text[max(0, span.start - _BESIDE) : span.end + _BESIDE]):
        return True
    # In front of a last name alone stands the first one.
    following = _NAME_BEHIND.match(text, span.end) if " " in name else None
    return not tells_office(said) and following is not None and same_name(name, following[1])


def _rival(span: Span, margins: tuple[float, float], calibration: Calibration, *, several: bool) -> RankedSpan:
    """A span beside a better one, given both margins: its odds against it, as a share of no more than what the
    better one leaves, unless both may be right."""
    alone, certain = (calibration.confidence(margin) for margin in margins)
    odds = calibration.odds(*margins)
    left = 1.0 if several else 1 - certain
    return RankedSpan(span, min(odds * certain, left, alone), alone, odds >= calibration.like_odds)
