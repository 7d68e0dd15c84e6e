"""What is printed of pages that were added to a corpus, or were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.collect import Asked, Outcome

_SAYINGS = {
    "added": "added {place}, {records:,} records",
    "held": "nothing added: {place} is the same, byte for byte",
    "same": "nothing added: {place} has the same records",
    "unchanged": "nothing added: the server says that nothing changed since {place}",
    "emptied": "nothing added: the page has no records now, and {place} has {records:,}; a person should look at it",
}


def describe_outcome(outcome: Outcome) -> str:
    """One sentence about a page that was offered to a corpus.

    >>> from pathlib import Path
    >>> describe_outcome(Outcome("added", "plan", Path("corpus/plan/2024-06-30.html"), 12))
    'plan: added 2024-06-30.html, 12 records'
    """
    saying = _SAYINGS[outcome.kind].format(place=outcome.path.name, records=outcome.records)
    return f"{outcome.publication_id}: {saying}"


def sum_up(asked: Sequence[Asked]) -> str:
    """How many publications were asked for, and what came of it.

    >>> sum_up([Asked("plan", None)])
    '1 publication: 1 without an address'
    """
    counts = Counter(_name_result(one) for one in asked)
    results = ", ".join(f"{count:,} {result}" for result, count in sorted(counts.items()))
    return f"{len(asked):,} publication{'s' * (len(asked) != 1)}: {results}"


def _name_result(asked: Asked) -> str:
    if asked.problem is not None:
        return "could not be asked"
    if asked.outcome is None:
        return "without an address"
    names = {"added": "with a new edition", "emptied": "lost their records"}
    return names.get(asked.outcome.kind, "unchanged")
