"""A second look at the best spans: question + span marked in its sentences -> how much speaks for the span.

A reader scores a span by its two ends, in a passage it reads for all spans at once. The verifier reads it by itself,
marked, and was trained to tell right spans from those the reader mistakes for them (after RECONSIDER, Iyer et al.
2021, https://arxiv.org/abs/2010.10757).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.passages import surroundings
from qa.reader.decoding import null_score
from qa.reader.session import Forward, run_windows
from qa.reader.windows import Window, Windower

# Of the sentences around a span, which tell what it is about, without what other questions are about.
CONTEXT_WORDS = 70


@dataclass(frozen=True, slots=True)
class Marked:
    """A span, code points of the text of its passage; `opening` is read in front of it."""

    text: str
    start: int
    end: int
    opening: str = ""


class Verifier:
    """Made of a windower and the forward pass of a model that was trained as `qa.training` says."""

    def __init__(self, windower: Windower, forward: Forward):
        self._windower = windower
        self._forward = forward

    def verdicts(self, question: str, spans: Sequence[Marked]) -> list[float]:
        """What speaks for each span as the answer, in logits, more for than against it above 0; in order."""
        marked = [mark(self._windower, question, span) for span in spans]
        logits = run_windows(self._forward, [window for window, _, _ in marked])
        return [
            float(start[first] + end[last]) - null_score(start, end)
            for (_, first, last), (start, end) in zip(marked, logits, strict=True)
        ]


def mark(windower: Windower, question: str, span: Marked, words: int = CONTEXT_WORDS) -> tuple[Window, int, int]:
    """The window that the verifier reads for a span, with about so many words; and the span's first and last token."""
    start, end = surroundings(span.text, (span.start, span.end), words)
    inside = span.start - start, span.end - start
    return windower.marked(question, span.text[start:end], span.opening, inside)
