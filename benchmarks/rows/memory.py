"""Memory of the whole job over what its imports take."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.many import peak_over_imports, watch_run, write_pages
from benchmarks.measure import FULL, Row, Size

_FEW, _MANY = 50, 250
_ROUNDS = 3


def measure_memory(size: Size) -> Row:
    """Megabytes over the bare imports of the process that has most of them, and how much more for more pages."""
    few, many = (_FEW, _MANY) if size == FULL else (1, 2)
    small = _run_over(few)
    large = tuple(_run_over(many) for _ in range(min(_ROUNDS, size.rounds)))
    notes = {f"MB for {few} pages": small, "MB a page": (median(large) - small) / (many - few)}
    return Row("memory", f"peak over the bare imports, {many} pages", "MB", large, notes)


def _run_over(count: int) -> float:
    with TemporaryDirectory() as folder:
        write_pages(Path(folder) / "corpus", count, themes=0)
        return peak_over_imports(list(watch_run(Path(folder) / "corpus", Path(folder) / "outputs", workers=1)))
