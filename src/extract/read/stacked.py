"""Tables printed down the page: the names of the columns first, then one cell a paragraph, row after row (D5).

Nothing marks where a row ends. Columns of statuses, dates and references hold the rows in step; a list that stood in
a cell may have become bullet lines of their own (D9) and is one cell again. What can be cut in two ways is not cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.read.lines import Line
from extract.read.text_tables import TextCell, TextRow, TextTable, note_run_together
from extract.read.value_sets import ODD, SLIGHT, TELLING, WRONG, ValueSets, group_units
from extract.values.wording import fold_wording

_BULLET = re.compile(r"[-*+•‣◦▪●○·–—][ \t\u00a0]+\S")
_LONGEST_LABEL = 80
_MOST_COLUMNS = 12
# How many paragraphs more than columns a row may have, cells of several paragraphs among them.
_MOST_MORE = 4
_EMPTY = ODD + 2 * SLIGHT
_FURTHER_PARAGRAPH = 2 * SLIGHT
_WORTH_OF_A_ROW = 2 * ODD


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph, or a list. first, last: its lines as a half open range."""

    first: int
    last: int
    words: str
    is_list: bool


def find_stacked(lines: Sequence[Line], number: int, values: ValueSets) -> TextTable | None:
    """The table whose first column's name is `lines[number]`; None when none begins there.

    >>> from extract.data import load_vocabulary
    >>> from extract.read.lines import split_lines
    >>> page = "Action\\n\\nStatus\\n\\nDig two ponds.\\n\\nOn track\\n\\nMap the reefs.\\n\\nComplete\\n"
    >>> table = find_stacked(split_lines(page), 0, ValueSets(load_vocabulary()))
    >>> [[cell.words for cell in row.cells] for row in table.rows]
    [['Action', 'Status'], ['Dig two ponds.', 'On track'], ['Map the reefs.', 'Complete']]
    """
    if not _may_name_column(lines[number]):
        return None
    own = _read_from(lines, number, values)
    if own is None or values.is_label(lines[number].words):
        return own
    # The line is no known label: a heading above the table, unless the rows fit better with it among the columns.
    below = next((place for place in range(number + 1, len(lines)) if lines[place].words), len(lines))
    rival = _read_from(lines, below, values) if below < len(lines) and _may_name_column(lines[below]) else None
    return own if rival is None or _count_rows(own) > _count_rows(rival) else None


def _count_rows(table: TextTable) -> int:
    return sum(bool(row.cells) for row in table.rows)


def _may_name_column(line: Line) -> bool:
    words = line.words
    return 0 < len(words) <= _LONGEST_LABEL and words[-1] not in ".;,?!" and "|" not in words and words[0] not in "#-*•"


def _read_from(lines: Sequence[Line], number: int, values: ValueSets) -> TextTable | None:
    header = _read_header(lines, number, values)
    if header is None:
        return None
    units = list(_read_units(lines, header, values))
    if units and units[-1] is None:
        return None
    body = [unit for unit in units if unit is not None]
    kinds = [_kind_of(unit.words, values) for unit in header]
    if not TELLING & set(kinds):
        return _refuse(lines, header, body, values)
    rows, reached = _Rows(lines, kinds, body, values, lines[header[-1].first].end).read()
    if not any(row.cells for row in rows):
        return None
    top = TextRow(tuple(_cell(lines, (unit,), lines[unit.first].end) for unit in header))
    strays = tuple(note_run_together(row.stray, "and no single way to cut them") for row in rows if row.stray)
    return TextTable((top, *rows), 1, body[reached - 1].last, "D5", strays)


def _kind_of(words: str, values: ValueSets) -> str:
    return values.kind_of_header(words) if values.is_label(words) else "words"


def _refuse(
    lines: Sequence[Line], header: Sequence[_Unit], body: Sequence[_Unit], values: ValueSets
) -> TextTable | None:
    """Labels of a table whose columns are all prose: nothing holds its rows in step, and a problem says so."""
    fields = {values.vocabulary.find_field(unit.words) for unit in header} - {None}
    if len(fields) < 3 or len(body) < len(header) or not fields & {"action", "action_and_progress"}:
        return None
    named = tuple(lines[unit.first] for unit in header)
    return TextTable((), 0, header[-1].last, "D5", (note_run_together(named, "and nothing tells where rows end"),))


# ---------------------------------------------------------------- header and paragraphs


def _read_header(lines: Sequence[Line], number: int, values: ValueSets) -> list[_Unit] | None:
    """The names of the columns from a line on: labels without a value between them; the first may be unknown."""
    header: list[_Unit] = []
    for place in range(number, len(lines)):
        line = lines[place]
        if not line.words:
            continue
        known = _may_name_column(line) and values.is_label(line.words)
        if (header and not known) or len(header) == _MOST_COLUMNS:
            break
        header.append(_Unit(place, place + 1, line.words, is_list=False))
    fields = [values.vocabulary.find_field(unit.words) for unit in header]
    known_fields = [field for field in fields if field is not None]
    if len(known_fields) < 2 or len(set(known_fields)) < len(known_fields):
        return None
    return header


def _read_units(lines: Sequence[Line], header: Sequence[_Unit], values: ValueSets) -> Iterator[_Unit | None]:
    """The paragraphs behind a header, to the next heading, table or header; a last None when labels stand alone.

    With blank lines between the names of the columns a paragraph may have several lines, else each line is one.
    """
    spaced = header[1].first > header[0].last
    labels = {fold_wording(unit.words) for unit in header if values.is_label(unit.words)}
    top = [fold_wording(unit.words) for unit in header]
    place = header[-1].last
    while place < len(lines):
        line = lines[place]
        if not line.words:
            place += 1
            continue
        if line.words.startswith("#") or "|" in line.words or "\t" in line.words:
            return
        if fold_wording(line.words) in labels:
            if not _repeats(lines, place, top, values):
                yield None  # a label before its value: not this dialect
            return
        last = _end_of_unit(lines, place, spaced=spaced)
        words = "\n".join(lines[at].words for at in range(place, last) if lines[at].words)
        yield _Unit(place, last, words, _BULLET.match(line.words) is not None)
        place = last


def _repeats(lines: Sequence[Line], place: int, top: Sequence[str], values: ValueSets) -> bool:
    """Whether the whole header is printed again from a line on, its first name known or not."""
    expected = top if values.is_label(lines[place].words) and fold_wording(lines[place].words) == top[0] else top[1:]
    following = (fold_wording(lines[at].words) for at in range(place, len(lines)) if lines[at].words)
    return all(next(following, None) == name for name in expected)


def _end_of_unit(lines: Sequence[Line], place: int, *, spaced: bool) -> int:
    """The line behind the paragraph or list that begins at a line; a list belongs to the colon before it."""
    last = place + 1
    is_list = _BULLET.match(lines[place].words) is not None
    while spaced and not is_list and last < len(lines) and lines[last].words:
        last += 1
    if is_list or lines[last - 1].words.endswith(":"):
        at = last
        while at < len(lines) and (not lines[at].words or _BULLET.match(lines[at].words)):
            at += 1
            last = at if lines[at - 1].words else last
    return last


# ---------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class _Cut:
    """A row of so many paragraphs. worth: positive when it is more likely a row than not."""

    units: int
    worth: int
    certain: bool
    borders: tuple[int, ...]


class _Rows:
    """The paragraphs behind a header, cut into rows from the top."""

    def __init__(
        self, lines: Sequence[Line], kinds: Sequence[str], units: Sequence[_Unit], values: ValueSets, start: int
    ) -> None:
        self._lines = lines
        self._start = start
        self._kinds = kinds
        self._units = units
        self._values = values
        self._cuts: dict[int, list[_Cut]] = {}

    def read(self) -> tuple[list[TextRow], int]:
        """The rows, and how many paragraphs they take up."""
        rows: list[TextRow] = []
        place = 0
        while cuts := self._find_cuts(place):
            # A row is as good as it is together with what it leaves for the next.
            worths = [cut.worth + self._best_worth(place + cut.units) for cut in cuts]
            best = max(worths)
            equals = [cut for cut, worth in zip(cuts, worths, strict=True) if worth == best]
            chosen = max(equals, key=lambda cut: cut.units)
            certain = len(equals) == 1 and chosen.certain
            rows.append(self._make_row(place, chosen) if certain else self._keep_lines(place, chosen.units))
            place += chosen.units
        return rows, place

    def _best_worth(self, place: int) -> int:
        return max((cut.worth for cut in self._find_cuts(place)), default=0)

    def _find_cuts(self, place: int) -> list[_Cut]:
        if place not in self._cuts:
            columns = len(self._kinds)
            sizes = range(max(2, columns - 1), min(columns + _MOST_MORE, len(self._units) - place) + 1)
            if self._fits(place) and self._fits(place + columns):
                sizes = range(columns, columns + 1)
            cuts = (self._cut(place, size) for size in sizes)
            self._cuts[place] = [cut for cut in cuts if cut is not None and cut.worth > 0]
        return self._cuts[place]

    def _fits(self, place: int) -> bool:
        """Whether a row of a paragraph a column stands here and every cell is where it belongs."""
        units = self._units[place : place + len(self._kinds)]
        return len(units) == len(self._kinds) and not self._values.misfits(self._kinds, [unit.words for unit in units])

    def _cut(self, place: int, size: int) -> _Cut | None:
        def cost(column: int, first: int, last: int) -> int | None:
            return self._cost(self._kinds[column], self._units[place + first : place + last])

        grouping = group_units(size, len(self._kinds), cost)
        if grouping is None or not self._tells(grouping.borders):
            return None
        return _Cut(size, _WORTH_OF_A_ROW - grouping.cost, grouping.certain, grouping.borders)

    def _cost(self, kind: str, units: Sequence[_Unit]) -> int | None:
        if not units:
            return _EMPTY
        if len(units) > 1 and kind in ("status", "reference", "response", "name", "other"):
            return None
        misfits = sum(self._values.misfit(kind, unit.words) for unit in units)
        return None if misfits >= WRONG else misfits + _FURTHER_PARAGRAPH * (len(units) - 1)

    def _tells(self, borders: Sequence[int]) -> bool:
        """Whether a cell stands in a column that tells its own."""
        spans = zip(self._kinds, borders, borders[1:], strict=False)
        return any(kind in TELLING and last > first for kind, first, last in spans)

    def _make_row(self, place: int, cut: _Cut) -> TextRow:
        cells = []
        for first, last in zip(cut.borders, cut.borders[1:], strict=False):
            reached = place + first
            before = self._lines[self._units[reached - 1].last - 1].end if reached else self._start
            cells.append(_cell(self._lines, self._units[reached : place + last], before))
        return TextRow(tuple(cells))

    def _keep_lines(self, place: int, size: int) -> TextRow:
        units = self._units[place : place + size]
        return TextRow((), stray=_lines_of(self._lines, units))


def _cell(lines: Sequence[Line], units: Sequence[_Unit], before: int) -> TextCell:
    """The cell of some paragraphs; of none, an empty one behind the place `before`."""
    held = _lines_of(lines, units)
    return TextCell(held, held[-1].end if held else before)


def _lines_of(lines: Sequence[Line], units: Sequence[_Unit]) -> tuple[Line, ...]:
    return tuple(line for unit in units for line in lines[unit.first : unit.last] if line.words)
