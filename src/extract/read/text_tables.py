"""What the readers of text copies hand over: a table as rows of cells of lines, whatever stood between the cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from extract.model import Problem
from extract.read.lines import Line, cut_line

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Between items that a copy put on one line; a dash or an asterisk there may be part of a sentence.
_INNER_BULLET = re.compile(r"(?<=\s)(?=[•‣◦▪●○][ \t\u00a0]+\S)")
_WORDS_QUOTED = 60


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell: its lines, where it ends, and whether the copy lost its last lines (a pipe alone on its line).

    The same object in two rows, one under the other, is one cell that spans both.
    """

    lines: tuple[Line, ...]
    end: int
    lost_tail: bool = False

    @property
    def words(self) -> str:
        """Its words, lines joined by a line feed."""
        return "\n".join(line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row of cells. band: one cell, over the whole width of the table; stray: lines that no cell holds for sure."""

    cells: tuple[TextCell, ...]
    band: bool = False
    stray: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table: its rows, header first, and the index of the first line after it.

    Without rows there is no table, only lines in which one was seen that cannot be read; `problems` says so.
    """

    rows: tuple[TextRow, ...]
    header_rows: int
    end_line: int
    dialect: str
    problems: tuple[Problem, ...] = ()


def make_cell(text: str, start: int, end: int, number: int) -> TextCell:
    r"""The cell that holds text[start:end] of one physical line.

    >>> [line.words for line in make_cell("Dig<br>Plant", 0, 12, 1).lines]
    ['Dig', 'Plant']
    """
    return TextCell(cut_lines(text, start, end, number), end)


def cut_lines(text: str, start: int, end: int, number: int) -> tuple[Line, ...]:
    """The lines of a stretch of one physical line: `<br>` or a bullet begins another."""
    edges = [edge for found in _BREAK.finditer(text, start, end) for edge in found.span()]
    lines: list[Line] = []
    for first, last in zip((start, *edges[1::2]), (*edges[::2], end), strict=True):
        inner = [first, *(found.start() for found in _INNER_BULLET.finditer(text, first, last)), last]
        lines.extend(cut_line(text, begin, stop, number) for begin, stop in pairwise(inner))
    return tuple(line for line in lines if line.words)


def note_run_together(lines: tuple[Line, ...], why: str) -> Problem:
    """The problem of lines whose cells run together."""
    words = lines[0].words[:_WORDS_QUOTED]
    return Problem("column_count", f"cells run together, {why}: {words!r}", lines[0].start, lines[-1].end)
