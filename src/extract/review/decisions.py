"""What a decision is, and which decisions hold after all that was decided, undone and redone.

Nothing is ever taken away: an act is a decision (or several at once), an undo or a redo, and what holds is found by
going through the acts from the first to the last.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal

from extract.identifiers import hash_parts

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Verdict = Literal["confirmed", "rejected", "corrected", "skipped", "cut", "joined"]
Reason = Literal["cosmetic", "extraction_wrong", "wrong_match", "already_known", "other"]
Act = Literal["decide", "undo", "redo"]
Opinion = tuple[Verdict, str | None]

REASONS: Mapping[Reason, str] = {
    "cosmetic": "Cosmetic: the meaning is the same",
    "extraction_wrong": "Extraction wrong: the page does not say this",
    "wrong_match": "Wrong match: these are two different actions",
    "already_known": "Already known",
    "other": "Other",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a decision is about: a change in the words it had on the screen, which outlive every id.

    earlier_action, later_action: the actions as printed; before, after and their spans: as in the table `changes`.
    amount_delta is in units of the currency, as text; days in days. is_note: whether it asked for no decision.
    """

    publication_id: str
    earlier_edition_id: str
    later_edition_id: str
    kind: str
    change_id: str
    why: str
    field: str | None = None
    link_id: str | None = None
    earlier_action_id: str | None = None
    later_action_id: str | None = None
    earlier_action: str | None = None
    later_action: str | None = None
    before: str | None = None
    after: str | None = None
    before_start: int | None = None
    before_end: int | None = None
    after_start: int | None = None
    after_end: int | None = None
    days: int | None = None
    amount_delta: str | None = None
    is_note: bool = False

    def __hash__(self) -> int:
        # Subjects are looked up by the thousand; the id tells nearly all of them apart.
        return hash(self.change_id)


@dataclass(frozen=True, slots=True)
class Correction:
    """The right value, and where a page prints it: `words` are the edition's text from start to end."""

    value: str
    edition_id: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class ActionPair:
    """Two actions that are, or are not, the same commitment: by id, and in the words that outlive it."""

    earlier_edition_id: str
    earlier_action_id: str
    earlier_action: str
    later_edition_id: str
    later_action_id: str
    later_action: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One reviewer's decision about one change.

    verdict: a word of the data model; cut and joined are about the match of the two actions in `pair`.
    seconds: how long the change was on the screen; run: the `run_id` of the tables that were shown.
    settles: whether it was made to end a disagreement between others.
    """

    subject: Subject
    verdict: Verdict
    reviewer: str
    decided_at: datetime
    reason: Reason | None = None
    note: str | None = None
    correction: Correction | None = None
    pair: ActionPair | None = None
    seconds: float | None = None
    run: str | None = None
    settles: bool = False

    @property
    def decision_id(self) -> str:
        """An id made from all that it says: the same decision, brought back twice from a file, is one decision."""
        return f"decision-{hash_parts('decision', to_json(self))}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in the log: decisions made at once, or an earlier act (`target`, by its number) undone or redone."""

    act: Act
    reviewer: str
    at: datetime
    decisions: tuple[Decision, ...] = ()
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A decision, the number of the act that it was made in, and whether it stands: has not been undone."""

    decision: Decision
    act: int
    stands: bool


def to_json(value: Entry | Decision) -> str:
    """The one way to write an entry or a decision: keys sorted, what is empty left out, ASCII only.

    >>> to_json(Entry("undo", "Ann", datetime(2026, 3, 1, tzinfo=UTC), target=7))
    '{"act":"undo","at":"2026-03-01T00:00:00.000+00:00","reviewer":"Ann","target":7}'
    """
    kept = asdict(value, dict_factory=_leave_out_empty)
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), default=_write_moment)


def _leave_out_empty(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {name: held for name, held in pairs if held is not None and held is not False and held != ()}


def _write_moment(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} has no place in the log")
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


def read_entry(text: str) -> Entry:
    """The entry that `to_json` wrote.

    Raises:
        ValueError: The text is not an entry.

    >>> read_entry('{"act":"undo","at":"2026-03-01T00:00:00.000+00:00","reviewer":"Ann","target":7}').target
    7
    """
    return _entry_reader().validate_json(text)


@cache
def _entry_reader() -> TypeAdapter[Entry]:
    from pydantic import TypeAdapter  # noqa: PLC0415  (a run without decisions need not wait for it)

    return TypeAdapter(Entry)


def now() -> datetime:
    """This moment, as finely as the log keeps it: in UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


# ---------------------------------------------------------------- what holds


class Standings:
    """Which acts stand, and which one each reviewer would undo or redo next.

    >>> standings = Standings()
    >>> at = datetime(2026, 3, 1, tzinfo=UTC)
    >>> standings.add(1, Entry("decide", "Ann", at))
    >>> standings.add(2, Entry("undo", "Ann", at, target=1))
    >>> standings.find_undoable("Ann"), standings.find_redoable("Ann")
    (None, 1)
    """

    def __init__(self) -> None:
        self._acts: dict[int, Entry] = {}
        self._done: defaultdict[str, list[int]] = defaultdict(list)
        self._undone: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, number: int, entry: Entry) -> None:
        """Take in the next act; an undo or redo of something that cannot be undone or redone changes nothing."""
        done, undone = self._done[entry.reviewer], self._undone[entry.reviewer]
        if entry.act == "decide":
            self._acts[number] = entry
            done.append(number)
            undone.clear()
        elif self.allows(entry) and entry.target is not None:
            given, taken = (done, undone) if entry.act == "undo" else (undone, done)
            given.remove(entry.target)
            taken.append(entry.target)

    def allows(self, entry: Entry) -> bool:
        """Whether an undo or redo names an act of the same reviewer that can be undone or redone."""
        acts = self._done if entry.act == "undo" else self._undone
        return entry.target in acts[entry.reviewer]

    def find_undoable(self, reviewer: str) -> int | None:
        """The number of the last act of a reviewer that stands."""
        return self._done[reviewer][-1] if self._done[reviewer] else None

    def find_redoable(self, reviewer: str) -> int | None:
        """The number of the act that the reviewer undid last and has not decided anything since."""
        return self._undone[reviewer][-1] if self._undone[reviewer] else None

    def can_redo(self, reviewer: str, number: int) -> bool:
        """Whether a reviewer has undone that act and decided nothing since."""
        return number in self._undone[reviewer]

    def get_act(self, number: int) -> Entry | None:
        """The deciding act of that number."""
        return self._acts.get(number)

    def list_reviewers(self) -> list[str]:
        """Everybody who decided something, by name."""
        return sorted({entry.reviewer for entry in self._acts.values()})

    def list_decisions(self) -> list[Made]:
        """Every decision ever made, in the order of the log."""
        standing = {number for numbers in self._done.values() for number in numbers}
        return [
            Made(decision, number, number in standing)
            for number, entry in self._acts.items()
            for decision in entry.decisions
        ]


def find_current(made: Iterable[tuple[Hashable, Made]]) -> set[int]:
    """Which decisions are current: the places, counted from 0, of those neither undone nor replaced.

    A decision is replaced by the same reviewer's later act about the same thing, and by anybody's later decision that
    settles a disagreement about it. A skip gives no opinion, and so replaces only its own reviewer's.

    Args:
        made: Decisions in the order of the log, each with a key of what it is about.
    """
    current: defaultdict[Hashable, dict[str, tuple[int, set[int]]]] = defaultdict(dict)
    for place, (key, one) in enumerate(made):
        if not one.stands:
            continue
        about, reviewer = current[key], one.decision.reviewer
        if one.decision.settles:
            about.clear()
        act, places = about.get(reviewer, (one.act, set()))
        about[reviewer] = (one.act, {*places, place} if act == one.act else {place})
    return {place for about in current.values() for _, places in about.values() for place in places}


def find_agreed(current: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold among the current ones about one thing: the last reviewer's, none while reviewers differ.

    A skip is no opinion.
    """
    by_reviewer: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in current:
        if decision.verdict != "skipped":
            by_reviewer[decision.reviewer].append(decision)
    if len({frozenset(map(state_opinion, held)) for held in by_reviewer.values()}) != 1:
        return ()
    return tuple(max(by_reviewer.values(), key=_find_moment))


def _find_moment(decisions: Iterable[Decision]) -> datetime:
    return max(decision.decided_at for decision in decisions)


def state_opinion(decision: Decision) -> Opinion:
    """What two reviewers must have in common to agree: the verdict, and the value or match that it makes right."""
    if decision.pair:
        return decision.verdict, f"{decision.pair.earlier_action_id} {decision.pair.later_action_id}"
    return decision.verdict, decision.correction.value if decision.correction else None
