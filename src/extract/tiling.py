"""Passages: every character of the page in exactly one stretch with a role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.model import Passage


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch that is known for what it is; the text between two stretches goes to the one before."""

    start: int
    end: int
    role: str
    row_id: str | None
    locator: str


def tile_text(text: str, stretches: Iterable[Stretch]) -> tuple[Passage, ...]:
    """Passages that tile a text, from stretches that may leave gaps; a stretch inside another cuts it in two.

    White space, bullets and table marks between stretches belong to the passage before them, at the very start to the
    one behind.

    >>> passages = tile_text("- Act now.\\n", [Stretch(2, 10, "action", "a1", "line 1")])
    >>> [(passage.role, passage.start, passage.end) for passage in passages]
    [('action', 0, 11)]
    >>> around, inside = Stretch(0, 8, "theme", "t1", ""), Stretch(0, 3, "heading", None, "")
    >>> [(passage.role, passage.start) for passage in tile_text("One\\nTwo.", [around, inside])]
    [('heading', 0), ('theme', 4)]
    """
    flat = list(_without_blanks(text, _flatten(sorted(stretches, key=lambda stretch: (stretch.start, -stretch.end)))))
    if not flat:
        return (Passage(1, "unassigned", None, 0, len(text), ""),) if text else ()
    starts = [0, *(start for start, _ in flat[1:]), len(text)]
    return tuple(
        Passage(place + 1, stretch.role, stretch.row_id, starts[place], starts[place + 1], stretch.locator)
        for place, (_, stretch) in enumerate(flat)
    )


def _without_blanks(text: str, flat: Sequence[tuple[int, Stretch]]) -> Iterator[tuple[int, Stretch]]:
    """The stretches without the white space that one begins with when another inside it has ended."""
    ends = [*(start for start, _ in flat[1:]), len(text)]
    for (start, stretch), end in zip(flat, ends, strict=True):
        words = text[start:end].lstrip()
        if words:
            yield end - len(words), stretch


def _flatten(ordered: Sequence[Stretch]) -> list[tuple[int, Stretch]]:
    """Where one stretch after the other begins: the inner one wins its part, the outer one goes on behind it."""
    flat: list[tuple[int, Stretch]] = []
    around: list[Stretch] = []
    reached = 0
    for stretch in ordered:
        while around and around[-1].end <= stretch.start:
            reached = _emit(flat, around[-1], reached, around.pop().end)
        if around:
            reached = _emit(flat, around[-1], reached, stretch.start)
        around.append(stretch)
    while around:
        reached = _emit(flat, around[-1], reached, around.pop().end)
    return flat


def _emit(flat: list[tuple[int, Stretch]], stretch: Stretch, reached: int, end: int) -> int:
    """Add what a stretch covers between the place reached and `end`; the place reached then."""
    start = max(reached, stretch.start)
    if start >= end:
        return reached
    flat.append((start, stretch))
    return end


def cover(start: int, end: int, rows: Sequence[tuple[int, int, str]], role: str, locator: str) -> Iterator[Stretch]:
    """A piece [start, end) shared out among the rows found in it: each from its start to the next one's.

    Args:
        rows: (start, end, row id) of each row, in order. Without rows the piece has the role and no row.
    """
    if not rows:
        yield Stretch(start, end, role, None, locator)
    for place, (_, _, row_id) in enumerate(rows):
        begin = start if place == 0 else rows[place][0]
        stop = end if place + 1 == len(rows) else rows[place + 1][0]
        yield Stretch(begin, stop, role, row_id, locator)
