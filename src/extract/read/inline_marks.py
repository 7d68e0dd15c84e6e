"""Marks that a text copy prints as they were typed: `**bold**`, `~~struck~~`, `<s>old</s> <b>new</b>`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.model import Mark

# What elements, and signs typed in their place, say of the words in them.
MARK_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "struck",
    "strike": "struck",
    "del": "struck",
    "ins": "inserted",
}
_SIGNS = {"**": "bold", "__": "bold", "~~": "struck", "*": "italic", "_": "italic"}
# A tag that was never closed marks the rest of its line, as it does in a browser.
_MARKED = re.compile(
    rf"(?P<open><(?P<tag>{'|'.join(MARK_OF_TAG)})>\s*)(?P<tagged>[^<]*?[^<\s])(?P<close>\s*</(?P=tag)>|\s*$)"
    r"|(?<![\\\w*])(?P<sign>\*\*|__|~~|[*_](?![*_]))(?=\S)(?P<signed>(?:(?!(?P=sign))[^\n])+)(?<=\S)(?P=sign)(?!\w)",
    re.IGNORECASE,
)


def find_marks(text: str, start: int, end: int) -> tuple[int, int, tuple[Mark, ...]]:
    """What typed marks say about text[start:end]: the words without marks around the whole, and every mark.

    >>> find_marks("**Lead:** us", 0, 12)
    (0, 12, (Mark(kind='bold', start=2, end=7, value=''),))
    >>> find_marks("<s>May 2024</s>", 0, 15)
    (3, 11, (Mark(kind='struck', start=3, end=11, value=''),))
    """
    marks = []
    while (whole := _MARKED.fullmatch(text, start, end)) is not None:
        mark = _read(whole)
        marks.append(mark)
        start, end = mark.start, mark.end
    marks.extend(_find_inner(text, start, end))
    return start, end, tuple(marks)


def _find_inner(text: str, start: int, end: int) -> Iterator[Mark]:
    for found in _MARKED.finditer(text, start, end):
        yield _read(found)


def _read(found: re.Match[str]) -> Mark:
    if found["tag"]:
        return Mark(MARK_OF_TAG[found["tag"].lower()], *found.span("tagged"))
    return Mark(_SIGNS[found["sign"]], *found.span("signed"))
