"""A report as one HTML file that asks nothing of any other host: figures, a plot, and what went wrong.

Questions and articles are untrusted text: `_text` escapes all of it, in one place.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from qa.evaluation.comparison import Change, Comparison
from qa.evaluation.outcomes import Outcome
from qa.evaluation.output import comparison_sentences, kind_rows, lines
from qa.evaluation.plots import plot_svg
from qa.evaluation.report import Report
from qa.schema import Citation

WRONG_SHOWN = 200

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fdfdfb; --faint: #8a8a94; --line: #dcdce2;
  --accent: #1f5fbf; --mark: #ffe9a3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ea; --paper: #17171a; --faint: #8f8f9a;
  --line: #36363d; --accent: #7fb0ff; --mark: #5c4a10; } }
body { margin: 0 auto; padding: 1rem; max-width: 46rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .25rem .5rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; font-weight: normal; }
th, td.value { overflow-wrap: normal; }
th[colspan] { padding-top: 1rem; font-weight: 600; }
td.value { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.meaning { opacity: .8; font-size: .9rem; }
svg { display: block; width: 100%; max-width: 32rem; height: auto; }
svg text { font-family: system-ui, sans-serif !important; }
.wide { overflow-x: auto; } .wide th + th { text-align: right; }
summary { cursor: pointer; font-weight: 600; padding: .75rem 0 .25rem; }
article { padding: .75rem 0; border-bottom: 1px solid var(--line); }
article h3 { margin: 0 0 .25rem; font-size: 1rem; }
dl { display: grid; grid-template-columns: 5.5rem 1fr; gap: .1rem .5rem; margin: 0; }
dt { opacity: .8; } dd { margin: 0; }
mark { background: var(--mark); color: inherit; }
blockquote { margin: .25rem 0 0; padding-left: .75rem; border-left: 3px solid var(--line); }
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{compared}
<table>{figures}</table>
{kinds}
{plot}
{wrong}
</main>
</body>
</html>
"""


def html_report(report: Report, title: str = "Evaluation", comparison: Comparison | None = None) -> str:
    """The report as one self-contained HTML file; readable in light and dark mode and on a phone."""
    return _PAGE.format(
        title=_text(title),
        style=_STYLE,
        compared=_compared(comparison) if comparison else "",
        figures=_figures(report),
        kinds=_kinds(report) if report.judged else "",
        plot=_plot(report),
        wrong=_wrong(report),
    )


def _text(text: object) -> str:
    return html.escape(str(text))


def _figures(report: Report) -> str:
    rows = []
    for group, group_lines in lines(report).items():
        rows.append(f'<tr><th colspan="3" scope="rowgroup">{_text(group)}</th></tr>')
        rows += [
            f'<tr><th scope="row">{_text(line.label)}</th><td class="value">{_text(line.value)}</td>'
            f'<td class="meaning">{_text(line.meaning)}</td></tr>'
            for line in group_lines
        ]
    return "\n".join(rows)


def _compared(comparison: Comparison) -> str:
    sentences = "".join(f"<p>{_text(sentence)}</p>" for sentence in comparison_sentences(comparison))
    rows = "".join(_changed(change) for change in comparison.changes[:WRONG_SHOWN])
    left = len(comparison.changes) - WRONG_SHOWN
    note = f"<p>{left} more are not shown.</p>" if left > 0 else ""
    head = '<tr><th scope="col">question</th><th scope="col">before</th><th scope="col">now</th></tr>'
    table = f"<details><summary>The questions that changed</summary><table>{head}{rows}</table>{note}</details>"
    heading = f"Compared with {comparison.name}, {comparison.questions} questions in common"
    return f"<h2>{_text(heading)}</h2>{sentences}{table if rows else ''}"


def _changed(change: Change) -> str:
    given = (
        f"<td>{_text(text) or '<i>abstained</i>'} ({f1:.2f})</td>"
        for text, f1 in ((change.before, change.f1_before), (change.now, change.f1_now))
    )
    return f'<tr><th scope="row" dir="auto">{_text(change.question.question)}</th>{"".join(given)}</tr>'


def _kinds(report: Report) -> str:
    heading, *rows = kind_rows(report)
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in heading)
    body = "".join(
        f'<tr><th scope="row">{_text(kind)}</th>'
        f"{''.join(f'<td class=value>{_text(cell)}</td>' for cell in cells)}</tr>"
        for kind, *cells in rows
    )
    return f'<h2>By kind</h2>\n<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _plot(report: Report) -> str:
    if not report.judged:
        return ""
    return (
        "<h2>Risk, reliability, confidence</h2>"
        '<div role="img" aria-label="The share of wrong answers against the share of questions answered, the '
        "share of right answers against the confidence, and how many questions got which confidence; the figures "
        f'are in the table">{plot_svg(report)}</div>'
    )


def _wrong(report: Report) -> str:
    shown = report.wrong[:WRONG_SHOWN]
    left = len(report.wrong) - len(shown)
    note = f"<p>{left} more are not shown; the predictions hold them all.</p>" if left else ""
    intro = (
        "Not answered right, by kind, the most confident first."
        if shown
        else "Every judged question was answered right."
    )
    kinds = "\n".join(_wrong_of_kind(report, kind, shown) for kind in report.by_kind)
    return f"<h2>Wrong: {len(report.wrong)} of {len(report.judged)}</h2>\n<p>{intro}</p>\n{kinds}\n{note}"


def _wrong_of_kind(report: Report, kind: str, shown: Sequence[Outcome]) -> str:
    of_kind = [outcome for outcome in shown if outcome.question.counted_as == kind]
    if not of_kind:
        return ""
    wrong = sum(outcome.question.counted_as == kind for outcome in report.wrong)
    summary = f"{kind}: {wrong} of {len(report.by_kind[kind])}"
    cards = "\n".join(map(_card, of_kind))
    return f"<details open><summary>{_text(summary)}</summary>\n{cards}</details>"


def _card(outcome: Outcome) -> str:
    items = "".join(f'<dt>{name}</dt><dd dir="auto">{value}</dd>' for name, value in _facts(outcome))
    return f'<article><h3 dir="auto">{_text(outcome.question.question)}</h3><dl>{items}</dl></article>'


def _facts(outcome: Outcome) -> Iterator[tuple[str, str]]:
    question = outcome.question
    if question.history:
        yield "after", _text(" / ".join(question.history))
    if outcome.answer.understood:
        yield "understood", _text(outcome.answer.understood)
    yield "expected", _text(" / ".join(question.answers) or "no answer: the articles do not say")
    text, citations = outcome.best
    sure = f"{outcome.answer.confidence:.0%}"
    if not outcome.answer.abstained:
        yield "given", _text(f"{text} ({sure})")
    else:
        yield "given", _text(f"abstained; best was: {text} ({sure})" if text else "abstained")
    yield "verdict", _text(outcome.verdict.value)
    if citations:
        yield "cited", _cited(citations[0])
    if outcome.held and not outcome.best_is_right:
        yield "read too", _cited(outcome.held)


def _cited(citation: Citation) -> str:
    start, end = (offset - citation.sentence_start for offset in (citation.start, citation.end))
    before, quote, after = (
        _text(part) for part in (citation.sentence[:start], citation.sentence[start:end], citation.sentence[end:])
    )
    place = f"{citation.title}: {citation.place}, {citation.start} to {citation.end}"
    return f"{_text(place)}<blockquote>{before}<mark>{quote}</mark>{after}</blockquote>"
