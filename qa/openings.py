"""How a question begins, "By how many votes was", and what it is about behind that. Knows its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.content import INTERROGATIVES, PREPOSITIONS, content
from qa.kinds import AUXILIARIES, MEASURED, PAST, PERSON_NOUN, Kind, kind_of
from qa.names import CAPITALS, NAME, written_names

_AUXILIARY = "|".join(sorted(AUXILIARIES))
_BE = frozenset({"is", "are", "was", "were"})
_DO = frozenset({"do", "does", "did"})
_TAKES_AN_OBJECT = frozenset({"what", "which"})
_SAYS = re.compile(r"\b(?:say|announce|claim|promise|demand)\b(?! that\b)|\bdo$")
_IT_THAT = "it that "
_TOLD_BY_THE_REST = frozenset({"who", "what", "which"})
_OPENING = re.compile(
    rf"^(?P<before>(?i:{'|'.join(sorted(PREPOSITIONS))})\s+)?"
    rf"(?P<word>(?i:why|when|where|whom?|whose|which|what|how(?:\s+(?:{MEASURED}))?))\b"
    rf"(?:(?P<noun>(?:\s+(?!(?:{_AUXILIARY})\b)[^\s{CAPITALS}]+){{0,4}}?)\s+(?P<auxiliary>{_AUXILIARY})\b"
    r"(?!(?:(?<=has)|(?<=had)|(?<=have)) an? ))?\s*"  # in "has a colony" it is the verb
)
_TAKES_A_NOUN = frozenset({"which", "what", "how many"})
_KIND_OF = re.compile(r"^(?:kind|sort|type|name) of (?:an? )?")
_ASKS_FOR_A_PERSON = re.compile(
    rf"(?:\w+ )?(?:who|whom|whose|(?:which|what)(?: (?!(?:{_AUXILIARY})\b)\w+)?? {PERSON_NOUN})\b"
    r"|what (?:is|was) .*\bname\b",
    re.IGNORECASE,
)
# Behind an "is", "closest to Area 51" is said of what is asked for, "the town" or "Mugabe" is not.
_PREDICATE = re.compile(r"(?!(?:a|an|the|this|that|his|her|its|their)\b)[a-z]")
_VERB = re.compile(rf"{PAST}\b")
_NOUN_AND_VERB = re.compile(rf"((?:[a-z-]+ )??[a-z-]+) ({PAST}\b.*)")
# As few words say nothing beside the name of a person.
_LITTLE = 2
_BRACKETS = re.compile(r"(?<=\()[^()]*(?=\)\W*$)")
_DEFINED = re.compile(rf"(?i:who|what) (?:is|was) ({NAME})")
_DANGLING = re.compile(rf"(?: (?:{'|'.join(sorted(PREPOSITIONS))}))+$")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a question asks for: the interrogative ("By how many"), its noun ("votes") and its auxiliary ("was"),
    each "" where there is none; and the rest of the question."""

    question: str
    interrogative: str
    noun: str
    auxiliary: str
    rest: str

    @classmethod
    def of(cls, question: str) -> Opening | None:
        """None where the question does not begin with an interrogative."""
        found = _OPENING.match(question)
        if found is None:
            return None
        asked = f"{found['before'] or ''}{found['word']}"
        noun = _KIND_OF.sub("", (found["noun"] or "").strip())
        return cls(question, asked, noun, found["auxiliary"] or "", question[found.end() :].strip())

    @property
    def word(self) -> str:
        """The interrogative in lower case."""
        return self.interrogative.lower()

    @property
    def kind(self) -> Kind:
        """What is asked for."""
        return kind_of(self.question)

    @property
    def asks_for_a_person(self) -> bool:
        """Whether the answer can be what "he" or "she" means."""
        return bool(_ASKS_FOR_A_PERSON.match(self.question))

    @property
    def asks_for_several(self) -> bool:
        """Whether the answer can be what "they" means."""
        return self.word in ("who", "how many") or self.noun.endswith("s")

    @property
    def asks_for_the_subject(self) -> bool:
        """Whether what is asked for is what the rest is said of: "Who beat Hagan", "Which town is closest"."""
        if self.word != "who" and self.word not in _TAKES_A_NOUN:
            return False
        return not self.auxiliary or (self.auxiliary in _BE and bool(_PREDICATE.match(self.rest)))

    @property
    def said(self) -> str:
        """What is said of what is asked for, or asked about it: "closest to Area 51", "Bloomberg win in 2020"."""
        return _DANGLING.sub("", _KIND_OF.sub("", self.rest.removeprefix(_IT_THAT)))

    @property
    def stated(self) -> str:
        """The same of the noun that is asked for."""
        return f"the {self.noun} {self.said}" if self.noun and self.word in ("which", "what") else self.said

    @property
    def told(self) -> str:
        """The same as a person would read it: the whole question, but "the mayor of Leeds" of "Who is the mayor of
        Leeds"."""
        if self.rest.startswith(_IT_THAT) or (self.auxiliary in _BE and self.word in _TOLD_BY_THE_REST):
            return self.stated
        return inside(self.question)

    def topic(self, named: str = "") -> str:
        """What the question is about: what is said, of the noun that is asked for. Without the name that is put in
        place already; "" where next to nothing is left."""
        if named and self.rest.startswith(named):
            rest = self.said.removeprefix(named).removeprefix("'s").strip()
            return self.told if len(content(rest)) > _LITTLE or written_names(rest) else ""
        return self.described("") or self.told

    def described(self, who: str) -> str | None:
        """What is asked for by what is said of it, "the town closest to Area 51", with `who` as the noun of "Who";
        None where it is not the subject, or of what kind is not said."""
        if not self.asks_for_the_subject:
            return None
        noun, rest = (who, self.rest) if self.word == "who" else self._noun_and_rest()
        if not noun:
            return None
        relative = "who" if self.word == "who" or noun == "the people" or self.kind is Kind.PERSON else "that"
        return f"{noun} {rest}" if self.auxiliary else f"{noun} {relative} {rest}"

    def doer(self, answer: str) -> str:
        """What the rest is said of, where that is asked for: the answer, or words for it; else ""."""
        if not self.asks_for_the_subject:
            return ""
        if self.word == "who":
            return answer or "someone"
        if self.noun:
            return f"the {self.noun}"
        has_noun = self.word == "which" or _NOUN_AND_VERB.fullmatch(self.rest)
        if self.word == "how many":
            return "people" if not has_noun and _VERB.match(self.rest) else ""  # "How many died"
        return "the" if has_noun else "something"

    def with_its_object(self) -> str:
        """The rest, for another interrogative: without the preposition that the first one belongs to, "vote for",
        and with "that" for what is said or done, "What did Pompeo say"."""
        if self.word not in _TAKES_AN_OBJECT or self.auxiliary not in _DO:
            return self.rest
        return _SAYS.sub(r"\g<0> that", _DANGLING.sub("", self.rest), count=1)

    def _noun_and_rest(self) -> tuple[str, str]:
        if self.auxiliary:
            return (f"the {self.noun}", self.rest) if self.noun else ("", "")
        found = _NOUN_AND_VERB.fullmatch(_KIND_OF.sub("", self.rest))
        return (f"the {found[1]}", found[2]) if found else ("", "")


def defined(question: str) -> str | None:
    """The name of a question for who or what it is: "Oslo" of "What is Oslo"; else None."""
    found = _DEFINED.fullmatch(question)
    return found[1] if found else None


def inside(question: str) -> str:
    """The question as it is written inside a sentence; what begins with no word of a question may be a name."""
    first = question.partition(" ")[0].lower()
    begins = first in AUXILIARIES | INTERROGATIVES | PREPOSITIONS
    return question[:1].lower() + question[1:] if begins else question


def as_read(question: str) -> str:
    """The question as it is searched for and read: what stands in brackets behind it as no question, which a
    reader would answer instead."""

    def stated(found: re.Match[str]) -> str:
        asked = [(part, Opening.of(part)) for part in found[0].split("; ")]
        return "; ".join(opening.stated if opening else part for part, opening in asked)

    return _BRACKETS.sub(stated, question)
