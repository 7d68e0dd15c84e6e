"""The changes that ask for a decision, pair by pair of editions, with what was decided about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.model import Change, Edition, History
from extract.review.decisions import REASONS
from extract.review.pages.marking import Segment
from extract.review.pages.material import Material
from extract.review.pages.queue import make_queue
from extract.review.pages.shown import Excerpt, ShownChange, Side, SideName, show_change
from extract.rows import Row


@dataclass(frozen=True, slots=True)
class FlaggedChange:
    """A change with its words and the current decisions about it.

    about: the row of the action it is about, None for a change of the whole page.
    sides: what each edition says, where the two cannot be woven into one and it is not the action itself.
    state: decided, disputed, undecided, or again: decided on other words or another value, and to be asked once more.
    """

    shown: ShownChange
    about: Row | None
    sides: Mapping[SideName, Excerpt | None]
    decisions: tuple[Row, ...]
    state: str


@dataclass(frozen=True, slots=True)
class PairOfEditions:
    """What changed from one edition to a later one. kinds: how many changes of each kind there are, and are flagged."""

    earlier: Edition
    later: Edition
    flagged: tuple[FlaggedChange, ...]
    kinds: tuple[tuple[str, int, int], ...]
    causes: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many changes there are, flagged or not."""
        return sum(count for _, count, _ in self.kinds)


def group_decisions(rows: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
    """The current decisions of the table `decisions` by the change they are about today."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["current"] and row["change_id"] is not None:
            found[row["change_id"]].append(row)
    return found


def rank_changes(material: Material) -> Mapping[str, int]:
    """The places of all changes in the queue of the review, by change_id."""
    return {item.change_id: place for place, item in enumerate(make_queue(material))}


def list_pairs(
    history: History, material: Material, decisions: Mapping[str, Sequence[Row]], ranks: Mapping[str, int]
) -> tuple[PairOfEditions, ...]:
    """The pairs of editions between which anything changed, in the order of the later ones.

    Args:
        ranks: The places of all changes in the queue of the review: highest consequence first.
    """
    editions = {edition.edition_id: edition for edition in history.editions}
    places = {edition_id: place for place, edition_id in enumerate(editions)}
    pairs: dict[tuple[str, str], list[Change]] = {}
    for change in sorted(history.changes, key=lambda one: ranks[one.change_id]):
        pairs.setdefault((change.earlier_edition_id, change.later_edition_id), []).append(change)
    return tuple(
        PairOfEditions(
            editions[earlier],
            editions[later],
            tuple(_show(material, one, decisions.get(one.change_id, ())) for one in changes if one.flagged),
            _count_kinds(changes),
            Counter(one.cause for one in changes),
        )
        for (earlier, later), changes in sorted(
            pairs.items(), key=lambda item: (places[item[0][1]], places[item[0][0]])
        )
    )


def _count_kinds(changes: Sequence[Change]) -> tuple[tuple[str, int, int], ...]:
    counts = Counter(one.kind for one in changes)
    flagged = Counter(one.kind for one in changes if one.flagged)
    return tuple((kind, count, flagged[kind]) for kind, count in counts.most_common())


def _show(material: Material, change: Change, decisions: Sequence[Row]) -> FlaggedChange:
    shown = show_change(material, change.change_id)
    about = material.actions.get(change.later_action_id or change.earlier_action_id or "")
    sides = {} if shown.redline else {side.name: _quote(shown, side, about) for side in (shown.earlier, shown.later)}
    return FlaggedChange(shown, about, sides, tuple(decisions), _find_state(shown.row, decisions))


def _quote(shown: ShownChange, side: Side, about: Row | None) -> Excerpt | None:
    """What one edition says: the words in their place, else as printed, else the value that was read."""
    excerpt = next((one for one in shown.excerpts if one.name == side.name), None)
    name = {"earlier": "before", "later": "after"}[side.name]
    start, end = shown.row[f"{name}_start"], shown.row[f"{name}_end"]
    printed = None if start is None else side.edition["text"][start:end]
    words = printed or shown.row[name]
    if excerpt or not words or (about and words == about["text"]):
        return excerpt
    return Excerpt(side.name, (Segment(words, start or 0, (), ""),), begins_inside=False, ends_inside=False)


def _find_state(row: Row, decisions: Sequence[Row]) -> str:
    """Where a change stands; a skipped one is undecided."""
    if row["decision_id"] is not None:
        return "decided"
    standing = [one for one in decisions if one["verdict"] != "skipped"]
    if any(one["placement"] == "changed" for one in standing):
        return "again"
    return "disputed" if standing else "undecided"


def explain_reason(reason: str | None) -> str | None:
    """The reason of a rejection as the review pages put it."""
    return next((text for name, text in REASONS.items() if name == reason), None)
