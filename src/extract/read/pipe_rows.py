"""A stream of cells between pipes, cut into rows where nothing marks a row's end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.read.lines import Line
from extract.read.text_tables import TextCell, TextRow, cut_lines
from extract.read.value_sets import ODD, SLIGHT, TELLING, ValueSets

PIPE = re.compile(r"(?<!\\)\|")
_BULLET = re.compile(r"[-*+•‣◦▪●○·–—][ \t\u00a0]+\S")

# A row begins and ends with a line; what else may be wrong with a row, in the same units as a misfit.
_INSIDE_A_LINE = 2 * ODD
_MISSING_LEADING = ODD + 2 * SLIGHT
_MISSING = 4 * ODD
_EMPTY_FURTHER = 1
_EMPTY_FIRST = ODD
_EMPTY = SLIGHT
_MOST_FURTHER = 2
_MOST_MISSING = 2


@dataclass(frozen=True, slots=True)
class StreamCell:
    """A cell of the stream. opens, closes: whether it begins and ends a printed line."""

    cell: TextCell
    opens: bool
    closes: bool


def is_bullet(words: str) -> bool:
    """Whether a line begins with a list bullet."""
    return _BULLET.match(words) is not None


def read_stream(
    text: str,
    lines: Sequence[Line],
    kinds: Sequence[str],
    values: ValueSets,
    *,
    ends_marked: bool,
    framed: bool = False,
) -> list[StreamCell]:
    """The cells of a table's lines, in order.

    Args:
        kinds: Of the columns, one for each.
        ends_marked: Whether a pipe follows every cell, the last of a row too; else pipes stand between cells only,
            and the end of a line ends the last.
        framed: Whether a pipe also stands before the first cell of a row.
    """
    return _Stream(text, lines, kinds, values, ends_marked=ends_marked, framed=framed).read()


class _Stream:
    """The cells read so far, and the lines of the open one."""

    def __init__(
        self,
        text: str,
        lines: Sequence[Line],
        kinds: Sequence[str],
        values: ValueSets,
        *,
        ends_marked: bool,
        framed: bool,
    ) -> None:
        self._text = text
        self._lines = lines
        self._columns = len(kinds)
        self._kinds = kinds
        self._values = values
        self._ends_marked = ends_marked
        self._framed = framed
        self._cells: list[StreamCell] = []
        self._held: list[Line] = []
        self._opens = True
        self._in_row = 0

    def read(self) -> list[StreamCell]:
        for number, line in enumerate(self._lines):
            if line.words:
                self._take(line, number)
        if self._held:
            self._close(self._held[-1].end, closes=True)
        return self._cells

    def _take(self, line: Line, number: int) -> None:
        """A line: every pipe ends a cell; its end does where the last cell of a row has no pipe behind it."""
        start = line.start
        pipes = [found.start() for found in PIPE.finditer(self._text, line.start, line.end)]
        alone = line.words == "|" and not self._framed
        if self._framed and not self._held and pipes[:1] == [start]:
            start = pipes.pop(0) + 1  # it opens the row, and ends no cell
        self._opens = self._opens or not self._held
        for place in pipes:
            self._held.extend(cut_lines(self._text, start, place, line.number))
            self._close(place, closes=place + 1 == line.end, lost_tail=alone and bool(self._held))
            start = place + 1
        rest = cut_lines(self._text, start, line.end, line.number)
        self._held.extend(rest)
        if rest and self._ends_row(len(pipes), number):
            self._close(line.end, closes=True)
            self._in_row = 0

    def _ends_row(self, pipes: int, number: int) -> bool:
        """Whether words behind the last pipe of a line are the last cell of their row."""
        following = next((line for line in self._lines[number + 1 : number + 3] if line.words), None)
        if following is not None and is_bullet(following.words) and not self._is_last_value():
            return False
        if self._ends_marked:
            # Its pipe was lost: the line is a row but for that, and so is the next.
            more = following is None or len(PIPE.findall(following.words)) >= self._columns - 1
            return pipes == self._columns - 1 > 1 and more
        return self._in_row == self._columns - 1 or (pipes > 0 and self._is_last_value())

    def _is_last_value(self) -> bool:
        """Whether the words held are a value that only the last column has."""
        words = "\n".join(line.words for line in self._held)
        kind = self._kinds[-1]
        return kind in TELLING and kind not in self._kinds[:-1] and self._values.is_one(kind, words)

    def _close(self, end: int, *, closes: bool, lost_tail: bool = False) -> None:
        cell = TextCell(tuple(self._held), end, lost_tail)
        self._cells.append(StreamCell(cell, self._opens, closes))
        self._held = []
        self._opens = closes
        self._in_row = 0 if closes and not self._ends_marked and self._in_row >= self._columns - 1 else self._in_row + 1


@dataclass(frozen=True, slots=True)
class _Reached:
    """The cheapest cut up to a cell: what it costs, where its last row begins and in which column."""

    cost: int
    first: int
    column: int


def as_stream(rows: Sequence[TextRow]) -> list[StreamCell]:
    """Rows that stand on a line each as the stream they would be."""
    return [
        StreamCell(cell, opens=place == 0, closes=place == len(row.cells) - 1)
        for row in rows
        for place, cell in enumerate(row.cells)
    ]


def cut_stream(cells: Sequence[StreamCell], kinds: Sequence[str], values: ValueSets) -> tuple[tuple[TextRow, ...], int]:
    """The rows of a stream of cells, and the place in the text where the last one ends.

    A row has as many cells as there are columns. It may have empty ones more; where that fits the columns better it
    lacks its leading cells, which are then those of the row above, or some at its end.
    """
    words = [one.cell.words for one in cells]
    best: list[_Reached | None] = [_Reached(0, 0, 0)]
    for last in range(1, len(cells) + 1):
        options = _last_rows(cells, words, last, best, kinds, values)
        best.append(min(options, key=lambda option: option.cost, default=None))
    rows = []
    last = len(cells)
    while last and (reached := best[last]) is not None:
        rows.append((reached.first, last, reached.column))
        last = reached.first
    return _make_rows(cells, rows[::-1])


def _last_rows(
    cells: Sequence[StreamCell],
    words: Sequence[str],
    last: int,
    best: Sequence[_Reached | None],
    kinds: Sequence[str],
    values: ValueSets,
) -> Iterator[_Reached]:
    """Every row that may end before the cell `last`, the plain one first; words: those of every cell."""
    columns = len(kinds)
    for width in (columns, *range(columns + 1, columns + 1 + _MOST_FURTHER), *range(columns - 1, 0, -1)):
        first = last - width
        before = best[first] if first >= 0 else None
        if before is None:
            continue
        cost = before.cost + _INSIDE_A_LINE * (not cells[first].opens) + _INSIDE_A_LINE * (not cells[last - 1].closes)
        cost += _EMPTY_FIRST * (not words[first])
        if width >= columns:
            further = sum(_MISSING if words[place] else _EMPTY_FURTHER for place in range(first + columns, last))
            yield _Reached(cost + further + _misfits(kinds, words[first : first + columns], values), first, 0)
            continue
        missing = columns - width
        row = words[first:last]
        if first > 0 and missing <= _MOST_MISSING:
            yield _Reached(cost + _MISSING_LEADING * missing + _misfits(kinds[missing:], row, values), first, missing)
        yield _Reached(cost + _MISSING * missing + _misfits(kinds[:width], row, values), first, 0)


def _misfits(kinds: Sequence[str], words: Sequence[str], values: ValueSets) -> int:
    """What a row's cells cost in its columns; a cell that is printed empty may stand in any."""
    return sum(values.misfit(kind, one) if one else _EMPTY for kind, one in zip(kinds, words, strict=True))


def _make_rows(cells: Sequence[StreamCell], spans: Sequence[tuple[int, int, int]]) -> tuple[tuple[TextRow, ...], int]:
    rows: list[TextRow] = []
    end = cells[-1].cell.end if cells else 0
    for first, last, column in spans:
        held = tuple(one.cell for one in cells[first:last])
        if not any(cell.lines for cell in held):
            continue
        if column and rows and len(rows[-1].cells) >= column:
            held = (*rows[-1].cells[:column], *held)
        rows.append(TextRow(held))
    return tuple(rows), end
