"""Which blocks are headings, also where the copy does not say so."""

from __future__ import annotations

import re

from extract.data import Vocabulary
from extract.layouts.heads import find_named_reference, states_date
from extract.model import Block, Document, ThemeHeading
from extract.values.wording import fold_wording

# A heading in a copy without marks: a short line with a capital or a number first and no stop last.
_LONGEST_HEADING = 120
_MOST_WORDS = 14
_BEGINS = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?[^\W\d_]")
_NUMBER = re.compile(
    r"(?:(?:section|chapter|part|theme|thème|thema|priority|priorité|objective|objectif|pillar|pilier|goal|mission|outcome|strand|workstream|chapter|area)\s+)?(\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,5})[.):\s–—-]+\s*(?=\S)",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:q(?:uarter)?\s*[1-4]\b|(?:first|second|third|fourth)\s+quarter|(?:by\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{4}$|(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?$)",
    re.IGNORECASE,
)

BOLD_LEVEL = 7
PLAIN_LEVEL = 8


def words_of(document: Document, number: int) -> str:
    """The words of a block, by its number."""
    block = document.blocks[number]
    return document.text[block.start : block.end]


def heading_level(document: Document, number: int) -> int:
    """A heading's level: 1 to 6 as marked, 7 for a line in bold, 8 for a plain line that looks like one; else 0."""
    block = document.blocks[number]
    if block.kind == "heading":
        return block.level or 6
    if block.cell >= 0 or block.chrome or block.kind != "paragraph" or block.end - block.start > _LONGEST_HEADING:
        return 0
    words = document.text[block.start : block.end]
    if not _looks_like_heading(words):
        return 0
    if is_bold(block):
        return BOLD_LEVEL
    return PLAIN_LEVEL if document.media_type == "text/plain" else 0


def is_boilerplate(document: Document, number: int, vocabulary: Vocabulary) -> bool:
    """Whether a short block is the site's own line: a skip link, "Back to top"."""
    block = document.blocks[number]
    short = block.end - block.start <= _LONGEST_HEADING
    return short and fold_wording(document.text[block.start : block.end]).startswith(vocabulary.boilerplate)


def is_bold(block: Block) -> bool:
    """Whether every word of a block is bold."""
    return any(mark.kind == "bold" and mark.start <= block.start and mark.end >= block.end - 1 for mark in block.marks)


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
    if any(other.kind == "heading" and other.level == 1 for other in document.blocks[:number]):
        return False
    level = heading_level(document, number)
    earlier = (n for n in range(number) if heading_level(document, n) and not document.blocks[n].chrome)
    if next(earlier, None) is not None:
        return False
    if document.media_type == "text/plain" and level == PLAIN_LEVEL:
        return True
    return not any(heading_level(document, n) == level for n in range(number + 1, len(document.blocks)))


def is_period(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a heading names a period ("Quarter 1, 2020", "Recurring") and no theme of work."""
    return (
        _PERIOD.match(words) is not None
        or fold_wording(words) in vocabulary.periods
        or states_date(words, calendar=True)
    )


def is_caption_number(words: str) -> bool:
    """Whether a line only numbers a table or figure ("Table 1", "Figure 2:")."""
    return re.fullmatch(r"(?:table|figure|tabl|tableau)\s+\w{1,4}[.:]?", words.strip(), re.IGNORECASE) is not None


def split_number(words: str) -> tuple[str | None, str]:
    """A heading's number and the heading without it.

    >>> split_number("3. General support"), split_number("Theme 2: Homes"), split_number("A fair deal")
    (('3', 'General support'), ('2', 'Homes'), (None, 'A fair deal'))
    """
    found = _NUMBER.match(words)
    if found is None or (not found[1][0].isdigit() and not re.match(r"\S{1,5}[.):]", words[found.start(1) :])):
        return None, words
    return found[1], words[found.end() :]


def make_theme(document: Document, number: int) -> ThemeHeading:
    """The theme that a block names."""
    block = document.blocks[number]
    return ThemeHeading(block.start, block.end, number)
