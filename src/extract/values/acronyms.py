"""Acronyms and the full names that a text gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKET = re.compile(r"\(([^()\n]{2,100})\)")
_INTRODUCED = re.compile(r"(?:the |hereafter )?[\"'“]?([A-Z][A-Za-z&]{1,9})( [A-Z][a-z]+)?[\"'”]?")
_ACRONYM_BEFORE = re.compile(r"(?<![\w-])([A-Z][A-Za-z&]{1,9}) $")
_WORD = re.compile(r"[\w'&-]+")
_ELIDED = re.compile(r"[dlDL]'")
_LONGEST_NAME = 160
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Definition:
    """An acronym, without plural ending, and the full name that stands beside it at start to end."""

    acronym: str
    start: int
    end: int


def find_definitions(text: str) -> Iterator[Definition]:
    """The acronyms that a text defines: `Full Name (ACRONYM)` and `ACRONYM (Full Name)`.

    The full name is what has these initials, else the shortest stretch before the bracket that holds the acronym's
    letters in order, the first of them at the beginning of a word (Schwartz and Hearst, "A simple algorithm for
    identifying abbreviation definitions in biomedical text", 2003).

    >>> text = "the Marine Planning Forums (MPFs)"
    >>> [(found.acronym, text[found.start : found.end]) for found in find_definitions(text)]
    [('MPF', 'Marine Planning Forums')]
    """
    for bracket in _BRACKET.finditer(text):
        start, end = bracket.span(1)
        floor = max(0, start - _LONGEST_NAME)
        floor = max(floor, text.rfind("\n", floor, start) + 1)
        introduced, before = (
            _INTRODUCED.fullmatch(bracket[1]),
            _ACRONYM_BEFORE.search(text, max(0, start - 12), start - 1),
        )
        if introduced is not None and _has_two_capitals(introduced[1]):
            acronym, branch, stop = singular(introduced[1]), introduced[2] or "", start - 1
            stop -= text[stop - 1 : stop] == " "
            # "Anglers' Union Wales (AU Wales)": the last word is the same in both.
            within = stop - len(branch) if text.endswith(branch, floor, stop) else floor
            begin = _full_name_start(acronym, text, floor, within)
            if begin is not None:
                yield Definition(acronym + branch, begin, stop)
        elif before is not None and _has_two_capitals(before[1]):
            start += 4 * bracket[1].startswith("the ")
            if _full_name_start(singular(before[1]), text, start, end) == start:
                yield Definition(singular(before[1]), start, end)


def singular(acronym: str) -> str:
    """An acronym without its plural ending.

    >>> singular("RPBs"), singular("DfES"), singular("GSA")
    ('RPB', 'DfES', 'GSA')
    """
    return acronym[:-1] if acronym.endswith("s") and acronym[:-1].isupper() else acronym


def initials(name: str) -> str:
    """The first letters of a name's capitalised words, and short words in capitals whole.

    >>> initials("Care Inspectorate Wales"), initials("Department of Health and Social Care"), initials("UK Forum")
    ('CIW', 'DHSC', 'UKF')
    """
    return initials_of([word for word in _WORD.findall(name) if word[0].isupper()])


def initials_of(words: list[str]) -> str:
    """The initials of capitalised words.

    >>> initials_of(["UK", "Forum"])
    'UKF'
    """
    return "".join([word if len(word) <= _SHORT and word.isupper() else word[0] for word in words])


def _has_two_capitals(word: str) -> bool:
    return sum(map(str.isupper, word)) > 1


def _full_name_start(acronym: str, text: str, floor: int, end: int) -> int | None:
    """Where the shortest stretch up to `end` begins that spells the acronym; None if none does within reach."""
    words = list(_WORD.finditer(text, floor, end))[-min(len(acronym) + 5, 2 * len(acronym)) :]
    if not words:
        return None
    for word in reversed(words):
        if initials(text[word.start() : end]) == acronym:
            return word.start()
    # In French the article is written together with the name: "l'Agence".
    floor, begins = words[0].start(), {word.start() + 2 * bool(_ELIDED.match(word[0])) for word in words}
    stretch = text[floor:end].lower()
    position = len(stretch)
    for letter in reversed([letter for letter in acronym.lower() if letter.isalnum()]):
        position = stretch.rfind(letter, 0, position)
        if position < 0:
            return None
    while position >= 0 and floor + position not in begins:
        position = stretch.rfind(acronym[0].lower(), 0, position)
    return floor + position if 0 <= position < len(stretch) - len(acronym) else None
