"""Text copies to Document: lines, headings, bullets and pipe tables. The text is the file itself, unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.data import Vocabulary
from extract.model import Block, Cell, Container, Document, Mark, Problem, Table
from extract.read.lines import Line, split_lines
from extract.read.pipes import PipeTable, find_pipe_table
from extract.read.printed_dates import find_printed_dates

_BULLET = re.compile(r"(?:[-*+•‣◦▪●○·–—]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[ \t\u00a0]+(?=\S)", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,2}[.)][ \t\u00a0]")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1[ \t]*$")
_RULE = re.compile(r"(?:[-*_=][ \t]*){3,}$")

# Copies are cut at round sizes: an exact multiple of either of these is suspicious.
_ROUND_SIZES = (1000, 1024)


def read_text(text: str, vocabulary: Vocabulary, *, size: int, problems: tuple[Problem, ...] = ()) -> Document:
    """Read a text copy of a page.

    Args:
        text: The decoded file; spans are offsets into it.
        size: How many bytes the file has; a round number is reported as `possibly_truncated`.

    >>> from extract.data import load_vocabulary
    >>> page = "Floods\\n\\nAction | Due |\\n---|---|\\nBuild a wall. |\\nJune 2024 |\\n"
    >>> document = read_text(page, load_vocabulary(), size=len(page))
    >>> [page[block.start : block.end] for block in document.blocks]
    ['Floods', 'Action', 'Due', 'Build a wall.', 'June 2024']
    >>> document.tables[0].grid
    ((0, 1), (2, 3))
    """
    builder = _Builder(text)
    lines = split_lines(text)
    number = _skip_front_matter(builder, lines)
    while number < len(lines):
        table = find_pipe_table(text, lines, number)
        if table is None:
            builder.add_line(lines, number)
            number += 1
        else:
            builder.add_table(table)
            number = table.end_line
    blocks = tuple(builder.blocks)
    return Document(
        text=text,
        blocks=blocks,
        containers=(Container("page", (), "", -1, 0, len(blocks), "line 1"),),
        cells=tuple(builder.cells),
        tables=tuple(builder.tables),
        media_type="text/plain",
        title=_find_title(text, blocks),
        dates=find_printed_dates(text, blocks, {}, vocabulary),
        problems=(*problems, *builder.problems, *_suspect_truncation(size)),
    )


def _find_title(text: str, blocks: Sequence[Block]) -> str | None:
    """The first heading of the first level, else the first line when it is no sentence."""
    for block in blocks:
        if block.kind == "heading" and block.level == 1:
            return text[block.start : block.end]
    first = next((text[block.start : block.end] for block in blocks if not block.chrome), None)
    return first if first and len(first) < 150 and not first.endswith(".") else None


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

    def add_line(self, lines: Sequence[Line], number: int, *, chrome: bool = False) -> None:
        """A line outside tables; a blank one only widens the gap before the next block."""
        line = lines[number]
        if line.start == line.end:
            self._gap += 1
            return
        if _RULE.match(line.words) and not chrome:
            return
        self.blocks.append(self._read_block(line, cell=-1, chrome=chrome, list_item=_is_item(lines, number)))
        self._gap = 0

    def add_table(self, table: PipeTable) -> None:
        """A table with its cells and their lines."""
        place, first_block = len(self.tables), len(self.blocks)
        grid = []
        for number, row in enumerate(table.rows):
            places = []
            for column, cell in enumerate(row.cells):
                places.append(len(self.cells))
                first = len(self.blocks)
                for line in cell.lines:
                    self.blocks.append(self._read_block(line, cell=len(self.cells), chrome=False, list_item=True))
                start = self.blocks[first].start if len(self.blocks) > first else cell.end
                end = self.blocks[-1].end if len(self.blocks) > first else cell.end
                header = number < table.header_rows
                self.cells.append(
                    Cell(
                        place,
                        number,
                        column,
                        1,
                        1,
                        first,
                        len(self.blocks),
                        start,
                        end,
                        header,
                        lost_tail=cell.lost_tail,
                    )
                )
            grid.append(tuple(places))
        width = max(map(len, grid))
        whole = tuple(row + (-1,) * (width - len(row)) for row in grid)
        self.tables.append(Table(whole, first_block, len(self.blocks), table.header_rows, -1, table.dialect))
        self.problems.extend(table.problems)
        self._gap = 0

    def _read_block(self, line: Line, *, cell: int, chrome: bool, list_item: bool) -> Block:
        kind, level, start, end = "paragraph", 0, line.start, line.end
        marks: tuple[Mark, ...] = ()
        hashes = _HASHES.match(self.text, start, end)
        bullet = _BULLET.match(self.text, start, end) if list_item else None
        if hashes and cell < 0:
            kind, level, start = "heading", len(hashes[1]), hashes.end()
            end = start + len(self.text[start:end].rstrip("# \t"))
        elif bullet:
            kind, level, start = "item", 1, bullet.end()
        bold = _BOLD_LINE.match(self.text, start, end)
        if bold:
            start, end = bold.start(2), bold.end(2)
            marks = (Mark("bold", start, end),)
        return Block(
            kind, level, start, end, f"line {line.number}", 0, cell, chrome, self._gap if cell < 0 else 0, marks
        )


def _is_item(lines: Sequence[Line], number: int) -> bool:
    """Whether a line that begins with a bullet or number is a list item.

    A number may also begin a heading ("1. Infection control"): it makes an item only when it is indented or when
    the line directly above or below is numbered too.
    """
    line = lines[number]
    if not _NUMBERED.match(line.words) or line.indent > 0:
        return True
    neighbours = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    return any(_NUMBERED.match(near.words) for near in neighbours)
