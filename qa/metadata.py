"""Questions about an article itself: "When was the article about the strike published?", "Who wrote it?".

They are answered from what the archive keeps of the article, and cite where that stands in its text: in the
dateline, the byline, the front matter. Where it stands nowhere, the article's beginning is cited, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.articles import Article
from embeddings.cleaning.dates import dates_in
from embeddings.passages import passage_text, sentences, split
from qa.about import AboutArticle, Field
from qa.linking import share_held
from qa.schema import Answer, Candidate, Citation

# The share of a topic's words that an article must hold to be the one that is meant.
_LEAST_SHARE = 0.75
_MOST_BYLINE_WORDS = 12


def metadata_answer(question: str, asked: AboutArticle, articles: Sequence[Article]) -> Answer:
    """The answer from the articles it may be about, the likeliest first, each different. The confidence is no
    measured one: what an article states of itself is certain, so it is the share of the topic's words that the
    article holds, over the number of different answers. It abstains where none holds three quarters of them, or
    the one meant does not state it."""
    meant, share = _meant(asked.topic, articles)
    stated: dict[object, list[tuple[str, Citation]]] = {}
    for article in meant:
        if one := _stated(article, asked.field):
            stated.setdefault(getattr(article, asked.field), []).append(one)
    beginnings = tuple(_beginning(article) for article in articles)
    if not stated or share < _LEAST_SHARE:
        return Answer(question=question, text=None, confidence=0.0, measured=False, passages=beginnings)
    first, *others = (
        Candidate(text=same[0][0], confidence=share / len(stated), citations=tuple(cited for _, cited in same))
        for same in stated.values()
    )
    return Answer(
        question=question,
        text=first.text,
        confidence=first.confidence,
        measured=False,
        citations=first.citations,
        alternatives=tuple(others),
        passages=beginnings,
    )


def spoken_of(last: Answer) -> list[str]:
    """The ids of the articles that "it" may mean after an answer: those it cites and, where it was itself about an
    article, those of each that may have been meant."""
    meant = () if last.measured else last.alternatives
    cited = (*last.citations, *(citation for one in meant for citation in one.citations))
    return list(dict.fromkeys(citation.article for citation in cited))


def _meant(topic: str, articles: Sequence[Article]) -> tuple[list[Article], float]:
    """The articles that hold the largest share of the topic's words, and that share: in heading and first passage,
    which tell what an article is about, or, where none holds enough there, anywhere."""
    if not topic:
        return list(articles), 1.0
    fronts = [share_held(topic, _front(article)) for article in articles]
    wholes = [share_held(topic, f"{article.heading}\n{article.text}") for article in articles]
    shares = fronts if max(fronts, default=0.0) >= _LEAST_SHARE else wholes
    best = max(shares, default=0.0)
    return [article for article, share in zip(articles, shares, strict=True) if share == best], best


def _front(article: Article) -> str:
    passages = split(article)
    return passage_text(article, passages[0]) if passages else article.heading


def _stated(article: Article, field: Field) -> tuple[str, Citation] | None:
    """What the article states, in its own writing, and where; where that is nowhere in the text, as the archive
    keeps it, and its beginning with a note; None where it is not stated."""
    kept = getattr(article, field)
    if kept is None:
        return None
    if place := _place(article, field):
        citation = Citation.of(article, place, _line(article.text, *place))
        return citation.quote, citation
    unseen = f"the {field} is from the file's own fields, not from its text"
    note = "; ".join(filter(None, [article.note, unseen]))
    return str(kept), _beginning(article).model_copy(update={"note": note})


def _place(article: Article, field: Field) -> tuple[int, int] | None:
    if field == "date":
        found = ((start, end) for start, end, date in dates_in(article.text) if date == article.date)
        return next(found, None)
    name = re.compile(rf"(?<!\w){re.escape(getattr(article, field))}(?!\w)", re.IGNORECASE)
    return _place_of_its_own(article, name)


def _place_of_its_own(article: Article, name: re.Pattern[str]) -> tuple[int, int] | None:
    """Where a name may be the article's own, in a byline or a masked part: a story names others. A long line is
    looked at once, however often it has the name."""
    long_until = 0
    for start, end in (match.span() for match in name.finditer(article.text)):
        if any(first <= start and end <= last for first, last in article.masked):
            return start, end
        if start >= long_until:
            begins, long_until = _line(article.text, start, end)
            if len(article.text[begins:long_until].split(maxsplit=_MOST_BYLINE_WORDS)) <= _MOST_BYLINE_WORDS:
                return start, end
    return None


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """The line that text[start:end] stands in, without the spaces around it."""
    begin = text.rfind("\n", 0, start) + 1
    until = text.find("\n", end)
    line = text[begin : until if until >= 0 else len(text)]
    return begin + len(line) - len(line.lstrip()), begin + len(line.rstrip())


def _beginning(article: Article) -> Citation:
    """The title where it stands in the text, else the first sentence that is the article's."""
    at = article.text.find(article.title) if article.title else -1
    if at >= 0:
        return Citation.of(article, (at, at + len(article.title or "")), (at, at + len(article.title or "")))
    start = next((end for start, end in article.masked[:1] if start == 0), 0)
    place = next(iter(sentences(article.text, start)), (0, len(article.text)))
    return Citation.of(article, place, place)
