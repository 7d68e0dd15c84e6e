"""The tables as a Frictionless data package, made from the same schemas as the files."""

from __future__ import annotations

from typing import Any, Literal

import pyarrow as pa
import pyarrow.types as arrow

from extract.schemas import REFERENCES, SCHEMA_VERSION, TABLES, Column, TableSchema

Form = Literal["parquet", "csv"]
_MEDIA_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}


def make_datapackage(form: Form = "parquet") -> dict[str, Any]:
    """A data package descriptor: every table with its fields, keys and closed vocabularies.

    Args:
        form: What the files are: parquet, or CSV in which lists are JSON text.

    >>> publications = make_datapackage()["resources"][0]
    >>> publications["path"], publications["schema"]["primaryKey"]
    ('publications.parquet', ['publication_id'])
    >>> publications["schema"]["fields"][1]
    {'name': 'title', 'type': 'string', 'description': 'Title of the publication.'}
    """
    resources = [_describe_table(table, form) for table in TABLES.values()]
    return {"name": "progress-tables", "version": SCHEMA_VERSION, "resources": resources}


def _describe_table(table: TableSchema, form: Form) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": f"{table.name}.{form}",
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
        "description": table.one_row_is,
        "schema": {
            "fields": [_describe_column(table, column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [_describe_reference(table, name) for name in table.column_names if _refers(table, name)],
        },
    }


def _describe_column(table: TableSchema, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    # A list's words are in its description: Frictionless cannot restrict the items of an array.
    if column.vocabulary and not arrow.is_list(column.type):
        constraints["enum"] = list(column.vocabulary)
    described = {"name": column.name, "type": name_type(column.type), "description": column.description}
    return described | ({"constraints": constraints} if constraints else {})


def _refers(table: TableSchema, name: str) -> bool:
    return name in REFERENCES and not (REFERENCES[name] == table.name and name in table.key)


def _describe_reference(table: TableSchema, name: str) -> dict[str, Any]:
    target = TABLES[REFERENCES[name]]
    # The standard writes an empty name for the table itself.
    resource = "" if target is table else target.name
    return {"fields": [name], "reference": {"resource": resource, "fields": list(target.key)}}


def name_type(type_: pa.DataType) -> str:
    """The Frictionless name of an Arrow type: what a value is, in whatever form it is written.

    >>> name_type(pa.int32()), name_type(pa.list_(pa.string()))
    ('integer', 'array')
    """
    named = (
        (arrow.is_string, "string"),
        (arrow.is_integer, "integer"),
        (arrow.is_decimal, "number"),
        (arrow.is_floating, "number"),
        (arrow.is_boolean, "boolean"),
        (arrow.is_date, "date"),
        (arrow.is_timestamp, "datetime"),
        (arrow.is_list, "array"),
    )
    return next(name for fits, name in named if fits(type_))
