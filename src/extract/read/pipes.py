"""Tables printed with pipes: Markdown, and copies of web tables in which a cell may run over several lines.

Dialects (docs/layouts.md): D1, a line of headers over a row of dashes, row ends not marked; D2, no header, the first
record above the dashes or no dashes at all; D10, rows that lack the leading cells which the row above spans; D12,
Markdown source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.model import Problem
from extract.read.lines import Line
from extract.read.pipe_rows import PIPE, as_stream, cut_stream, is_bullet, read_stream
from extract.read.text_tables import TextCell, TextRow, TextTable, make_cell
from extract.read.value_sets import TELLING, ValueSets

_DASHES = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?$")
# So many lines without a pipe are prose behind the table; the survey's longest cell has 9.
_LONGEST_CELL = 40
# A table without dashes begins with the first line that has pipes, or a little below it: what failed so often in the
# lines above would fail again, and the cost of a page stays linear.
_LINES_TRIED = 3
_LINES_ABOVE = 6


def find_pipe_table(
    text: str, lines: Sequence[Line], number: int, values: ValueSets, since: int = 0
) -> TextTable | None:
    r"""The table whose first line is `lines[number]`, or None when no table begins there.

    since: the first line behind the table above, from which on none was found.

    >>> from extract.data import load_vocabulary
    >>> from extract.read.lines import split_lines
    >>> page = "Do | When |\n---|---|\nPlant trees.\nWater them. |\nMay 2024 |\nWell done."
    >>> table = find_pipe_table(page, split_lines(page), 0, ValueSets(load_vocabulary()))
    >>> [[cell.words for cell in row.cells] for row in table.rows]
    [['Do', 'When'], ['Plant trees.\nWater them.', 'May 2024']]
    """
    if not PIPE.search(lines[number].words):
        return None
    if number + 1 < len(lines) and is_dashes(lines[number + 1]):
        return _read_headed(text, lines, number, values)
    return _read_headless(text, lines, number, values, since)


def is_dashes(line: Line) -> bool:
    """Whether a line is the row of dashes under a header."""
    return "|" in line.words and _DASHES.match(line.words) is not None


# ---------------------------------------------------------------- over a row of dashes


def _read_headed(text: str, lines: Sequence[Line], number: int, values: ValueSets) -> TextTable:
    top = TextRow(split_row(text, lines[number]))
    # Columns without a header at the right end are often missing from some rows, and empty in the others.
    named = max((place for place, cell in enumerate(top.cells, 1) if cell.lines), default=0)
    columns = min(len(split_row(text, lines[number + 1])), named) or len(top.cells)
    kinds = [values.kind_of_header(cell.words) for cell in top.cells[:columns]]
    labels = sum(values.is_label(cell.words) for cell in top.cells)
    if not labels and (told := _tell_kinds(top, values, columns)):
        kinds = told
    body, end, dialect = _read_body(text, lines, number + 2, kinds, values)
    header_rows = 1
    if not labels and _is_record(top, body, values, columns):
        header_rows, dialect = 0, "D2"
    problems = tuple(_miscounted(row, columns) for row in body if len(row.cells) != columns and not row.stray)
    return TextTable((top, *body), header_rows, end, dialect, tuple(filter(None, problems)))


def _tell_kinds(row: TextRow, values: ValueSets, columns: int) -> list[str] | None:
    """The kinds that the cells of a row tell, when a status or a date is among them."""
    kinds = [values.kind_of_words(cell.words) for cell in row.cells[:columns]]
    return kinds if TELLING & set(kinds) else None


def _is_record(top: TextRow, body: Sequence[TextRow], values: ValueSets, columns: int) -> bool:
    """Whether the line over the dashes is a record: it holds values of the same kinds as the rows below it."""
    kinds = [values.kind_of_words(cell.words) for cell in top.cells[:columns]]
    telling = [column for column, kind in enumerate(kinds) if kind in TELLING]
    if not telling or len(telling) == columns:
        return False
    agree = [
        values.is_one(kinds[column], row.cells[column].words)
        for row in body
        for column in telling
        if column < len(row.cells) and row.cells[column].lines
    ]
    return bool(agree) and 2 * sum(agree) > len(agree)


def _read_body(
    text: str, lines: Sequence[Line], number: int, kinds: Sequence[str], values: ValueSets
) -> tuple[tuple[TextRow, ...], int, str]:
    """The rows below a row of dashes, the line behind them, and the dialect."""
    above = lines[number - 2].words
    marked = above.startswith("|")
    whole, end = _read_whole_rows(text, lines, number)
    even = bool(whole) and all(len(row.cells) == len(kinds) for row in whole)
    if even and (marked or not _has_more(lines, end) or (above.endswith("|") and _is_over_links(lines, end))):
        rows = tuple(row for row in whole if any(cell.lines for cell in row.cells))
    elif marked and not _has_more(lines, end):
        rows, _ = cut_stream(as_stream(whole), kinds, values)
    else:
        end = _find_end(lines, number, kinds, values, framed=marked)
        ends_marked = above.endswith("|")
        cells = read_stream(text, lines[number:end], kinds, values, ends_marked=ends_marked, framed=marked)
        rows, reached = cut_stream(cells, kinds, values)
        end = _line_behind(lines, number, reached)
    dialect = "D10" if _has_spans(rows) else "D12" if marked else "D1"
    return rows, end, dialect


def _has_spans(rows: Sequence[TextRow]) -> bool:
    """Whether a cell stands in two rows, one under the other."""
    return any(row.cells[0] is above.cells[0] for above, row in pairwise(rows))


def _has_more(lines: Sequence[Line], end: int) -> bool:
    """Whether another line with a pipe that heads no table of its own follows directly, or behind a few lines."""
    for place in range(end, min(end + _LONGEST_CELL, len(lines))):
        if PIPE.search(lines[place].words):
            return not (place + 1 < len(lines) and is_dashes(lines[place + 1]))
        if lines[place].words.startswith("#"):
            return False
    return False


def _is_links(lines: Sequence[Line], place: int) -> bool:
    """Whether a line below a blank one has pipes between its words alone: links of the site, under a framed table."""
    words = lines[place].words
    return not lines[place - 1].words and "|" in words.strip("|") == words


def _is_over_links(lines: Sequence[Line], end: int) -> bool:
    """Whether the next line with a pipe, below rows that end in one, has pipes between its words alone."""
    return _is_links(lines, next(place for place in range(end, len(lines)) if PIPE.search(lines[place].words)))


def _find_end(lines: Sequence[Line], number: int, kinds: Sequence[str], values: ValueSets, *, framed: bool) -> int:
    """The line behind the last of a table: before the next header, a heading, or prose of many lines.

    Behind the last pipe only the items of the last cell, or a value of the last column, still belong to it.
    """
    last = number
    for place in range(number, len(lines)):
        line = lines[place]
        if line.words.startswith("#") or place - last > _LONGEST_CELL or (framed and _is_links(lines, place)):
            break
        if PIPE.search(line.words):
            if place + 1 < len(lines) and is_dashes(lines[place + 1]):
                break
            last = place + 1
    if last < len(lines) and not lines[last - 1].words.endswith("|"):
        while last < len(lines) and is_bullet(lines[last].words):
            last += 1
    elif last < len(lines) and kinds[-1] in TELLING and values.is_one(kinds[-1], lines[last].words):
        pipes = sum(len(PIPE.findall(line.words)) for line in lines[number:last])
        last += pipes % len(kinds) == len(kinds) - 1
    return last


def _line_behind(lines: Sequence[Line], number: int, reached: int) -> int:
    """The first line that begins behind a place in the text."""
    while number < len(lines) and lines[number].start <= reached:
        number += 1
    return number


def _miscounted(row: TextRow, columns: int) -> Problem | None:
    """A row with fewer cells than columns, or with words in more; empty further cells are only a looser copy."""
    count = len(row.cells)
    if columns < count and not any(cell.lines for cell in row.cells[columns:]):
        return None
    first = next(line for cell in row.cells for line in cell.lines)
    message = f"a row of {count} cells under {columns} headers, beginning {first.words[:60]!r}"
    return Problem("column_count", message, first.start, row.cells[-1].end)


# ---------------------------------------------------------------- rows that stand on a line each


def split_row(text: str, line: Line) -> tuple[TextCell, ...]:
    """The cells of a line that holds a whole row; a pipe at either end delimits nothing."""
    start, end = line.start, line.end
    if text.startswith("|", start):
        start += 1
    places = [found.start() for found in PIPE.finditer(text, start, end)]
    if not places or text[places[-1] + 1 : end].strip():
        places.append(end)
    cells = []
    for place in places:
        cells.append(make_cell(text, start, place, line.number))
        start = place + 1
    return tuple(cells)


def _read_whole_rows(text: str, lines: Sequence[Line], number: int) -> tuple[tuple[TextRow, ...], int]:
    """Rows that stand on a line each, as Markdown has them; the first line without a pipe ends the table."""
    rows: list[TextRow] = []
    while number < len(lines) and "|" in lines[number].words:
        if number + 1 < len(lines) and is_dashes(lines[number + 1]):
            break
        rows.append(TextRow(split_row(text, lines[number])))
        number += 1
    return tuple(rows), number


def _read_headless(text: str, lines: Sequence[Line], number: int, values: ValueSets, since: int) -> TextTable | None:
    """A table without dashes: lines with as many cells each, two or more; or, where labels or the values of the first
    row tell what the columns hold, a stream of cells."""
    above = lines[max(since, number - _LINES_ABOVE) : number]
    if sum(PIPE.search(line.words) is not None for line in above) >= _LINES_TRIED:
        return None
    rows, end = _read_whole_rows(text, lines, number)
    columns = max((len(row.cells) for row in rows), default=0)
    if len(rows) == 0 or columns < 2:
        return None
    header_rows = int(_is_header(rows[0], values))
    dialect = "D1" if header_rows else "D2"
    filled = tuple(_fill(row, columns, lines[place]) for place, row in enumerate(rows, number))
    if len(rows) > 1 and all(len(row.cells) == columns for row in filled):
        return TextTable(filled, header_rows, end, dialect)
    body, end = _read_told_stream(text, lines, number, rows[0], header_rows, values)
    if len(body) < 2 or any(len(row.cells) != len(rows[0].cells) for row in body):
        return None
    return TextTable(body, header_rows, end, dialect)


def _is_header(row: TextRow, values: ValueSets) -> bool:
    """Whether a row holds labels: two or more, and no more than one cell that is none."""
    labels = sum(values.is_label(cell.words) for cell in row.cells)
    return labels > 1 and labels >= len(row.cells) - 1


def _read_told_stream(
    text: str, lines: Sequence[Line], number: int, first: TextRow, header_rows: int, values: ValueSets
) -> tuple[tuple[TextRow, ...], int]:
    """The rows of a stream up to the next blank line, and the line behind; none when the first row tells nothing."""
    columns = len(first.cells)
    kinds = [values.kind_of_header(cell.words) for cell in first.cells] if header_rows else None
    kinds = kinds or (_tell_kinds(first, values, columns) if columns > 2 else None)
    if kinds is None:
        return (), number
    end = next((place for place in range(number, len(lines)) if not lines[place].words), len(lines))
    last = max(place for place in range(number, end) if PIPE.search(lines[place].words)) + 1
    ends_marked = lines[number].words.endswith("|")
    cells = read_stream(text, lines[number + header_rows : last], kinds, values, ends_marked=ends_marked)
    body, reached = cut_stream(cells, kinds, values)
    return ((first,) * header_rows + body, _line_behind(lines, number + header_rows, reached))


def _fill(row: TextRow, columns: int, line: Line) -> TextRow:
    """A row whose line ends with a pipe has an empty cell behind it where other rows have one more."""
    if len(row.cells) == columns - 1 and line.words.endswith("|"):
        return TextRow((*row.cells, TextCell((), line.end)))
    return row
