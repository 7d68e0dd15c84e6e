"""The record of a run, `run.json`: what was read, by which code, what came of it, and how it compares with another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from extract.errors import InputError, TableError
from extract.open_tables import PACKAGE_FILE, RUN_FILE, list_files, open_table, read_table

_READ_ROWS = 10_000


def read_run(outputs: Path) -> dict[str, Any]:
    """The record of the run that wrote a folder.

    Raises:
        InputError: There is none, or it cannot be read.
    """
    path = outputs / RUN_FILE
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as the record of a run: {error}") from error
    if not isinstance(record, dict) or "run_id" not in record:
        raise InputError(f"{path} is not the record of a run: it has no run_id")
    return record


def write_run(outputs: Path, record: Mapping[str, Any]) -> None:
    """Write the record of a run beside its tables, with every file that was read, in one rename.

    The files are taken from the written table one after another, so that a corpus of any size fits.
    """
    aside = outputs / f".{RUN_FILE}"
    with aside.open("w", encoding="utf-8") as file:
        file.write(json.dumps(record, indent=2, ensure_ascii=False).removesuffix("\n}"))
        file.write(',\n  "inputs": [')
        for number, source in enumerate(_list_inputs(outputs)):
            file.write(f"{',' if number else ''}\n    {json.dumps(source, ensure_ascii=False)}")
        file.write("\n  ]\n}\n")
    aside.rename(outputs / RUN_FILE)


def _list_inputs(outputs: Path) -> Iterator[dict[str, str]]:
    for batch in open_table(outputs, "sources").to_batches(columns=["path", "sha256"], batch_size=_READ_ROWS):
        yield from batch.to_pylist()


def hash_files(outputs: Path) -> dict[str, str]:
    """The SHA-256 of every file of a table and of the description of them, by name."""
    found = {}
    for name in sorted([PACKAGE_FILE, *chain.from_iterable(list_files(outputs).values())]):
        with suppress(FileNotFoundError), (outputs / name).open("rb") as file:
            found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def is_whole(outputs: Path, record: Mapping[str, Any]) -> bool:
    """Whether the files of a run are as they were written."""
    written = record.get("files")
    return isinstance(written, dict) and written == hash_files(outputs)


def find_file_rows(outputs: Path) -> int | None:
    """How many rows the files of a run's tables have at most; None where each table is one file, or nobody says."""
    try:
        return read_run(outputs).get("file_rows")
    except InputError:
        return None


def find_flags(outputs: Path) -> dict[str, str]:
    """The flagged changes of a run: what each is, by change_id; none where there is no such table."""
    columns = ["change_id", "publication_id", "kind", "severity", "why", "flagged"]
    try:
        table = read_table(outputs, "changes", columns=columns, where={"flagged": True})
    except TableError:
        return {}
    return {
        row["change_id"]: f"{row['publication_id']}: {row['severity']} {row['kind']}: {row['why']}"
        for row in table.to_pylist()
    }


def compare_flags(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
    """Which flagged changes are new since the run before, and which are gone.

    >>> compare_flags({"change-1": "plan: money"}, {"change-2": "plan: dates"})
    {'flagged': 1, 'new': ['change-2'], 'gone': ['change-1']}
    """
    new, gone = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    return {"flagged": len(after), "new": new, "gone": gone}


@dataclass(frozen=True, slots=True)
class RunDifference:
    """One thing in which two runs differ. how: "-" only in the first, "+" only in the second, "~" another in each."""

    how: str
    about: str
    name: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.how} {self.about} {self.name}{': ' if self.what else ''}{self.what}"


def compare_runs(one: Path, other: Path) -> Iterator[RunDifference]:
    """What two runs differ in: code, libraries, files that were read, rows of each table, pages left out, flags.

    Raises:
        InputError: One of the folders has no record of a run.
    """
    first, second = read_run(one), read_run(other)
    for name in ("version", "code", "python"):
        yield from _compare_maps("program", {name: first.get(name)}, {name: second.get(name)})
    yield from _compare_maps("library", first.get("libraries", {}), second.get("libraries", {}))
    for name in ("inputs", "words"):
        files = [{row["path"]: row["sha256"][:12] for row in record.get(name, ())} for record in (first, second)]
        yield from _compare_maps("file", *files)
    rows = [record.get("counts", {}).get("tables", {}) for record in (first, second)]
    yield from _compare_maps("rows of", *rows)
    unread = [{row["path"]: row["message"] for row in record.get("unread", ())} for record in (first, second)]
    yield from _compare_maps("unread", *unread)
    yield from _compare_maps("flag", find_flags(one), find_flags(other))


def _compare_maps(about: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[RunDifference]:
    for name in sorted(first.keys() | second.keys()):
        if name not in second:
            yield RunDifference("-", about, name, str(first[name]))
        elif name not in first:
            yield RunDifference("+", about, name, str(second[name]))
        elif first[name] != second[name]:
            yield RunDifference("~", about, name, f"{first[name]} is now {second[name]}")
