"""Two wordings word by word: what both say, what only the earlier says, what only the later says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel, Levenshtein

from extract.values.wording import fold_wording

# Under this share of common words a redline is harder to read than the two texts.
_LEAST_ALIKE = 0.35
_WORD = re.compile(r"\S+\s*")

Fate = Literal["same", "gone", "new"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stand in both texts (same), in the earlier one only (gone) or in the later one only (new)."""

    fate: Fate
    text: str


def make_redline(before: str, after: str) -> list[Stretch]:
    """Two texts woven into one, in the later one's spelling; empty where they have too little in common.

    Differences of the kind that never make a change (quotes, dashes, letter case) are not shown.

    >>> [(part.fate, part.text) for part in make_redline("by March 2021 at last", "By early 2022 at last")]
    [('same', 'By '), ('gone', 'March 2021 '), ('new', 'early 2022 '), ('same', 'at last')]
    >>> make_redline("We will plant trees.", "All woods were mapped in spring.")
    []
    """
    woven: list[Stretch] = []
    for same, one, other in _compare(before, after):
        gone, new = before[slice(*one)], after[slice(*other)]
        if same:
            woven.append(Stretch("same", new))
        else:
            woven += [Stretch("gone", gone)] if gone else []
            woven += [Stretch("new", new)] if new else []
    return woven


def find_differences(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """Where the words stand that only the earlier text has, and those that only the later one has, without spaces.

    >>> find_differences("by March 2021 at last", "By early 2022 at last")
    ([(3, 13)], [(3, 13)])
    """
    apart = [(one, other) for same, one, other in _compare(before, after) if not same]
    return [_trim(before, one) for one, _ in apart if one[0] < one[1]], [
        _trim(after, other) for _, other in apart if other[0] < other[1]
    ]


def _trim(text: str, span: Span) -> Span:
    return span[0], span[0] + len(text[slice(*span)].rstrip())


def _compare(before: str, after: str) -> Iterator[tuple[bool, Span, Span]]:
    """The two texts in stretches that correspond, in order: whether they say the same, and where each stands."""
    words = [[(found.start(), found.end()) for found in _WORD.finditer(text)] for text in (before, after)]
    folded = [
        [fold_wording(text[start:end]) or text[start:end].strip() for start, end in spans]
        for text, spans in zip((before, after), words, strict=True)
    ]
    if Indel.normalized_similarity(*folded) < _LEAST_ALIKE:
        return
    for part in Levenshtein.opcodes(*folded):
        one = _join(words[0][part.src_start : part.src_end])
        other = _join(words[1][part.dest_start : part.dest_end])
        yield part.tag == "equal", one, other


def _join(spans: list[Span]) -> Span:
    return (spans[0][0], spans[-1][1]) if spans else (0, 0)
