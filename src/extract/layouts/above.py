"""What stands above a table and holds for all of its records: a theme, a period, a status."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.data import Vocabulary
from extract.layouts.headings import (
    heading_level,
    is_caption_number,
    is_theme,
    is_title,
    make_theme,
    nearest_above_rank,
    nearest_heading,
    told_by_heading,
    words_of,
)
from extract.model import Document, Piece, Table, ThemeHeading

_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Above:
    """The theme of a table's records, or what they inherit; first: the first block that belongs to the table."""

    theme: ThemeHeading | None
    inherited: tuple[Piece, ...]
    first: int


def look_above(document: Document, table: Table, vocabulary: Vocabulary, *, below: int | None = None) -> Above:
    """What stands over a table: its caption or the nearest heading above, a numbered caption line passed over.

    below: look only above this block, and only at headings of a higher rank than its own.
    """
    if _caption_is_theme(document, table, vocabulary):
        return Above(make_theme(document, table.caption), (), table.first)
    number = (table.first if below is None else below) - 1
    while number >= 0 and document.blocks[number].cell < 0 and is_caption_number(words_of(document, number)):
        number -= 1
    heading = nearest_heading(document, number)
    if below is not None:
        heading = nearest_above_rank(document, number, heading_level(document, below))
    if heading < 0 or is_title(document, heading):
        return Above(None, (), table.first)
    words, block = words_of(document, heading), document.blocks[heading]
    told = told_by_heading(words, block.start, block.end, heading, vocabulary)
    if told is not None or not is_theme(words, vocabulary):
        return Above(None, (told,) if told else (), table.first)
    return Above(make_theme(document, heading), (), heading if heading == number else table.first)


def _caption_is_theme(document: Document, table: Table, vocabulary: Vocabulary) -> bool:
    """Whether a caption is the theme: it may name one, and no heading that does stands directly above the table.

    Where several tables have captions of their own, these are the themes, whatever heading stands above the first.
    """
    if table.caption < 0 or not is_theme(words_of(document, table.caption), vocabulary):
        return False
    captions = [words_of(document, other.caption) for other in document.tables if other.caption >= 0]
    named = [_FIGURES.sub("", words) for words in captions if is_theme(words, vocabulary)]
    if len(named) > 1:
        # Captions that differ by their numbers alone only count ("Actions of goal 1", "Actions of goal 2").
        return named.count(_FIGURES.sub("", words_of(document, table.caption))) == 1
    above = table.first - 1
    return above < 0 or not heading_level(document, above) or not is_theme(words_of(document, above), vocabulary)
