"""The pictures of the report: small plots without words, that stand in tables whose text says the same.

They have no ground, and no colour is darker or lighter than a middle one, so that each can be seen on white, on black
and on paper: every mark has a contrast of at least 3 to 1 with both. What colours tell apart, patterns tell apart too.
The axis has words and so is drawn twice. The same values give the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREY, BLUE, RED = "#7c8592", "#3b82c4", "#c8553d"
# A colour and a pattern for each status: solid for what is over or stuck, empty for what is not due. Lines only: a
# pattern of dots takes a hundred times the room in the file.
_FILLS: Mapping[str | None, tuple[str, str | None]] = {
    "complete": (BLUE, None),
    "ongoing": (BLUE, "-----"),
    "in_progress": (BLUE, "/////"),
    "on_track": (BLUE, "|||||"),
    "at_risk": (RED, "+++++"),
    "delayed": (RED, "xxxxx"),
    "blocked": (RED, None),
    "not_started": (GREY, "---"),
    "not_due": (GREY, "|||"),
    "superseded": (GREY, "xxx"),
    "closed_not_done": (GREY, None),
    None: (GREY, ""),
}
# Inches; a picture is 320 pixels of CSS wide.
_WIDTH = 320 / 96
_BAR, _LANE, _AXIS = 0.19, 0.15, 0.24
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "extract report",
    "timezone": "UTC",
    "hatch.linewidth": 0.8,
    "font.size": 8,
}
_ARROW = {"arrowstyle": "-|>", "color": RED, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 3}
# Without these the file says when and by what it was made.
_SILENT = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a timeline shows, as ordinals of `datetime.date`."""

    first: int
    last: int

    @classmethod
    def of(cls, first: date, last: date) -> Span:
        """The span from one day to another, with some room on both sides."""
        room = max(15, (last.toordinal() - first.toordinal()) // 16)
        return cls(first.toordinal() - room, last.toordinal() + room)

    def hold(self, day: date) -> int:
        """Where a day is drawn: at the edge when it lies beyond it."""
        return min(max(day.toordinal(), self.first), self.last)


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """What one edition prints: when it stands for, and its dates as first and last day."""

    as_at: date | None
    dates: tuple[tuple[date, date], ...]


def draw_status_bar(counts: Mapping[str | None, int], most: int) -> str:
    """Records by status as one bar, in the order of the vocabulary; `most` records fill the picture's width."""
    with _picture(_WIDTH, _BAR) as (axes, drawn):
        axes.set_xlim(-0.004 * most, most * 1.004)
        start = 0
        for status in _FILLS:
            count = counts.get(status, 0)
            if count:
                _fill(axes, status, start, count)
                start += count
    return drawn[0]


def draw_swatch(status: str | None) -> str:
    """The colour and pattern of a status, for the heads of columns."""
    with _picture(_BAR * 1.4, _BAR) as (axes, drawn):
        axes.set_xlim(-0.05, 1.05)
        _fill(axes, status, 0, 1)
    return drawn[0]


def draw_dates(lanes: Sequence[DrawnLane], moves: Sequence[tuple[int, date, int, date]], span: Span) -> str:
    """The dates of one commitment, a lane for each edition from top to bottom, the last one in colour.

    Args:
        moves: From which lane and day to which lane and day a date moved.
    """
    with _picture(_WIDTH, _LANE * (len(lanes) + 0.5)) as (axes, drawn):
        axes.set_xlim(span.first, span.last)
        axes.set_ylim(len(lanes) - 0.25, -0.75)
        for tick, _ in _list_ticks(span):
            axes.axvline(tick, color=GREY, linewidth=0.5, alpha=0.5)
        for place, lane in enumerate(lanes):
            _draw_lane(axes, place, lane, span, BLUE if place == len(lanes) - 1 else GREY)
        for start, earlier, end, later in moves:
            ends = (span.hold(later), end), (span.hold(earlier), start)
            axes.annotate("", *ends, arrowprops=_ARROW)
    return drawn[0]


def _draw_lane(axes: Axes, place: int, lane: DrawnLane, span: Span, colour: str) -> None:
    if lane.as_at:
        axes.plot([span.hold(lane.as_at)] * 2, [place - 0.4, place + 0.4], color=GREY, linewidth=1)
    for earliest, latest in lane.dates:
        start, end = span.hold(earliest), span.hold(latest)
        axes.plot([start, end], [place, place], color=colour, linewidth=3.5, solid_capstyle="butt")
        beyond = "<" if latest.toordinal() < span.first else ">" if latest.toordinal() > span.last else "o"
        axes.plot([end], [place], beyond, color=colour, markersize=5.5, markeredgewidth=0, clip_on=False)


def draw_axis(span: Span, ink: str) -> str:
    """The years, or the quarters of a short span, below which the dates of all commitments stand."""
    with _picture(_WIDTH, _AXIS) as (axes, drawn):
        axes.set_xlim(span.first, span.last)
        axes.set_ylim(0, 1)
        for tick, label in _list_ticks(span):
            axes.plot([tick, tick], [0, 0.25], color=ink, linewidth=0.8)
            axes.text(tick, 0.35, label, color=ink, ha="center", va="bottom", clip_on=True)
    return drawn[0]


def _list_ticks(span: Span) -> list[tuple[int, str]]:
    """Where the axis is marked, and with what."""
    dates: Any = import_module("matplotlib.dates")
    locator = dates.AutoDateLocator(minticks=2, maxticks=6)
    first, last = (datetime.combine(date.fromordinal(day), time.min) for day in (span.first, span.last))
    places = locator.tick_values(first, last)
    labels = dates.ConciseDateFormatter(locator).format_ticks(places)
    marked = [(dates.num2date(place).toordinal(), label) for place, label in zip(places, labels, strict=True)]
    return [(place, label) for place, label in marked if span.first < place < span.last]


def _fill(axes: Axes, status: str | None, start: float, width: float) -> None:
    colour, pattern = _FILLS[status]
    solid = pattern is None
    axes.barh(0, width, left=start, height=0.9, hatch=pattern, facecolor=colour if solid else "none", edgecolor=colour)


@contextmanager
def _picture(width: float, height: float) -> Iterator[tuple[Axes, list[str]]]:
    """Axes that fill a picture of so many inches; when the block ends, the picture is in the list as a data URI."""
    from matplotlib import rc_context, style  # noqa: PLC0415  (of an extra)
    from matplotlib.figure import Figure  # noqa: PLC0415

    drawn: list[str] = []
    # Not as the reader's own settings would have it.
    with style.context("default"), rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        yield axes, drawn
        held = BytesIO()
        figure.savefig(held, format="svg", transparent=True, metadata=_SILENT)
        drawn.append(f"data:image/svg+xml;base64,{b64encode(held.getvalue()).decode()}")
