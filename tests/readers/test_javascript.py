"""JavaScript finds the same values, nulls, lists, dates, moments and decimals in every table."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from extract.schemas import TABLES
from tests.languages import READERS, find_node
from tests.runs import read_plain, write_reviewed_run


def as_javascript(value: object) -> object:
    """A value as JavaScript says it in JSON: dates are midnights in UTC, all numbers are of one kind."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if isinstance(value, date):
        return f"{value}T00:00:00.000Z"
    return float(value) if isinstance(value, Decimal) else value


def test_javascript_finds_the_same_values(tmp_path: Path) -> None:
    outputs = write_reviewed_run(tmp_path / "outputs")
    node = find_node()
    assert node is not None, "there is no Node.js with its libraries here: make readers"
    done = subprocess.run(
        [node, READERS / "read.mjs", outputs], capture_output=True, text=True, check=True, timeout=120
    )
    found = json.loads(done.stdout)
    assert sorted(found) == sorted(TABLES)
    for name, rows in read_plain(outputs).items():
        assert found[name] == [{column: as_javascript(value) for column, value in row.items()} for row in rows], name
