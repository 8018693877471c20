"""The training mixture: a share of every source, and unanswerable questions made from the answerable ones."""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from embeddings.database import NOTHING
from embeddings.lexical import LexicalIndex
from embeddings.loading import load_articles
from embeddings.passages import sentences
from qa.asked import preface
from qa.reader.reader import Reader
from qa.training.examples import Example, read_examples
from qa.training.invented import invented
from qa.training.named import articles as joined
from qa.training.named import named
from qa.training.negatives import retrieved, swapped, turned, without_answer
from qa.training.written import WRITTEN, written

# How often each example of a source is drawn on average; by the start of the file's name, 1 where none fits.
# Sentence-level sets have dozens of questions to a sentence. SQuAD 2.0's adversarial questions are few, but drawn
# more often they were learned by heart; the questions written for this reader are always drawn.
SHARES = {
    "squad2": 0.3,
    "squad_train_all": 0.3,
    "squad_train_neg": 0.12,
    "squadshifts": 0.15,
    "nq": 0.4,
    "qamr": 0.05,
    "qasrl": 0.01,
}

# Sources whose titles are numbers of reviews and sentences, not what their passages are about.
_UNTITLED = ("squadshifts", "qamr", "qasrl")

# Sources of template questions, how often what `named` makes of one is drawn, and the words of its passage.
_TEMPLATES = "qasrl"
NAMED = 0.5
_NAMED_WORDS = (40, 150)

# Chances that an example asked of a whole passage also gives an unanswerable one by each rule.
WITHOUT, SWAPPED, TURNED, RETRIEVED = 0.2, 0.1, 0.08, 0.3

# Chances that a passage is cut to its surroundings of the answer, and that a question loses its question mark.
CROPPED, BARE = 0.4, 0.12
_CROP_WORDS = (50, 90)
_WHOLE_PASSAGE_WORDS = 40
_FOUND = 10

# Chances that a passage is read with its headline, or with a day, in front. The day is any: what matters is that
# the reader bears it, and looks past it.
HEADED, DATED = 0.5, 0.25
_FIRST_DAY = datetime.date(1990, 1, 1)
_DAYS = 13_000


def mixture(
    files: Sequence[Path],
    *,
    articles: Sequence[Path] = (),
    questions: Path = WRITTEN,
    events: Path | None = None,
    shares: Mapping[str, float] = SHARES,
    seed: int,
    reader: Reader | None = None,
) -> list[Example]:
    """The shuffled examples of one pass: of the files, of the `questions` written on their passages and on the
    articles, and of the invented `events` where given. A search over the passages of files and articles finds the
    hard negatives, and the reader, where there is one, chooses among them."""
    drawing = random.Random(seed)
    sources = [(file.name, read_examples(file)) for file in files]
    drawn = [one for name, examples in sources for one in _of_source(name, examples, shares, drawing)]
    drawn += written(_texts(sources, articles), questions)
    whole = [one for one in drawn if one.answers and len(one.passage.split()) >= _WHOLE_PASSAGE_WORDS]
    made = [*_made(whole, drawing), *_retrieved(whole, drawing, reader)]
    made += invented(drawing, events) if events else ()
    examples = [_varied(one, drawing) for one in [*drawn, *made]]
    drawing.shuffle(examples)
    return examples


def cropped(example: Example, words: int, drawing: random.Random) -> Example:
    """The passage cut to whole sentences around its first answer, up to about that many words."""
    ranges = sentences(example.passage)
    if not ranges or len(example.passage.split()) <= words:
        return example
    start, end = example.answers[0] if example.answers else drawing.choice(ranges)
    first = max((i for i, (s, _) in enumerate(ranges) if s <= start), default=0)
    last = max(first, min((i for i, (_, e) in enumerate(ranges) if e >= end), default=len(ranges) - 1))
    while len(example.passage[ranges[first][0] : ranges[last][1]].split()) < words:
        before, after = first > 0, last < len(ranges) - 1
        if before and (not after or drawing.random() < 0.5):
            first -= 1
        else:
            last += 1
    low, high = ranges[first][0], ranges[last][1]
    answers = tuple((s - low, e - low) for s, e in example.answers if low <= s and e <= high)
    return dataclasses.replace(example, passage=example.passage[low:high], answers=answers)


def prefaced(example: Example, whole: str, drawing: random.Random) -> Example:
    """With what may be read in front of it: a day, its title or, as a headline says what an article is about, the
    first sentence of the `whole` passage it was cut from."""
    headline = example.title.replace("_", " ")
    ranges = sentences(whole)
    if not headline and ranges and not example.passage.startswith(whole[slice(*ranges[0])]):
        headline = whole[slice(*ranges[0])].rstrip(". ")
    day = _FIRST_DAY + datetime.timedelta(days=drawing.randrange(_DAYS)) if drawing.random() < DATED else None
    title = headline if drawing.random() < HEADED else None
    return dataclasses.replace(example, preface=preface(title, day))


def _of_source(
    name: str, examples: Sequence[Example], shares: Mapping[str, float], drawing: random.Random
) -> Iterator[Example]:
    share = next((share for start, share in shares.items() if name.startswith(start)), 1.0)
    drawn = list(_drawn(examples, share, drawing))
    if name.startswith(_TEMPLATES):
        made = _drawn(named(examples), NAMED, drawing)
        drawn += [cropped(one, drawing.randint(*_NAMED_WORDS), drawing) for one in made]
    untitled = name.startswith(_UNTITLED)
    yield from (dataclasses.replace(example, title="") if untitled else example for example in drawn)


def _texts(
    sources: Sequence[tuple[str, Sequence[Example]]], articles: Sequence[Path]
) -> Iterator[tuple[str, str]]:
    """(title, text) of what questions may have been written on: passages, what a source's sentences make up
    together, and articles."""
    for name, examples in sources:
        if name.startswith(_TEMPLATES):
            yield from (("", text) for text, _ in joined(examples).values())
        else:
            yield from ((one.title, one.passage) for one in examples)
    yield from ((one.title or "", one.text) for file in articles for one in load_articles(file))


def _drawn(examples: Iterable[Example], share: float, drawing: random.Random) -> Iterator[Example]:
    for example in examples:
        copies = int(share) + (drawing.random() < share % 1)
        yield from [example] * copies


def _made(whole: Sequence[Example], drawing: random.Random) -> Iterator[Example]:
    for example in whole:
        rules = (
            (WITHOUT, lambda: without_answer(example)),  # noqa: B023 - called in the same turn
            (SWAPPED, lambda: swapped(example, drawing)),  # noqa: B023
            (TURNED, lambda: turned(example, drawing)),  # noqa: B023
        )
        for chance, rule in rules:
            made = rule() if drawing.random() < chance else None
            if made:
                yield made


def _retrieved(whole: Sequence[Example], drawing: random.Random, reader: Reader | None) -> Iterator[Example]:
    """The questions asked of what a search for their words finds instead of their passage."""
    titles = {example.passage: example.title for example in whole}
    passages = sorted(titles)
    index = LexicalIndex.build(None, enumerate(passages), NOTHING)
    for example in tqdm(whole, desc="mining"):
        if drawing.random() < RETRIEVED:
            found = [passages[row] for row, _ in index.search(example.question, _FOUND)]
            made = retrieved(example, [(titles[passage], passage) for passage in found], reader)
            if made:
                yield made


def _varied(example: Example, drawing: random.Random) -> Example:
    whole = example.passage
    if drawing.random() < CROPPED:
        example = cropped(example, drawing.randint(*_CROP_WORDS), drawing)
    if drawing.random() < BARE:
        example = dataclasses.replace(example, question=example.question.rstrip("? "))
    return prefaced(example, whole, drawing)
