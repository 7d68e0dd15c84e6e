"""A stretch of a page's text cut where marks begin and end, so that every piece can be shown with its marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Marked:
    """Something to be shown on a stretch of text: what it is, where, and what to say about it."""

    name: str
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words under the same marks: their text, where it starts, the marks' names, and what they say."""

    text: str
    start: int
    names: tuple[str, ...]
    note: str


def cut_at_marks(text: str, start: int, end: int, marks: Iterable[Marked]) -> Iterator[Segment]:
    """The text from start to end in pieces, each under all marks that cover it.

    >>> [(piece.text, piece.names) for piece in cut_at_marks("over £5m spent", 0, 14, [Marked("money", 5, 8)])]
    [('over ', ()), ('£5m', ('money',)), (' spent', ())]
    """
    inside = [mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end]
    edges = {start, end, *(max(start, mark.start) for mark in inside), *(min(end, mark.end) for mark in inside)}
    places = sorted(edges)
    for begin, stop in pairwise(places):
        covering = [mark for mark in inside if mark.start <= begin and mark.end >= stop]
        names = tuple(dict.fromkeys(mark.name for mark in covering))
        notes = "; ".join(dict.fromkeys(mark.note for mark in covering if mark.note))
        yield Segment(text[begin:stop], begin, names, notes)
