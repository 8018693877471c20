"""Question -> answer: retrieval, reading, aggregation, evaluation, the web page and the command line.

    from qa import Answerer, Index, Within, answer, evaluate, load_questions     what does the work
    from qa import Answer, Candidate, Citation, Question, Report                 what comes back
    from qa import CiteqaError                                                   what is raised

The names are loaded on first use, so that `import qa` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from embeddings.errors import CiteqaError
    from embeddings.index import Index
    from embeddings.within import Within
    from qa.answering import Answerer, answer
    from qa.evaluation.question import Question
    from qa.evaluation.questions import load_questions
    from qa.evaluation.report import Report, evaluate
    from qa.schema import Answer, Candidate, Citation

_HOMES = {
    "Answer": "qa.schema",
    "Answerer": "qa.answering",
    "Candidate": "qa.schema",
    "Citation": "qa.schema",
    "CiteqaError": "embeddings.errors",
    "Index": "embeddings.index",
    "Question": "qa.evaluation.question",
    "Report": "qa.evaluation.report",
    "Within": "embeddings.within",
    "answer": "qa.answering",
    "evaluate": "qa.evaluation.report",
    "load_questions": "qa.evaluation.questions",
}

__all__ = [
    "Answer",
    "Answerer",
    "Candidate",
    "Citation",
    "CiteqaError",
    "Index",
    "Question",
    "Report",
    "Within",
    "answer",
    "evaluate",
    "load_questions",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
