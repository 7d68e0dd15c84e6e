"""Ready-made views over the tables, as SQL that DuckDB and SQLite both understand.

A file is a view: `overdue.sql`; where the two need other words for it, one for each: `change_rows.sqlite.sql`. Its
first line, a comment, says what one row is.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

# In an order in which each view finds those that it asks.
NAMES = (
    "change_rows",
    "evidence",
    "commitment_status",
    "slippage",
    "money_named",
    "money_by_theme",
    "vanished",
    "overdue",
)


@dataclass(frozen=True, slots=True)
class View:
    """A view over the tables: its name, what one row of it is, and the query behind it."""

    name: str
    one_row_is: str
    query: str


def load_views(dialect: str) -> tuple[View, ...]:
    """Every ready-made view, each after those that it asks.

    Args:
        dialect: duckdb or sqlite.

    >>> [view.name for view in load_views("sqlite")][:3]
    ['change_rows', 'evidence', 'commitment_status']
    >>> load_views("duckdb")[-1].one_row_is
    'One row is a deadline; it is overdue on a day after the deadline, from since to the day before until.'
    """
    return tuple(_load_view(name, dialect) for name in NAMES)


def _load_view(name: str, dialect: str) -> View:
    folder = files("extract.views")
    own = folder / f"{name}.{dialect}.sql"
    file = own if own.is_file() else folder / f"{name}.sql"
    comment, _, query = file.read_text(encoding="utf-8").partition("\n")
    return View(name, comment.removeprefix("-- "), query.strip())
