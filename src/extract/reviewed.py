"""What reviewers decided, as the tables hold it, and what they corrected, as the wide table shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from extract.model import Edition
from extract.values.calendar import first_day
from extract.values.target_dates import parse_target_dates
from extract.values.wording import fold_wording
from extract.vocabularies import STATUSES

_DATES = "target_dates"
# The column of the wide table that a kind of change is about, by how the kind begins.
_COLUMNS = {
    "money": "money",
    "organisation": "organisations",
    "target_date": _DATES,
    "next_step": "next_steps",
    "progress": "progress",
    "owner": "owner",
    "theme": "theme",
    "status": "status_text",
    "action": "action",
    "commitment": "action",
}

Value = TypeVar("Value")


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


class StatedDate(NamedTuple):
    """A target date of a record: its words, its first and its last day."""

    text: str
    earliest: date | None
    latest: date | None


def correct_dates(
    dates: Sequence[StatedDate], corrections: Iterable[CorrectedValue], edition: Edition
) -> Sequence[StatedDate]:
    """The target dates of a record with what was decided in the place of what was read.

    The days are those that a target date of these words would have on that page.
    """
    corrected = list(dates)
    for one in corrections:
        if one.column == _DATES:
            corrected = _put(corrected, [each.text for each in corrected], one, _read_date(one.value, edition))
    return corrected


def _read_date(words: str, edition: Edition) -> StatedDate:
    found = parse_target_dates(
        words,
        reference=edition.as_at,
        reference_start=first_day(edition.as_at, edition.as_at_precision),
        country=edition.publication.country,
    )
    earliest = min((one.earliest for one in found if one.earliest), default=None)
    return StatedDate(words, earliest, max((one.latest for one in found if one.latest), default=None))


def correct_record(row: dict[str, Any], corrections: Iterable[CorrectedValue]) -> dict[str, Any]:
    """A row of the wide table with what was decided in the place of what was read, save for its target dates.

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
        if one.column != _DATES:
            corrected[one.column] = _put(held, held, one, one.value) if isinstance(held, list) else one.value
        if one.column == "status_text" and one.value in STATUSES:
            corrected["status"] = one.value
    return corrected


def _put(values: list[Value], texts: Sequence[str], correction: CorrectedValue, value: Value) -> list[Value]:
    """The values with the right one in the place of the first that has the words it corrects, else at the end."""
    printed = fold_wording(correction.printed or "")
    place = next((place for place, text in enumerate(texts) if fold_wording(text) == printed), len(texts))
    return [*values[:place], value, *values[place + 1 :]]
