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
    from matplotlib.figure import Figure

GREY, BLUE, RED = "#7c8592", "#3b82c4", "#c8553d"
# A colour and a pattern for each status: solid for what is over or stuck, empty where nothing says. Lines only: a
# pattern of dots takes fifty times the room in the file.
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
    with _picture(_WIDTH, _BAR, (-0.004 * most, most * 1.004), (0, 1)) as picture:
        start = 0
        for status in _FILLS:
            count = counts.get(status, 0)
            if count:
                picture.fill(status, start, count)
                start += count
    return picture.uri


def draw_swatch(status: str | None) -> str:
    """The colour and pattern of a status, for the heads of columns."""
    with _picture(_BAR * 1.4, _BAR, (-0.05, 1.05), (0, 1)) as picture:
        picture.fill(status, 0, 1)
    return picture.uri


def draw_dates(lanes: Sequence[DrawnLane], moves: Sequence[tuple[int, date, int, date]], span: Span) -> str:
    """The dates of one commitment, a lane for each edition from top to bottom, the last one in colour.

    Args:
        moves: From which lane and day to which lane and day a date moved.
    """
    height = len(lanes) + 0.5
    with _picture(_WIDTH, _LANE * height, (span.first, span.last), (height - 0.75, -0.75)) as picture:
        for tick, _ in _list_ticks(span):
            picture.line([tick, tick], [-0.75, height - 0.75], GREY, linewidth=0.5, alpha=0.5)
        for place, lane in enumerate(lanes):
            _draw_lane(picture, place, lane, span, BLUE if place == len(lanes) - 1 else GREY)
        for start, earlier, end, later in moves:
            picture.arrow((span.hold(earlier), start), (span.hold(later), end), RED)
    return picture.uri


def _draw_lane(picture: _Picture, place: int, lane: DrawnLane, span: Span, colour: str) -> None:
    if lane.as_at:
        picture.line([span.hold(lane.as_at)] * 2, [place - 0.4, place + 0.4], GREY, linewidth=1)
    for earliest, latest in lane.dates:
        start, end = span.hold(earliest), span.hold(latest)
        picture.line([start, end], [place, place], colour, linewidth=3.5, solid_capstyle="butt")
        beyond = "<" if latest.toordinal() < span.first else ">" if latest.toordinal() > span.last else "o"
        picture.line([end], [place], colour, marker=beyond, markersize=5.5, markeredgewidth=0)


def draw_axis(span: Span, ink: str) -> str:
    """The years, or the months of a short span, below which the dates of all commitments stand."""
    with _picture(_WIDTH, _AXIS, (span.first, span.last), (0, 1)) as picture:
        for tick, label in _list_ticks(span):
            picture.line([tick, tick], [0, 0.25], ink, linewidth=0.8)
            picture.write(tick, 0.35, label, ink)
    return picture.uri


def _list_ticks(span: Span) -> list[tuple[int, str]]:
    """Where the axis is marked, and with what."""
    dates: Any = import_module("matplotlib.dates")
    locator = dates.AutoDateLocator(minticks=2, maxticks=6)
    first, last = (datetime.combine(date.fromordinal(day), time.min) for day in (span.first, span.last))
    places = locator.tick_values(first, last)
    labels = dates.ConciseDateFormatter(locator).format_ticks(places)
    marked = [(dates.num2date(place).toordinal(), label) for place, label in zip(places, labels, strict=True)]
    return [(place, label) for place, label in marked if span.first < place < span.last]


class _Picture:
    """A picture with its own coordinates. Axes of matplotlib would do the same and take twice the time.

    uri: the picture as a data URI, once it is done.
    """

    uri = ""

    def __init__(self, figure: Figure, across: tuple[float, float], up: tuple[float, float]) -> None:
        from matplotlib.transforms import Bbox, BboxTransform  # noqa: PLC0415  (of an extra)

        self._figure = figure
        self._place = BboxTransform(Bbox([[across[0], up[0]], [across[1], up[1]]]), figure.bbox)

    def line(self, across: Sequence[float], up: Sequence[float], colour: str, **look: Any) -> None:  # noqa: ANN401
        """A line through points, or a mark at one."""
        from matplotlib.lines import Line2D  # noqa: PLC0415

        self._figure.add_artist(Line2D(across, up, color=colour, transform=self._place, **look))

    def fill(self, status: str | None, start: float, width: float) -> None:
        """A stretch of a bar in the colour and pattern of a status."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        colour, pattern = _FILLS[status]
        ground = colour if pattern is None else "none"
        self._figure.add_artist(
            Rectangle(
                (start, 0.05), width, 0.9, hatch=pattern, facecolor=ground, edgecolor=colour, transform=self._place
            )
        )

    def arrow(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """An arrow that ends shortly before its aim."""
        from matplotlib.patches import FancyArrowPatch  # noqa: PLC0415

        self._figure.add_artist(
            FancyArrowPatch(
                start,
                end,
                color=colour,
                arrowstyle="-|>",
                mutation_scale=8,
                linewidth=1.3,
                shrinkA=0,
                shrinkB=3,
                transform=self._place,
            )
        )

    def write(self, across: float, up: float, words: str, ink: str) -> None:
        """Words above a point."""
        from matplotlib.text import Text  # noqa: PLC0415

        self._figure.add_artist(Text(across, up, words, color=ink, ha="center", transform=self._place))


@contextmanager
def _picture(width: float, height: float, across: tuple[float, float], up: tuple[float, float]) -> Iterator[_Picture]:
    """A picture of so many inches with these coordinates; it is done when the block ends."""
    from matplotlib import rc_context, style  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    # Not as the reader's own settings would have it.
    with style.context("default"), rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height))
        picture = _Picture(figure, across, up)
        yield picture
        held = BytesIO()
        figure.savefig(held, format="svg", transparent=True, metadata=_SILENT)
        picture.uri = f"data:image/svg+xml;base64,{b64encode(held.getvalue()).decode()}"
