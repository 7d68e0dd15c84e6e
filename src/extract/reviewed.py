"""What reviewers decided, as the tables hold it, and what they corrected, as the wide table shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extract.values.wording import fold_wording
from extract.vocabularies import STATUSES

# The column of the wide table that a kind of change is about, by how the kind begins.
_COLUMNS = {
    "money": "money",
    "organisation": "organisations",
    "target_date": "target_dates",
    "next_step": "next_steps",
    "progress": "progress",
    "owner": "owner",
    "theme": "theme",
    "status": "status_text",
    "action": "action",
    "commitment": "action",
}
# A reviewer corrects words, not days: what was read out of the words before is no longer right, and nothing is guessed.
_DERIVED = {"target_dates": ("earliest_target", "latest_target")}


@dataclass(frozen=True, slots=True)
class ReviewedDecision:
    """A reviewer's decision as the table `decisions` holds it: about which rows of today, and whether it is current.

    before, after: as decided on; placement: how its change was found again, None when it was not.
    decides: whether it is the one that its change names: reviewers agree, and what they saw is what is there.
    """

    decision_id: str
    publication_id: str
    kind: str
    verdict: str
    reviewer: str
    decided_at: datetime
    current: bool
    change_id: str | None = None
    link_id: str | None = None
    earlier_edition_id: str | None = None
    later_edition_id: str | None = None
    earlier_action_id: str | None = None
    later_action_id: str | None = None
    before: str | None = None
    after: str | None = None
    corrected: str | None = None
    corrected_edition_id: str | None = None
    corrected_start: int | None = None
    corrected_end: int | None = None
    reason: str | None = None
    note: str | None = None
    placement: str | None = None
    decides: bool = False


@dataclass(frozen=True, slots=True)
class CorrectedValue:
    """A value of a record that a reviewer corrected: in which column, what was read, and what is right."""

    column: str
    printed: str | None
    value: str


def find_corrections(decisions: Iterable[ReviewedDecision]) -> Mapping[str, Sequence[CorrectedValue]]:
    """The corrections that hold, by the action_id of the record they are about."""
    found: defaultdict[str, list[CorrectedValue]] = defaultdict(list)
    for decision in decisions:
        column = next((column for start, column in _COLUMNS.items() if decision.kind.startswith(start)), None)
        if not decision.decides or decision.corrected is None or column is None:
            continue
        later = decision.corrected_edition_id == decision.later_edition_id
        action_id = decision.later_action_id if later else decision.earlier_action_id
        if action_id is not None:
            printed = decision.after if later else decision.before
            found[action_id].append(CorrectedValue(column, printed, decision.corrected))
    return found


def correct_record(row: dict[str, Any], corrections: Iterable[CorrectedValue]) -> dict[str, Any]:
    """A row of the wide table with what was decided in the place of what was read.

    In a column with a list, the corrected value takes the place of the words it corrects, or is added where these are
    not in it.

    >>> correct_record({"owner": "Board"}, [CorrectedValue("owner", "Board", "The Board")])
    {'owner': 'The Board'}
    >>> correct_record({"money": ["£5 million", "£1"]}, [CorrectedValue("money", "£5 million", "£6 million")])
    {'money': ['£6 million', '£1']}
    """
    corrected = dict(row)
    for one in corrections:
        held = corrected[one.column]
        corrected[one.column] = _replace(held, one) if isinstance(held, list) else one.value
        if one.column == "status_text" and one.value in STATUSES:
            corrected["status"] = one.value
        corrected |= dict.fromkeys(_DERIVED.get(one.column, ()))
    return corrected


def _replace(values: list[str], correction: CorrectedValue) -> list[str]:
    printed = fold_wording(correction.printed or "")
    places = [place for place, value in enumerate(values) if fold_wording(value) == printed]
    if not places:
        return [*values, correction.value]
    return [*values[: places[0]], correction.value, *values[places[0] + 1 :]]
