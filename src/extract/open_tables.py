"""Written tables found again: in a folder or an object store, each one file or a folder of parts, all of one run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow.fs import FileSystem, LocalFileSystem

from extract.errors import InputError, TableError
from extract.schemas import TABLES

PACKAGE_FILE = "datapackage.json"

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset

Row = dict[str, Any]


def open_tables(outputs: Path | str) -> dict[str, Dataset]:
    """Every table of a run as an Arrow dataset, by name; nothing but the files' footers is read yet.

    Args:
        outputs: A folder that `extract run` wrote, or its address in an object store (`s3://bucket/outputs`). Stores
            that Arrow does not reach by itself are reached through fsspec, where that and its driver are installed.

    Raises:
        InputError: A table is missing or cannot be read, the tables come from different runs, or there is no way to
            such an address.
    """
    filesystem, folder = _find_store(outputs)
    tables = {name: _open_table(filesystem, folder, name, outputs) for name in TABLES}
    _refuse_different_runs(tables, outputs)
    return tables


def open_table(outputs: Path | str, name: str) -> Dataset:
    """One table of a run, however it is written.

    Args:
        outputs: As for `open_tables`.

    Raises:
        TableError: It is missing or cannot be read.
        InputError: There is no way to such an address.
    """
    filesystem, folder = _find_store(outputs)
    return _open_table(filesystem, folder, name, outputs)


def read_table(
    outputs: Path | str, name: str, *, columns: Sequence[str] | None = None, where: Mapping[str, object] | None = None
) -> pa.Table:
    """The rows of one table in their order.

    Args:
        outputs: As for `open_tables`.
        columns: Those that are wanted; all where none are named.
        where: Only rows that have these values in these columns.

    Raises:
        TableError: It is missing or cannot be read.

    >>> read_table(getfixture("example_outputs"), "mentions", columns=["text"], where={"label": "MONEY"}).to_pylist()
    [{'text': '£3.2 million'}, {'text': '£5 million'}]
    """
    from pyarrow.dataset import field  # noqa: PLC0415  (it loads pandas, as below)

    table = open_table(outputs, name)
    wanted = [field(column) == value for column, value in (where or {}).items()]
    try:
        return table.to_table(
            columns=None if columns is None else list(columns), filter=reduce(and_, wanted) if wanted else None
        )
    except (OSError, pa.ArrowException) as error:
        raise TableError(outputs, name, error) from error


def read_rows(outputs: Path | str, name: str, *, only: str | None = None) -> list[Row]:
    """The rows of one table as plain values, in their order; of one publication where its id is given.

    Raises:
        TableError: It is missing or cannot be read.
    """
    rows: list[Row] = read_table(outputs, name, where=None if only is None else {"publication_id": only}).to_pylist()
    return rows


def list_files(outputs: Path) -> dict[str, list[str]]:
    """The files of every table in a folder, from there on: one, or several in the order of the rows.

    >>> list_files(getfixture("example_outputs"))["links"]
    ['links.parquet']
    """
    places = {name: outputs / f"{name}.parquet" for name in TABLES}
    return {
        name: [f"{place.name}/{path.name}" for path in sorted(place.iterdir())] if place.is_dir() else [place.name]
        for name, place in places.items()
    }


def _find_store(outputs: Path | str) -> tuple[FileSystem, str]:
    """The file system that an address or path is in, and the folder's path there."""
    address = str(outputs)
    if "://" not in address:
        return LocalFileSystem(), Path(address).as_posix()
    try:
        try:
            filesystem, folder = FileSystem.from_uri(address)
        except pa.ArrowInvalid:
            filesystem, folder = FileSystem.from_uri(f"fsspec+{address}")
    except (pa.ArrowInvalid, ImportError, ValueError) as error:
        raise InputError(f"{address} cannot be reached: {str(error).splitlines()[0]}") from error
    return filesystem, folder.rstrip("/")


def _open_table(filesystem: FileSystem, folder: str, name: str, outputs: Path | str) -> Dataset:
    from pyarrow.dataset import dataset  # noqa: PLC0415  (it loads pandas, which a command that opens nothing need not)

    try:
        table = dataset(f"{folder}/{name}.parquet", filesystem=filesystem, format="parquet")
    except (OSError, pa.ArrowException) as error:
        raise TableError(outputs, name, error) from error
    if not table.schema.names:  # a folder without parts
        raise TableError(outputs, name, FileNotFoundError())
    return table


def _refuse_different_runs(tables: Mapping[str, Dataset], outputs: Path | str) -> None:
    tables_of: defaultdict[str, list[str]] = defaultdict(list)
    for name, table in tables.items():
        for run in sorted({_name_run(part.physical_schema) for part in table.get_fragments()}):
            tables_of[run].append(name)
    if len(tables_of) > 1:
        found = "; ".join(f"{', '.join(names)} of {run}" for run, names in tables_of.items())
        raise InputError(f"{outputs} holds tables of different runs: {found}")


def _name_run(schema: pa.Schema) -> str:
    run = (schema.metadata or {}).get(b"run", b"").decode(errors="replace")
    return f"run {run[:12]}" if run else "no run that is stated"
