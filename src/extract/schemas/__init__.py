"""Every written table: its columns, their types, meanings and keys, once.

The writer, the check, `datapackage.json` and the data dictionary are all made from `TABLES`. Columns may be added;
renaming or dropping one is a breaking change.

>>> [column.name for column in TABLES["publications"].columns]
['publication_id', 'title', 'publisher', 'url', 'licence', 'country']
>>> TABLES["themes"].order
('publication_id', 'as_at', 'edition_id', 'position', 'theme_id')
"""

from __future__ import annotations

import pyarrow as pa

from extract.schemas import histories, pages
from extract.schemas.columns import Column, TableSchema

__all__ = ["REFERENCES", "SCHEMA_VERSION", "TABLES", "Column", "TableSchema", "find_references", "make_schema"]

SCHEMA_VERSION = "1.0"

TABLES: dict[str, TableSchema] = {
    table.name: table
    for table in (
        histories.PUBLICATIONS,
        pages.EDITIONS,
        pages.SOURCES,
        pages.THEMES,
        pages.ACTIONS,
        pages.PROGRESS,
        pages.NEXT_STEPS,
        pages.TARGET_DATES,
        pages.MENTIONS,
        histories.ORGANISATIONS,
        pages.PASSAGES,
        pages.PROBLEMS,
        histories.COMMITMENTS,
        histories.LINKS,
        histories.CHANGES,
        histories.DECISIONS,
        histories.RECORDS,
    )
}
"""Every table by its name, in the order they are written."""

REFERENCES = {
    "edition_id": "editions",
    "publication_id": "publications",
    "theme_id": "themes",
    "action_id": "actions",
    "next_step_id": "next_steps",
    "organisation_id": "organisations",
    "commitment_id": "commitments",
    "link_id": "links",
    "change_id": "changes",
    "decision_id": "decisions",
    "earlier_edition_id": "editions",
    "later_edition_id": "editions",
    "first_edition_id": "editions",
    "last_edition_id": "editions",
    "corrected_edition_id": "editions",
    "earlier_action_id": "actions",
    "later_action_id": "actions",
    "part_of_action_id": "actions",
    "repeat_of_action_id": "actions",
    "part_of_mention_id": "mentions",
    "split_from_commitment_id": "commitments",
    "merged_into_commitment_id": "commitments",
}
"""The table whose row a column names, wherever the column is not its own table's key."""


def find_references(table: TableSchema) -> dict[str, TableSchema]:
    """The columns of a table that name rows, and the table of these: another one, or its own for its other rows.

    >>> {name: target.name for name, target in find_references(TABLES["records"]).items()}
    {'edition_id': 'editions', 'action_id': 'actions', 'commitment_id': 'commitments', 'publication_id': 'publications'}
    >>> [*find_references(TABLES["publications"])]
    []
    """
    targets = {name: TABLES[REFERENCES[name]] for name in table.column_names if name in REFERENCES}
    return {name: target for name, target in targets.items() if not (target is table and table.key == (name,))}


def make_schema(table: TableSchema, run_id: str) -> pa.Schema:
    """The Arrow schema of a table, with a description of every field; `run_id` is the content hash of the run.

    >>> schema = make_schema(TABLES["themes"], run_id="c0ffee")
    >>> schema.field("name").metadata[b"description"].decode()
    'The theme: its heading without the number.'
    >>> schema.metadata[b"table"], schema.metadata[b"run"], schema.field("name").nullable
    (b'themes', b'c0ffee', False)
    """
    fields = [
        pa.field(column.name, column.type, not column.required, metadata={"description": column.description})
        for column in table.columns
    ]
    about: dict[bytes | str, bytes | str] = {
        "schema_version": SCHEMA_VERSION,
        "table": table.name,
        "one_row_is": table.one_row_is,
        "run": run_id,
    }
    return pa.schema(fields, metadata=about)
