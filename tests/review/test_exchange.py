"""The log proved on the command line, and decisions taken out: as tables and as a spreadsheet."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from extract.cli import run_command
from extract.review.log import DecisionLog, check_chain
from extract.review.pages.desk import Desk
from extract.review.pages.material import load_material
from extract.review.pages.queue import Filters, find_items
from extract.review.pages.spreadsheet import make_spreadsheet
from tests.corpora import read_rows
from tests.review.samples import decide, enter, make_subject


@pytest.fixture
def filled(log: Path) -> Path:
    opened = DecisionLog(log)
    opened.append(enter(decide(note='=HYPERLINK("http://example.org")')))
    opened.append(enter(decide(make_subject("change-2"), minute=1, verdict="rejected", reason="cosmetic")))
    opened.close()
    return log


def test_verify_proves_the_chain_and_that_nothing_was_cut_off(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["decisions", "verify", str(filled)]) == 0
    head = check_chain(filled).head
    assert capsys.readouterr().out == f"the chain holds: 2 entries, {head}\n"
    with sqlite3.connect(filled) as connection:
        connection.execute("DROP TRIGGER entries_stay")
        connection.execute("DELETE FROM entries WHERE number = 2")
    connection.close()
    assert run_command(["decisions", "verify", str(filled)]) == 0
    assert run_command(["decisions", "verify", str(filled), "--contains", head]) == 1
    assert "entries were cut off" in capsys.readouterr().out


def test_verify_names_the_first_broken_entry(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(filled) as connection:
        connection.execute("DROP TRIGGER entries_stay_so")
        connection.execute("UPDATE entries SET entry = replace(entry, 'Ann', 'Eve') WHERE number = 1")
    connection.close()
    assert run_command(["decisions", "verify", str(filled)]) == 1
    assert "the chain is broken: entry 1 is not what was written" in capsys.readouterr().out


def test_verify_of_what_is_no_log_is_a_usage_error(tmp_path: Path) -> None:
    assert run_command(["decisions", "verify", str(tmp_path / "nothing.sqlite")]) == 2


@pytest.mark.parametrize(("name", "read"), [("out.csv", pd.read_csv), ("out.parquet", pd.read_parquet)])
def test_decisions_are_exported_as_a_table(filled: Path, tmp_path: Path, name: str, read: object) -> None:
    assert run_command(["decisions", "export", str(filled), "--out", str(tmp_path / name)]) == 0
    table = read(tmp_path / name)  # type: ignore[operator]
    assert list(table["verdict"]) == ["confirmed", "rejected"]
    assert list(table["change_id"]) == ["change-1", "change-2"]
    assert list(table["reviewer"]) == ["Ann", "Ann"]
    assert [moment.isoformat() for moment in pd.to_datetime(table["decided_at"])] == [
        "2026-03-01T09:00:00+00:00",
        "2026-03-01T09:01:00+00:00",
    ]


def test_only_a_run_writes_into_its_folder(filled: Path, outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (outputs / "decisions.parquet").read_bytes()
    (outputs / "sub").mkdir(exist_ok=True)
    for name in ("decisions.parquet", "other.csv", "sub/other.csv"):
        assert run_command(["decisions", "export", str(filled), "--out", str(outputs / name)]) == 2
        assert "lies in a run's folder" in capsys.readouterr().err
    page = outputs / "review.html"
    assert run_command(["review", str(outputs), "--decisions", str(filled), "--offline", str(page)]) == 2
    assert "lies in a run's folder" in capsys.readouterr().err
    assert not page.exists()
    assert (outputs / "decisions.parquet").read_bytes() == before
    assert run_command(["decisions", "export", str(filled), "--out", "decisions.docx"]) == 2


def test_the_spreadsheet_has_the_list_with_links_and_no_formulas(outputs: Path, log: Path) -> None:
    material, opened = load_material(outputs), DecisionLog(log)
    desk = Desk(material, opened)
    first = desk.queue[0].change_id
    opened.append(enter(decide(material.subjects[first], note='=HYPERLINK("http://example.org")')))
    standing = desk.stand("Ann")
    found = find_items(desk.queue, Filters(state="all"), standing)
    book = openpyxl.load_workbook(io.BytesIO(make_spreadsheet(material, found.items, standing)))
    opened.close()
    sheet = book["Changes"]
    head, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(lines) == sum(row["flagged"] for row in read_rows(outputs, "changes"))
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    assert (rows[0]["Change"], rows[0]["Decision"], rows[0]["State"]) == (first, "confirmed", "decided")
    assert {row["Decision"] for row in rows[1:]} == {None}
    assert rows[0]["Note"] == '=HYPERLINK("http://example.org")'
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links
    assert all("#:~:text=" in str(cell.hyperlink.target or "") + "#" + str(cell.hyperlink.location or "")
               for row in sheet.iter_rows() for cell in row if cell.hyperlink)  # fmt: skip
