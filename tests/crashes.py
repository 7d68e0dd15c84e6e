"""Runs that are really killed: started as by a user, followed by what they log, ended at a point drawn by lot."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil

from tests.corpora import PAGE, write_corpus

# So many of each kind: a few in every test run, many in `make soak`.
CRASHES = range(int(os.environ.get("CRASHES", "5")))

PLANS = 16
# The chunks of these plans, by the number of workers.
CHUNKS = {1: 7, 2: 10}
# How the processes of a run that do its work are started: those of Dask, and those behind the fence.
WORKERS = ("spawn_main", "popen_loky")
# The page of the last plan is read when nobody has the file locked that HELD names.
HOOK = """
import fcntl, os
import extract.read

def read_page(data, vocabulary, name="", read_page=extract.read.read_page):
    if b"Plant 615" in data:
        with open(os.environ["HELD"]) as held:
            fcntl.flock(held, fcntl.LOCK_SH)
    return read_page(data, vocabulary, name=name)

extract.read.read_page = read_page
"""


def write_plans(folder: Path, trees: int) -> Path:
    """Plans of one edition each, all a little different, and all others with another number of trees."""
    pages = {}
    for number in range(PLANS):
        page = PAGE.replace("300 trees", f"{trees + number} trees").replace("Plant 500", f"Plant {600 + number}")
        pages[f"plan-{number:02}/2024-06.html"] = page.encode()
    return write_corpus(folder, pages)


def write_hook(folder: Path, code: str) -> str:
    """The PYTHONPATH with which code is run by the processes in which pages are read, when these start."""
    folder.mkdir()
    (folder / "hook.py").write_text(code, encoding="utf-8")
    when = 'import sys\nif any("popen_loky" in word for word in sys.orig_argv):\n    import hook\n'
    # Python looks for this module in every process.
    (folder / "sitecustomize.py").write_text(when, encoding="utf-8")
    return os.pathsep.join((str(folder), *filter(None, [os.environ.get("PYTHONPATH")])))


@contextmanager
def start_run(corpus: Path, outputs: Path, *more: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """`extract run` in a process of its own, which says what happens line by line on stderr."""
    arguments = ["run", str(corpus), "--out", str(outputs), "--log-json", *more]
    command = [sys.executable, "-m", "extract", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ | environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def list_events(process: subprocess.Popen[str]) -> Iterator[str]:
    """What a run logs, as it happens; what is left of processes that were killed may say something of its own."""
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("{"):
            yield json.loads(line)["event"]


def follow_until(process: subprocess.Popen[str], point: int) -> bool:
    """Wait for the event with that number; False when the run ended before."""
    return any(number == point for number, _ in enumerate(list_events(process)))


def draw_point(lot: Random, workers: int) -> int:
    """An event of a run before its last: its begin, every part made, every part merged, the tables written."""
    return lot.randrange(2 * CHUNKS[workers] + 2)


def kill_run(process: subprocess.Popen[str]) -> None:
    """Kill a run, which may have been through before."""
    process.kill()
    assert process.wait() in (-signal.SIGKILL, 0)


@dataclass(frozen=True)
class Held:
    """The last page of the plans, which runs with this environment do not read before it is released."""

    environment: dict[str, str]
    release: Callable[[], None]


@contextmanager
def hold_last_page(folder: Path) -> Iterator[Held]:
    path = write_hook(folder / "hook", HOOK)
    with (folder / "held").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield Held({"PYTHONPATH": path, "HELD": file.name}, file.close)


def run_and_kill_a_worker(corpus: Path, outputs: Path, lot: Random, *options: str) -> int:
    """The exit code of a run by two workers of which one is killed, which and when being drawn by lot.

    The last page is held until then, so that there is work left whenever that is.
    """
    point = lot.randrange(1, CHUNKS[2])
    with hold_last_page(outputs.parent) as held, start_run(corpus, outputs, *options, **held.environment) as process:
        assert follow_until(process, point)
        lot.choice(list_workers(process)).kill()
        held.release()
        for _ in list_events(process):
            pass
        return process.wait()


def list_workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes of a run that do its work and are alive, the oldest first."""
    found = []
    for child in psutil.Process(process.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            command = " ".join(child.cmdline())
            if any(word in command for word in WORKERS):
                found.append(child)
    return sorted(found, key=lambda child: child.create_time())
