"""Deadlines that passed with no later word that what was promised is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extract.compare.vocabulary import load_commitment_words
from extract.compare.words import shorten
from extract.model import Edition, History, TargetDate


@dataclass(frozen=True, slots=True)
class Overdue:
    """A deadline that passed.

    edition_id: the edition that printed it last; action_id, target_date_id, next_step_id: its rows there.
    deadline: its last day; days: how long ago that is; why: one sentence that says what was promised for when.
    """

    commitment_id: str
    edition_id: str
    action_id: str
    target_date_id: str
    next_step_id: str | None
    deadline: date
    days: int
    why: str


def find_overdue(history: History, as_at: date) -> tuple[Overdue, ...]:
    """The deadlines before a date that no edition up to then reports as met, moved or given up for another.

    Args:
        history: With its changes, by which a deadline that moved or a step that was done is known.
        as_at: The day that is asked about; editions after it are not looked at.
    """
    editions = [edition for edition in history.editions if edition.as_at is None or edition.as_at <= as_at]
    known = {edition.edition_id for edition in editions}
    settled = {
        row_id
        for change in history.changes
        if change.later_edition_id in known and change.kind in _SETTLING
        for row_id in change.earlier_row_ids
    }
    commitment_of = dict(history.commitment_of)
    done = _find_done(editions, commitment_of)
    found: dict[tuple[str, date, str], Overdue] = {}
    for edition in editions:
        repeats = {action.action_id for action in edition.actions if action.repeat_of_action_id}
        for row in edition.target_dates:
            commitment_id = None if row.action_id in repeats else commitment_of.get(row.action_id)
            if commitment_id is None or row.latest is None or row.latest >= as_at or commitment_id in done:
                continue
            if row.target_date_id not in settled and row.next_step_id not in settled:
                one = _make_overdue(edition, row, commitment_id, row.latest, as_at)
                found[commitment_id, row.latest, _find_promise(edition, row)] = one
    return tuple(sorted(found.values(), key=lambda one: (one.deadline, one.commitment_id, one.target_date_id)))


_SETTLING = frozenset(
    (
        "next_step_done",
        "target_date_later",
        "target_date_earlier",
        "target_date_vaguer",
        "target_date_firmer",
    )
)


def _find_done(editions: list[Edition], commitment_of: dict[str, str]) -> set[str]:
    """The commitments whose last status says that they are over."""
    status: dict[str, str | None] = {}
    for edition in editions:
        for action in edition.actions:
            if action.action_id in commitment_of and action.part_of_action_id is None:
                status[commitment_of[action.action_id]] = action.status
    return {commitment_id for commitment_id, last in status.items() if last in load_commitment_words().done}


def _find_promise(edition: Edition, row: TargetDate) -> str:
    return next(_texts(edition, row), "")


def _texts(edition: Edition, row: TargetDate) -> Iterator[str]:
    yield from (step.text for step in edition.next_steps if step.next_step_id == row.next_step_id)
    yield from (action.text for action in edition.actions if action.action_id == row.action_id)


def _make_overdue(edition: Edition, row: TargetDate, commitment_id: str, deadline: date, as_at: date) -> Overdue:
    days = (as_at - deadline).days
    promise = shorten(_find_promise(edition, row))
    why = f"'{promise}' was due {row.text}, {days} days ago, and no edition since says that it is done."
    return Overdue(
        commitment_id, edition.edition_id, row.action_id, row.target_date_id, row.next_step_id, deadline, days, why
    )
