"""Records in running text: lines that open a record, lines of its body, headings that name themes between them.

Several layouts read like this and differ only in which lines open a record; each marks those and leaves the rest to
`read_outline`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.headings import PLAIN_LEVEL, Themes, is_theme, is_title, make_theme, told_by_heading
from extract.layouts.lines import Line
from extract.layouts.record_reader import RecordReader, count_crowd, share_out
from extract.model import Document, Draft, Piece, ThemeHeading
from extract.values.wording import fold_wording

_FEWEST_RECORDS = 2
# A share of the records must have more than an action, or the lines are a list and no report.
_MOST = 0.5


def read_outline(
    document: Document,
    vocabulary: Vocabulary,
    lines: Sequence[Line],
    openers: Collection[int],
    *,
    layout: str,
    trust: float,
) -> Iterator[Claim]:
    """A claim for each run of records that no table interrupts.

    Args:
        lines: Those of the whole page.
        openers: Which of them, by index, open a record.
    """
    if len(openers) < _FEWEST_RECORDS:
        return
    reader = _Outline(document, vocabulary, lines, frozenset(openers))
    records = list(reader.records())
    telling = sum(
        len({piece.role for piece in record.pieces} - {"action", "reference", "label"}) > 0 for record in records
    )
    crowded = sum(count_crowd(record.pieces) for record in records)
    if len(records) < _FEWEST_RECORDS or telling < _MOST * len(records) or crowded >= len(records):
        return
    themes = reader.themes
    fields = dict.fromkeys(line.field for line in lines if line.field)
    for run in _split_at_tables(document, records):
        drafts = tuple(Draft(record.pieces, record.theme) for record in run)
        yield Claim(
            layout,
            run[0].first,
            run[-1].last,
            drafts,
            themes,
            reader.roles_of(run),
            ("action", *fields),
            (),
            trust,
        )


class _Record:
    """A record as it was read: its pieces, its theme's place, and the blocks it takes."""

    def __init__(self, pieces: tuple[Piece, ...], theme: int, first: int, last: int) -> None:
        self.pieces = pieces
        self.theme = theme
        self.first = first
        self.last = last


def _split_at_tables(document: Document, records: Sequence[_Record]) -> Iterator[list[_Record]]:
    run: list[_Record] = []
    for record in records:
        if run and any(document.blocks[number].cell >= 0 for number in range(run[-1].last, record.first)):
            yield run
            run = []
        run.append(record)
    if run:
        yield run


def _find_ends_of_headings(lines: Sequence[Line], openers: Collection[int]) -> tuple[int, ...]:
    """For every line, and for the place behind the last: the next line that is no heading, or an opener."""
    ends = [len(lines)]
    for place in range(len(lines) - 1, -1, -1):
        ends.append(ends[-1] if lines[place].level and place not in openers else place)
    return tuple(reversed(ends))


class _Outline:
    def __init__(
        self, document: Document, vocabulary: Vocabulary, lines: Sequence[Line], openers: frozenset[int]
    ) -> None:
        self._document = document
        self._vocabulary = vocabulary
        self._lines = lines
        self._openers = openers
        self._opener_levels = {lines[place].level for place in openers if lines[place].level}
        self._themes = Themes(document)
        self._theme = -1
        self._level_of_theme = 0
        self._inherited: tuple[Piece, ...] = ()
        self._other_headings: list[int] = []
        self._ends_of_headings = _find_ends_of_headings(lines, openers)

    def records(self) -> Iterator[_Record]:
        record: RecordReader | None = None
        first = last = 0
        for place, line in enumerate(self._lines):
            if place in self._openers:
                if record is not None:
                    yield self._close(record, first, last)
                record, first = self._open(place), line.number
            elif record is not None and self._closes(place, record, last):
                yield self._close(record, first, last)
                record = None
            elif record is not None:
                record.read_line(line)
            if place not in self._openers and line.level and not line.field and record is None:
                self._read_heading(line)
            last = line.number + 1 if record is not None else last
        if record is not None:
            yield self._close(record, first, last)

    def roles_of(self, run: Sequence[_Record]) -> dict[int, str]:
        """The headings between the records of a run that are no themes."""
        numbers = self._other_headings
        between = numbers[bisect_left(numbers, run[0].first) : bisect_left(numbers, run[-1].last)]
        return dict.fromkeys(between, "heading")

    @property
    def themes(self) -> tuple[ThemeHeading, ...]:
        """The themes of all records, in the order in which they were met."""
        return tuple(self._themes.headings)

    # ------------------------------------------------------------ borders

    def _closes(self, place: int, record: RecordReader, last: int) -> bool:
        """Whether a line ends the record: a heading that is no part of it, or a table in between."""
        line = self._lines[place]
        if any(self._document.blocks[number].cell >= 0 for number in range(last, line.number)):
            return True
        if not line.level or line.field or record.takes_lone_value(line):
            return False
        folded = fold_wording(self._document.text[line.start : line.end])
        if folded in self._vocabulary.not_themes or folded in self._vocabulary.footnotes:
            return True
        if line.level < PLAIN_LEVEL:
            return not self._opener_levels or line.level <= max(self._opener_levels) or line.level <= 2
        return not record.awaits_value and self._is_followed_by_opener(place)

    def _is_followed_by_opener(self, place: int) -> bool:
        """Whether a plain line that looks like a heading stands over a record, or over nothing at all."""
        further = self._ends_of_headings[place + 1]
        return further == len(self._lines) or further in self._openers or further > place + 1

    def _open(self, place: int) -> RecordReader:
        line = self._lines[place]
        record = RecordReader(self._document, self._vocabulary)
        if line.field:
            record.read_line(line)
        else:
            ahead = self._fields_ahead(place)
            record.awaits_action = "action" in ahead
            record.awaits_progress = "progress" in ahead
            followed_by_label = place + 1 < len(self._lines) and bool(self._lines[place + 1].field)
            record.read_opener(line, whole=line.level > 0 or line.item or followed_by_label)
            record.action_goes_on = record.awaits_progress and not record.has("action")
        return record

    def _fields_ahead(self, place: int) -> set[str]:
        """The fields that labels name between an opener and the next."""
        end = next((n for n in range(place + 1, len(self._lines)) if n in self._openers), len(self._lines))
        return {line.field for line in self._lines[place + 1 : end] if line.field}

    def _close(self, record: RecordReader, first: int, last: int) -> _Record:
        theme = self._theme
        if record.theme is not None:
            theme = self._themes.place(ThemeHeading(*record.theme))
        inherited = (piece for piece in self._inherited if piece.role not in record.roles)
        pieces = (*share_out(record.pieces), *inherited)
        return _Record(pieces, theme, first, last)

    # ------------------------------------------------------------ headings

    def _read_heading(self, line: Line) -> None:
        words = self._document.text[line.start : line.end]
        block = self._document.blocks[line.number]
        told = told_by_heading(words, block.start, block.end, line.number, self._vocabulary)
        if told is not None:
            if line.level <= self._level_of_theme:
                self._theme = -1  # a section of its own, beside the one of that theme
            self._inherited = (told,)
            self._other_headings.append(line.number)
        elif is_theme(words, self._vocabulary) and not is_title(self._document, line.number):
            self._theme = self._themes.place(make_theme(self._document, line.number))
            self._level_of_theme = line.level
            self._inherited = ()
        else:
            self._theme = -1
            self._inherited = ()
            self._other_headings.append(line.number)
