"""What a second worker process brings."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, Size, wall_seconds
from benchmarks.pages import make_pages, write_corpus
from benchmarks.rows.pages import run_whole_job
from extract.engines import WorkerProcesses

_BLOCKS = 6  # so many blocks of pages in a run: enough for the workers' start to matter little
_ROUNDS = 3


def measure_workers(size: Size) -> Row:
    """Wall time of one process over that of two, the same pages in both; their start aside."""
    with TemporaryDirectory() as folder:
        corpus = write_corpus(make_pages(0, size.pages * _BLOCKS), Path(folder) / "corpus")
        outputs = Path(folder) / "outputs"
        run_whole_job(corpus, outputs, WorkerProcesses(2))
        values = []
        for _ in range(min(_ROUNDS, size.rounds)):
            one = wall_seconds(lambda: run_whole_job(corpus, outputs, WorkerProcesses(1)))
            two = wall_seconds(lambda: run_whole_job(corpus, outputs, WorkerProcesses(2)))
            values.append(one / two)
    return Row("workers", "wall time of one process over that of two workers", "times", tuple(values))
