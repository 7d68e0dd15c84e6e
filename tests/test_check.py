"""Tables that keep every promise pass; each way to break one is found, named and counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.check import PromiseResult, check_outputs, compare_tables
from extract.errors import InputError
from extract.model import History
from tests import histories as example

Row = dict[str, Any]
NAMES = ["1 grounded", "2 nothing lost", "3 keys hold", "6 meaning travels", "vocabularies", "flags"]


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return example.write_example(tmp_path / "out")


def edit(outputs: Path, table: str, change: Callable[[list[Row]], object]) -> None:
    """Change the rows of a written table and keep its schema."""
    path = outputs / f"{table}.parquet"
    arrow = pq.read_table(path)
    rows = arrow.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow.schema), path)


def put(outputs: Path, table: str, at: int, **values: object) -> None:
    edit(outputs, table, lambda rows: rows[at].update(values))


def put_change(outputs: Path, change_id: str, **values: object) -> None:
    edit(outputs, "changes", lambda rows: [row.update(values) for row in rows if row["change_id"] == change_id])


def find_broken(outputs: Path) -> dict[str, PromiseResult]:
    return {result.name: result for result in check_outputs(outputs) if not result.held}


def test_good_tables_keep_every_promise(outputs: Path) -> None:
    results = check_outputs(outputs)
    assert [result.name for result in results] == NAMES
    assert [result.examples for result in results if not result.held] == []
    assert all(result.checked for result in results)


def test_an_unread_page_breaks_nothing(tmp_path: Path) -> None:
    from extract.tables import write_tables  # noqa: PLC0415

    page = example.make_unread_page()
    write_tables([example.make_history()], tmp_path / "out", run_id="x", run={}, unread_pages=[page])
    assert find_broken(tmp_path / "out") == {}


def test_an_empty_run_keeps_every_promise(tmp_path: Path) -> None:
    assert find_broken(example.write_example(tmp_path / "out", History(example.SERIES, ()))) == {}


GROUNDING = [
    ("themes", {"text": "2. Staffing"}, "themes june-theme: text[14:25] is not '2. Staffing'"),
    ("mentions", {"end": 9999}, "mentions june-org: covers"),
    ("mentions", {"unit_start": 5, "unit_end": 2}, "mentions june-org unit_start: covers 5 to 2"),
    ("actions", {"owner": "Deputy"}, "actions june-1 owner: text[51:62] is not 'Deputy'"),
    ("actions", {"owner_start": None, "owner_end": None}, "actions june-1 owner: no span for 'Chief Nurse'"),
    ("actions", {"reference": None}, "actions june-1 reference: a span 26 to 29 without words"),
    ("actions", {"status_text": "Done"}, "actions june-1 status_text: text[63:74] is not 'Done'"),
    ("sources", {"end": 9999}, "sources june-theme-source start: covers 0 to 9999"),
]


@pytest.mark.parametrize(("table", "values", "message"), GROUNDING)
def test_a_value_that_is_not_the_words_at_its_span(outputs: Path, table: str, values: Row, message: str) -> None:
    put(outputs, table, 0, **values)
    broken = find_broken(outputs)
    assert list(broken) == ["1 grounded"]
    assert broken["1 grounded"].violations == 1
    assert broken["1 grounded"].examples[0].startswith(message)


def test_the_words_of_a_change_are_those_at_their_spans(outputs: Path) -> None:
    put_change(outputs, "ch-money", before="£4 million", after_start=None, after_end=None)
    before, after = find_broken(outputs)["1 grounded"].examples
    assert re.fullmatch(r"changes ch-money before: text\[\d+:\d+\] is not '£4 million'", before)
    assert after == "changes ch-money after: no span for '£5 million'"


def test_a_status_changes_by_its_canonical_word(outputs: Path) -> None:
    rows = {row["change_id"]: row for row in pq.read_table(outputs / "changes.parquet").to_pylist()}
    assert rows["ch-status"]["before"] == "in_progress", "which the page does not print"
    assert find_broken(outputs) == {}


@pytest.mark.parametrize(
    ("media_type", "origin", "held"), [("text/html", "markup", True), ("text/html", "printed", False)]
)
def test_a_status_may_stand_in_markup_alone(outputs: Path, media_type: str, origin: str, held: bool) -> None:
    put(outputs, "editions", 0, media_type=media_type)
    put(outputs, "actions", 0, status_origin=origin, status_start=None, status_end=None)
    assert ("1 grounded" not in find_broken(outputs)) is held


def test_an_inferred_status_prints_no_word_of_its_own(outputs: Path) -> None:
    put(outputs, "actions", 0, status_origin="inferred", status_text=None)
    assert find_broken(outputs) == {}


TILING = [
    (3, {"start": 25}, "passage 4 starts at 25, the one before ends at 30"),
    (3, {"start": 31}, "passage 4 starts at 31, the one before ends at 30"),
    (3, {"position": 40}, "passage 5 stands where passage 4 should"),
    (10, {"end": 9999}, "passage 11 covers"),
]


@pytest.mark.parametrize(("at", "values", "message"), TILING)
def test_passages_that_do_not_tile_the_text(outputs: Path, at: int, values: Row, message: str) -> None:
    put(outputs, "passages", at, **values)
    broken = find_broken(outputs)
    assert list(broken) == ["2 nothing lost"]
    assert message in broken["2 nothing lost"].examples[0]


def test_a_lost_end_of_the_text_is_seen(outputs: Path) -> None:
    edit(outputs, "passages", lambda rows: rows.pop())
    assert "passages end at" in find_broken(outputs)["2 nothing lost"].examples[0]


def test_white_space_belongs_to_the_passage_before(outputs: Path) -> None:
    put(outputs, "passages", 0, end=13)
    put(outputs, "passages", 1, start=13)
    example_line = find_broken(outputs)["2 nothing lost"].examples[0]
    assert example_line == "nursing-plan@2024-06-30: passage 2 starts with white space at 13"


KEYS = [
    ("actions", {"action_id": "june-theme"}, "actions.action_id june-theme is already in themes"),
    ("links", {"link_id": "link-2"}, "links.link_id link-2 is already in links"),
    ("actions", {"theme_id": "nowhere"}, "actions.theme_id nowhere is not in themes"),
    ("actions", {"theme_id": "dec-theme"}, "actions.theme_id dec-theme belongs to nursing-plan@2024-12-31"),
    ("actions", {"commitment_id": "c-9"}, "actions.commitment_id c-9 is not in commitments"),
    ("links", {"earlier_action_id": "dec-1"}, "links.earlier_action_id dec-1 is not of nursing-plan@2024-06-30"),
    (
        "passages",
        {"row_id": "june-1-said"},
        "passage 1 of nursing-plan@2024-06-30 (heading): row_id june-1-said is not in",
    ),
    ("mentions", {"row_id": "june-org"}, "mentions june-org: row_id june-org is not in themes or actions"),
    ("mentions", {"organisation_id": "org-x"}, "mentions.organisation_id org-x is not in organisations"),
    ("progress", {"as_at": date(2020, 1, 1)}, "progress: publication_id or as_at is not that of edition"),
    ("commitments", {"editions": ["elsewhere"]}, "commitments c-1: elsewhere is not in editions"),
]


@pytest.mark.parametrize(("table", "values", "first"), KEYS)
def test_an_id_that_is_not_unique_or_names_nothing(outputs: Path, table: str, values: Row, first: str) -> None:
    put(outputs, table, 0, **values)
    broken = find_broken(outputs)
    assert list(broken) == ["3 keys hold"]
    assert any(line.startswith(first) for line in broken["3 keys hold"].examples), broken


ROW_IDS = [
    (3, "theme", "june-1", "is not in themes"),
    (3, "action", None, "row_id is empty"),
    (4, "owner", "june-1-said", "is not in actions"),
    (4, "owner", "dec-1", "belongs to nursing-plan@2024-12-31"),
    (6, "progress", "june-1", "is not in progress"),
]


@pytest.mark.parametrize(("at", "role", "row_id", "message"), ROW_IDS)
def test_a_passage_names_the_row_that_its_role_asks_for(
    outputs: Path, at: int, role: str, row_id: str | None, message: str
) -> None:
    put(outputs, "passages", at, role=role, row_id=row_id)
    (line,) = find_broken(outputs)["3 keys hold"].examples
    assert message in line


def test_a_change_names_rows_that_are_there(outputs: Path) -> None:
    put_change(outputs, "ch-money", later_row_ids=["gone"])
    assert find_broken(outputs)["3 keys hold"].examples == ("changes ch-money: row gone is in no table",)


def test_a_missing_table_is_one_line_and_the_rest_is_checked(outputs: Path) -> None:
    (outputs / "organisations.parquet").unlink()
    broken = find_broken(outputs)
    assert broken["6 meaning travels"].examples == ("table organisations is missing",)
    assert broken["3 keys hold"].violations == 2, "the two mentions of the organisation"


def test_an_unreadable_table_is_one_line(outputs: Path) -> None:
    (outputs / "links.parquet").write_bytes(b"not parquet")
    (line,) = find_broken(outputs)["6 meaning travels"].examples
    assert line.startswith("table links cannot be read: ")


def test_a_missing_column_is_one_line(outputs: Path) -> None:
    path = outputs / "themes.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["number"]), path)
    broken = find_broken(outputs)
    assert list(broken) == ["6 meaning travels"]
    assert broken["6 meaning travels"].examples[0] == "column themes.number is missing"


def retype(outputs: Path, values: pa.Array[Any]) -> None:
    """Put other values, of another type, in the place of the themes' starts."""
    path = outputs / "themes.parquet"
    table = pq.read_table(path)
    at = table.column_names.index("start")
    pq.write_table(table.set_column(at, table.schema.field("start").with_type(values.type), values), path)


def test_a_column_of_another_type_is_still_checked_if_it_can_be(outputs: Path) -> None:
    retype(outputs, pa.array([14, 14], pa.int64()))
    (broken,) = find_broken(outputs).values()
    assert broken.examples == ("column themes.start is int64, not int32",)


def test_a_column_that_cannot_be_understood_is_as_good_as_missing(outputs: Path) -> None:
    retype(outputs, pa.array(["start", "there"]))
    broken = find_broken(outputs)
    assert broken["6 meaning travels"].examples[0] == "column themes.start is string, not int32"
    assert broken["1 grounded"].violations == 2


def test_a_table_may_be_a_folder_of_parts(outputs: Path) -> None:
    path = outputs / "actions.parquet"
    table = pq.read_table(path)
    path.unlink()
    path.mkdir()
    pq.write_table(table.slice(0, 2), path / "part-0.parquet")
    pq.write_table(table.slice(2), path / "part-1.parquet")
    assert find_broken(outputs) == {}


def test_a_field_without_description_and_an_empty_cell_are_seen(outputs: Path) -> None:
    path = outputs / "links.parquet"
    table = pq.read_table(path)
    schema = pa.schema([field.remove_metadata().with_nullable(True) for field in table.schema])
    schema = schema.with_metadata({**(table.schema.metadata or {})})
    rows = table.to_pylist()
    rows[0]["relation"] = None
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    result = find_broken(outputs)["6 meaning travels"]
    assert result.examples[0] == "column links.link_id has no description"
    assert result.violations == len(schema) + 2, "every field, the empty cell, the data package"


def test_a_data_package_of_other_tables_is_seen(outputs: Path) -> None:
    path = outputs / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"][3]["schema"]["fields"].pop()
    path.write_text(json.dumps(package), encoding="utf-8")
    assert find_broken(outputs)["6 meaning travels"].examples == (
        "datapackage.json does not describe table themes as its file does",
    )
    path.write_text("[]")
    assert find_broken(outputs)["6 meaning travels"].examples[0].startswith("datapackage.json cannot be read")


VOCABULARY = [
    ("passages", {"role": "sidebar"}, "passages.role 'sidebar' is not in the vocabulary"),
    ("actions", {"status": "Done"}, "actions.status 'Done' is not in the vocabulary"),
    ("editions", {"fields": ["theme", "colour"]}, "editions.fields 'colour' is not in the vocabulary"),
    ("links", {"relation": "removed"}, "links.relation 'removed' is not in the vocabulary"),
]


@pytest.mark.parametrize(("table", "values", "message"), VOCABULARY)
def test_a_word_outside_its_vocabulary(outputs: Path, table: str, values: Row, message: str) -> None:
    put(outputs, table, 0, **values)
    assert find_broken(outputs)["vocabularies"].examples[0] == message


def test_only_what_the_publisher_changed_is_flagged(outputs: Path) -> None:
    edit(outputs, "changes", lambda rows: [row.update(cause="layout") for row in rows])
    assert find_broken(outputs)["flags"].violations == 2


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not the output of a run"):
        check_outputs(tmp_path)


# ---------------------------------------------------------------- two runs


def test_two_equal_runs_are_the_same(tmp_path: Path) -> None:
    one, other = example.write_example(tmp_path / "one"), example.write_example(tmp_path / "other")
    assert [str(result) for result in compare_tables(one, other)] == [
        "4 same in, same out: held (18 checked)",
        "5 ids last: held (4 checked)",
    ]


def test_a_run_with_another_row_is_not_the_same(tmp_path: Path) -> None:
    one = example.write_example(tmp_path / "one")
    other = example.write_example(tmp_path / "other")
    put(other, "themes", 0, name="Wards")
    same, lasting = compare_tables(one, other)
    assert (same.violations, lasting.held) == (1, True)
    assert same.examples[0].startswith("themes.parquet differs: ")


def test_a_record_keeps_its_id_whatever_else_is_in_the_corpus(tmp_path: Path) -> None:
    one = example.write_example(tmp_path / "one")
    alone = History(example.SERIES, (example.make_june(),))
    assert compare_tables(one, example.write_example(tmp_path / "alone", alone))[1].held
    june = example.make_june()
    renamed = replace(june, actions=(june.actions[0], replace(june.actions[1], action_id="june-9")))
    other = example.write_example(tmp_path / "other", History(example.SERIES, (renamed,)))
    assert compare_tables(one, other)[1].examples == (
        "nursing-plan@2024-06-30: record june-2 is in one run only",
        "nursing-plan@2024-06-30: record june-9 is in one run only",
    )
