"""Releases, databases and workbooks: what is in them, that they are the same each time, and what they refuse."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from frictionless import validate

import extract
from extract.cli import run_command
from extract.errors import InputError, OutputError
from extract.export.attribution import describe_licences, find_licence, make_citation
from extract.export.files import write_database, write_workbook
from extract.export.release import write_release
from extract.schemas import TABLES
from extract.views import NAMES
from tests.histories import write_example
from tests.runs import REVIEWERS, read_plain, write_reviewed_run

ABOUT = ("CHANGES.md", "CITATION.cff", "DICTIONARY.md", "LICENCES.md", "README.md", "SHA256SUMS", "croissant.json")
DESCRIPTORS = ("parquet/datapackage.json", "csv/datapackage.json", "csv/csv-metadata.json")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reviewed_run(tmp_path_factory.mktemp("run") / "outputs")


@pytest.fixture(scope="module")
def release(outputs: Path) -> Path:
    folder = outputs.parent / "release"
    write_release(outputs, folder)
    return folder


@pytest.fixture(scope="module")
def database(outputs: Path) -> Path:
    path = outputs.parent / "progress.db"
    write_database(outputs, path)
    return path


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def ask(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


# ---------------------------------------------------------------- a release


def test_a_release_is_complete(release: Path) -> None:
    tables = {f"{form}/{name}.{form}" for form in ("parquet", "csv") for name in TABLES}
    assert set(read_files(release)) == {*ABOUT, *DESCRIPTORS, *tables}


def test_a_release_is_the_same_to_the_byte(outputs: Path, release: Path, tmp_path: Path) -> None:
    write_release(outputs, tmp_path / "elsewhere")
    assert read_files(tmp_path / "elsewhere") == read_files(release)


def test_frictionless_finds_the_csv_as_its_descriptor_says(release: Path) -> None:
    report = validate(str(release / "csv" / "datapackage.json"))
    assert report.flatten(["title", "note", "rowNumber", "fieldName"]) == []
    assert {task.name: task.stats["rows"] for task in report.tasks} == {
        name: pq.read_metadata(release / "parquet" / f"{name}.parquet").num_rows for name in TABLES
    }


def test_the_csv_holds_lists_as_json_and_dates_as_days(release: Path) -> None:
    with (release / "csv" / "records.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    plain = read_plain(release / "parquet")["records"]
    assert [json.loads(row["progress"]) for row in rows] == [row["progress"] for row in plain]
    assert rows[0]["as_at"] == "2020-12-31"


def test_the_meaning_is_the_same_in_parquet_descriptor_and_dictionary(release: Path) -> None:
    package = json.loads((release / "csv" / "datapackage.json").read_text(encoding="utf-8"))
    dictionary = (release / "DICTIONARY.md").read_text(encoding="utf-8")
    for resource in package["resources"]:
        schema = pq.read_schema(release / "parquet" / f"{resource['name']}.parquet")
        said = {field.name: (field.metadata or {})[b"description"].decode() for field in schema}
        assert {field["name"]: field["description"] for field in resource["schema"]["fields"]} == said
        section = dictionary.partition(f"\n## {resource['name']}\n")[2].partition("\n## ")[0]
        for field in resource["schema"]["fields"]:
            (line,) = (line for line in section.splitlines() if line.startswith(f"| `{field['name']}` |"))
            assert field["description"] in line
            assert all(word in line for word in field.get("constraints", {}).get("enum", ()))
            assert ("| always |" in line) == field.get("constraints", {}).get("required", False)
        assert f"Key: {', '.join(f'`{name}`' for name in resource['schema']['primaryKey'])}." in section


def test_checksums_are_of_every_other_file(release: Path) -> None:
    files = read_files(release)
    lines = [line.split("  ") for line in files.pop("SHA256SUMS").decode().splitlines()]
    assert {name: digest for digest, name in lines} == {name: sha256(held).hexdigest() for name, held in files.items()}
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release, check=False)
    assert done.returncode == 0


def test_a_release_opens_as_tables_do(release: Path, outputs: Path) -> None:
    tables = extract.load_tables(release / "parquet")
    assert len(tables["changes"]) == len(extract.load_tables(outputs)["changes"])


def test_changes_since_the_release_before_are_counted(release: Path, tmp_path: Path) -> None:
    first = write_example(tmp_path / "first")
    write_release(first, tmp_path / "one")
    assert "No earlier release was given" in (tmp_path / "one" / "CHANGES.md").read_text(encoding="utf-8")
    second = shutil.copytree(first, tmp_path / "second")
    table = pq.read_table(second / "actions.parquet")
    at = table.column_names.index("owner")
    owners = ["Nobody", *table["owner"].to_pylist()[1:]]
    pq.write_table(table.set_column(at, table.schema.field("owner"), [owners]).slice(0, 3), second / "actions.parquet")
    write_release(second, tmp_path / "two", previous=tmp_path / "one")
    page = (tmp_path / "two" / "CHANGES.md").read_text(encoding="utf-8")
    assert "| actions | 3 | 0 | 1 | 1 | owner (1) |" in page
    assert "| editions | 2 | 0 | 0 | 0 |  |" in page
    write_release(second, tmp_path / "three", previous=release)
    page = (tmp_path / "three" / "CHANGES.md").read_text(encoding="utf-8")
    assert "Editions that are new: nursing-plan@2024-06-30, nursing-plan@2024-12-31." in page
    assert "Editions that are gone: care-homes-action-plan@2020-12, care-homes-action-plan@2021-03-24, federal-" in page


# ---------------------------------------------------------------- whose words, and who decided


def test_each_publication_has_its_licence_and_attribution(release: Path) -> None:
    page = (release / "LICENCES.md").read_text(encoding="utf-8")
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in page
    assert "CC0 1.0 Universal (CC0-1.0)" in page
    assert "Editions read: 2020-12-31, 2021-03-24" in page


def test_a_licence_that_is_not_known_or_not_stated_is_said() -> None:
    row = {"publication_id": "plan", "title": None, "publisher": None, "url": None, "licence": "House rules"}
    page = describe_licences([row, {**row, "licence": None}], [])
    assert "Licence, as the corpus states it: House rules." in page
    assert "Licence: none is stated. Ask the publisher" in page
    citation = make_citation([row], "1")
    assert "license" not in citation
    assert citation["authors"] == [{"name": "Publisher not stated"}]
    assert find_licence(None) is None


def test_the_citation_names_publishers_and_publications(release: Path) -> None:
    citation = json.loads((release / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["license"] == ["OGL-UK-3.0", "CC0-1.0"]
    assert citation["references"][0]["authors"] == [{"name": "Welsh Government"}]


def test_reviewers_are_numbered_by_their_first_decision(release: Path) -> None:
    decisions = read_plain(release / "parquet")["decisions"]
    assert {row["decided_at"].date(): row["reviewer"] for row in decisions} == {
        date(2021, 4, 1): "reviewer 1",
        date(2021, 4, 2): "reviewer 2",
    }
    assert not any(name in (release / "csv" / "decisions.csv").read_text(encoding="utf-8") for name in REVIEWERS)


def test_reviewers_are_named_when_that_is_asked_for(outputs: Path, tmp_path: Path) -> None:
    write_release(outputs, tmp_path / "named", with_reviewers=True)
    assert {row["reviewer"] for row in read_plain(tmp_path / "named" / "parquet")["decisions"]} == set(REVIEWERS)


# ---------------------------------------------------------------- a database


def test_the_database_holds_the_same_values(database: Path, release: Path) -> None:
    for name, rows in read_plain(release / "parquet").items():
        found = ask(database, f'select * from "{name}"')
        expected = [tuple(as_sqlite(value) for value in row.values()) for row in rows]
        assert found == expected, name


def as_sqlite(value: object) -> object:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, date):
        return str(value) if type(value) is date else value.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return float(value) if isinstance(value, Decimal) else value


def test_keys_and_vocabularies_hold_in_the_database(database: Path) -> None:
    assert ask(database, "pragma foreign_key_check") == []
    assert ask(database, "pragma integrity_check") == [("ok",)]
    with closing(sqlite3.connect(database)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute("update changes set severity = 'grave'")
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute("update actions set action_id = 'one'")
    keys = ask(database, "select count(*) from pragma_foreign_key_list('changes')")
    assert keys == [(7,)]


def test_the_views_say_the_same_in_both_databases(database: Path, outputs: Path) -> None:
    duckdb = extract.connect(outputs)
    for name in NAMES:
        rows = duckdb.sql(f"select * from {name}").to_arrow_table().to_pylist()
        expected = [tuple(as_sqlite(value) for value in row.values()) for row in rows]
        found = ask(database, f"select * from {name}")
        assert sorted(found, key=repr) == sorted(expected, key=repr), name
        assert len(found) > 1


def test_full_text_search_finds_other_forms_of_a_word(database: Path) -> None:
    found = ask(database, "select count(*) from editions_fts where editions_fts match 'vaccinates'")
    assert found == [(2,)], "both editions of the care homes plan speak of it, in other forms of the word"
    assert ask(database, "select count(*) from progress_fts where progress_fts match 'zeppelin'") == [(0,)]


def test_the_database_says_what_everything_means(database: Path, release: Path) -> None:
    said = ask(database, "select table_name, column_name, type, meaning from dictionary where column_name is not null")
    package = json.loads((release / "csv" / "datapackage.json").read_text(encoding="utf-8"))
    fields = [(table["name"], field) for table in package["resources"] for field in table["schema"]["fields"]]
    assert said == [(name, field["name"], field["type"], field["description"]) for name, field in fields]


# ---------------------------------------------------------------- a workbook


def test_the_workbook_holds_rows_as_people_read_them(outputs: Path, tmp_path: Path) -> None:
    write_workbook(outputs, tmp_path / "progress.xlsx")
    book = openpyxl.load_workbook(tmp_path / "progress.xlsx")
    plain = read_plain(outputs)
    records, first = read_sheet(book, "records"), plain["records"][0]
    assert len(records) == len(plain["records"])
    assert (records[0]["action"], records[0]["progress"]) == (first["action"], "\n".join(first["progress"]))
    assert records[0]["as_at"] == datetime(2020, 12, 31)
    amounts = [row["amount_min"] for row in read_sheet(book, "mentions")]
    assert amounts == [as_sqlite(row["amount_min"]) for row in plain["mentions"]]
    assert "text" not in read_sheet(book, "editions")[0]
    assert {row["reviewer"] for row in read_sheet(book, "decisions")} == {"reviewer 1", "reviewer 2"}
    assert {(row["table"], row["column"]) for row in read_sheet(book, "dictionary")} >= {("records", "as_at")}


def read_sheet(book: openpyxl.Workbook, name: str) -> list[dict[str, object]]:
    head, *rows = ([cell.value for cell in row] for row in book[name].iter_rows())
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


# ---------------------------------------------------------------- the command, and what is refused


def test_databases_and_workbooks_are_the_same_to_the_byte(outputs: Path, database: Path, tmp_path: Path) -> None:
    again, once_more = tmp_path / "again.db", tmp_path / "once more.xlsx"
    assert run_command(["export", str(outputs), "--sqlite", str(again), "--xlsx", str(tmp_path / "again.xlsx")]) == 0
    write_workbook(outputs, once_more)
    assert again.read_bytes() == database.read_bytes()
    assert once_more.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_an_export_without_a_target_is_refused(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["export", str(outputs)]) == 2
    assert "export to what?" in capsys.readouterr().err
    assert run_command(["export", str(outputs), "--previous", str(outputs), "--sqlite", "p.db"]) == 2
    assert "--previous is for a release" in capsys.readouterr().err
    assert run_command(["export", str(outputs), "--url", "https://example.org", "--sqlite", "p.db"]) == 2
    assert "--url is for a release" in capsys.readouterr().err
    assert run_command(["export", str(outputs), "--to", "release", "--url", "our site"]) == 2
    assert "--url our site: no address" in capsys.readouterr().err


def test_nothing_is_written_over(release: Path, outputs: Path) -> None:
    before = read_files(release)
    with pytest.raises(OutputError, match="is there already"):
        write_release(outputs, release)
    assert read_files(release) == before
    for write in (write_database, write_workbook):
        with pytest.raises(OutputError, match="is there already"):
            write(outputs, release / "README.md")
    assert read_files(release) == before


@pytest.mark.parametrize("write", [write_release, write_database, write_workbook])
def test_what_cannot_be_written_leaves_nothing(
    write: Callable[[Path, Path], object], outputs: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        write(outputs, tmp_path / "file" / "target")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_release_before_that_is_not_there_is_named(outputs: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        write_release(outputs, tmp_path / "new", previous=tmp_path / "old")
    assert list(tmp_path.iterdir()) == []
