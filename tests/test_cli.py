"""The commands as people use them: what they print, what they write, and how they leave."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.cli import run_command
from tests.corpora import CORPUS, FILES, GOLD, PAGE, run_extract, write_corpus

COMMANDS = ("run", "show", "compare", "overdue", "check", "evaluate", "add", "update")
DECEMBER = CORPUS / "care-homes-action-plan" / "2020-12.txt"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "out"
    assert run_command(["run", str(CORPUS), "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return write_corpus(tmp_path, {"forest-plan/2024-06.html": PAGE.encode()}) / "forest-plan" / "2024-06.html"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help(command: str, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([command, option]) == 0
    printed = capsys.readouterr()
    assert f"Usage: extract {command}" in printed.out
    assert printed.err == ""


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--help"]) == 0
    assert set(COMMANDS) <= set(capsys.readouterr().out.split())


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([]) == 2
    assert "Usage: extract" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--version"]) == 0
    assert re.fullmatch(r"extract \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_run_writes_every_table_and_prints_one_summary(tmp_path: Path) -> None:
    done = run_extract("run", CORPUS, "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)
    figures = dict(re.findall(r"│ +(\S[\w ]*?) +│ +([\d,]+) │", done.stdout))
    assert figures["publications"] == "2"
    assert figures["editions read"] == "6"
    assert figures["records"] == "176"
    assert {"mentions", "changes", "flagged for review", "problems", "list_lost"} <= set(figures)
    assert f"The tables are in {tmp_path / 'out'}" in done.stdout
    assert max(map(len, done.stdout.splitlines()[:-1])) <= 80
    assert "\x1b" not in done.stdout, "no colours and no bar where there is no terminal"


def test_run_says_what_it_read_and_by_which_version(outputs: Path) -> None:
    run = json.loads((outputs / "run.json").read_text(encoding="utf-8"))
    assert [entry["path"] for entry in run["inputs"]] == [
        "care-homes-action-plan/2020-12.txt",
        "care-homes-action-plan/2021-03-24.txt",
        "federal-data-strategy/2020-04-23.html",
        "federal-data-strategy/2020-07-23.html",
        "federal-data-strategy/2020-10-29.html",
        "federal-data-strategy/2021-01-29.html",
    ]
    assert run["inputs"][1]["sha256"] == "8fef5b185930c323aa92a8f23c3a4797cc62be522cb938a4d50ef3ddfeedc5c9"
    assert run["unread"] == []
    notes = pq.read_schema(outputs / "actions.parquet").metadata
    assert notes[b"run"].decode() == run["run_id"]


def test_show_json_is_the_record_as_printed(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", str(page), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"action-[0-9a-f]{16}", first.pop("action_id"))
    assert first.pop("start") > 0
    assert first.pop("locator").startswith("/html")
    assert first == {
        "theme": "Trees",
        "reference": None,
        "action": "Plant 500 trees.",
        "further_actions": [],
        "owner": None,
        "response": None,
        "status": None,
        "status_text": None,
        "progress": ["The Forestry Agency planted 300 trees for £2.5 million."],
        "next_steps": [{"text": "Plant the other 200 trees.", "origin": "printed"}],
        "target_dates": [
            {
                "text": "March 2025",
                "kind": "month",
                "earliest": "2025-03-01",
                "latest": "2025-03-31",
                "qualifier": None,
                "origin": "printed",
            }
        ],
        "money": ["£2.5 million"],
        "organisations": ["Forestry Agency"],
        "repeat_of": None,
    }
    assert (second["action"], second["status"], second["status_text"]) == ("Map every wood.", "complete", "Complete")
    assert [date["kind"] for date in second["target_dates"]] == ["complete"]


def test_show_json_of_a_published_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", str(DECEMBER), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)[16]
    assert record["theme"] == "Financial sustainability"
    assert record["action"].startswith("We will review the experience of organisations which established temporary")
    assert (record["status"], record["status_text"]) == ("complete", "Complete")
    assert record["next_steps"] == []
    assert record["target_dates"] == []


def test_show_is_readable(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", str(page)]) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Forest plan: progress"
    assert lines[1] == "forest-plan@2024-06 · as at 2024-06-30 · layout L1 · 2 records"
    assert "Plant 500 trees." in lines
    assert "     date March 2025 [month = 2025-03-01 to 2025-03-31]" in lines
    assert "   status complete (Complete)" in lines


def test_show_passages_is_the_whole_text(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", str(page), "--passages"]) == 0
    printed = capsys.readouterr().out.splitlines()
    for line in ("[theme] Trees", "[action] Plant 500 trees.", "[target_date] March 2025", "[label] Action"):
        assert line in printed


def test_show_into_a_reader_that_goes_away(tmp_path: Path) -> None:
    many = PAGE.replace("Plant 500 trees.", "Plant 500 trees. " * 20_000)
    path = write_corpus(tmp_path, {"p/2024.html": many.encode()}) / "p" / "2024.html"
    command = [sys.executable, "-m", "extract", "show", str(path), "--passages"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_check_prints_a_line_for_each_promise(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["check", str(outputs)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines[:4]] == [
        "1 grounded",
        "2 nothing lost",
        "3 keys hold",
        "6 meaning travels",
    ]
    assert all(": held (" in line for line in lines)


def test_check_against_the_corpus_runs_again(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["check", str(outputs), "--against", str(CORPUS)]) == 0
    printed = capsys.readouterr().out
    assert "4 same in, same out: held" in printed
    assert "5 ids last: held" in printed


def test_check_of_broken_tables(page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run_command(["run", str(page), "--out", str(out)]) == 0
    path = out / "target_dates.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[0]["text"] = "March 2026"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    capsys.readouterr()
    assert run_command(["check", str(out)]) == 1
    broken = [line for line in capsys.readouterr().out.splitlines() if "broken" in line]
    assert len(broken) == 1
    assert broken[0].startswith("1 grounded: broken, 1 of ")
    assert broken[0].endswith("is not 'March 2026'")


def test_evaluate_prints_figures(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["evaluate", str(outputs), str(GOLD)]) == 0
    printed = capsys.readouterr().out
    for field in ("records", "action", "theme", "target_dates", "MONEY", "changes"):
        assert re.search(rf"^{field} ", printed, re.MULTILINE)


def test_evaluate_as_json(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = GOLD / "care-homes-action-plan.json"
    assert run_command(["evaluate", str(outputs), str(gold), "--json", "--against", str(outputs)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"measures", "faults", "gains", "losses"} <= set(found)
    assert found["gains"] == found["losses"] == []


def test_evaluate_against_a_better_run_is_a_no(
    outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worse = tmp_path / "worse"
    assert run_command(["run", str(DECEMBER), "--out", str(worse)]) == 0
    path = worse / "actions.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[3]["status"] = "delayed"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    gold = str(GOLD / "care-homes-action-plan.json")
    capsys.readouterr()
    assert run_command(["evaluate", str(worse), gold, "--against", str(outputs)]) == 1
    assert "Gains and losses" in capsys.readouterr().out


USAGE = [
    (["frobnicate"], "No such command 'frobnicate'"),
    (["run"], "Missing option '--out'"),
    (["run", "corpus"], "Missing option '--out'"),
    (["run", "corpus", "--out", "out", "--workers", "0"], "--workers"),
    (["run", "corpus", "--out", "out", "--fast"], "No such option"),
    (["show", "page.html", "--json", "--passages"], "give one of them"),
    (["run", "nowhere", "--out", "out"], "nowhere: there is no such file or folder"),
    (["show", "nowhere.html"], "nowhere.html: there is no such file or folder"),
    (["evaluate", "nowhere", "nowhere.json"], "nowhere"),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE)
def test_what_a_user_gets_wrong_is_one_sentence(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("extract: ")
    assert words in printed.err
    assert len(printed.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [], "nothing is written"


@pytest.mark.parametrize("place", ["nowhere", "photos", "page.html"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "PLACE"],
        ["compare", "plan", "--in", "PLACE"],
        ["evaluate", "PLACE", "gold.json"],
        ["export", "PLACE", "--to", "release"],
        ["overdue", "PLACE"],
        ["report", "PLACE", "--out", "report.html"],
        ["review", "PLACE", "--decisions", "log.sqlite", "--offline", "review.html"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_is_no_output_of_a_run_is_named(
    arguments: list[str],
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "gold.json").write_text("{}")
    assert run_command([place if argument == "PLACE" else argument for argument in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"extract: {place} is not the output of a run: it holds no ")
    assert len(printed.err.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gold.json", "page.html", "photos"]


def test_errors_come_without_traceback_from_the_command_itself(tmp_path: Path) -> None:
    done = run_extract("show", tmp_path / "nowhere.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"extract: {tmp_path / 'nowhere.html'}: there is no such file or folder\n"


def test_pages_that_could_not_be_read_change_the_exit_code(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": PAGE.encode(), "p/2024-07.html": b""})
    done = run_extract("run", corpus, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert done.stderr == "extract: unreadable: p/2024-07.html: the file is empty\n"
    assert (tmp_path / "out" / "records.parquet").exists()
