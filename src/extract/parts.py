"""Parts: what a chunk of publications came to, kept as one Arrow file with a row for each publication.

The row holds the publication's rows of every table as lists, so that a few publications can be taken out of a part, in
any order, without a look at the rows themselves. A part is named by the hash of its content: one that is damaged is
known as such, and no part is ever written over.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.errors import ExtractError, OutputError
from extract.rows import Columns, Findings, build_columns
from extract.schemas import TABLES, Column, TableSchema

_SUFFIX = ".arrow"


def _make_rows_type(table: TableSchema) -> pa.DataType:
    return pa.list_(pa.struct([pa.field(column.name, column.type) for column in table.columns]))


PART_SCHEMA = pa.schema(
    [("publication_id", pa.string()), ("key", pa.string()), ("account", pa.string())]
    + [(table.name, _make_rows_type(table)) for table in TABLES.values()]
)
"""A row is a publication: its id, the key of all that it was made from (null where it is to be made anew next time),
an account of it as JSON, and its rows of each table."""


class DamagedPart(ExtractError):
    """A part is missing, or is not what it was when it was written."""

    def __init__(self, name: str) -> None:
        super().__init__(f"part {name} is damaged")
        self.name = name


@dataclass(frozen=True, slots=True)
class PublicationRows:
    """A publication's rows of every table, as columns; `key` stands for all that they were made from."""

    publication_id: str
    key: str | None
    account: Mapping[str, Any]
    tables: Mapping[str, Columns]


def pack_findings(
    publication_id: str, findings: Findings, *, key: str | None = None, account: Mapping[str, Any] | None = None
) -> PublicationRows:
    """What was found in one publication as rows."""
    return PublicationRows(publication_id, key, account or {}, {name: build_columns(name, findings) for name in TABLES})


def make_part(publications: Sequence[PublicationRows]) -> pa.RecordBatch:
    """The rows of some publications as a part.

    Raises:
        OutputError: A value does not fit its column, or is missing where one must be.
    """
    arrays: list[Any] = [
        pa.array([one.publication_id for one in publications], pa.string()),
        pa.array([one.key for one in publications], pa.string()),
        pa.array([json.dumps(one.account, ensure_ascii=False) for one in publications], pa.string()),
        *(_nest(table, [one.tables[table.name] for one in publications]) for table in TABLES.values()),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=PART_SCHEMA)


def _nest(table: TableSchema, groups: Sequence[Columns]) -> pa.Array[Any]:
    names = table.column_names
    offsets = list(accumulate((len(group[names[0]]) for group in groups), initial=0))
    columns = [
        _make_array(table, column, [value for group in groups for value in group[column.name]])
        for column in table.columns
    ]
    structs = pa.StructArray.from_arrays(columns, names=list(names))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)


def _make_array(table: TableSchema, column: Column, values: Sequence[Any]) -> pa.Array[pa.Scalar[Any]]:
    if column.required and None in values:
        raise OutputError(f"{table.name}.{column.name} must be filled, and is not in row {values.index(None) + 1}")
    try:
        return pa.array(values, column.type)
    except (ValueError, TypeError, OverflowError) as error:
        raise OutputError(f"a value does not fit {table.name}.{column.name}: {error}") from error


def take_columns(part: pa.RecordBatch, table: str) -> list[pa.Array[Any]]:
    """The rows of one table in a part, as columns.

    >>> from extract.model import History, Publication
    >>> plan = pack_findings("plan", Findings([History(Publication("plan", title="Our plan"), editions=())]))
    >>> [column.to_pylist() for column in take_columns(make_part([plan, plan]), "publications")][:2]
    [['plan', 'plan'], ['Our plan', 'Our plan']]
    """
    rows: Any = part.column(table)
    columns: list[pa.Array[Any]] = rows.flatten().flatten()
    return columns


def write_part(part: pa.RecordBatch, folder: Path) -> str:
    """Write a part into a folder and answer its name; a process that dies meanwhile leaves no part."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, PART_SCHEMA, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_batch(part)
    content = sink.getvalue()
    name = hashlib.sha256(content).hexdigest()[:32]
    descriptor, aside = tempfile.mkstemp(prefix=".", dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(aside).rename(folder / f"{name}{_SUFFIX}")
    return name


def read_part(name: str, folder: Path) -> pa.RecordBatch:
    """A part by its name.

    Raises:
        DamagedPart: There is none, or its content is not what its name stands for.
    """
    try:
        content = (folder / f"{name}{_SUFFIX}").read_bytes()
    except OSError as error:
        raise DamagedPart(name) from error
    if hashlib.sha256(content).hexdigest()[:32] != name:
        raise DamagedPart(name)
    with pa.ipc.open_file(content, options=pa.ipc.IpcReadOptions(use_threads=False)) as reader:
        return reader.get_batch(0)


def remove_part(name: str, folder: Path) -> None:
    """Remove a part, if it is there."""
    (folder / f"{name}{_SUFFIX}").unlink(missing_ok=True)


def list_parts(folder: Path) -> set[str]:
    """The names of all parts in a folder."""
    return {path.stem for path in folder.glob(f"*{_SUFFIX}")}
