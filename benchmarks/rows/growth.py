"""Whether time grows with the page and no faster."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import FULL, Row, Size, processor_seconds
from benchmarks.pages import make_page, write_corpus
from extract.corpus import find_editions
from extract.pages import read_edition
from extract.pipeline import follow_publication

# Long enough that what grows faster than the page shows: 4 times the words of a common page, then 8 times.
_TIMES = 4


def measure_growth(size: Size) -> Row:
    """The time of a page with twice the words, over that of a page; 2 is linear, 4 is quadratic."""
    times = _TIMES if size == FULL else 1
    values = [_ratio_of_doubled(2 * number, times) for number in range(size.rounds + 1)]
    return Row("growth", f"records of a page of {2 * times} parts over one of {times}", "times", tuple(values[1:]))


def _ratio_of_doubled(seed: int, times: int) -> float:
    """Of one page of tables and one of headings together."""
    plain = [make_page(seed, times=times), make_page(seed + 1, times=times)]
    doubled = [make_page(seed, times=2 * times), make_page(seed + 1, times=2 * times)]
    return _seconds_for(doubled) / _seconds_for(plain)


def _seconds_for(pages: list[bytes]) -> float:
    with TemporaryDirectory() as folder:
        found = find_editions(write_corpus(pages, Path(folder)))
        return processor_seconds(lambda: [follow_publication((read_edition(files),)) for files in found])
