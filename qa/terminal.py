"""What the command line prints, as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from embeddings.changes import UpdateReport
from embeddings.files import size_words
from embeddings.index import Index
from qa.schema import Answer, Candidate, Citation
from qa.web.words import ABSTENTION, confidence_words, is_whole, nearest_words, percent, place_words, said

_SHOWN = 240
_LISTED = 20
_RARE = ("moved", "left_out")
# Those of a terminal, the line and paragraph separators, and the marks that turn the direction of writing.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def answer_text(answer: Answer) -> str:
    """An answer, its citations and what stands beside it; or the abstention and the nearest passages."""
    understood = [f"Understood as: {_flat(answer.understood)}"] if answer.understood else []
    return "\n".join([*understood, *(_given(answer) if answer.text is not None else _abstained(answer))])


def update_text(report: UpdateReport) -> str:
    """One line of counts, the rarer ones only where there is something to count."""
    shown = {name: count for name, count in _counts(report).items() if count or name not in _RARE}
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in shown.items())


def removal_text(removed: Sequence[str]) -> str:
    """What was removed, and how it comes back."""
    listed = "".join(f"    {_flat(article)}\n" for article in removed[:_LISTED])
    more = f"    and {len(removed) - _LISTED} more\n" if len(removed) > _LISTED else ""
    return (
        f"{len(removed)} removed\n{listed}{more}"
        "They stay out at later updates; name a file itself to `citeqa index` to take it in again."
    )


def update_warnings(report: UpdateReport) -> list[str]:
    """What was odd, and what could not be indexed, a line each."""
    return [_flat(line) for line in (*report.notes, *(f"not indexed: {error}" for error in report.failures))]


def update_json(report: UpdateReport) -> str:
    """All of it, for a program."""
    failures = [{"path": str(error.path), "reason": error.reason} for error in report.failures]
    return json.dumps(
        _counts(report) | {"failures": failures, "notes": report.notes}, ensure_ascii=False, indent=1
    )


def index_figures(index: Index) -> dict[str, Any]:
    """What an index holds, by name."""
    files, articles, passages = index.store.counts()
    dates = sorted(date for date in index.store.dates() if date)
    vectors, _ = index.derived.opened()
    searched, clusters = vectors.clusters
    return {
        "folder": str(index.store.folder),
        "files": files,
        "articles": articles,
        "reprints": index.store.reprints(),
        "passages": passages,
        "dates": f"{dates[0]} to {dates[-1]}, stated by {len(dates)} of {articles}" if dates else "none stated",
        "encoder": index.store.meta("encoder"),
        "left_out": len(index.store.removed_files().keys() | index.store.removals().keys()),
        "vector_index": vectors.kind,
        "nprobe": f"{searched} of {clusters}" if clusters > 1 else "all",
        "bytes": sum(path.stat().st_size for path in index.store.folder.rglob("*") if path.is_file()),
    }


def figures_text(figures: Mapping[str, Any]) -> str:
    """`index_figures` for a person, a line each."""
    shown = {name.replace("_", " "): value for name, value in figures.items() if name != "bytes"}
    shown["size"] = size_words(figures["bytes"])
    lines = (
        f"{name:<15}{value:,}" if isinstance(value, int) else f"{name:<15}{value}" for name, value in shown.items()
    )
    return "\n".join(map(_flat, lines))


def article_rows(index: Index) -> list[dict[str, Any]]:
    """Every article's metadata, in the order added."""
    return [
        {
            "id": article.id,
            "title": article.heading,
            "date": article.date.isoformat() if article.date else None,
            "author": article.author,
            "source": article.source,
            "dateline": article.dateline,
            "note": article.note,
            "path": article.path,
        }
        for article in index.store.all_articles()
    ]


def article_text(row: dict[str, Any]) -> str:
    """One of `article_rows` for a person."""
    about = [row["date"] or "no date stated", row["author"], row["source"], row["dateline"], row["note"]]
    lines = (row["id"], f"    {row['title']}", f"    {' | '.join(one for one in about if one)}")
    return "\n".join(map(_flat, lines))


def _counts(report: UpdateReport) -> dict[str, int]:
    return {
        "added": report.added,
        "changed": report.changed,
        "moved": report.moved,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "left_out": report.left_out,
        "failed": len(report.failures),
        "passages_embedded": report.passages,
    }


def _given(answer: Answer) -> Iterator[str]:
    measured = "" if answer.measured else ", not measured"
    whole = is_whole(answer)
    yield f"{click.style(_flat(said(answer, whole)), bold=True)}    {_confidence(answer.confidence)}{measured}"
    yield from _cited(answer.citations, whole)
    differing = [other for other in answer.alternatives if other.contradicts]
    compatible = [other for other in answer.alternatives if not other.contradicts]
    for heading, others in (("Sources differ:", differing), ("Other answers:", compatible)):
        if others:
            yield f"\n{heading}"
        for other in others:
            yield from _other(other, whole)


def _abstained(answer: Answer) -> Iterator[str]:
    yield ABSTENTION
    yield _flat(nearest_words(answer.passages))
    for passage in answer.passages[:3]:
        yield f"  {_shortened(passage.quote)}"
        yield f"    {_place(passage)}"


def _other(candidate: Candidate, whole: bool) -> Iterator[str]:
    date = f"as of {candidate.date}" if candidate.date else "no date stated"
    shown = click.style(_flat(said(candidate, whole)), bold=True)
    yield f"  {shown}    {date}    {_confidence(candidate.confidence)}"
    yield from _cited(candidate.citations, whole, indent="    ")


def _cited(citations: Sequence[Citation], whole: bool, indent: str = "  ") -> Iterator[str]:
    for number, citation in enumerate(citations):
        if whole and number == 0:  # its sentence is the answer
            yield f"{indent}  {_place(citation)}"
            continue
        before = citation.sentence[: citation.start - citation.sentence_start]
        after = citation.sentence[citation.end - citation.sentence_start :]
        marked = click.style(_flat(citation.quote), underline=True)
        yield f"{indent}{_flat(before)}{marked}{_flat(after)}"
        yield f"{indent}  {_place(citation)}"


def _place(citation: Citation) -> str:
    date = citation.date.isoformat() if citation.date else "no date stated"
    dateline = f"from {citation.dateline}" if citation.dateline else None
    about = [citation.title, citation.author, citation.source or dateline, date, citation.note]
    return _flat(f"{', '.join(one for one in about if one)}  [{place_words(citation)}]")


def _confidence(value: float) -> str:
    return f"{confidence_words(value)}, {percent(value)}%"


def _flat(text: str) -> str:
    """One line, without the control characters by which an article could command the terminal."""
    return _CONTROL.sub(" ", text)


def _shortened(text: str) -> str:
    flat = " ".join(_flat(text).split())
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN].rsplit(" ", 1)[0] + " …"
