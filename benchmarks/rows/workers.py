"""What a second worker process brings."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, Size, wall_seconds
from benchmarks.pages import make_pages, write_corpus
from benchmarks.rows.pages import run_whole_job

_BLOCKS = 6  # so many blocks of pages in a run: enough for the workers' start to matter little
_ROUNDS = 3


def measure_workers(size: Size) -> Row:
    """Wall time of one process over that of two, the same pages in both; start of the workers included."""
    with TemporaryDirectory() as folder:
        corpus = write_corpus(make_pages(0, size.pages * _BLOCKS), Path(folder) / "corpus")
        outputs = Path(folder) / "outputs"
        run_whole_job(corpus, outputs)
        values = []
        for _ in range(min(_ROUNDS, size.rounds)):
            one = wall_seconds(lambda: run_whole_job(corpus, outputs))
            two = wall_seconds(lambda: run_whole_job(corpus, outputs, workers=2))
            values.append(one / two)
    return Row("workers", "wall time of one process over that of two workers", "times", tuple(values))
