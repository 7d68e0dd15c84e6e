"""The target dates of each commitment through the editions, and how they moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

from extract.model import Change, Edition, History, Mention, TargetDate
from extract.report.followed import Followed, Report
from extract.values.wording import fold_wording

# A date farther than this from every edition is drawn at the edge: one misprinted year would squeeze all others.
_DAYS_BEFORE, _DAYS_AFTER = 5 * 365, 15 * 365
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class DueDate:
    """A date with a day to it that something is due by: a printed target date, or one inside a promise."""

    row_id: str
    text: str
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Lane:
    """What one edition prints; report: the commitment there."""

    report: Report
    dates: tuple[DueDate, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A target date that became another one: in which lane each stands."""

    earlier_lane: int
    earlier: DueDate
    later_lane: int
    later: DueDate


@dataclass(frozen=True, slots=True)
class Line:
    """The dates of one commitment. lanes: of every edition that prints any; moves: those that can be drawn.

    changes: all that the publisher did to its dates, those that came or went without another among them.
    """

    followed: Followed
    lanes: tuple[Lane, ...]
    moves: tuple[Move, ...]
    changes: tuple[Change, ...]

    @property
    def days(self) -> int:
        """By how many days its dates moved at most, in either direction."""
        return max((abs(change.days or 0) for change in self.changes), default=0)

    @property
    def stretches(self) -> tuple[tuple[Lane, ...], ...]:
        """Its lanes, with those that follow each other and print the same words together."""
        return tuple(tuple(lanes) for _, lanes in groupby(self.lanes, _fold_dates))


@dataclass(frozen=True, slots=True)
class Timeline:
    """The commitments with a dated target, those that moved most first; first, last: the days that are drawn."""

    lines: tuple[Line, ...]
    first: date
    last: date


def _fold_dates(lane: Lane) -> tuple[str, ...]:
    return tuple(fold_wording(due.text) for due in lane.dates)


def draw_up_timeline(history: History, commitments: Iterable[Followed]) -> Timeline | None:
    """The timeline of a publication; None where no edition prints a date with a day to it."""
    changes: defaultdict[str | None, list[Change]] = defaultdict(list)
    for change in history.changes:
        if change.kind.startswith("target_date_") and change.cause == "publisher":
            changes[change.commitment_id].append(change)
    dates = _list_dates(history, chain.from_iterable(changes.values()))
    lines = [line for one in commitments if (line := _make_line(one, changes[one.commitment.commitment_id], dates))]
    if not lines:
        return None
    first, last = _find_range(history.editions, chain.from_iterable(lane.dates for one in lines for lane in one.lanes))
    return Timeline(tuple(sorted(lines, key=_order)), first, last)


def _make_line(followed: Followed, changes: Sequence[Change], dates: Mapping[str, Sequence[DueDate]]) -> Line | None:
    lanes = [Lane(report, tuple(dates[report.record_id])) for report in followed.reports if report.record_id in dates]
    if not lanes:
        return None
    places = {due.row_id: (place, due) for place, lane in enumerate(lanes) for due in lane.dates}
    moves = [move for change in changes if change.days and (move := _find_move(change, places))]
    return Line(followed, tuple(lanes), tuple(moves), tuple(changes))


def _list_dates(history: History, changes: Iterable[Change]) -> Mapping[str, Sequence[DueDate]]:
    """The dated target dates of every record, and the dates in its words that a change of target dates names."""
    named = {row_id for change in changes for row_id in (*change.earlier_row_ids, *change.later_row_ids)}
    found: defaultdict[str, list[DueDate]] = defaultdict(list)
    for edition in history.editions:
        mentions = (row for row in edition.mentions if row.mention_id in named)
        rows: list[TargetDate | Mention] = sorted((*edition.target_dates, *mentions), key=lambda row: row.start)
        for row in rows:
            if row.latest is not None and row.action_id is not None:
                row_id = row.mention_id if isinstance(row, Mention) else row.target_date_id
                found[row.action_id].append(DueDate(row_id, row.text, row.earliest or row.latest, row.latest))
    return dict(found)


def _find_move(change: Change, places: Mapping[str, tuple[int, DueDate]]) -> Move | None:
    """The two dates that a change is about; a change of several dates is drawn by its first ones."""
    earlier = next((places[row] for row in change.earlier_row_ids if row in places), None)
    later = next((places[row] for row in change.later_row_ids if row in places), None)
    return Move(*earlier, *later) if earlier and later else None


def _order(line: Line) -> tuple[int, date]:
    return -line.days, max(due.latest for due in line.lanes[-1].dates)


def _find_range(editions: Sequence[Edition], dates: Iterable[DueDate]) -> tuple[date, date]:
    """The days to draw: from the first to the last date that is no farther from the editions than is likely."""
    days = [day for due in dates for day in (due.earliest, due.latest)]
    known = [edition.as_at for edition in editions if edition.as_at] or days
    first = max(min(*days, *known).toordinal(), min(known).toordinal() - _DAYS_BEFORE)
    last = min(max(*days, *known).toordinal(), max(known).toordinal() + _DAYS_AFTER)
    return _hold(first), _hold(last)


def _hold(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, _FIRST.toordinal()), _LAST.toordinal()))
