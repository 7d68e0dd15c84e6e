"""The closed vocabularies of the written tables; a new word is announced in the changelog like a new column.

>>> "unassigned" in ROLES, "removed" in RELATIONS
(True, False)
"""

from __future__ import annotations

AS_AT_PRECISIONS = ("day", "month", "year")
FIELDS = ("theme", "reference", "action", "response", "progress", "next_steps", "target_dates", "status", "owner")
ROLES = (
    "theme",
    "action",
    "progress",
    "next_step",
    "target_date",
    "status",
    "owner",
    "reference",
    "response",
    "other_field",
    "other_edition",
    "label",
    "heading",
    "introduction",
    "contents",
    "key",
    "summary_table",
    "footnote",
    "boilerplate",
    "unassigned",
)
STATUSES = (
    "complete",
    "ongoing",
    "in_progress",
    "on_track",
    "at_risk",
    "delayed",
    "not_started",
    "not_due",
    "blocked",
    "superseded",
    "closed_not_done",
)
STATUS_ORIGINS = ("printed", "markup", "inferred")
ORIGINS = ("printed", "inferred")
DATE_KINDS = (
    "day",
    "week",
    "month",
    "season",
    "quarter",
    "year",
    "financial_year",
    "range",
    "ongoing",
    "recurring",
    "relative",
    "conditional",
    "complete",
    "tbc",
    "other",
)
DATE_PRECISIONS = ("day", "week", "month", "season", "quarter", "year")
DATE_QUALIFIERS = ("by", "early", "mid", "late", "end", "before", "after", "around")
MONEY_QUALIFIERS = ("about", "up_to", "over", "at_least", "nearly")
PAIRINGS = ("single", "by_order", "uncertain")
LABELS = ("MONEY", "DATE", "ORG")
RELATIONS = ("same", "reworded", "split", "merged", "added", "not_reported")
CHANGE_KINDS = (
    "action_added",
    "action_returned",
    "action_not_reported",
    "action_split",
    "action_merged",
    "action_reworded",
    "commitment_weakened",
    "commitment_strengthened",
    "theme_changed",
    "owner_changed",
    "status_changed",
    "target_date_later",
    "target_date_earlier",
    "target_date_vaguer",
    "target_date_firmer",
    "target_date_added",
    "target_date_dropped",
    "next_step_added",
    "next_step_done",
    "next_step_dropped",
    "next_step_moved",
    "money_increased",
    "money_decreased",
    "money_added",
    "money_dropped",
    "quantity_changed",
    "organisation_added",
    "organisation_dropped",
    "progress_rewritten",
    "field_introduced",
    "field_withdrawn",
)
CAUSES = ("publisher", "layout", "extraction")
SEVERITIES = ("high", "medium", "low")
VERDICTS = ("confirmed", "rejected", "corrected", "skipped", "cut", "joined")
REASONS = ("cosmetic", "extraction_wrong", "wrong_match", "already_known", "other")
PLACEMENTS = ("same", "words", "place", "changed")
PROBLEM_CODES = (
    "list_lost",
    "possibly_truncated",
    "column_count",
    "unassigned_text",
    "pairing_uncertain",
    "split_uncertain",
    "match_uncertain",
    "count_mismatch",
    "status_conflict",
    "same_edition_twice",
    "undated",
    "no_records",
    "unreadable",
    "encoding",
    "too_large",
    "timed_out",
    "other",
)
