"""A heading for each record (L6, L7, L8, L16): "Action 10: do X", "3. Do X" over a status line, "Commitment 7" twice.

A noun and a number make a heading a record's. A plain or merely numbered heading does so only where its body has labels
of its own, each once: over several records the same label comes again and again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.columns import cell_words, counts
from extract.layouts.headings import PLAIN_LEVEL, is_period
from extract.layouts.lines import Line, opens_by_name, read_all_lines
from extract.layouts.outline import read_outline
from extract.model import Document
from extract.values.themes import split_number
from extract.values.wording import fold_wording

_MOST = 0.6


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """Claims for the headed records of the page, by every level of heading that may open them."""
    lines = read_all_lines(document, vocabulary)
    named = _without_themes(
        lines, [place for place, line in enumerate(lines) if opens_by_name(document, vocabulary, line)]
    )
    if len(named) > 1:
        yield from read_outline(document, vocabulary, lines, named, layout="L7", trust=0.97)
        return
    for level in sorted({line.level for line in lines if 1 < line.level < PLAIN_LEVEL and not line.field}):
        openers = [
            place for place, line in enumerate(lines) if line.level == level and _may_open(document, vocabulary, line)
        ]
        if len(openers) > 1 and (
            _bodies_are_labelled(document, lines, openers) or _repeat_a_table(document, lines, openers)
        ):
            yield from read_outline(document, vocabulary, lines, openers, layout="L8", trust=0.93)


def _without_themes(lines: Sequence[Line], named: Sequence[int]) -> list[int]:
    """The openers without those that stand directly over another one of a lower rank: "Goal 1" over "Action 1.1"."""
    known = set(named)
    return [place for place in named if place + 1 not in known or lines[place + 1].level <= lines[place].level]


def _may_open(document: Document, vocabulary: Vocabulary, line: Line) -> bool:
    words = document.text[line.start : line.end]
    folded = fold_wording(words)
    furniture = folded in vocabulary.not_themes or folded in vocabulary.contents or folded in vocabulary.keys
    return not (line.field or furniture or is_period(words, vocabulary) or vocabulary.read_status(words))


def _bodies_are_labelled(document: Document, lines: Sequence[Line], openers: Sequence[int]) -> bool:
    """Whether most headings stand over labels, and none over the same label twice."""
    labelled = 0
    for place, following in zip(openers, (*openers[1:], len(lines)), strict=True):
        labels = Counter(
            fold_wording(document.text[line.start : line.value])
            for line in lines[place + 1 : following]
            if line.field not in ("", "other_field")
        )
        if any(count > 1 for count in labels.values()):
            return False
        labelled += bool(labels)
    return labelled >= _MOST * len(openers)


def _repeat_a_table(document: Document, lines: Sequence[Line], openers: Sequence[int]) -> bool:
    """Whether most headings are printed in a table that counts nothing: an overview of the actions that they are."""
    counted = [counts(document, table) for table in document.tables]
    cells = {fold_wording(cell_words(document, cell)) for cell in document.cells if not counted[cell.table]}
    words = (split_number(document.text[lines[place].start : lines[place].end])[1] for place in openers)
    return sum(fold_wording(heading) in cells for heading in words) >= _MOST * len(openers)
