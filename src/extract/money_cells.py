"""Which cells of a page's tables hold figures that the head of their column makes money: "£ million", "Cost (£000)"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.model import Cell, Document, Table
from extract.values.money_columns import MoneyUnit, parse_unit


@dataclass(frozen=True, slots=True)
class MoneyCell:
    """A cell, start to end, whose bare figures are money. unit: its start and end, too, are places in the page."""

    start: int
    end: int
    unit: MoneyUnit


def find_money_cells(document: Document, country: str | None) -> tuple[MoneyCell, ...]:
    """The filled cells below a head that names one unit of money, in page order.

    Where the page marks no header, the first row is taken for it. A head over the whole table says nothing of its
    first column, which holds the labels of the rows.

    Args:
        country: Of the publication (ISO 3166); it says whose dollar `$` is.
    """
    found: dict[int, MoneyUnit] = {}
    for table in document.tables:
        for column in range(len(table.grid[0]) if table.grid else 0):
            unit = _unit_of_column(document, table, column, country)
            if unit is not None:
                places = (row[column] for row in table.grid[_header_rows(table) :])
                found.update(dict.fromkeys((place for place in places if place >= 0), unit))
    filled = ((document.cells[place], unit) for place, unit in found.items())
    cells = (MoneyCell(cell.start, cell.end, unit) for cell, unit in filled if cell.last > cell.first)
    return tuple(sorted(cells, key=lambda cell: cell.start))


def _header_rows(table: Table) -> int:
    return max(table.header_rows, 1)


def _unit_of_column(document: Document, table: Table, column: int, country: str | None) -> MoneyUnit | None:
    """The unit that the heads of a column agree on, in places of the page; None also where one of them says "%"."""
    heads = _heads(document, table, column)
    words = [document.text[head.start : head.end] for head in heads]
    units = [
        replace(unit, start=head.start + unit.start, end=head.start + unit.end)
        for head, text in zip(heads, words, strict=True)
        if (unit := parse_unit(text, country=country)) is not None
    ]
    agree = len({(unit.currency, unit.factor) for unit in units}) == 1
    return units[-1] if agree and not any("%" in text for text in words) else None


def _heads(document: Document, table: Table, column: int) -> Sequence[Cell]:
    rows = table.grid[: _header_rows(table)]
    cells = [document.cells[place] for place in dict.fromkeys(row[column] for row in rows) if place >= 0]
    return [cell for cell in cells if cell.last > cell.first and (column > 0 or cell.columns == 1)]
