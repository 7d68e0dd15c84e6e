"""Tables with a row on each line and a tab (D8) or a slash between blanks (D7) between the cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.model import Problem
from extract.read.lines import Line
from extract.read.text_tables import TextCell, TextRow, TextTable, make_cell, note_run_together
from extract.read.value_sets import ODD, SLIGHT, TELLING, WRONG, ValueSets, group_units

_SEPARATORS = (("D8", re.compile(r"\t")), ("D7", re.compile(r"(?<=\s)/(?=\s)")))
_BULLET = re.compile(r"[-*+•‣◦▪●○·–—][ \t\u00a0]+\S")
_LABELLED = re.compile(r"([^:]{2,40}):\s")
_LONGEST_BAND = 10
# A record of labelled lines comes to its end within so many lines.
_LONGEST_RECORD = 40
_MOST_PARTS = 40
_FEWEST_ROWS = 2
# More rows than these that do not fit, and more than half of all: no table.
_MOST_STRAY = 5


def find_joined(text: str, lines: Sequence[Line], number: int, values: ValueSets) -> TextTable | None:
    """The table of tabs or slashes whose first line is `lines[number]`, or None.

    It has a header of known labels; without one, as many cells in every row, statuses or dates among them.

    >>> from extract.data import load_vocabulary
    >>> from extract.read.lines import split_lines
    >>> page = "Action / Due\\nPlant trees / May 2024\\nFeed cats / dogs / June 2024"
    >>> table = find_joined(page, split_lines(page), 0, ValueSets(load_vocabulary()))
    >>> table.dialect, [[cell.words for cell in row.cells] for row in table.rows[1:]]
    ('D7', [['Plant trees', 'May 2024'], ['Feed cats / dogs', 'June 2024']])
    """
    for dialect, separator in _SEPARATORS:
        if separator.search(text, _begin(lines[number]), lines[number].end) and "|" not in lines[number].words:
            table = _Reader(text, lines, dialect, separator, values).read(number)
            if table is not None:
                return table
    return None


def _begin(line: Line) -> int:
    """Where a line begins with its blanks: a tab before the first words ends an empty cell."""
    return line.start - line.indent if line.words else line.start


class _Reader:
    """Reads the tables of one separator."""

    def __init__(
        self, text: str, lines: Sequence[Line], dialect: str, separator: re.Pattern[str], values: ValueSets
    ) -> None:
        self._text = text
        self._lines = lines
        self._dialect = dialect
        self._separator = separator
        self._values = values

    def read(self, number: int) -> TextTable | None:
        header = self._split(self._lines[number])
        labels = sum(self._values.is_label(cell.words) for cell in header)
        if labels and len(header) == 2 and self._recurs(header[0].words, number):
            return self._read_rows(number, None, ["other", "words"])  # a label before every value
        if labels >= 2 or (labels and len(header) == 2):
            return self._read_rows(number + 1, TextRow(header), [self._values.kind_of_header(c.words) for c in header])
        kinds = [self._values.kind_of_words(cell.words) for cell in header]
        if labels or not TELLING & set(kinds) or len(set(kinds)) == 1:
            return None
        table = self._read_rows(number, None, kinds)
        return table if table is not None and len(table.rows) >= _FEWEST_ROWS else None

    def _recurs(self, words: str, number: int) -> bool:
        """Whether the first cell of a line comes again below it."""
        further = self._lines[number + 1 : number + _LONGEST_RECORD]
        return any(line.words.startswith(words) and self._has_separator(line) for line in further)

    def _split(self, line: Line) -> tuple[TextCell, ...]:
        cells = []
        start = _begin(line)
        for found in self._separator.finditer(self._text, start, line.end):
            cells.append(make_cell(self._text, start, found.start(), line.number))
            start = found.end()
        return (*cells, make_cell(self._text, start, line.end, line.number))

    def _read_rows(self, number: int, header: TextRow | None, kinds: Sequence[str]) -> TextTable | None:
        rows: list[TextRow] = []
        problems: list[Problem] = []
        end = number
        while (number := self._skip_blank(end)) < len(self._lines):
            line = self._lines[number]
            if self._has_separator(line):
                row, problem = self._fit(line, kinds, rows[-1] if rows else None)
                if problem is not None and (header is None or len(problems) > _MOST_STRAY + len(rows) / 2):
                    break
                rows.append(row)
                problems.extend(filter(None, (problem,)))
            elif rows and rows[-1].cells and self._goes_on(number):
                rows[-1] = _extend(rows[-1], line)
            elif _is_band(line) and self._is_row(number + 1):
                rows.append(TextRow((make_cell(self._text, line.start, line.end, line.number),), band=True))
            else:
                break
            end = number + 1
        if not any(row.cells for row in rows):
            return None
        top = () if header is None else (header,)
        return TextTable((*top, *rows), len(top), end, self._dialect, tuple(problems))

    def _skip_blank(self, number: int) -> int:
        """The next line of the table: behind blank lines a row or what names rows, no other header."""
        further = number
        while further < len(self._lines) and not self._lines[further].words:
            further += 1
        named = further < len(self._lines) and _is_band(self._lines[further]) and self._is_row(further + 1)
        return further if further == number or named or self._is_row(further) else len(self._lines)

    def _is_row(self, number: int) -> bool:
        """Whether a row stands on a line, and no header."""
        if number >= len(self._lines) or not self._has_separator(self._lines[number]):
            return False
        cells = self._split(self._lines[number])
        labels = sum(self._values.is_label(cell.words) for cell in cells)
        return labels < 2 or (len(cells) == 2 and self._recurs(cells[0].words, number))

    def _goes_on(self, number: int) -> bool:
        """Whether a line goes on with the row above it: an item, a value with its label, or a further sentence."""
        words, above = self._lines[number].words, self._lines[number - 1].words
        label = _LABELLED.match(words)
        if _BULLET.match(words) or (above and label and self._values.is_label(label[1])):
            return True
        behind = self._lines[number + 1].words if number + 1 < len(self._lines) else ""
        return words[-1] in ".!?" and bool(above) and (self._is_row(number + 1) or _BULLET.match(behind) is not None)

    def _has_separator(self, line: Line) -> bool:
        return self._separator.search(self._text, _begin(line), line.end) is not None

    def _fit(self, line: Line, kinds: Sequence[str], above: TextRow | None) -> tuple[TextRow, Problem | None]:
        """The row of a line. Empty cells at its end may be missing, or leading ones that the row above spans.

        Parts more than columns belong to one cell.
        """
        cells = self._split(line)
        while len(cells) > len(kinds) and not cells[-1].lines:
            cells = cells[:-1]
        missing = len(kinds) - len(cells)
        if missing > 0 and above is not None and len(above.cells) == len(kinds) and self._lacks_leading(cells, kinds):
            return TextRow((*above.cells[:missing], *cells)), None
        if missing == 0 or (missing > 0 and self._dialect == "D8"):
            return TextRow((*cells, *(TextCell((), line.end) for _ in range(missing)))), None
        grouped = self._group(cells, kinds)
        if grouped is not None:
            return TextRow(grouped), None
        why = f"{len(cells)} parts under {len(kinds)} headers and no single way to cut them"
        return TextRow((), stray=(line,)), note_run_together((line,), why)

    def _lacks_leading(self, cells: Sequence[TextCell], kinds: Sequence[str]) -> bool:
        """Whether cells fit the last columns better than the first: by values that only one holds, then by all."""
        if self._dialect != "D8":
            return False
        words = [cell.words for cell in cells]
        last, first = kinds[-len(cells) :], kinds[: len(cells)]
        return self._rank_fit(last, words) > self._rank_fit(first, words)

    def _rank_fit(self, kinds: Sequence[str], words: Sequence[str]) -> tuple[int, int]:
        told = sum(kind in TELLING and self._values.is_one(kind, one) for kind, one in zip(kinds, words, strict=True))
        return told, -self._values.misfits(kinds, words)

    def _group(self, cells: tuple[TextCell, ...], kinds: Sequence[str]) -> tuple[TextCell, ...] | None:
        """The parts of a line as one cell a column, where only one way to join or leave out fits."""
        if len(cells) > _MOST_PARTS:
            return None

        def cost(column: int, first: int, last: int) -> int | None:
            if first == last:
                return ODD
            whole = self._words(cells, first, last)
            misfit = self._values.misfit(kinds[column], whole)
            return None if misfit >= WRONG else misfit + SLIGHT * (last - first - 1)

        grouping = group_units(len(cells), len(kinds), cost)
        if grouping is None or not grouping.certain or grouping.cost > 2 * ODD:
            return None
        grouped = []
        for first, last in zip(grouping.borders, grouping.borders[1:], strict=False):
            grouped.append(self._join(cells, first, last))
        return tuple(grouped)

    def _words(self, cells: Sequence[TextCell], first: int, last: int) -> str:
        held = [cell for cell in cells[first:last] if cell.lines]
        return self._text[held[0].lines[0].start : held[-1].lines[-1].end] if held else ""

    def _join(self, cells: Sequence[TextCell], first: int, last: int) -> TextCell:
        held = [cell for cell in cells[first:last] if cell.lines]
        if not held:
            return TextCell((), cells[max(first - 1, 0)].end)
        number = held[0].lines[0].number
        return make_cell(self._text, held[0].lines[0].start, held[-1].lines[-1].end, number)


def _extend(row: TextRow, line: Line) -> TextRow:
    """A row whose last filled cell goes on with a bullet on a line of its own."""
    place = max((place for place, cell in enumerate(row.cells) if cell.lines), default=len(row.cells) - 1)
    cell = row.cells[place]
    longer = replace(cell, lines=(*cell.lines, line), end=line.end)
    return replace(row, cells=(*row.cells[:place], longer, *row.cells[place + 1 :]))


def _is_band(line: Line) -> bool:
    """Whether a line without marks is short and like a heading: it names the rows behind it."""
    return line.words[-1] not in ".;:,?!" and len(line.words.split()) <= _LONGEST_BAND and not line.words[0].islower()
