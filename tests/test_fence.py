"""The fence: pages that never end, take all memory or kill their process, among good ones that come out the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract.batch import run_corpus
from extract.engines import ThisProcess, WorkerProcesses
from extract.schemas import TABLES
from extract.watch import Limits
from tests.corpora import PAGE, Row, read_bytes, read_rows, run_extract, write_corpus

# Python looks for this module when it starts, so that it is in every process of the run, and in no user's.
HOOK = """
import os, re, signal, time
import extract.read

def read_page(data, vocabulary, name="", read_page=extract.read.read_page):
    if b"this page sleeps" in data:
        time.sleep(10_000)
    if b"this page spins" in data:
        re.match("(a+)+$", "a" * 64 + "b")
    if b"this page eats" in data:
        bytearray(1 << 33)
    if b"this page kills" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_page(data, vocabulary, name=name)

extract.read.read_page = read_page
"""
SAYING = "<p>this page {}</p>"
HOSTILE = {
    "h-sleeps/2024-06.html": SAYING.format("sleeps").encode(),
    "h-spins/2024-06.html": SAYING.format("spins").encode(),
    "h-eats/2024-06.html": SAYING.format("eats").encode(),
    "h-kills/2024-06.html": SAYING.format("kills").encode(),
    "h-bomb/2024-06.html": b"<div>" * 20_000 + b"words",
    "h-cut/2024-06.html": PAGE.encode()[:420],
    "h-binary/2024-06.html": bytes(range(256)) * 50,
    "h-encoding/2024-06.html": PAGE.replace("planted", "planté").encode("utf-16-le"),
}
UNREAD = {
    "h-sleeps": "timed_out",
    "h-spins": "timed_out",
    "h-eats": "too_large",
    "h-kills": "unreadable",
    "h-bomb": "too_large",
    "h-binary": "unreadable",
    "h-encoding": "unreadable",
}


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("hook")
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return os.pathsep.join((str(folder), *filter(None, [os.environ.get("PYTHONPATH")])))


def write_good(folder: Path) -> Path:
    pages = {
        f"plan-{number:02}/{name}.html": PAGE.replace("300", str(300 + number)).replace("500", year).encode()
        for number in range(24)
        for name, year in (("2024-06", "700"), ("2024-12", "800"))
    }
    return write_corpus(folder, pages)


def rows_of_plans(outputs: Path) -> dict[str, list[Row]]:
    """The rows of the good pages in every table that says what its rows are about."""
    return {
        name: [row for row in read_rows(outputs, name) if row["publication_id"].startswith("plan-")]
        for name, table in TABLES.items()
        if "publication_id" in table.column_names
    }


@pytest.mark.parametrize("workers", ["1", "2"])
def test_good_pages_come_out_the_same_beside_hostile_ones(workers: str, hook: str, tmp_path: Path) -> None:
    corpus = write_good(tmp_path / "corpus")
    run_corpus(corpus, tmp_path / "good", engine=ThisProcess())
    write_corpus(corpus, HOSTILE)
    options = ("--workers", workers, "--page-seconds", "4", "--page-memory", "512")
    done = run_extract("run", corpus, "--out", tmp_path / "out", *options, PYTHONPATH=hook)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert rows_of_plans(tmp_path / "out") == rows_of_plans(tmp_path / "good")
    problems = read_rows(tmp_path / "out", "problems")
    found = {row["publication_id"]: row["code"] for row in problems if row["edition_id"] is None}
    assert found == UNREAD
    told = {row["publication_id"]: row["message"] for row in problems}
    assert told["h-sleeps"] == "2024-06.html: the work on it took more than 4 seconds"
    assert told["h-kills"] == "2024-06.html: the process that worked on it died, twice"
    assert told["h-eats"] == "2024-06.html: the work on it needs more memory than a page may have"
    for publication_id in UNREAD:
        assert f"{publication_id}/2024-06.html: " in done.stderr


def test_what_was_not_read_for_want_of_time_is_tried_again(hook: str, tmp_path: Path) -> None:
    pages = {name: HOSTILE[name] for name in ("h-kills/2024-06.html", "h-binary/2024-06.html")}
    corpus = write_corpus(tmp_path / "corpus", pages)
    assert run_extract("run", corpus, "--out", tmp_path / "out", PYTHONPATH=hook).returncode == 3
    before = read_bytes(tmp_path / "out")
    done = run_extract("run", corpus, "--out", tmp_path / "out")
    assert "1 of 2 publications were as the run before left them" not in done.stdout
    assert read_bytes(tmp_path / "out") != before
    codes = {row["publication_id"]: row["code"] for row in read_rows(tmp_path / "out", "problems")}
    assert codes["h-binary"] == "unreadable"
    assert codes.get("h-kills") != "unreadable"


def test_one_edition_that_kills_takes_no_other_with_it(hook: str, tmp_path: Path) -> None:
    corpus = write_good(tmp_path / "corpus")
    write_corpus(corpus, {"plan-00/2025-06.html": HOSTILE["h-kills/2024-06.html"]})
    assert run_extract("run", corpus, "--out", tmp_path / "out", PYTHONPATH=hook).returncode == 3
    editions = [row["edition_id"] for row in read_rows(tmp_path / "out", "editions")]
    assert editions[:2] == ["plan-00@2024-06", "plan-00@2024-12"]
    assert len(editions) == 48
    (source,) = [row for row in read_rows(tmp_path / "out", "sources") if row["edition_id"] is None]
    assert source["path"] == "plan-00/2025-06.html"


def test_strict_leaves_with_one_when_a_page_has_a_problem(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"plan/2024-06.html": b"<p>Nothing of note.</p>"})
    assert run_extract("run", corpus, "--out", tmp_path / "out").returncode == 0
    assert run_extract("run", corpus, "--out", tmp_path / "out", "--strict").returncode == 1


def test_limits_hold_for_the_work_on_a_publication_as_a_whole(tmp_path: Path) -> None:
    """A real page that is large, with less time than it takes."""
    rows = "<tr><td>Plant trees in {0}.</td><td>We planted {0} trees.</td><td>March 2025</td></tr>"
    table = "".join(rows.format(number) for number in range(6_000))
    page = f"<h1>Plan</h1><table><tr><th>Action</th><th>Progress</th><th>Target date</th></tr>{table}</table>"
    pages = {"large/2024-06.html": page.encode(), "plan/2024-06.html": PAGE.encode()}
    corpus = write_corpus(tmp_path / "corpus", pages)
    summary = run_corpus(corpus, tmp_path / "out", engine=WorkerProcesses(1, Limits(seconds=1.5)))
    assert [(page.path, page.code) for page in summary.unread] == [("large/2024-06.html", "timed_out")]
    assert summary.records == 2
