"""Memory of the whole job over what its imports take, each run in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import FULL, Row, Size
from benchmarks.pages import make_pages, write_corpus

_FEW, _MANY = 50, 250
_ROUNDS = 3
# The most kilobytes that the process has held, as Linux counts them: after the imports, and after the run. What
# `getrusage` says of a new process is at least what its parent held.
_RUN = """
import re, sys
from pathlib import Path
import pyarrow.parquet
from extract.pipeline import run_corpus
peak = lambda: int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
bare = peak()
run_corpus(Path(sys.argv[1]), Path(sys.argv[2]))
print(peak() - bare)
"""


def measure_memory(size: Size) -> Row:
    """Megabytes over the bare imports at their highest, and how much more they are for more pages."""
    few, many = (_FEW, _MANY) if size == FULL else (1, 2)
    small = _run_over(few)
    large = tuple(_run_over(many) for _ in range(min(_ROUNDS, size.rounds)))
    notes = {f"MB for {few} pages": small, "MB a page": (median(large) - small) / (many - few)}
    return Row("memory", f"peak over the bare imports, {many} pages", "MB", large, notes)


def _run_over(count: int) -> float:
    with TemporaryDirectory() as folder:
        corpus = write_corpus(make_pages(0, count), Path(folder) / "corpus")
        command = [sys.executable, "-c", _RUN, str(corpus), str(Path(folder) / "outputs")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024
