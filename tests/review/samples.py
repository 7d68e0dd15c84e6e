"""Decisions written for a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from extract.review.decisions import Decision, Entry, Subject

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def make_subject(change_id: str = "change-1", **known: Any) -> Subject:  # noqa: ANN401
    """A deadline that moved, as it stood on the screen."""
    usual: dict[str, Any] = {
        "publication_id": "forest-plan",
        "earlier_edition_id": "forest-plan@2024-06-30",
        "later_edition_id": "forest-plan@2024-12-31",
        "kind": "target_date_later",
        "field": "target_dates",
        "why": "The target date 'March 2025' became 'June 2025', 92 days later.",
        "earlier_action_id": "action-1",
        "later_action_id": "action-2",
        "earlier_action": "Plant 500 trees.",
        "later_action": "Plant 500 trees.",
        "before": "March 2025",
        "after": "June 2025",
        "before_start": 100,
        "after_start": 120,
        "days": 92,
    }
    return Subject(**(usual | {"change_id": change_id} | known))


def decide(subject: Subject | None = None, reviewer: str = "Ann", minute: int = 0, **known: Any) -> Decision:  # noqa: ANN401
    """A decision at that minute of the morning."""
    usual: dict[str, Any] = {"verdict": "confirmed", "decided_at": START + timedelta(minutes=minute)}
    return Decision(subject=subject or make_subject(), reviewer=reviewer, **(usual | known))


def enter(*decisions: Decision) -> Entry:
    """The act in which decisions of one reviewer are made."""
    return Entry("decide", decisions[0].reviewer, decisions[0].decided_at, decisions)
