"""What all decisions amount to for the changes of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extract.review.decisions import Decision, Made, Subject, find_agreed, find_current
from extract.review.matches import PrintedActions
from extract.review.placement import Placed, place_subjects


@dataclass(frozen=True)
class Outcome:
    """Every decision with what it is about today.

    made: every decision ever made, in the order of the log; current: the places in it of those that are current.
    placed: where each subject is today; those not in it were not found.
    """

    made: tuple[Made, ...]
    current: frozenset[int]
    placed: Mapping[Subject, Placed]
    printed: PrintedActions

    def find_change_id(self, decision: Decision) -> str | None:
        """The change_id of today of what a decision is about."""
        placed = self.placed.get(decision.subject)
        return placed.subject.change_id if placed else None

    @cached_property
    def by_change(self) -> Mapping[str, tuple[Decision, ...]]:
        """The current decisions that still hold, by the change_id of today."""
        return self._group(holding=True)

    @cached_property
    def asked_again(self) -> Mapping[str, tuple[Decision, ...]]:
        """The current decisions about changes whose words or value are others today, by the change_id of today."""
        return self._group(holding=False)

    @cached_property
    def agreed(self) -> Mapping[str, tuple[Decision, ...]]:
        """The decisions that hold for each decided change; none where reviewers differ."""
        found = {change_id: find_agreed(decisions) for change_id, decisions in self.by_change.items()}
        return {change_id: decisions for change_id, decisions in found.items() if decisions}

    @cached_property
    def lost(self) -> tuple[Decision, ...]:
        """The current decisions that are about nothing of today: no change, and no two actions either."""
        return tuple(
            decision
            for decision in self._list_current()
            if decision.subject not in self.placed and not (decision.pair and self.printed.find_pair(decision.pair))
        )

    def _list_current(self) -> list[Decision]:
        return [one.decision for place, one in enumerate(self.made) if place in self.current]

    def _group(self, *, holding: bool) -> Mapping[str, tuple[Decision, ...]]:
        groups: defaultdict[str, list[Decision]] = defaultdict(list)
        for decision in self._list_current():
            placed = self.placed.get(decision.subject)
            if placed and placed.holds == holding:
                groups[placed.subject.change_id].append(decision)
        return {change_id: tuple(decisions) for change_id, decisions in groups.items()}


def sum_up(made: Iterable[Made], changes: Sequence[Subject], printed: PrintedActions) -> Outcome:
    """Place every decision among the changes of today and find which of them are current."""
    all_made = tuple(made)
    known, printed = printed, printed.follow([one.decision for one in all_made])
    decided = [one.decision.subject for one in all_made]
    if printed is known:
        placed: Mapping[Subject, Placed] = place_subjects(decided, changes)
    else:
        today = {subject: _read_today(subject, printed) for subject in decided}
        found = place_subjects(today.values(), changes)
        placed = {subject: found[renamed] for subject, renamed in today.items() if renamed in found}
    keys = [(placed[subject].subject if subject in placed else subject).change_id for subject in decided]
    current = find_current(zip(keys, all_made, strict=True))
    return Outcome(all_made, frozenset(current), placed, printed)


def _read_today(subject: Subject, printed: PrintedActions) -> Subject:
    """What was decided on, with the ids that its editions have today."""
    editions = [printed.find_edition(one) for one in (subject.earlier_edition_id, subject.later_edition_id)]
    if editions == [subject.earlier_edition_id, subject.later_edition_id]:
        return subject
    return replace(subject, earlier_edition_id=editions[0], later_edition_id=editions[1])
