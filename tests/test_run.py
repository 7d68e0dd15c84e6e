"""Runs that must not differ, runs that die, and what makes an edition."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from extract.cli import run_command
from extract.run_record import read_run
from tests.corpora import CORPUS, FILES, HALTING_WRITER, PAGE, RECORD, read_bytes, read_rows, run_extract, write_corpus

GOOD = PAGE.encode()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run over the corpus."""
    return run_corpus(tmp_path_factory.mktemp("first") / "out")


def run_corpus(out: Path, *more: str, corpus: Path = CORPUS) -> dict[str, bytes]:
    assert run_command(["run", str(corpus), "--out", str(out), *more]) == 0
    return read_bytes(out)


def run_afresh(out: Path, *more: str, **environment: str) -> dict[str, bytes]:
    """The same in a process of its own."""
    done = run_extract("run", CORPUS, "--out", out, *more, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return read_bytes(out)


def ids_of(out: Path, edition_id: str) -> list[str]:
    return [row["action_id"] for row in read_rows(out, "actions") if row["edition_id"] == edition_id]


# ---------------------------------------------------------------- same in, same out


def test_all_files_are_written(first: dict[str, bytes]) -> None:
    assert sorted((*first, RECORD)) == sorted(FILES)


def test_again_into_the_same_folder(first: dict[str, bytes], tmp_path: Path) -> None:
    run_corpus(tmp_path / "out")
    assert run_corpus(tmp_path / "out", "--no-cache") == first


def test_with_another_hash_seed_locale_and_time_zone(first: dict[str, bytes], tmp_path: Path) -> None:
    elsewhere = {"PYTHONHASHSEED": "12345", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "0"}
    assert run_afresh(tmp_path / "out", **elsewhere) == first


def test_with_two_workers(first: dict[str, bytes], tmp_path: Path) -> None:
    assert run_afresh(tmp_path / "out", "--workers", "2") == first


def test_from_another_place_with_touched_files(first: dict[str, bytes], tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "pages"
    for number, path in enumerate(sorted(CORPUS.rglob("*"), reverse=True)):
        if path.is_file():
            copy = moved / path.relative_to(CORPUS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
            os.utime(copy, (number, number))
    assert run_corpus(tmp_path / "out", corpus=moved) == first


def test_other_words_are_another_run(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    run_corpus(tmp_path / "before", corpus=corpus)
    write_corpus(corpus, {"vocabulary.toml": b"[labels]\nowner = ['Who does it']"})
    run_corpus(tmp_path / "after", corpus=corpus)
    assert read_run(tmp_path / "before")["run_id"] != read_run(tmp_path / "after")["run_id"]


# ---------------------------------------------------------------- whole or not at all


@pytest.fixture
def halting_corpus(tmp_path: Path) -> Path:
    """A corpus whose second publication has words that come through a pipe: a run waits there until they do."""
    corpus = write_corpus(tmp_path / "corpus", {"a/2024-06.html": GOOD, "b/2024-06.html": GOOD})
    os.mkfifo(corpus / "b" / "vocabulary.toml")
    return corpus


@contextmanager
def run_until_it_halts(corpus: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that has read the first publication and waits inside the second, for words that never come."""
    command = [sys.executable, "-m", "extract", "run", str(corpus), "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        pipe = open_pipe(corpus / "b" / "vocabulary.toml", process)
        try:
            yield process
        finally:
            os.close(pipe)


def open_pipe(path: Path, reader: subprocess.Popen[str]) -> int:
    """Open a pipe to write, which succeeds once the other process has opened it to read."""
    while reader.poll() is None:
        with suppress(OSError):
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        with suppress(subprocess.TimeoutExpired):
            reader.wait(timeout=0.02)
    pytest.fail("the run ended before it came to the second publication")


def test_a_run_killed_while_it_reads(halting_corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = run_corpus(out, corpus=halting_corpus / "a")
    with run_until_it_halts(halting_corpus, out) as process:
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert read_bytes(out) == before


def test_a_run_that_is_interrupted_says_so(halting_corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = run_corpus(out, corpus=halting_corpus / "a")
    with run_until_it_halts(halting_corpus, out) as process:
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate()
    assert process.returncode == 130
    assert (printed, errors) == ("", "extract: interrupted; the outputs are as they were\n")
    assert read_bytes(out) == before


def test_a_run_killed_while_it_writes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    before = run_corpus(out, corpus=corpus)
    command = [sys.executable, "-c", HALTING_WRITER, str(out)]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half written\n"
        written = {path.name for path in tmp_path.rglob("*.parquet")} & {"editions.parquet", "mentions.parquet"}
        assert len(written) == 2
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert read_bytes(out) == before
    assert run_corpus(out, corpus=corpus) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.cache", "corpus", "out"], "nothing else is left"


def test_other_people_s_files_in_the_outputs_stay(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    run_corpus(tmp_path / "out", corpus=corpus)
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    assert run_corpus(tmp_path / "out", corpus=corpus)["notes.txt"] == b"mine"


# ---------------------------------------------------------------- ids last


def test_ids_stay_when_another_edition_comes(first: dict[str, bytes], tmp_path: Path) -> None:
    write_corpus(tmp_path / "all", first)
    for edition in ("2020-12.txt", "2021-03-24.txt"):
        out = tmp_path / edition
        run_corpus(out, corpus=CORPUS / "care-homes-action-plan" / edition)
        edition_id = f"care-homes-action-plan@{Path(edition).stem}"
        alone, together = ids_of(out, edition_id), ids_of(tmp_path / "all", edition_id)
        parts = {row["action_id"] for row in read_rows(tmp_path / "all", "actions") if row["part_of_action_id"]}
        assert [action for action in together if action not in parts] == alone


def test_only_one_publication_is_the_same_as_in_the_whole(first: dict[str, bytes], tmp_path: Path) -> None:
    run_corpus(tmp_path / "out", "--only", "care-homes-action-plan")
    write_corpus(tmp_path / "all", first)
    for table in ("editions", "actions", "progress", "next_steps", "target_dates", "mentions", "records", "changes"):
        of_all = [
            row for row in read_rows(tmp_path / "all", table) if row["publication_id"] == "care-homes-action-plan"
        ]
        assert read_rows(tmp_path / "out", table) == of_all


def test_a_publication_s_folder_is_the_same_as_only(tmp_path: Path) -> None:
    only = run_corpus(tmp_path / "only", "--only", "care-homes-action-plan")
    assert run_corpus(tmp_path / "folder", corpus=CORPUS / "care-homes-action-plan") == only


def test_a_file_of_a_publication_is_the_edition_it_is_in_the_folder(first: dict[str, bytes], tmp_path: Path) -> None:
    run_corpus(tmp_path / "out", corpus=CORPUS / "federal-data-strategy" / "2020-10-29.html")
    write_corpus(tmp_path / "all", first)
    for table in ("editions", "actions", "target_dates", "passages"):
        wanted = [row for row in read_rows(tmp_path / "all", table) if row["edition_id"].endswith("@2020-10-29")]
        found = read_rows(tmp_path / "out", table)
        for row in (*wanted, *found):
            row.pop("commitment_id", None)
        assert found == wanted


# ---------------------------------------------------------------- what makes an edition


def read_editions(tmp_path: Path, pages: dict[str, bytes]) -> list[str]:
    corpus = write_corpus(tmp_path / "corpus", pages)
    assert run_command(["run", str(corpus), "--out", str(tmp_path / "out")]) == 0
    assert run_command(["check", str(tmp_path / "out")]) == 0
    return [row["edition_id"] for row in read_rows(tmp_path / "out", "editions")]


def test_a_page_by_itself_has_its_name_from_its_file(tmp_path: Path) -> None:
    page = write_corpus(tmp_path, {"pages/Forest plan 2024-06.html": GOOD}) / "pages" / "Forest plan 2024-06.html"
    run_corpus(tmp_path / "out", corpus=page)
    (edition,) = read_rows(tmp_path / "out", "editions")
    assert (edition["edition_id"], edition["as_at"].isoformat()) == ("Forest-plan@2024-06", "2024-06-30")
    assert edition["as_at_precision"] == "month"


def test_one_edition_over_several_files(tmp_path: Path) -> None:
    second = PAGE.replace("<h2>Trees</h2>", "<h2>Paths</h2>").replace("Plant 500 trees.", "Mend ten paths.")
    pages = {f"p/2024-06/{number}.html": GOOD for number in (2,)} | {"p/2024-06/10.html": second.encode()}
    assert read_editions(tmp_path, pages) == ["p@2024-06"]
    records = read_rows(tmp_path / "out", "records")
    assert [row["action"] for row in records][:2] == ["Plant 500 trees.", "Map every wood."]
    assert records[2]["action"] == "Mend ten paths."
    assert [row["locator"].partition("#")[0] for row in read_rows(tmp_path / "out", "actions")] == [
        "2.html",
        "2.html",
        "10.html",
        "10.html",
    ]
    (edition,) = read_rows(tmp_path / "out", "editions")
    parts = [edition["text"][row["start"] : row["end"]] for row in read_rows(tmp_path / "out", "sources")]
    assert "\n".join(parts) == edition["text"]
    assert len(edition["source_sha256"]) == 64


def test_two_files_of_one_date_are_two_editions_and_a_problem(tmp_path: Path) -> None:
    changed = GOOD.replace(b"300 trees", b"450 trees")
    editions = read_editions(tmp_path, {"p/2024-06.htm": GOOD, "p/2024-06.html": changed})
    assert editions[0] == "p@2024-06"
    assert re.fullmatch(r"p@2024-06~[0-9a-f]{8}", editions[1])
    (problem,) = [row for row in read_rows(tmp_path / "out", "problems") if row["code"] == "same_edition_twice"]
    assert problem["edition_id"] == editions[1]
    assert "p/2024-06.html" in problem["message"]


def test_the_same_file_three_times_is_one_edition(tmp_path: Path) -> None:
    pages = {f"p/2024-06.{suffix}": GOOD for suffix in ("htm", "html", "xhtml")}
    assert read_editions(tmp_path, pages) == ["p@2024-06"]
    assert len(read_rows(tmp_path / "out", "sources")) == 3
    codes = [row["code"] for row in read_rows(tmp_path / "out", "problems")]
    assert codes == ["same_edition_twice", "same_edition_twice"]


def test_equal_files_of_two_dates_are_two_editions(tmp_path: Path) -> None:
    assert read_editions(tmp_path, {"p/2024-06.html": GOOD, "p/2024-12.html": GOOD}) == ["p@2024-06", "p@2024-12"]


def test_editions_are_in_order_of_their_dates(tmp_path: Path) -> None:
    pages = {f"p/{name}.html": GOOD for name in ("2024", "2024-06-15", "2024-06", "2023-12", "2024-06-30~cy")}
    assert read_editions(tmp_path, pages) == [
        "p@2023-12",
        "p@2024-06-15",
        "p@2024-06",
        "p@2024-06-30~cy",
        "p@2024",
    ]


def test_each_language_has_a_history_of_its_own(tmp_path: Path) -> None:
    welsh = PAGE.replace('lang="en"', 'lang="cy"').encode()
    pages = {"p/2024-06.html": GOOD, "p/2024-12.html": GOOD, "p/2024-06~cy.html": welsh, "p/2024-12~cy.html": welsh}
    read_editions(tmp_path, pages)
    pairs = {(row["earlier_edition_id"], row["later_edition_id"]) for row in read_rows(tmp_path / "out", "links")}
    assert pairs == {("p@2024-06", "p@2024-12"), ("p@2024-06~cy", "p@2024-12~cy")}


def test_earlier_outputs_inside_the_corpus_are_not_read(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"p/2024-06.html": GOOD})
    before = run_corpus(corpus / "tables", corpus=corpus)
    assert run_corpus(corpus / "tables", corpus=corpus) == before


def test_what_lies_beside_the_pages_is_not_a_page(tmp_path: Path) -> None:
    beside = ("README.md", "LICENSE", "publication.toml", "2024-06.html.meta.toml", ".DS_Store")
    pages = {"p/2024-06.html": GOOD, "p/2024-06_files/style.html": GOOD} | {f"p/{name}": b"" for name in beside}
    assert read_editions(tmp_path, pages) == ["p@2024-06"]
    assert len(read_rows(tmp_path / "out", "sources")) == 1
