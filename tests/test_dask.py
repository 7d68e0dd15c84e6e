"""The same runs on Dask: the same bytes, whoever is killed, and a fence inside Dask's own workers."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from random import Random

import pytest

from extract.batch import run_corpus
from extract.engines import ThisProcess
from tests.corpora import CORPUS, PAGE, read_bytes, read_rows, run_extract, write_corpus
from tests.crashes import CRASHES, draw_point, follow_until, kill_one, list_events, list_workers, start_run, write_plans

DASK = ("--engine", "dask", "--workers", "2")
# How the processes of a local cluster are started.
DASK_WORKER = "spawn_main"
# Found by Python when it starts: a page that ends whoever started the process it is read in, and one that never ends.
HOOK = """
import os, signal, time
import extract.read

def read_page(data, vocabulary, name="", read_page=extract.read.read_page):
    if b"this page kills workers" in data:
        os.kill(os.getppid(), signal.SIGKILL)
    if b"this page sleeps" in data:
        time.sleep(10_000)
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
    run_corpus(CORPUS, tmp_path / "here", engine=ThisProcess())
    done = run_extract("run", CORPUS, "--out", tmp_path / "out", *DASK)
    assert (done.returncode, done.stderr) == (0, "")
    assert read_bytes(tmp_path / "out") == read_bytes(tmp_path / "here")


@pytest.mark.parametrize("seed", CRASHES)
def test_a_killed_worker_loses_nothing(
    seed: int, corpora: tuple[Path, Path], wanted: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    lot = Random(seed)
    point, killed = lot.randrange(1, 8), False
    with start_run(corpora[1], tmp_path / "out", *DASK) as process:
        for number, _ in enumerate(list_events(process)):
            if number == point:
                killed = kill_one(list_workers(process, DASK_WORKER), lot)
        assert process.wait() == 0
    assert killed
    assert read_bytes(tmp_path / "out") == wanted[1]


@pytest.mark.parametrize("seed", CRASHES)
def test_a_killed_run_is_taken_up_by_another_engine(
    seed: int, corpora: tuple[Path, Path], wanted: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    outputs = tmp_path / "out"
    run_corpus(corpora[0], outputs, engine=ThisProcess())
    with start_run(corpora[1], outputs, *DASK) as process:
        assert follow_until(process, draw_point(Random(seed), 2))
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert read_bytes(outputs) in wanted
    run_corpus(corpora[1], outputs, engine=ThisProcess(), cache=tmp_path / ".out.cache")
    assert read_bytes(outputs) == wanted[1]


def test_a_page_that_kills_every_worker_is_found_and_named(tmp_path: Path) -> None:
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    path = os.pathsep.join((str(hook), *filter(None, [os.environ.get("PYTHONPATH")])))
    corpus = write_plans(tmp_path / "corpus", 300)
    later = PAGE.replace("300 trees", "450 trees").encode()
    write_corpus(
        corpus,
        {
            "plan-06/2024-12.html": later,
            "plan-06/2025-06.html": b"<p>this page kills workers</p>",
            "plan-09/2024-12.html": b"<p>this page sleeps</p>",
        },
    )
    done = run_extract("run", corpus, "--out", tmp_path / "out", *DASK, "--page-seconds", "5", PYTHONPATH=path)
    assert done.returncode == 3
    problems = [row for row in read_rows(tmp_path / "out", "problems") if row["edition_id"] is None]
    assert [(row["source_path"], row["code"], row["message"]) for row in problems] == [
        ("plan-06/2025-06.html", "unreadable", "2025-06.html: workers died over it"),
        ("plan-09/2024-12.html", "timed_out", "2024-12.html: the work on it took more than 5 seconds"),
    ]
    editions = [row["edition_id"] for row in read_rows(tmp_path / "out", "editions")]
    assert len(editions) == 17
    assert "plan-06@2024-12" in editions


def test_a_scheduler_that_is_not_there(tmp_path: Path) -> None:
    done = run_extract("run", CORPUS, "--out", tmp_path / "out", "--engine", "dask", "--address", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert done.stderr.startswith("extract: no Dask scheduler answers at tcp://127.0.0.1:9: ")
    assert not (tmp_path / "out").exists()
