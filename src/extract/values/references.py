"""What numbers a record: "2.1", "13a", "1A", "2.13.i", "A4", "WG-12"."""

from __future__ import annotations

import re

# A year is no reference.
IDENTIFIER = r"(?!(?:19|20)\d\d\b)(?:[A-Z]{1,4}[-. ]?)?\d{1,4}(?:\.\d{1,3})*(?:\.?[ivx]{1,4}\b|[ ]?[a-z]\b|[A-Z]\b)?"

_WHOLE = re.compile(r"(?:[A-Za-z]{1,12}[-. ]?)?\d{1,3}(?:[.]\d{1,3})*\.?(?:[ivx]{1,4}|[A-Za-z])?\.?\)?$")
_FIGURE = re.compile(r"[\d.,%]+(?:\s*(?:of|/)\s*\d+)?$")


def is_reference(words: str) -> bool:
    """Whether a cell holds the number of a record and nothing else; its noun may stand before it.

    >>> [is_reference(words) for words in ("1.2", "1A", "Action 4", "12 homes")]
    [True, True, True, False]
    """
    return _WHOLE.match(words.strip()) is not None


def is_figure(words: str) -> bool:
    """Whether a cell holds a figure that counts or measures, and nothing else.

    >>> [is_figure(words) for words in ("12", "85%", "1 of 10", "12 homes")]
    [True, True, True, False]
    """
    return _FIGURE.match(words.strip()) is not None
