"""A run as one file: a SQLite database or a workbook, written whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.errors import OutputError
from extract.export.plain import read_tables
from extract.extras import load_extra


def write_database(outputs: Path | str, target: Path, *, with_reviewers: bool = False) -> None:
    """Write a run as a SQLite file with keys, the ready-made views and full-text search, as Datasette serves it.

    Args:
        outputs: As for `load_tables`.
        with_reviewers: Keep the names of the reviewers; otherwise they are numbered.

    Raises:
        InputError: A table of the run cannot be read.
        OutputError: The file is there already, or cannot be written.
    """
    from extract.export.sqlite import fill_database  # noqa: PLC0415  (only this form needs it)

    tables = read_tables(outputs, with_reviewers=with_reviewers)
    with _new_file(target) as path:
        fill_database(tables, path)


def write_workbook(outputs: Path | str, target: Path, *, with_reviewers: bool = False) -> None:
    """Write a run as a workbook (XLSX), a sheet for each table that people read.

    Args:
        outputs: As for `load_tables`.
        with_reviewers: Keep the names of the reviewers; otherwise they are numbered.

    Raises:
        InputError: A table of the run cannot be read, or xlsxwriter is not installed.
        OutputError: The file is there already, cannot be written, or could not hold all rows.
    """
    workbook = load_extra("extract.export.workbook", extra="review", needed_by="workbooks")
    tables = read_tables(outputs, with_reviewers=with_reviewers)
    with _new_file(target) as path:
        workbook.fill_workbook(tables, path)


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A file that takes its place when the block ends well; one that is there already is never written over."""
    if target.exists():
        raise OutputError(f"{target} is there already; an export is written into a file of its own")
    aside = target.with_name(f".{target.name}.partial")
    try:
        aside.unlink(missing_ok=True)
        try:
            yield aside
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(f"{target} cannot be written: {error}") from error
