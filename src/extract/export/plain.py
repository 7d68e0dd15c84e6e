"""The tables of a run in forms that know no lists and no moments, and without the names of reviewers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as arrow

from extract.open_tables import open_tables


def read_tables(outputs: Path | str, *, with_reviewers: bool = False) -> dict[str, pa.Table]:
    """Every table of a run, its reviewers as `reviewer 1`, `reviewer 2` and so on in the order of their decisions.

    Args:
        with_reviewers: Leave the reviewers' names as they are.

    Raises:
        InputError: A table is missing or cannot be read, or the tables come from different runs.
    """
    tables = {name: dataset.to_table() for name, dataset in open_tables(outputs).items()}
    if not with_reviewers:
        tables["decisions"] = _hide_reviewers(tables["decisions"])
    return tables


def _hide_reviewers(decisions: pa.Table) -> pa.Table:
    rows = sorted(
        decisions.select(["decided_at", "decision_id", "reviewer"]).to_pylist(), key=lambda row: [*row.values()]
    )
    numbers = {reviewer: number for number, reviewer in enumerate(dict.fromkeys(row["reviewer"] for row in rows), 1)}
    hidden = [f"reviewer {numbers[reviewer]}" for reviewer in decisions["reviewer"].to_pylist()]
    place = decisions.schema.get_field_index("reviewer")
    return decisions.set_column(place, decisions.schema.field(place), pa.array(hidden, pa.string()))


def flatten(table: pa.Table) -> pa.Table:
    """The table with its lists as JSON text and its moments as ISO 8601 text in UTC.

    >>> lists = pa.table({"progress": [["Begun", "£5 spent"], []], "start": [1, None]})
    >>> flatten(lists).to_pylist()
    [{'progress': '["Begun", "£5 spent"]', 'start': 1}, {'progress': '[]', 'start': None}]
    """
    return pa.Table.from_arrays([_flatten_column(column) for column in table.columns], names=table.column_names)


def _flatten_column(column: pa.ChunkedArray[Any]) -> pa.Array[Any] | pa.ChunkedArray[Any]:
    if arrow.is_list(column.type):
        texts = [None if items is None else json.dumps(items, ensure_ascii=False) for items in column.to_pylist()]
        return pa.array(texts, pa.string())
    if arrow.is_timestamp(column.type):
        return pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ")
    return column
