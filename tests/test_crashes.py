"""A run that is killed, or whose workers are, at any point: the old tables or the new ones, and no page lost."""

from __future__ import annotations

import signal
from pathlib import Path
from random import Random

import pytest

from extract.batch import run_corpus
from extract.check import check_outputs
from extract.engines import ThisProcess
from tests.corpora import read_bytes, run_extract
from tests.crashes import (
    CRASHES,
    draw_point,
    follow_until,
    kill_run,
    list_events,
    run_and_kill_a_worker,
    start_run,
    write_plans,
)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus of the run before."""
    return write_plans(tmp_path_factory.mktemp("old"), 300)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plans(tmp_path_factory.mktemp("new"), 400)


@pytest.fixture(scope="module")
def wanted(old: Path, new: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The tables of both, made in one go."""
    folder = tmp_path_factory.mktemp("wanted")
    for corpus, name in ((old, "old"), (new, "new")):
        run_corpus(corpus, folder / name, engine=ThisProcess())
    return read_bytes(folder / "old"), read_bytes(folder / "new")


@pytest.mark.parametrize("seed", CRASHES)
def test_a_killed_run_leaves_the_old_tables_or_the_new_ones_and_is_taken_up(
    seed: int, old: Path, new: Path, wanted: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    lot = Random(seed)
    outputs = tmp_path / "out"
    run_corpus(old, outputs, engine=ThisProcess())
    workers, again = lot.choice((1, 2)), lot.choice((1, 2))
    with start_run(new, outputs, "--workers", str(workers)) as process:
        assert follow_until(process, draw_point(lot, workers))
        kill_run(process)
    assert read_bytes(outputs) in wanted
    done = run_extract("run", new, "--out", outputs, "--workers", str(again))
    assert (done.returncode, done.stderr) == (0, "")
    assert read_bytes(outputs) == wanted[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.cache", "out"]
    assert all(result.held for result in check_outputs(outputs))


@pytest.mark.parametrize("seed", CRASHES)
def test_a_killed_worker_loses_nothing(
    seed: int, new: Path, wanted: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    assert run_and_kill_a_worker(new, tmp_path / "out", Random(seed), "--workers", "2") == 0
    assert read_bytes(tmp_path / "out") == wanted[1]


def test_finished_parts_are_not_made_again(new: Path, tmp_path: Path) -> None:
    with start_run(new, tmp_path / "out") as process:
        assert follow_until(process, 6)
        process.kill()
        process.wait()
    summary = run_corpus(new, tmp_path / "out", engine=ThisProcess(), cache=tmp_path / ".out.cache")
    assert summary.from_cache >= 6
    assert summary.publications == 16


def test_a_second_run_into_the_same_folder_is_refused(new: Path, tmp_path: Path) -> None:
    with start_run(new, tmp_path / "out") as process:
        assert follow_until(process, 0)
        process.send_signal(signal.SIGSTOP)
        refused = run_extract("run", new, "--out", tmp_path / "out")
        other = run_extract("run", new, "--out", tmp_path / "other", "--cache", tmp_path / ".out.cache")
        process.send_signal(signal.SIGCONT)
        *_, last = list_events(process)
        assert process.wait() == 0
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == f"extract: another run is writing {tmp_path / 'out'}\n"
    assert other.returncode == 2
    assert other.stderr == f"extract: another run is using the cache {tmp_path / '.out.cache'}\n"
    assert last == "run_done"
