"""Paragraphs that begin with the record's number and title: "Action 4 – Short title. Long progress ..." (L12)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.lines import read_all_lines
from extract.layouts.outline import read_outline
from extract.model import Document


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """Claims for paragraphs that open records, at least two of them."""
    lines = read_all_lines(document, vocabulary)
    openers = []
    for place, line in enumerate(lines):
        if line.field or (line.level and line.level < 7):
            continue
        if line.named is None:
            continue
        behind = line.named[1]
        if document.text[behind : behind + 3].lstrip()[:1] in (".", ":", "-", "–", "—", ")"):
            openers.append(place)
    if len(openers) > 1:
        yield from read_outline(document, vocabulary, lines, openers, layout="L12", trust=0.85)
