"""The lines of a page outside its tables, each with the label it begins with."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from extract.data import Vocabulary
from extract.layouts.headings import PLAIN_LEVEL, heading_levels, is_bold
from extract.layouts.heads import find_named_reference, find_reference, skip_glue, states_date
from extract.model import Block, Document

# "Status: ...", "**Next steps:** ..."; a label is short and holds no sentence.
_LABEL = re.compile(r"(?:\*\*|__)?(?P<label>[^:*_\n]{2,70}?)\s*(?:(?:\*\*|__)\s*:|:\s*(?:\*\*|__)|:)\s*")
_LONGEST_LABEL = 80
# A label in plain type before a value in bold ("Due **June 2024**").
_MOST_WORDS_BEFORE_BOLD = 2
# "Where we are now – Pledge 3": the reference of the record, behind its label.
_BEFORE_REFERENCE = re.compile(r"(?P<label>[^\n–—:]{4,60}?)(?:\s*[–—:]\s*|\s-\s)")
_PARTING = re.compile(r"[–—:]|\s-\s")
_COLON = re.compile(r":(?!//)")
# Where another label may begin on a line: behind a sign that parts, or glued to the word before it.
_LABEL_BORDER = re.compile(r"(?:\s*[|;·•]\s*|\.\s+|(?<=[^\s|;·•(]))(?=[^\W\d_a-z])")
_BRACKETS = ("[]", "()")
_AROUND = " \t\u00a0:*_"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: text[start:end] of block `number`.

    field: what its label means, "" without one; value: where the words behind the label begin, `end` when there are
    none; level: of a heading, else 0; item: printed as a list item; named: the span of the noun and number that it
    begins with; site: it is the site's own, such as "Back to top".
    """

    number: int
    start: int
    end: int
    field: str = ""
    value: int = 0
    level: int = 0
    item: bool = False
    named: tuple[int, int] | None = None
    site: bool = False

    @property
    def is_label_alone(self) -> bool:
        """Whether the line is a label and nothing else."""
        return bool(self.field) and self.value >= self.end


# Several layouts ask for the lines of one page.
@lru_cache(maxsize=1)
def read_all_lines(document: Document, vocabulary: Vocabulary) -> tuple[Line, ...]:
    """The lines of a whole page, those in tables and of the site left out."""
    return tuple(_read_lines(document, vocabulary))


def read_lines(document: Document, vocabulary: Vocabulary, first: int, last: int) -> Sequence[Line]:
    """Those lines of the page that stand in blocks first to last."""
    lines = read_all_lines(document, vocabulary)
    begin, end = (bisect_left(lines, number, key=attrgetter("number")) for number in (first, last))
    return lines[begin:end]


def _read_lines(document: Document, vocabulary: Vocabulary) -> Iterator[Line]:
    for number, (block, level) in enumerate(zip(document.blocks, heading_levels(document), strict=True)):
        if block.chrome or block.cell >= 0:
            continue
        for start, words in _split_lines(document.text, block):
            for begin, end in _part_labels(words, start, vocabulary):
                yield read_line(document, vocabulary, number, begin, end, level, item=block.kind == "item")


def read_line(
    document: Document, vocabulary: Vocabulary, number: int, start: int, end: int, level: int, *, item: bool
) -> Line:
    """The line that text[start:end] of a block is."""
    field, value = find_label(document, vocabulary, document.blocks[number], start, end, level)
    named = find_named_reference(document.text, start, end, vocabulary)
    site = vocabulary.is_site_line(document.text[start:end])
    return Line(number, start, end, field, value, level, item, named, site)


def _split_lines(text: str, block: Block) -> Iterator[tuple[int, str]]:
    """The lines of a block that hold words, without the spaces around them, and where each begins."""
    start = block.start
    for line in text[block.start : block.end].split("\n"):
        words = line.strip()
        if words:
            yield start + line.index(words[0]), words
        start += len(line) + 1


def _part_labels(words: str, start: int, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """The stretches of a line that hold a label each; the whole line, out of its brackets, where there is one alone."""
    if ":" not in words:
        yield start, start + len(words)
        return
    if _is_bracketed_label(words, vocabulary):
        start, words = start + 1, words[1:-1]
    end = start + len(words)
    for border, begin in _find_further_labels(words, start, vocabulary):
        yield start, border
        start = begin
    yield start, end


def _is_bracketed_label(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a line is labels in brackets: "[Lead: Board. Due: May]"."""
    if words[0] + words[-1] not in _BRACKETS:
        return False
    return vocabulary.find_label(words[1 : words.index(":")].strip(_AROUND)) is not None


def _find_further_labels(words: str, start: int, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """What parts further labels from what is before them on a line that begins with one.

    "Lead: Board. Due: May", "Lead: Board | Due: May", "Lead: BoardDue: May".
    """
    colons = [found.start() for found in _COLON.finditer(words)] if words.count(":") > 1 else []
    if len(colons) < 2 or vocabulary.find_label(words[: colons[0]].strip(_AROUND)) is None:
        return
    for before, colon in pairwise(colons):
        for border in _LABEL_BORDER.finditer(words, before + 1, colon):
            if vocabulary.find_label(words[border.end() : colon].strip(_AROUND)) is not None:
                yield start + border.start(), start + border.end()
                break


def find_label(
    document: Document, vocabulary: Vocabulary, block: Block, start: int, end: int, level: int
) -> tuple[str, int]:
    """The field that a line's label names and where its value begins; ("", start) without a label.

    A heading may print its record's reference before it ("Commitment 7 progress").
    """
    text = document.text
    if block.kind == "term":
        return vocabulary.find_field(text[start:end].strip(_AROUND)) or "other_field", end
    if block.kind == "description":
        return "", start
    find = vocabulary.find_field if level and level < PLAIN_LEVEL else vocabulary.find_label
    for words, value in possible_labels(document, block, start, end):
        field = (find if value == end else vocabulary.find_label)(words)
        if field is None and value < end and vocabulary.guess_field(words) == "target_dates":
            # "Revised date: March 2025": the value vouches for a label that stands alone on its page.
            field = "target_dates" if states_date(text[value:end]) else None
        if field is not None:
            return field, value
    if level or is_bold(block):
        reference = find_reference(text, start, end, vocabulary)
        field = vocabulary.find_field(text[skip_glue(text, reference[1], end) : end]) if reference else None
        if field is not None and field not in ("action", "reference", "theme"):
            return field, end
    before = _BEFORE_REFERENCE.match(text, start, end) if _may_end_in_reference(text, start, end) else None
    if before is not None and find_named_reference(text, before.end(), end, vocabulary) == (before.end(), end):
        return vocabulary.find_label(before["label"]) or "", end
    return "", start


def _may_end_in_reference(text: str, start: int, end: int) -> bool:
    """Whether a line ends as references do, in a figure, letter or bracket, and a sign parts it: most end in a stop."""
    return (text[end - 1].isalnum() or text[end - 1] == ")") and _PARTING.search(text, start, end) is not None


def possible_labels(document: Document, block: Block, start: int, end: int) -> list[tuple[str, int]]:
    """What may be the label of a line, and where the value would begin, the likeliest first.

    It is a line that is nothing else, words in bold at its beginning, or words before a colon.
    """
    text = document.text
    labels: list[tuple[str, int]] = []
    if end - start <= _LONGEST_LABEL:
        whole = text[start:end].strip(_AROUND)
        announces = block.kind != "item" or text[start:end].rstrip("*_ ").endswith(":")
        if announces and not whole.endswith("."):
            labels.append((whole, end))
    bold = [mark for mark in block.marks if mark.kind == "bold" and start <= mark.start < end] if block.marks else []
    for mark in bold:
        if mark.start == start and mark.end < end:
            labels.append((text[start : mark.end].strip(_AROUND), skip_glue(text, mark.end, end)))
            break
    labelled = _LABEL.match(text, start, end) if text.find(":", start, end) >= 0 else None
    if labelled is not None:
        labels.append((labelled["label"].strip(), labelled.end()))
    for mark in bold:
        if mark.start > start:
            if 0 < len(text[start : mark.start].split()) <= _MOST_WORDS_BEFORE_BOLD:
                labels.append((text[start : mark.start].strip(_AROUND), mark.start))
            break
    return labels


def opens_by_name(line: Line) -> bool:
    """A heading with a noun and a number that is no label, or a line that is nothing but these."""
    if line.named is None or line.field or line.item:
        return False
    return line.level > 0 or line.named[1] >= line.end - 1
