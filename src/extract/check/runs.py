"""Promises 4 and 5, on two runs: the same bytes, and the same ids for the records of the editions they share."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from extract.check.outputs import Faults, Outputs
from extract.open_tables import PACKAGE_FILE, list_files


def compare_bytes(one: Path, other: Path) -> Faults:
    """Every file of a table and the data package are the same, byte for byte."""
    files = chain(*list_files(one).values(), *list_files(other).values(), [PACKAGE_FILE])
    for name in dict.fromkeys(files):
        yield _compare_file(one / name, other / name)


def compare_record_ids(one: Outputs, other: Outputs) -> Faults:
    """Every record of an edition that both runs read has the same id in both.

    Parts are left out: where a record holds two actions, another edition may be what shows it.
    """
    first, second = _record_ids(one), _record_ids(other)
    for edition_id in sorted(first.keys() & second.keys()):
        for action_id in sorted(first[edition_id] | second[edition_id]):
            both = action_id in first[edition_id] and action_id in second[edition_id]
            yield None if both else f"{edition_id}: record {action_id} is in one run only"


def _record_ids(outputs: Outputs) -> dict[str, set[str]]:
    ids: dict[str, set[str]] = {row["edition_id"]: set() for row in outputs.rows["editions"]}
    for row in outputs.rows["actions"]:
        if row["part_of_action_id"] is None:
            ids.setdefault(row["edition_id"], set()).add(row["action_id"])
    return ids


def _compare_file(one: Path, other: Path) -> str | None:
    try:
        first, second = one.read_bytes(), other.read_bytes()
    except OSError as error:
        return f"{one.name} cannot be compared: {error.strerror}"
    if first == second:
        return None
    at = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), "the end")
    return f"{one.name} differs: {len(first)} and {len(second)} bytes, first at {at}"
