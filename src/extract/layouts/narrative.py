"""Prose by theme, without records (L18): its headings are themes, and nothing is made of its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from extract.data import Vocabulary
from extract.layouts.headings import PLAIN_LEVEL, heading_level, is_theme, is_title, make_theme, words_of
from extract.model import Document, ThemeHeading


def find_themes(document: Document, vocabulary: Vocabulary) -> tuple[ThemeHeading, ...]:
    """The headings of the highest rank below the title that name themes; none in a copy that marks no headings."""
    levels = {number: level for number, level in _headings(document) if not is_title(document, number)}
    named = {number: level for number, level in levels.items() if is_theme(words_of(document, number), vocabulary)}
    highest = min(named.values(), default=0)
    return tuple(make_theme(document, number) for number, level in named.items() if level == highest)


def _headings(document: Document) -> Iterator[tuple[int, int]]:
    for number, block in enumerate(document.blocks):
        level = heading_level(document, number)
        if 0 < level < PLAIN_LEVEL and not block.chrome and block.cell < 0:
            yield number, level
