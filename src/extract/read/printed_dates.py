"""The date a page says it stands at: "As at 31 March 2023", "Last updated: 4 May 2021", its metadata."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from extract.data import Vocabulary
from extract.model import Block, PrintedDate
from extract.values.dates import find_dates, lower

# Between a label and its date stand a colon, a word or two ("last updated on Friday") or a line break.
_FARTHEST = 24
_LONGEST_DATE = 40
_BORDER = re.compile(r"\b")
_DIGIT = re.compile(r"\d")
_PRECISE = ("day", "month", "year")


def find_printed_dates(
    text: str, blocks: Sequence[Block], metadata: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[PrintedDate, ...]:
    """The dates a page prints of itself, the most trusted first: the vocabulary's labels in their order, then metadata.

    Words in table cells are not asked: there the same labels stand for the record's own dates. An "as at" must begin
    its block or stand in a heading, since in prose it tells of a figure.
    """
    low = lower(text)
    labels = [label.lower() for label in vocabulary.as_at_labels]
    by_label: dict[str, PrintedDate] = {}
    for block, start, end in _find_labels(low, blocks, labels):
        label = low[start:end]
        if label in by_label:
            continue
        if label.startswith(("as ", "data ")) and block.kind != "heading" and start != block.start:
            continue
        printed = _date_after(text, end)
        if printed is not None:
            by_label[label] = PrintedDate(text[start:end], *printed)
    ranked = [by_label[label] for label in labels if label in by_label]
    return (*ranked, *_dates_in_metadata(metadata, vocabulary))


def _find_labels(low: str, blocks: Sequence[Block], labels: Sequence[str]) -> Iterator[tuple[Block, int, int]]:
    """Where labels stand as whole words outside tables, of two that overlap the first and longer: block, start, end."""
    found = sorted((start, -end) for label in labels for start, end in _find_words(low, label))
    starts = [block.start for block in blocks] if found else []
    behind = 0
    for start, negative_end in found:
        block = blocks[bisect_right(starts, start) - 1]
        if start >= behind and block.start <= start and -negative_end <= block.end and block.cell < 0:
            behind = -negative_end
            yield block, start, behind


def _find_words(low: str, label: str) -> Iterator[tuple[int, int]]:
    """Where a label stands as whole words. To look for one after the other is quicker than for all in one pattern."""
    start = low.find(label)
    while start >= 0:
        end = start + len(label)
        if _BORDER.match(low, end) and (start == 0 or _BORDER.match(low, start)):
            yield start, end
        start = low.find(label, end)


def _date_after(text: str, place: int) -> tuple[date, str] | None:
    if _DIGIT.search(text, place, place + _FARTHEST + _LONGEST_DATE) is None:
        return None  # a date that names its year has figures
    for found in find_dates(text[place : place + _FARTHEST + _LONGEST_DATE]):
        if found.start > _FARTHEST:
            return None
        if found.latest is not None and found.precision in _PRECISE and not found.year_inferred:
            return found.latest, found.precision
    return None


def _dates_in_metadata(metadata: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[PrintedDate]:
    for name in vocabulary.as_at_metadata:
        stated = _date_after(metadata.get(name, "")[:10], 0)
        if stated is not None:
            yield PrintedDate(name, *stated)
