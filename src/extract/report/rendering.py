"""The report as a page: templates, the pictures in them, and what is said of each picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version

from extract.fragments import link_to_words
from extract.looks import load_style, make_templates, name_in_policy, say_plainly
from extract.model import Edition
from extract.report.flagged import explain_reason
from extract.report.plots import DrawnLane, Span, draw_axis, draw_dates, draw_status_bar, draw_swatch
from extract.report.publication import PublicationReport
from extract.report.statuses import StatusCount, trace_course
from extract.report.timeline import Line, Timeline

# The inks of the axis on light and on dark ground, as in the style sheet.
_INK, _INK_ON_DARK = "#566070", "#a4adb9"


def render_page(reports: Sequence[PublicationReport]) -> str:
    """The page about these publications."""
    style = load_style("extract.report", "report.css")
    templates = make_templates("extract.report")
    templates.filters |= {
        "short": name_edition,
        "status": name_status,
        "reason": explain_reason,
        "web": lambda url: link_to_words(url, ""),
    }
    templates.globals |= {
        "link_to_words": link_to_words,
        "trace_course": trace_course,
        "bar": _draw_bar,
        "swatch": lru_cache(draw_swatch),
        "tell_counts": tell_counts,
        "strip": _draw_strip,
        "tell_dates": tell_dates,
        "axis": _draw_axis,
    }
    policy = (
        f"default-src 'none'; style-src {name_in_policy(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = templates.get_template("report.html")
    return page.render(reports=reports, style=style, policy=policy, version=version("progress-extract"))


def name_edition(edition: Edition) -> str:
    """An edition by its date, as finely as it is known, for columns and links."""
    day = edition.as_at
    if day is None:
        return "undated"
    forms = {"day": f"{day.day} {day:%b} {day.year}", "month": f"{day:%b} {day.year}"}
    return forms.get(edition.as_at_precision or "", f"{day.year}")


def name_status(status: str | None) -> str:
    """A status as a person would write it; what is said where nothing says.

    >>> name_status("on_track"), name_status(None)
    ('On track', 'No status')
    """
    return say_plainly(status) if status else "No status"


# ---------------------------------------------------------------- pictures, and the same in words


def _draw_bar(count: StatusCount, most: int) -> str:
    return draw_status_bar(count.counts, most)


def tell_counts(count: StatusCount) -> str:
    """What a bar of statuses shows."""
    told = ", ".join(f"{number} {name_status(status).lower()}" for status, number in count.counts.items())
    return f"{count.total} records: {told}" if told else "no records"


def _draw_strip(line: Line, timeline: Timeline) -> str:
    lanes = [
        DrawnLane(lane.report.edition.as_at, tuple((due.earliest, due.latest) for due in lane.dates))
        for lane in line.lanes
    ]
    moves = [(move.earlier_lane, move.earlier.latest, move.later_lane, move.later.latest) for move in line.moves]
    return draw_dates(lanes, moves, Span.of(timeline.first, timeline.last))


def tell_dates(line: Line) -> str:
    """What the picture of a commitment's dates shows."""
    told = [
        f"{name_edition(lane.report.edition)}: due {', '.join(due.latest.isoformat() for due in lane.dates)}"
        for lane in line.lanes
    ]
    moved = [f"{move.earlier.latest.isoformat()} moved to {move.later.latest.isoformat()}" for move in line.moves]
    return "; ".join([*told, *moved])


def _draw_axis(timeline: Timeline, *, dark: bool = False) -> str:
    return draw_axis(Span.of(timeline.first, timeline.last), _INK_ON_DARK if dark else _INK)
