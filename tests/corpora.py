"""Small corpora written for a test, the command line run on them, and the tables that came of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from extract.corpus import find_publications
from extract.pages import read_edition
from extract.pipeline import Followed, follow_publication
from extract.schemas import TABLES

Row = dict[str, Any]

CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = Path(__file__).parent / "gold"
FILES = (*(f"{table}.parquet" for table in TABLES), "datapackage.json", "run.json")
# The one file of a run that says when it ran, and how.
RECORD = "run.json"

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Forest plan: progress</title></head><body>
<h1>Forest plan: progress</h1>
<h2>Trees</h2>
<table>
<tr><th>Action</th><th>Progress</th><th>Next steps</th><th>Target date</th></tr>
<tr><td>Plant 500 trees.</td><td>The Forestry Agency planted 300 trees for £2.5 million.</td>
<td>Plant the other 200 trees.</td><td>March 2025</td></tr>
<tr><td>Map every wood.</td><td>All woods were mapped.</td><td></td><td>Complete</td></tr>
</table>
</body></html>
"""

# A writer of the tables in its first argument that halts, when half of them are written, for a line to come in. To be
# started where the tests lie.
HALTING_WRITER = """
import sys
from pathlib import Path
from extract.parts import make_part, pack_findings
from extract.release import lock, release
from extract.rows import Findings
from extract.tables import WRITTEN, merge_parts
from tests.histories import make_history

def halt():
    part = make_part([pack_findings("nursing-plan", Findings([make_history()]))])
    yield part
    print("half written", flush=True)
    sys.stdin.readline()
    yield part

outputs = Path(sys.argv[1])
with lock(outputs, "another run"), release(outputs, WRITTEN) as folder:
    merge_parts(halt(), folder, "second")
"""


def write_corpus(folder: Path, pages: Mapping[str, bytes]) -> Path:
    """A corpus of pages by their path in it, `<publication>/<edition>.<ext>`."""
    for name, content in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def run_extract(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a user starts it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "extract", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=os.environ | environment,
    )


def follow_corpus(corpus: Path) -> list[Followed]:
    """What became of every publication of a corpus, worked out in this process."""
    read = ([read_edition(files) for files in editions] for editions in find_publications(corpus))
    return [follow_publication(pages) for pages in read]


def read_rows(outputs: Path, table: str) -> list[Row]:
    """The rows of one written table."""
    rows: list[Row] = pq.read_table(outputs / f"{table}.parquet").to_pylist()
    return rows


def read_bytes(outputs: Path) -> dict[str, bytes]:
    """Every file of a run by its name, all but the record of the run itself."""
    files = (path for path in sorted(outputs.rglob("*")) if path.is_file() and path.name != RECORD)
    return {path.relative_to(outputs).as_posix(): path.read_bytes() for path in files}
