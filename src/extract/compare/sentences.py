"""The sentences of two records side by side: kept, reworded, gone and new."""

from __future__ import annotations

from dataclasses import dataclass

from extract.compare.views import Line, RecordView
from extract.compare.words import measure_likeness

# Two sentences that share less than this are two sentences, not one reworded: unrelated ones share up to about half.
REWORDED = 0.6
# Letters that stand inside another text by chance.
_LEAST_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Sentences:
    """What became of the sentences of an earlier record in a later one.

    same: pairs that differ in nothing but their looks; reworded: pairs with how alike they are; gone, new: the rest,
    without sentences whose words stand somewhere in the other record all the same.
    """

    same: tuple[tuple[Line, Line], ...]
    reworded: tuple[tuple[Line, Line, float], ...]
    gone: tuple[Line, ...]
    new: tuple[Line, ...]

    def became(self, number: int) -> int | None:
        """The number of the later sentence that an earlier one became, if any."""
        pairs = [*self.same, *((one, other) for one, other, _ in self.reworded)]
        return next((other.number for one, other in pairs if one.number == number), None)


def compare_sentences(earlier: RecordView, later: RecordView) -> Sentences:
    """Pair the sentences of two records, equal ones first, then by likeness."""
    same, left = _pair_equal(earlier.lines, later.lines)
    taken = {id(line) for pair in same for line in pair}
    rows = [line for line in earlier.lines if id(line) not in taken]
    columns = [line for line in left if id(line) not in taken]
    scored = [
        (likeness, one, other)
        for one in rows
        for other in columns
        if (likeness := measure_likeness(one.masked, other.masked)) >= REWORDED
    ]
    reworded = []
    for likeness, one, other in sorted(scored, key=lambda found: (-found[0], found[1].number, found[2].number)):
        if id(one) not in taken and id(other) not in taken:
            taken |= {id(one), id(other)}
            reworded.append((one, other, likeness))
    return Sentences(
        tuple(same),
        tuple(reworded),
        tuple(line for line in rows if id(line) not in taken and not _stands_in(line, later)),
        tuple(line for line in columns if id(line) not in taken and not _stands_in(line, earlier)),
    )


def _pair_equal(earlier: tuple[Line, ...], later: tuple[Line, ...]) -> tuple[list[tuple[Line, Line]], list[Line]]:
    """Pairs of equal sentences, in order among equals, and the later ones that are left."""
    known: dict[str, list[Line]] = {}
    for line in earlier:
        known.setdefault(line.folded, []).append(line)
    same, left = [], []
    for line in later:
        found = known.get(line.folded)
        if found:
            same.append((found.pop(0), line))
        else:
            left.append(line)
    return same, left


def _stands_in(line: Line, record: RecordView) -> bool:
    return len(line.folded) >= _LEAST_LETTERS and record.holds(line.folded)
