"""What is written is what is read; the same findings give the same bytes; a run that dies leaves the last tables."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import typing
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.errors import OutputError
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
from extract.reviewed import ReviewedDecision
from extract.schemas import REFERENCES, TABLES
from extract.tables import write_tables
from tests import histories as example
from tests.corpora import HALTING_WRITER


def read(outputs: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(outputs / f"{table}.parquet").to_pylist()
    return rows


def column(outputs: Path, table: str, name: str) -> list[Any]:
    return [row[name] for row in read(outputs, table)]


def read_bytes(outputs: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(outputs.iterdir())}


# ---------------------------------------------------------------- what is in the tables


def test_every_table_is_written_with_its_row_count(tmp_path: Path) -> None:
    counts = write_tables([example.make_history()], tmp_path / "out", run_id="c0ffee", run={})
    assert counts == {
        "publications": 1, "editions": 2, "sources": 2, "themes": 2, "actions": 4, "progress": 4, "next_steps": 1,
        "target_dates": 1, "mentions": 4, "organisations": 1, "passages": 20, "problems": 1, "commitments": 2,
        "links": 2, "changes": 3, "decisions": 0, "records": 4,
    }  # fmt: skip
    assert {name: len(read(tmp_path / "out", name)) for name in counts} == counts


def test_a_record_is_one_wide_row(tmp_path: Path) -> None:
    outputs = example.write_example(tmp_path / "out")
    first, second, *_ = read(outputs, "records")
    assert first == {
        "edition_id": "nursing-plan@2024-06-30",
        "action_id": "june-1",
        "commitment_id": "c-1",
        "publication_id": "nursing-plan",
        "publication": "Nursing plan: progress",
        "as_at": date(2024, 6, 30),
        "theme": "Staffing",
        "reference": "1.1",
        "action": "Recruit more nurses.",
        "owner": "Chief Nurse",
        "status": "in_progress",
        "status_text": "In progress",
        "progress": ["NHS Example spent £3.2 million – so far."],
        "next_steps": ["Hire another 20."],
        "target_dates": ["September 2024"],
        "money": ["£3.2 million"],
        "organisations": ["NHS Example"],
        "earliest_target": date(2024, 9, 1),
        "latest_target": date(2024, 9, 30),
        "url": "https://gov.example/plan/2024-06-30",
    }
    assert (second["next_steps"], second["money"], second["latest_target"]) == ([], [], None)


def test_records_hold_neither_parts_nor_repeats_but_what_a_part_mentions(tmp_path: Path) -> None:
    june = example.make_june()
    whole, part = june.actions
    part = replace(part, part_of_action_id=whole.action_id)
    repeat = replace(part, action_id="again", part_of_action_id=None, repeat_of_action_id=whole.action_id, position=3)
    amount = replace(june.mentions[1], mention_id="more", action_id=part.action_id, text="£9", start=200, end=202)
    edition = replace(june, actions=(whole, part, repeat), mentions=(amount, *june.mentions))
    outputs = example.write_example(tmp_path / "out", History(example.SERIES, (edition,)))
    (record,) = read(outputs, "records")
    assert (record["action_id"], record["money"]) == ("june-1", ["£3.2 million", "£9"])


def test_an_amount_in_a_record_carries_the_unit_of_its_column(tmp_path: Path) -> None:
    june = example.make_june()
    head = example.find(june.text, "Staffing")
    amount = replace(june.mentions[1], unit_start=head[0], unit_end=head[1])
    outputs = example.write_example(tmp_path / "out", History(example.SERIES, (replace(june, mentions=(amount,)),)))
    assert column(outputs, "records", "money")[0] == ["£3.2 million (Staffing)"]


def test_rows_know_their_publication_and_date(tmp_path: Path) -> None:
    outputs = example.write_example(tmp_path / "out")
    for table in TABLES.values():
        if "edition_id" in table.column_names:
            assert set(column(outputs, table.name, "publication_id")) == {"nursing-plan"}
            assert set(column(outputs, table.name, "as_at")) <= {date(2024, 6, 30), date(2024, 12, 31)}
    for table_name in ("links", "changes"):
        assert set(column(outputs, table_name, "earlier_as_at")) == {date(2024, 6, 30)}
        assert set(column(outputs, table_name, "later_as_at")) == {date(2024, 12, 31)}


def test_an_unreadable_page_is_a_source_and_a_problem(tmp_path: Path) -> None:
    page = example.make_unread_page()
    write_tables([example.make_history()], tmp_path / "out", run_id="x", run={}, unread_pages=[page])
    problem = read(tmp_path / "out", "problems")[0]
    assert (problem["edition_id"], problem["source_path"]) == (None, "broken-plan/2024.pdf")
    assert (problem["publication_id"], problem["code"]) == ("broken-plan", "unreadable")
    assert column(tmp_path / "out", "sources", "edition_id") == [None, example.JUNE, example.DECEMBER]
    assert column(tmp_path / "out", "publications", "publication_id") == ["broken-plan", "nursing-plan"]


def test_an_organisation_of_two_publications_is_one_row_with_every_alias(tmp_path: Path) -> None:
    other = Publication("another-plan")
    named = Organisation("org-nhs", "N.H.S. Example", None, ("The Service",))
    edition = replace(
        example.make_december(), edition_id="another-plan@2024", publication=other, organisations=(named,)
    )
    outputs = example.write_example(tmp_path / "out", example.make_history(), History(other, (edition,)))
    assert read(outputs, "organisations") == [
        {
            "organisation_id": "org-nhs",
            "name": "N.H.S. Example",
            "acronym": "NHSE",
            "aliases": ["NHS Example", "NHSE", "The Service"],
        }
    ]


def test_a_change_names_the_decision_that_decides_it(tmp_path: Path) -> None:
    decisions = [
        decide("d1", "ch-status", "confirmed", current=False),
        decide("d2", "ch-status", "rejected", decides=True),
        decide("d3", "ch-money", "confirmed"),
        decide("d4", "ch-money", "rejected"),
    ]
    write_tables([example.make_history()], tmp_path / "out", run_id="x", run={}, decisions=decisions)
    decided = {row["change_id"]: row["decision_id"] for row in read(tmp_path / "out", "changes")}
    assert decided == {"ch-status": "d2", "ch-money": None, "ch-words": None}
    assert column(tmp_path / "out", "decisions", "decision_id") == ["d1", "d2", "d3", "d4"]


def test_a_publication_that_is_gone_has_a_row_while_there_are_decisions_about_it(tmp_path: Path) -> None:
    gone = replace(decide("d1", None, "confirmed"), publication_id="a-plan-of-old")
    write_tables([example.make_history()], tmp_path / "out", run_id="x", run={}, decisions=[gone])
    assert column(tmp_path / "out", "publications", "publication_id") == ["a-plan-of-old", "nursing-plan"]


def decide(
    decision_id: str, change_id: str | None, verdict: str, *, current: bool = True, decides: bool = False
) -> ReviewedDecision:
    return ReviewedDecision(
        decision_id=decision_id,
        change_id=change_id,
        publication_id="nursing-plan",
        kind="status_changed",
        verdict=verdict,
        reviewer="ada",
        decided_at=datetime(2026, 1, 2, tzinfo=UTC),
        current=current,
        decides=decides,
    )


# ---------------------------------------------------------------- what the files say of themselves


def test_every_field_and_table_says_what_it_means(tmp_path: Path) -> None:
    outputs = example.write_example(tmp_path / "out")
    for name, table in TABLES.items():
        schema = pq.read_schema(outputs / f"{name}.parquet")
        assert schema.names == list(table.column_names)
        assert all((field.metadata or {})[b"description"].decode().endswith(".") for field in schema)
        assert schema.metadata is not None
        assert schema.metadata[b"table"].decode() == name
        assert schema.metadata[b"run"] == b"c0ffee"
        assert schema.metadata[b"one_row_is"].startswith(b"One row is ")
        assert b"pandas" not in schema.metadata


def test_the_data_package_describes_the_files(tmp_path: Path) -> None:
    outputs = example.write_example(tmp_path / "out")
    package = json.loads((outputs / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    for name, resource in resources.items():
        schema = pq.read_schema(outputs / resource["path"])
        assert [field["name"] for field in resource["schema"]["fields"]] == schema.names, name
    actions = resources["actions"]["schema"]
    assert actions["primaryKey"] == ["action_id"]
    assert {"fields": ["part_of_action_id"], "reference": {"resource": "", "fields": ["action_id"]}} in actions[
        "foreignKeys"
    ]
    status = next(field for field in actions["fields"] if field["name"] == "status")
    assert "not_started" in status["constraints"]["enum"]


def test_every_id_column_has_a_table() -> None:
    loose = {
        name
        for table in TABLES.values()
        for name in table.column_names
        if name.endswith("_id") and table.key != (name,) and name not in REFERENCES
    }
    assert loose == {"row_id"}, "row_id alone names rows of several tables"


# ---------------------------------------------------------------- round trip

_TEXT = st.text(max_size=12)
_NUMBER = st.integers(0, 2**31 - 1)
_AMOUNT = st.decimals(min_value=-(10**15), max_value=10**15, places=2, allow_nan=False, allow_infinity=False)
_VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    str | None: st.none() | _TEXT,
    int: _NUMBER,
    int | None: st.none() | _NUMBER,
    bool: st.booleans(),
    float | None: st.none() | st.floats(0, 1),
    date | None: st.none() | st.dates(),
    Decimal | None: st.none() | _AMOUNT,
    tuple[str, ...]: st.lists(_TEXT, max_size=3).map(tuple),
}


def some(kind: type[Any], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any value of a dataclass, each field filled as its type allows."""
    hints = typing.get_type_hints(kind)
    strategies = {
        field.name: fixed[field.name] if field.name in fixed else _VALUES[hints[field.name]] for field in fields(kind)
    }
    return st.builds(kind, **strategies)


def several(kind: type[Any]) -> st.SearchStrategy[Any]:
    return st.lists(some(kind), max_size=3).map(tuple)


@st.composite
def some_history(draw: st.DrawFn) -> History:
    series = draw(some(Publication))
    edition = some(
        Edition,
        publication=st.just(series),
        themes=several(Theme),
        sources=st.just(()),
        actions=several(Action),
        progress=several(Statement),
        next_steps=several(NextStep),
        target_dates=several(TargetDate),
        mentions=several(Mention),
        organisations=st.just(()),
        passages=several(Passage),
        problems=several(EditionProblem),
    )
    editions = draw(st.lists(edition, max_size=3, unique_by=lambda edition: edition.edition_id))
    sourced = tuple(
        replace(edition, sources=(replace(draw(some(Source)), edition_id=edition.edition_id),)) for edition in editions
    )
    return History(
        series, sourced, draw(several(Link)), draw(several(Commitment)), changes=draw(several(Change))
    )  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(some_history())
def test_what_is_written_is_what_is_read(history: History) -> None:
    with TemporaryDirectory() as folder:
        outputs = example.write_example(Path(folder) / "out", history)
        for table in ("links", "commitments", "changes"):
            assert as_read(outputs, table, getattr(history, table)) == as_given(getattr(history, table))
        assert column(outputs, "editions", "text") == [edition.text for edition in in_order(history.editions)]
        for table in ("sources", "themes", "actions", "progress", "next_steps", "target_dates", "mentions", "passages"):
            values = [value for edition in history.editions for value in getattr(edition, table)]
            assert as_read(outputs, table, values) == as_given(values)


def in_order(editions: Sequence[Edition]) -> list[Edition]:
    return sorted(editions, key=lambda edition: (edition.as_at is None, edition.as_at or date.max, edition.edition_id))


def as_given(values: Sequence[Any]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(getattr(value, field.name) for field in fields(value)) for value in values)


def as_read(outputs: Path, table: str, values: Sequence[Any]) -> Counter[tuple[Any, ...]]:
    """The rows of a table with the columns of the dataclass they came from, lists as tuples."""
    rows = read(outputs, table)
    names = [field.name for field in fields(values[0])] if values else []
    return Counter(
        tuple(tuple(row[name]) if isinstance(row[name], list) else row[name] for name in names) for row in rows
    )


# ---------------------------------------------------------------- same in, same out


def test_the_same_findings_give_the_same_bytes_whatever_their_order(tmp_path: Path) -> None:
    first = example.make_history()
    other = Publication("another-plan")
    edition = replace(example.make_june(), edition_id="another-plan@2024", publication=other, mentions=())
    second = History(other, (edition,))
    there = example.write_example(tmp_path / "there", first, second)
    turned = replace(first, editions=first.editions[::-1], links=first.links[::-1], changes=first.changes[::-1])
    back = example.write_example(tmp_path / "back", second, turned)
    assert read_bytes(there) == read_bytes(back)
    assert column(back, "editions", "edition_id") == ["another-plan@2024", example.JUNE, example.DECEMBER]


def test_an_undated_edition_comes_last(tmp_path: Path) -> None:
    undated = replace(example.make_june(), edition_id="nursing-plan@a", as_at=None)
    history = History(example.SERIES, (undated, example.make_december()))
    outputs = example.write_example(tmp_path / "out", history)
    assert column(outputs, "editions", "edition_id") == [example.DECEMBER, "nursing-plan@a"]


# ---------------------------------------------------------------- all or nothing


def start_child(outputs: Path) -> subprocess.Popen[str]:
    """Another process that writes the tables and stands still when some of its files are written."""
    child = subprocess.Popen(
        [sys.executable, "-c", HALTING_WRITER, str(outputs)],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "half written\n"
    return child


def test_a_run_killed_midway_leaves_the_tables_of_the_run_before(tmp_path: Path) -> None:
    outputs = example.write_example(tmp_path / "out")
    before = read_bytes(outputs)
    with start_child(outputs) as child:
        child.kill()
        assert child.wait() == -signal.SIGKILL
    assert read_bytes(outputs) == before
    example.write_example(outputs)
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "what the killed run left is cleared away"


def test_two_runs_do_not_write_the_same_folder_at_once(tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    with start_child(outputs) as child:
        with pytest.raises(OutputError, match="another run is writing"):
            example.write_example(outputs)
        child.communicate("")
    assert child.returncode == 0
    assert len(read(outputs, "actions")) == 8


def test_a_run_that_died_between_the_two_renames_is_brought_back(tmp_path: Path) -> None:
    outputs = example.write_example(tmp_path / "out")
    before = read_bytes(outputs)
    outputs.rename(tmp_path / ".out.previous")
    broken = replace(example.make_june(), layout=typing.cast("str", None))
    with pytest.raises(OutputError, match=r"editions\.layout must be filled"):
        example.write_example(outputs, History(example.SERIES, (broken,)))
    assert read_bytes(outputs) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_value_that_does_not_fit_its_column_is_named(tmp_path: Path) -> None:
    june = example.make_june()
    tiny = replace(june.mentions[1], amount_min=Decimal("0.001"))
    with pytest.raises(OutputError, match=r"does not fit mentions\.amount_min"):
        example.write_example(tmp_path / "out", History(example.SERIES, (replace(june, mentions=(tiny,)),)))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    outputs.mkdir()
    (outputs / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match=r"holds thesis\.docx but no run\.json"):
        example.write_example(outputs)
    assert (outputs / "thesis.docx").read_text() == "years of work"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a note")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        example.write_example(tmp_path / "out")


def test_a_file_put_among_the_tables_outlives_the_next_run(tmp_path: Path) -> None:
    outputs = example.write_example(tmp_path / "out")
    (outputs / "notes.md").write_text("look at this")
    (outputs / "links.parquet").write_bytes(b"stale")
    example.write_example(outputs)
    assert (outputs / "notes.md").read_text() == "look at this"
    assert len(read(outputs, "links")) == 2
