"""Decisions out of the log as a table for others, and back into it from a page that was worked on offline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv
from pydantic import TypeAdapter

from extract.errors import InputError, OutputError
from extract.open_tables import RUN_FILE
from extract.review.decisions import Decision, Entry, find_current, state_opinion
from extract.review.feedback import DecisionsRead, describe_decision, load_decisions
from extract.review.log import DecisionLog
from extract.reviewed import ReviewedDecision
from extract.schemas import TABLES, make_schema

OFFLINE_FORM = "extract offline decisions 1"


@dataclass(frozen=True, slots=True)
class OfflineDecisions:
    """What the offline page saves: its form, the hash of the log that it was made from, and what was decided on it."""

    form: str
    head: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file of decisions: how many were added, were there already, and what clashes, in words."""

    added: int
    known: int
    conflicts: tuple[str, ...]


# ---------------------------------------------------------------- out


def export_decisions(log: Path, target: Path) -> int:
    """Write every decision of a log as the table `decisions`, with the ids that were on the screen.

    Args:
        target: A file that ends in .parquet or .csv, outside every folder that a run wrote.

    Returns:
        How many decisions were written.

    Raises:
        InputError: The log cannot be read.
        OutputError: The target has another ending, lies in a run's folder or cannot be written.
    """
    if target.suffix not in (".parquet", ".csv"):
        raise OutputError(f"{target}: decisions are exported as .parquet or .csv")
    refuse_run_folder(target)
    read = load_decisions(log)
    table = make_table(read)
    try:
        if target.suffix == ".csv":
            csv.write_csv(table, target)
        else:
            pq.write_table(table, target, compression="zstd")
    except (OSError, pa.ArrowException) as error:
        raise OutputError(f"{target} cannot be written: {error}") from error
    return table.num_rows


def refuse_run_folder(target: Path) -> None:
    """Only a run writes into what a run wrote.

    Raises:
        OutputError: The target lies in a folder with the tables of a run, or in one inside it.
    """
    if any((folder / RUN_FILE).exists() for folder in target.resolve().parents):
        raise OutputError(f"{target} lies in a run's folder; choose another place: only a run writes there")


def make_table(read: DecisionsRead) -> pa.Table:
    """The table `decisions` with the ids that were on the screen, in the order of the log."""
    schema = make_schema(TABLES["decisions"], read.head)
    rows = list(list_rows(read))
    return pa.Table.from_pydict({name: [getattr(row, name) for row in rows] for name in schema.names}, schema=schema)


def list_rows(read: DecisionsRead) -> Iterator[ReviewedDecision]:
    """The decisions of a log as rows, about the ids that were on the screen."""
    current = find_current((one.decision.subject.change_id, one) for one in read.made)
    for place, one in enumerate(read.made):
        yield describe_decision(one, current=place in current)


# ---------------------------------------------------------------- in


def import_decisions(source: Path, log: Path) -> Imported:
    """Add what was decided offline to a log; what is there already is not added again.

    A decision that the same reviewer has replaced since is not added, and said; one that another reviewer sees
    otherwise is added, and said.

    Raises:
        InputError: The file is not one that the offline page saved, or the log cannot be read.
        OutputError: The log cannot be written.
    """
    offered = _read_offline(source)
    opened = DecisionLog(log)
    try:
        made = opened.standings.list_decisions()
        known = {one.decision.decision_id for one in made}
        current = find_current((one.decision.subject.change_id, one) for one in made)
        standing: dict[str, list[Decision]] = {}
        for place in sorted(current):
            standing.setdefault(made[place].decision.subject.change_id, []).append(made[place].decision)
        fresh = [decision for decision in offered.decisions if decision.decision_id not in known]
        added, conflicts = [], []
        for decision in fresh:
            others = standing.get(decision.subject.change_id, [])
            later = [
                one for one in others if one.reviewer == decision.reviewer and one.decided_at > decision.decided_at
            ]
            conflicts += [_describe_conflict(decision, one) for one in others if _differ(decision, one)]
            added += [] if later else [decision]
        opened.append(*_make_entries(added))
    finally:
        opened.close()
    return Imported(len(added), len(offered.decisions) - len(fresh), tuple(conflicts))


def _read_offline(source: Path) -> OfflineDecisions:
    try:
        text = source.read_bytes()
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror or error}") from error
    try:
        offered = TypeAdapter(OfflineDecisions).validate_json(text)
    except ValueError as error:
        first = str(error).splitlines()
        raise InputError(f"{source}: not decisions that an offline page saved: {' '.join(first[1:3])}") from error
    if offered.form != OFFLINE_FORM:
        raise InputError(f"{source}: decisions of another form, {offered.form!r}; we know {OFFLINE_FORM!r}")
    return offered


def _make_entries(decisions: list[Decision]) -> list[Entry]:
    """One act for each reviewer, so that each can take theirs back."""
    by_reviewer: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_reviewer.setdefault(decision.reviewer, []).append(decision)
    return [
        Entry("decide", reviewer, max(one.decided_at for one in theirs), tuple(theirs))
        for reviewer, theirs in by_reviewer.items()
    ]


def _differ(one: Decision, other: Decision) -> bool:
    return "skipped" not in (one.verdict, other.verdict) and state_opinion(one) != state_opinion(other)


def _describe_conflict(offered: Decision, there: Decision) -> str:
    newer = there.reviewer == offered.reviewer and there.decided_at > offered.decided_at
    kept = "the log is newer and holds" if newer else "the file is newer and holds"
    if there.reviewer != offered.reviewer:
        kept = "both are kept until somebody settles it"
    return (
        f"{offered.subject.change_id}: {offered.verdict} by {offered.reviewer} in the file, "
        f"{there.verdict} by {there.reviewer} in the log; {kept}"
    )
