"""Questions their passage does not answer, made from questions it does, by four rules.

- `without_answer`: the passage with the answering sentences left out. What is left is still on the subject, as
  the neighbours of an answering passage are in an archive.
- `swapped`: a number or a name of the question is changed for another one of the same passage.
- `turned`: a word of the question is changed for its opposite, or its verb is denied.
- `retrieved`: another passage that retrieval finds for the question and that does not hold the answer; with a
  reader at hand, of the first few the one it would most like to answer from.

The second and third are two of the ways SQuAD 2.0's writers used (Rajpurkar et al. 2018, table 1,
https://arxiv.org/abs/1806.03822). A rule gives None where it does not fit.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Sequence

from embeddings.articles import Passage
from embeddings.passages import sentences
from qa.reader.reader import Reader
from qa.training.examples import Example

_MIN_WORDS_LEFT = 25
_READ = 4
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
# One capitalised word or several, none of them the first of the text or of a sentence.
_NAME = re.compile(r"(?<=[\w,;:] )(?:[A-Z][\w’'-]+)(?: (?:of |the |de |van |von )?[A-Z][\w’'-]+)*")
_AUXILIARY = re.compile(r"\b(is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b", re.I)

_OPPOSITES = """
first last; before after; earliest latest; highest lowest; largest smallest; biggest smallest; most least; more
less; more fewer; greater smaller; longest shortest; oldest youngest; best worst; early late; increase decrease;
increased decreased; rise fall; rose fell; north south; northern southern; east west; eastern western; win lose;
won lost; winner loser; begin end; began ended; started finished; start finish; opened closed; open close;
inside outside; above below; over under; with without; male female; men women; man woman; father mother; son
daughter; husband wife; king queen; brother sister; accepted rejected; allow forbid; allowed banned; support
oppose; supported opposed; agreed refused; attack defend; attacked defended; gained lost; bought sold; built
destroyed; founded abolished; joined left; arrive leave; arrived departed; born killed; love hate; loved hated;
liked disliked; cause prevent; caused prevented; strong weak; hot cold; rich poor; public private; old new;
modern ancient; upper lower; major minor; positive negative; common rare; always never; everyone nobody; same
different; success failure; successful unsuccessful; legal illegal; possible impossible; maximum minimum; buy
sell; friend enemy; advantage disadvantage; entered left; raised lowered; hired fired; elected defeated; alive
dead; import export
"""


def _opposites() -> dict[str, str]:
    pairs = [pair.split() for pair in _OPPOSITES.split(";")]
    return {b: a for a, b in pairs} | dict(pairs)


_OPPOSITE = _opposites()
_HAS_OPPOSITE = re.compile(r"\b(" + "|".join(_OPPOSITE) + r")\b", re.I)


def without_answer(example: Example) -> Example | None:
    """The same question, the passage without the sentences that hold an answer."""
    ranges = sentences(example.passage)
    kept = [
        example.passage[s:e] for s, e in ranges if not any(s < end and start < e for start, end in example.answers)
    ]
    rest = " ".join(kept)
    if len(rest.split()) < _MIN_WORDS_LEFT or holds_answer(rest, example):
        return None
    return dataclasses.replace(example, id=f"{example.id}-without", passage=rest, answers=())


def swapped(example: Example, drawing: random.Random) -> Example | None:
    """The question with one number or name changed for another of the passage."""
    for pattern in drawing.sample([_NUMBER, _NAME], 2):
        found = list(pattern.finditer(example.question))
        taken = example.question.casefold() + " ".join(example.texts).casefold()
        others = sorted({m.group() for m in pattern.finditer(example.passage)})
        others = [other for other in others if other.casefold() not in taken]
        if found and others:
            place, other = drawing.choice(found), drawing.choice(others)
            question = example.question[: place.start()] + other + example.question[place.end() :]
            return _unanswered(example, question, "swapped")
    return None


def turned(example: Example, drawing: random.Random) -> Example | None:
    """The question with one word changed for its opposite, or else denied."""
    question = example.question
    found = list(_HAS_OPPOSITE.finditer(question))
    if found:
        place = drawing.choice(found)
        opposite = _OPPOSITE[place.group().lower()]
        return _unanswered(example, question[: place.start()] + opposite + question[place.end() :], "turned")
    verb = _AUXILIARY.search(question)
    if verb is None:
        return None
    denied = drawing.choice([f"{verb.group()} never", f"{verb.group()} not"])
    return _unanswered(example, question[: verb.start()] + denied + question[verb.end() :], "turned")


def retrieved(example: Example, found: Sequence[tuple[str, str]], reader: Reader | None = None) -> Example | None:
    """The question asked of a found passage, each with its title, that holds no answer to it: of the first such
    one, or of that of the first few in which the reader marks an answer with the highest score."""
    others = [one for one in found if one[1] != example.passage and not holds_answer(one[1], example)]
    if not others:
        return None
    title, passage = others[_hardest(example.question, others[:_READ], reader) if reader else 0]
    return dataclasses.replace(example, id=f"{example.id}-retrieved", title=title, passage=passage, answers=())


def holds_answer(passage: str, example: Example) -> bool:
    """Whether any wording of the answer stands in a passage, in any case."""
    lowered = passage.casefold()
    return any(text.casefold() in lowered for text in example.texts)


def _hardest(question: str, others: Sequence[tuple[str, str]], reader: Reader) -> int:
    passages = [(Passage(str(row), 0, len(text)), text) for row, (_, text) in enumerate(others)]
    spans = reader.read(question, passages)
    return int(spans[0].passage.article) if spans else 0


def _unanswered(example: Example, question: str, rule: str) -> Example:
    return dataclasses.replace(example, id=f"{example.id}-{rule}", question=question, answers=())
