"""Statuses by theme and edition as counts, and the course of each commitment through the editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from extract.model import Edition, History
from extract.report.followed import Followed, Report, list_records, name_themes
from extract.values.themes import fold_theme
from extract.vocabularies import STATUSES


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many records of an edition, all or those under one theme, have each status; None: nothing says."""

    edition: Edition
    counts: Mapping[str | None, int]

    @property
    def total(self) -> int:
        """How many records there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """The counts of one theme through the editions that print it; name: None for records under no theme."""

    name: str | None
    counts: tuple[StatusCount, ...]


@dataclass(frozen=True, slots=True)
class StatusTable:
    """The records of every edition, and those of each theme; no themes where no edition prints any.

    statuses: those that any record has, in the order of the vocabulary.
    """

    statuses: tuple[str | None, ...]
    editions: tuple[StatusCount, ...]
    themes: tuple[ThemeCounts, ...]

    @property
    def most(self) -> int:
        """The most records that one row counts."""
        return max((count.total for count in self.editions), default=0)


def count_statuses(history: History) -> StatusTable:
    """Count the records of every edition by status, together and by theme, the themes of the latest edition first."""
    counts: dict[str | None, list[StatusCount]] = {}
    names: dict[str | None, str | None] = {}
    for edition in reversed(history.editions):
        for name, counted in _count_by_theme(edition).items():
            key = None if name is None else fold_theme(name)
            names.setdefault(key, name)
            counts.setdefault(key, []).insert(0, StatusCount(edition, counted))
    every = tuple(
        StatusCount(edition, Counter(record.status for record in list_records(edition))) for edition in history.editions
    )
    known = {status for count in every for status in count.counts}
    return StatusTable(
        tuple(status for status in (*STATUSES, None) if status in known),
        every,
        () if set(names) == {None} else tuple(ThemeCounts(names[key], tuple(rows)) for key, rows in counts.items()),
    )


def _count_by_theme(edition: Edition) -> dict[str | None, Counter[str | None]]:
    themes = name_themes(edition)
    counts: dict[str | None, Counter[str | None]] = {}
    for record in list_records(edition):
        counts.setdefault(themes[record.action_id], Counter())[record.status] += 1
    return counts


# ---------------------------------------------------------------- commitment by commitment


@dataclass(frozen=True, slots=True)
class Stretch:
    """Editions one after the other in which a commitment had the same status, or in which nothing was said of it.

    reports: what each of them says; none where the commitment is missing from them.
    """

    status: str | None
    editions: tuple[Edition, ...]
    reports: tuple[Report, ...]


def trace_course(followed: Followed, editions: Sequence[Edition]) -> tuple[Stretch, ...]:
    """A commitment's statuses from the first edition that reports it to the last edition of all."""
    reports = {report.edition.edition_id: report for report in followed.reports}
    first = next(number for number, edition in enumerate(editions) if edition.edition_id in reports)
    course = []
    for (_, status), members in groupby(
        editions[first:], lambda edition: _find_standing(reports.get(edition.edition_id))
    ):
        stretch = tuple(members)
        said = tuple(reports[edition.edition_id] for edition in stretch if edition.edition_id in reports)
        course.append(Stretch(status, stretch, said))
    return tuple(course)


def _find_standing(report: Report | None) -> tuple[bool, str | None]:
    return report is not None, report.action.status if report else None
