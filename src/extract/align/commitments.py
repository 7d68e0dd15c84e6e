"""Commitments: an action through all its editions, whatever becomes of its wording, its number or its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.align.records import Record
from extract.identifiers import hash_parts
from extract.model import Action, Commitment, Edition
from extract.values.wording import fold_wording


@dataclass(slots=True)
class Thread:
    """One commitment while the editions are gone through.

    tip: the record that last reported it; born: number of its first edition and place there, by which ages compare.
    """

    commitment_id: str
    text: str
    editions: list[str]
    tip: Record
    born: tuple[int, int]
    split_from: str | None = None
    merged_into: str | None = None

    def go_on(self, record: Record, edition: Edition) -> None:
        """Report the commitment again."""
        self.tip, self.text = record, record.action.text
        self.editions.append(edition.edition_id)

    def finish(self) -> Commitment:
        """The row of the commitments table."""
        return Commitment(
            self.commitment_id,
            self.text,
            self.editions[0],
            self.editions[-1],
            tuple(dict.fromkeys(self.editions)),
            self.split_from,
            self.merged_into,
        )


@dataclass(slots=True)
class Ledger:
    """Every commitment of a publication and whose action is whose."""

    threads: list[Thread] = field(default_factory=list)
    commitment_of: dict[str, str] = field(default_factory=dict)

    def begin(
        self, record: Record, edition: Edition, *, first: Action | None = None, since: str | None = None
    ) -> Thread:
        """Begin a commitment with the record that first reports it.

        Args:
            first: The part of an earlier record that it was before, if any; since: the edition of that part.
        """
        known = first or record.action
        commitment_id = make_commitment_id(known)
        editions = [edition.edition_id] if since is None else [since, edition.edition_id]
        thread = Thread(commitment_id, record.action.text, editions, record, (record.edition, record.position))
        self.threads.append(thread)
        self.commitment_of[known.action_id] = commitment_id
        self.report(thread, record)
        return thread

    def report(self, thread: Thread, record: Record) -> None:
        """Note that a record is about a commitment, its parts with it until they become records."""
        for action in (record.action, *record.parts):
            self.commitment_of.setdefault(action.action_id, thread.commitment_id)

    def place_repeats(self, edition: Edition) -> None:
        """Repeats, and what hangs on them, are about the commitment of the record they repeat."""
        for action in edition.actions:
            owner = action.repeat_of_action_id or action.part_of_action_id
            if owner is not None and owner in self.commitment_of:
                self.commitment_of.setdefault(action.action_id, self.commitment_of[owner])

    def living(self) -> list[Thread]:
        """The commitments that a later edition may report."""
        return [thread for thread in self.threads if thread.merged_into is None]


def make_commitment_id(first: Action) -> str:
    """The id of the commitment that a certain action is the first to state."""
    return f"commitment-{hash_parts('commitment', first.action_id, fold_wording(first.text))}"
