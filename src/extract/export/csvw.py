"""The CSV files of a release as CSV on the Web (W3C, 2015), made from the same schemas as the tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.schemas import TABLES, Column, TableSchema, find_references
from extract.schemas.columns import DATE, MOMENT, MONEY, NUMBER, SCORE, TEXT, TEXTS, YES_NO

# Where a reader of a CSV file looks when it is told nothing else: a name that the standard gives.
CSVW_FILE = "csv-metadata.json"
_TYPES = {
    TEXT: "string",
    TEXTS: "json",
    NUMBER: "integer",
    DATE: "date",
    MONEY: "decimal",
    YES_NO: "boolean",
    SCORE: "double",
    MOMENT: "dateTime",
}


def make_csvw() -> dict[str, Any]:
    """A CSVW table group: every table with its columns, types, keys and closed vocabularies.

    >>> publications = make_csvw()["tables"][0]
    >>> publications["url"], publications["tableSchema"]["primaryKey"]
    ('publications.csv', ['publication_id'])
    >>> publications["tableSchema"]["columns"][1]
    {'name': 'title', 'titles': 'title', 'dc:description': 'Title of the publication.', 'datatype': 'string'}
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "tables": [_describe_table(table) for table in TABLES.values()],
    }


def _describe_table(table: TableSchema) -> dict[str, Any]:
    return {
        "url": f"{table.name}.csv",
        "dc:description": table.one_row_is,
        "tableSchema": {
            "columns": [_describe_column(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [_describe_reference(name, target) for name, target in _list_filled_references(table)],
        },
    }


def _list_filled_references(table: TableSchema) -> Iterator[tuple[str, TableSchema]]:
    """References that every row makes: the standard has no other kind, and where one is null it would be broken."""
    filled = {column.name for column in table.columns if column.required}
    yield from ((name, target) for name, target in find_references(table).items() if name in filled)


def _describe_reference(name: str, target: TableSchema) -> dict[str, Any]:
    reference = {"resource": f"{target.name}.csv", "columnReference": list(target.key)}
    return {"columnReference": [name], "reference": reference}


def _describe_column(column: Column) -> dict[str, Any]:
    datatype: str | dict[str, str] = _TYPES[column.type]
    if column.one_of:
        # The standard has no enumeration; the format of a text is a regular expression.
        datatype = {"base": _TYPES[column.type], "format": "|".join(column.one_of)}
    described = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": datatype,
    }
    return described | ({"required": True} if column.required else {})
