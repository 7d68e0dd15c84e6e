"""Promise 3: ids are unique across all tables, and whatever an id names is there and belongs to the same edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extract.check.outputs import Faults, Outputs, Row
from extract.schemas import TABLES, find_references

Ids = Mapping[str, Mapping[Any, Row]]

# `records` shows actions again: its key is theirs. Passages have no ids.
OWN_IDS = {name: table.key[0] for name, table in TABLES.items() if name not in {"records", "passages"}}
REFERRED = {name: find_references(table) for name, table in TABLES.items()}
ROLE_TABLES = {
    "theme": "themes",
    "action": "actions",
    "progress": "progress",
    "next_step": "next_steps",
    "target_date": "target_dates",
}
SAME_EDITION = (
    "theme_id",
    "action_id",
    "next_step_id",
    "part_of_action_id",
    "repeat_of_action_id",
    "part_of_mention_id",
)
SIDES = (("earlier_action_id", "earlier_edition_id"), ("later_action_id", "later_edition_id"))


def check_keys(outputs: Outputs) -> Faults:
    """Every id is unique and every reference is met."""
    ids = {table: {row[column]: row for row in outputs.rows[table]} for table, column in OWN_IDS.items()}
    yield from _check_unique(outputs)
    for name, rows in outputs.rows.items():
        for row in rows:
            yield from _check_references(name, row, ids)
            if "edition_id" in row:
                yield _check_edition(name, row, ids)
    yield from _check_row_ids(outputs, ids)
    yield from _check_lists(outputs, ids)


def _check_unique(outputs: Outputs) -> Faults:
    found_in: dict[str, str] = {}
    for table, column in OWN_IDS.items():
        for row in outputs.rows[table]:
            if not row[column]:
                yield f"{table}.{column} is empty"
            elif row[column] in found_in:
                yield f"{table}.{column} {row[column]} is already in {found_in[row[column]]}"
            else:
                yield None
                found_in[row[column]] = table
    yield from _check_records_unique(outputs)


def _check_records_unique(outputs: Outputs) -> Faults:
    seen: set[str] = set()
    for row in outputs.rows["records"]:
        yield f"records.action_id {row['action_id']} is there twice" if row["action_id"] in seen else None
        seen.add(row["action_id"])


def _check_references(name: str, row: Row, ids: Ids) -> Faults:
    for column, table in REFERRED[name].items():
        if row[column] is None:
            continue
        target = ids[table.name].get(row[column])
        if target is None:
            yield f"{name}.{column} {row[column]} is not in {table.name}"
        elif column in SAME_EDITION and target["edition_id"] != row.get("edition_id", target["edition_id"]):
            yield f"{name}.{column} {row[column]} belongs to {target['edition_id']}, not to {row['edition_id']}"
        else:
            yield None
    yield from _check_sides(name, row, ids)


def _check_sides(name: str, row: Row, ids: Ids) -> Faults:
    """The actions of a link or change belong to its editions."""
    for action_column, edition_column in SIDES:
        action = ids["actions"].get(row.get(action_column))
        if action is not None and row[edition_column] is not None:
            same = action["edition_id"] == row[edition_column]
            yield None if same else f"{name}.{action_column} {row[action_column]} is not of {row[edition_column]}"


def _check_edition(name: str, row: Row, ids: Ids) -> str | None:
    """A row says the same publication and date as its edition."""
    edition = ids["editions"].get(row["edition_id"])
    if edition is None or all(row[column] == edition[column] for column in ("publication_id", "as_at")):
        return None
    return f"{name}: publication_id or as_at is not that of edition {row['edition_id']}"


def _check_row_ids(outputs: Outputs, ids: Ids) -> Faults:
    """A passage names the row its role says, of any other role the action; a mention any row of a record."""
    for row in outputs.rows["passages"]:
        tables = (ROLE_TABLES[row["role"]],) if row["role"] in ROLE_TABLES else ("actions",)
        where = f"passage {row['position']} of {row['edition_id']} ({row['role']})"
        if row["row_id"] is None:
            yield f"{where}: row_id is empty" if row["role"] in ROLE_TABLES else None
        else:
            yield _find_row_fault(where, row, tables, ids)
    for row in outputs.rows["mentions"]:
        if row["row_id"] is not None:
            yield _find_row_fault(f"mentions {row['mention_id']}", row, tuple(ROLE_TABLES.values()), ids)


def _find_row_fault(where: str, row: Row, tables: tuple[str, ...], ids: Ids) -> str | None:
    named = next((ids[table][row["row_id"]] for table in tables if row["row_id"] in ids[table]), None)
    if named is None:
        return f"{where}: row_id {row['row_id']} is not in {' or '.join(tables)}"
    if named["edition_id"] != row["edition_id"]:
        return f"{where}: row_id {row['row_id']} belongs to {named['edition_id']}"
    return None


def _check_lists(outputs: Outputs, ids: Ids) -> Faults:
    for row in outputs.rows["commitments"]:
        for edition_id in row["editions"] or ():
            known = edition_id in ids["editions"]
            yield None if known else f"commitments {row['commitment_id']}: {edition_id} is not in editions"
    for row in outputs.rows["changes"]:
        for row_id in (*(row["earlier_row_ids"] or ()), *(row["later_row_ids"] or ())):
            known = any(row_id in ids[table] for table in OWN_IDS)
            yield None if known else f"changes {row['change_id']}: row {row_id} is in no table"
