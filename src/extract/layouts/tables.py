"""Tables with a row for each record: theme by heading, caption, header cell, first column or band row (L1 to L4, L16).

Tables of label and value (L10) are another module's; tables of counts (L14) and keys are claimed here as what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.data import Vocabulary
from extract.layouts.above import Above, look_above
from extract.layouts.claims import Claim
from extract.layouts.class_status import read_cell_status
from extract.layouts.columns import (
    MILESTONE,
    Columns,
    cell_words,
    counts,
    find_header,
    header_words,
    is_date,
    read_columns,
)
from extract.layouts.headings import Themes, is_bold, is_theme, told_by_heading
from extract.layouts.heads import find_reference, skip_glue
from extract.layouts.history import OTHER_EDITION
from extract.layouts.keys import is_key
from extract.layouts.lines import possible_labels
from extract.layouts.losses import quote_end
from extract.layouts.nested import find_nested_role
from extract.layouts.opening_status import find_opening_status
from extract.model import Block, Cell, Document, Draft, Piece, Problem, Table, ThemeHeading
from extract.values.wording import fold_wording, has_words

ROLES = {"next_steps": "next_step", "target_dates": "target_date", "": "other_field", "ignore": "other_field"}

# Fields of prose, in whose cells a further label may stand.
_PROSE = ("action_and_progress", "progress", "next_steps")
# What such a label may name.
_INNER = (*_PROSE, "status", "owner", "target_dates")
# A lone first cell with fewer words than these names a group of rows.
_WORDS_OF_A_BAND = 10


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """A claim for every table that holds records, counts or a key."""
    for place, table in enumerate(document.tables):
        if not table.grid or table.first == table.last or is_key(document, place, vocabulary):
            continue
        table = find_header(document, table, vocabulary)  # noqa: PLW2901  (the same table, its header found)
        columns = read_columns(document, table, vocabulary)
        if {"action", "action_and_progress"} & set(columns.fields) and len(set(filter(None, columns.fields))) > 1:
            yield _claim_records(document, table, columns, vocabulary)
        elif counts(document, table):
            yield _claim_whole(table, "L14", "summary_table")


def _claim_whole(table: Table, layout: str, role: str) -> Claim:
    return Claim(layout, table.first, table.last, roles=dict.fromkeys(range(table.first, table.last), role))


# ---------------------------------------------------------------- records


def _claim_records(document: Document, table: Table, columns: Columns, vocabulary: Vocabulary) -> Claim:
    above = look_above(document, table, vocabulary)
    rows = _Rows(document, columns, header_words(document, table), vocabulary, above)
    for row in table.grid[table.header_rows :]:
        rows.read(row)
    roles = {number: "label" for place in _header_cells(table) for number in _blocks(document.cells[place])}
    if table.caption >= 0:
        roles[table.caption] = "heading"
    roles.update(rows.roles)
    layout = (
        "L3" if "theme" in columns.fields else "L2" if columns.theme_cell >= 0 else "L1" if table.header_rows else "L4"
    )
    fields = tuple(
        field for field in dict.fromkeys(columns.fields) if field not in ("", "other_field", "ignore", OTHER_EDITION)
    )
    return Claim(
        layout,
        above.first,
        table.last,
        tuple(rows.drafts),
        rows.themes,
        roles,
        _expand(fields),
        tuple(rows.problems),
    )


def _expand(fields: Sequence[str]) -> tuple[str, ...]:
    """`owner_and_target_date` is two fields; a milestone may hold a target date."""
    parts = {"owner_and_target_date": ("owner", "target_dates"), MILESTONE: ("target_dates",)}
    return tuple(part for field in fields for part in parts.get(field, (field,)))


def _header_cells(table: Table) -> list[int]:
    return list(dict.fromkeys(place for row in table.grid[: table.header_rows] for place in row if place >= 0))


def _blocks(cell: Cell) -> range:
    return range(cell.first, cell.last)


def _without_stop(document: Document, piece: Piece) -> Piece:
    """A number in a cell of its own without the stop behind it."""
    words = document.text[piece.start : piece.end]
    return replace(piece, end=piece.end - 1) if words.endswith(".") and words[:-1].isdigit() else piece


class _Rows:
    """The records of a table as its rows are read from the top."""

    def __init__(
        self, document: Document, columns: Columns, heads: Sequence[str], vocabulary: Vocabulary, above: Above
    ) -> None:
        self.drafts: list[Draft] = []
        self.roles: dict[int, str] = {}
        self.problems: list[Problem] = []
        self._document = document
        self._columns = columns
        self._heads = heads
        self._vocabulary = vocabulary
        self._themes = Themes(document)
        self._theme = -1
        self._inherited = above.inherited
        self._action_cell = -2
        self._seen_cells: set[int] = set()
        if columns.theme_cell >= 0:
            cell = document.cells[columns.theme_cell]
            self._set_theme(ThemeHeading(cell.start, cell.end, cell.first))
        elif above.theme is not None and "theme" not in columns.fields:
            self._set_theme(above.theme)

    @property
    def themes(self) -> tuple[ThemeHeading, ...]:
        """The themes of all records, in the order in which they were met."""
        return tuple(self._themes.headings)

    def _set_theme(self, theme: ThemeHeading) -> None:
        self._theme = self._themes.place(theme)

    def read(self, row: Sequence[int]) -> None:
        """A row: a band that names a theme, the continuation of the record above, or a new record."""
        cells = [(column, place) for column, place in enumerate(row) if place >= 0 and self._words(place)]
        if not cells:
            return
        if self._repeats_header(cells):
            self.roles.update(
                (number, "label") for _, place in cells for number in _blocks(self._document.cells[place])
            )
            return
        if len({place for _, place in cells}) == 1 and self._is_band(row, cells[0][1]):
            self._read_band(cells[0][1])
        elif self._continues(row):
            self._extend(cells)
        else:
            self._begin(row, cells)
        self._seen_cells.update(place for _, place in cells)

    def _repeats_header(self, cells: Sequence[tuple[int, int]]) -> bool:
        """Whether a row prints the headers again, or labels of the same fields in their columns."""
        if len(cells) < 2:
            return False
        words = [(column, self._words(place)) for column, place in cells]
        if all(fold_wording(text) == fold_wording(self._heads[column]) for column, text in words):
            return True
        same = False
        for column, text in words:
            field = self._vocabulary.find_field(text)
            if not field:
                return False
            same = same or field == self._columns.fields[column]
        return same

    def _words(self, place: int) -> str:
        return cell_words(self._document, self._document.cells[place])

    def _is_band(self, row: Sequence[int], place: int) -> bool:
        """One cell over the whole width, or a lone first cell that is a header or short and no record."""
        cell = self._document.cells[place]
        if cell.columns > 1 and cell.columns >= len(row) - 1:
            return True
        if len(row) > 2 and self._columns.place("theme") < 0 and len(self._words(place).split()) < _WORDS_OF_A_BAND:
            return row[0] == place
        return (
            row[0] == place
            and len(row) > 1
            and (cell.header or len(self._words(place).split()) < 10)
            and len(self._columns.fields) > 1
        )

    def _read_band(self, place: int) -> None:
        cell = self._document.cells[place]
        words = self._words(place)
        told = told_by_heading(words, cell.start, cell.end, cell.first, self._vocabulary)
        if told is not None:
            self._inherited = (told,)
        elif is_theme(words, self._vocabulary):
            self._set_theme(ThemeHeading(cell.start, cell.end, cell.first))
            return
        self.roles.update(dict.fromkeys(_blocks(cell), "heading"))

    def _continues(self, row: Sequence[int]) -> bool:
        """Whether the action's cell spans this row too, or is empty while another of its cells is not."""
        column = max(self._columns.place("action"), self._columns.place("action_and_progress"))
        place = row[column] if column < len(row) else -1
        if not self.drafts:
            return False
        if place >= 0 and place == self._action_cell:
            return True
        reference = self._columns.place("reference")
        named = (
            reference >= 0
            and row[reference] >= 0
            and self._words(row[reference])
            and row[reference] not in self._seen_cells
        )
        return (place < 0 or not self._words(place)) and not named

    def _extend(self, cells: Sequence[tuple[int, int]]) -> None:
        more = [
            piece for column, place in cells if place not in self._seen_cells for piece in self._pieces(column, place)
        ]
        last = self.drafts[-1]
        self.drafts[-1] = replace(last, pieces=(*last.pieces, *more))

    def _begin(self, row: Sequence[int], cells: Sequence[tuple[int, int]]) -> None:
        pieces: list[Piece] = []
        for place, column in {place: column for column, place in reversed(cells)}.items():
            pieces.extend(self._pieces(column, place))
        pieces.extend(self._status_of_markup(row, pieces))
        column = max(self._columns.place("action"), self._columns.place("action_and_progress"))
        self._action_cell = row[column]
        inherited = [piece for piece in self._inherited if not self._prints(pieces, piece.role)]
        ordered = sorted((*pieces, *inherited), key=lambda piece: (piece.shared, piece.start, piece.end))
        if any(piece.role in ("action", "action_and_progress") for piece in ordered):
            self.drafts.append(Draft(tuple(ordered), self._theme))
            return
        self.roles.update((piece.block, "other_field") for piece in pieces)

    def _prints(self, pieces: Sequence[Piece], role: str) -> bool:
        """Whether words of a role stand among the pieces of a row."""
        return any(piece.role == role and has_words(self._document.text[piece.start : piece.end]) for piece in pieces)

    def _status_of_markup(self, row: Sequence[int], pieces: Sequence[Piece]) -> Iterator[Piece]:
        """The status of a row whose cell for it prints an icon alone, which says by its class what it is."""
        column = self._columns.place("status")
        if column < 0 or row[column] < 0 or not pieces or any(piece.role == "status" for piece in pieces):
            return
        status = read_cell_status(self._document.cells[row[column]].signs, self._vocabulary)
        if status is not None:
            yield Piece("status", pieces[0].start, pieces[0].start, pieces[0].block, value=status)

    def _pieces(self, column: int, place: int) -> list[Piece]:
        """The pieces of a cell, one a block; a cell already met spans several records and is shared."""
        field = self._columns.fields[column]
        cell = self._document.cells[place]
        if field == "theme":
            self._set_theme(ThemeHeading(cell.start, cell.end, cell.first))
            self.roles.update(dict.fromkeys(_blocks(cell), "theme"))
            return []
        if field == "date_or_measure":
            field = "target_dates" if is_date(self._words(place), stated=True) else "other_field"
        pieces = list(self._label_pieces(field, place, shared=place in self._seen_cells))
        if field == "progress" and pieces and "status" not in self._columns.fields:
            pieces = [*self._split_status(pieces[0]), *pieces[1:]]
        if field in ("action", "action_and_progress") and pieces:
            pieces = [*self._split_reference(pieces[0]), *pieces[1:]]
        if field == "reference" and pieces:
            pieces = [*pieces[:-1], _without_stop(self._document, pieces[-1])]
        if field == OTHER_EDITION:
            pieces = [replace(piece, value=self._columns.dates[column]) for piece in pieces]
        if cell.lost_tail:
            message = f"the copy lost the last lines of the cell that ends {quote_end(self._words(place))}"
            self.problems.append(Problem("list_lost", message, cell.start, cell.end))
        return pieces

    def _label_pieces(self, field: str, place: int, *, shared: bool) -> Iterator[Piece]:
        """One piece a block; a label inside a cell ("Next steps:") names what follows it in the cell."""
        for number in _blocks(self._document.cells[place]):
            block = self._document.blocks[number]
            nested = find_nested_role(self._document, number, self._vocabulary) if block.cell != place else None
            if nested is not None:
                yield Piece(nested, block.start, block.end, number, shared)
                continue
            may_hold = field in _PROSE or number > self._document.cells[place].first
            inner, value = self._find_inner_label(block) if may_hold else ("", block.start)
            if inner in _PROSE:
                field = inner
            if value > block.start:
                yield Piece("label", block.start, value, number, shared)
            if value < block.end:
                yield Piece(ROLES.get(inner or field, inner or field), value, block.end, number, shared)

    def _find_inner_label(self, block: Block) -> tuple[str, int]:
        """The field that a block in a cell of prose names before its words, or alone, and where those words begin."""
        for words, value in possible_labels(self._document, block, block.start, block.end):
            field = self._vocabulary.find_label(words)
            if field in _INNER and (value < block.end or (field in _PROSE and self._is_announced(block))):
                return field, value
        return "", block.start

    def _is_announced(self, block: Block) -> bool:
        """Whether a block that is a label alone stands out or ends in a colon."""
        words = self._document.text[block.start : block.end]
        return is_bold(block) or block.kind == "heading" or words.rstrip().endswith(":")

    def _split_status(self, piece: Piece) -> list[Piece]:
        """A status that opens the progress ("On track. Half of ...") is the record's where no column holds one."""
        block = self._document.blocks[piece.block]
        found = find_opening_status(self._document, block, piece.start, piece.end, self._vocabulary)
        if found is None or piece.role != "progress":
            return [piece]
        status = replace(piece, role="status", start=found[0], end=found[1])
        return [status, replace(piece, start=found[2])] if found[2] < piece.end else [status]

    def _split_reference(self, piece: Piece) -> list[Piece]:
        """A number printed before the action ("1.2 Build ...") is its reference where no column holds one."""
        if "reference" in self._columns.fields:
            return [piece]
        found = find_reference(self._document.text, piece.start, piece.end, self._vocabulary)
        if found is None or found[1] >= piece.end:
            return [piece]
        start = skip_glue(self._document.text, found[1], piece.end)
        return [Piece("reference", *found, piece.block, piece.shared), replace(piece, start=start)]
