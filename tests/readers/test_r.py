"""R finds the same values, nulls, lists, dates, moments and amounts in the SQLite file, and docs/r.md is run."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from extract.export.files import write_database
from extract.schemas import TABLES
from tests.languages import READERS, find_r
from tests.runs import read_plain, write_reviewed_run

PAGE = READERS.parents[1] / "docs" / "r.md"
BLOCKS = re.findall(r"^```r\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
PRINTED = "#> "


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = write_reviewed_run(tmp_path_factory.mktemp("run") / "outputs")
    write_database(outputs, outputs.parent / "plans.db", with_reviewers=True)
    return outputs


def run_r(script: str, folder: Path) -> str:
    """What a script prints, run in a folder; R stops at its first fault, and a warning is one here."""
    found = find_r()
    assert found is not None, "there is no R with RSQLite and jsonlite here: make readers"
    (folder / "script.R").write_text(f"options(warn = 2)\n{script}", encoding="utf-8")
    done = subprocess.run(
        [found, "--vanilla", "--encoding=UTF-8", "script.R"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_r(value: object) -> object:
    """A value as the script writes it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).timestamp():.17g}"
    if isinstance(value, date):
        return (value - date(1970, 1, 1)).days
    return f"{float(value):.17g}" if isinstance(value, float | Decimal) else value


def test_r_finds_the_same_values(outputs: Path) -> None:
    found = json.loads(run_r(BLOCKS[0] + (READERS / "dump.R").read_text(encoding="utf-8"), outputs.parent))
    assert list(found) == list(TABLES)
    for name, rows in read_plain(outputs).items():
        for column in TABLES[name].column_names:
            assert found[name][column] == [as_r(row[column]) for row in rows], f"{name}.{column}"


def test_the_page_prints_what_it_says(outputs: Path) -> None:
    mark = "---- the next example\n"
    printed = run_r(f"cat({json.dumps(mark)})\n".join(BLOCKS), outputs.parent).split(mark)
    for block, shown in zip(BLOCKS, printed, strict=True):
        said = [line.removeprefix(PRINTED) for line in block.splitlines() if line.startswith(PRINTED)]
        assert shown.splitlines() == said, block
