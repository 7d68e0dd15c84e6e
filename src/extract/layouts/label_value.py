"""One table of two columns for each record, labels left and values right (L10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.data import Vocabulary
from extract.layouts.above import look_above
from extract.layouts.claims import Claim
from extract.layouts.columns import cell_words
from extract.layouts.headings import heading_level
from extract.layouts.heads import find_named_reference
from extract.layouts.nested import find_nested_role
from extract.layouts.tables import ROLES
from extract.model import Document, Draft, Piece, Table, ThemeHeading

_FEWEST_FIELDS = 2
_MOST = 0.6
_OPENING = ("action", "reference")


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """A claim for every table whose first column is labels, an action among them."""
    for table in document.tables:
        fields = _read_labels(document, table, vocabulary)
        known = set(filter(None, fields))
        if "action" in known and len(known) >= _FEWEST_FIELDS and len([f for f in fields if f]) >= _MOST * len(fields):
            yield _claim(document, table, fields, vocabulary)


def _read_labels(document: Document, table: Table, vocabulary: Vocabulary) -> list[str]:
    """The field that the first cell of each row names, "" for none; nothing for a table of another shape."""
    if not table.grid or len(table.grid[0]) != 2:
        return []
    return [vocabulary.find_field(_words(document, row[0])) or "" if row[0] >= 0 else "" for row in table.grid]


def _words(document: Document, place: int) -> str:
    return cell_words(document, document.cells[place]).strip(" :") if place >= 0 else ""


def _claim(document: Document, table: Table, fields: Sequence[str], vocabulary: Vocabulary) -> Claim:
    named = _named_above(document, table, vocabulary)
    above = look_above(document, table, vocabulary, below=named.block if named and table.caption < 0 else None)
    records: list[list[Piece]] = [[named]] if named else []
    seen: set[str] = {"reference"} if named else set()
    themes: list[ThemeHeading] = [above.theme] if above.theme is not None else []
    for row, field in zip(table.grid, fields, strict=True):
        label, value = row
        if not records or (field in seen and field in _OPENING):
            records.append([])
            seen = set()
        seen.add(field)
        cells = [(label, "label")] if label == value else [(label, "label"), (value, field)]
        for place, role in cells:
            if place < 0:
                continue
            cell = document.cells[place]
            if role == "theme" and cell.last > cell.first:
                themes = [ThemeHeading(cell.start, cell.end, cell.first)]
                continue
            is_status = role == "progress" and "status" not in fields and vocabulary.is_status(_words(document, place))
            records[-1].extend(_pieces(document, place, "status" if is_status else ROLES.get(role, role), vocabulary))
    theme = 0 if themes else -1
    drafts = tuple(
        Draft(tuple(pieces) + above.inherited, theme) for pieces in records if any(p.role == "action" for p in pieces)
    )
    printed = tuple(field for field in dict.fromkeys(fields) if field not in ("", "other_field", "ignore"))
    first = named.block if named else above.first
    return Claim("L10", first, table.last, drafts, tuple(themes), fields=printed)


def _pieces(document: Document, place: int, role: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    cell = document.cells[place]
    for number in range(cell.first, cell.last):
        block = document.blocks[number]
        inner = find_nested_role(document, number, vocabulary) if block.cell != place else None
        yield Piece(inner or role, block.start, block.end, number)


def _named_above(document: Document, table: Table, vocabulary: Vocabulary) -> Piece | None:
    """The reference that the caption, or a heading directly above, gives to the table's record ("Commitment 1.2")."""
    number = table.caption if table.caption >= 0 else table.first - 1
    if number < 0 or (table.caption < 0 and not heading_level(document, number)):
        return None
    block = document.blocks[number]
    found = find_named_reference(document.text, block.start, block.end, vocabulary)
    return Piece("reference", *found, number) if found and found[1] >= block.end - 1 else None
