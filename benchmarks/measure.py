"""How a ratio is measured that means the same on a quiet and on a busy machine.

The unit is P: the processor time that `lxml.html` takes to parse the same pages in the same process, bytes in and
encoding given. P is measured just before and just after every block of pages of the measured job.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from time import perf_counter, process_time
from typing import TypeVar

import lxml.html

from benchmarks.pages import make_pages

Prepared = TypeVar("Prepared")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: pages in a block, and blocks behind the one that warms up."""

    pages: int
    rounds: int


FULL = Size(pages=20, rounds=15)
SMOKE = Size(pages=2, rounds=3)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report. values: one figure of each round, in `unit`; notes: further figures by name."""

    name: str
    job: str
    unit: str
    values: tuple[float, ...]
    notes: dict[str, float] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """The figure to quote."""
        return median(self.values)


@dataclass(frozen=True, slots=True)
class Samples:
    """What comparing with the parser gave: a ratio for each round, and all rounds' seconds and pages together."""

    ratios: tuple[float, ...]
    seconds: float
    parse_seconds: float
    pages: int

    def notes(self) -> dict[str, float]:
        """Milliseconds a page of the job and of P: true for this machine and hour only."""
        return {"ms a page": 1000 * self.seconds / self.pages, "P in ms": 1000 * self.parse_seconds / self.pages}


def processor_seconds(job: Callable[[], object]) -> float:
    """The processor time of this process that a job takes."""
    return _seconds(process_time, job)


def wall_seconds(job: Callable[[], object]) -> float:
    """The time that passes while a job is done."""
    return _seconds(perf_counter, job)


def _seconds(clock: Callable[[], float], job: Callable[[], object]) -> float:
    gc.collect()
    start = clock()
    job()
    return clock() - start


def parse_pages(pages: Sequence[bytes]) -> None:
    """The job that P is the time of."""
    for page in pages:
        lxml.html.document_fromstring(page, parser=lxml.html.HTMLParser(encoding="utf-8"))


def compare_with_parser(
    prepare: Callable[[list[bytes]], Prepared],
    job: Callable[[Prepared], object],
    size: Size,
    parse: Callable[[Sequence[bytes]], object] = parse_pages,
) -> Samples:
    """The time of a job in units of P, over blocks of pages that were never seen before.

    Args:
        prepare: Makes what the job needs of a block of pages; its time does not count.
        parse: What the job is compared with instead, where P is not the unit.
    """
    spent: list[float] = []
    parsed: list[float] = []
    for number in range(size.rounds + 1):
        pages = make_pages(number * size.pages, size.pages)
        prepared = prepare(pages)
        before = processor_seconds(partial(parse, pages))
        spent.append(processor_seconds(partial(job, prepared)))
        parsed.append((before + processor_seconds(partial(parse, pages))) / 2)
    del spent[0], parsed[0]  # the block that warms up
    ratios = tuple(job_time / parse_time for job_time, parse_time in zip(spent, parsed, strict=True))
    return Samples(ratios, sum(spent), sum(parsed), size.rounds * size.pages)
