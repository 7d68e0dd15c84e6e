"""Tables printed with pipes: Markdown, and copies of web tables in which a cell may run over several lines.

Dialects (docs/layouts.md): D1, a line of headers over a row of dashes, row ends not marked; D2, no header at all;
D12, Markdown source with `<br>` in its cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import Problem
from extract.read.lines import Line, cut_line

_DASHES = re.compile(r"\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*\|?$")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PipeCell:
    """A cell: its lines, where it ends, and whether the copy lost its last lines (a pipe alone on its line)."""

    lines: tuple[Line, ...]
    end: int
    lost_tail: bool = False


@dataclass(frozen=True, slots=True)
class PipeRow:
    """A row of cells."""

    cells: tuple[PipeCell, ...]


@dataclass(frozen=True, slots=True)
class PipeTable:
    """A table: its rows, header first, and the index of the first line after it."""

    rows: tuple[PipeRow, ...]
    header_rows: int
    end_line: int
    dialect: str
    problems: tuple[Problem, ...] = ()


def find_pipe_table(text: str, lines: Sequence[Line], number: int) -> PipeTable | None:
    """The table whose first line is `lines[number]`, or None when no table begins there.

    >>> from extract.read.lines import split_lines
    >>> page = "Do | When |\\n---|---|\\nPlant trees.\\nWater them. |\\nMay 2024 |\\nWell done."
    >>> table = find_pipe_table(page, split_lines(page), 0)
    >>> [[[line.words for line in cell.lines] for cell in row.cells] for row in table.rows]
    [[['Do'], ['When']], [['Plant trees.', 'Water them.'], ['May 2024']]]
    """
    if not _PIPE.search(lines[number].words):
        return None
    if number + 1 < len(lines) and _is_dashes(lines[number + 1]):
        return _read_headed(text, lines, number)
    return _read_headless(text, lines, number)


def _is_dashes(line: Line) -> bool:
    return "|" in line.words and _DASHES.match(line.words) is not None


def _read_headed(text: str, lines: Sequence[Line], number: int) -> PipeTable:
    header = PipeRow(tuple(_split_row(text, lines[number])))
    # Columns without a header at the right end are often missing from some rows, and empty in the others.
    named = max((place for place, cell in enumerate(header.cells, 1) if cell.lines), default=0)
    columns = min(len(_split_row(text, lines[number + 1])), named) or len(header.cells)
    if lines[number].words.startswith("|"):
        rows, end = _read_marked_rows(text, lines, number + 2)
    else:
        stream = _Stream(text, columns)
        end = stream.read(lines, number + 2)
        rows = stream.rows
    body = tuple(row for row in rows if any(cell.lines for cell in row.cells))
    problems = tuple(_miscounted(row, columns) for row in body if len(row.cells) != columns)
    return PipeTable((header, *body), 1, end, "D1", tuple(filter(None, problems)))


def _miscounted(row: PipeRow, columns: int) -> Problem | None:
    """A row with fewer cells than columns, or with words in more; empty further cells are only a looser copy."""
    count = len(row.cells)
    if columns < count and not any(cell.lines for cell in row.cells[columns:]):
        return None
    first = next(line for cell in row.cells for line in cell.lines)
    message = f"a row of {count} cells under {columns} headers, beginning {first.words[:60]!r}"
    return Problem("column_count", message, first.start, row.cells[-1].end)


def _split_row(text: str, line: Line) -> list[PipeCell]:
    """The cells of a line that holds a whole row; a pipe at either end delimits nothing."""
    start, end = line.start, line.end
    if text.startswith("|", start):
        start += 1
    places = [*(found.start() for found in _PIPE.finditer(text, start, end))]
    if not places or text[places[-1] + 1 : end].strip():
        places.append(end)
    cells = []
    for place in places:
        cells.append(PipeCell(_cut_lines(text, start, place, line.number), place))
        start = place + 1
    return cells


def _cut_lines(text: str, start: int, end: int, number: int) -> tuple[Line, ...]:
    """The lines of a stretch of one physical line: `<br>` begins another."""
    borders = [start, *(edge for found in _BREAK.finditer(text, start, end) for edge in found.span()), end]
    cut = (cut_line(text, borders[n], borders[n + 1], number) for n in range(0, len(borders), 2))
    return tuple(line for line in cut if line.words)


def _read_marked_rows(text: str, lines: Sequence[Line], number: int) -> tuple[list[PipeRow], int]:
    """Rows that stand on a line each, as Markdown has them; the first line without a pipe ends the table."""
    rows: list[PipeRow] = []
    while number < len(lines) and "|" in lines[number].words:
        rows.append(PipeRow(tuple(_split_row(text, lines[number]))))
        number += 1
    return rows, number


def _read_headless(text: str, lines: Sequence[Line], number: int) -> PipeTable | None:
    """Lines that follow one another and have the same number of cells, at least two of each."""
    rows: list[PipeRow] = []
    end = number
    while end < len(lines) and _PIPE.search(lines[end].words):
        if end + 1 < len(lines) and _is_dashes(lines[end + 1]):
            break
        rows.append(PipeRow(tuple(_split_row(text, lines[end]))))
        end += 1
    widths = {len(row.cells) for row in rows}
    if len(rows) < 2 or len(widths) != 1 or widths.pop() < 2:
        return None
    return PipeTable(tuple(rows), 0, end, "D2")


class _Stream:
    """Rows whose ends are not marked: a row is full when it has as many cells as the row of dashes."""

    def __init__(self, text: str, columns: int) -> None:
        self.rows: list[PipeRow] = []
        self._text = text
        self._columns = columns
        self._cells: list[PipeCell] = []
        self._lines: list[Line] = []

    def read(self, lines: Sequence[Line], number: int) -> int:
        """Read rows from a line on; the number of the first line after the table."""
        while number < len(lines):
            between_rows = not self._cells and not self._lines
            if between_rows and not self._goes_on(lines, number):
                break
            if between_rows and lines[number].words == "|" and self.rows:
                # An empty cell more than there are headers, printed on a line of its own.
                self.rows[-1] = PipeRow((*self.rows[-1].cells, PipeCell((), lines[number].end)))
            else:
                self._take(lines[number])
            number += 1
        if self._lines:
            self._close_cell(self._lines[-1].end, lost_tail=False)
        if self._cells:
            self._close_row()
        return number

    def _goes_on(self, lines: Sequence[Line], number: int) -> bool:
        """Whether another row begins here: a pipe is still to come, and it is not that of another table's header."""
        for ahead in range(number, len(lines)):
            if "|" in lines[ahead].words:
                return not (ahead + 1 < len(lines) and _is_dashes(lines[ahead + 1]))
        return False

    def _take(self, line: Line) -> None:
        start = line.start
        alone = line.words == "|"
        for pipe in _PIPE.finditer(self._text, line.start, line.end):
            self._lines.extend(_cut_lines(self._text, start, pipe.start(), line.number))
            beyond_row = not self._cells and not self._lines and self.rows and start > line.start
            if beyond_row:
                self.rows[-1] = PipeRow((*self.rows[-1].cells, PipeCell((), pipe.end())))
            else:
                self._close_cell(pipe.start(), lost_tail=alone and bool(self._lines))
            start = pipe.end()
        self._lines.extend(_cut_lines(self._text, start, line.end, line.number))

    def _close_cell(self, end: int, *, lost_tail: bool) -> None:
        self._cells.append(PipeCell(tuple(self._lines), end, lost_tail))
        self._lines = []
        if len(self._cells) == self._columns:
            self._close_row()

    def _close_row(self) -> None:
        self.rows.append(PipeRow(tuple(self._cells)))
        self._cells = []
