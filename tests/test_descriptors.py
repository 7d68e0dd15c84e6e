"""What a release says of itself in other standards: CSV on the Web and Croissant, as their own readers read it."""

from __future__ import annotations

import json
import warnings
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import mlcroissant
import pytest
from csvw import CSVW

from extract.cli import run_command
from extract.schemas import TABLES, find_references
from tests.runs import read_plain, write_reviewed_run


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    outputs = write_reviewed_run(folder / "outputs")
    told = ["--url", "https://example.org/progress", "--published", "2026-11-22"]
    assert run_command(["export", str(outputs), "--to", str(folder / "release"), *told]) == 0
    return folder / "release"


@pytest.fixture(scope="module")
def tables_on_the_web(release: Path) -> CSVW:
    return CSVW(str(release / "csv" / "csv-metadata.json"), validate=True)


@pytest.fixture(scope="module")
def dataset(release: Path) -> mlcroissant.Dataset:
    with warnings.catch_warnings():
        # The reader's own use of the library below it.
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return mlcroissant.Dataset(jsonld=str(release / "croissant.json"))


def read_json(path: Path) -> Any:  # noqa: ANN401
    return json.loads(path.read_text(encoding="utf-8"))


# ---------------------------------------------------------------- CSV on the Web


def test_the_csv_is_as_its_description_on_the_web_says(tables_on_the_web: CSVW) -> None:
    assert tables_on_the_web.is_valid, tables_on_the_web.warnings


def test_csv_on_the_web_finds_the_same_values(tables_on_the_web: CSVW, release: Path) -> None:
    plain = read_plain(release / "parquet")
    found = {table.local_name.removesuffix(".csv"): list(table.iterdicts()) for table in tables_on_the_web.tables}
    assert list(found) == list(TABLES)
    for name, rows in plain.items():
        for told, row in zip(found[name], rows, strict=True):
            assert told == {column: as_moment(value) for column, value in row.items()}, name
    assert found["mentions"][71]["amount_min"] == Decimal("68000000.00")


def as_moment(value: object) -> object:
    """A day as its first moment, as this reader has it."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, datetime.min.time())
    return value


def test_csv_on_the_web_says_what_the_schemas_say(release: Path) -> None:
    told = {table["url"]: table for table in read_json(release / "csv" / "csv-metadata.json")["tables"]}
    assert list(told) == [f"{name}.csv" for name in TABLES]
    for table in TABLES.values():
        described = told[f"{table.name}.csv"]["tableSchema"]
        assert described["primaryKey"] == list(table.key)
        assert [(one["name"], one["dc:description"], one.get("required", False)) for one in described["columns"]] == [
            (column.name, column.description, column.required) for column in table.columns
        ]
        closed = {one["name"]: one["datatype"]["format"] for one in described["columns"] if "format" in one["datatype"]}
        assert closed == {column.name: "|".join(column.one_of) for column in table.columns if column.one_of}
        references = {one["columnReference"][0]: one["reference"]["resource"] for one in described["foreignKeys"]}
        filled = {column.name for column in table.columns if column.required}
        assert references == {
            name: f"{target.name}.csv" for name, target in find_references(table).items() if name in filled
        }


# ---------------------------------------------------------------- Croissant


def test_croissant_is_valid(dataset: mlcroissant.Dataset) -> None:
    issues = dataset.metadata.ctx.issues
    assert issues.errors == set()
    (said,) = issues.warnings
    assert "Version doesn't follow MAJOR.MINOR.PATCH" in said, "a run is known by a hash of what went into it"


# The reader's own use of pandas.
@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_croissant_finds_the_same_values(dataset: mlcroissant.Dataset, release: Path) -> None:
    for name, rows in read_plain(release / "parquet").items():
        found = list(dataset.records(name))
        expected = [{f"{name}/{column}": as_croissant(value) for column, value in row.items()} for row in rows]
        assert found == expected, name


def as_croissant(value: object) -> object:
    """A value as this reader has it: text as bytes, days as their first moments, amounts as floats."""
    if isinstance(value, list):
        return [as_croissant(item) for item in value]
    if isinstance(value, str):
        return value.encode()
    return float(value) if isinstance(value, Decimal) else as_moment(value)


def test_croissant_says_what_the_schemas_say(release: Path) -> None:
    told = read_json(release / "croissant.json")
    assert [one["@id"] for one in told["recordSet"]] == list(TABLES)
    for table, described in zip(TABLES.values(), told["recordSet"], strict=True):
        assert described["description"] == table.one_row_is
        assert [one["@id"] for one in described["key"]] == [f"{table.name}/{name}" for name in table.key]
        columns = [(column.name, column.description, str(column.type).startswith("list")) for column in table.columns]
        assert [(one["name"], one["description"], one.get("isArray", False)) for one in described["field"]] == columns


def test_croissant_has_all_that_its_standard_asks_for(release: Path) -> None:
    told = read_json(release / "croissant.json")
    assert {"name", "description", "license", "url", "creator", "datePublished", "conformsTo"} <= set(told)
    assert told["license"] == [
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ]
    assert told["creator"][0] == {"@type": "sc:Organization", "name": "Welsh Government"}
    assert (told["url"], told["datePublished"]) == ("https://example.org/progress", "2026-11-22")
    sums = (release / "SHA256SUMS").read_text(encoding="utf-8")
    assert all(f"{one['sha256']}  {one['contentUrl']}\n" in sums for one in told["distribution"])


def test_the_citation_says_where_and_when_too(release: Path) -> None:
    citation = read_json(release / "CITATION.cff")
    assert (citation["url"], citation["date-released"]) == ("https://example.org/progress", "2026-11-22")
