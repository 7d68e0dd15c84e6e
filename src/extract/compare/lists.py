"""Lists that one of two copies lost: what stands only in the other is no news."""

from __future__ import annotations

from collections.abc import Iterator

from extract.compare.views import EditionView, RecordView, is_item
from extract.compare.words import mask_numbers, measure_likeness
from extract.model import Statement

# A lead-in may be rewritten; where each side has one list only, it is the same list whatever its lead-in.
_LEAD_ALIKE = 0.5


def find_unlost_items(
    whole: EditionView, record: RecordView, damaged: EditionView, other: RecordView
) -> frozenset[str]:
    """The ids of the statements of a record that are items of a list which the other copy lost.

    Args:
        whole: The edition of `record`, which still has the list.
        damaged: The edition of `other`, whose problems say that a list is missing behind a lead-in.
    """
    leads = list(_find_lost_leads(damaged, other))
    lists = list(_find_lists(whole, record))
    if not leads or not lists:
        return frozenset()
    found: set[str] = set()
    for lead in leads:
        likeness = [measure_likeness(mask_numbers(lead), mask_numbers(one.text)) for one, _ in lists]
        best = max(range(len(lists)), key=likeness.__getitem__)
        if likeness[best] >= _LEAD_ALIKE or len(leads) == len(lists) == 1:
            found.update(item.progress_id for item in lists[best][1])
    return frozenset(found)


def has_lost_tail(edition: EditionView, record: RecordView) -> bool:
    """Whether the copy shows that the end of one of the record's cells is missing."""
    return any(
        problem.code == "list_lost" and problem.end is not None and not _ends_in_colon(edition, problem.end)
        for problem in record.problems
    )


def _find_lost_leads(edition: EditionView, record: RecordView) -> Iterator[str]:
    for problem in record.problems:
        if problem.code == "list_lost" and problem.end is not None and _ends_in_colon(edition, problem.end):
            start = problem.start or 0
            yield edition.edition.text[start : problem.end].strip().rpartition("\n")[2]


def _ends_in_colon(edition: EditionView, end: int) -> bool:
    return edition.edition.text[:end].rstrip()[-1:] == ":"


def _find_lists(edition: EditionView, record: RecordView) -> Iterator[tuple[Statement, list[Statement]]]:
    """The lists of a record's progress, each with the statement that leads it in."""
    lead: Statement | None = None
    items: list[Statement] = []
    for statement in record.statements:
        if is_item(edition.edition, statement):
            items.append(statement)
            continue
        if lead is not None and items:
            yield lead, items
        lead, items = (statement if statement.text.rstrip().endswith(":") else None), []
    if lead is not None and items:
        yield lead, items
