"""How much a change matters, and whether a person has to decide about it.

High: money that rose, fell or went, deadlines that moved, blurred or went, promises that vanished, an action that is
no longer reported, a commitment made weaker, a status that turned bad. Medium: new money, new, done or moved steps,
figures, statuses and owners that changed, actions split, merged or reworded, deadlines made earlier or firmer. Low:
the rest. Only what the publisher changed, of high or medium severity, asks for a decision; rewritten progress and
organisations never do, for they change at every edition.
"""

from __future__ import annotations

HIGH = "high"
MEDIUM = "medium"
LOW = "low"

_USUAL = {
    HIGH: (
        "money_increased",
        "money_decreased",
        "money_dropped",
        "target_date_later",
        "target_date_vaguer",
        "target_date_dropped",
        "next_step_dropped",
        "action_not_reported",
        "commitment_weakened",
    ),
    MEDIUM: (
        "money_added",
        "next_step_added",
        "next_step_done",
        "next_step_moved",
        "quantity_changed",
        "status_changed",
        "owner_changed",
        "action_split",
        "action_merged",
        "action_reworded",
        "commitment_strengthened",
        "target_date_earlier",
        "target_date_firmer",
    ),
}
_SEVERITY = {kind: severity for severity, kinds in _USUAL.items() for kind in kinds}
_NEVER_FLAGGED = frozenset(("progress_rewritten", "organisation_added", "organisation_dropped"))


def find_severity(kind: str, cause: str) -> str:
    """The usual severity of a kind of change; notes about form and copy are low.

    >>> find_severity("target_date_later", "publisher"), find_severity("target_date_dropped", "layout")
    ('high', 'low')
    """
    return _SEVERITY.get(kind, LOW) if cause == "publisher" else LOW


def is_flagged(kind: str, cause: str, severity: str) -> bool:
    """Whether a change asks for a person's decision.

    >>> is_flagged("money_added", "publisher", "medium"), is_flagged("money_added", "extraction", "medium")
    (True, False)
    """
    return cause == "publisher" and severity != LOW and kind not in _NEVER_FLAGGED
