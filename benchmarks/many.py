"""A run over very many pages, watched from outside: `python -m benchmarks.many [--pages N] [--themes N] [--workers N]`.

It takes hours where the rows of `python -m benchmarks` take minutes, and a gigabyte of disk for 100,000 small pages.
What counts is whether memory stays flat: it is looked at whenever a part of the work is done, and told for each tenth.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.pages import make_bare_page, make_page

_MEGABYTE = 2**20
# What is loaded before any page is read; Arrow loads more when it makes its first array.
_BARE = "import extract.batch, psutil, pyarrow; pyarrow.array([0]); print(psutil.Process().memory_info().rss)"


@dataclass(frozen=True, slots=True)
class Moment:
    """A look at a run: the pages that are done, seconds since its start, and megabytes in memory.

    command: of the process that hands out the work and writes the tables; worker: of the largest worker process.
    """

    pages: int
    seconds: float
    command: float
    worker: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the pages, run over them once, and print what was seen."""
    options = _read_options(arguments)
    screen = Console(width=None if sys.stdout.isatty() else 120)
    with TemporaryDirectory(dir=options.folder) as folder:
        corpus = Path(folder) / "corpus"
        write_pages(corpus, options.pages, options.themes)
        moments = list(watch_run(corpus, Path(folder) / "outputs", options.workers))
        written = json.loads((Path(folder) / "outputs" / "run.json").read_text(encoding="utf-8"))
    screen.print(_make_table(moments))
    rows = sum(written["counts"]["tables"].values())
    screen.print(
        f"{moments[-1].pages:,} pages, {rows:,} rows, {moments[-1].seconds:,.0f} s by the clock, "
        f"{sum(written['seconds'].values()):,.0f} s of the processors; at most {peak_over_imports(moments):.0f} MB "
        "over the bare imports in any process",
        highlight=False,
    )
    return 0


def write_pages(corpus: Path, count: int, themes: int) -> None:
    """A corpus with a publication for each page: of so many themes and nothing else, or, for none, whole pages."""
    for seed in range(count):
        publication = corpus / f"plan-{seed:06}"
        publication.mkdir(parents=True)
        page = make_bare_page(seed, themes) if themes else make_page(seed)
        (publication / "2021-03-24.html").write_bytes(page)


def watch_run(corpus: Path, outputs: Path, workers: int) -> Iterator[Moment]:
    """A look at a run whenever a part of it is done, and one for each part that the tables are written from.

    Raises:
        subprocess.CalledProcessError: The run failed.
    """
    command = [sys.executable, "-m", "extract", "run", f"{corpus}", "--out", f"{outputs}", "--workers", f"{workers}"]
    command.append("--log-json")
    begun, pages = perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
        process = psutil.Process(run.pid)
        for line in run.stderr or ():
            event = json.loads(line)
            if event["event"] == "part_done":
                pages += event["publications"]
            if event["event"] in ("part_done", "part_merged", "tables_written"):
                yield Moment(pages, perf_counter() - begun, *_look_at(process))
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, command)


def _look_at(process: psutil.Process) -> tuple[float, float]:
    """Megabytes in the process, and in the largest of those that it started."""
    sizes = [0]
    for child in process.children(recursive=True):
        try:
            sizes.append(child.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return process.memory_info().rss / _MEGABYTE, max(sizes) / _MEGABYTE


def peak_over_imports(moments: Sequence[Moment]) -> float:
    """The most megabytes that any process was seen with, less what the imports alone take."""
    bare = subprocess.run([sys.executable, "-c", _BARE], capture_output=True, text=True, check=True)
    return max(max(moment.command, moment.worker) for moment in moments) - int(bare.stdout) / _MEGABYTE


def _make_table(moments: Sequence[Moment]) -> Table:
    table = Table("pages done", "seconds", "command, MB", "largest worker, MB", title="memory at its highest")
    for tenth in _tenths(moments):
        last = tenth[-1]
        command, worker = max(one.command for one in tenth), max(one.worker for one in tenth)
        table.add_row(f"{last.pages:,}", f"{last.seconds:,.0f}", f"{command:.0f}", f"{worker:.0f}")
    return table


def _tenths(moments: Sequence[Moment]) -> Iterator[Sequence[Moment]]:
    """The looks in ten stretches of the pages, and behind them those while the tables were written."""
    reading = [one for one in moments if one.pages < moments[-1].pages]
    size = max(1, -(-len(reading) // 10))
    yield from (reading[start : start + size] for start in range(0, len(reading), size))
    yield moments[len(reading) :]


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--themes", type=int, default=2, help="of a page, about 5 kB each; 0 for pages of 120 kB")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the pages and tables are kept meanwhile")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
