"""The lines of a text, each with its span."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|$)")
# What shows nothing at the edge of a line: spaces of every kind, and characters without width.
BLANK = " \t\n\r\f\v\u00a0\u2002\u2003\u2009\u202f\u3000\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end and the blanks around it. number: from 1; indent: blanks before its words."""

    number: int
    start: int
    end: int
    indent: int
    words: str


def split_lines(text: str) -> list[Line]:
    r"""Every line of a text, the blank ones too.

    >>> [(line.start, line.words) for line in split_lines("one\r\n\r\n  two")]
    [(0, 'one'), (5, ''), (9, 'two')]
    """
    lines = []
    for number, found in enumerate(_LINE.finditer(text), 1):
        if found.start() == len(text) and found.start() > 0:
            break  # what follows the last line end is no line
        lines.append(cut_line(text, found.start(1), found.end(1), number))
    return lines


def cut_line(text: str, start: int, end: int, number: int) -> Line:
    """The line that stands in text[start:end], blanks around it left out."""
    raw = text[start:end]
    words = raw.strip(BLANK)
    indent = len(raw) - len(raw.lstrip(BLANK)) if words else len(raw)
    begin = start + indent if words else start
    return Line(number, begin, begin + len(words), indent, words)
