"""The tables as a workbook (XLSX), for people who live in spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from extract.errors import OutputError
from extract.schemas import TABLES

# What people read in rows; passages, links and sources are for programs.
SHEETS = (
    "records",
    "commitments",
    "changes",
    "next_steps",
    "target_dates",
    "mentions",
    "organisations",
    "editions",
    "problems",
    "decisions",
)
# A cell and a sheet hold no more than this, by the file format's own limits.
MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_576
_LEFT_OUT = {"editions": ("text",)}
_WIDTHS = {"id": 12, "date": 12, "number": 10, "text": 40}
# A file says when it was made; this one does not depend on it.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def fill_workbook(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write the tables into a new workbook, a sheet each, and what every column means; the same bytes each time.

    Lists stand in one cell, an item a line; the text of whole pages is left out, and a text that no cell could hold
    ends in an ellipsis.

    Raises:
        OutputError: A table has more rows than a sheet can hold.
    """
    workbook = Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.set_properties({"created": _CREATED, "title": "Progress tables"})
    head = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
    words = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for name in SHEETS:
        columns = [column for column in TABLES[name].column_names if column not in _LEFT_OUT.get(name, ())]
        rows = tables[name].select(columns).to_pylist()
        if len(rows) >= MOST_ROWS:
            raise OutputError(
                f"{name} has {len(rows):,} rows, and a sheet holds {MOST_ROWS - 1:,}; take --to or --sqlite"
            )
        sheet = workbook.add_worksheet(name)
        _fill(sheet, columns, [list(row.values()) for row in rows], (head, words, day))
    meanings = [[name, column.name, column.description] for name in SHEETS for column in TABLES[name].columns]
    _fill(workbook.add_worksheet("dictionary"), ["table", "column", "meaning"], meanings, (head, words, day))
    workbook.close()


def _fill(
    sheet: Worksheet, columns: Sequence[str], rows: Sequence[Sequence[Any]], formats: tuple[Format, Format, Format]
) -> None:
    head, words, day = formats
    for place, name in enumerate(columns):
        sheet.set_column(place, place, _find_width(name, [row[place] for row in rows[:50]]))
        sheet.write_string(0, place, name, head)
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write(sheet, line, place, value, words, day)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _find_width(name: str, values: Sequence[Any]) -> int:
    if name.endswith("_id") or name.endswith("_ids"):
        return _WIDTHS["id"]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {date, datetime}:
        return _WIDTHS["date"]
    return _WIDTHS["number"] if kinds <= {int, float, bool, Decimal} else _WIDTHS["text"]


def _write(sheet: Worksheet, line: int, place: int, value: Any, words: Format, day: Format) -> None:  # noqa: ANN401
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_string(line, place, value.isoformat(), words)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    else:
        sheet.write_string(line, place, _shorten("\n".join(value) if isinstance(value, list) else value), words)


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
