"""Tables inside a cell: steps and their dates beside each other in the cell of the next steps."""

from __future__ import annotations

from extract.data import Vocabulary
from extract.layouts.columns import cell_words, find_header, is_date, read_columns
from extract.model import Document

# What columns of an inner table hold that is no part of the outer field.
_OWN_ROLES = {"target_dates": "target_date", "owner": "other_field", "reference": "label", "status": "other_field"}


def find_nested_role(document: Document, number: int, vocabulary: Vocabulary) -> str | None:
    """The role of a block that stands in a table inside a cell; None where it is what the outer cell's field says.

    Headers are labels; a date in a column of its own is a target date; steps belong to the outer field.
    """
    place = document.blocks[number].cell
    if place < 0:
        return None
    cell = document.cells[place]
    table = find_header(document, document.tables[cell.table], vocabulary)
    if cell.row < table.header_rows:
        return "label"
    field = read_columns(document, table, vocabulary).fields[cell.column]
    if is_date(cell_words(document, cell)) and len(table.grid[0]) > 1:
        return "target_date"
    return _OWN_ROLES.get(field)
