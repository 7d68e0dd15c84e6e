"""The tables as one SQLite file: keys, closed vocabularies, the ready-made views and a full-text search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from extract.datapackage import TYPES
from extract.export.plain import flatten
from extract.schemas import TABLES, Column, TableSchema, find_references
from extract.schemas.columns import DATE, MOMENT, MONEY, NUMBER, SCORE, TEXT, TEXTS, YES_NO
from extract.views import load_views

_KEPT_AS = {
    TEXT: "text",
    TEXTS: "text",
    NUMBER: "integer",
    DATE: "text",
    # Not numeric: whole pounds would be integers there, and R takes a column for what its first rows are.
    MONEY: "real",
    YES_NO: "integer",
    SCORE: "real",
    MOMENT: "text",
}
# The columns that people search for words, by table; Datasette finds the index by the table that it names.
SEARCHED = {
    "records": ("theme", "action", "owner", "progress", "next_steps"),
    "commitments": ("text",),
    "progress": ("text",),
    "next_steps": ("text",),
    "editions": ("title", "text"),
}


def fill_database(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write the tables into a new SQLite file; the same tables give the same bytes.

    Lists are JSON text, dates and moments ISO 8601 text, yes and no 1 and 0, amounts numbers in units of the currency
    (SQLite has no decimals: of an amount of more than fifteen digits the last ones are lost). The table `dictionary`
    says what every table and column means, and which of its types a column has (date, array and so on).
    """
    with closing(sqlite3.connect(path)) as database, database:
        for name, table in TABLES.items():
            database.execute(_make_table(table))
            holes = ", ".join("?" for _ in table.columns)
            rows = (tuple(map(_plain, row.values())) for row in flatten(tables[name]).to_pylist())
            database.executemany(f'insert into "{name}" values ({holes})', rows)
            for statement in _make_indexes(table):
                database.execute(statement)
        for view in load_views("sqlite"):
            database.execute(f"create view {view.name} as {view.query}")
        _add_dictionary(database)
        _add_search(database)


def _make_table(table: TableSchema) -> str:
    parts = [_make_column(column) for column in table.columns]
    parts.append(f"primary key ({', '.join(table.key)})")
    parts += [
        f"foreign key ({name}) references {target.name} ({', '.join(target.key)})"
        for name, target in find_references(table).items()
    ]
    return f'create table "{table.name}" ({", ".join(parts)})'


def _make_column(column: Column) -> str:
    """A column as SQL declares it.

    >>> _make_column(Column("severity", TEXT, "How much.", True, ("high", "low")))
    '"severity" text not null check ("severity" in (\\'high\\', \\'low\\'))'
    """
    needed = " not null" if column.required else ""
    closed = ""
    if column.one_of:
        words = ", ".join(f"'{word}'" for word in column.one_of)
        closed = f' check ("{column.name}" in ({words}))'
    return f'"{column.name}" {_KEPT_AS[column.type]}{needed}{closed}'


def _make_indexes(table: TableSchema) -> Iterator[str]:
    for name in find_references(table):
        if (name,) != table.key:
            yield f'create index "{table.name}_{name}" on "{table.name}" ("{name}")'


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date | Decimal) else value


def _add_dictionary(database: sqlite3.Connection) -> None:
    database.execute(
        "create table dictionary (table_name text not null, column_name text, type text, meaning text not null)"
    )
    for table in TABLES.values():
        database.execute("insert into dictionary values (?, null, null, ?)", (table.name, table.one_row_is))
        rows = [(table.name, column.name, TYPES[column.type], column.description) for column in table.columns]
        database.executemany("insert into dictionary values (?, ?, ?, ?)", rows)
    for view in load_views("sqlite"):
        database.execute("insert into dictionary values (?, null, 'view', ?)", (view.name, view.one_row_is))


def _add_search(database: sqlite3.Connection) -> None:
    for name, columns in SEARCHED.items():
        database.execute(
            f'create virtual table "{name}_fts" using fts5({", ".join(columns)}, content="{name}",'
            " tokenize='porter unicode61 remove_diacritics 2')"
        )
        database.execute(f'insert into "{name}_fts" ("{name}_fts") values (\'rebuild\')')
