"""The date a page says it stands at: "As at 31 March 2023", "Last updated: 4 May 2021", its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from extract.data import Vocabulary
from extract.model import Block, PrintedDate
from extract.values.dates import find_dates

# Between a label and its date stand a colon, a word or two ("last updated on Friday") or a line break.
_FARTHEST = 24
_LONGEST_DATE = 40
_PRECISE = ("day", "month", "year")


def find_printed_dates(
    text: str, blocks: Sequence[Block], metadata: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[PrintedDate, ...]:
    """The dates a page prints of itself, the most trusted first: the vocabulary's labels in their order, then metadata.

    Words in table cells are not asked: there the same labels stand for the record's own dates. An "as at" must begin
    its block or stand in a heading, since in prose it tells of a figure.
    """
    by_label: dict[str, PrintedDate] = {}
    labels = _label_pattern(vocabulary.as_at_labels)
    for block in blocks:
        if block.cell >= 0:
            continue
        for found in labels.finditer(text, block.start, block.end):
            label = found[0].lower()
            if label.startswith(("as ", "data ")) and block.kind != "heading" and found.start() != block.start:
                continue
            printed = _date_after(text, found.end())
            if printed is not None:
                by_label.setdefault(label, PrintedDate(found[0], *printed))
    ranked = [by_label[label.lower()] for label in vocabulary.as_at_labels if label.lower() in by_label]
    return (*ranked, *_dates_in_metadata(metadata, vocabulary))


@cache
def _label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(labels, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def _date_after(text: str, place: int) -> tuple[date, str] | None:
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
