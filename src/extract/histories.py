"""Written tables back as histories: what `write_tables` wrote, as the types that the stages work with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

from extract.errors import InputError
from extract.model import (
    Action,
    Change,
    Commitment,
    Edition,
    EditionProblem,
    History,
    Link,
    Mention,
    NextStep,
    Organisation,
    Passage,
    Publication,
    Source,
    Statement,
    TargetDate,
    Theme,
)
from extract.open_tables import read_rows
from extract.rows import Row

# What an edition holds, by the name of both its field and its table.
_OF_EDITION = {
    "sources": Source,
    "themes": Theme,
    "actions": Action,
    "progress": Statement,
    "next_steps": NextStep,
    "target_dates": TargetDate,
    "mentions": Mention,
    "passages": Passage,
    "problems": EditionProblem,
}
_OF_HISTORY = {"links": Link, "commitments": Commitment, "changes": Change}
Value = TypeVar("Value")


def load_histories(outputs: Path, *, only: str | None = None) -> tuple[History, ...]:
    """The publications of a run with all their editions, links, commitments and changes, by publication id.

    An organisation has the names by which the whole run knows it, and the publication no language: the tables do not
    say in which edition a name was printed, nor which language the description of a publication gave.

    Args:
        only: The id of one publication; there is none when the run does not have it.

    Raises:
        InputError: A table is missing or cannot be read.
    """
    tables = {name: read_rows(outputs, name, only=only) for name in ("publications", "editions", *_OF_HISTORY)}
    tables |= {name: read_rows(outputs, name, only=only) for name in _OF_EDITION}
    bodies = {row["organisation_id"]: _make(Organisation, row) for row in read_rows(outputs, "organisations")}
    grouped = {name: _group(rows, "edition_id") for name, rows in tables.items() if name in _OF_EDITION}
    return tuple(_make_history(publication, tables, grouped, bodies) for publication in tables["publications"])


def find_publication(outputs: Path, publication_id: str) -> History:
    """One publication of a run.

    Raises:
        InputError: The run does not have it, or a table is missing or cannot be read.
    """
    found = load_histories(outputs, only=publication_id)
    if not found:
        known = ", ".join(row["publication_id"] for row in read_rows(outputs, "publications"))
        raise InputError(f"{outputs}: no publication {publication_id!r}; there are {known or 'none'}")
    return found[0]


def _make_history(
    publication: Row,
    tables: Mapping[str, Sequence[Row]],
    grouped: Mapping[str, Mapping[str, Sequence[Row]]],
    bodies: Mapping[str, Organisation],
) -> History:
    series = Publication(**publication)
    own = {
        name: [row for row in rows if row["publication_id"] == series.publication_id] for name, rows in tables.items()
    }
    editions = tuple(_make_edition(row, series, grouped, bodies) for row in own["editions"])
    commitment_of = tuple(
        (row["action_id"], row["commitment_id"])
        for edition in editions
        for row in grouped["actions"].get(edition.edition_id, ())
        if row["commitment_id"] is not None
    )
    about: dict[str, tuple[Any, ...]] = {
        name: tuple(_make(kind, row) for row in own[name]) for name, kind in _OF_HISTORY.items()
    }
    return History(series, editions, commitment_of=commitment_of, **about)


def _make_edition(
    row: Row,
    publication: Publication,
    grouped: Mapping[str, Mapping[str, Sequence[Row]]],
    bodies: Mapping[str, Organisation],
) -> Edition:
    rows: dict[str, tuple[Any, ...]] = {
        name: tuple(_make(kind, one) for one in grouped[name].get(row["edition_id"], ()))
        for name, kind in _OF_EDITION.items()
    }
    named = dict.fromkeys(mention.organisation_id for mention in rows["mentions"])
    organisations = tuple(bodies[one] for one in named if one in bodies)
    return _make(Edition, {**row, **rows, "publication": publication, "organisations": organisations})


def _make(kind: Callable[..., Value], row: Mapping[str, Any]) -> Value:
    """A row as its type: lists as tuples, without the columns that tables add."""
    values = {name: row[name] for name in _list_fields(kind)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


@cache
def _list_fields(kind: Callable[..., object]) -> tuple[str, ...]:
    return tuple(signature(kind).parameters)


def _group(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[column] is not None:
            groups[row[column]].append(row)
    return groups
