"""A log of events under headings of themes, each entry naming the action it is about: "May 2024. ... (Action 6)" (L13).

The page prints the references alone: the records have no action's words. Entries of one reference make one record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.headings import is_theme, is_title, make_theme
from extract.layouts.heads import find_named_reference
from extract.layouts.lines import Line, read_all_lines
from extract.model import Document, Draft, Piece, ThemeHeading
from extract.values.wording import fold_wording

_BRACKET = re.compile(r"[(\[](?=[^()\[\]]{2,60}[)\]][.\s]*$)")
_FEWEST_ENTRIES = 2


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """One claim for the entries of a log, when at least two name their action."""
    lines = read_all_lines(document, vocabulary)
    entries = [(line, found) for line in lines if (found := _named_at_end(document, vocabulary, line))]
    if len(entries) < _FEWEST_ENTRIES:
        return
    themes, theme_of = _read_themes(document, vocabulary, lines)
    records: dict[tuple[int, str], list[Piece]] = {}
    for line, reference in entries:
        theme = theme_of.get(line.number, -1)
        pieces = records.setdefault((theme, fold_wording(document.text[slice(*reference)])), [])
        pieces.append(Piece("progress", line.start, line.end, line.number))
        if len(pieces) == 1:
            pieces.append(Piece("reference", *reference, line.number, value="inside"))
    drafts = tuple(Draft(tuple(pieces), theme) for (theme, _), pieces in records.items())
    numbers = [line.number for line, _ in entries]
    yield Claim("L13", min(numbers), max(numbers) + 1, drafts, themes, fields=("reference", "progress"), trust=0.8)


def _named_at_end(document: Document, vocabulary: Vocabulary, line: Line) -> tuple[int, int] | None:
    """The span of the reference that an item ends with, in brackets."""
    bracket = _BRACKET.search(document.text, line.start, line.end) if line.item else None
    return find_named_reference(document.text, bracket.end(), line.end, vocabulary) if bracket else None


def _read_themes(
    document: Document, vocabulary: Vocabulary, lines: Sequence[Line]
) -> tuple[tuple[ThemeHeading, ...], dict[int, int]]:
    """The themes of the page, and the place of the theme that each block stands under."""
    themes: list[ThemeHeading] = []
    theme_of: dict[int, int] = {}
    for line in lines:
        words = document.text[line.start : line.end]
        if line.level and is_theme(words, vocabulary) and not is_title(document, line.number):
            themes.append(make_theme(document, line.number))
        theme_of[line.number] = len(themes) - 1
    return tuple(themes), theme_of
