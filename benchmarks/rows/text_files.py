"""Text copies of pages: both editions of the care homes plan in the corpus, files to tables."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, Size, processor_seconds
from benchmarks.pages import make_pages, write_corpus
from benchmarks.rows.pages import run_whole_job

_PUBLICATION = Path(__file__).parents[2] / "corpus" / "care-homes-action-plan"


def measure_text_files(size: Size) -> Row:
    """Seconds for the whole job on two text editions, lined up and compared, once the package has started up."""
    with TemporaryDirectory() as folder:
        outputs = Path(folder) / "outputs"
        run_whole_job(write_corpus(make_pages(0, 2), Path(folder) / "warm-up"), outputs)
        values = tuple(processor_seconds(lambda: run_whole_job(_PUBLICATION, outputs)) for _ in range(size.rounds))
    return Row("text", "whole job on two editions of 55 kB of text, after start-up", "s", values, {"first": values[0]})
