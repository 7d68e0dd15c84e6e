"""Tables whose cells run together: a row on a line, its cells joined by one space (D3) or by nothing at all (D4).

A line of labels and nothing else opens one. Its rows are cut where the vocabulary's statuses, dates, references and
figures leave a single way to cut them; what can be cut in two ways stays a line, and a problem says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.model import Problem
from extract.read.lines import Line
from extract.read.text_tables import TextRow, TextTable, make_cell, note_run_together
from extract.read.value_sets import ODD, SLIGHT, TELLING, WRONG, ValueSets, group_units
from extract.values.wording import fold_wording

_SPACE = re.compile(r"[ \u00a0]+")
# Between a small letter, figure, bracket or stop and a capital; between a letter and a figure; behind the stop of a
# word; before a sign of currency; before the last capital of several ("RAGTarget").
_SEAM = re.compile(
    r"(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-Þ0-9])|(?<=[^\W\d_]{2}[.!?])(?=\w)|(?<=[\w).])(?=[£$€])|(?<=[\d)%.!?*])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ])"
)

_LONGEST_HEADER = 160
_MOST_COLUMNS = 9
_MOST_READINGS = 12
_MOST_UNITS = 150
_LONGEST_BAND = 10
# A status or date inside the row's words begins with a small letter ("was completed in March 2024").
_SMALL_LETTER = 3 * SLIGHT


@dataclass(frozen=True, slots=True)
class _Header:
    """A line of labels cut into them. spans: of the labels; kinds: of their columns."""

    spans: tuple[tuple[int, int], ...]
    kinds: tuple[str, ...]
    dialect: str


def find_run_together(text: str, lines: Sequence[Line], number: int, values: ValueSets) -> TextTable | None:
    """The table whose header is `lines[number]`; None when that line is no header without marks.

    >>> from extract.data import load_vocabulary
    >>> from extract.read.lines import split_lines
    >>> page = "Action Status Due date\\nDig two ponds On track May 2024\\nMap reefs Done 2023\\n"
    >>> table = find_run_together(page, split_lines(page), 0, ValueSets(load_vocabulary()))
    >>> table.dialect, [[cell.words for cell in row.cells] for row in table.rows[1:]]
    ('D3', [['Dig two ponds', 'On track', 'May 2024'], ['Map reefs', 'Done', '2023']])
    """
    line = lines[number]
    if not line.words[:1].isupper() or len(line.words) > _LONGEST_HEADER or line.words[-1] in ".:;,?!":
        return None
    if "|" in line.words or "\t" in line.words:
        return None
    headers = [*_read_header(text, line, values, glued=False)] or [*_read_header(text, line, values, glued=True)]
    tables = [_read_table(text, lines, number, header, values) for header in headers]
    whole = [table for table in tables if table.rows]
    if whole:
        return max(whole, key=lambda table: (sum(bool(row.cells) for row in table.rows), -len(table.rows[0].cells)))
    return next((table for table in tables if table.problems), None)


# ---------------------------------------------------------------- the header


def _read_header(text: str, line: Line, values: ValueSets, *, glued: bool) -> Iterator[_Header]:
    """Every way in which a line is labels and nothing else: three at least, or two that are glued."""
    units = _cut_units(text, line.start, line.end, glued=glued)
    fewest = 2 if glued else 3
    if not fewest <= len(units) <= 2 * _MOST_COLUMNS:
        return
    for borders in _label_borders(text, units, values):
        if not fewest <= len(borders) - 1 <= _MOST_COLUMNS:
            continue
        spans = tuple((units[a][0], units[b - 1][1]) for a, b in pairwise(borders))
        kinds = tuple(_kind_of_column(text[start:end], values, glued=glued) for start, end in spans)
        if "words" in kinds or kinds.count("figure") > 1:
            yield _Header(spans, kinds, "D4" if glued else "D3")


def _label_borders(text: str, units: Sequence[tuple[int, int]], values: ValueSets) -> list[tuple[int, ...]]:
    """The ways to group units into labels, each as the places where one ends and the next begins."""
    ways: dict[int, list[tuple[int, ...]]] = {0: [(0,)]}
    for last in range(1, len(units) + 1):
        ways[last] = [
            (*before, last)
            for first in range(max(0, last - 6), last)
            if ways[first] and _names_column(text[units[first][0] : units[last - 1][1]], values)
            for before in ways[first]
        ][:_MOST_READINGS]
    return ways[len(units)]


def _names_column(words: str, values: ValueSets) -> bool:
    """Whether words are a label, or a status over a column that counts it; a column's name begins with a capital."""
    return words[:1].isupper() and (values.is_label(words, listed=True) or _is_counted(words, values))


def _is_counted(words: str, values: ValueSets) -> bool:
    return values.is_one("status", words) or fold_wording(words) in values.vocabulary.summaries


def _kind_of_column(words: str, values: ValueSets, *, glued: bool) -> str:
    if not values.is_label(words, listed=True):
        return "figure"
    kind = values.kind_of_header(words)
    # Between spaces anything might be another cell's words; only figures can be told.
    return "figure" if kind == "other" and not glued else kind


def _cut_units(text: str, start: int, end: int, *, glued: bool) -> list[tuple[int, int]]:
    """The spans between the places where a cell may end: at every space, or at every seam without one."""
    units = []
    place = start
    for found in (_SEAM if glued else _SPACE).finditer(text, start, end):
        if found.start() > place:
            units.append((place, found.start()))
        place = found.end()
    return [*units, (place, end)]


# ---------------------------------------------------------------- the rows


def _read_table(text: str, lines: Sequence[Line], number: int, header: _Header, values: ValueSets) -> TextTable:
    """The rows under a header, to the first line that is none and has none behind it."""
    rows: list[TextRow] = []
    end = number + 1
    while (place := _skip_blank(lines, end)) < len(lines):
        row = _cut_row(text, lines[place], header, values)
        if row is None and rows:
            row = _keep_line(text, lines, place, header, values, below=place == end)
        if row is None:
            break
        rows.append(row)
        end = place + 1
    top = TextRow(tuple(make_cell(text, *span, lines[number].number) for span in header.spans))
    if rows:
        strays = tuple(note_run_together(row.stray, "and no single way to cut them") for row in rows if row.stray)
        return TextTable((top, *rows), 1, end, header.dialect, strays)
    return TextTable((), 0, number + 1, header.dialect, _note_nothing_tells(lines, number, header))


def _note_nothing_tells(lines: Sequence[Line], number: int, header: _Header) -> tuple[Problem, ...]:
    """The problem of a header with lines directly below it of which none can be cut."""
    below = lines[number + 1 : number + 2]
    if len(header.spans) < 3 or not below or not below[0].words:
        return ()
    return (note_run_together((lines[number], below[0]), "and nothing tells where they end"),)


def _keep_line(
    text: str, lines: Sequence[Line], place: int, header: _Header, values: ValueSets, *, below: bool
) -> TextRow | None:
    """What a line behind a row is that cannot be cut: one that names the rows behind it, one whose cells run together.

    None when the table ends before it. below: whether no blank line stands between.
    """
    line, behind = lines[place], _skip_blank(lines, place + 1)
    between = behind < len(lines) and _cut_row(text, lines[behind], header, values) is not None
    if between and _is_band(line) and not _ends_with_value(text, line, header, values):
        return TextRow((make_cell(text, line.start, line.end, line.number),), band=True)
    if below and (between or _ends_with_value(text, line, header, values)):
        return TextRow((), stray=(line,))
    return None


def _ends_with_value(text: str, line: Line, header: _Header, values: ValueSets) -> bool:
    """Whether a line ends with a value of the last column, behind other words."""
    units = _cut_units(text, line.start, line.end, glued=header.dialect == "D4")[-_MOST_COLUMNS:]
    kind = header.kinds[-1]
    return kind in TELLING and any(values.is_one(kind, text[start : line.end]) for start, _ in units[1:])


def _skip_blank(lines: Sequence[Line], place: int) -> int:
    while place < len(lines) and not lines[place].words:
        place += 1
    return place


def _is_band(line: Line) -> bool:
    """Whether a line between rows is short and like a heading."""
    return line.words[-1] not in ".;:,?!" and len(line.words.split()) <= _LONGEST_BAND and not line.words[0].islower()


def _cut_row(text: str, line: Line, header: _Header, values: ValueSets) -> TextRow | None:
    """The row of a line, when there is one way to cut it into cells that fit their columns."""
    glued = header.dialect == "D4"
    units = _cut_units(text, line.start, line.end, glued=glued)
    if len(units) > _MOST_UNITS or (not glued and _has_free_neighbours(header.kinds)):
        return None

    def cost(column: int, first: int, last: int) -> int | None:
        kind = header.kinds[column]
        if first == last:
            return ODD if kind in TELLING else 2 * SLIGHT if kind == "other" else None
        if kind in TELLING and last - first > _MOST_COLUMNS:
            return None
        words = text[units[first][0] : units[last - 1][1]]
        if kind in TELLING and words[0].islower() and last < len(units):
            return None
        if kind not in TELLING:
            return values.misfit(kind, words)
        misfit = values.misfit(kind, words)
        if misfit >= WRONG:
            return None
        # Of two values one inside the other the longer is meant: "Partially complete".
        return misfit + _SMALL_LETTER * (words[0].islower() and not misfit) - (last - first)

    grouping = group_units(len(units), len(header.kinds), cost)
    if grouping is None or not grouping.certain or grouping.cost > ODD:
        return None
    cells = []
    told = False
    for kind, first, last in zip(header.kinds, grouping.borders, grouping.borders[1:], strict=False):
        start, end = (units[first][0], units[last - 1][1]) if last > first else (units[first - 1][1],) * 2
        cells.append(make_cell(text, start, end, line.number))
        told = told or (kind in TELLING and last > first)
    return TextRow(tuple(cells)) if told else None


def _has_free_neighbours(kinds: Sequence[str]) -> bool:
    """Whether two columns stand side by side whose words cannot be told apart."""
    return any(a not in TELLING and b not in TELLING for a, b in pairwise(kinds))
