"""The desk at which reviewers sit: the tables of a run, the queue, and the log that they add to."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from extract.review.decisions import Decision, Entry, Verdict, now
from extract.review.log import DecisionLog
from extract.review.outcome import Outcome, sum_up
from extract.review.pages.material import Material, load_material
from extract.review.pages.queue import Item, Standing, make_queue

# Longer than this nobody looks at one change; the page was left open.
_LONGEST_LOOK = 3600


class Desk:
    """One run's changes and one log of decisions, and what the second says about the first.

    queue: every change in its order; asked: those that ask for a decision, by the action_id of their records.

    Not for use by several threads: the pages are answered one after the other.
    """

    def __init__(self, material: Material, log: DecisionLog, *, second_opinions: int = 0) -> None:
        self.log, self.second_opinions = log, second_opinions
        self._lay_out(material)

    def _lay_out(self, material: Material) -> None:
        self.material = material
        self.queue: tuple[Item, ...] = make_queue(material)
        self.asked = _group_by_record(material, self.queue)
        self._outcome: tuple[int, Outcome] | None = None
        # The tables stay for hours. Looking through them for garbage took a fifth of a second, now and then.
        gc.freeze()

    def refresh(self) -> None:
        """Take up the tables of a new run, if there was one.

        Raises:
            InputError: The new tables cannot be read.
        """
        if self.material.is_replaced:
            self._lay_out(load_material(self.material.outputs))

    @property
    def outcome(self) -> Outcome:
        """What all decisions in the log amount to, those of other processes among them."""
        self.log.refresh()
        count = len(self.log.entries)
        if self._outcome is None or self._outcome[0] != count:
            made = self.log.standings.list_decisions()
            self._outcome = count, sum_up(made, tuple(self.material.subjects.values()), self.material.printed)
        return self._outcome[1]

    def stand(self, reviewer: str) -> Standing:
        """Where every change stands for a reviewer."""
        return Standing(self.outcome, reviewer, self.second_opinions)

    # ------------------------------------------------------------ adding to the log

    def decide(self, *decisions: Decision) -> None:
        """Make decisions of one reviewer at once: they are undone together.

        Raises:
            OutputError: They could not be written.
        """
        self.log.append(Entry("decide", decisions[0].reviewer, decisions[0].decided_at, decisions))

    def draft(
        self,
        change_id: str,
        reviewer: str,
        verdict: Verdict,
        shown_at: datetime | None,
        **more: Any,  # noqa: ANN401  (the fields of a decision that not every verdict has)
    ) -> Decision:
        """A decision about a change as it stands on the screen, made now.

        A third reviewer's decision on what two see differently settles it.
        """
        opinions = {one.reviewer for one in self.outcome.by_change.get(change_id, ()) if one.verdict != "skipped"}
        disputed = len(opinions) > 1 and change_id not in self.outcome.agreed
        decided_at = now()
        looked = (decided_at - shown_at).total_seconds() if shown_at else -1.0
        return Decision(
            subject=self.material.subjects[change_id],
            verdict=verdict,
            reviewer=reviewer,
            decided_at=decided_at,
            seconds=round(looked, 1) if 0 <= looked <= _LONGEST_LOOK else None,
            run=self.material.run_id,
            settles=disputed and verdict != "skipped" and reviewer not in opinions,
            **more,
        )

    def undo(self, reviewer: str, target: int | None = None) -> Entry | None:
        """Take back an act of a reviewer, the last one where none is named; None when there is none."""
        return self._turn("undo", reviewer, target or self.log.standings.find_undoable(reviewer))

    def redo(self, reviewer: str, target: int | None = None) -> Entry | None:
        """Make an act hold again that the reviewer undid, the last one where none is named; None when there is none."""
        return self._turn("redo", reviewer, target or self.log.standings.find_redoable(reviewer))

    def _turn(self, act: str, reviewer: str, target: int | None) -> Entry | None:
        turned = self.log.standings.get_act(target) if target else None
        if turned is None:
            return None
        entry = Entry("undo", reviewer, now(), target=target)
        self.log.append(entry if act == "undo" else replace(entry, act="redo"))
        return turned


def _group_by_record(material: Material, queue: Iterable[Item]) -> Mapping[str, list[Item]]:
    """The changes that ask for a decision on a record of either edition, by the action_id of its first action."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in queue:
        for action_id in (item.row["earlier_action_id"], item.row["later_action_id"]):
            if item.row["flagged"] and action_id:
                found[material.find_record(action_id)].append(item)
    return found
