"""The same runs on Dask: the same bytes, whoever is killed, and a fence inside Dask's own workers."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

import extract
from extract.batch import run_corpus
from extract.corpus import hash_file
from extract.dask_engine import DaskWorkers
from extract.engines import ThisProcess
from extract.errors import WorkerError
from extract.keys import hash_versions
from extract.publications import Chunk, work_on_chunk
from extract.tasks import open_source
from extract.watch import Watcher
from tests.corpora import CORPUS, PAGE, read_bytes, read_rows, run_extract, write_corpus
from tests.crashes import (
    CRASHES,
    draw_point,
    follow_until,
    hold_last_page,
    kill_run,
    list_workers,
    run_and_kill_a_worker,
    start_run,
    write_hook,
    write_plans,
)

DASK = ("--engine", "dask", "--workers", "2")
NO_DAEMON = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
# A page that ends whoever started the process in which it is read, and one that ends this process.
HOOK = """
import os, signal
import extract.read

def read_page(data, vocabulary, name="", read_page=extract.read.read_page):
    if b"this page kills workers" in data:
        os.kill(os.getppid(), signal.SIGKILL)
        signal.pause()
    if b"this page kills its process" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_page(data, vocabulary, name=name)

extract.read.read_page = read_page
"""


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The corpus of the run before, and that of today."""
    folder = tmp_path_factory.mktemp("corpora")
    return write_plans(folder / "old", 300), write_plans(folder / "new", 400)


@pytest.fixture(scope="module")
def wanted(
    corpora: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The tables of both, made in one go in one process."""
    folder = tmp_path_factory.mktemp("wanted")
    for corpus in corpora:
        run_corpus(corpus, folder / corpus.name, engine=ThisProcess())
    return read_bytes(folder / "old"), read_bytes(folder / "new")


def test_the_tables_are_those_of_one_process(tmp_path: Path) -> None:
    """In several files a table here, and in one file each in the tests of crashes."""
    run_corpus(CORPUS, tmp_path / "here", engine=ThisProcess(), file_rows=300)
    done = run_extract("run", CORPUS, "--out", tmp_path / "out", "--file-rows", "300", *DASK)
    assert (done.returncode, done.stderr) == (0, "")
    assert read_bytes(tmp_path / "out") == read_bytes(tmp_path / "here")


@pytest.mark.parametrize("seed", CRASHES)
def test_a_killed_worker_loses_nothing(
    seed: int, corpora: tuple[Path, Path], wanted: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    assert run_and_kill_a_worker(corpora[1], tmp_path / "out", Random(seed), *DASK) == 0
    assert read_bytes(tmp_path / "out") == wanted[1]


@pytest.mark.parametrize("seed", CRASHES)
def test_a_killed_run_is_taken_up_by_another_engine(
    seed: int, corpora: tuple[Path, Path], wanted: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    outputs = tmp_path / "out"
    run_corpus(corpora[0], outputs, engine=ThisProcess())
    with start_run(corpora[1], outputs, *DASK) as process:
        assert follow_until(process, draw_point(Random(seed), 2))
        kill_run(process)
    assert read_bytes(outputs) in wanted
    run_corpus(corpora[1], outputs, engine=ThisProcess(), cache=tmp_path / ".out.cache")
    assert read_bytes(outputs) == wanted[1]


def test_a_page_that_kills_every_worker_is_found_and_named(tmp_path: Path) -> None:
    path = write_hook(tmp_path / "hook", HOOK)
    corpus = write_plans(tmp_path / "corpus", 300)
    later = PAGE.replace("300 trees", "450 trees").encode()
    write_corpus(
        corpus,
        {
            "plan-06/2024-12.html": later,
            "plan-06/2025-06.html": b"<p>this page kills workers</p>",
            "plan-09/2024-12.html": b"<p>this page kills its process</p>",
        },
    )
    done = run_extract("run", corpus, "--out", tmp_path / "out", *DASK, PYTHONPATH=path)
    assert done.returncode == 3
    problems = [row for row in read_rows(tmp_path / "out", "problems") if row["edition_id"] is None]
    assert [(row["source_path"], row["code"], row["message"]) for row in problems] == [
        ("plan-06/2025-06.html", "unreadable", "2025-06.html: workers died over it"),
        ("plan-09/2024-12.html", "unreadable", "2024-12.html: the process that worked on it died, twice"),
    ]
    editions = [row["edition_id"] for row in read_rows(tmp_path / "out", "editions")]
    assert len(editions) == 17
    assert "plan-06@2024-12" in editions


def test_ctrl_c_ends_the_workers_too(corpora: tuple[Path, Path], tmp_path: Path) -> None:
    with (
        hold_last_page(tmp_path) as held,
        start_run(corpora[1], tmp_path / "out", *DASK, **held.environment) as process,
    ):
        assert follow_until(process, 1)
        # A terminal sends it to all of them.
        for worker in list_workers(process):
            worker.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        *events, last = process.communicate()[1].splitlines()
    assert process.returncode == 130
    assert last == "extract: interrupted; the outputs are as they were"
    assert [line for line in events if not line.startswith("{")] == []


def test_ctrl_c_is_not_lost_while_garbage_is_collected() -> None:
    # Python ignores what is raised in these, and a signal that comes during a collection is raised there.
    def look() -> Iterator[Chunk]:
        assert [hook for hook in gc.callbacks if "distributed" in repr(hook)] == []
        yield from ()

    assert list(DaskWorkers().work(work_on_chunk, look())) == []


# ---------------------------------------------------------------- a cluster that is there


Dask = subprocess.Popen[str]


@contextmanager
def start_dask(*arguments: str, **environment: str) -> Iterator[Dask]:
    """One of Dask's own commands in a process of its own."""
    command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate()


def read_log(process: Dask, wanted: str) -> str:
    """What the first line in the log says that fits a pattern."""
    assert process.stderr is not None
    found = filter(None, (re.search(wanted, line) for line in process.stderr))
    return next(match[1] for match in found)


@contextmanager
def start_scheduler() -> Iterator[tuple[Dask, str]]:
    with start_dask("scheduler", "--host", "127.0.0.1", "--port", "0") as process:
        yield process, read_log(process, r"Scheduler at: +(tcp\S+)")


@contextmanager
def start_workers(scheduler: str, number: int, **environment: str) -> Iterator[None]:
    with start_dask("worker", scheduler, "--nthreads", "1", "--nworkers", str(number), **environment) as process:
        for _ in range(number):
            read_log(process, r"Registered to: +(tcp\S+)")
        yield


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler that has no workers yet."""
    with start_scheduler() as (_, address):
        yield address


def test_the_cluster_that_the_documentation_describes(
    corpora: tuple[Path, Path], wanted: tuple[dict[str, bytes], dict[str, bytes]], scheduler: str, tmp_path: Path
) -> None:
    with start_workers(scheduler, 2, **NO_DAEMON):
        done = run_extract("run", corpora[1], "--out", tmp_path / "out", "--engine", "dask", "--address", scheduler)
    assert (done.returncode, done.stderr) == (0, "")
    assert read_bytes(tmp_path / "out") == wanted[1]


def test_workers_that_may_not_start_processes(corpora: tuple[Path, Path], scheduler: str, tmp_path: Path) -> None:
    with start_workers(scheduler, 1):
        done = run_extract("run", corpora[1], "--out", tmp_path / "out", "--engine", "dask", "--address", scheduler)
    said = "Dask's workers may not start processes: set distributed.worker.daemon to false for them"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"extract: {said}\n")
    assert not (tmp_path / "out").exists()


def test_workers_of_another_version(corpora: tuple[Path, Path], scheduler: str, tmp_path: Path) -> None:
    other = shutil.copytree(Path(extract.__file__).parent, tmp_path / "other" / "extract")
    with (other / "model.py").open("a", encoding="utf-8") as file:
        file.write("# Another version.\n")
    with start_workers(scheduler, 1, PYTHONPATH=str(tmp_path / "other"), **NO_DAEMON):
        done = run_extract("run", corpora[1], "--out", tmp_path / "out", "--engine", "dask", "--address", scheduler)
    said = "the worker has another version of extract, of Python or of a library than this command"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"extract: {said}\n")


NONE = (
    "the Dask cluster was without any worker for 0.2 seconds (--worker-seconds); what was finished is kept for the next"
)


def work_on(corpus: Path, scheduler: str) -> Iterator[str]:
    """The publications of a corpus, one by one, as the workers of a cluster answer for them."""
    tasks = open_source(corpus).list_tasks(hash_file, pages=False)
    chunks = (Chunk((task,), Path(), None, hash_versions()) for task in tasks)
    yield from DaskWorkers(address=scheduler, patience=0.2).work(name_publication, chunks)


def name_publication(chunk: Chunk, _watcher: Watcher) -> str:
    return chunk.publications[0].publication_id


def test_workers_that_lack_the_package(corpora: tuple[Path, Path], scheduler: str, tmp_path: Path) -> None:
    hidden = write_corpus(tmp_path / "hidden", {"extract.py": b"raise ModuleNotFoundError('No module named extract')"})
    said = r"the Dask worker at tcp://\S+ has no extract to work with: No module named extract$"
    with start_workers(scheduler, 1, PYTHONPATH=str(hidden)), pytest.raises(WorkerError, match=said):
        next(work_on(corpora[1], scheduler))


def test_a_cluster_to_which_no_worker_comes(corpora: tuple[Path, Path], scheduler: str) -> None:
    with pytest.raises(WorkerError, match=re.escape(NONE)):
        next(work_on(corpora[1], scheduler))


def test_a_cluster_whose_last_worker_leaves(corpora: tuple[Path, Path], scheduler: str) -> None:
    with start_workers(scheduler, 1, **NO_DAEMON):
        found = work_on(corpora[1], scheduler)
        assert next(found) == "plan-00"
    with pytest.raises(WorkerError, match=re.escape(NONE)):
        list(found)


def test_a_scheduler_that_dies(corpora: tuple[Path, Path], tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    with hold_last_page(tmp_path) as held, start_scheduler() as (process, address):
        options = ("--engine", "dask", "--address", address)
        with (
            start_workers(address, 1, **NO_DAEMON, **held.environment),
            start_run(corpora[1], outputs, *options) as run,
        ):
            assert follow_until(run, 1)
            process.kill()
            _, told = run.communicate()
    assert run.returncode == 2
    assert told.splitlines()[-1] == "extract: the Dask scheduler is gone; what was finished is kept for the next run"
    assert not outputs.exists()


def test_a_scheduler_that_is_not_there(tmp_path: Path) -> None:
    options = ("--engine", "dask", "--address", "tcp://127.0.0.1:9")
    done = run_extract(
        "run", CORPUS, "--out", tmp_path / "out", *options, DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="1s"
    )
    assert done.returncode == 2
    assert done.stderr.startswith("extract: no Dask scheduler answers at tcp://127.0.0.1:9: ")
    assert not (tmp_path / "out").exists()
