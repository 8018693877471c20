"""The training mixture: a share of every source, and unanswerable questions made from the answerable ones."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from embeddings.lexical import LexicalIndex
from embeddings.passages import sentences
from qa.training.examples import Example, read_examples
from qa.training.negatives import retrieved, swapped, turned, without_answer

# How often each example of a source is drawn on average; by the start of the file's name, 1 where none fits.
# Sentence-level sets have dozens of questions to a sentence; SQuAD 2.0's adversarial questions are few and dear.
SHARES = {"squad2": 2.0, "squad_train_neg": 0.6, "qamr": 0.3, "qasrl": 0.1}

# Chances that an example asked of a whole passage also gives an unanswerable one by each rule.
WITHOUT, SWAPPED, TURNED, RETRIEVED = 0.2, 0.2, 0.12, 0.3

# Chances that a passage is cut to its surroundings of the answer, and that a question loses its question mark.
CROPPED, BARE = 0.4, 0.12
_CROP_WORDS = (50, 90)
_WHOLE_PASSAGE_WORDS = 40
_FOUND = 10


def mixture(
    files: Sequence[Path], scratch: Path, *, shares: Mapping[str, float] = SHARES, seed: int
) -> list[Example]:
    """The shuffled examples of one pass. A search over all passages of the files finds the hard negatives; its
    index is made in the new folder `scratch`."""
    drawing = random.Random(seed)
    drawn = [one for file in files for one in _drawn(read_examples(file), _share(file, shares), drawing)]
    whole = [one for one in drawn if one.answers and len(one.passage.split()) >= _WHOLE_PASSAGE_WORDS]
    made = [*_made(whole, drawing), *_retrieved(whole, scratch, drawing)]
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


def _share(file: Path, shares: Mapping[str, float]) -> float:
    return next((share for name, share in shares.items() if file.name.startswith(name)), 1.0)


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


def _retrieved(whole: Sequence[Example], scratch: Path, drawing: random.Random) -> Iterator[Example]:
    """The questions asked of what a search for their words finds instead of their passage."""
    passages = sorted({example.passage for example in whole})
    index = LexicalIndex.build(scratch, enumerate(passages))
    for example in tqdm(whole, desc="mining"):
        if drawing.random() < RETRIEVED:
            found = [passages[row] for row, _ in index.search(example.question, _FOUND)]
            made = retrieved(example, found)
            if made:
                yield made


def _varied(example: Example, drawing: random.Random) -> Example:
    if drawing.random() < CROPPED:
        example = cropped(example, drawing.randint(*_CROP_WORDS), drawing)
    if drawing.random() < BARE:
        example = dataclasses.replace(example, question=example.question.rstrip("? "))
    return example
