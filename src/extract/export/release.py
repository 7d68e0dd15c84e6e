"""A release: the tables of a run as a folder to publish, the same bytes for the same tables."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from extract.datapackage import make_datapackage
from extract.dictionary import make_dictionary
from extract.errors import InputError, OutputError
from extract.export.attribution import describe_licences, make_citation, name_publication
from extract.export.croissant import CROISSANT_FILE, make_croissant
from extract.export.csvw import CSVW_FILE, make_csvw
from extract.export.differences import describe_differences
from extract.export.plain import flatten, read_tables

CHECKSUMS = "SHA256SUMS"


def write_release(
    outputs: Path | str,
    target: Path,
    *,
    previous: Path | None = None,
    with_reviewers: bool = False,
    url: str | None = None,
    published: date | None = None,
) -> dict[str, int]:
    """Write a release of a run into a new folder, whole or not at all, and answer the rows of each table.

    `parquet/` and `csv/` (lists as JSON text) hold the tables, each described by a `datapackage.json` beside it, the
    CSV also by `csv-metadata.json`, and all of it by `croissant.json`; README.md, DICTIONARY.md, LICENCES.md,
    CHANGES.md, CITATION.cff and SHA256SUMS go with them. Nothing in it depends on when or where it was made.

    Args:
        outputs: As for `load_tables`.
        previous: The release before, or the outputs it was made of: CHANGES.md says what changed since.
        with_reviewers: Keep the names of the reviewers; otherwise they are numbered.
        url: Where it will be published, for those who cite it and for search engines of data sets.
        published: The day on which it will be.

    Raises:
        InputError: A table of the run or of the release before cannot be read.
        OutputError: There is something in the folder already, or it cannot be written.
    """
    tables = read_tables(outputs, with_reviewers=with_reviewers)
    earlier = None if previous is None else read_tables(_find_tables(previous), with_reviewers=with_reviewers)
    with new_folder(target) as folder:
        _write_parquet(tables, folder / "parquet")
        _write_csv(tables, folder / "csv")
        _write_about(tables, earlier, folder)
        _write_how_to_find(tables, folder, url, published)
        _write_checksums(folder)
    return {name: table.num_rows for name, table in tables.items()}


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder that takes its place when the block ends well; what is there already is never written over."""
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise OutputError(f"{target} is there already; a release is written into a folder of its own")
    aside = target.with_name(f".{target.name}.partial")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        try:
            yield aside
            aside.replace(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error


def _find_tables(previous: Path) -> Path:
    if not previous.is_dir():
        raise InputError(f"{previous}: there is no such folder")
    return previous / "parquet" if (previous / "parquet").is_dir() else previous


def _write_parquet(tables: Mapping[str, pa.Table], folder: Path) -> None:
    folder.mkdir()
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    _write_json(folder / "datapackage.json", make_datapackage())


def _write_csv(tables: Mapping[str, pa.Table], folder: Path) -> None:
    folder.mkdir()
    for name, table in tables.items():
        csv.write_csv(flatten(table), folder / f"{name}.csv")
    _write_json(folder / "datapackage.json", make_datapackage("csv"))
    _write_json(folder / CSVW_FILE, make_csvw())


def _write_about(tables: Mapping[str, pa.Table], earlier: Mapping[str, pa.Table] | None, folder: Path) -> None:
    publications, editions = tables["publications"].to_pylist(), tables["editions"].to_pylist()
    pages = {
        "README.md": _describe(tables, publications),
        "DICTIONARY.md": make_dictionary(),
        "LICENCES.md": describe_licences(publications, editions),
        "CHANGES.md": describe_differences(earlier, tables),
    }
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8", newline="\n")


def _write_how_to_find(tables: Mapping[str, pa.Table], folder: Path, url: str | None, published: date | None) -> None:
    """What those read who cite the release, and the machines that look for data sets."""
    publications, version = tables["publications"].to_pylist(), _read_run(tables)[:12]
    hashes = {f"parquet/{name}.parquet": _hash(folder / "parquet" / f"{name}.parquet") for name in tables}
    citation = make_citation(publications, version, url=url, published=published)
    croissant = make_croissant(publications, hashes, version=version, url=url, published=published)
    _write_json(folder / "CITATION.cff", citation)
    _write_json(folder / CROISSANT_FILE, croissant)


def _read_run(tables: Mapping[str, pa.Table]) -> str:
    return (tables["editions"].schema.metadata or {}).get(b"run", b"").decode()


def _describe(tables: Mapping[str, pa.Table], publications: list[dict[str, Any]]) -> str:
    days = sorted(day for day in tables["editions"]["as_at"].to_pylist() if day)
    return "\n".join(
        (
            "# Progress tables",
            "",
            f"What {', '.join(map(name_publication, publications)) or 'no publication'} said of progress,",
            f"in {tables['editions'].num_rows:,} editions" + (f" from {days[0]} to {days[-1]}." if days else "."),
            "",
            "- `parquet/`: the tables with their types; every column says what it means.",
            "- `csv/`: the same in UTF-8, lists as JSON text, described by `datapackage.json` (Frictionless) and",
            f"  `{CSVW_FILE}` (CSV on the Web).",
            f"- {CROISSANT_FILE}: what this is and holds, for search engines and loaders of data sets (Croissant).",
            "- DICTIONARY.md: every column. LICENCES.md: whose words these are, and on what terms to pass them on.",
            "- CHANGES.md: what is other than in the release before. CITATION.cff: how to cite this one.",
            f"- {CHECKSUMS}: `sha256sum --check {CHECKSUMS}` proves that nothing was lost on the way.",
            "",
            f"Made by extract from run {_read_run(tables)}.",
            "",
        )
    )


def _write_checksums(folder: Path) -> None:
    """In the form of sha256sum: a hash and a path a line."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{_hash(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
