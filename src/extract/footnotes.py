"""Footnote marks: small raised figures and letters that stand right behind a word and are no part of it."""

from __future__ import annotations

import re

from extract.model import Document, Mark

# Not what else is raised: the ending of an ordinal ("1st").
_MARK = re.compile(r"[\s\[(]*(?:\d{1,3}|[a-z]|[*†‡§#]+)(?:\s*,\s*(?:\d{1,3}|[a-z]))*[\s\])]*")


def blank_footnote_marks(document: Document) -> str:
    """The page's text with blanks for its footnote marks, so that "2025" with a raised 3 behind it is a year.

    >>> from extract.data import load_vocabulary
    >>> from extract.read import read_page
    >>> document = read_page(b"<p>Due 31/12/2025<sup>3</sup> on the 1<sup>st</sup> floor", load_vocabulary())
    >>> document.text.strip(), blank_footnote_marks(document).strip()
    ('Due 31/12/20253 on the 1st floor', 'Due 31/12/2025  on the 1st floor')
    """
    parts: list[str] = []
    place = 0
    for mark in (mark for block in document.blocks for mark in block.marks):
        if mark.start >= place and is_footnote_mark(document, mark):
            parts += (document.text[place : mark.start], " " * (mark.end - mark.start))
            place = mark.end
    return "".join((*parts, document.text[place:])) if parts else document.text


def is_footnote_mark(document: Document, mark: Mark) -> bool:
    """Whether a mark on the page is that of a footnote, and not something else that is raised."""
    return mark.kind == "footnote" and _MARK.fullmatch(document.text, mark.start, mark.end) is not None
