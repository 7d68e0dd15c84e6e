"""Text copies to Document: lines, headings, bullets and pipe tables. The text is the file itself, unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.data import Vocabulary
from extract.errors import PageError
from extract.model import Block, Cell, Container, Document, Mark, Problem, Table
from extract.read.inline_marks import find_marks
from extract.read.joined import find_joined
from extract.read.lines import Line, split_lines
from extract.read.pipes import find_pipe_table
from extract.read.printed_dates import find_printed_dates
from extract.read.printed_key import find_printed_key
from extract.read.run_together import find_run_together
from extract.read.site_header import find_title, mark_site_header
from extract.read.stacked import find_stacked
from extract.read.text_tables import TextCell, TextRow, TextTable
from extract.read.tracked_changes import refuse_tracked_changes
from extract.read.value_sets import ValueSets

_BULLET = re.compile(r"(?:[-*+•‣◦▪●○·–—]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[ \t\u00a0]+(?=\S)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:\d{1,2}|[A-Za-z])[.)][ \t\u00a0]")
# `## Goal 1 {#goal-1}`: the name of the heading in the source, not its words.
_HEADING_MARKS = re.compile(r"[ \t]*\{[#:.][^{}]*\}[ \t]*$")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_RULE = re.compile(r"(?:[-*_=][ \t]*){3,}$")
_CLASSES = re.compile(r"\{:(?P<list>[^{}]*)\}$")

# A table of this many lines takes a minute and a gigabyte; no copy in the survey came near 10,000.
MOST_LINES = 60_000

# Copies are cut at round sizes: an exact multiple of either of these is suspicious.
_ROUND_SIZES = (1000, 1024)


def read_text(text: str, vocabulary: Vocabulary, *, size: int, problems: tuple[Problem, ...] = ()) -> Document:
    """Read a text copy of a page.

    Args:
        text: The decoded file; spans are offsets into it.
        size: How many bytes the file has; a round number is reported as `possibly_truncated`.

    Raises:
        PageError: It has more lines than are read (`too_large`), or old and new text run together in it.

    >>> from extract.data import load_vocabulary
    >>> page = "Floods\\n\\nAction | Due |\\n---|---|\\nBuild a wall. |\\nJune 2024 |\\n"
    >>> document = read_text(page, load_vocabulary(), size=len(page))
    >>> [page[block.start : block.end] for block in document.blocks]
    ['Floods', 'Action', 'Due', 'Build a wall.', 'June 2024']
    >>> document.tables[0].grid
    ((0, 1), (2, 3))
    """
    refuse_tracked_changes(text)
    builder = _Builder(text)
    lines = split_lines(text)
    if len(lines) > MOST_LINES:
        raise PageError(f"{len(lines):,} lines; a text copy may have {MOST_LINES:,}", code="too_large")
    values = ValueSets(vocabulary.with_key(find_printed_key(lines, vocabulary)))
    number = since = _skip_front_matter(builder, lines)
    while number < len(lines):
        table = _find_table(text, lines, number, values, since)
        if table is not None:
            builder.add_table(table)
        if table is None or not table.rows:
            builder.add_line(lines, number)
            number += 1
        else:
            number = since = table.end_line
    title = find_title(text, builder.blocks, vocabulary)
    blocks = mark_site_header(text, builder.blocks, title, vocabulary)
    return Document(
        text=text,
        blocks=blocks,
        containers=(Container("page", (), "", -1, 0, len(blocks), "line 1"),),
        cells=tuple(builder.cells),
        tables=tuple(builder.tables),
        media_type="text/plain",
        title=text[blocks[title].start : blocks[title].end] if title >= 0 else None,
        dates=find_printed_dates(text, blocks, {}, vocabulary),
        problems=(*problems, *builder.problems, *_suspect_truncation(size)),
    )


def _find_table(text: str, lines: Sequence[Line], number: int, values: ValueSets, since: int) -> TextTable | None:
    """The table that begins on a line, in whichever dialect; the ones whose cells are marked go first.

    since: the first line behind the table above.
    """
    if not lines[number].words:
        return None
    return (
        find_pipe_table(text, lines, number, values, since)
        or find_joined(text, lines, number, values)
        or find_stacked(lines, number, values)
        or find_run_together(text, lines, number, values)
    )


def _suspect_truncation(size: int) -> tuple[Problem, ...]:
    if any(size % unit == 0 for unit in _ROUND_SIZES):
        return (
            Problem("possibly_truncated", f"the file has exactly {size:,} bytes, a round size at which copies are cut"),
        )
    return ()


def _skip_front_matter(builder: _Builder, lines: Sequence[Line]) -> int:
    """Pass over the lines between two `---` at the very top; the number of the line after them."""
    if not lines or lines[0].words != "---":
        return 0
    end = next((n for n, line in enumerate(lines[1:60], 1) if line.words in ("---", "...")), 0)
    for number in range(end + 1 if end else 0):
        builder.add_line(lines, number, chrome=True)
    return end + 1 if end else 0


class _Builder:
    """The blocks, cells and tables of a text copy, in page order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.cells: list[Cell] = []
        self.tables: list[Table] = []
        self.problems: list[Problem] = []
        self._gap = 0
        self._classes = ""
        # How far the lists that are open are indented, the innermost last.
        self._indents: list[int] = []

    def add_line(self, lines: Sequence[Line], number: int, *, chrome: bool = False) -> None:
        """A line outside tables; a blank one only widens the gap before the next block."""
        line = lines[number]
        if line.start == line.end:
            self._gap += 1
            return
        classes = _CLASSES.match(line.words)
        if classes and not chrome:
            self._take_classes(classes["list"], above=number > 0 and bool(lines[number - 1].words))
        elif not chrome and _RULE.match(line.words):
            self._gap += 1
        else:
            self._add_block(line, cell=-1, chrome=chrome, list_item=_is_item(lines, number))
            self._gap = 0

    def _take_classes(self, printed: str, *, above: bool) -> None:
        """The class marks of kramdown belong to the block directly above them, else to the one below."""
        classes = " ".join(word.lstrip(".") for word in printed.split() if word.startswith("."))
        if above and self.blocks and self.blocks[-1].cell < 0:
            block = self.blocks[-1]
            mark = Mark("class", block.start, block.end, classes)
            self.blocks[-1] = replace(block, marks=_in_order((*block.marks, mark)))
        else:
            self._classes = classes

    def add_table(self, table: TextTable) -> None:
        """A table with its cells and their lines; lines of it that no cell holds become blocks without a cell."""
        self.problems.extend(table.problems)
        if not table.rows:
            return
        place, first_block = len(self.tables), len(self.blocks)
        width = max(len(row.cells) for row in table.rows)
        grid: list[tuple[int, ...]] = []
        above: TextRow | None = None
        for row in table.rows:
            for line in row.stray:
                self._add_block(line, cell=-1, chrome=False, list_item=False)
            if row.cells:
                held = grid[-1] if grid and above is not None else ()
                grid.append(
                    self._add_row(row, width, len(grid), place, above, held, header=len(grid) < table.header_rows)
                )
                above = row
        self.tables.append(Table(tuple(grid), first_block, len(self.blocks), table.header_rows, -1, table.dialect))
        self._gap = 0

    def _add_row(
        self,
        row: TextRow,
        width: int,
        number: int,
        table: int,
        above: TextRow | None,
        held: Sequence[int],
        *,
        header: bool,
    ) -> tuple[int, ...]:
        """The places of a row's cells. A cell that also stands in the row above spans both."""
        if row.band:
            return (self._add_cell(row.cells[0], table, number, 0, width, header=False),) * width
        places = []
        for column, cell in enumerate(row.cells):
            if above is not None and column < len(above.cells) and above.cells[column] is cell:
                places.append(held[column])
                spanned = self.cells[held[column]]
                self.cells[held[column]] = replace(spanned, rows=number - spanned.row + 1)
            else:
                places.append(self._add_cell(cell, table, number, column, 1, header=header))
        return (*places, *[-1] * (width - len(places)))

    def _add_cell(self, cell: TextCell, table: int, row: int, column: int, columns: int, *, header: bool) -> int:
        place, first = len(self.cells), len(self.blocks)
        numbered = [_NUMBERED.match(line.words) is not None for line in cell.lines]
        for line, is_numbered in zip(cell.lines, numbered, strict=True):
            # A number alone in its cell is the reference of what it stands before.
            self._add_block(line, cell=place, chrome=False, list_item=not is_numbered or sum(numbered) > 1)
        last = len(self.blocks)
        start = self.blocks[first].start if last > first else cell.end
        end = self.blocks[last - 1].end if last > first else cell.end
        self.cells.append(
            Cell(table, row, column, 1, columns, first, last, start, end, header, lost_tail=cell.lost_tail)
        )
        return place

    def _add_block(self, line: Line, *, cell: int, chrome: bool, list_item: bool) -> None:
        kind, level, start, end = "paragraph", 0, line.start, line.end
        hashes = _HASHES.match(self.text, start, end)
        bullet = _BULLET.match(self.text, start, end) if list_item else None
        if hashes and cell < 0:
            kind, level, start = "heading", len(hashes[1]), hashes.end()
            words = _HEADING_MARKS.sub("", self.text[start:end])
            end = start + len(words.rstrip("# \t"))
        elif bullet:
            kind, level, start = "item", self._level_of_item(line), bullet.end()
        if kind != "item" and line.indent == 0:
            self._indents = []
        start, end, marks = find_marks(self.text, start, end)
        if self._classes and cell < 0:
            marks = _in_order((*marks, Mark("class", start, end, self._classes)))
        self._classes = ""
        gap = self._gap if cell < 0 else 0
        self.blocks.append(Block(kind, level, start, end, f"line {line.number}", 0, cell, chrome, gap, marks))

    def _level_of_item(self, line: Line) -> int:
        """How many lists an item lies in, by the indents of the items before it."""
        while self._indents and self._indents[-1] > line.indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < line.indent:
            self._indents.append(line.indent)
        return len(self._indents)


def _in_order(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def _is_item(lines: Sequence[Line], number: int) -> bool:
    """Whether a line that begins with a bullet or number is a list item.

    A number or letter may also begin a heading ("1. Infection control"): it makes an item only when it is indented or
    when the line directly above or below is numbered too.
    """
    line = lines[number]
    if not _NUMBERED.match(line.words) or line.indent > 0:
        return True
    neighbours = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    return any(_NUMBERED.match(near.words) for near in neighbours)
