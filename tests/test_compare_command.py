"""`extract compare` and `extract overdue` as people and scripts use them: what they print, and how they leave."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import CORPUS, PAGE, run_extract, write_corpus

PAIRS = Path(__file__).parent / "pairs"
JUNE = PAIRS / "coastal-digital-plan" / "2023-06-30.html"
JANUARY = PAIRS / "coastal-digital-plan" / "2024-01-31.html"
DECEMBER, MARCH = "care-homes-action-plan@2020-12", "care-homes-action-plan@2021-03-24"
APRIL, LAST = "federal-data-strategy@2020-04-23", "federal-data-strategy@2021-01-29"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compare") / "out"
    assert run_extract("run", CORPUS, "--out", folder).returncode == 0
    return folder


# ---------------------------------------------------------------- two pages


def test_two_pages_are_told_by_theme_with_the_words_that_changed() -> None:
    done = run_extract("compare", JUNE, JANUARY)
    assert (done.returncode, done.stderr) == (1, "")
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    themes = [line.strip("─ ") for line in lines if line.startswith("─")]
    assert themes == ["Connecting homes", "Skills", "Devices and access"]
    assert "A1: Extend full-fibre broadband to every terrace in the five pilot towns." in lines
    assert "    high target date later [-March-] {+September+} 2024" in lines
    assert "    high next step dropped [-Write to all eligible households.-]" in lines
    assert "  medium quantity changed [-212-] {+388+} champions" in lines
    assert "progress rewritten" not in done.stdout
    assert "\x1b" not in done.stdout
    assert max(map(len, lines)) <= 80


def test_all_shows_what_is_not_flagged_and_why() -> None:
    flagged, everything = run_extract("compare", JUNE, JANUARY), run_extract("compare", JUNE, JANUARY, "--all")
    assert everything.returncode == 1
    assert "low theme changed [-Skills-] {+Devices and access+}" in everything.stdout
    assert "low theme changed" not in flagged.stdout
    assert "not flagged; --all shows all" in flagged.stdout
    assert "--all" not in everything.stdout


def test_a_terminal_gets_colours_and_no_brackets() -> None:
    command = [sys.executable, "-m", "extract", "compare", str(JUNE), str(JANUARY)]
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    with subprocess.Popen(command, stdout=theirs, env=environment) as process:
        os.close(theirs)
        printed = b""
        # The end of a pseudo-terminal whose other side was closed is an error on Linux.
        while chunk := _read(ours):
            printed += chunk
    assert process.returncode == 1
    assert b"[-" not in printed
    assert b"\x1b[9;31mMarch\x1b[0m \x1b[4;32mSeptember\x1b[0m 2024" in printed


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        return b""


def test_a_page_against_itself_has_no_change(tmp_path: Path) -> None:
    for page in (JUNE, CORPUS / "care-homes-action-plan" / "2020-12.txt"):
        done = run_extract("compare", page, page, "--all")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Nothing changed." in done.stdout
    copy = write_corpus(tmp_path, {"plan/2024-06.html": PAGE.encode(), "old/2024-06.html": f"{PAGE}\n".encode()})
    done = run_extract("compare", copy / "old" / "2024-06.html", copy / "plan" / "2024-06.html")
    assert (done.returncode, "Nothing changed." in done.stdout) == (0, True)


def test_another_form_alone_is_no_change_of_the_publisher(tmp_path: Path) -> None:
    without_dates = PAGE.replace("<th>Target date</th>", "").replace("<td>March 2025</td>", "")
    pages = {
        "plan/2024-06.html": PAGE.encode(),
        "plan/2024-12.html": without_dates.replace("<td>Complete</td>", "").encode(),
    }
    folder = write_corpus(tmp_path, pages) / "plan"
    done = run_extract("compare", folder / "2024-06.html", folder / "2024-12.html", "--all")
    assert "field withdrawn (layout)" in done.stdout
    assert done.returncode == 0


def test_json_has_the_columns_of_the_table_and_the_action() -> None:
    done = run_extract("compare", JUNE, JANUARY, "--json", "--all")
    assert done.returncode == 1
    changes = json.loads(done.stdout)
    (money,) = [change for change in changes if change["kind"] == "money_increased"]
    wanted = {
        "earlier_edition_id": "coastal-digital-plan@2023-06-30",
        "later_as_at": "2024-01-31",
        "before": "£320,000",
        "amount_delta": 90000,
        "flagged": True,
        "theme": "Devices and access",
        "reference": "C1",
        "action": "Refurbish donated laptops for families who need them.",
    }
    assert {name: money[name] for name in wanted} == wanted
    flagged = json.loads(run_extract("compare", JUNE, JANUARY, "--json").stdout)
    assert flagged == [change for change in changes if change["flagged"]]


# ---------------------------------------------------------------- editions and publications of a run


def test_two_editions_of_a_run(outputs: Path) -> None:
    done = run_extract("compare", DECEMBER, MARCH, "--in", outputs)
    assert done.returncode == 1
    words = " ".join(done.stdout.split())
    assert "money increased [-£68 million-] {+£88m+}" in words
    assert "target date later [-March 2021-] {+early 2022+}" in words


def test_two_editions_that_are_no_neighbours(outputs: Path) -> None:
    done = run_extract("compare", APRIL, LAST, "--in", outputs, "--json")
    pairs = {(change["earlier_edition_id"], change["later_edition_id"]) for change in json.loads(done.stdout)}
    assert pairs == {(APRIL, LAST)}


def test_a_publication_is_told_pair_by_pair(outputs: Path) -> None:
    done = run_extract("compare", "federal-data-strategy", "--in", outputs)
    assert done.returncode == 1
    words = " ".join(done.stdout.split())
    assert f"{APRIL} → federal-data-strategy@2020-07-23 ·" in words
    assert f"{APRIL} → federal-data-strategy@2020-10-29 ·" in words, "over a gap"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["nothing.html", "else.html"],
            "nothing.html: there is no such page, and an edition's id is <publication>@<edition>",
        ),
        (["plan", "--in", "nowhere"], "nowhere is not the output of a run: it holds no publications.parquet"),
        ([str(JUNE)], "with what? compare takes two pages, two editions, or the id of one publication"),
        ([str(JUNE), "care-homes-action-plan@2020-12"], "there is no such page"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(arguments: list[str], sentence: str) -> None:
    done = run_extract("compare", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_names_that_a_run_does_not_have_are_answered_with_those_it_has(outputs: Path) -> None:
    done = run_extract("compare", "plan", "--in", outputs)
    assert "no publication 'plan'; there are care-homes-action-plan, federal-data-strategy" in done.stderr
    done = run_extract("compare", "care-homes-action-plan@2019", MARCH, "--in", outputs)
    assert f"no edition 'care-homes-action-plan@2019'; there are {DECEMBER}, {MARCH}" in done.stderr
    assert done.returncode == 2


def test_pages_in_two_languages_are_refused(tmp_path: Path) -> None:
    welsh = PAGE.replace('lang="en"', 'lang="cy"').encode()
    folder = write_corpus(tmp_path, {"plan/2024-06.html": PAGE.encode(), "plan/2024-12.html": welsh}) / "plan"
    done = run_extract("compare", folder / "2024-06.html", folder / "2024-12.html")
    assert done.returncode == 2
    assert "are in two languages" in done.stderr


def test_a_page_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path, {"plan/2024-06.html": b"", "plan/2024-12.html": PAGE.encode()}) / "plan"
    done = run_extract("compare", folder / "2024-06.html", folder / "2024-12.html")
    assert (done.returncode, "2024-06.html" in done.stderr) == (2, True)


# ---------------------------------------------------------------- overdue


def test_deadlines_that_passed_are_listed_the_oldest_first(outputs: Path) -> None:
    done = run_extract("overdue", outputs, "--as-at", "2021-03-31", "--only", "care-homes-action-plan")
    assert (done.returncode, done.stderr) == (1, "")
    words = " ".join(done.stdout.split())
    assert "2021-01-31 We will continue to work with the Nosocomial Transmission Group" in words
    assert "'Publication of final training strategy' was due January 2021, 59 days ago" in words
    days = [line[:10] for line in done.stdout.splitlines() if line[:2] == "20"]
    assert days == sorted(days)
    assert "2021-03-31" not in days, "a deadline has not passed on its last day"


def test_nothing_is_overdue_before_there_is_a_page(outputs: Path) -> None:
    done = run_extract("overdue", outputs, "--as-at", "2019-01-01")
    assert (done.returncode, done.stdout) == (0, "Nothing is overdue as at 2019-01-01.\n")


def test_overdue_as_json(outputs: Path) -> None:
    done = run_extract("overdue", outputs, "--as-at", "2021-03-31", "--json")
    found = json.loads(done.stdout)
    assert {one["publication_id"] for one in found} == {"care-homes-action-plan", "federal-data-strategy"}
    strategy = next(one for one in found if "final training strategy" in one["why"])
    assert (strategy["deadline"], strategy["days"], strategy["edition_id"]) == ("2021-01-31", 59, DECEMBER)


def test_a_day_that_is_none_is_refused(outputs: Path) -> None:
    done = run_extract("overdue", outputs, "--as-at", "March")
    assert done.returncode == 2
    assert "March" in done.stderr
