"""Which blocks are headings, also where the copy does not say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.data import Vocabulary
from extract.layouts.heads import find_named_reference, states_date
from extract.model import Block, Document, Piece, ThemeHeading
from extract.values.themes import split_number
from extract.values.wording import fold_wording

# A heading in a copy without marks: a short line with a capital or a number first and no stop last.
_LONGEST_HEADING = 120
_MOST_WORDS = 14
_BEGINS = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?[^\W\d_]")
_PERIOD = re.compile(
    r"(?:q(?:uarter)?\s*[1-4]\b|(?:first|second|third|fourth)\s+quarter|(?:by\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{4}$|(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?$)",
    re.IGNORECASE,
)
_CAPTION_NUMBER = re.compile(r"(?:table|figure|tabl|tableau)\s+\w{1,4}[.:]?", re.IGNORECASE)

_FIGURE = re.compile(r"\d")

# What records may be put in order by, and what is then no theme's name.
_ORDERING = frozenset(("target_dates", "status", "owner"))

BOLD_LEVEL = 7
PLAIN_LEVEL = 8


def words_of(document: Document, number: int) -> str:
    """The words of a block, by its number."""
    block = document.blocks[number]
    return document.text[block.start : block.end]


def heading_levels(document: Document) -> tuple[int, ...]:
    """Every block's level as a heading: 1 to 6 as marked, 7 in bold, 8 for a plain line that looks like one; else 0."""
    return _headings_of(document).levels


def heading_level(document: Document, number: int) -> int:
    """The level of one block, as `heading_levels` gives it."""
    return heading_levels(document)[number]


def nearest_heading(document: Document, number: int) -> int:
    """The nearest heading at or above a block, tables passed over, or -1.

    In copies without marks a line that only looks like a heading is one for what stands directly below it.
    """
    if number < 0:
        return -1
    headings = _headings_of(document)
    heading = headings.above[number]
    if document.media_type == "text/plain" and heading < (free := headings.free_above[number]):
        return headings.marked_above[free]
    return heading


def nearest_above_rank(document: Document, number: int, level: int) -> int:
    """The nearest heading at or above a block that is of a higher rank than a level, or -1."""
    over = _headings_of(document).over
    heading = nearest_heading(document, number)
    while heading >= 0 and heading_level(document, heading) >= level:
        heading = over[heading]
    return heading


@dataclass(frozen=True, slots=True)
class _Headings:
    """The headings of a page. For every block: its level, and the nearest block at or above it that is a heading, in
    copies without marks also one marked as such and one outside tables, or -1. For every heading that over it, the
    nearest of a higher rank, or -1. Then the first block of all that is a heading, the first of the first level (the
    number of blocks where there is none), and the last block of every level.
    """

    levels: tuple[int, ...]
    above: tuple[int, ...]
    marked_above: tuple[int, ...]
    free_above: tuple[int, ...]
    over: Mapping[int, int]
    first: int
    first_of_all: int
    last: Mapping[int, int]


# Layouts ask for every block again and again, and of one page at a time; a document equals itself alone.
@lru_cache(maxsize=1)
def _headings_of(document: Document) -> _Headings:
    blocks = document.blocks
    plain = document.media_type == "text/plain"
    unmarked = PLAIN_LEVEL if plain else 0
    levels = tuple(_read_level(document.text, block, unmarked) for block in blocks)
    own = (number for number, level in enumerate(levels) if level and not blocks[number].chrome)
    highest = (number for number, block in enumerate(blocks) if block.kind == "heading" and block.level == 1)
    return _Headings(
        levels,
        _last_so_far(levels),
        _last_so_far(_find_marked(document, levels)) if plain else (),
        _last_so_far([block.cell < 0 for block in blocks]) if plain else (),
        _find_over(document, levels),
        next(own, len(blocks)),
        next(highest, len(blocks)),
        {level: number for number, level in enumerate(levels)},
    )


def _find_marked(document: Document, levels: Sequence[int]) -> list[bool]:
    """Which blocks are headings without doubt: marked as such, or one of several plain lines that are numbered."""
    numbered = [
        level == PLAIN_LEVEL and split_number(document.text[block.start : block.end])[0] is not None
        for block, level in zip(document.blocks, levels, strict=True)
    ]
    several = sum(numbered) > 1
    return [block.kind == "heading" or (several and one) for block, one in zip(document.blocks, numbered, strict=True)]


def _find_over(document: Document, levels: Sequence[int]) -> dict[int, int]:
    marked_only = document.media_type == "text/plain"
    over: dict[int, int] = {}
    around: list[int] = []
    for number, level in enumerate(levels):
        if not level:
            continue
        while around and levels[around[-1]] >= level:
            around.pop()
        over[number] = around[-1] if around else -1
        if not marked_only or document.blocks[number].kind == "heading":
            around.append(number)
    return over


def _last_so_far(found: Iterable[int]) -> tuple[int, ...]:
    places: list[int] = []
    last = -1
    for number, one in enumerate(found):
        if one:
            last = number
        places.append(last)
    return tuple(places)


def _read_level(text: str, block: Block, unmarked: int) -> int:
    """The level of a block; unmarked: that of a plain line that looks like a heading."""
    if block.kind == "heading":
        return block.level or 6
    if block.kind != "paragraph" or block.cell >= 0 or block.chrome or block.end - block.start > _LONGEST_HEADING:
        return 0
    level = BOLD_LEVEL if is_bold(block) else unmarked
    return level if level and _looks_like_heading(text[block.start : block.end]) else 0


def is_boilerplate(text: str, block: Block, vocabulary: Vocabulary) -> bool:
    """Whether a short block is the site's own line: a skip link, "Back to top"."""
    return block.end - block.start <= _LONGEST_HEADING and vocabulary.is_site_line(text[block.start : block.end])


def is_bold(block: Block) -> bool:
    """Whether every word of a block is bold."""
    bold = [mark for mark in block.marks if mark.kind == "bold"] if block.marks else ()
    return any(mark.start <= block.start and mark.end >= block.end - 1 for mark in bold)


def _looks_like_heading(words: str) -> bool:
    return (
        len(words) <= _LONGEST_HEADING
        and len(words.split()) <= _MOST_WORDS
        and "\n" not in words
        and "|" not in words
        and words[-1] not in ".;:,?!"
        and _BEGINS.match(words) is not None
        and not words[0].islower()
    )


def is_theme(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a heading may name a theme: it is no part of the page's furniture, no label and no period.

    >>> from extract.data import load_vocabulary
    >>> vocabulary = load_vocabulary()
    >>> [is_theme(words, vocabulary) for words in ("2. Clean air", "Introduction", "Quarter 1, 2020", "Table 1")]
    [True, False, False, False]
    """
    plain = split_number(words)[1]
    folded = fold_wording(plain)
    if not folded or folded in vocabulary.not_themes or folded in vocabulary.contents or folded in vocabulary.keys:
        return False
    if is_period(words, vocabulary) or is_caption_number(words) or _is_reference(words, vocabulary):
        return False
    _, by, order = plain.rpartition(" by ")
    if by and (vocabulary.find_field(order) or vocabulary.guess_field(order, in_place=True)) in _ORDERING:
        return False  # "Actions by due date"
    return vocabulary.find_field(plain) is None


def _is_reference(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a heading is nothing but a record's noun and number."""
    found = find_named_reference(words, 0, len(words), vocabulary)
    return found is not None and found[1] >= len(words.rstrip(" .:"))


def is_title(document: Document, number: int) -> bool:
    """Whether a heading is the page's title, which names no theme.

    It is of the first level; where the page has none of that, the first heading when no other is of its level.
    """
    block = document.blocks[number]
    if block.kind == "heading" and block.level == 1:
        return True
    headings = _headings_of(document)
    if min(headings.first, headings.first_of_all) < number:
        return False
    level = headings.levels[number]
    plain = document.media_type == "text/plain" and level == PLAIN_LEVEL
    return plain or headings.last[level] == number


def is_period(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a heading names a period ("Quarter 1, 2020", "Recurring") and no theme of work."""
    return (
        _PERIOD.match(words) is not None
        or fold_wording(words) in vocabulary.periods
        or states_date(words, calendar=True)
    )


def told_by_heading(words: str, start: int, end: int, block: int, vocabulary: Vocabulary) -> Piece | None:
    """What a heading that names no theme says of the records under it: their status, or the period they are due in."""
    if fold_wording(_FIGURE.split(words, maxsplit=1)[0]) in folded_as_at_labels(vocabulary):
        return None  # "Last updated 31 August 2023"
    if fold_wording(words) not in vocabulary.periods and vocabulary.read_status(words) is not None:
        return Piece("status", start, end, block, shared=True)
    return Piece("target_date", start, end, block, shared=True) if is_period(words, vocabulary) else None


@lru_cache(maxsize=16)
def folded_as_at_labels(vocabulary: Vocabulary) -> frozenset[str]:
    """What pages print before their own date ("First published"), folded."""
    return frozenset(map(fold_wording, vocabulary.as_at_labels))


def is_caption_number(words: str) -> bool:
    """Whether a line only numbers a table or figure ("Table 1", "Figure 2:")."""
    return _CAPTION_NUMBER.fullmatch(words.strip()) is not None


def make_theme(document: Document, number: int) -> ThemeHeading:
    """The theme that a block names."""
    block = document.blocks[number]
    return ThemeHeading(block.start, block.end, number)


class Themes:
    """The themes met on a page, each once, where it is first printed."""

    def __init__(self, document: Document) -> None:
        self.headings: list[ThemeHeading] = []
        self._document = document
        self._places: dict[str, int] = {}

    def place(self, theme: ThemeHeading) -> int:
        """The place of a theme among those met; one that is printed again is the same."""
        words = fold_wording(self._document.text[theme.start : theme.end])
        place = self._places.setdefault(words, len(self.headings))
        if place == len(self.headings):
            self.headings.append(theme)
        return place
