"""A heading for each record (L6, L7, L8, L16): "Action 10: do X", "3. Do X" over a status line, "Commitment 7" twice.

A noun and a number make a heading a record's. A plain or merely numbered heading does so only where its body has labels
of its own, each once: over several records the same label comes again and again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.columns import cell_words, counts
from extract.layouts.headings import PLAIN_LEVEL, is_period
from extract.layouts.lines import Line, opens_by_name, read_all_lines
from extract.layouts.outline import read_outline
from extract.model import Block, Document
from extract.values.themes import split_number
from extract.values.wording import fold_wording

_MOST = 0.6


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """Claims for the headed records of the page, by every level of heading that may open them."""
    lines = read_all_lines(document, vocabulary)
    named = [place for place, line in enumerate(lines) if opens_by_name(line)]
    named = _without_themes(document, lines, named)
    claims = list(read_outline(document, vocabulary, lines, named, layout="L7", trust=0.97)) if len(named) > 1 else []
    if claims:
        yield from claims
        return
    for level in sorted({line.level for line in lines if 1 < line.level < PLAIN_LEVEL and not line.field}):
        openers = [
            place for place, line in enumerate(lines) if line.level == level and _may_open(document, vocabulary, line)
        ]
        if len(openers) > 1 and (
            _bodies_are_labelled(document, lines, openers) or _repeat_a_table(document, lines, openers)
        ):
            yield from read_outline(document, vocabulary, lines, openers, layout="L8", trust=0.93)
    for titles in _find_titles(document, lines):
        if len(titles) > 1 and _bodies_are_labelled(document, lines, titles):
            yield from read_outline(document, vocabulary, lines, titles, layout="L8", trust=0.9)


def _find_titles(document: Document, lines: Sequence[Line]) -> Iterator[list[int]]:
    """Lines of one kind that are no headings and stand over labels: items over their inner lists, run-in titles."""
    kinds: defaultdict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        kind = "" if line.field or line.level else _name_kind(document.blocks[line.number], line)
        if kind:
            kinds[kind].append(place)
    for titles in kinds.values():
        ends = (*titles[1:], len(lines))
        yield [place for place, end in zip(titles, ends, strict=True) if _has_label(lines[place + 1 : end])]


def _name_kind(block: Block, line: Line) -> str:
    """What a line without a label may be the title of a record by: its depth in lists, or its first words in bold."""
    if line.item:
        return f"item {block.level}"
    return "bold" if any(m.kind == "bold" and m.start == line.start and m.end < line.end for m in block.marks) else ""


def _has_label(body: Sequence[Line]) -> bool:
    """Whether a label stands in a body, above the first heading."""
    above = takewhile(lambda line: line.field or not line.level, body)
    return any(line.field not in ("", "other_field") for line in above)


def _without_themes(document: Document, lines: Sequence[Line], named: Sequence[int]) -> list[int]:
    """The openers without those that are themes over others.

    They stand over openers of a lower rank: directly ("Goal 1" over "Action 1.1"), or with nothing but words in between
    where the noun is another ("Finding 1: ...", what was found, "Recommendation 1"); or over lines that begin with
    another reference, more of these than there are openers ("Actions 1 to 5: Roads" over "Action 1. Mend ...").
    """

    def is_over(place: int, following: int) -> bool:
        if lines[following].level <= lines[place].level:
            return False
        another = _noun_of(document, lines[place]) != _noun_of(document, lines[following])
        return following == place + 1 or (another and not any(line.field for line in lines[place + 1 : following]))

    themes = {place for place, following in pairwise(named) if is_over(place, following)}
    inner = {
        place: sum(_opens_inside(document, lines[place], line) for line in lines[place + 1 : following])
        for place, following in pairwise((*named, len(lines)))
        if lines[place].level
    }
    if sum(inner.values()) > len(named):
        themes |= {place for place, count in inner.items() if count}
    return [place for place in named if place not in themes]


def _opens_inside(document: Document, heading: Line, line: Line) -> bool:
    """Whether a line begins with a reference and goes on, and its noun is not that of the heading above."""
    if line.named is None or line.level or line.field or line.named[1] >= line.end - 1:
        return False
    return _noun_of(document, heading) != _noun_of(document, line)


def _noun_of(document: Document, line: Line) -> str:
    """The first word of a line, in the number in which it is printed: "Actions 1 to 5" are more than "Action 1"."""
    return fold_wording(document.text[line.start : line.end].split()[0])


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
