"""Labels that a page coins: column headers and repeated labels that nobody listed, understood by their words.

A word such as "update" means a field only where the page uses it as a label: in a header row beside other headers, or
at the beginning of line after line.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extract.data import Vocabulary
from extract.layouts.columns import cell_words, counts, guess_unnamed, header_words, is_header
from extract.layouts.headings import PLAIN_LEVEL, heading_levels, is_bold
from extract.layouts.lines import possible_labels
from extract.model import Document, Table
from extract.values.wording import fold_wording, has_words

_NUMBERED = re.compile(
    r"(?P<noun>[^\W\d_a-z][^\W\d_A-Z]{2,17})\s+(?P<number>[A-Z]{0,2}\d{1,3}(?:\.\d{1,3})*[A-Za-z]?)\s*[:.–—-]"
)
# Words that begin so many lines are a label of this page.
_OFTEN = 3


def coin_labels(document: Document, vocabulary: Vocabulary) -> Mapping[str, str]:
    """What the unlisted labels of a page mean: the field of each by its folded words.

    >>> from extract.data import load_vocabulary
    >>> from extract.read import read_page
    >>> page = b"<table><tr><th>Our pledge<th>How far we have got<tr><td>Fix pipes.<td>All fixed.</table>"
    >>> coin_labels(read_page(page, load_vocabulary()), load_vocabulary())
    {'ourpledge': 'action', 'howfarwehavegot': 'progress'}
    """
    openings: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for words, value in _openings(document):
        openings[fold_wording(words)].append((words, value))
    guessed = {
        folded: vocabulary.guess_field(printed[-1][0]) or _guess_by_values(printed, vocabulary)
        for folded, printed in openings.items()
        if len(printed) >= _OFTEN
    }
    cells = {fold_wording(words): words for words in _headers(document, vocabulary)}
    cells |= _repeat(_left_cells(document))
    guessed |= {folded: vocabulary.guess_field(words, in_place=True) for folded, words in cells.items()}
    return {folded: field for folded, field in guessed.items() if field is not None}


def coin_statuses(document: Document, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """What the headings that group records by their status mean, unlisted ones among them: (folded words, status).

    Two headings of one level that surely are statuses vouch for the others ("Not begun", "In train": "Done so far").

    >>> from extract.data import load_vocabulary
    >>> from extract.read import read_page
    >>> page = b"<h2>Finished</h2><p>A.<h2>Not yet begun</h2><p>B.<h2>Behind where we want to be</h2><p>C."
    >>> coin_statuses(read_page(page, load_vocabulary()), load_vocabulary())
    (('behindwherewewanttobe', 'delayed'),)
    """
    by_level: dict[int, dict[str, str]] = defaultdict(dict)
    for block, level in zip(document.blocks, heading_levels(document), strict=True):
        if 1 < level < PLAIN_LEVEL and not block.chrome:
            words = document.text[block.start : block.end]
            by_level[level][fold_wording(words)] = words
    coined: dict[str, str] = {}
    for headings in by_level.values():
        sure = {
            status for words in headings.values() if (status := vocabulary.read_status(words)) not in (None, "none")
        }
        if len(sure) > 1:
            unsure = ((folded, words) for folded, words in headings.items() if vocabulary.read_status(words) is None)
            guessed = ((folded, vocabulary.read_status(words, in_place=True)) for folded, words in unsure)
            coined |= {folded: status for folded, status in guessed if status is not None}
    return tuple(coined.items())


def coin_references(document: Document, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The nouns that a page prints before the numbers of its records: "Strategy 1A: ...", again and again.

    A noun over tables is a theme's.

    >>> from extract.data import load_vocabulary
    >>> from extract.read import read_page
    >>> page = b"".join(b"<h3>Strategy %d: Plant trees</h3><p>Some were planted." % number for number in (1, 2, 3))
    >>> coin_references(read_page(page, load_vocabulary()), load_vocabulary())
    ('Strategy',)
    """
    numbers: dict[str, set[str]] = defaultdict(set)
    for block, following in zip(document.blocks, document.blocks[1:], strict=False):
        may_be = not block.chrome and following.cell < 0
        named = _NUMBERED.match(document.text, block.start, block.end) if may_be else None
        if named is not None:
            numbers[named["noun"]].add(named["number"])
    listed = vocabulary.no_references.union(map(fold_wording, vocabulary.references))
    return tuple(noun for noun, met in numbers.items() if len(met) >= _OFTEN and fold_wording(noun) not in listed)


def _headers(document: Document, vocabulary: Vocabulary) -> Iterator[str]:
    """The lines of the header cells of every table that does more than count."""
    for table in document.tables:
        if len(table.grid) > 1 and len(table.grid[0]) > 1 and not counts(document, table):
            heads = (
                header_words(document, table) if table.header_rows else _unmarked_header(document, table, vocabulary)
            )
            yield from (line for words in heads for line in words.split("\n"))


def _unmarked_header(document: Document, table: Table, vocabulary: Vocabulary) -> list[str]:
    """The first row of a table that marks none, when it reads like a header."""
    cells = [cell_words(document, document.cells[place]) for place in dict.fromkeys(table.grid[0]) if place >= 0]
    return (
        cells if is_header(cells, lambda words: vocabulary.find_field(words) or vocabulary.guess_field(words)) else []
    )


def _repeat(printed: Iterable[str]) -> dict[str, str]:
    """Those words that are printed again and again, by what they are folded to."""
    entries = [(fold_wording(words), words) for words in printed]
    often = Counter(folded for folded, _ in entries)
    return {folded: words for folded, words in entries if often[folded] >= _OFTEN}


def _left_cells(document: Document) -> Iterator[str]:
    """What stands left of its value, in tables of two columns."""
    for table in document.tables:
        if table.grid and len(table.grid[0]) == 2:
            yield from (cell_words(document, document.cells[row[0]]).strip(" :") for row in table.grid if row[0] >= 0)


def _guess_by_values(printed: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> str | None:
    """What a label that its words do not explain means by the values behind it; None where there are few."""
    values = [value for _, value in printed if value]
    if len(values) < _OFTEN or vocabulary.find_label(printed[-1][0]) is not None:
        return None
    return guess_unnamed(list(filter(has_words, values)), vocabulary) or None


def _openings(document: Document) -> Iterator[tuple[str, str]]:
    """What begins the lines of the page (before a colon, in bold, as a heading or term), and the rest of the line."""
    for block, level in zip(document.blocks, heading_levels(document), strict=True):
        if block.chrome:
            continue
        end = block.start - 1
        for line in document.text[block.start : block.end].split("\n"):
            start, end = end + 1, end + 1 + len(line)
            labels = possible_labels(document, block, start, end)
            if labels:
                alone = level > 1 or block.kind == "term" or line.rstrip(" *_").endswith(":") or is_bold(block)
                rest = {words: document.text[value:end] for words, value in labels if value < end or alone}
                yield from rest.items()
