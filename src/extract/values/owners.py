"""The owners in one cell, one by one."""

from __future__ import annotations

import re

from extract.values.gazetteer import Gazetteer

_BORDER = re.compile(r"((?<!\s)\s*(?:[\n;/]|,\s|\s&\s|\s(?:and|et|a|ac)\s)\s*)")
_PARTING = frozenset(("\n", ";", "/"))
# Parts and letters that the name of one body may have; what is longer is prose.
_MOST_BORDERS = 40
_LONGEST_BODY = 400


def split_owners(words: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The owners of a cell one by one.

    Line breaks, semicolons and strokes always part them; a comma or an "and" only behind what is a body by itself,
    since both stand inside the names of bodies.

    >>> from extract.values.gazetteer import read_gazetteer
    >>> gazetteer = read_gazetteer({"words": {"heads": ["Council"]}})
    >>> split_owners("County Council and Department for Culture, Media and Sport; DHSC", gazetteer)
    ('County Council', 'Department for Culture, Media and Sport', 'DHSC')
    """
    parts = _BORDER.split(words)
    owners: list[str] = []
    begun: list[str] = []
    for part, border in zip(parts[::2], [*parts[1::2], "\n"], strict=True):
        begun.append(part)
        short = sum(map(len, begun[:_MOST_BORDERS])) <= _LONGEST_BODY and len(begun) <= _MOST_BORDERS
        if not _PARTING.isdisjoint(border) or (short and _is_body("".join(begun), gazetteer)):
            owners.append("".join(begun))
            begun = []
        else:
            begun.append(border)
    return tuple(filter(None, (owner.strip(" \n•*-–.,") for owner in owners)))


def _is_body(words: str, gazetteer: Gazetteer) -> bool:
    """Whether words are a body by themselves: an acronym, a known name, or a phrase with a body's noun in it."""
    plain = words.strip(" \n•*-–.")
    if plain.casefold() in gazetteer.folded or plain in gazetteer.acronyms:
        return True
    if sum(letter.isupper() for letter in plain) >= max(2, len(plain) - 1):
        return True
    of_bodies = gazetteer.words
    return any(
        word in of_bodies.heads or word in of_bodies.weak_heads or word in of_bodies.opening_heads
        for word in plain.split()
    )
