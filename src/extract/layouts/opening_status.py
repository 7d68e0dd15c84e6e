"""A status that opens a text of progress: "On track. The survey ...", "**Behind** – ...", a line of its own."""

from __future__ import annotations

import re

from extract.data import Vocabulary
from extract.layouts.heads import skip_glue
from extract.model import Block, Document
from extract.values.wording import skip_spaces

_EMPHASIS = frozenset(("bold", "italic", "class"))
# Signs of emphasis that a text copy prints.
EMPHASIS_SIGNS = "*_"
# What parts a status from the words behind it.
_OPENING = re.compile(r"(?P<status>[^\W\d_][^.\n–—]{1,40}?)(?:\.|\s[–—-])\s+(?=\S)")
_MOST_WORDS = 6


def find_opening_status(
    document: Document, block: Block, start: int, end: int, vocabulary: Vocabulary
) -> tuple[int, int, int] | None:
    """The status that text[start:end] of a block opens with: its span, and where the words behind it begin.

    It is all there is, or the words marked at the beginning, or a listed phrase before a stop or dash. What is no
    status in itself, though it is one where statuses are printed ("Behind"), must be marked.
    """
    text = document.text
    begin = skip_spaces(text, start, end, EMPHASIS_SIGNS)
    whole = text[begin:end].rstrip(" .*_")
    if len(whole.split()) <= _MOST_WORDS and _is_status(whole, vocabulary):
        return begin, begin + len(whole), end
    for mark in block.marks:
        if mark.kind in _EMPHASIS and mark.start == begin and mark.end < end:
            words = text[begin : mark.end].rstrip(" .:*_")
            if len(words.split()) <= _MOST_WORDS and _is_status(words, vocabulary, in_place=True):
                return begin, begin + len(words), skip_spaces(text, skip_glue(text, mark.end, end), end, EMPHASIS_SIGNS)
    opening = _OPENING.match(text, begin, end)
    if opening is not None and _is_status(opening["status"], vocabulary):
        return *opening.span("status"), opening.end()
    return None


def _is_status(words: str, vocabulary: Vocabulary, *, in_place: bool = False) -> bool:
    return vocabulary.read_status(words, in_place=in_place) not in (None, "none")
