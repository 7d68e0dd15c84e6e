"""Tables as folders of files: the same rows in the same order, for whoever reads them, whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import extract
from extract.batch import run_corpus
from extract.cli import run_command
from extract.engines import ThisProcess
from extract.open_tables import list_files
from extract.run_record import read_run
from extract.schemas import TABLES, make_schema
from tests.corpora import CORPUS, read_bytes
from tests.runs import read_plain

ROWS = 40
GOLD = Path(__file__).parent / "gold"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same run twice: a file for each table, and a folder of files for each."""
    folder = tmp_path_factory.mktemp("runs")
    one, several = folder / "one", folder / "several"
    run_corpus(CORPUS, one, engine=ThisProcess(), cache=folder / "cache")
    run_corpus(CORPUS, several, engine=ThisProcess(), cache=folder / "cache", file_rows=ROWS)
    return one, several


def test_the_files_one_after_the_other_are_the_one_file(runs: tuple[Path, Path], tmp_path: Path) -> None:
    """Not only the same rows: written as one file they are the same bytes."""
    one, several = runs
    for name, files in list_files(several).items():
        parts = [pq.read_table(several / file) for file in files]
        # Read back, the items of lists have another name.
        schema = make_schema(TABLES[name], read_run(several)["run_id"])
        path = tmp_path / f"{name}.parquet"
        with pq.ParquetWriter(path, schema, compression="zstd", compression_level=3) as writer:
            if any(part.num_rows for part in parts):
                writer.write_table(pa.concat_tables(parts).combine_chunks().cast(schema), row_group_size=20_000)
        assert path.read_bytes() == (one / f"{name}.parquet").read_bytes(), name
        # A row of editions holds a whole page.
        assert max(part.num_rows for part in parts) <= (1 if name == "editions" else ROWS), name
        assert all(part.num_rows for part in parts) or len(parts) == 1, name
    assert max(len(files) for files in list_files(several).values()) > 10


def test_the_names_of_the_files_sort_as_their_rows_and_name_the_run(runs: tuple[Path, Path]) -> None:
    _, several = runs
    run_id = read_run(several)["run_id"]
    assert list_files(several)["editions"][:2] == [
        f"editions.parquet/part-00000-{run_id}.parquet",
        f"editions.parquet/part-00001-{run_id}.parquet",
    ]
    assert read_plain(several) == read_plain(runs[0])


COMMANDS = {
    "check": ("check", "{}"),
    "evaluate": ("evaluate", "{}", str(GOLD), "--json"),
    "compare": ("compare", "federal-data-strategy", "--in", "{}"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_say_the_same(name: str, runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for outputs in runs:
        code = run_command([word.format(outputs) for word in COMMANDS[name]])
        said.append((code, capsys.readouterr().out))
    assert said[0] == said[1]
    assert said[0][0] == (1 if name == "compare" else 0)
    assert said[0][1]


def test_a_release_made_of_them_is_the_same(runs: tuple[Path, Path], tmp_path: Path) -> None:
    for outputs in runs:
        assert run_command(["export", str(outputs), "--to", str(tmp_path / outputs.name)]) == 0
    assert read_bytes(tmp_path / "one") == read_bytes(tmp_path / "several")


def test_there_is_one_way_to_open_a_table() -> None:
    """So whatever reads tables, reads both forms."""
    sources = Path(extract.__file__).parent
    reading = re.compile(r"pq\.(?:read_|ParquetFile|ParquetDataset)|pyarrow\.dataset import dataset|read_parquet\(")
    found = [path.name for path in sources.rglob("*.py") if reading.search(path.read_text(encoding="utf-8"))]
    assert found == ["open_tables.py"]


def test_runs_do_not_differ(runs: tuple[Path, Path]) -> None:
    assert run_command(["runs", "diff", *map(str, runs)]) == 0


def test_one_takes_the_place_of_the_other(runs: tuple[Path, Path], tmp_path: Path) -> None:
    """Whatever stood there before; and files of others stay."""
    outputs, cache = tmp_path / "out", runs[0].parent / "cache"
    for rows, wanted in ((None, runs[0]), (ROWS, runs[1]), (None, runs[0])):
        summary = run_corpus(CORPUS, outputs, engine=ThisProcess(), cache=cache, file_rows=rows)
        assert not summary.same
        (outputs / "notes.txt").write_text("Mine.")
        assert {**read_bytes(wanted), "notes.txt": b"Mine."} == read_bytes(outputs)
    assert run_corpus(CORPUS, outputs, engine=ThisProcess(), cache=cache).same


def test_a_file_that_others_added_or_changed_is_seen(runs: tuple[Path, Path], tmp_path: Path) -> None:
    outputs, cache = tmp_path / "out", runs[0].parent / "cache"
    run_corpus(CORPUS, outputs, engine=ThisProcess(), cache=cache, file_rows=ROWS)
    for name in ("part-99999.parquet", list_files(outputs)["links"][0].partition("/")[2]):
        (outputs / "links.parquet" / name).write_bytes((outputs / list_files(outputs)["links"][-1]).read_bytes())
        assert not run_corpus(CORPUS, outputs, engine=ThisProcess(), cache=cache, file_rows=ROWS).same
        assert read_bytes(outputs) == read_bytes(runs[1])


def test_the_data_package_names_every_file(runs: tuple[Path, Path]) -> None:
    from frictionless import Package  # noqa: PLC0415

    package = Package(str(runs[1] / "datapackage.json"))
    named = {resource.name: [resource.path, *resource.extrapaths] for resource in package.resources}
    assert {name: files for name, files in named.items() if None not in files} == list_files(runs[1])
    assert set(named) == set(TABLES)
