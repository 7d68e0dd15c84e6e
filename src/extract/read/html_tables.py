"""The cells of one HTML table, gathered while it is open and laid out on a grid when it closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from extract.model import Block, Cell, Table

# The HTML standard lets a cell span at most 1,000 columns; a grid of more places than this is no table of words.
_WIDEST_SPAN = 1_000
_LARGEST_GRID = 1_000_000


class LargestPage(Exception):
    """A page has more than is laid out: places of a table, paragraphs."""


class _OpenCell:
    __slots__ = ("columns", "element", "first", "header", "last", "place", "rows")

    def __init__(self, element: etree._Element, place: int, first: int) -> None:
        self.element = element
        self.place = place
        self.first = first
        self.last = first
        self.rows = _read_span(element.get("rowspan"))
        self.columns = min(_read_span(element.get("colspan")), _WIDEST_SPAN)
        self.header = element.tag == "th" and element.get("scope") not in ("row", "rowgroup")


def _read_signs(element: etree._Element) -> tuple[str, ...]:
    """The class tokens, titles and labels of an element and all in it: what an icon says without words."""
    signs: list[str] = []
    for inner in element.iter(etree.Element):
        signs.extend(inner.get("class", "").split())
        signs.extend(filter(None, (inner.get("title"), inner.get("aria-label"))))
    return tuple(dict.fromkeys(signs))


def _read_span(value: str | None) -> int:
    digits = (value or "").strip()
    return max(1, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 1


def _count_columns(places: Sequence[dict[int, int]]) -> int:
    """How many columns a table has: what spans further than any cell begins ("colspan=100") adds none."""
    first: dict[int, int] = {}
    for row in places:
        for column, place in row.items():
            first[place] = min(first.get(place, column), column)
    return max(first.values(), default=-1) + 1


class OpenTable:
    """A table whose end has not been seen. place: its index in the document; first: its first block."""

    def __init__(self, place: int, first: int) -> None:
        self.place = place
        self.first = first
        self.caption = -1
        self.open_cell = -1
        self._rows: list[list[_OpenCell]] = []

    def start_row(self) -> None:
        """Begin a row."""
        self._rows.append([])

    def start_cell(self, element: etree._Element, place: int, first: int) -> None:
        """Begin a cell, which is number `place` of the document and begins with block `first`."""
        if not self._rows:
            self._rows.append([])
        self._rows[-1].append(_OpenCell(element, place, first))
        self.open_cell = place

    def end_cell(self, last: int) -> None:
        """End the open cell before block `last`."""
        if self.open_cell >= 0:
            self._rows[-1][-1].last = last
        self.open_cell = -1

    def close(self, blocks: Sequence[Block], length: int) -> tuple[Table, list[tuple[int, Cell]]]:
        """The table, and every cell with its number in the document, when all blocks in it were read.

        Args:
            length: That of the text, where an empty last cell stands.

        Raises:
            LargestPage: The cells' spans reach over too many places.
        """
        places = self._lay_out()
        width = _count_columns(places)
        return self._table(places, width, len(blocks)), list(self._cells(places, width, blocks, length))

    def _table(self, places: Sequence[dict[int, int]], width: int, last: int) -> Table:
        """The table with its grid; header rows are those at the top in which every printed cell is a header."""
        grid = tuple(tuple(row.get(column, -1) for column in range(width)) for row in places)
        headers = {cell.place for row in self._rows for cell in row if cell.header}
        header_rows = 0
        while header_rows < len(grid) and all(place in headers for place in grid[header_rows] if place >= 0):
            if header_rows and len(set(grid[header_rows])) == 1 < width:
                break  # a header over the whole width, below the headers of the columns, names a group of rows
            header_rows += 1
        if header_rows == len(grid):
            header_rows = min(1, len(grid))
        return Table(grid, self.first, last, header_rows, self.caption, "html")

    def _lay_out(self) -> list[dict[int, int]]:
        """For every row, the cell that stands at each column, spans filled in."""
        places: list[dict[int, int]] = [{} for _ in self._rows]
        filled = widest = 0
        for number, row in enumerate(self._rows):
            column = 0
            for cell in row:
                while column in places[number]:
                    column += 1
                height = min(cell.rows, len(self._rows) - number)
                filled += height * cell.columns
                widest = max(widest, column)
                if max(filled, len(self._rows) * widest) > _LARGEST_GRID:
                    raise LargestPage(f"a table spans more than {_LARGEST_GRID:,} places")
                for down in range(height):
                    for right in range(cell.columns):
                        places[number + down].setdefault(column + right, cell.place)
                column += cell.columns
        return places

    def _cells(
        self, places: Sequence[dict[int, int]], width: int, blocks: Sequence[Block], length: int
    ) -> Iterator[tuple[int, Cell]]:
        for number, row in enumerate(places):
            seen: dict[int, int] = {}
            for column, place in row.items():
                seen.setdefault(place, column)
            for cell in self._rows[number]:
                start = blocks[cell.first].start if cell.first < len(blocks) else length
                end = blocks[cell.last - 1].end if cell.last > cell.first else start
                height = min(cell.rows, len(self._rows) - number)
                yield (
                    cell.place,
                    Cell(
                        self.place,
                        number,
                        seen.get(cell.place, 0),
                        height,
                        min(cell.columns, width - seen.get(cell.place, 0)),
                        cell.first,
                        cell.last,
                        start,
                        end,
                        cell.header,
                        signs=() if cell.last > cell.first else _read_signs(cell.element),
                    ),
                )
