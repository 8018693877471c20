"""QA-SRL's questions made into ones a person would ask: "Why had someone been charged?" becomes "Why had a male
neighbour been charged?", asked of more of the article than the one sentence.

QA-SRL (FitzGerald et al. 2018, https://arxiv.org/abs/1805.05377) asks about one verb of one sentence by a
template, with "someone" and "something" for its other arguments; what these are, the other questions about the
same verb tell. Many of them ask why, how and what was said, which SQuAD seldom does.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.content import PREPOSITIONS
from qa.kinds import AUXILIARIES
from qa.training.examples import Example

_SOME = ("someone", "something")
_BE = frozenset("is are was were be been being".split())
_LOOSE_END = re.compile(rf"(?: (?:{'|'.join(sorted(PREPOSITIONS))}))?(?: someone| something| somewhere| do)+$")
_PRONOUN = re.compile(
    r"(?i:i|we|you|he|she|it|they|him|her|them|us|me|who|which|that|this|these|those|one|others?|what)(?:['’]\w+)?"
)
_DETERMINER = re.compile(r"(?:The|A|An|His|Her|Its|Their|Our|Some|Several|Many|This|These|Those|That)\b")
# "Wiki1k:wikinews:1176287:3:1": a collection, the number of the article, of the paragraph, of the sentence.
_PLACE = re.compile(r"(.+:\d+):(\d+):(\d+)")
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Template:
    """A question of QA-SRL, parted: "When | did | someone | determine | something"."""

    word: str
    auxiliaries: tuple[str, ...]
    subject: str
    verb: str
    rest: tuple[str, ...]

    @classmethod
    def of(cls, question: str) -> Template | None:
        """None where it has no verb."""
        word, *others = question.rstrip("? ").split()
        if word.lower() == "how" and others[:1] and others[0] in ("much", "many", "long"):
            word = f"{word} {others.pop(0)}"
        before: list[str] = []
        subject = ""
        while others and (_is_auxiliary(others[0]) or (others[0] in _SOME and not subject and before)):
            if others[0] in _SOME:
                subject = others.pop(0)
            else:
                before.append(others.pop(0))
        return cls(word, tuple(before), subject, others[0], tuple(others[1:])) if others else None

    @property
    def passive(self) -> bool:
        """ "was charged", and not "was charging" or "charged"."""
        return bool(_BE & set(self.auxiliaries)) and not self.verb.endswith("ing")

    @property
    def asks_for(self) -> str:
        """The role of its answer, "agent" or "patient": who does it, to whom it is done; "" for any other."""
        if self.word not in ("Who", "What"):
            return ""
        if not self.subject:
            return "patient" if self.passive else "agent"
        return "" if self.rest or self.passive else "patient"

    def filled(self, roles: Mapping[str, str]) -> str | None:
        """The question with names for "someone" and "something"; None where one is not told, or none is needed."""
        subject, rest = self.subject, " ".join(["", *self.rest])
        if subject:
            subject = roles.get("patient" if self.passive else "agent", subject)
        if self.rest[:1] and self.rest[0] in _SOME and not self.passive:
            rest = f" {roles.get('patient', self.rest[0])}{rest.removeprefix(' ' + self.rest[0])}"
        first, others = self.auxiliaries[:1], self.auxiliaries[1:]
        words = " ".join(filter(None, [self.word, *first, subject, *others, self.verb]))
        question = words + _LOOSE_END.sub("", rest)
        named = any(name in question for name in roles.values())
        return None if not named or re.search(r"\bsome(one|thing|where)\b", question) else f"{question}?"


def named(examples: Sequence[Example]) -> Iterator[Example]:
    """Of QA-SRL's examples those whose arguments are all told, asked of all sentences of their article that the
    examples hold."""
    around = articles(examples)
    verbs: dict[str, list[Example]] = {}
    for example in examples:
        verbs.setdefault(example.id.rpartition("#")[0], []).append(example)
    for group in verbs.values():
        roles = _roles(group)
        for example in group:
            template = Template.of(example.question)
            others = {role: name for role, name in roles.items() if template and role != template.asks_for}
            question = template.filled(others) if template else None
            if question and not any(text.casefold() in question.casefold() for text in example.texts):
                yield _moved(dataclasses.replace(example, id=f"{example.id}-named", question=question), around)


def _is_auxiliary(word: str) -> bool:
    return word.removesuffix("n't") in AUXILIARIES or word in ("being", "not", "won't", "can't")


def _roles(group: Sequence[Example]) -> dict[str, str]:
    """The agent and the patient of a verb, in the wording most of its questions are answered with."""
    told: dict[str, Counter[str]] = {}
    for example in group:
        template = Template.of(example.question)
        if template and template.asks_for:
            texts = [example.passage[start:end] for start, end in example.answers]
            told.setdefault(template.asks_for, Counter()).update(filter(_is_name, texts))
    return {role: _inside(texts.most_common(1)[0][0]) for role, texts in told.items() if texts}


def _is_name(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and not _PRONOUN.fullmatch(text)


def _inside(text: str) -> str:
    """As it is written inside a sentence."""
    return text[0].lower() + text[1:] if _DETERMINER.match(text) else text


def articles(examples: Sequence[Example]) -> dict[str, tuple[str, int]]:
    """Each sentence with the text of all of its article that there is, and its place there."""
    sentences: dict[str, dict[tuple[int, int], str]] = {}
    for example in examples:
        if place := _PLACE.fullmatch(example.title):
            sentences.setdefault(place[1], {})[int(place[2]), int(place[3])] = example.passage
    found = {}
    for parts in sentences.values():
        ordered = [parts[place] for place in sorted(parts)]
        text = " ".join(ordered)
        start = 0
        for sentence in ordered:
            found[sentence] = text, start
            start += len(sentence) + 1
    return found


def _moved(example: Example, around: Mapping[str, tuple[str, int]]) -> Example:
    text, at = around.get(example.passage, (example.passage, 0))
    answers = tuple((start + at, end + at) for start, end in example.answers)
    return dataclasses.replace(example, passage=text, answers=answers)
