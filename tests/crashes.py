"""Runs that are really killed: started as by a user, followed by what they log, ended at a point drawn by lot."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.corpora import PAGE, write_corpus

# So many of each kind: a few in every test run, many in `make soak`.
CRASHES = range(int(os.environ.get("CRASHES", "5")))

PLANS = 16


def write_plans(folder: Path, trees: int) -> Path:
    """Plans of one edition each, all a little different, and all others with another number of trees."""
    pages = {}
    for number in range(PLANS):
        page = PAGE.replace("300 trees", f"{trees + number} trees").replace("Plant 500", f"Plant {600 + number}")
        pages[f"plan-{number:02}/2024-06.html"] = page.encode()
    return write_corpus(folder, pages)


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
    """What a run logs, as it happens."""
    assert process.stderr is not None
    for line in process.stderr:
        yield json.loads(line)["event"]


def follow_until(process: subprocess.Popen[str], point: int) -> bool:
    """Wait for the event with that number; False when the run ended before."""
    return any(number == point for number, _ in enumerate(list_events(process)))


def draw_point(lot: Random, workers: int) -> int:
    """An event of a run before its last: its begin, every part made, every part merged, the tables written."""
    parts = {1: 7, 2: 10}[workers]
    return lot.randrange(2 * parts + 2)


def list_workers(process: subprocess.Popen[str]) -> list[int]:
    """The worker processes of a run that are alive."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    children = [child for thread in threads for child in thread.read_text(encoding="ascii").split()]
    return [int(child) for child in children if "popen_loky" in read_command(child)]


def read_command(process_id: str) -> str:
    try:
        return Path(f"/proc/{process_id}/cmdline").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def kill_one(processes: list[int], lot: Random) -> bool:
    """Kill one of some processes; False when there is none."""
    if not processes:
        return False
    os.kill(lot.choice(processes), signal.SIGKILL)
    return True
