"""Written tables found again: in a folder or an object store, each one file or a folder of parts, all of one run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow.fs import FileSystem, LocalFileSystem

from extract.errors import InputError, TableError
from extract.schemas import TABLES

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset


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
