"""The tables as a Frictionless data package, made from the same schemas as the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from extract.schemas import SCHEMA_VERSION, TABLES, Column, TableSchema, find_references
from extract.schemas.columns import DATE, MOMENT, MONEY, NUMBER, SCORE, TEXT, TEXTS, YES_NO

Form = Literal["parquet", "csv"]
TYPES = {
    TEXT: "string",
    TEXTS: "array",
    NUMBER: "integer",
    DATE: "date",
    MONEY: "number",
    YES_NO: "boolean",
    SCORE: "number",
    MOMENT: "datetime",
}
"""The Frictionless name of each type that a column can have: what a value is, however it is written."""
MEDIA_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}


def make_datapackage(form: Form = "parquet", *, files: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """A data package descriptor: every table with its fields, keys and closed vocabularies.

    Args:
        form: What the files are: parquet, or CSV in which lists are JSON text.
        files: Those of each table, where it may have several.

    >>> publications = make_datapackage()["resources"][0]
    >>> publications["path"], publications["schema"]["primaryKey"]
    ('publications.parquet', ['publication_id'])
    >>> publications["schema"]["fields"][1]
    {'name': 'title', 'type': 'string', 'description': 'Title of the publication.'}
    """
    files = files or {name: [f"{name}.{form}"] for name in TABLES}
    resources = [_describe_table(table, form, files[table.name]) for table in TABLES.values()]
    return {"name": "progress-tables", "version": SCHEMA_VERSION, "resources": resources}


def _describe_table(table: TableSchema, form: Form, files: Sequence[str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": files[0] if len(files) == 1 else list(files),
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        "description": table.one_row_is,
        "schema": {
            "fields": [_describe_column(table, column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                _describe_reference(table, name, target) for name, target in find_references(table).items()
            ],
        },
    }


def _describe_column(table: TableSchema, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    if column.one_of:
        constraints["enum"] = list(column.one_of)
    described = {"name": column.name, "type": TYPES[column.type], "description": column.description}
    return described | ({"constraints": constraints} if constraints else {})


def _describe_reference(table: TableSchema, name: str, target: TableSchema) -> dict[str, Any]:
    # The standard writes an empty name for the table itself.
    resource = "" if target is table else target.name
    return {"fields": [name], "reference": {"resource": resource, "fields": list(target.key)}}
