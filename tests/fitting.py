"""What is left of a text's spans by the rules of what cannot answer."""

from __future__ import annotations

from embeddings.articles import Article, Passage
from qa.asked import Asked
from qa.schema import Span
from qa.unfit import that_may_answer


def best_of(question: str, text: str, *said: str) -> str:
    """The first of what was read in the text, each read worse than the one before."""
    article, passage = Article("a", "/a.txt", text), Passage("a", 0, len(text))
    starts = [text.index(words) for words in said]
    spans = [
        Span(passage, start, start + len(words), 9.0 - i, 0.0)
        for i, (start, words) in enumerate(zip(starts, said, strict=True))
    ]
    best = that_may_answer(Asked.of(question), spans, {"a": article})[0]
    return text[best.start : best.end]
