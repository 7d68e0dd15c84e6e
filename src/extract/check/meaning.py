"""Promise 6, the closed vocabularies and the flags: what the tables say of themselves, and in which words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.check.outputs import Faults, Outputs
from extract.schemas import TABLES, TableSchema

TABLE_NOTES = (b"schema_version", b"table", b"one_row_is", b"run")


def check_meaning(outputs: Outputs, folder: Path) -> Faults:
    """Every table and column is there in its type and filled where it must be, and says what it means."""
    yield from outputs.broken
    for name, schema in outputs.schemas.items():
        yield from _check_notes(name, schema)
        yield from _check_filled(outputs, TABLES[name])
    yield _check_run(outputs)
    yield from _check_package(outputs, folder / "datapackage.json")


def check_vocabularies(outputs: Outputs) -> Faults:
    """Every word of a closed vocabulary is in it."""
    for name, table in TABLES.items():
        for column in table.columns:
            if not column.vocabulary:
                continue
            allowed = set(column.vocabulary)
            for row in outputs.rows[name]:
                value = row[column.name]
                words = value if isinstance(value, list) else [value]
                strange = next((word for word in words if word is not None and word not in allowed), None)
                yield None if strange is None else f"{name}.{column.name} {strange!r} is not in the vocabulary"


def check_flags(outputs: Outputs) -> Faults:
    """Only what the publisher changed asks for a decision."""
    for row in outputs.rows["changes"]:
        wrong = row["flagged"] and row["cause"] != "publisher"
        yield f"changes {row['change_id']} is flagged, its cause is {row['cause']}" if wrong else None


def _check_notes(name: str, schema: pa.Schema) -> Faults:
    notes = schema.metadata or {}
    for note in TABLE_NOTES:
        yield None if notes.get(note) else f"table {name} does not state {note.decode()}"
    for field in schema:
        described = bool((field.metadata or {}).get(b"description"))
        yield None if described else f"column {name}.{field.name} has no description"


def _check_run(outputs: Outputs) -> str | None:
    """All tables are of one run."""
    runs = {(schema.metadata or {}).get(b"run") for schema in outputs.schemas.values()}
    return f"the tables come from {len(runs)} different runs" if len(runs) > 1 else None


def _check_filled(outputs: Outputs, table: TableSchema) -> Faults:
    for column in table.columns:
        if column.required and column.name in outputs.schemas[table.name].names:
            empty = sum(row[column.name] is None for row in outputs.rows[table.name])
            yield f"column {table.name}.{column.name} is null in {empty} rows" if empty else None


def _check_package(outputs: Outputs, path: Path) -> Faults:
    """`datapackage.json` describes each table with the columns, and in the words, of its own file."""
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        described = {resource["name"]: _descriptions(resource) for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"{path.name} cannot be read: {error}"
        return
    for name, schema in outputs.schemas.items():
        found = {
            field.name: (field.metadata or {}).get(b"description", b"").decode(errors="replace") for field in schema
        }
        yield None if described.get(name) == found else f"{path.name} does not describe table {name} as its file does"


def _descriptions(resource: dict[str, Any]) -> dict[str, str]:
    return {field["name"]: field["description"] for field in resource["schema"]["fields"]}
