"""How long decisions took, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from extract.review.pages.agreement import Work

MEDIA_TYPE = "image/svg+xml"

# Where the axis has marks, in seconds, and what it says there; what was quicker than the first stands at the first.
_MARKS = {1: "1 s", 3: "3 s", 10: "10 s", 30: "30 s", 60: "1 min", 180: "3 min", 600: "10 min", 1800: "30 min"}
# So many decisions of a reviewer can be told apart as points: the last ones.
_MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of a picture, which are those of the pages (static/review.css)."""

    ink: str
    soft: str
    line: str
    accent: str


LIGHT = Inks("#1c232d", "#566070", "#dcd8ce", "#1d5a94")
DARK = Inks("#e4e7eb", "#a4adb9", "#323944", "#8cbcf0")


def draw_seconds(work: Sequence[Work], inks: Inks = LIGHT) -> bytes:
    """An SVG with a row for each reviewer: a point for each decision, a box from the first to the third quartile with
    the median in it, and whiskers around nine in ten decisions, on a logarithmic axis.

    >>> b"Ann" in draw_seconds([Work("Ann", {"confirmed": 3}, (4.0, 5.5, 90.0))])
    True
    """
    import matplotlib as mpl  # noqa: PLC0415  (half a second, for this picture only)
    from matplotlib.figure import Figure  # noqa: PLC0415

    timed = [one for one in work if one.seconds][::-1]
    times = [[max(seconds, min(_MARKS)) for seconds in one.seconds] for one in timed]
    # Words stay words, in the fonts of whoever looks at them; a name with dollar signs is no formula.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "seconds", "text.parse_math": False}):
        figure = Figure(figsize=(8.2, 0.75 + 0.62 * max(1, len(timed))), layout="constrained")
        axes = figure.subplots()
        line = {"color": inks.soft, "linewidth": 1}
        axes.boxplot(
            times,
            orientation="horizontal",
            widths=0.5,
            whis=(5, 95),
            showfliers=False,
            boxprops=line,
            whiskerprops=line,
            capprops=line,
            medianprops={"color": inks.ink, "linewidth": 2},
        )
        for row, seconds in enumerate(times, 1):
            points = seconds[-_MOST_POINTS:]
            # Side by side in five lanes, so that equal times can be seen to be several.
            lanes = [row + 0.07 * (number % 5 - 2) for number in range(len(points))]
            axes.plot(points, lanes, "o", markersize=4, color=inks.accent, alpha=0.55, markeredgewidth=0)
        axes.set_xscale("log")
        axes.set_xticks([*_MARKS], labels=_MARKS.values())
        axes.set_xticks([], minor=True)
        axes.set_xlim(min(_MARKS) * 0.9, max([20.0, *(second for seconds in times for second in seconds)]) * 1.25)
        axes.set_yticks(range(1, len(timed) + 1), labels=[one.reviewer for one in timed], color=inks.ink)
        axes.tick_params(color=inks.line, labelcolor=inks.ink, length=0)
        axes.grid(axis="x", color=inks.line, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines[:].set_visible(False)
        drawn = BytesIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return drawn.getvalue()
