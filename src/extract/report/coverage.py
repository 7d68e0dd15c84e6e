"""How much of each page was read as what, and what a person should know about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from extract.model import Edition, EditionProblem, History
from extract.report.followed import find_records, list_records
from extract.vocabularies import FIELDS


@dataclass(frozen=True, slots=True)
class Coverage:
    """One edition: shares of its text, in hundredths, that stand in records, elsewhere with a role, and in none.

    lacks: the fields that its layout has no place for: there a missing value says nothing about the publisher.
    """

    edition: Edition
    records: int
    in_records: float
    elsewhere: float
    unexplained: float
    prints: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem with the words it is about; edition: None where the file could not be read.

    record_id: the first action of the record that it is about, if any.
    """

    edition: Edition | None
    source_path: str
    problem: EditionProblem
    words: str | None
    record_id: str | None


def measure_coverage(edition: Edition) -> Coverage:
    """Measure an edition by its passages, which tile its text."""
    lengths = {"records": 0, "elsewhere": 0, "unassigned": 0}
    for passage in edition.passages:
        place = "unassigned" if passage.role == "unassigned" else "records" if passage.row_id else "elsewhere"
        lengths[place] += passage.end - passage.start
    whole = max(1, sum(lengths.values()))
    shares = {place: 100 * length / whole for place, length in lengths.items()}
    return Coverage(
        edition,
        len(list_records(edition)),
        shares["records"],
        shares["elsewhere"],
        shares["unassigned"],
        tuple(field for field in FIELDS if field in edition.fields),
        tuple(field for field in FIELDS if field not in edition.fields),
    )


def place_problems(history: History, unread: tuple[PlacedProblem, ...] = ()) -> tuple[PlacedProblem, ...]:
    """The problems of all editions, and behind them those of files that could not be read."""
    return tuple(chain.from_iterable(map(_place, history.editions))) + unread


def _place(edition: Edition) -> Iterator[PlacedProblem]:
    records = find_records(edition)
    for problem in edition.problems:
        words = _quote(edition, problem)
        yield PlacedProblem(edition, edition.source_path, problem, words, records.get(problem.action_id))


def _quote(edition: Edition, problem: EditionProblem) -> str | None:
    if problem.start is None or problem.end is None:
        return None
    words = " ".join(edition.text[problem.start : problem.end].split())
    return words or None
