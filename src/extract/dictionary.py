"""The data dictionary: a page of the documentation, made from the same schemas as the tables.

`python -m extract.dictionary` prints it; docs/dictionary.md is that output.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from extract.schemas import SCHEMA_VERSION, TABLES, Column, TableSchema, find_references

_OPENING = f"""# Data dictionary

Every column of every table, schema version {SCHEMA_VERSION}. This page is made from the schemas by `make docs`: change
those, not this. What the tables promise, and how values are to be read, is in [the data model](data-model.md).

"always" marks a column that is never null. Text is UTF-8, `start` and `end` count code points from 0 and `end` is
exclusive, dates are calendar days. The words after "one of" are all that may stand in the column.
"""


def make_dictionary() -> str:
    """The data dictionary as a Markdown page: a section for each table, a line for each column.

    >>> page = make_dictionary()
    >>> page.splitlines()[0], page.count("\\n## ") == len(TABLES)
    ('# Data dictionary', True)
    """
    return "\n".join((_OPENING, *(line for table in TABLES.values() for line in _describe_table(table))))


def _describe_table(table: TableSchema) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{table.one_row_is} Key: {_name_all(table.key)}. Sorted by {_name_all(table.order)}.\n"
    yield "| column | type | filled | meaning |"
    yield "|---|---|---|---|"
    yield from (_describe_column(table, column) for column in table.columns)
    yield ""


def _name_all(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _describe_column(table: TableSchema, column: Column) -> str:
    """One row of a section.

    >>> _describe_column(TABLES["links"], next(c for c in TABLES["links"].columns if c.name == "relation"))[:82]
    '| `relation` | string | always | What became of the action. One of same, reworded,'
    """
    filled = "always" if column.required else ""
    target = find_references(table).get(column.name)
    named = f"A row of [{target.name}](#{target.name})." if target else ""
    words = f"One of {', '.join(column.one_of)}." if column.one_of else ""
    meaning = " ".join(filter(None, (column.description, named, words)))
    return f"| `{column.name}` | {_name_type(column.type)} | {filled} | {meaning} |"


def _name_type(type_: pa.DataType) -> str:
    """The Arrow name of a type, lists in words.

    >>> _name_type(pa.list_(pa.string())), _name_type(pa.decimal128(18, 2))
    ('list of string', 'decimal128(18, 2)')
    """
    if isinstance(type_, pa.ListType):
        return f"list of {type_.value_type}"
    return str(type_)


if __name__ == "__main__":
    print(make_dictionary(), end="")
