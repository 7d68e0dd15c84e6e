"""What each column of a table means: by its header, and where there is none by what stands in its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.data import Vocabulary
from extract.layouts.history import OTHER_EDITION, date_columns
from extract.model import Cell, Document, Table
from extract.values.references import is_figure, is_reference
from extract.values.sentences import split_sentences
from extract.values.target_dates import parse_target_dates
from extract.values.tense import is_command, read_tense
from extract.values.verbs import AGENT_NOUNS
from extract.values.wording import fold_wording, has_words

# A column is taken for dates, statuses or references when this share of its filled cells are.
_MOST = 0.6
# Prepositions, brackets and notes may stand beside the date in its cell.
_MOST_OF_CELL = 0.4
# Prose has at least this many words a cell on average; what has fewer is a code, a name, a figure.
_PROSE_WORDS = 7
_WORDS_OF_A_STEP = 3
_NAME = re.compile(r"[^\W\d_][\w’'-]*")
# What may stand in small letters between the names of bodies.
_JOINTS = frozenset(
    ("and", "of", "for", "the", "with", "in", "et", "de", "des", "du", "la", "le", "les", "a", "ac", "y")
)


# What an action is to reach, in words that may hold the date: parted in `settle`.
MILESTONE = "milestone"


@dataclass(frozen=True, slots=True)
class Columns:
    """The meaning of every column, "" for none known.

    theme_cell: the header cell that names the theme, or -1; dates: of a history column the date that it stands for.
    """

    fields: tuple[str, ...]
    theme_cell: int = -1
    dates: tuple[str, ...] = ()

    def place(self, field: str) -> int:
        """The first column of a field, or -1."""
        return self.fields.index(field) if field in self.fields else -1


def read_columns(document: Document, table: Table, vocabulary: Vocabulary) -> Columns:
    """What the columns of a table mean; every field "" where nothing tells."""
    heads = header_words(document, table)
    fields = [_known_field(words, vocabulary) for words in heads]
    body = [_filled(column_words(document, table, column)) for column in range(len(heads))]
    if not any(fields):
        return Columns(tuple(_guess_fields(body, vocabulary)) if not table.header_rows else tuple("" for _ in heads))
    fields = [_correct_by_words(field, words, vocabulary) for field, words in zip(fields, body, strict=True)]
    if not fields[0] and "reference" not in fields and _is_reference_column(body[0]):
        fields[0] = "reference"
    fields = _settle_twins(fields, heads, body)
    _take_progress_column(fields, body)
    _take_next_steps_column(fields, body)
    theme_cell = -1
    if not {"action", "action_and_progress"} & set(fields):
        theme_cell = _take_action_column(document, table, fields, heads, body)
    dates = date_columns(heads, fields)
    fields = [OTHER_EDITION if date else field for field, date in zip(fields, dates, strict=True)]
    return Columns(tuple(fields), theme_cell, dates)


def find_header(document: Document, table: Table, vocabulary: Vocabulary) -> Table:
    """The table with its first row as header where the page marks none and most cells of that row are labels."""
    if table.header_rows or len(table.grid) < 2:
        return table
    first = [cell_words(document, document.cells[place]) for place in dict.fromkeys(table.grid[0]) if place >= 0]
    return replace(table, header_rows=1) if is_header(first, vocabulary.find_field) else table


def is_header(words: Sequence[str], find_field: Callable[[str], str | None]) -> bool:
    """Whether the words of a row's cells are labels, most of them, of two fields at least."""
    known = [field for cell in words if (field := find_field(cell))]
    return len(set(known)) > 1 and len(known) >= _MOST * len(words)


def header_words(document: Document, table: Table) -> list[str]:
    """The words above each column; of several header rows, joined by a line feed, each cell once."""
    width = len(table.grid[0]) if table.grid else 0
    heads = []
    for column in range(width):
        places = dict.fromkeys(row[column] for row in table.grid[: table.header_rows] if row[column] >= 0)
        heads.append("\n".join(filter(None, (cell_words(document, document.cells[place]) for place in places))))
    return heads


def cell_words(document: Document, cell: Cell) -> str:
    """The words of a cell, "" when it is empty."""
    return document.text[cell.start : cell.end] if cell.last > cell.first else ""


def column_words(document: Document, table: Table, column: int) -> list[str]:
    """The words of every cell of a column below the header, each cell once."""
    places = dict.fromkeys(row[column] for row in table.grid[table.header_rows :] if row[column] >= 0)
    return [cell_words(document, document.cells[place]) for place in places]


def _known_field(words: str, vocabulary: Vocabulary) -> str:
    """The field of a header; of a header in several rows, that of the lowest that is known."""
    known = [field for line in words.split("\n") if (field := vocabulary.find_field(line)) is not None]
    if {"owner", "target_dates"}.issubset(known):
        return "owner_and_target_date"
    return known[-1] if known else vocabulary.find_field(words) or ""


def _filled(words: Sequence[str]) -> list[str]:
    return list(filter(has_words, words))


def _share(filled: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, filled)) / len(filled) if filled else 0.0


def _most_are(filled: Sequence[str], is_one: Callable[[str], bool]) -> bool:
    """Whether more than the share `_MOST` of cells are of a kind; no more of them are asked than it takes to tell."""
    others = 0
    for cell in filled:
        others += not is_one(cell)
        if (len(filled) - others) / len(filled) <= _MOST:
            return False
    return bool(filled)


def _mean_words(filled: Sequence[str]) -> float:
    """How many words the filled cells of a column have on average."""
    return sum(len(cell.split()) for cell in filled) / len(filled) if filled else 0.0


def _correct_by_words(field: str, filled: Sequence[str], vocabulary: Vocabulary) -> str:
    """What a column is by its cells, where they contradict its header or it has none that is known.

    A "status" in prose is progress; "progress" that is statuses alone is status; a "target" in dates is a date.
    """
    if not field:
        return guess_unnamed(filled, vocabulary)
    return next(_find_corrections(field, filled, vocabulary), field)


def _find_corrections(field: str, filled: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    if field not in ("reference", "target_dates", "date_or_measure") and _most_are(filled, is_figure):
        yield ""  # a table of counts has columns named like fields
    if _most_are(filled, vocabulary.is_response):
        yield "response"
    if field == "status" and _mean_words(filled) > 2 * _PROSE_WORDS:
        yield "progress"
    if field == "progress" and _most_are(filled, vocabulary.is_status):
        yield "status"
    if field in ("other_field", "date_or_measure") and _most_are(filled, is_date):
        yield "target_dates"
    if field == "target_dates" and filled and not any(map(is_date, filled)):
        yield "other_field"


def guess_unnamed(filled: Sequence[str], vocabulary: Vocabulary) -> str:
    """A column whose header is not known: statuses, answers to recommendations, dates and bodies tell what they are."""
    if _most_are(filled, vocabulary.is_status):
        return "status"
    if _most_are(filled, vocabulary.is_response):
        return "response"
    if _most_are(filled, is_date):
        return "target_dates"
    return "owner" if _most_are(filled, _names_bodies) else ""


def _names_bodies(cell: str) -> bool:
    """Whether a cell holds names alone, a body's among them: by an acronym or a noun such as "Agency"."""
    words = _NAME.findall(cell)
    if is_figure(cell) or is_reference(cell) or any(word[0].islower() and word not in _JOINTS for word in words):
        return False
    return any(word.lower() in AGENT_NOUNS or sum(letter.isupper() for letter in word) > 1 for word in words)


# The same cells are asked about as often as their table is read.
@lru_cache(maxsize=1024)
def is_date(cell: str, *, stated: bool = False) -> bool:
    """Whether a cell is a target date as a whole, of any kind; `stated`: no mere span of time ("8 days")."""
    words = cell.strip()
    excluded = ("other", "relative") if stated else ("other",)
    dates = [date for date in parse_target_dates(words) if date.kind not in excluded]
    return bool(dates) and sum(date.end - date.start for date in dates) >= _MOST_OF_CELL * len(words)


def _settle_twins(fields: list[str], heads: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    """Two columns of actions: the left is the theme when its words repeat, else the right is what was done about it.

    Where another column says that, the right one is the milestone that the action is to reach.
    """
    settled = list(fields)
    places = [place for place, field in enumerate(fields) if field in ("action", "action_and_progress")]
    if len(places) < 2 or fields[places[1]] != "action":
        return settled
    left, right = places[0], places[1]
    if _is_reference_column(body[left]):
        settled[left] = "reference"
    elif fields[left] == "action" and "theme" not in fields and _repeats_more(body[left], body[right]):
        settled[left] = "theme"
    elif any(word in heads[right].lower() for word in ("next", "plan")):
        settled[right] = "next_steps"
    elif not {"progress", "action_and_progress"} & set(fields):
        settled[right] = "progress"
    else:
        settled[right] = "other_field" if "target_dates" in fields else MILESTONE
    return settled


def _repeats_more(left: Sequence[str], right: Sequence[str]) -> bool:
    return len(set(left)) < len(right)


def _is_reference_column(filled: Sequence[str]) -> bool:
    return _most_are(filled, is_reference)


def _heads_others(document: Document, table: Table, place: int) -> bool:
    """Whether another table of the page has the same words over the same column: a label, and no theme's name."""
    words = fold_wording(cell_words(document, document.cells[table.grid[0][place]]))
    others = (
        other.grid[0][place]
        for other in document.tables
        if other.grid and other != table and len(other.grid[0]) > place
    )
    return any(fold_wording(cell_words(document, document.cells[cell])) == words for cell in others if cell >= 0)


def _take_action_column(
    document: Document, table: Table, fields: list[str], heads: Sequence[str], body: Sequence[Sequence[str]]
) -> int:
    """Where no header names the action, the first unnamed column of prose is it; its header may be the theme's name.

    Changes `fields` in place and gives the header cell that names the theme, or -1.
    """
    for place, field in enumerate(fields):
        if field or _mean_words(body[place]) < 3 or _is_reference_column(body[place]):
            continue
        fields[place] = "action"
        names_theme = table.header_rows and fold_wording(heads[place]) and not _heads_others(document, table, place)
        return table.grid[0][place] if names_theme else -1
    for instead in ("theme", "other_field"):
        if instead in fields and {"progress", "status", "target_dates", "next_steps"} & set(fields):
            place = fields.index(instead)
            if _mean_words(body[place]) >= 3:
                fields[place] = "action"
                break
    return -1


def _take_progress_column(fields: list[str], body: Sequence[Sequence[str]]) -> None:
    """An unnamed column of prose right of the action is what was done about it; changes `fields` in place."""
    if "action" not in fields or "progress" in fields or "action_and_progress" in fields:
        return
    for place in range(fields.index("action") + 1, len(fields)):
        if (
            not fields[place]
            and _mean_words(body[place]) >= _PROSE_WORDS / 2
            and _share(body[place], is_figure) < _MOST
        ):
            fields[place] = "progress"
            return


def _take_next_steps_column(fields: list[str], body: Sequence[Sequence[str]]) -> None:
    """An unnamed column right of the progress in which most cells promise or command something is what comes next;
    changes `fields` in place.
    """
    if "progress" not in fields or "next_steps" in fields:
        return
    for place in range(fields.index("progress") + 1, len(fields)):
        if fields[place]:
            continue
        if _mean_words(body[place]) >= _WORDS_OF_A_STEP and _most_are(body[place], _is_to_do):
            fields[place] = "next_steps"
            return


def _is_to_do(words: str) -> bool:
    """Whether the first sentence of a cell says what is to be done."""
    first = next(iter(split_sentences(words)), (0, len(words)))
    sentence = words[first[0] : first[1]]
    return is_command(sentence) or "promised" in read_tense(sentence)


def _guess_fields(body: Sequence[Sequence[str]], vocabulary: Vocabulary) -> list[str]:
    """Fields by the cells alone: there must be a column of prose, and one of statuses or dates to vouch for it."""
    fields = [""] * len(body)
    for place, words in enumerate(body):
        if _is_reference_column(words):
            fields[place] = "reference"
        elif _most_are(words, vocabulary.is_status):
            fields[place] = "status"
        elif _most_are(words, is_date):
            fields[place] = "target_dates"
    if not {"status", "target_dates"} & set(fields):
        return [""] * len(body)
    prose = [place for place, field in enumerate(fields) if not field and _mean_words(body[place]) >= 2]
    named: tuple[str, ...] = ("action", "progress")
    if len(prose) > 2 and _repeats(body[prose[0]]) and not _repeats(body[prose[1]]):
        named = ("theme", "action", "progress")
    for place, field in zip(prose, named, strict=False):
        fields[place] = field
    return fields if "action" in fields else [""] * len(body)


def _repeats(filled: Sequence[str]) -> bool:
    """Whether a column prints the same words again and again, as the name of a group of rows."""
    return len(set(filled)) < len(filled)


def counts(document: Document, table: Table) -> bool:
    """Whether every column of a table but the first holds figures."""
    width = len(table.grid[0]) if table.grid else 0
    columns = (_filled(column_words(document, table, column)) for column in range(1, width))
    kinds = (_most_are(column, is_figure) for column in columns if column)
    return next(kinds, False) and all(kinds)
