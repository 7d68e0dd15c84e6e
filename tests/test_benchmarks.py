"""The benchmarks run, and their pages are what they are said to be."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.many import main as watch
from benchmarks.pages import make_bare_page, make_page, make_pages, write_corpus
from benchmarks.rows import ROWS
from extract.data import load_vocabulary
from extract.layouts import split_records
from extract.read import read_page


def words_of(page: bytes) -> set[str]:
    document = read_page(page, load_vocabulary())
    return {
        word for block in document.blocks if not block.chrome for word in document.text[block.start : block.end].split()
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_page_is_as_large_as_those_it_stands_for(seed: int) -> None:
    page = make_page(seed).decode()
    assert 115_000 < len(page) < 127_000
    assert len(re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]) == pytest.approx(26_000, rel=0.01)  # type: ignore[index]
    assert [len(picture) for picture in re.findall(r"<svg.*?</svg>", page)] == pytest.approx([11_000] * 2, rel=0.02)
    assert len(re.findall(r'class="menu__link"', page)) == 96
    assert 600 < len(re.findall(r"<[a-z]", page)) < 900
    text = read_page(page.encode(), load_vocabulary())
    assert 23_000 < sum(block.end - block.start for block in text.blocks if not block.chrome) < 32_000


def test_the_same_seed_makes_the_same_page() -> None:
    assert make_page(7) == make_page(7)
    assert make_pages(3, 2) == [make_page(3), make_page(4)]


def test_a_page_has_many_words_that_the_one_before_has_not() -> None:
    pages = [words_of(page) for page in make_pages(0, 6)]
    for before, page in pairwise(pages):
        assert len(page - before) > 0.4 * len(page)


@pytest.mark.parametrize(
    ("seed", "layout", "records", "has_next_steps"), [(0, "L1", 18, True), (2, "L1", 18, True), (1, "L8", 19, False)]
)
def test_half_the_pages_are_tables_and_half_are_headings(
    seed: int, layout: str, records: int, has_next_steps: bool
) -> None:
    vocabulary = load_vocabulary()
    reading = split_records(read_page(make_page(seed), vocabulary), vocabulary)
    assert (reading.layout, len(reading.drafts), len(reading.themes)) == (layout, records, 6)
    assert ("next_steps" in reading.fields) == has_next_steps


def test_a_doubled_page_has_twice_the_records() -> None:
    vocabulary = load_vocabulary()
    assert len(split_records(read_page(make_page(0, times=2), vocabulary), vocabulary).drafts) == 36


@pytest.mark.parametrize("seed", range(2))
def test_pages_without_furniture_grow_from_a_tenth_of_a_common_page_to_ten_times_one(seed: int) -> None:
    assert [round(len(make_bare_page(seed, themes)) / 1_000, -1) for themes in (2, 24, 240)] == [
        10,
        130,
        pytest.approx(1_300, rel=0.03),
    ]


def test_a_corpus_has_a_publication_for_each_page(tmp_path: Path) -> None:
    pages = make_pages(0, 2)
    write_corpus(pages, tmp_path)
    assert [path.read_bytes() for path in sorted(tmp_path.glob("*/*.html"))] == pages


def test_the_smoke_size_measures_and_writes_what_was_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "figures.json"
    measured = ["job", "organisations", "text", "beautifulsoup", "growth", "sizes", "changed", "review"]
    assert main(["--smoke", "--rows", *measured, "--json", str(figures)]) == 0
    written = json.loads(figures.read_text(encoding="utf-8"))
    rows = {row["name"]: row for row in written["rows"]}
    assert list(rows) == measured
    for row in rows.values():
        assert 0 < row["lowest"] <= row["median"] <= row["highest"]
        assert len(row["values"]) == written["rounds"]
    # No machine parses a page, writes its records and tags its words in less time than it parses the page.
    assert rows["job"]["unit"] == "P"
    assert rows["job"]["lowest"] > 1
    assert rows["organisations"]["notes"]["words a second"] > 0
    assert "organisations" in capsys.readouterr().out


def test_a_long_run_is_watched_until_its_tables_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert watch(["--pages", "3", "--themes", "1", "--workers", "1"]) == 0
    printed = capsys.readouterr().out
    megabytes = [[int(figure) for figure in line.split("│")[3:5]] for line in printed.splitlines() if "│" in line]
    assert len(megabytes) >= 2
    assert all(command > 30 and worker > 30 for command, worker in megabytes)
    assert re.search(
        r"^3 pages, \d+ rows, \d+ s by the clock, \d+ s of the processors; at most \d+ MB", printed, re.MULTILINE
    )


def test_a_row_that_does_not_exist_is_refused_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["--rows", "speed"])
    assert refused.value.code == 2
    message = capsys.readouterr().err
    assert all(name in message for name in ROWS)
