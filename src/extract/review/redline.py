"""Two wordings as one text, word by word: what both say, what only the earlier says, what only the later says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel, Levenshtein

from extract.values.wording import fold_wording

# Under this share of common words a redline is harder to read than the two texts.
_LEAST_ALIKE = 0.35
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stand in both texts (same), in the earlier one only (gone) or in the later one only (new)."""

    fate: Literal["same", "gone", "new"]
    text: str


def make_redline(before: str, after: str) -> list[Stretch]:
    """Two texts woven into one, in the later one's spelling; empty where they have too little in common.

    Differences of the kind that never make a change (quotes, dashes, letter case) are not shown.

    >>> [(part.fate, part.text) for part in make_redline("by March 2021 at last", "By early 2022 at last")]
    [('same', 'By '), ('gone', 'March 2021 '), ('new', 'early 2022 '), ('same', 'at last')]
    >>> make_redline("We will plant trees.", "All woods were mapped in spring.")
    []
    """
    words = _WORD.findall(before), _WORD.findall(after)
    folded = [[fold_wording(word) or word.strip() for word in side] for side in words]
    if Indel.normalized_similarity(*folded) < _LEAST_ALIKE:
        return []
    woven: list[Stretch] = []
    for part in Levenshtein.opcodes(*folded):
        gone = "".join(words[0][part.src_start : part.src_end])
        new = "".join(words[1][part.dest_start : part.dest_end])
        if part.tag == "equal":
            woven.append(Stretch("same", new))
        else:
            woven += [Stretch("gone", gone)] if gone else []
            woven += [Stretch("new", new)] if new else []
    return woven
