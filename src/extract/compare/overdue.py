"""Deadlines that passed with no later word that what was promised is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from extract.compare.vocabulary import load_commitment_words
from extract.compare.words import describe_days, shorten
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

    A deadline that several editions print is that of the last of them; one that an edition dropped without a word is
    still due.

    Args:
        history: With its changes, by which a deadline that moved or a step that was done is known.
        as_at: The day that is asked about; editions after it are not looked at.
    """
    editions = [edition for edition in history.editions if edition.as_at is None or edition.as_at <= as_at]
    commitment_of = dict(history.commitment_of)
    settled, dropped = _list_rows(history, editions, _SETTLING), _list_rows(history, editions, _DROPPING)
    done = _find_done(editions, commitment_of)
    found: dict[tuple[str, date], list[Overdue]] = {}
    for edition in editions:
        for (commitment_id, deadline), rows in _group_deadlines(edition, commitment_of).items():
            if deadline >= as_at or commitment_id in done:
                continue
            before = found.get((commitment_id, deadline), [])
            open_rows = [row for row in rows if settled.isdisjoint((row.target_date_id, row.next_step_id))]
            found[commitment_id, deadline] = [
                *(one for one in before if not dropped.isdisjoint((one.target_date_id, one.next_step_id))),
                *(_make_overdue(edition, row, commitment_id, deadline, as_at) for row in open_rows),
            ]
    overdue = chain.from_iterable(found.values())
    return tuple(sorted(overdue, key=lambda one: (one.deadline, one.commitment_id, one.target_date_id)))


_SETTLING = frozenset(
    ("next_step_done", "target_date_later", "target_date_earlier", "target_date_vaguer", "target_date_firmer")
)
_DROPPING = frozenset(("next_step_dropped", "target_date_dropped"))


def _list_rows(history: History, editions: Sequence[Edition], kinds: frozenset[str]) -> set[str]:
    """The earlier rows of the changes of certain kinds that some of the editions brought."""
    known = {edition.edition_id for edition in editions}
    changes = (change for change in history.changes if change.later_edition_id in known and change.kind in kinds)
    return {row_id for change in changes for row_id in change.earlier_row_ids}


def _group_deadlines(edition: Edition, commitment_of: Mapping[str, str]) -> dict[tuple[str, date], list[TargetDate]]:
    """The dated target dates of an edition by commitment and last day, without those of repeated records."""
    repeats = {action.action_id for action in edition.actions if action.repeat_of_action_id}
    groups: defaultdict[tuple[str, date], list[TargetDate]] = defaultdict(list)
    for row in edition.target_dates:
        if row.latest is not None and row.action_id not in repeats and row.action_id in commitment_of:
            groups[commitment_of[row.action_id], row.latest].append(row)
    return groups


def _find_done(editions: Sequence[Edition], commitment_of: Mapping[str, str]) -> set[str]:
    """The commitments whose last status says that they are over."""
    status: dict[str, str | None] = {}
    for edition in editions:
        for action in edition.actions:
            if action.action_id in commitment_of and action.part_of_action_id is None:
                status[commitment_of[action.action_id]] = action.status
    return {commitment_id for commitment_id, last in status.items() if last in load_commitment_words().done}


def _find_promise(edition: Edition, row: TargetDate) -> str:
    """The words of the step that a date hangs on, else those of its action."""
    steps = {step.next_step_id: step.text for step in edition.next_steps}
    actions = {action.action_id: action.text for action in edition.actions}
    return steps.get(row.next_step_id or "") or actions[row.action_id]


def _make_overdue(edition: Edition, row: TargetDate, commitment_id: str, deadline: date, as_at: date) -> Overdue:
    days = (as_at - deadline).days
    promise = shorten(_find_promise(edition, row))
    why = f"'{promise}' was due {row.text}, {describe_days(days)} ago, and no edition since says that it is done."
    return Overdue(
        commitment_id, edition.edition_id, row.action_id, row.target_date_id, row.next_step_id, deadline, days, why
    )
