"""Questions written for this reader, of the kinds it mistook most, asked of passages of the data.

`written.jsonl` beside this file holds the questions alone, a line each; the passages are in the files they were
written on, and a question is drawn where its passage is at hand:

    {"text": "5f0c3a9b21de", "passage": [0, 612], "question": "Who ...?", "answer": [17, 31]}

`text` begins the SHA-256 of the whole text, `passage` is the part of it that the question was asked of, and
`answer` where it is answered, all in code points of that text; null where the passage does not answer. Most come
in pairs, near to each other in words, of which the passage answers one.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qa.training.examples import Example

WRITTEN = Path(__file__).parent / "written.jsonl"


def written(texts: Iterable[tuple[str, str]], questions: Path = WRITTEN) -> Iterator[Example]:
    """The questions on these texts, given as (title, text); a text that comes twice gives its questions once."""
    asked = defaultdict(list)
    for line in questions.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        asked[row["text"]].append(row)
    for title, text in texts:
        key = key_of(text)
        for number, row in enumerate(asked.pop(key, ())):
            yield _example(f"written:{key}:{number}", title, text, row)


def key_of(text: str) -> str:
    """What a question names its text by."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _example(id: str, title: str, text: str, row: dict[str, Any]) -> Example:
    low, high = row["passage"]
    answers = ((row["answer"][0] - low, row["answer"][1] - low),) if row["answer"] else ()
    return Example(id, title, row["question"], text[low:high], answers)
