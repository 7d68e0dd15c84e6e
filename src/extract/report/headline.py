"""The figures at the head of a report: the few numbers that say how a publication stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.compare import Overdue
from extract.model import History
from extract.report.flagged import PairOfEditions
from extract.report.followed import list_records


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures of one publication; None where the pages do not say enough for one.

    commitments: followed through all editions; records: in the latest edition, of which `stated` have a status and
    `complete` that one. later, earlier: target dates that the publisher moved. overdue: deadlines that had passed when
    the latest edition appeared, with no word of delivery. flagged, decided: changes.
    """

    commitments: int
    records: int
    stated: int
    complete: int
    later: int
    earlier: int
    overdue: int | None
    as_at: date | None
    flagged: int
    decided: int
    problems: int


def sum_up(
    history: History, pairs: Sequence[PairOfEditions], overdue: Sequence[Overdue] | None, problems: int
) -> Headline:
    """Work out the figures."""
    latest = history.editions[-1] if history.editions else None
    records = list_records(latest) if latest else []
    moved = [change.kind for change in history.changes if change.cause == "publisher"]
    flagged = [change for pair in pairs for change in pair.flagged]
    return Headline(
        commitments=len(history.commitments),
        records=len(records),
        stated=sum(record.status is not None for record in records),
        complete=sum(record.status == "complete" for record in records),
        later=moved.count("target_date_later"),
        earlier=moved.count("target_date_earlier"),
        overdue=None if overdue is None else len(overdue),
        as_at=latest.as_at if latest else None,
        flagged=len(flagged),
        decided=sum(change.state == "decided" for change in flagged),
        problems=problems,
    )
