"""The tables for other people's tools: pandas, polars and DuckDB, from a folder or an object store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extract.extras import load_extra
from extract.open_tables import open_tables
from extract.schemas import TABLES
from extract.views import load_views

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl


def load_tables(outputs: Path | str) -> dict[str, pd.DataFrame]:
    """Every table of a run as a pandas data frame, by name, with Arrow types: dates, decimals, lists and nulls stay so.

    Args:
        outputs: A folder that `extract run` wrote, or its address in an object store, such as `s3://bucket/outputs`.

    Raises:
        InputError: A table is missing or cannot be read, or the tables come from different runs.

    >>> tables = load_tables(getfixture("example_outputs"))
    >>> tables["mentions"].loc[1, ["text", "amount_min", "currency"]].tolist()
    ['£3.2 million', Decimal('3200000.00'), 'GBP']
    """
    import pandas as pd  # noqa: PLC0415  (a command that loads nothing need not wait for it)

    return {
        name: table.to_table().to_pandas(types_mapper=pd.ArrowDtype) for name, table in open_tables(outputs).items()
    }


def scan_tables(outputs: Path | str) -> dict[str, pl.LazyFrame]:
    """Every table of a run as a polars lazy frame, by name; columns and rows that a query leaves out are not read.

    Args:
        outputs: As for `load_tables`.

    Raises:
        InputError: As for `load_tables`, or polars is not installed.

    >>> tables = scan_tables(getfixture("example_outputs"))
    >>> tables["target_dates"].select("text", "latest").collect().rows()
    [('September 2024', datetime.date(2024, 9, 30))]
    """
    polars = load_extra("polars", extra="frames", needed_by="lazy frames")
    return {name: polars.scan_pyarrow_dataset(table) for name, table in open_tables(outputs).items()}


def connect(outputs: Path | str) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with every table of a run, and the ready-made views, under their names.

    The tables are read when they are asked, never copied; they are this connection's own, and a cursor of it does not
    see them. What a table and a column mean is in DuckDB's own catalogue, as comments.

    Args:
        outputs: As for `load_tables`.

    Raises:
        InputError: As for `load_tables`, or duckdb is not installed.

    >>> database = connect(getfixture("example_outputs"))
    >>> database.sql("select kind, before, after from changes order by kind limit 1").fetchall()
    [('action_reworded', 'Publish a review of pay.', 'Publish a full review of pay.')]
    """
    database = load_extra("duckdb", extra="frames", needed_by="connections")
    connection: duckdb.DuckDBPyConnection = database.connect()
    for name, table in open_tables(outputs).items():
        connection.register(name, table)
    for view in load_views("duckdb"):
        connection.execute(f"create temporary view {view.name} as {view.query}")
    _comment(connection)
    return connection


def _comment(connection: duckdb.DuckDBPyConnection) -> None:
    """Write what the tables, their columns and the views mean into the catalogue."""
    for table in TABLES.values():
        connection.execute(f"comment on view {table.name} is {_quote(table.one_row_is)}")
        for column in table.columns:
            connection.execute(f'comment on column {table.name}."{column.name}" is {_quote(column.description)}')
    for view in load_views("duckdb"):
        connection.execute(f"comment on view {view.name} is {_quote(view.one_row_is)}")


def _quote(text: str) -> str:
    """A text as SQL writes it; a comment takes no parameter."""
    return "'" + text.replace("'", "''") + "'"
