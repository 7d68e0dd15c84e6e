"""A page's own key where a text copy prints it, a line a code: its words tell cells that were run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.data import Vocabulary
from extract.read.lines import Line
from extract.values.wording import fold_wording

_ENTRY = re.compile(r"[*•\t -]*(?P<code>[^\W\d_][^\n:=–—|\t]{0,23}?)\s*(?:[:=–—]|\s-)\s+(?P<meaning>\S.{3,140})")
_FEWEST_ENTRIES = 3


def find_printed_key(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """What the codes of a page mean, as (folded code, canonical status), from lines that follow each other.

    >>> from extract.data import load_vocabulary
    >>> from extract.read.lines import split_lines
    >>> page = "Key\\nDone - nothing is left to do\\nBehind - it will finish late\\nParked - until money is found\\n"
    >>> find_printed_key(split_lines(page), load_vocabulary())
    (('done', 'complete'), ('behind', 'delayed'), ('parked', 'blocked'))
    """
    for run in _runs(lines):
        codes = [code for code, _ in run]
        if len(set(codes)) < len(codes) or any(vocabulary.find_field(code) for code in codes):
            continue
        entries = {fold_wording(code): vocabulary.explain_status(code, meaning) for code, meaning in run}
        explained = {code: status for code, status in entries.items() if status is not None}
        if len(explained) == len(run) and len(set(explained.values())) > 1:
            return tuple(explained.items())
    return ()


def _runs(lines: Sequence[Line]) -> Iterator[list[tuple[str, str]]]:
    """Codes and what is said of them, of lines one below another; blank lines do not count."""
    run: list[tuple[str, str]] = []
    for line in lines:
        if not line.words:
            continue
        entry = _ENTRY.match(line.words)
        if entry is not None:
            run.append((entry["code"], entry["meaning"]))
            continue
        if len(run) >= _FEWEST_ENTRIES:
            yield run
        run = []
    if len(run) >= _FEWEST_ENTRIES:
        yield run
