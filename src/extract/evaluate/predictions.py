"""The written tables in the shape in which gold asks for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.evaluate.gold import Item
from extract.open_tables import read_rows

Row = dict[str, Any]
READ = (
    "publications",
    "editions",
    "themes",
    "actions",
    "progress",
    "next_steps",
    "target_dates",
    "mentions",
    "organisations",
    "links",
    "changes",
)


@dataclass(frozen=True, slots=True)
class EditionTables:
    """The rows of one edition by table, and its row of `editions`; all empty for one that the run does not have."""

    edition_id: str
    text: str
    rows: Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a run wrote. tables: rows by table; by_edition: rows of an edition by table."""

    tables: Mapping[str, list[Row]]
    by_edition: Mapping[str, Mapping[str, list[Row]]]

    def has_publication(self, publication_id: str) -> bool:
        """Whether the run read this publication."""
        return any(row["publication_id"] == publication_id for row in self.tables["publications"])

    def find_edition(self, publication_id: str, gold: Item) -> EditionTables | None:
        """The edition a gold entry is about: by its name, which in the tables may carry `~` and a digest."""
        rows = [row for row in self.tables["editions"] if row["publication_id"] == publication_id]
        names = {row["edition_id"].partition("@")[2]: row for row in rows}
        wanted = gold["edition"].removeprefix(f"{publication_id}@")
        plain = [row for name, row in names.items() if name.partition("~")[0] == wanted]
        row = names.get(wanted) or (plain[0] if len(plain) == 1 else None)
        if row is None:
            return None
        return EditionTables(row["edition_id"], row["text"], self.by_edition[row["edition_id"]])


def read_predictions(outputs: Path) -> Predictions:
    """Read the tables that gold asks about.

    Raises:
        TableError: One is missing or cannot be read.
    """
    tables = {name: read_rows(outputs, name) for name in READ}
    by_edition: dict[str, dict[str, list[Row]]] = {
        row["edition_id"]: defaultdict(list) for row in tables["editions"]
    }  # fmt: skip
    for name, rows in tables.items():
        for row in rows:
            if row.get("edition_id") in by_edition:
                by_edition[row["edition_id"]][name].append(row)
    return Predictions(tables, by_edition)
