"""The tables of one run as they were found, with a line for whatever is missing or of the wrong type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.errors import InputError, TableError
from extract.open_tables import read_table
from extract.schemas import TABLES, Column

Row = dict[str, Any]
Faults = Iterator[str | None]


@dataclass(frozen=True)
class Outputs:
    """Rows by table, each with every column of its table, None where it is missing; and what is wrong as a whole.

    schemas: the Arrow schema of each table that could be read; broken: one line for each table or column that is
    missing, unreadable or of another type.
    """

    rows: dict[str, list[Row]]
    schemas: dict[str, pa.Schema]
    broken: tuple[str, ...]

    @cached_property
    def editions(self) -> dict[str | None, Row]:
        """The rows of `editions` by their id."""
        return {row["edition_id"]: row for row in self.rows["editions"]}


def read_outputs(folder: Path) -> Outputs:
    """Read every table of a run.

    Raises:
        InputError: The folder holds none of the tables.
    """
    read = {name: _read_table(folder, name) for name in TABLES}
    if all(isinstance(found, TableError) and found.is_missing for found in read.values()):
        raise InputError(f"{folder} is not the output of a run: it holds no table")
    rows: dict[str, list[Row]] = {}
    schemas: dict[str, pa.Schema] = {}
    broken: list[str] = []
    for name, found in read.items():
        if isinstance(found, TableError):
            broken.append(f"table {name} {'is missing' if found.is_missing else f'cannot be read: {found.why}'}")
            rows[name] = []
            continue
        schemas[name] = found.schema
        arrow, faults = _conform(found, name)
        broken += faults
        rows[name] = arrow.to_pylist()
    return Outputs(rows, schemas, tuple(broken))


def _read_table(folder: Path, name: str) -> pa.Table | TableError:
    """The table, or what is wrong with it."""
    try:
        return read_table(folder, name)
    except TableError as error:
        return error


def _conform(found: pa.Table, name: str) -> tuple[pa.Table, list[str]]:
    """The table with exactly its columns in their types, null where that cannot be, and what had to be done."""
    arrays: list[Any] = []
    faults: list[str] = []
    for column in TABLES[name].columns:
        array, fault = _conform_column(found, column)
        arrays.append(array)
        faults += [f"column {name}.{column.name} {fault}"] if fault else []
    return pa.Table.from_arrays(arrays, names=list(TABLES[name].column_names)), faults


def _conform_column(found: pa.Table, column: Column) -> tuple[Any, str | None]:
    empty = pa.array([None] * found.num_rows, column.type)
    if column.name not in found.column_names:
        return empty, "is missing"
    array = found.column(column.name)
    if _same_type(array.type, column.type):
        return array, None
    fault = f"is {array.type}, not {column.type}"
    try:
        return array.cast(column.type), fault
    except (pa.ArrowException, ValueError):
        return empty, fault


def _same_type(found: pa.DataType, wanted: pa.DataType) -> bool:
    # Writers name the items of a list differently ("item", "element"); that makes no other type.
    if isinstance(found, pa.ListType) and isinstance(wanted, pa.ListType):
        return bool(found.value_type == wanted.value_type)
    return bool(found == wanted)
