"""Fields that a layout newly prints or no longer prints: one change for the two editions, not one for each record."""

from __future__ import annotations

from extract.compare.pairs import Finding, Pair
from extract.vocabularies import FIELDS

_NAMES = {"target_dates": "target dates", "next_steps": "next steps"}


def compare_fields(pair: Pair) -> None:
    """Note the fields that only one of the two editions prints."""
    for name in FIELDS:
        before, after = name in pair.earlier.fields, name in pair.later.fields
        if before == after or not (pair.earlier.edition.actions and pair.later.edition.actions):
            continue
        words = _NAMES.get(name, name)
        if before:
            why = f"The earlier edition prints {words} for its actions; the later one has no place for them."
            pair.note(Finding("field_withdrawn", why, field=name, cause="layout"))
        else:
            why = f"The later edition prints {words} for its actions; the earlier one had no place for them."
            pair.note(Finding("field_introduced", why, field=name, cause="layout"))


def is_comparable(pair: Pair, name: str) -> bool:
    """Whether both editions print a field, so that a difference in it is the publisher's."""
    return name in pair.earlier.fields and name in pair.later.fields
