"""Two wordings as one text: the words that stay, those that are gone and those that are new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import Indel

from extract.values.wording import fold_wording

_WORD = re.compile(r"\S+")
# Two texts that share fewer of their words are told whole, one after the other: a redline of them cannot be read.
_SHARED = 0.35
# So few letters that stay between two changes are read as part of them.
_ISLAND = 4


class Stretch(NamedTuple):
    """Words of a redline. kind: same, gone or new."""

    kind: str
    text: str


def redline(before: str, after: str) -> list[Stretch]:
    """The words of two texts in one line; words that differ only in their looks stay, as they are printed now.

    >>> redline("We will publish a guide.", "We will publish the guide")
    [Stretch(kind='same', text='We will publish'), Stretch(kind='gone', text='a'), Stretch(kind='new', text='the'),\
 Stretch(kind='same', text='guide')]
    """
    one, other = _WORD.findall(before), _WORD.findall(after)
    folded = [_fold(word) for word in one], [_fold(word) for word in other]
    if Indel.normalized_similarity(*folded) < _SHARED:
        return [Stretch(kind, " ".join(words)) for kind, words in (("gone", one), ("new", other)) if words]
    found: list[tuple[str, list[str], list[str]]] = []
    for step in Indel.opcodes(*folded):
        words = one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
        found.append(("same" if step.tag == "equal" else "changed", *words))
    return list(_join(found))


def _fold(word: str) -> str:
    """The letters and digits of a word; the word itself where it has none."""
    return fold_wording(word) or word


def _join(found: list[tuple[str, list[str], list[str]]]) -> Iterator[Stretch]:
    """Changes that follow each other, or have only a short word between them, as one: what is gone first."""
    gone: list[str] = []
    new: list[str] = []
    for number, (kind, before, after) in enumerate(found):
        island = (gone or new) and number + 1 < len(found) and sum(map(len, after)) <= _ISLAND
        if kind == "changed" or island:
            gone += before
            new += after
            continue
        yield from _flush(gone, new)
        yield Stretch("same", " ".join(after))
    yield from _flush(gone, new)


def _flush(gone: list[str], new: list[str]) -> Iterator[Stretch]:
    for kind, words in (("gone", gone), ("new", new)):
        if words:
            yield Stretch(kind, " ".join(words))
        words.clear()
