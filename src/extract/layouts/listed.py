"""Lists under headings that date or rate them: the heading is the deadline or the status, each item an action (L21)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.headings import told_by_heading
from extract.layouts.lines import Line, read_all_lines
from extract.layouts.outline import read_outline
from extract.model import Block, Document

_FEWEST_HEADINGS = 2


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """Claims for the items that stand directly under such headings, when there are at least two of these."""
    lines = read_all_lines(document, vocabulary)
    openers: list[int] = []
    headings = 0
    telling = False
    for place, line in enumerate(lines):
        if line.level and not line.item:
            words = document.text[line.start : line.end]
            told = told_by_heading(words, line.start, line.end, line.number, vocabulary)
            telling = told is not None
            headings += telling
        elif telling and line.item and not line.field and _opens_item(document.blocks[line.number], line):
            openers.append(place)
    if headings >= _FEWEST_HEADINGS:
        yield from read_outline(document, vocabulary, lines, openers, layout="L21", trust=0.95)


def _opens_item(block: Block, line: Line) -> bool:
    """Whether a line is the first of an item of a list that lies in no other."""
    return block.level == 1 and line.start == block.start
