"""Releases in a store of objects: the same tables, never a mix, wherever the putting was broken off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from extract.batch import run_corpus
from extract.cli import run_command
from extract.engines import ThisProcess
from extract.errors import InputError, OutputError
from extract.open_tables import open_tables
from extract.run_record import read_run
from extract.stores import open_place, put_release
from tests.corpora import PAGE, read_bytes, write_corpus


class HaltingStore(MemoryFileSystem):  # type: ignore[misc]
    """A store of objects that does so many things more, and then is gone."""

    protocol = "halting"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    left = 0

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        stripped: str = super()._strip_protocol(path.removeprefix("halting:/"))
        return stripped

    def _do(self) -> None:
        HaltingStore.left -= 1
        if HaltingStore.left < 0:
            raise OSError("the store is gone")

    def _open(self, path: str, mode: str = "rb", **options: object) -> object:
        if "w" in mode:
            self._do()
        return super()._open(path, mode=mode, **options)

    def rm(self, path: str, **options: object) -> None:
        self._do()
        super().rm(path, **options)


fsspec.register_implementation("halting", HaltingStore, clobber=True)
ADDRESS = "halting://shared/progress"


@pytest.fixture(autouse=True)
def empty_store() -> None:
    HaltingStore.left = 10_000
    HaltingStore.store.clear()
    HaltingStore.pseudo_dirs[:] = [""]


@dataclass(frozen=True)
class Made:
    """What a run made on this machine, of which corpus, and what the release is called in a store."""

    corpus: Path
    outputs: Path
    name: str
    editions: int


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Three runs over a plan that grows by an edition each time."""
    folder = tmp_path_factory.mktemp("made")
    runs = []
    for number, rows in ((1, None), (2, 2), (3, None)):
        pages = {f"plan/202{year}.html": PAGE.replace("300", f"30{year}").encode() for year in range(number)}
        corpus, outputs = write_corpus(folder / f"corpus{number}", pages), folder / f"{number}"
        run_corpus(corpus, outputs, engine=ThisProcess(), file_rows=rows)
        name = f"run-{read_run(outputs)['run_id']}{f'-{rows}' if rows else ''}"
        runs.append(Made(corpus, outputs, name, number))
    return runs


def count_editions(address: str) -> int:
    """After a look at whether all tables are of one run."""
    tables = open_tables(address)
    of_records, of_editions = (tables[name].to_table()["edition_id"].to_pylist() for name in ("records", "editions"))
    assert {*of_records} == {*of_editions}
    return len(of_editions)


def test_wherever_putting_breaks_off_there_is_the_old_release_or_the_new_one(made: list[Made]) -> None:
    for run in made[:2]:
        put_release(run.outputs, ADDRESS)
    before = dict(HaltingStore.store)
    found = []
    # The files, their record, what names the new release, and last the deletion of the oldest one.
    steps = len(read_run(made[2].outputs)["files"]) + 3
    for left in range(steps):
        HaltingStore.store.clear()
        HaltingStore.store.update(before)
        HaltingStore.left = left
        with pytest.raises(OutputError, match=f"^{ADDRESS} cannot be written: the store is gone$"):
            put_release(made[2].outputs, ADDRESS)
        found.append(count_editions(ADDRESS))
        HaltingStore.left = 10_000
        put_release(made[2].outputs, ADDRESS)
        assert count_editions(ADDRESS) == 3, "whatever was there, the next run finishes it"
    assert found == [2] * (steps - 1) + [3]


def test_what_is_there_is_not_put_again_and_older_releases_go(made: list[Made]) -> None:
    for run in made:
        put_release(run.outputs, ADDRESS)
    there = [path.rpartition("/")[2] for path in HaltingStore().ls("/shared/progress", detail=False)]
    assert sorted(there) == sorted([made[1].name, made[2].name, "run.json"])
    HaltingStore.left = 0
    put_release(made[2].outputs, ADDRESS)


def test_runs_into_a_store(made: list[Made], tmp_path: Path) -> None:
    """From this machine, from another that has not got what the first one kept, and from one that keeps nothing."""
    for run, cache, rows, new_flags in (
        (made[0], tmp_path / "here", None, 0),
        (made[1], tmp_path / "there", 2, 1),
        (made[1], None, 2, 0),
        (made[2], tmp_path / "there", None, 1),
    ):
        summary = run_corpus(run.corpus, ADDRESS, engine=ThisProcess(), cache=cache, file_rows=rows)
        assert len(summary.flags["new"]) == new_flags
        assert count_editions(ADDRESS) == run.editions


def test_commands_take_addresses(made: list[Made], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = made[1]
    assert run_command(["run", str(run.corpus), "--out", ADDRESS, "--cache", str(tmp_path), "--file-rows", "2"]) == 0
    assert f"The tables are in {ADDRESS}" in capsys.readouterr().out
    assert run_command(["check", ADDRESS]) == 0
    assert run_command(["runs", "diff", ADDRESS, str(run.outputs)]) == 0
    assert run_command(["runs", "diff", ADDRESS, str(made[0].outputs)]) == 1
    assert run_command(["compare", "plan@2020", "plan@2021", "--in", ADDRESS]) == 1


def test_one_run_at_a_time_with_a_cache(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match=f"^another run is writing {ADDRESS}$"),
        open_place(ADDRESS, tmp_path / "cache"),
        open_place(ADDRESS, tmp_path / "cache"),
    ):
        pass


# ---------------------------------------------------------------- what is refused


def test_a_file_that_is_not_the_one_that_was_put(made: list[Made], capsys: pytest.CaptureFixture[str]) -> None:
    for run in (made[0], made[2]):
        put_release(run.outputs, ADDRESS)
    one, other = (f"/shared/progress/{run.name}/links.parquet" for run in (made[0], made[2]))
    HaltingStore().cp_file(one, other)
    assert run_command(["check", ADDRESS]) == 2
    said = "links.parquet is not the file that run.json names; run again into this store"
    assert capsys.readouterr().err == f"extract: {ADDRESS}: {said}\n"
    with pytest.raises(InputError, match=r"progress holds tables of different runs: run\.json, .*; links of run"):
        open_tables(ADDRESS)


def test_a_record_that_names_files_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    HaltingStore().pipe_file(
        "/shared/progress/run.json", b'{"run_id": "1", "files": {"../../links.parquet": "c0ffee"}}'
    )
    assert run_command(["check", ADDRESS]) == 2
    said = "its run.json names a file that lies elsewhere: ../../links.parquet"
    assert capsys.readouterr().err == f"extract: {ADDRESS}: {said}\n"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("halting://nothing/here", " is not the output of a run: its run.json is missing or names no files"),
        ("nowhere://nothing/here", " cannot be reached: "),
        ("halting://torn", "/run.json cannot be read as the record of a run: "),
    ],
)
def test_addresses_without_a_release(address: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    HaltingStore().pipe_file("/torn/run.json", b'{"run_id": ')
    assert run_command(["check", address]) == 2
    assert capsys.readouterr().err.startswith(f"extract: {address}{said}")


def test_a_store_that_cannot_be_written(made: list[Made], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("This is a file.")
    with pytest.raises(OutputError, match=r"^file://.*taken cannot be written: "):
        put_release(made[0].outputs, (tmp_path / "taken").as_uri())
    assert read_bytes(tmp_path) == {"taken": b"This is a file."}


def test_a_store_that_nobody_knows_the_way_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"plan/2021.html": PAGE.encode()})
    assert run_command(["run", str(corpus), "--out", "nowhere://progress", "--no-cache"]) == 2
    assert capsys.readouterr().err == "extract: nowhere://progress cannot be reached: Protocol not known: nowhere\n"
