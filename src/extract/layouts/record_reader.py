"""One record outside tables: from its head and its lines, labelled or not, to pieces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extract.data import Vocabulary
from extract.layouts.columns import is_date
from extract.layouts.headings import BOLD_LEVEL
from extract.layouts.heads import find_named_reference, find_reference, skip_glue, split_head, states_date
from extract.layouts.lines import Line
from extract.layouts.opening_status import EMPHASIS_SIGNS, find_opening_status
from extract.layouts.tables import ROLES
from extract.model import Document, Piece
from extract.values.sentences import split_sentences
from extract.values.status import find_status, may_state_status
from extract.values.wording import fold_wording, skip_spaces

# A label and its value in brackets, as in "(Lead: Department of Health)".
_NOTE = re.compile(r"[(\[](?P<label>[^:()\[\]\n]{2,40}?)\s*:\s*(?P<value>[^()\[\]\n]+?)\s*[)\]][\s.;,*_]*")
_MOST_WORDS_OF_A_BADGE = 3
_DASH = re.compile(r"\s*[–—-]\s")
_BRACKETED_NAME = re.compile(r"\((?P<name>[^\W\d_a-z][^()\d]*)\)")
_ONCE = frozenset(("status", "owner", "reference", "target_date"))
# Fields that hold one short value: the line after it is something else.
_SHORT = frozenset(("status", "owner", "target_dates", "reference", "response", "theme", "owner_and_target_date"))
# More words than these before its status, and a sentence says more than the status ("Due to ..., this is delayed").
_MOST_WORDS_BEFORE_STATUS = 6
# What stands behind a label of status and has more words than this is prose.
_MOST_WORDS_OF_A_STATUS = 14
# A line without a label that is longer than this is no date that lost its label.
_LONGEST_DATE = 59


class RecordReader:
    """The pieces of a record, in the order in which its lines are given, and the roles that they have.

    theme: the span of a theme that a label of the record names, and its block; awaits_action: a label is still to name
    the action, so that free words before it are not taken for it; awaits_progress: one is still to name the progress,
    so that words behind a run-in title are more of the action; action_goes_on: the head names no action and a label
    of progress is still to come, so that all free words before it are the action.
    """

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.pieces: list[Piece] = []
        self.roles: set[str] = set()
        self.theme: tuple[int, int, int] | None = None
        self.awaits_action = False
        self.awaits_progress = False
        self.action_goes_on = False
        self._document = document
        self._vocabulary = vocabulary
        self._field = ""
        # A label in a list item holds for the items of its list and not for what follows the list.
        self._labelled_item = False

    def has(self, *roles: str) -> bool:
        """Whether a piece of one of these roles was read."""
        return not self.roles.isdisjoint(roles)

    def read_head(self, start: int, end: int, number: int) -> None:
        """A head: reference, deadline and action, whichever are there."""
        for piece in split_head(self._document, self._vocabulary, start, end, number):
            self.take(piece)

    @property
    def awaits_value(self) -> bool:
        """Whether the last line was a label whose value is still to come."""
        return bool(self._field) and bool(self.pieces) and self.pieces[-1].role == "label"

    def read_opener(self, line: Line, *, whole: bool) -> None:
        """The line that opens the record: whole, or the run-in title up to the end of its bold words or its stop."""
        line = self._take_owner(self._take_badge(self._take_icon(line)))
        start = skip_spaces(self._document.text, line.start, line.end, EMPHASIS_SIGNS)
        bold = self._end_of_bold(line, start)
        if bold and not self._is_reference_alone(start, bold):
            self.read_head(start, bold, line.number)
            self._read_behind_title(line, skip_spaces(self._document.text, bold, line.end, EMPHASIS_SIGNS))
            return
        end = line.end
        if not whole:
            head = split_head(self._document, self._vocabulary, line.start, line.end, line.number)
            action = next((piece for piece in head if piece.role == "action"), None)
            if action is not None:
                first = next(iter(split_sentences(self._document.text[action.start : action.end])), (0, 0))
                end = action.start + first[1] if first[1] else line.end
        self.read_head(line.start, end, line.number)
        self._read_behind_title(line, skip_spaces(self._document.text, end, line.end))

    def _take_icon(self, line: Line) -> Line:
        """The line without the picture that it begins with, where its words tell the status ("Green circle")."""
        text, marks = self._document.text, self._document.blocks[line.number].marks
        for mark in marks:
            if mark.kind == "image" and mark.start == line.start < mark.end < line.end:
                if self._vocabulary.read_status(text[mark.start : mark.end], in_place=True) is None:
                    break
                self.add("status", mark.start, mark.end, line.number)
                return replace(line, start=skip_spaces(text, mark.end, line.end))
        return line

    def _take_badge(self, line: Line) -> Line:
        """The line without the status that is set apart by its class at the end: "Plant trees <span>Done</span>"."""
        text, marks = self._document.text, self._document.blocks[line.number].marks
        for mark in marks:
            if mark.kind == "class" and line.start < mark.start < mark.end == line.end:
                status = self._vocabulary.read_status(text[mark.start : mark.end], in_place=True)
                if status is not None:
                    self.add("status", mark.start, mark.end, line.number)
                    return replace(line, end=line.start + len(text[line.start : mark.start].rstrip()))
        return line

    def _take_owner(self, line: Line) -> Line:
        """The line without the names in brackets and italics at its end: "Plant trees <em>(Forest Board)</em>"."""
        text, marks = self._document.text, self._document.blocks[line.number].marks
        for mark in marks:
            if mark.kind == "italic" and line.start < mark.start and mark.end == line.end:
                named = _BRACKETED_NAME.fullmatch(text, mark.start, mark.end)
                if named is not None:
                    self.add("owner", *named.span("name"), line.number)
                    return replace(line, end=line.start + len(text[line.start : mark.start].rstrip()))
        return line

    def _end_of_bold(self, line: Line, start: int) -> int:
        """Where the bold words end that a line begins with, a stop behind them included; 0 when all of it is bold."""
        marks = self._document.blocks[line.number].marks
        ends = [mark.end for mark in marks if mark.kind == "bold" and mark.start == start and mark.end < line.end]
        if not ends or not self._document.text[ends[0] : line.end].strip(" *_.:"):
            return 0
        return skip_stop(self._document.text, ends[0])

    def _read_behind_title(self, line: Line, start: int) -> None:
        """What stands behind a run-in title: labels in brackets ("(Lead: us)"), the status, and the progress."""
        text = self._document.text
        while (noted := _NOTE.match(text, start, line.end)) and (field := self._vocabulary.find_label(noted["label"])):
            self.add("label", *noted.span("label"), line.number)
            self.add(ROLES.get(field, field), *noted.span("value"), line.number)
            start = noted.end()
        if not self.has("status") and start < line.end:
            start = self._read_opening_status(line, start)
        if self.awaits_progress and self.pieces and self.pieces[-1].role == "action":
            self.pieces[-1] = replace(self.pieces[-1], end=line.end)
        else:
            self.add("progress", start, line.end, line.number)

    def _is_reference_alone(self, start: int, end: int) -> bool:
        """Whether bold words are a noun and a number, behind which the action begins ("**Action 4.** Plant trees")."""
        found = find_named_reference(self._document.text, start, end, self._vocabulary)
        return found is not None and not fold_wording(self._document.text[found[1] : end])

    def add(self, role: str, start: int, end: int, number: int) -> None:
        """Take words for what they are, if there are any."""
        if start < end:
            self.take(Piece(role, start, end, number))

    def take(self, piece: Piece) -> None:
        """A further piece of the record."""
        self.pieces.append(piece)
        self.roles.add(piece.role)

    def read_line(self, line: Line) -> None:
        """A line of the body: site furniture, a label with or without its value, a value, or free words."""
        if line.site:
            self.add("boilerplate", line.start, line.end, line.number)
        elif line.field:
            self.add("label", line.start, line.value, line.number)
            self._field = line.field if line.is_label_alone or line.field not in _SHORT else ""
            self._labelled_item = line.item
            if not line.is_label_alone:
                self._add_value(line.field, line.value, line)
        elif self._field and not (self._labelled_item and not line.item):
            self._add_value(self._field, line.start, line)
            if self._field in _SHORT:
                self._field = ""
        else:
            self._read_free(line)

    def _read_opening_status(self, line: Line, start: int) -> int:
        """Take out the status that a value of progress opens with ("Where we are: on track"); where the rest begins."""
        block = self._document.blocks[line.number]
        found = find_opening_status(self._document, block, start, line.end, self._vocabulary)
        if found is None:
            return self._read_status_sentence(line) if start == line.start else start
        self.add("status", found[0], found[1], line.number)
        return found[2]

    def _read_badge(self, line: Line) -> int:
        """Take out a status in bold before a dash ("**Achieved** – all ..."); where the rest begins, else 0."""
        text, marks = self._document.text, self._document.blocks[line.number].marks
        bold = next((mark for mark in marks if mark.kind == "bold" and mark.start == line.start), None)
        if bold is None or self.has("status") or _DASH.match(text, bold.end, line.end) is None:
            return 0
        short = len(text[bold.start : bold.end].split()) <= _MOST_WORDS_OF_A_BADGE
        return self._read_opening_status(line, line.start) if short else 0

    def takes_lone_value(self, line: Line) -> bool:
        """Whether a line that looks like a heading is a status or a date that lost its label."""
        words = self._document.text[line.start : line.end]
        status = self._vocabulary.read_status(words) is not None and not self.has("status")
        return line.level >= BOLD_LEVEL and (status or (states_date(words) and self._takes_date))

    @property
    def _takes_date(self) -> bool:
        """Whether a lone date may be the record's: it has none yet, or the last line was one."""
        return not self.has("target_date") or self.pieces[-1].role == "target_date"

    def _add_value(self, field: str, start: int, line: Line) -> None:
        if field == "theme":
            self.theme = (start, line.end, line.number)
            return
        words = self._document.text[start : line.end]
        if field == "date_or_measure":
            field = "target_dates" if is_date(words, stated=True) else "other_field"
        if field == "progress" and not self.has("status") and self._vocabulary.read_status(words) is not None:
            field = "status"  # "Where we are: on track"
        elif field == "status" and len(words.split()) > _MOST_WORDS_OF_A_STATUS:
            field = "progress"
        if field == "status":
            start = _skip_icon(self._document.text, start, line.end)
        if field == "action" and not self.has("reference"):
            start = self._add_reference(start, line)
        self.add(ROLES.get(field, field), start, line.end, line.number)

    def _add_reference(self, start: int, line: Line) -> int:
        """Take out the number that a labelled action begins with; where its words begin."""
        found = find_reference(self._document.text, start, line.end, self._vocabulary)
        if found is None or found[1] >= line.end:
            return start
        self.add("reference", *found, line.number)
        return skip_glue(self._document.text, found[1], line.end)

    def _read_free(self, line: Line) -> None:
        """A line without a label: the action where none was read, a lone status or date, else progress."""
        words = self._document.text[line.start : line.end]
        unlabelled = self.action_goes_on and not self.has("label")
        if unlabelled or not self.has("action", "action_and_progress"):
            self.add("introduction" if self.awaits_action else "action", line.start, line.end, line.number)
        elif not self.has("status") and self._vocabulary.read_status(words) is not None:
            self.add("status", line.start, line.end, line.number)
        elif len(words) <= _LONGEST_DATE and self._takes_date and states_date(words):
            self.add("target_date", line.start, line.end, line.number)
        else:
            start = self._read_badge(line) or self._read_status_sentence(line)
            self.add("progress", start, line.end, line.number)

    def _read_status_sentence(self, line: Line) -> int:
        """Take the status out of an opening sentence that states it; the place where the progress begins.

        A sentence that says the status and nothing else is no progress; one that says more is both.
        """
        text = self._document.text
        if self.has("status") or not may_state_status(text[line.start : line.end]):
            return line.start
        first = next(iter(split_sentences(text[line.start : line.end])), (0, 0))
        sentence = text[line.start + first[0] : line.start + first[1]]
        found = find_status(sentence, self._vocabulary.statuses)
        if found is None:
            return line.start
        start = line.start + first[0] + found.start
        end = line.start + first[0] + found.end
        if fold_wording(sentence[found.end :]) or len(sentence[: found.start].split()) > _MOST_WORDS_BEFORE_STATUS:
            self.take(Piece("status", start, end, line.number, value="inside"))
            return line.start
        self.add("label", line.start, start, line.number)
        self.add("status", start, end, line.number)
        return skip_spaces(text, line.start + first[1], line.end)


def _skip_icon(text: str, start: int, end: int) -> int:
    """The place behind an icon and its spaces, where words follow."""
    place = start
    while place < end and not text[place].isalnum():
        place += 1
    return place if place < end else start


def count_crowd(pieces: Sequence[Piece]) -> int:
    """How many values a record has too many, of fields that hold one: above none it may be several records in one."""
    roles = (piece.role for piece in pieces if piece.role in _ONCE and piece.value != "inside" and not piece.shared)
    return sum(count - 1 for count in Counter(roles).values())


def skip_stop(text: str, place: int) -> int:
    """The place behind a stop that stands right there."""
    return place + 1 if text[place : place + 1] in (".", ":") else place


def share_out(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbouring lines of one block and one role as one piece, so that a paragraph stays one statement."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.block == piece.block and last.role == piece.role == "progress" and last.end < piece.start:
            joined[-1] = replace(last, end=piece.end)
        else:
            joined.append(piece)
    return tuple(joined)
