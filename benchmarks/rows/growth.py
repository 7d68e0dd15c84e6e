"""Whether time grows with the page and no faster."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import FULL, Row, Size, processor_seconds
from benchmarks.pages import make_bare_page, make_page, write_corpus
from extract.corpus import find_editions
from extract.pages import read_edition
from extract.pipeline import follow_publication

# A page of two themes has about 11 kB, one of 240 about 1.3 MB, without a site's furniture.
_SMALLEST = 2
_SIZES = (24, 240)
_SIZE_ROUNDS = 3
# Long enough that what grows faster than the page shows: 4 times the words of a common page, then 8 times.
_TIMES = 4


def measure_growth(size: Size) -> Row:
    """The time of a page with twice the words, over that of a page; 2 is linear, 4 is quadratic."""
    times = _TIMES if size == FULL else 1
    values = [_ratio_of_doubled(2 * number, times) for number in range(size.rounds + 1)]
    return Row("growth", f"records of a page of {2 * times} parts over one of {times}", "times", tuple(values[1:]))


def measure_sizes(size: Size) -> Row:
    """The time of one page of 1.3 MB over that of pages of 11 kB with as many words; 1 is linear."""
    middle, largest = _SIZES if size == FULL else (4, 8)
    small, mean, large = [], [], []
    for number in range(min(_SIZE_ROUNDS, size.rounds)):
        seed = 2 * largest * number
        small.append(_seconds_by_size(seed, _SMALLEST, largest))
        mean.append(_seconds_by_size(seed, middle, largest))
        large.append(_seconds_by_size(seed, largest, largest))
    ratios = tuple(one / other for one, other in zip(large, small, strict=True))
    notes = {f"pages of {middle} themes": sum(mean) / sum(small)}
    return Row("sizes", f"a page of {largest} themes over pages of {_SMALLEST}", "times", ratios, notes)


def _seconds_by_size(seed: int, themes: int, words: int) -> float:
    """Of so many themes of tables and as many of headings in all, on pages of some each."""
    return _seconds_for([make_bare_page(seed + number, themes) for number in range(2 * words // themes)])


def _ratio_of_doubled(seed: int, times: int) -> float:
    """Of one page of tables and one of headings together."""
    plain = [make_page(seed, times=times), make_page(seed + 1, times=times)]
    doubled = [make_page(seed, times=2 * times), make_page(seed + 1, times=2 * times)]
    return _seconds_for(doubled) / _seconds_for(plain)


def _seconds_for(pages: list[bytes]) -> float:
    with TemporaryDirectory() as folder:
        found = find_editions(write_corpus(pages, Path(folder)))
        return processor_seconds(lambda: [follow_publication((read_edition(files),)) for files in found])
