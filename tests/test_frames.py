"""The tables as other people's tools open them: the same values in each, from files, parts and stores of objects."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import extract
from extract.check import check_outputs
from extract.errors import InputError
from extract.export.release import write_release
from extract.schemas import TABLES
from tests.histories import write_example
from tests.runs import Row, put_in_store, read_plain, write_parts, write_reviewed_run

PlacedRun = Path | str


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reviewed_run(tmp_path_factory.mktemp("run") / "outputs")


def make_plain(value: object) -> object:
    """A cell as plain values, whatever the tool calls an absent one, a list or a moment."""
    if isinstance(value, np.ndarray | list):
        return [make_plain(item) for item in value]
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else None if value is pd.NA else value


def read_with_pandas(outputs: PlacedRun) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for name, frame in extract.load_tables(outputs).items():
        rows = zip(*(map(make_plain, frame[column]) for column in frame), strict=True)
        found[name] = [dict(zip(map(str, frame), row, strict=True)) for row in rows]
    return found


def read_with_polars(outputs: PlacedRun) -> dict[str, list[Row]]:
    return {name: frame.collect().to_dicts() for name, frame in extract.scan_tables(outputs).items()}


def read_with_duckdb(outputs: PlacedRun) -> dict[str, list[Row]]:
    database = extract.connect(outputs)
    # A moment with a time zone needs one more library in DuckDB's own reading; Arrow has it.
    return {name: database.table(name).to_arrow_table().to_pylist() for name in TABLES}


READERS = (read_with_pandas, read_with_polars, read_with_duckdb)


@pytest.mark.parametrize("read", READERS)
def test_every_tool_finds_the_same_values(read: Callable[[PlacedRun], dict[str, list[Row]]], outputs: Path) -> None:
    expected = read_plain(outputs)
    found = read(outputs)
    assert list(found) == list(TABLES)
    for name, rows in expected.items():
        assert [{**row} for row in found[name]] == rows, name
    values = [value for rows in expected.values() for row in rows for value in row.values()]
    assert {type(value).__name__ for value in values} >= {
        *("str", "int", "float", "bool", "Decimal", "date", "datetime", "list", "NoneType")
    }


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("place", ["parts", "store", "parts in a store", "file address"])
def test_every_place_holds_the_same_values(
    read: Callable[[PlacedRun], dict[str, list[Row]]], place: str, outputs: Path, tmp_path: Path
) -> None:
    placed: PlacedRun = write_parts(outputs, tmp_path / "parts") if "parts" in place else outputs
    if "store" in place:
        placed = put_in_store(Path(placed), f"memory://{tmp_path.name}/outputs")
    elif place == "file address":
        placed = outputs.as_uri()
    assert read(placed) == read_plain(outputs)


def test_types_are_those_of_the_tables(outputs: Path) -> None:
    mentions = extract.load_tables(outputs)["mentions"]
    assert str(mentions["amount_min"].dtype) == "decimal128(18, 2)[pyarrow]"
    assert str(mentions["earliest"].dtype) == "date32[day][pyarrow]"
    lazy = extract.scan_tables(outputs)
    assert lazy["records"].collect_schema()["progress"] == pl.List(pl.String)
    assert lazy["decisions"].collect_schema()["decided_at"] == pl.Datetime("ms", "UTC")
    asked = extract.connect(outputs).sql("select typeof(amount_min), typeof(earliest) from mentions limit 1")
    assert asked.fetchall() == [("DECIMAL(18,2)", "DATE")]


def test_duckdb_says_what_tables_columns_and_views_mean(outputs: Path) -> None:
    database = extract.connect(outputs)
    told = dict(database.sql("select view_name, comment from duckdb_views() where comment is not null").fetchall())
    assert told["overdue"].startswith("One row is a deadline;")
    assert {name: told[name] for name in TABLES} == {name: table.one_row_is for name, table in TABLES.items()}
    columns = {(table.name, column.name): column.description for table in TABLES.values() for column in table.columns}
    said = database.sql("select table_name, column_name, comment from duckdb_columns() where comment is not null")
    assert {(table, column): comment for table, column, comment in said.fetchall()} == columns


# ---------------------------------------------------------------- what is refused


def replace_run(path: Path, run: str) -> None:
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), b"run": run.encode()}), path)


@pytest.mark.parametrize("open_run", [extract.load_tables, extract.scan_tables, extract.connect])
def test_tables_of_different_runs_are_refused_and_named(open_run: Callable[[Path], object], tmp_path: Path) -> None:
    outputs = write_example(tmp_path / "out")
    replace_run(outputs / "links.parquet", "0ther")
    with pytest.raises(InputError, match=r"out holds tables of different runs: publications, .*; links of run 0ther$"):
        open_run(outputs)
    (result,) = (result for result in check_outputs(outputs) if result.name == "6 meaning travels")
    assert "the tables come from 2 different runs" in result.examples


def test_a_part_of_another_run_is_refused_and_named(tmp_path: Path) -> None:
    outputs = write_parts(write_example(tmp_path / "out"), tmp_path / "parts")
    replace_run(outputs / "actions.parquet" / "part-1.parquet", "0ther")
    with pytest.raises(InputError, match=r"publications, .* of run c0ffee; actions of run 0ther"):
        extract.load_tables(outputs)


@pytest.mark.parametrize("open_run", [extract.load_tables, extract.scan_tables, extract.connect])
def test_a_missing_or_broken_table_is_named(open_run: Callable[[Path], object], tmp_path: Path) -> None:
    outputs = write_example(tmp_path / "out")
    (outputs / "links.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(InputError, match=r"links\.parquet cannot be read as a table"):
        open_run(outputs)
    shutil.rmtree(outputs)
    with pytest.raises(InputError, match=r"out is not the output of a run: it holds no publications\.parquet"):
        open_run(outputs)


@pytest.mark.parametrize("open_run", [extract.load_tables, extract.scan_tables, extract.connect])
def test_a_folder_without_parts_is_no_table(open_run: Callable[[Path], object], tmp_path: Path) -> None:
    outputs = write_parts(write_example(tmp_path / "out"), tmp_path / "parts")
    for part in (outputs / "links.parquet").iterdir():
        part.unlink()
    with pytest.raises(InputError, match=r"parts is not the output of a run: it holds no links\.parquet"):
        open_run(outputs)


def test_views_and_exports_work_from_a_store(outputs: Path, tmp_path: Path) -> None:
    placed = put_in_store(write_parts(outputs, tmp_path / "parts"), f"memory://{tmp_path.name}/outputs")
    asked = "select deadline, promise from overdue order by deadline, promise"
    assert extract.connect(placed).sql(asked).fetchall() == extract.connect(outputs).sql(asked).fetchall()
    write_release(placed, tmp_path / "release")
    assert read_plain(tmp_path / "release" / "parquet")["changes"] == read_plain(outputs)["changes"]


def test_an_address_that_nothing_speaks_is_refused() -> None:
    with pytest.raises(InputError, match="nowhere://bucket/out cannot be reached"):
        extract.load_tables("nowhere://bucket/out")


@pytest.mark.parametrize(("library", "open_run"), [("polars", extract.scan_tables), ("duckdb", extract.connect)])
def test_without_its_library_the_extra_is_named(
    library: str, open_run: Callable[[Path], object], example_outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=rf"need {library}, which is not installed: .*progress-extract\[frames\]"):
        open_run(example_outputs)


# ---------------------------------------------------------------- sentences


def test_every_value_lies_in_its_sentence(outputs: Path) -> None:
    plain = read_plain(outputs)
    text_of = {row["edition_id"]: row["text"] for row in plain["editions"]}
    for row in (*plain["mentions"], *plain["target_dates"]):
        assert 0 <= row["sentence_start"] <= row["start"] < row["end"] <= row["sentence_end"]
        sentence = text_of[row["edition_id"]][row["sentence_start"] : row["sentence_end"]]
        assert sentence == sentence.strip(" \n|")
