"""The plots of a report as one SVG element: risk against coverage, reliability, how many got which confidence.

matplotlib is imported here and nowhere else, when a plot is drawn: it takes a second.
"""

from __future__ import annotations

import io
import re
from typing import Any

from qa.evaluation.report import Report

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


def plot_svg(report: Report) -> str:
    """The three plots, one below the other, without external names."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    colours = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    settings = dict.fromkeys(colours, _INK) | {"svg.fonttype": "none", "svg.hashsalt": "citeqa"}
    file = io.StringIO()
    with rc_context(settings):
        figure = Figure(figsize=(5, 9.5), layout="constrained")
        risk, reliability, confidence = figure.subplots(3)
        _draw_risk(risk, report)
        _draw_reliability(reliability, report)
        _draw_confidence(confidence, report)
        unstated = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(file, format="svg", transparent=True, metadata=unstated)
    return _inline(file.getvalue())


def _draw_risk(axes, report: Report) -> None:  # type: ignore[no-untyped-def]
    _, coverage, precision = report.curve
    axes.plot(coverage, 1 - precision, color=_RIGHT, marker="." if len(coverage) < 100 else None)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="share of questions answered", ylabel="share of them wrong")
    at = report.figures["coverage"]
    axes.axvline(at, color=_WRONG, linestyle="--", label=f"threshold {report.threshold:.2f}")
    axes.legend(**_LEGEND)


def _draw_reliability(axes, report: Report) -> None:  # type: ignore[no-untyped-def]
    confidence, accuracy, sizes = report.reliability
    axes.plot([0, 1], [0, 1], color=_WRONG, linestyle="--", label="as stated")
    areas = 20 + 180 * sizes / sizes.max()
    axes.scatter(confidence, accuracy, s=areas, color=_RIGHT, label="as it is; large = many questions")
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="confidence", ylabel="share right")
    axes.legend(ncols=2, markerscale=0.6, **_LEGEND)


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
