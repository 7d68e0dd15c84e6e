"""The tables: written from parts as these come, publication after publication, each as one file or as several."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extract.datapackage import make_datapackage
from extract.errors import OutputError
from extract.model import History, Organisation
from extract.open_tables import PACKAGE_FILE, RUN_FILE, list_files
from extract.parts import make_part, pack_findings, take_columns
from extract.release import lock, release
from extract.reviewed import ReviewedDecision
from extract.rows import Findings, UnreadPage, merge_organisations
from extract.schemas import TABLES, make_schema

__all__ = ["UnreadPage", "merge_parts", "write_json", "write_tables"]

_LOG = logging.getLogger("extract")
WRITTEN = frozenset({RUN_FILE, PACKAGE_FILE, *(f"{name}.parquet" for name in TABLES)})
# Rows in a group of rows: enough to be packed and read well; few where a row holds a whole page or record, since a
# group is in memory when it is written. What is known of each group stays there until the file is closed.
_GROUP_ROWS = 10_000
_LARGE_ROWS = {"editions": 100, "records": 2_000}


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
    place = outputs.resolve()
    grouped = _group_findings(histories, unread_pages, decisions)
    parts = (make_part([pack_findings(one, grouped[one])]) for one in sorted(grouped))
    try:
        with lock(place, f"another run is writing {outputs}"), release(place, WRITTEN) as folder:
            rows = merge_parts(parts, folder, run_id)
            write_json(folder / RUN_FILE, run)
            return rows
    except OSError as error:
        raise OutputError(f"{outputs} cannot be written: {error.strerror or error}") from error


def _group_findings(
    histories: Sequence[History], unread_pages: Sequence[UnreadPage], decisions: Sequence[ReviewedDecision]
) -> Mapping[str, Findings]:
    """What was found, by publication."""
    groups: defaultdict[str, tuple[list[History], list[UnreadPage], list[ReviewedDecision]]] = defaultdict(
        lambda: ([], [], [])
    )
    for history in histories:
        groups[history.publication.publication_id][0].append(history)
    for page in unread_pages:
        groups[page.publication.publication_id][1].append(page)
    for decision in decisions:
        groups[decision.publication_id][2].append(decision)
    return {publication_id: Findings(*group) for publication_id, group in groups.items()}


def merge_parts(
    parts: Iterable[pa.RecordBatch], folder: Path, run_id: str, file_rows: int | None = None
) -> dict[str, int]:
    """Write every table and `datapackage.json` from parts, and answer the rows of each table.

    Only the rows of the groups that are being filled are in memory. How the rows were divided into parts leaves no
    trace in the bytes.

    Args:
        parts: In the order of their publications, each publication once.
        folder: Where the files are written.
        file_rows: Each table is a folder of files with so many rows at most, fewer where a row is a page or record, in
            their order by name. None for one file.
    """
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_TableWriter(name, folder, run_id, file_rows)) for name in TABLES}
        organisations = stack.enter_context(_Organisations())
        for part in parts:
            for name, writer in writers.items():
                if name == "organisations":
                    organisations.add(part)
                else:
                    writer.add(take_columns(part, name))
            _LOG.info("part_merged", extra={"publications": part.num_rows})
        for columns in organisations.list_columns():
            writers["organisations"].add(columns)
        rows = {name: writer.finish() for name, writer in writers.items()}
    write_json(folder / PACKAGE_FILE, make_datapackage(files=list_files(folder)))
    return rows


class _TableWriter:
    """One table, written in groups of so many rows, so that the bytes tell nothing of where the rows came from."""

    def __init__(self, name: str, folder: Path, run_id: str, file_rows: int | None) -> None:
        self._schema = make_schema(TABLES[name], run_id)
        self._path, self._run_id = folder / f"{name}.parquet", run_id
        self._group = _LARGE_ROWS.get(name, _GROUP_ROWS)
        self._file_rows: int | None = None
        if file_rows is not None:
            self._path.mkdir()
            self._file_rows = max(1, file_rows * self._group // _GROUP_ROWS)
            self._group = min(self._group, self._file_rows)
        self._waiting = _Waiting(folder, self._schema)
        self._files = 0
        self._rows = self._rows_in_file = 0

    def add(self, columns: Sequence[pa.Array[Any]]) -> None:
        """Take more rows, as columns in the order of the schema."""
        batch = pa.RecordBatch.from_arrays(list(columns), schema=self._schema)
        while batch.num_rows:
            room = self._group - self._waiting.rows
            self._waiting.add(batch.slice(0, room))
            batch = batch.slice(room)
            if self._waiting.rows == self._group:
                self._write_group()

    def _write_group(self) -> None:
        self._write(self._waiting.take())
        # The C library would keep what a group took.
        pa.default_memory_pool().release_unused()

    def _write(self, group: pa.Table) -> None:
        if self._file_rows is not None and self._rows_in_file + group.num_rows > self._file_rows:
            self._writer.close()
            self._begin_file()
        self._writer.write_table(group, row_group_size=self._group)
        self._rows_in_file += group.num_rows
        self._rows += group.num_rows

    def _begin_file(self) -> None:
        path = self._path if self._file_rows is None else self._path / f"part-{self._files:05}-{self._run_id}.parquet"
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", compression_level=3)
        self._files += 1
        self._rows_in_file = 0

    def finish(self) -> int:
        """Write what is left and answer the number of rows."""
        if self._waiting.rows:
            self._write_group()
        return self._rows

    def __enter__(self) -> _TableWriter:
        # Also a table without rows has a file that says what its columns are.
        self._begin_file()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._writer.close()
        self._waiting.close()


class _Waiting:
    """The rows of a table that do not fill a group yet, on disk, so that all tables together do not fill memory."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self._schema = schema
        # Without a name: gone with the process, whatever becomes of it.
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115  (closed with the table's writer)
        self._begin()

    def _begin(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._stream = pa.ipc.new_stream(self._file, self._schema, options=pa.ipc.IpcWriteOptions(use_threads=False))
        self.rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Take more rows."""
        self._stream.write_batch(batch)
        self.rows += batch.num_rows

    def take(self) -> pa.Table:
        """All rows, one chunk a column: the pages of a table's file would else tell where one part ended."""
        self._stream.close()
        self._file.seek(0)
        with pa.ipc.open_stream(self._file) as stream:
            rows = stream.read_all().combine_chunks()
        self._begin()
        return rows

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()
        self._file.close()


class _Organisations:
    """The organisations of all publications, one row each, sorted; kept on disk where they grow large."""

    def __enter__(self) -> _Organisations:
        # A database without a name is a temporary file, gone with the connection.
        self._database = sqlite3.connect("")
        self._database.execute(
            "create table named (place integer primary key, id text, name text, acronym text, aliases text)"
        )
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, part: pa.RecordBatch) -> None:
        """Take the organisations of more publications."""
        ids, names, acronyms, aliases = (column.to_pylist() for column in take_columns(part, "organisations"))
        self._database.executemany(
            "insert into named (id, name, acronym, aliases) values (?, ?, ?, ?)",
            zip(ids, names, acronyms, map(json.dumps, aliases), strict=True),
        )

    def list_columns(self) -> Iterator[list[pa.Array[Any]]]:
        """The rows in order, some at a time, as columns."""
        types = [column.type for column in TABLES["organisations"].columns]
        found = self._database.execute("select id, name, acronym, aliases from named order by id, place")
        rows: list[tuple[Any, ...]] = []
        for _, group in groupby(found, key=itemgetter(0)):
            known = merge_organisations(
                Organisation(one, name, acronym, tuple(json.loads(aliases))) for one, name, acronym, aliases in group
            )
            rows.append((known.organisation_id, known.name, known.acronym, sorted(known.aliases)))
            if len(rows) == _GROUP_ROWS:
                yield [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), types, strict=True)]
                rows = []
        if rows:
            yield [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), types, strict=True)]


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a value as JSON for people to read."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
