"""The pronoun of a question that the question itself does not tell the meaning of: "her" of "Who beat her?".

One that it tells ("Why did Pierce say he would refuse a jab?") is none. Rules about the question's words alone.
"""

from __future__ import annotations

import re

from qa.content import content
from qa.kinds import AUXILIARIES, PAST, SAYING
from qa.names import is_one_name, written_names

# A text of fewer, typed small, names nothing.
_FEWEST_NAMING = 2

_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|it|its)\b", re.IGNORECASE)
PERSONS = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
_SUBJECT = frozenset({"he", "she"})
_POSSESSIVE = frozenset({"his", "her", "its", "their"})
# "How long did it take Behnken to reach orbit?", "How was it shown that ...": this "it" stands for nothing.
_IDLE_IT = re.compile(
    r"\bit\s+(?:(?:take|takes|took|cost|costs|called|known|said|hard|easy|easier|possible|important|necessary|legal|"
    r"illegal|likely|difficult|safe|common|usual|normal)\s.*\b(?:to|that|when|if)\b"
    rf"|(?:(?:{PAST}|shown|known|said|certain|clear|correct|likely|right|true)\s(?:out\s)?)?that\b|like\s(?:for|in|to|when)\b)",
    re.IGNORECASE,
)
# "How cold was it when the plane landed?": nor this.
_WEATHER = re.compile(
    r"how\s+(?:cold|cool|dark|early|hot|late|warm|wet|windy)\s+(?:is|was|did|does)\s+it\s+(?:get\s+)?(?:at|in|on|when)\b",
    re.IGNORECASE,
)
# "Who moved his court", "Which county is developing its centre": the interrogative is what the pronoun means.
_OWN_SUBJECT = {
    "its": re.compile(r"(?:what|which)\s+(?!is\b|are\b|was\b|were\b|do|did\b|ha|will\b)[a-z]", re.IGNORECASE),
    "his": re.compile(r"who\s+(?!is\b|are\b|was\b|were\b|do|did\b|ha|will\b)[a-z]", re.IGNORECASE),
}
_OWN_SUBJECT |= {"their": _OWN_SUBJECT["its"], "her": _OWN_SUBJECT["his"]}
_APPOSED = re.compile(rf"\s+(?:(?!(?:{'|'.join(sorted(AUXILIARIES))})\b)[a-z’'-]+\s+){{1,2}}[A-Z]")
# A clause that begins inside the question: a pronoun in it can mean what stands before it. Who says something
# "about him" speaks of another.
_CLAUSE = re.compile(
    r"\b(?:before|after|when|while|if|because(?! of)|who|which|that|as|since|until|than|once|where|how|what|"
    rf"whether|had|and|but|or|(?:{SAYING})(?! (?:about|of) (?:her|him|it|them)\b)|feels?|felt|knows?|knew|hopes?|"
    r"hoped|time|moment|day|to(?= (?:[a-z]+ ){1,4}(?:him|her|them|it)\b))\b",
    re.IGNORECASE,
)
_SAYING = re.compile(rf"\bwho\b.*\b(?:{SAYING})\s+(?:that\s+)?$", re.IGNORECASE)
# "the records that led to it": what a clause is said of is not what the pronoun in it means.
_SAID_OF = re.compile(r"\b(?:a|an|the|those|some)\s+[a-z-]+\s+(?:who|that|which)\s*$", re.IGNORECASE)
_DETERMINED = re.compile(
    r"\b(?:a|an|the|this|that|these|those|some|his|her|its|their|our|my)\s+[a-z]|['’]s\b", re.IGNORECASE
)

_PLACE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?!\s+(?:is|are|was|were|be|been|when)\b|\s+for$)",
    re.IGNORECASE,
)
_ITS_AT_END = re.compile(r"\b(is|are|was|were) (?:its|their) ((?:[a-z-]+ ?){1,3})$")


def open_pronoun(question: str) -> re.Match[str] | None:
    """The first personal pronoun that means nothing the question itself names; None where there is none. "IT" is
    none: it is a trade."""
    pronouns = (found for found in _PERSONAL.finditer(question) if found[0] != "IT")
    return next((found for found in pronouns if not _bound(question, found)), None)


def open_place(question: str) -> re.Match[str] | None:
    """The "there" that means a place which the question does not name; None where there is none."""
    found = _PLACE.search(question)
    return None if found and _CLAUSE.search(question, question.find(" "), found.start()) else found


def owns(question: str, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun owns the word behind it: "her" in "her own party", not in "who beat her in 2014"."""
    following = content(question[pronoun.end() :].lstrip().split(" ")[0])
    own = question[pronoun.end() :].lstrip().lower().startswith(("own ", "old ", "other "))
    return pronoun[0].lower() in _POSSESSIVE and (own or (bool(following) and not following[0].isdigit()))


def put(question: str, pronoun: re.Match[str], meant: str) -> str | None:
    """The question with what is meant in the pronoun's place; None where that would not read well: only a name
    takes an "'s"."""
    before, after = question[: pronoun.start()], question[pronoun.end() :]
    if not owns(question, pronoun):
        return f"{before}{meant}{after}"
    if is_one_name(meant):
        return f"{before}{meant}'s{after}"
    end = _ITS_AT_END.search(question)
    return f"{question[: end.start()]}{end[1]} the {end[2]} of {meant}" if end else None


def _bound(question: str, pronoun: re.Match[str]) -> bool:
    """Whether the question itself can say what its pronoun means."""
    before, after, word = question[: pronoun.start()], question[pronoun.end() :], pronoun[0].lower()
    if owns(question, pronoun):
        # "Of her four husbands, who did Vanderbilt ...", but not "When did its leader Jaya ...".
        named_later = bool(written_names(after)) and not _APPOSED.match(after)
        return named_later or _tells_whom(before) or bool(_OWN_SUBJECT[word].match(before))
    if word in _SUBJECT and (written_names(before) or _SAYING.search(before)):
        return True
    if word == "it" and (_IDLE_IT.match(question, pronoun.start()) or _WEATHER.match(question)):
        return True
    clauses = list(_CLAUSE.finditer(question[: pronoun.end()]))
    return bool(clauses) and _tells_whom(_SAID_OF.sub("", before[: clauses[-1].end()]))


def _tells_whom(text: str) -> bool:
    # Typed without capitals, names are words like others.
    typed_small = text == text.lower() and len(content(text)) >= _FEWEST_NAMING
    return bool(written_names(text) or _DETERMINED.search(text)) or typed_small
