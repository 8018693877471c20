"""Question -> answer: retrieval, reading, aggregation, evaluation, the web page and the command line.

    from qa import Answerer, Within, answer, evaluate, load_questions

The names are loaded on first use, so that `import qa` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from embeddings.within import Within
    from qa.answering import Answerer, answer
    from qa.evaluation.questions import load_questions
    from qa.evaluation.report import evaluate

_HOMES = {
    "Answerer": "qa.answering",
    "Within": "embeddings.within",
    "answer": "qa.answering",
    "evaluate": "qa.evaluation.report",
    "load_questions": "qa.evaluation.questions",
}

__all__ = ["Answerer", "Within", "answer", "evaluate", "load_questions"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
