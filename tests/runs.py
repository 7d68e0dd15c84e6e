"""Written runs that tests read: the corpus as it is, with decisions, in parts, in a store of objects."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq

from extract.reviewed import ReviewedDecision
from extract.schemas import TABLES
from extract.tables import write_tables
from tests.corpora import CORPUS, follow_corpus

Row = dict[str, Any]
REVIEWERS = ("Ffion Parry", "Owen Bell")


def write_reviewed_run(outputs: Path) -> Path:
    """The tables of the corpus with two reviewers' decisions about its first two changes, the later one earlier."""
    followed = follow_corpus(CORPUS)
    histories = [one.history for one in followed if one.history is not None]
    changes = [(history, change) for history in histories for change in history.changes][:2]
    decisions = [
        ReviewedDecision(
            decision_id=f"decision-{number}",
            publication_id=history.publication.publication_id,
            kind=change.kind,
            verdict=verdict,
            reviewer=REVIEWERS[number],
            decided_at=datetime(2021, 4, 2 - number, 9, 30, tzinfo=UTC),
            current=True,
            change_id=change.change_id,
            note='Seen on the page,\nand "quoted".',
            decides=True,
        )
        for number, ((history, change), verdict) in enumerate(zip(changes, ("rejected", "confirmed"), strict=True))
    ]
    write_tables(histories, outputs, run_id="c0ffee" * 10, run={"run_id": "c0ffee" * 10}, decisions=decisions)
    return outputs


def read_plain(outputs: Path) -> dict[str, list[Row]]:
    """Every table as plain values, as pyarrow reads them."""
    return {name: pq.read_table(outputs / f"{name}.parquet").to_pylist() for name in TABLES}


def write_parts(outputs: Path, target: Path) -> Path:
    """The same tables, each a folder of part files in their order; those of one row or none have one part."""
    for name in TABLES:
        table = pq.read_table(outputs / f"{name}.parquet")
        folder = target / f"{name}.parquet"
        folder.mkdir(parents=True)
        middle = table.num_rows // 2
        for number, part in enumerate((table.slice(0, middle), table.slice(middle)) if middle else (table,)):
            pq.write_table(part, folder / f"part-{number}.parquet")
    return target


def put_in_store(outputs: Path, address: str) -> str:
    """The same files in a store of objects."""
    store, folder = fsspec.url_to_fs(address)
    store.put(f"{outputs}/", f"{folder}/", recursive=True)
    return address
