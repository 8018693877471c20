"""A report as one HTML file that asks nothing of any other host: figures, a plot, and what went wrong.

Questions and articles are untrusted text: `_text` escapes all of it, in one place.
"""

from __future__ import annotations

import html
import io
import re
from typing import Any

from qa.evaluation.outcomes import Outcome
from qa.evaluation.output import lines
from qa.evaluation.report import Report
from qa.schema import Citation

WRONG_SHOWN = 200

# matplotlib writes fixed colours; these three stand for the page's own, which follow light and dark mode.
_INK, _RIGHT, _WRONG = "#010203", "#040506", "#070809"
_PAGE_COLOURS = {_INK: "currentColor", _RIGHT: "var(--accent)", _WRONG: "var(--faint)"}
# Above the axes, where it hides nothing.
_LEGEND: dict[str, Any] = {
    "frameon": False,
    "loc": "lower left",
    "bbox_to_anchor": (0, 1),
    "borderaxespad": 0,
}

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
<table>{figures}</table>
{plot}
{wrong}
</main>
</body>
</html>
"""


def html_report(report: Report, title: str = "Evaluation") -> str:
    """The report as one self-contained HTML file; readable in light and dark mode and on a phone."""
    return _PAGE.format(
        title=_text(title), style=_STYLE, figures=_figures(report), plot=_plot(report), wrong=_wrong(report)
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


def _plot(report: Report) -> str:
    if not report.judged:
        return ""
    return (
        "<h2>Precision, coverage, confidence</h2>"
        '<div role="img" aria-label="Precision of the answers against the share of questions answered, and '
        f'how many questions got which confidence; the figures are in the table">{plot_svg(report)}</div>'
    )


def plot_svg(report: Report) -> str:
    """Precision against coverage, and below it the confidence of right and of other best answers, as one SVG
    element without external names. matplotlib is imported here and nowhere else: it takes a second."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    colours = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    settings = dict.fromkeys(colours, _INK) | {"svg.fonttype": "none", "svg.hashsalt": "citeqa"}
    file = io.StringIO()
    with rc_context(settings):
        figure = Figure(figsize=(5, 6), layout="constrained")
        curve, confidence = figure.subplots(2)
        _draw_curve(curve, report)
        _draw_confidence(confidence, report)
        unstated = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(file, format="svg", transparent=True, metadata=unstated)
    return _inline(file.getvalue())


def _draw_curve(axes, report: Report) -> None:  # type: ignore[no-untyped-def]
    _, coverage, precision = report.curve
    axes.plot(coverage, precision, color=_RIGHT, marker="." if len(coverage) < 100 else None)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="share of questions answered", ylabel="share of them right")
    at = report.figures["coverage"]
    axes.axvline(at, color=_WRONG, linestyle="--", label=f"threshold {report.threshold:.2f}")
    axes.legend(**_LEGEND)


def _draw_confidence(axes, report: Report) -> None:  # type: ignore[no-untyped-def]
    right = [o.answer.confidence for o in report.judged if o.best_is_right]
    other = [o.answer.confidence for o in report.judged if not o.best_is_right]
    labels = ["best answer right", "wrong, or no answer exists"]
    axes.hist([right, other], bins=20, range=(0, 1), stacked=True, color=[_RIGHT, _WRONG], label=labels)
    axes.axvline(report.threshold, color=_INK, linestyle="--")
    axes.set(xlim=(0, 1), xlabel="confidence", ylabel="questions")
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.legend(ncols=2, **_LEGEND)


def _inline(svg: str) -> str:
    svg = svg[svg.index("<svg") :]
    # HTML knows the SVG namespaces by itself.
    svg = re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", svg)
    for fixed, own in _PAGE_COLOURS.items():
        svg = svg.replace(fixed, own)
    return svg


def _wrong(report: Report) -> str:
    shown = report.wrong[:WRONG_SHOWN]
    left = len(report.wrong) - len(shown)
    note = f"<p>{left} more are not shown; the predictions hold them all.</p>" if left else ""
    intro = (
        "Not answered right, the most confident first." if shown else "Every judged question was answered right."
    )
    cards = "\n".join(_card(outcome) for outcome in shown)
    return f"<h2>Wrong: {len(report.wrong)} of {len(report.judged)}</h2>\n<p>{intro}</p>\n{cards}\n{note}"


def _card(outcome: Outcome) -> str:
    question = outcome.question
    expected = " / ".join(question.answers) or "no answer: the articles do not say"
    text, citations = outcome.best
    sure = f"{outcome.answer.confidence:.0%}"
    if not outcome.answer.abstained:
        given = f"{text} ({sure})"
    else:
        given = f"abstained; best was: {text} ({sure})" if text else "abstained"
    facts = [("expected", _text(expected)), ("given", _text(given))]
    facts += [("cited", _cited(citations[0]))] if citations else []
    items = "".join(f'<dt>{name}</dt><dd dir="auto">{value}</dd>' for name, value in facts)
    return f'<article><h3 dir="auto">{_text(question.question)}</h3><dl>{items}</dl></article>'


def _cited(citation: Citation) -> str:
    start, end = (offset - citation.sentence_start for offset in (citation.start, citation.end))
    before, quote, after = (
        _text(part) for part in (citation.sentence[:start], citation.sentence[start:end], citation.sentence[end:])
    )
    place = f"{citation.title}: {citation.place}, {citation.start} to {citation.end}"
    return f"{_text(place)}<blockquote>{before}<mark>{quote}</mark>{after}</blockquote>"
