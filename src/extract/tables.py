"""Histories to parquet and back: every table with its full schema, written at once or not at all.

The folder is written aside, beside the one asked for, and swapped in by rename. A run that dies on the way leaves the
tables of the run before; one that dies between the two renames leaves them beside, and the next run brings them back.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extract.datapackage import make_datapackage
from extract.errors import InputError, OutputError
from extract.model import History
from extract.reviewed import ReviewedDecision
from extract.rows import Findings, Row, UnreadPage, build_rows
from extract.schemas import TABLES, Column, TableSchema, make_schema

__all__ = ["UnreadPage", "read_rows", "write_tables"]

RUN_FILE = "run.json"
PACKAGE_FILE = "datapackage.json"
WRITTEN = frozenset({RUN_FILE, PACKAGE_FILE, *(f"{name}.parquet" for name in TABLES)})


def write_tables(
    histories: Sequence[History],
    outputs: Path,
    *,
    run_id: str,
    run: Mapping[str, Any],
    unread_pages: Sequence[UnreadPage] = (),
    decisions: Sequence[ReviewedDecision] = (),
) -> dict[str, int]:
    """Write every table, `datapackage.json` and `run.json` (from `run`), and answer the rows of each table.

    The same findings give the same bytes. `run_id`, a content hash, is kept in every table's schema. Files of others
    that stand among an earlier run's stay where they are.

    Raises:
        OutputError: The folder is not ours, is being written by another run, cannot be written, or a value does
            not fit its column; what was there before is left as it was.
    """
    findings = Findings(histories, unread_pages, decisions)
    try:
        with _written_aside(outputs.resolve()) as folder:
            # First of all, so that whatever a killed run leaves can be known as ours.
            _write_json(folder / RUN_FILE, run)
            _write_json(folder / PACKAGE_FILE, make_datapackage())
            return {
                name: _write_table(folder, table, build_rows(name, findings), run_id) for name, table in TABLES.items()
            }
    except OSError as error:
        raise OutputError(f"{outputs} cannot be written: {error.strerror or error}") from error


def read_rows(outputs: Path, name: str, *, only: str | None = None) -> list[Row]:
    """The rows of one table as plain values, in their order; of one publication where its id is given.

    Raises:
        InputError: The table is missing or cannot be read.
    """
    rows: list[Row] = _read_table(outputs, name, only).to_pylist()
    return rows


def _read_table(outputs: Path, name: str, only: str | None = None) -> pa.Table:
    path = outputs / f"{name}.parquet"
    try:
        return pq.read_table(path, filters=None if only is None else [("publication_id", "=", only)])
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path} cannot be read as a table: {str(error).splitlines()[0]}") from error


def _write_table(folder: Path, table: TableSchema, rows: list[Row], run_id: str) -> int:
    columns = [_make_array(table, column, rows) for column in table.columns]
    arrow = pa.Table.from_arrays(columns, schema=make_schema(table, run_id))
    pq.write_table(arrow, folder / f"{table.name}.parquet", compression="zstd", compression_level=3)
    return len(rows)


def _make_array(table: TableSchema, column: Column, rows: list[Row]) -> pa.Array[pa.Scalar[Any]]:
    values = [row[column.name] for row in rows]
    if column.required and None in values:
        raise OutputError(f"{table.name}.{column.name} must be filled, and is not in row {values.index(None) + 1}")
    try:
        return pa.array(values, column.type)
    except (ValueError, TypeError, OverflowError) as error:
        raise OutputError(f"a value does not fit {table.name}.{column.name}: {error}") from error


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


# ---------------------------------------------------------------- all at once or not at all


@contextmanager
def _written_aside(outputs: Path) -> Iterator[Path]:
    """A folder beside `outputs` that takes its place when the block ends well, and is gone when it does not."""
    aside = outputs.with_name(f".{outputs.name}.partial")
    previous = outputs.with_name(f".{outputs.name}.previous")
    for folder in (outputs, aside, previous):
        _refuse_if_foreign(folder)
    aside.mkdir(parents=True, exist_ok=True)
    with _held(aside, outputs):
        _settle(outputs, previous)
        _empty(aside)
        try:
            yield aside
        except BaseException:
            shutil.rmtree(aside)
            raise
        if outputs.exists():
            outputs.rename(previous)
        aside.rename(outputs)
        _settle(outputs, previous)


@contextmanager
def _held(aside: Path, outputs: Path) -> Iterator[None]:
    """Keep other runs out for as long as the block lasts; the system lets go when a process dies."""
    import fcntl  # noqa: PLC0415  (reading the tables must also work where there is no fcntl)

    handle = os.open(aside, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(f"another run is writing {outputs}") from None
        yield
    finally:
        os.close(handle)


def _settle(outputs: Path, previous: Path) -> None:
    """Finish a swap: bring the previous run back if nothing took its place, else keep only what others put there."""
    if not previous.exists():
        return
    if not outputs.exists():
        previous.rename(outputs)
        return
    for entry in previous.iterdir():
        if entry.name not in WRITTEN:
            entry.rename(outputs / entry.name)
    shutil.rmtree(previous)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _refuse_if_foreign(folder: Path) -> None:
    """Only a folder that a run wrote, or an empty one, may be replaced."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file, not a folder of tables")
    found = sorted(entry.name for entry in folder.iterdir())
    if found and RUN_FILE not in found:
        raise OutputError(f"{folder} was not written by a run: it holds {', '.join(found[:3])} but no {RUN_FILE}")
