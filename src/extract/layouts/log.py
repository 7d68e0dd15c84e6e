"""A log of events under headings of themes, each entry naming the action it is about: "May 2024. ... (Action 6)" (L13).

Entries of one reference make one record. Many pages print the references alone, so that the records have no action's
words; others list the actions above the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.headings import is_theme, is_title, make_theme
from extract.layouts.heads import find_named_reference, split_head
from extract.layouts.lines import Line, read_all_lines
from extract.model import Document, Draft, Piece, ThemeHeading
from extract.values.wording import fold_wording

_BRACKET = re.compile(r"[(\[](?=[^()\[\]]{2,60}[)\]][.\s]*$)")
_NUMBER = re.compile(r"\d[\w.]*")
_FEWEST_ENTRIES = 2


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """One claim for the entries of a log, when at least two name their action."""
    lines = read_all_lines(document, vocabulary)
    entries = [(line, found) for line in lines if (found := _named_at_end(document, vocabulary, line))]
    if len(entries) < _FEWEST_ENTRIES:
        return
    themes, theme_of = _read_themes(document, vocabulary, lines)
    listed = _read_listed(document, vocabulary, lines)
    key_of = {number: (theme_of[head[0].block], number) for number, head in listed}
    records: dict[tuple[int, str], list[Piece]] = {key_of[number]: head for number, head in listed}
    for line, reference in entries:
        theme = theme_of.get(line.number, -1)
        named = dict.fromkeys(_NUMBER.findall(document.text, *reference))
        known = [key_of[number] for number in named if number in key_of]
        for place, key in enumerate(known or [(theme, fold_wording(document.text[slice(*reference)]))]):
            pieces = records.setdefault(key, [])
            pieces.append(Piece("progress", line.start, line.end, line.number, shared=place > 0))
            if len(pieces) == 1:
                pieces.append(Piece("reference", *reference, line.number, value="inside"))
    drafts = tuple(Draft(tuple(pieces), theme) for (theme, _), pieces in records.items())
    numbers = [line.number for line, _ in entries] + [head[0].block for _, head in listed]
    trust = 0.95 if listed else 0.8
    yield Claim("L13", min(numbers), max(numbers) + 1, drafts, themes, fields=("reference", "progress"), trust=trust)


def _read_listed(document: Document, vocabulary: Vocabulary, lines: Sequence[Line]) -> list[tuple[str, list[Piece]]]:
    """The actions that are listed with their numbers ("Action 4. Plant trees"): number, and reference and action."""
    listed = []
    for line in lines:
        head = split_head(document, vocabulary, line.start, line.end, line.number) if not line.level else []
        numbers = _NUMBER.findall(document.text, *line.named) if head and line.named else []
        if numbers and [piece.role for piece in head] == ["reference", "action"]:
            listed.append((numbers[-1], head))
    return listed


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
