"""The ready-made views: documented to the column, and the same as what the package itself finds."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import extract
from extract.compare import find_overdue
from extract.histories import load_histories
from extract.views import NAMES, load_views
from tests.runs import Row, read_plain, write_reviewed_run

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reviewed_run(tmp_path_factory.mktemp("run") / "outputs")


def ask(outputs: Path, query: str) -> list[Row]:
    rows: list[Row] = extract.connect(outputs).sql(query).to_arrow_table().to_pylist()
    return rows


def test_every_view_is_documented_to_the_column(outputs: Path) -> None:
    page = (ROOT / "docs" / "views.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}
    assert sorted(sections) == sorted(NAMES)
    database = extract.connect(outputs)
    for view in load_views("duckdb"):
        section = sections[view.name]
        assert section.split("\n")[2].startswith(view.one_row_is.split(";")[0].rstrip("."))
        first_cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
        documented = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]
        assert sorted(documented) == sorted(database.table(view.name).columns), view.name


def test_every_file_of_sql_is_a_view() -> None:
    folder = ROOT / "src" / "extract" / "views"
    assert {path.name.split(".")[0] for path in folder.glob("*.sql")} == set(NAMES)


def test_finished_is_the_same_word_everywhere() -> None:
    words = tomllib.loads((ROOT / "src/extract/data/commitments.toml").read_text(encoding="utf-8"))
    done = next(table["done"] for table in words.values() if "done" in table)
    listed = "('" + "', '".join(done) + "')"
    queries = {view.name: view.query for view in load_views("duckdb")}
    assert [name for name, query in queries.items() if "'complete'" in query] == ["vanished", "overdue"]
    assert all(listed in queries[name] for name in ("vanished", "overdue"))


def test_overdue_is_what_the_command_lists_on_every_day(outputs: Path) -> None:
    histories = load_histories(outputs)
    database = extract.connect(outputs)
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(0, 550, 9)]
    listed = {day: sorted(one.target_date_id for of in histories for one in find_overdue(of, day)) for day in days}
    found = {
        day: [
            row[0]
            for row in database.execute(
                "select target_date_id from overdue where deadline < $day and since <= $day"
                " and (until > $day or until is null) order by target_date_id",
                {"day": day},
            ).fetchall()
        ]
        for day in days
    }
    assert found == listed
    assert max(map(len, listed.values())) > 30


def test_evidence_of_every_span_is_its_words(outputs: Path) -> None:
    tables = read_plain(outputs)
    evidence = {(row["row_id"], row["value"]): row for row in ask(outputs, "select * from evidence")}
    for name, key in (("progress", "progress_id"), ("next_steps", "next_step_id"), ("mentions", "mention_id")):
        for row in tables[name]:
            assert evidence[row[key], "text"]["words"] == row["text"]
            assert row["text"] in evidence[row[key], "text"]["sentence"]
    for row in tables["actions"]:
        assert evidence[row["action_id"], "text"]["words"] == row["text"]
        assert ((row["action_id"], "status") in evidence) == (row["status_start"] is not None)
    for row in tables["changes"]:
        after = evidence.get((row["change_id"], "after"))
        assert (after is None) == (row["after_start"] is None)
        assert after is None or after["edition_id"] == row["later_edition_id"]


def test_a_commitment_has_one_status_on_a_day(outputs: Path) -> None:
    rows = ask(outputs, "select * from commitment_status order by commitment_id, since")
    for one, other in pairwise(rows):
        if one["commitment_id"] == other["commitment_id"]:
            assert one["until"] == other["since"]
    assert all(row["until"] is None or row["since"] < row["until"] for row in rows)


def test_what_a_reviewer_rejected_is_no_slip(outputs: Path) -> None:
    plain = ask(outputs, "select change_id from changes where days is not null and cause = 'publisher'")
    assert len(ask(outputs, "select * from slippage")) == len(plain) == 7
    rejected = extract.connect(outputs).sql("""
        select count(*) from changes c join decisions d using (decision_id) where d.verdict = 'rejected'
    """)
    assert rejected.fetchall() == [(1,)]
