"""Labelled lines: "Ref:", "Action:", "Lead:", "Status:" in any order, one set a record (L9; D6, definition lists).

A record begins where a label that names it comes again: the theme, the reference or the action, or the label that
came first of all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.lines import Line, opens_by_name, read_all_lines
from extract.layouts.outline import read_outline
from extract.model import Document

_NAMING = frozenset(("theme", "reference", "action", "action_and_progress"))


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """Claims for the labelled records of the page."""
    lines = read_all_lines(document, vocabulary)
    named = {place for place, line in enumerate(lines) if opens_by_name(line)}
    openers = _find_openers(lines, named)
    yield from read_outline(document, vocabulary, lines, openers, layout="L9", trust=1.0)


def _find_openers(lines: Sequence[Line], named: Collection[int]) -> list[int]:
    """The lines that begin another record, by index: those named by a reference, and those with a label met before."""
    if not any(line.field in ("action", "action_and_progress") for line in lines):
        return []
    openers: list[int] = []
    seen: set[str] = set()
    leading = ""
    for place, line in enumerate(lines):
        if place in named:
            openers.append(place)
            leading, seen = "reference", {"reference"}
            continue
        if line.level and not line.field and not (place and lines[place - 1].is_label_alone):
            seen.clear()
        if not line.field:
            continue
        leading = leading or (line.field if line.field in _NAMING else "")
        if not leading:
            continue
        if not seen or (line.field in seen and (line.field in _NAMING or line.field == leading)):
            openers.append(place)
            seen = set()
        seen.add(line.field)
    return openers
