"""What the pages show: the tables of one run, in memory, by the ids that the pages ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract.errors import InputError
from extract.open_tables import RUN_FILE, open_table, read_rows
from extract.review.decisions import Subject
from extract.review.matches import PrintedActions
from extract.review.placement import describe_change
from extract.rows import Row
from extract.schemas import TABLES

# The tables with the rows of a record, and the role that each of them plays on the page.
_RECORD_TABLES = {"progress": "progress", "next_steps": "next_step", "target_dates": "target_date"}
# What a record prints once: the columns of `actions` that have spans of their own.
_RECORD_FIELDS = ("reference", "owner", "response", "status")


Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a record: its role, its span, and the id of its row."""

    role: str
    start: int
    end: int
    row_id: str


@dataclass(frozen=True)
class Material:
    """The tables of a run, by id; the order of editions, actions and changes is that of the tables.

    run_id: which run; stamp: what tells its folder from that of the next; themes: the name of every theme; mentions,
    problems: by edition_id; records: the pieces of every record, by the action_id of its first action; listed: the
    actions of every edition that stand for records, in page order.
    """

    outputs: Path
    run_id: str
    stamp: Stamp
    publications: Mapping[str, Row]
    editions: Mapping[str, Row]
    actions: Mapping[str, Row]
    themes: Mapping[str, Row]
    links: Mapping[tuple[str | None, str | None], Row]
    changes: Mapping[str, Row]
    subjects: Mapping[str, Subject]
    mentions: Mapping[str, list[Row]]
    problems: Mapping[str, list[Row]]
    records: Mapping[str, list[Piece]]
    listed: Mapping[str, list[Row]]
    printed: PrintedActions

    @property
    def is_replaced(self) -> bool:
        """Whether another run has written its tables there since; while there are none, these are the last."""
        return _find_stamp(self.outputs) not in (None, self.stamp)

    def list_passages(self, edition_id: str) -> list[Row]:
        """The passages of an edition, in the order of the page.

        Raises:
            InputError: Another run has replaced the tables meanwhile.
        """
        if _read_run_id(self.outputs) != self.run_id:
            raise InputError(f"another run has replaced {self.outputs} this moment; load the page again")
        publication_id = self.editions[edition_id]["publication_id"]
        return _read_passages(self.outputs, self.run_id, publication_id).get(edition_id, [])

    def find_record(self, action_id: str) -> str:
        """The first action of the record that an action stands in."""
        return self.actions[action_id]["part_of_action_id"] or action_id

    def find_theme(self, action_id: str | None) -> str | None:
        """The name of the theme that an action stands under."""
        theme_id = self.actions[self.find_record(action_id)]["theme_id"] if action_id else None
        return self.themes[theme_id]["name"] if theme_id else None


def load_material(outputs: Path, *, only: str | None = None) -> Material:
    """Read the tables of a run.

    Args:
        only: The id of the one publication to read.

    Raises:
        InputError: The folder was not written by a run, or a table is missing or cannot be read.
    """
    stamp = _find_stamp(outputs)
    if stamp is None:
        raise InputError(f"{outputs} is not the output of a run: it holds no {RUN_FILE}")
    rows = {
        name: read_rows(outputs, name, only=only)
        for name in TABLES
        if name not in ("organisations", "passages", "records", "decisions")
    }
    _refuse_if_other(outputs)
    run_id = _read_run_id(outputs)
    if _find_stamp(outputs) != stamp:
        # Another run took this one's place meanwhile.
        return load_material(outputs, only=only)
    actions = {row["action_id"]: row for row in rows["actions"]}
    listed: dict[str, list[Row]] = {row["edition_id"]: [] for row in rows["editions"]}
    for row in rows["actions"]:
        if not row["part_of_action_id"] and not row["repeat_of_action_id"]:
            listed[row["edition_id"]].append(row)
    links = {(row["earlier_action_id"], row["later_action_id"]): row for row in rows["links"]}
    words = {action_id: row["text"] for action_id, row in actions.items()}
    link_ids = {pair: row["link_id"] for pair, row in links.items()}
    return Material(
        outputs=outputs,
        run_id=run_id,
        stamp=stamp,
        publications={row["publication_id"]: row for row in rows["publications"]},
        editions={row["edition_id"]: row for row in rows["editions"]},
        actions=actions,
        themes={row["theme_id"]: row for row in rows["themes"]},
        links=links,
        changes={row["change_id"]: row for row in rows["changes"]},
        subjects={row["change_id"]: describe_change(row, words, link_ids) for row in rows["changes"]},
        mentions=_group(rows["mentions"], "edition_id"),
        problems=_group(rows["problems"], "edition_id"),
        records=_collect_records(rows),
        listed=listed,
        printed=PrintedActions(
            {edition_id: [(row["action_id"], row["text"]) for row in found] for edition_id, found in listed.items()}
        ),
    )


def _refuse_if_other(outputs: Path) -> None:
    """Tables of another program or of an older version lack columns that the pages read."""
    for name, table in TABLES.items():
        missing = set(table.column_names) - set(open_table(outputs, name).schema.names)
        if missing:
            raise InputError(f"{outputs}: table {name} has no column {min(missing)}; write it again with `extract run`")


def _find_stamp(outputs: Path) -> Stamp | None:
    """What tells one written folder from the next: a run writes all its files anew."""
    try:
        found = (outputs / RUN_FILE).stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_ino, found.st_mtime_ns


def _read_run_id(outputs: Path) -> str:
    notes = open_table(outputs, "changes").schema.metadata or {}
    return notes.get(b"run", b"").decode()


def _group(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return dict(groups)


@lru_cache(maxsize=4)
def _read_passages(outputs: Path, _run_id: str, publication_id: str) -> dict[str, list[Row]]:
    return _group(read_rows(outputs, "passages", only=publication_id), "edition_id")


def _collect_records(rows: Mapping[str, list[Row]]) -> dict[str, list[Piece]]:
    """The pieces of every record in page order; a piece that lies in a longer one is left to that one."""
    first = {row["action_id"]: row["part_of_action_id"] or row["action_id"] for row in rows["actions"]}
    found: defaultdict[str, list[Piece]] = defaultdict(list)
    for row in rows["actions"]:
        pieces = found[first[row["action_id"]]]
        pieces.append(Piece("action", row["start"], row["end"], row["action_id"]))
        pieces += [
            Piece(field, row[f"{field}_start"], row[f"{field}_end"], row["action_id"])
            for field in _RECORD_FIELDS
            if row[f"{field}_start"] is not None and (field != "status" or row["status_origin"] == "printed")
        ]
    for table, role in _RECORD_TABLES.items():
        for row in rows[table]:
            pieces = found[first[row["action_id"]]]
            pieces.append(Piece(role, row["start"], row["end"], row[TABLES[table].key[0]]))
    return {action_id: _leave_out_nested(pieces) for action_id, pieces in found.items()}


def _leave_out_nested(pieces: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (piece.start, -piece.end)):
        if not kept or piece.end > kept[-1].end:
            kept.append(piece)
    return kept
