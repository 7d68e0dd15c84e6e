"""What was made is not made again, and the tables do not tell: every change of an input, against a fresh run."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from extract.account import RunSummary
from extract.batch import find_default_cache, list_plan, run_corpus
from extract.cli import run_command
from extract.corpus import EditionFiles
from extract.engines import ThisProcess
from extract.keys import WITHOUT_A_SAY
from extract.pages import PagesRead, read_edition
from extract.review.log import DecisionLog
from extract.review.pages.material import load_material
from extract.watch import Watch
from tests.corpora import PAGE, read_bytes, write_corpus
from tests.review.samples import decide, enter

GOOD = PAGE.encode()
PLANS = ("birch", "elm", "oak", "yew")
MONTH = 31 * 86_400


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Four plans of two editions each, written long ago."""
    later = GOOD.replace(b"300 trees", b"450 trees")
    pages = {f"{plan}/{name}.html": page for plan in PLANS for name, page in (("2024-06", GOOD), ("2024-12", later))}
    folder = write_corpus(tmp_path / "corpus", pages)
    age(folder)
    return folder


def age(folder: Path) -> None:
    """So that size and time are trusted: those of a file that was written just now are not."""
    for path in folder.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def run(corpus: Path, outputs: Path, decisions: Path | None = None) -> RunSummary:
    cache = find_default_cache(outputs)
    return run_corpus(corpus, outputs, decisions=decisions, engine=ThisProcess(), cache=cache)


def run_afresh(corpus: Path, outputs: Path, decisions: Path | None = None) -> dict[str, bytes]:
    run_corpus(corpus, outputs, decisions=decisions, engine=ThisProcess())
    return read_bytes(outputs)


def test_an_unchanged_corpus_is_left_as_it_is(corpus: Path, tmp_path: Path) -> None:
    first = run(corpus, tmp_path / "out")
    written = {path.name: path.stat().st_ino for path in (tmp_path / "out").glob("*.parquet")}
    again = run(corpus, tmp_path / "out")
    assert (first.from_cache, again.from_cache, again.same) == (0, 4, True)
    assert replace(again, from_cache=0, same=False, flags=first.flags) == first
    assert {path.name: path.stat().st_ino for path in (tmp_path / "out").glob("*.parquet")} == written


def test_tables_that_were_tampered_with_are_written_again(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out")
    before = read_bytes(tmp_path / "out")
    (tmp_path / "out" / "links.parquet").write_bytes(b"tampered")
    assert not run(corpus, tmp_path / "out").same
    assert read_bytes(tmp_path / "out") == before


def change_a_page(corpus: Path) -> None:
    page = corpus / "elm" / "2024-12.html"
    page.write_bytes(page.read_bytes().replace(b"450 trees", b"460 trees"))


def add_an_edition(corpus: Path) -> None:
    (corpus / "elm" / "2025-06.html").write_bytes(GOOD.replace(b"All woods were mapped.", b"No wood was mapped."))


def remove_an_edition(corpus: Path) -> None:
    (corpus / "elm" / "2024-06.html").unlink()


def rename_an_edition(corpus: Path) -> None:
    (corpus / "elm" / "2024-06.html").rename(corpus / "elm" / "2024-05.html")


def break_a_page(corpus: Path) -> None:
    (corpus / "elm" / "2024-06.html").write_bytes(b"%PDF-1.7")


def describe(corpus: Path) -> None:
    (corpus / "elm" / "publication.toml").write_text('title = "Elms"\ncountry = "CA"', encoding="utf-8")


def say_where_a_page_is_from(corpus: Path) -> None:
    (corpus / "elm" / "2024-06.html.meta.toml").write_text('url = "https://plans.example/elm"', encoding="utf-8")


def add_words_of_one(corpus: Path) -> None:
    (corpus / "elm" / "vocabulary.toml").write_text("[statuses]\ndelayed = ['Complete']", encoding="utf-8")


def add_bodies_of_one(corpus: Path) -> None:
    (corpus / "elm" / "organisations.toml").write_text(
        '[[organisation]]\nname = "Woods"\ncountry = "GB"\n', encoding="utf-8"
    )


CHANGES: list[Callable[[Path], None]] = [
    change_a_page,
    add_an_edition,
    remove_an_edition,
    rename_an_edition,
    break_a_page,
    describe,
    say_where_a_page_is_from,
    add_words_of_one,
    add_bodies_of_one,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changed_is_made_anew_and_nothing_else(
    change: Callable[[Path], None], corpus: Path, tmp_path: Path
) -> None:
    run(corpus, tmp_path / "out")
    before = read_bytes(tmp_path / "out")
    change(corpus)
    plan = list_plan(corpus, cache=find_default_cache(tmp_path / "out"))
    assert [one.publication_id for one in plan if not one.kept] == ["elm"]
    summary = run(corpus, tmp_path / "out")
    after = read_bytes(tmp_path / "out")
    assert (summary.from_cache, summary.same) == (3, False)
    assert after == run_afresh(corpus, tmp_path / "fresh")
    assert after != before


def test_words_beside_the_corpus_change_every_publication(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out")
    (corpus / "vocabulary.toml").write_text("[statuses]\ndelayed = ['Complete']", encoding="utf-8")
    assert run(corpus, tmp_path / "out").from_cache == 0
    assert read_bytes(tmp_path / "out") == run_afresh(corpus, tmp_path / "fresh")
    (corpus / "vocabulary.toml").unlink()
    assert run(corpus, tmp_path / "out").from_cache == 4


def test_a_publication_that_went_is_gone_from_the_tables(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out")
    shutil.rmtree(corpus / "elm")
    summary = run(corpus, tmp_path / "out")
    assert (summary.publications, summary.from_cache) == (3, 3)
    assert read_bytes(tmp_path / "out") == run_afresh(corpus, tmp_path / "fresh")


def test_a_decision_changes_the_publication_it_is_about(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out")
    material = load_material(tmp_path / "out")
    change_id = next(one for one, row in material.changes.items() if row["publication_id"] == "oak" and row["flagged"])
    log = DecisionLog(tmp_path / "decisions.sqlite")
    log.append(enter(decide(material.subjects[change_id])))
    log.close()
    assert run(corpus, tmp_path / "out", decisions=log.path).from_cache == 3
    assert read_bytes(tmp_path / "out") == run_afresh(corpus, tmp_path / "fresh", decisions=log.path)
    shutil.rmtree(corpus / "oak")
    summary = run(corpus, tmp_path / "out", decisions=log.path)
    assert (summary.from_cache, len(summary.decisions.lost if summary.decisions else ())) == (3, 1)
    assert run(corpus, tmp_path / "out", decisions=log.path).same
    assert read_bytes(tmp_path / "out") == run_afresh(corpus, tmp_path / "fresh", decisions=log.path)


def test_touched_and_moved_files_are_known_by_their_content(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out")
    for path in corpus.rglob("*.html"):
        path.touch()
    assert run(corpus, tmp_path / "out").same
    shutil.copytree(corpus, tmp_path / "elsewhere")
    assert run(tmp_path / "elsewhere", tmp_path / "out").same


def test_other_code_makes_everything_anew(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(corpus, tmp_path / "out")
    for module in ("keys", "batch", "publications", "tasks"):
        monkeypatch.setattr(f"extract.{module}.hash_versions", lambda: "another version")
    assert run(corpus, tmp_path / "out").from_cache == 0


def test_one_cache_serves_two_folders_of_outputs(corpus: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for outputs in ("one", "two"):
        summary = run_corpus(corpus, tmp_path / outputs, engine=ThisProcess(), cache=cache)
    assert (summary.from_cache, summary.same) == (4, False)
    assert read_bytes(tmp_path / "one") == read_bytes(tmp_path / "two")
    only = run_corpus(corpus, tmp_path / "one", engine=ThisProcess(), cache=cache, only="elm")
    assert (only.publications, only.from_cache) == (1, 1)
    assert run_corpus(corpus, tmp_path / "two", engine=ThisProcess(), cache=cache).same


# ---------------------------------------------------------------- damage


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def damage_the_index(cache: Path) -> None:
    (cache / "index.sqlite").write_bytes(b"no database" * 1_000)


def mix_up_the_index(cache: Path) -> None:
    """Every key leads to another publication's rows."""
    with sqlite3.connect(cache / "index.sqlite") as index:
        index.execute("update publications set row = row + 1")
    index.close()


def damage_the_parts(cache: Path) -> None:
    for part in (cache / "parts").iterdir():
        flip(part)


def remove_the_parts(cache: Path) -> None:
    shutil.rmtree(cache / "parts")


def cut_the_parts_short(cache: Path) -> None:
    for part in (cache / "parts").iterdir():
        part.write_bytes(part.read_bytes()[:100])


def damage_the_readings(cache: Path) -> None:
    for reading in (cache / "readings").glob("*/*"):
        flip(reading)


def empty_the_readings(cache: Path) -> None:
    for reading in (cache / "readings").glob("*/*"):
        reading.write_bytes(b"")


DAMAGES: list[Callable[[Path], None]] = [
    damage_the_index,
    mix_up_the_index,
    damage_the_parts,
    remove_the_parts,
    cut_the_parts_short,
    damage_the_readings,
    empty_the_readings,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_is_damaged_is_made_again(damage: Callable[[Path], None], corpus: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    run(corpus, outputs)
    damage(find_default_cache(outputs))
    change_a_page(corpus)
    run(corpus, outputs)
    assert read_bytes(outputs) == run_afresh(corpus, tmp_path / "fresh")
    assert run(corpus, outputs).same


class Trap:
    """What somebody might put into the cache of somebody else."""

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("trapped"),))


def test_a_reading_that_is_none_of_ours_is_not_run(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(corpus, tmp_path / "out")
    data = pickle.dumps(Trap())
    packed = len(data).to_bytes(8, "big") + pa.compress(data, "lz4", asbytes=True)
    for reading in (find_default_cache(tmp_path / "out") / "readings").glob("*/*"):
        reading.write_bytes(hashlib.sha256(packed).digest() + packed)
    change_a_page(corpus)
    run(corpus, tmp_path / "out")
    assert not Path("trapped").exists()


# ---------------------------------------------------------------- single pages


def test_a_page_is_not_read_again_when_another_of_its_publication_changes(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(corpus, tmp_path / "out")
    change_a_page(corpus)
    read: list[str] = []

    def note(files: EditionFiles, watch: Watch) -> PagesRead:
        read.append(files.paths[0].name)
        return read_edition(files, watch)

    monkeypatch.setattr("extract.remembered.read_edition", note)
    run(corpus, tmp_path / "out")
    assert read == ["2024-12.html"]


def test_what_nobody_used_for_a_month_is_deleted(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = find_default_cache(tmp_path / "out")
    run(corpus, tmp_path / "out")
    before = sorted((cache / "readings").glob("*/*"))
    now = time.time()
    monkeypatch.setattr("extract.cache.time.time", lambda: now + MONTH)
    change_a_page(corpus)
    run(corpus, tmp_path / "out")
    assert not any(path.exists() for path in before)
    assert run(corpus, tmp_path / "out").same


# ---------------------------------------------------------------- the commands


def test_the_record_of_a_run_tells_what_is_new(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "one")
    change_a_page(corpus)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    run(corpus, tmp_path / "two")
    record = json.loads((tmp_path / "two" / "run.json").read_text(encoding="utf-8"))
    assert record["publications"] == {"from_cache": 0, "made": 4}
    assert len(record["flags"]["new"]) >= 1
    assert set(record["seconds"]) == {"look", "read", "follow", "rows", "write"}
    assert [entry["path"] for entry in record["inputs"]][:2] == ["birch/2024-06.html", "birch/2024-12.html"]


def test_a_dry_run_writes_nothing(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", str(corpus), "--out", str(tmp_path / "out"), "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "elm: 2 files, to be read" in printed
    assert "4 publications, 8 files; 4 to be read" in printed
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_all_code_that_has_a_say_is_in_the_key() -> None:
    """Of what a worker imports, only the watch over it and the list of unused words have none."""
    code = "import sys, extract.publications; print(*(name for name in sys.modules if name.startswith('extract.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = {name.removeprefix("extract.").replace(".", "/") for name in done.stdout.split()}
    assert "layouts/tables" in imported
    assert {name for name in imported if name in WITHOUT_A_SAY} == {"watch", "unused_words"}
