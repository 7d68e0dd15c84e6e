"""The rows as a table for people and as JSON for programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from rich.table import Table

from benchmarks.measure import Row, Size


def make_table(rows: Sequence[Row]) -> Table:
    """A line for each row: its median, lowest and highest figure, and what else was counted."""
    table = Table(title="P = processor time of lxml.html parsing the same pages, in the same process")
    table.add_column("row", no_wrap=True)
    table.add_column("what")
    for heading in ("median", "lowest", "highest"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("also")
    for row in rows:
        figures = (f"{value:.3g} {row.unit}" for value in (row.median, min(row.values), max(row.values)))
        also = ", ".join(
            f"{name} {value:,.3g}" if value < 1000 else f"{name} {value:,.0f}" for name, value in row.notes.items()
        )
        table.add_row(row.name, row.job, *figures, also)
    return table


def as_json(rows: Sequence[Row], size: Size) -> dict[str, Any]:
    """Every figure, and on what it was measured."""
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "libraries": {name: version(name) for name in ("lxml", "pyarrow", "rapidfuzz")},
        "pages_in_a_block": size.pages,
        "rounds": size.rounds,
        "rows": [
            {
                "name": row.name,
                "job": row.job,
                "unit": row.unit,
                "median": row.median,
                "lowest": min(row.values),
                "highest": max(row.values),
                "values": list(row.values),
                "notes": row.notes,
            }
            for row in rows
        ],
    }
