"""What is new in a release: its tables against those of the release before, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from extract.schemas import TABLES

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How many rows of a table are new, gone or changed under the same key, and in which columns they changed."""

    name: str
    added: int
    gone: int
    changed: int
    columns: Mapping[str, int]


def compare_table(name: str, earlier: pa.Table, later: pa.Table) -> TableDifference:
    """The rows of a table against those of the release before, by the table's key.

    >>> before, after = (pa.table({"publication_id": ["a"], "title": [title]}) for title in ("Plan", "The plan"))
    >>> compare_table("publications", before, after)
    TableDifference(name='publications', added=0, gone=0, changed=1, columns={'title': 1})
    """
    key = TABLES[name].key
    before, after = _index(earlier, key), _index(later, key)
    changed = [(before[one], row) for one, row in after.items() if one in before and before[one] != row]
    columns = Counter(
        column for old, new in changed for column in new if column not in old or old[column] != new[column]
    )
    return TableDifference(
        name,
        added=len(after.keys() - before.keys()),
        gone=len(before.keys() - after.keys()),
        changed=len(changed),
        columns=dict(columns),
    )


def describe_differences(earlier: Mapping[str, pa.Table] | None, later: Mapping[str, pa.Table]) -> str:
    """What changed since the release before, as a Markdown page; the size of the tables when there is none."""
    return "\n".join(["# Changes", "", *(_compare(earlier, later) if earlier else _count(later)), ""])


def _count(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    yield "No earlier release was given to compare with."
    yield ""
    yield "| table | rows |"
    yield "|---|---|"
    yield from (f"| {name} | {table.num_rows:,} |" for name, table in tables.items())


def _compare(earlier: Mapping[str, pa.Table], later: Mapping[str, pa.Table]) -> Iterator[str]:
    yield from _list_editions("Editions that are new", earlier["editions"], later["editions"])
    yield from _list_editions("Editions that are gone", later["editions"], earlier["editions"])
    yield "| table | rows | new | gone | changed | in the columns |"
    yield "|---|---|---|---|---|---|"
    for name, table in later.items():
        found = compare_table(name, earlier[name], table)
        columns = ", ".join(f"{column} ({count:,})" for column, count in found.columns.items())
        yield f"| {name} | {table.num_rows:,} | {found.added:,} | {found.gone:,} | {found.changed:,} | {columns} |"


def _list_editions(title: str, without: pa.Table, among: pa.Table) -> Iterator[str]:
    known = set(without["edition_id"].to_pylist())
    found = [str(edition_id) for edition_id in among["edition_id"].to_pylist() if edition_id not in known]
    if found:
        yield f"{title}: {', '.join(found)}."
        yield ""


def _index(table: pa.Table, key: tuple[str, ...]) -> dict[Key, dict[str, Any]]:
    return {tuple(row[column] for column in key): row for row in table.to_pylist()}
