"""Wide history tables: one status column for each as-at date, each column an edition (L15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.model import Draft, Piece, Problem, Reading
from extract.values.dates import find_dates

OTHER_EDITION = "other_edition"
# What a record keeps in every edition; the rest is told as it stands in the latest.
_LASTING = frozenset(("theme", "reference", "action", "owner", "response", "target_date", "label"))
# Each column is read as an edition with the whole page as its text; ten years of quarters are 40.
_MOST_EDITIONS = 48
_PRECISE = ("day", "month", "year")


def date_columns(heads: Sequence[str], fields: Sequence[str]) -> tuple[str, ...]:
    """For each column the date that its history column stands for, "" for every other column and for the latest.

    >>> date_columns(["Action", "Status at March 2024", "Status at June 2024"], ["action", "status", "status"])
    ('', '2024-03', '')
    """
    dated = {
        place: date for place, field in enumerate(fields) if field == "status" and (date := _date_of(heads[place]))
    }
    if len(dated) < 2:
        return ("",) * len(fields)
    latest = max(dated, key=lambda place: dated[place])
    return tuple(dated.get(place, "") if place != latest else "" for place in range(len(fields)))


def _date_of(head: str) -> str:
    """The date in a column's head, as the name of an edition (2024-03)."""
    for found in find_dates(head):
        if found.precision in _PRECISE and found.earliest and not found.year_inferred:
            return found.earliest.isoformat()[: {"day": 10, "month": 7, "year": 4}[found.precision or ""]]
    return ""


def unfold_history(reading: Reading) -> tuple[Reading, ...]:
    """The reading itself, and one for each earlier date of which its tables hold a column, the latest first."""
    dates = {
        piece.value for draft in reading.drafts for piece in draft.pieces if piece.role == OTHER_EDITION and piece.value
    }
    latest_first = sorted(dates, reverse=True)
    if len(latest_first) > _MOST_EDITIONS:
        message = f"{len(dates)} columns of earlier dates; only the latest {_MOST_EDITIONS} are read as editions"
        reading = replace(reading, problems=(*reading.problems, Problem("other", message)))
    return (reading, *(_read_as_of(reading, date) for date in latest_first[:_MOST_EDITIONS]))


def _read_as_of(reading: Reading, date: str) -> Reading:
    drafts = tuple(
        Draft(tuple(_turn(piece, date) for piece in draft.pieces), draft.theme)
        for draft in reading.drafts
        if any(piece.role == OTHER_EDITION and piece.value == date for piece in draft.pieces)
    )
    fields = tuple(field for field in reading.fields if field in (*_LASTING, "target_dates", "status"))
    return replace(reading, drafts=drafts, fields=fields, problems=(), as_at=date)


def _turn(piece: Piece, date: str) -> Piece:
    if piece.role == OTHER_EDITION and piece.value == date:
        return replace(piece, role="status", value="")
    if piece.role in _LASTING or piece.role == OTHER_EDITION:
        return piece
    return replace(piece, role=OTHER_EDITION, value="")
