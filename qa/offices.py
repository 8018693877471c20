"""Who holds an office that is asked about, "the prime minister of Iraq", and what texts tell of those they name
beside one: that they left it, hold another, or hold that of another country.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from embeddings.articles import Article
from qa.countries import COUNTRY, countries_in, country_of, nearest_country
from qa.names import CAPITALS, NAME, NAME_WORD, PARTICLE, office_in, same_name, unowned

_CLOSE = 80
# Who is told of as having been what is asked for: "the former mayor, Ann Lee", "Ann Lee, 54, resigned as mayor".
_IS = re.compile(r"\W*who (?:is|are) ", re.IGNORECASE)
_FORMERLY = r"\b(?:former|ex|outgoing|ousted|then(?=-))[- ]"
_LEFT = re.compile(
    r"(?:,[^.;]{0,80},)?(?: (?:who|has|had|have)){0,2}"
    r" (?:died|resign(?:s|ed)|step(?:s|ped) down|stood down|quit|retired|g(?:ave|iven) (?:it )?up(?! [a-z]+ing\b)"
    r"|(?:was|were|been) (?:deposed|dismissed|fired|ousted|removed|replaced|sacked|succeeded))\b"
    # "Ann Lee quit the party", "resigned her seat"
    r"(?! (?:the|his|her|their|an?) (?!post|job|office|position|role|government|cabinet))"
    r"(?P<post> as [^.;,]+)?",
    re.IGNORECASE,
)
# "overthrowing his father, Sultan Said", "defeated incumbent mayor Ann Lee"; but "was succeeded by Ann Lee".
_UNSEATED = re.compile(
    r"(?<!was )(?<!were )(?<!been )\b(?:overthrew|overthrowing|beat|beating"
    r"|(?:succeed|replac|defeat|depos|oust|toppl|unseat)(?:ed|ing)) (?:(?:his|her|their) \w+, )?"
    r"(?:(?!(?:after|and|as|by|in|last|on|to|when|with)\b)[\w-]+ ){0,4}\Z",
    re.IGNORECASE,
)
_PAST = re.compile(rf"{_FORMERLY}|\b(?:late|resigned|replaced|quit|retired|left)\b", re.IGNORECASE)

# Offices of states and firms, and what tells one minister or secretary from another.
_TITLE = (
    "president|prime minister|premier|PM|secretary of state|secretary[- ]general|minister|secretary|ambassador|"
    "king|queen|emperor|emir|sultan|supreme leader|chancellor|attorney general|chief justice|pope|governor|mayor|"
    "speaker|chief (?:executive|financial|operating)(?: officer)?|CEO|CFO|COO"
)
_FIELD = (
    "prime|foreign|defen[cs]e|finance|interior|home|health|justice|education|environment|econom(?:y|ic)|development|trade|"
    "transport|energy|oil|agriculture|labou?r|culture|sports?|information|planning|housing|security|science|technology|"
    "vice|deputy|external|internal"
)
_OF_STATE = frozenset({"president", "minister"})
_DEPUTY = frozenset({"vice", "deputy"})
_OF_FIRM = {"ceo": "chief executive", "cfo": "chief financial", "coo": "chief operating"}
# One may be both.
_HEADS = frozenset({"president", "chief executive"})
_SAME_TITLE = {"prime minister": "prime", "premier": "prime", "pm": "prime", "secretary of state": "foreign"}
# "Iraqi", "Iraq's new", "Italian economic development".
_BETWEEN = r"(?:(?!(?:and|or|of|the|to|by|with|for|in|on|at|that|who|as|told|met)\b)[\w-]+ ){0,3}?"
# "European Council", "Oxwell"; "the Republic" is whichever.
_BODY = rf"(?-i:(?!Republic\b|Government\b)[{CAPITALS}][^\W\d_]*(?:[ -][{CAPITALS}][^\W\d_]*){{0,2}})"
_PHRASE = (
    rf"(?:(?P<owner>{COUNTRY})(?:['’]s?)? {_BETWEEN}|(?P<town>{_BODY})['’]s? )?"
    rf"(?P<field>(?:(?:{_FIELD})[ -])*)(?P<title>{_TITLE})"
    rf"(?: (?:of|for) (?P<matter>(?:(?:{_FIELD}|affairs)\b ?)+))?"
    rf"(?: (?:of|for|to|in) (?:the )?(?:republic of )?(?P<place>{COUNTRY})| of (?:the )?(?P<body>{_BODY}))?"
)
_ASKED_FOR = re.compile(
    r"\W*(?:who(?:['’]s| is| was| became| serves as| served as)|what is the name of|tell me who is) (?:the |an? )?"
    rf"(?:(?:current|present|new|acting|incumbent) )*{_PHRASE}\b(?!['’]| of [\w ]+['’])",
    re.IGNORECASE,
)
# The others may be said of the holder of any.
_ANY_TITLE = re.compile(
    rf"\b(?:(?P<title>{_TITLE})|boss|chief|head|leader|monarch|ruler|top diplomat)s?\b", re.IGNORECASE
)
_IN_FRONT = re.compile(rf"(?<![^\W_])(?P<gone>(?i:{_FORMERLY}))?(?i:{_PHRASE}),? (?:{NAME_WORD} ){{0,3}}\Z")
_HOLDER = re.compile(
    rf"(?<![^\W_])(?P<gone>(?i:{_FORMERLY})(?:[\w-]+ )??)?(?i:(?P<title>{_TITLE})),? (?P<name>{NAME})"
)
# "Ann Lee, then Iraq's prime minister, said", "Ann Lee is president of Iraq"; but "met Ann Lee, the King said".
_SAID_OF = rf"(?:then )?(?:the |an? )?(?:[\w-]+ ){{0,2}}?(?i:{_PHRASE})"
_BEHIND = (
    re.compile(rf"(?:, (?:who (?:is|was) )?| \(){_SAID_OF}(?=[,.;:)]|\Z)"),
    re.compile(rf",? (?:is|was) {_SAID_OF}\b"),
    # "Boeing's chief executive, Ann Lee, who is 50, will become chairman"
    re.compile(rf",[^.;!?]{{0,120}}? (?:becomes?|became|to be|named) {_SAID_OF}\b"),
)
# "Both Hadi and President Ann Lee": they are of one country, unless he is a president too.
_JOINED = re.compile(rf"({NAME_WORD}) and (?i:{_TITLE}) (?:{NAME_WORD} ){{0,3}}\Z")


@dataclass(frozen=True, slots=True)
class Office:
    """An office: "minister", of {"foreign"}, of {"Iraq"}; "mayor", of "Oxwell". What is not told is empty."""

    title: str
    fields: frozenset[str]
    countries: frozenset[str]
    body: str = ""

    @classmethod
    def _of(cls, found: re.Match[str]) -> Office:
        title, field = _kind_of_office(found["title"])
        words = f"{found['field']} {found['matter'] or ''} {field}".lower()
        fields = words.replace("-", " ").replace("defense", "defence").split()
        countries = map(country_of, filter(None, (found["owner"], found["place"])))
        body = found["town"] or found["body"] or ""
        return cls(title, frozenset(fields) - {"affairs"}, frozenset(filter(None, countries)), body)

    @classmethod
    def asked_for(cls, question: str) -> Office | None:
        """The office whose holder is asked for, now or at a time: "Who was Iraq's foreign minister in 2020?"."""
        found = _ASKED_FOR.match(question)
        return cls._of(found) if found else None

    def is_called_like(self, other: Office) -> bool:
        """Whether both are the same but for where."""
        is_deputy = (self.fields ^ other.fields) & _DEPUTY
        return self.title == other.title and not is_deputy and not _are_apart(self.fields, other.fields)

    def is_another(self, other: Office) -> bool:
        """Whether nobody is both at a time."""
        are_heads = {self.title, other.title} == _HEADS and not (self.fields ^ other.fields) & _DEPUTY
        if not (are_heads or self.is_called_like(other)) or _are_apart(self.countries, other.countries):
            return True
        if self.body and other.body:  # "New York" may be "New York City"
            is_same = self.body in other.body or other.body in self.body or same_name(self.body, other.body)
            return not is_same
        # A country has one president, and its Senate another.
        return bool((self.body and other.countries) or (self.countries and other.body)) and self.title in _OF_STATE


def held_now(question: str) -> str | None:
    """The office whose holder today is asked for: "mayor" of "Who is the mayor of Leeds?"."""
    if not _IS.match(question) or _PAST.search(question):
        return None
    return office_in(question)


def has_left(office: str, start: int, end: int, text: str) -> bool:
    """Whether the text says that whom it names there is in that office no longer. Who is former is told right in
    front of the name: "former lawyer Tom met mayor Ann Lee" says nothing of her."""
    before = text[max(0, start - _CLOSE) : start]
    if re.search(
        rf"{_FORMERLY}(?:\S+ ){{0,2}}{office}(?: (?:of|for|in|at) [^.;:,]+)?,? \Z", before, re.IGNORECASE
    ):
        return True
    if _UNSEATED.search(before):
        return True
    gone = _LEFT.match(text, end)
    return gone is not None and office in (gone["post"] or office).lower()


def is_told_of(asked: Office, article: Article) -> bool:
    """Whether the article speaks of such an office at all."""
    titles = _ANY_TITLE.finditer(f"{article.heading}\n{article.text}")
    return any(found["title"] is None or _kind_of_office(found["title"])[0] == asked.title for found in titles)


def may_hold(asked: Office, name: str, end: int, article: Article, read: Collection[Article]) -> bool:
    """Whether whom the article names, up to there, may hold the office: not where it says right there that they
    hold another, where it names other countries alone, nor where the articles read say that they hold that of
    another country, or tell it of who is named with them, and none that they hold this."""
    if country_of(name) or _are_apart(asked.countries, countries_in(f"{article.heading}\n{article.text}")):
        return False
    last = _last(name)
    told = _told(end - len(last), end, article.text)
    # A former minister may be president.
    offices = [office for office, is_gone in told if not is_gone or office.title == asked.title]
    if offices and all(map(asked.is_another, offices)):
        return False
    return not _are_apart(asked.countries, _held_in(asked, last, read))


def is_of_elsewhere(asked: Office, name: str, article: Article, read: Collection[Article]) -> bool:
    """Whether the articles read tell a holder of the office, and the country named next to this name, wherever the
    article has one close by, is none that is asked for."""
    last = _last(name)
    if asked.countries & _held_in(asked, last, read) or not _is_told(asked, read):
        return False
    mentions = _mentions(last, [article])
    near = {nearest_country(text, start, end, within=_CLOSE) for start, end, text in mentions}
    return _are_apart(asked.countries, {country for country in near if country})


def _is_told(asked: Office, read: Collection[Article]) -> bool:
    """Whether the articles name somebody who, as they tell, holds the office of a country asked for."""
    found = (match for article in read for match in _HOLDER.finditer(article.text) if not match["gone"])
    named = {_last(match["name"]) for match in found if _kind_of_office(match["title"])[0] == asked.title}
    return any(asked.countries & _held_in(asked, last, read) for last in named)


def _held_in(asked: Office, last_name: str, read: Collection[Article]) -> set[str]:
    """The countries that whom the articles name so is told to hold the office of, or one that they name with them
    another office."""
    countries = _countries(last_name, read, asked.is_called_like)
    if countries:
        return countries
    fronts = (text[max(0, start - _CLOSE) : start] for start, _, text in _mentions(last_name, read))
    fellows = {joined[1] for joined in map(_JOINED.search, fronts) if joined}
    others = (_countries(one, read, lambda office: not asked.is_called_like(office)) for one in fellows)
    return set().union(*others)


def _last(name: str) -> str:
    *_, last = unowned(name).split() or [name]
    return last


def _kind_of_office(title: str) -> tuple[str, str]:
    """One title for all that mean it, and the field that it tells: "minister" and "prime" of "premier"."""
    title = title.lower().replace("-", " ").removesuffix(" officer")
    title = _OF_FIRM.get(title, title)
    field = _SAME_TITLE.get(title, "")
    return "minister" if field or title == "secretary" else title, field


def _told(start: int, end: int, text: str) -> list[tuple[Office, bool]]:
    """What the text says of the bearer of a name, whose last word stands there, right beside it; and whether they
    are told to be it no longer."""
    behind = (said.match(text, end) for said in _BEHIND)
    found = (_IN_FRONT.search(text[max(0, start - _CLOSE) : start]), *behind)
    return [(Office._of(match), bool(match.groupdict().get("gone"))) for match in found if match]


def _mentions(last_name: str, articles: Collection[Article]) -> Iterator[tuple[int, int, str]]:
    """Where the articles' texts name somebody so, "Al-Hadi" being "Hadi"."""
    of = rf"(?:(?:{PARTICLE})-)?"
    bare = re.sub(rf"\A{of}", "", last_name, flags=re.IGNORECASE)
    named = re.compile(rf"(?<!\w)(?i:{of}){re.escape(bare)}(?!\w)")
    for article in articles:
        for found in named.finditer(article.text):
            yield *found.span(), article.text


def _countries(last_name: str, articles: Collection[Article], is_meant: Callable[[Office], bool]) -> set[str]:
    """Those of the offices meant that the articles say whom they name so to hold."""
    told = (office for mention in _mentions(last_name, articles) for office, _ in _told(*mention))
    return {country for office in told if is_meant(office) for country in office.countries}


def _are_apart(one: Collection[str], other: Collection[str]) -> bool:
    return bool(one) and bool(other) and set(one).isdisjoint(other)
