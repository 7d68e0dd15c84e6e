"""Runs of capitalised words, in which every name stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.values.gazetteer import CAPITALISED

_LINK = r"(?:(?:of|for|and|the|on|&)[ \n]+)"
_ASIDE = r"(?:\([A-Z][\w&]{1,9}\) +)"
# `(?<!\w.)`: not inside a word ("iPlayer"); nor with a French article ("L'Agence"). Both stand behind the capital
# because the search is faster so.
_BEGIN = CAPITALISED.replace("Þ]", r"Þ](?<!\w.)(?!(?<=[DL])'[A-ZÀ-Þ])", 1)
RUN = re.compile(rf"{_BEGIN}(?: +{_LINK}{{0,3}}{_ASIDE}?{CAPITALISED})*(?: plc\b)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A text with plain spaces and apostrophes, and those runs of capitalised words in it that may hold a name."""

    text: str
    runs: list[re.Match[str]]


def read_line(plain: str, nameless: frozenset[str]) -> Line:
    """A text of plain wording, read once for all who look for names in it.

    nameless: words that are left out where they are a run of their own; half of the runs open sentences.

    >>> [run[0] for run in read_line("We met Sport Wales and the Department of Health.", frozenset({"We"})).runs]
    ['Sport Wales and the Department of Health']
    """
    return Line(plain, [run for run in RUN.finditer(plain) if run[0] not in nameless])
