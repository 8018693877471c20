"""Questions on invented news: small archives of one event each, written for this reader.

`invented.jsonl` beside this file holds an event a line. Its texts are what an archive has of one event: a first
report, a later one with other figures, the middle of a longer one, one on a like event. Each question is answered
by some of them, each in its own way, or by none; of the others are named those that a hasty reader would mistake
for an answer, and those of which it is doubtful whether they tell, which are never drawn:

    {"event": "ferry Maravel sinking",
     "texts": [{"title": "Ferry sinks off Sorrel Islands", "date": "2007-08-14", "text": "A passenger ..."}, ...],
     "questions": [{"question": "how many people died when the Maravel went down", "answers": {"0": [172, 174]},
                    "mistaken": [2], "doubtful": [3]}, ...]}

An answer is a range of code points of the text with that number. The names and figures are invented, and so are
the events, some after the pattern of real ones: nothing in them is to be taken for a fact.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from qa.training.examples import Example

INVENTED = Path(__file__).parent / "invented.jsonl"

# Chance that a question is also asked of a text that neither answers it nor seems to.
BESIDE = 0.35


def invented(drawing: random.Random, events: Path) -> Iterator[Example]:
    """Each question asked of the texts that answer it, of those mistaken for such, and of some others, but not of
    doubtful ones."""
    for number, line in enumerate(events.read_text(encoding="utf-8").rstrip("\n").split("\n")):
        event = json.loads(line)
        for asked, row in enumerate(event["questions"]):
            for i, text in enumerate(event["texts"]):
                if i in row.get("doubtful", ()):
                    continue
                place = row["answers"].get(str(i))
                if place or i in row["mistaken"] or drawing.random() < BESIDE:
                    id = f"invented:{number}:{asked}" + ("" if place else "-without")
                    answers = (tuple(place),) if place else ()
                    yield Example(id, text["title"], row["question"], text["text"], answers)
