"""Written tables found again: in a folder or an object store, each one file or a folder of parts, all of one run."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow.fs import FileInfo, FileSystem, FileType, LocalFileSystem

from extract.errors import InputError, TableError, first_line
from extract.schemas import TABLES

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset

RUN_FILE = "run.json"
PACKAGE_FILE = "datapackage.json"
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
    filesystem, folder, record = find_release(outputs)
    tables = {name: _open_table(filesystem, folder, name, outputs) for name in TABLES}
    _refuse_different_runs(tables, outputs, record.get("run_id"))
    return tables


def open_table(outputs: Path | str, name: str) -> Dataset:
    """One table of a run, however it is written.

    Args:
        outputs: As for `open_tables`.

    Raises:
        TableError: It is missing or cannot be read.
        InputError: There is no way to such an address.
    """
    filesystem, folder, _ = find_release(outputs)
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


def is_address(text: Path | str) -> bool:
    """Whether something is an address in a store, and no path.

    >>> is_address("s3://bucket/outputs"), is_address("outputs")
    (True, False)
    """
    return "://" in str(text)


def find_release(outputs: Path | str) -> tuple[FileSystem, str, Mapping[str, Any]]:
    """The file system that an address or path is in, the folder with the tables there, and the record of their run.

    In a store, `run.json` may name another folder than its own; in a folder of this machine it is not asked.

    Raises:
        InputError: There is no way to such an address, or its record cannot be read.
    """
    if not is_address(outputs):
        return LocalFileSystem(), Path(outputs).as_posix(), {}
    filesystem, place = find_store(str(outputs))
    try:
        record = read_pointer(filesystem, place)
    except (OSError, ValueError) as error:
        raise InputError(f"{outputs}/{RUN_FILE} cannot be read as the record of a run: {error}") from error
    return filesystem, f"{place}/{record['folder']}" if "folder" in record else place, record


def find_store(address: str) -> tuple[FileSystem, str]:
    """The file system that an address is in, and its path there.

    Raises:
        InputError: There is no way to such an address.
    """
    try:
        try:
            filesystem, folder = FileSystem.from_uri(address)
        except pa.ArrowInvalid:
            filesystem, folder = FileSystem.from_uri(f"fsspec+{address}")
    except (OSError, pa.ArrowInvalid, ImportError, ValueError) as error:
        raise InputError(f"{address} cannot be reached: {first_line(error)}") from error
    return filesystem, folder.rstrip("/")


def name_within(folder: str, info: FileInfo) -> PurePosixPath:
    """The path of what was found in a store, from a folder on; some stores write a slash before it, others do not."""
    return PurePosixPath("/", info.path).relative_to(PurePosixPath("/", folder))


def read_pointer(filesystem: FileSystem, place: str) -> Mapping[str, Any]:
    """What `run.json` in a store says; nothing where there is none.

    Raises:
        OSError: It cannot be read.
        ValueError: It is no record of a run.
    """
    path = f"{place}/{RUN_FILE}"
    if filesystem.get_file_info(path).type != FileType.File:
        return {}
    with filesystem.open_input_stream(path) as stream:
        record = json.loads(stream.read())
    if not isinstance(record, dict):
        raise ValueError("it is no object")
    return record


def _open_table(filesystem: FileSystem, folder: str, name: str, outputs: Path | str) -> Dataset:
    from pyarrow.dataset import dataset  # noqa: PLC0415  (it loads pandas, which a command that opens nothing need not)

    try:
        table = dataset(f"{folder}/{name}.parquet", filesystem=filesystem, format="parquet")
    except (OSError, pa.ArrowException) as error:
        raise TableError(outputs, name, error) from error
    if not table.schema.names:  # a folder without parts
        raise TableError(outputs, name, FileNotFoundError())
    return table


def _refuse_different_runs(tables: Mapping[str, Dataset], outputs: Path | str, recorded: str | None) -> None:
    tables_of: defaultdict[str, list[str]] = defaultdict(list)
    if recorded is not None:
        tables_of[_say_run(recorded)].append(RUN_FILE)
    for name, table in tables.items():
        for run in sorted({_name_run(part.physical_schema) for part in table.get_fragments()}):
            tables_of[run].append(name)
    if len(tables_of) > 1:
        found = "; ".join(f"{', '.join(names)} of {run}" for run, names in tables_of.items())
        raise InputError(f"{outputs} holds tables of different runs: {found}")


def _name_run(schema: pa.Schema) -> str:
    return _say_run((schema.metadata or {}).get(b"run", b"").decode(errors="replace"))


def _say_run(run: str) -> str:
    return f"run {run[:12]}" if run else "no run that is stated"
