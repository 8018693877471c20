"""Which spans cannot answer a question, by what their text says beside them: a pronoun, a number for a person, a
day of birth for another day, what is told of the time before for after.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence

from embeddings.articles import Article
from embeddings.passages import sentence_around
from qa.asked import Asked
from qa.counted import Counted
from qa.days import days
from qa.kinds import AUXILIARIES, Kind, described, repeats
from qa.names import CAPITALS, NAME, is_name, is_office, same_name, tells_office, unowned
from qa.numbers import MAGNITUDES
from qa.offices import Office, has_left, held_now, may_hold
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
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
# "Ann Lee, 54, a teacher": an age; but "Labour, 54, Greens, 6".
_NAME_IN_FRONT = re.compile(rf"[{CAPITALS}][^\s,;:?()“”\"]*, \Z")
_GOES_ON = re.compile(rf",\s(?![{CAPITALS}])")
_NAME_BEHIND = re.compile(rf"\s({NAME})")
# Where things are counted, a share is no answer, but "7 percent" of how many doctors do it; nor is the number in
# "the 66-year-old".
_HOW_MANY_ARE = re.compile(r"\W*how many\b", re.IGNORECASE)
_SHARE = re.compile(r"\d\s?(?:%|percent|per cent)\Z", re.IGNORECASE)
_AGED = re.compile(r"[-\s]year[-\s]old")
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


# "How many soldiers are there?", and "four soldiers were injured", "killed at least 25 of them"; but not where a
# word of the question may ask for such.
_OF_HARM = re.compile(
    r"\b(?:affected|attack|claim|casualt|dead|death|die|execut|fatal|fell|harm|hit|hospital|hurt|injur|kill|life|lives|los|"
    r"murder|perish|shoot|shot|drown|stab|target|slain|suffer|surviv|toll|victim|wound)",
    re.IGNORECASE,
)
_HARMED = "(?:executed|hurt|injured|killed|murdered|wounded)"
_HARMED_IN_FRONT = re.compile(
    rf"\b(?:{_HARMED}|killing|injuring|wounding)"
    r"(?: (?:about|almost|another|around|at least|more than|nearly|over|some|up to))? \Z",
    re.IGNORECASE,
)
# "Killed all 62 people aboard" tells how many were.
_ALL = re.compile(r"\ball (?:of )?(?:the |its )?\Z", re.IGNORECASE)
_HARMED_BEHIND = re.compile(
    rf"(?: [\w’'-]+){{0,3}}? (?:were|was|are|have been|had been) {_HARMED}\b", re.IGNORECASE
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
    """The spans without pronouns and what only repeats the question; a name where it is asked who its bearer is,
    or another's; who has left the office that is asked about; a dateline's place, or a number, where a person is;
    who was done what another did, or who came in at another rank; an age, a share, the killed and injured where
    something else is counted, or what is another country's, or elsewhere; a day of birth where another time is, or
    a time of day where the article tells a day; what is told of the time before an event where the time after it
    is asked for."""
    name, office, did = described(asked.text), Office.asked_for(asked.text), _WHO_DID.match(asked.text)
    held = held_now(asked.text)
    is_counted, are_counted = _HOW_MANY.search(asked.text), _HOW_MANY_ARE.match(asked.text)
    counted = Counted.asked_for(asked.text) if asked.kind is Kind.QUANTITY else None
    are_unharmed = are_counted and not _OF_HARM.search(asked.text)
    is_time = asked.kind is Kind.TIME and not asked.of_birth
    by_event = _BY_EVENT.search(asked.text)
    rank = _RANKED.search(asked.text)
    dated = set() if _OF_DAY.search(asked.text) or not is_time else _that_tell_a_day(spans, articles)

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
            or (are_counted and _SHARE.search(said))
            or (counted and counted.is_not(span.end, text))
            or (are_unharmed and _are_harmed(span, text))
            or (is_time and _is_birth(span, text))
            or (article.id in dated and _CLOCK.fullmatch(said))
            or (by_event and _is_of_the_other_time(by_event, span, text))
            or (rank and _has_another_rank(rank, span, text))
        )

    return [span for span in spans if may_answer(span)]


def _is_dateline(said: str, article: Article) -> bool:
    return said.lower() == (article.dateline or "").lower()


def _is_age(span: Span, text: str) -> bool:
    """Whether the span is a number that tells how old someone is: the person named in front of it, or "the
    66-year-old"."""
    if not text[span.start : span.end].isdecimal():
        return False
    before = text[max(0, span.start - _CLOSE) : span.start]
    named = _NAME_IN_FRONT.search(before) and _GOES_ON.match(text, span.end)
    return bool(named or _AGED.match(text, span.end))


def _are_harmed(span: Span, text: str) -> bool:
    """Whether the span tells how many were killed or injured."""
    before = text[max(0, span.start - _BESIDE) : span.start]
    harmed = _HARMED_IN_FRONT.search(before) or _HARMED_BEHIND.match(text, span.end)
    return harmed is not None and _ALL.search(before) is None


def _that_tell_a_day(spans: Sequence[Span], articles: Mapping[str, Article]) -> set[str]:
    """The articles of which a span tells a day."""
    said = ((span.passage.article, articles[span.passage.article].text[span.start : span.end]) for span in spans)
    return {article for article, words in said if days(words, _ANY_DAY)}


def _is_of_the_other_time(asked: re.Match[str], span: Span, text: str) -> bool:
    """Whether the span's sentence is of the time before an event, and what comes after it is asked for, or the
    other way round."""
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


def _has_another_rank(asked: re.Match[str], span: Span, text: str) -> bool:
    """Whether the span's sentence tells of other ranks, and nothing of the one that is asked for."""
    sentence = text[slice(*sentence_around(text, span.passage, span.start, span.end))]
    told = {
        rank for rank, words in _RANKS.items() if re.search(rf"\b(?:{words})(?![\w-])", sentence, re.IGNORECASE)
    }
    return bool(told) and asked.lastgroup not in told


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
