"""Pages made to break the reader: bombs, endless nests, markup that hides words, strings that are dear to match.

A page comes out right or becomes a problem that says why not; the promises hold for whatever was written; and twice the
page is twice the work, which is counted in calls and never by the clock.
"""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from extract.cli import run_command
from extract.corpus import find_editions
from extract.data import load_vocabulary
from extract.errors import PageError
from extract.layouts import split_records
from extract.layouts.history import unfold_history
from extract.model import Document
from extract.pages import read_edition
from extract.pipeline import follow_publication
from extract.read import read_page
from tests.corpora import read_rows, write_corpus
from tests.test_promises import hold_promises

BEGIN = "<!doctype html><html><head><title>Plan</title></head><body><h1>Plan</h1><p>first words</p>"
END = "<p>last words</p></body></html>"
HEAD = "<tr><th>Action</th><th>Progress</th><th>Target date</th></tr>"
ROW = "<tr><td>Plant trees.</td><td>We planted 5 trees.</td><td>March 2025</td></tr>"


def read(markup: str) -> Document:
    return read_page(markup.encode("utf-8", "surrogatepass"), load_vocabulary())


# ---------------------------------------------------------------- too large, never shorter

DEEP = 10_000
TOO_LARGE = {
    "divisions": "<div>" * DEEP + "deep words",
    "spans": "<p>" + "<span>" * DEEP + "deep words",
    "lists": "<ul><li>words " * DEEP,
    "tables": "<table><tr><td>words " * 300 + "</table>" * 300,
    "many faults before the nest": "</x>" * DEEP + "<div>" * DEEP + "deep words",
    "one text": "<p>" + "word " * 2_200_000,
    "one attribute": "<p title='" + "x" * 11_000_000 + "'>words</p>",
    "columns by rows": "<table>" + HEAD + "<tr>" + "<td>a" * 1_001 + "<tr><td>a" * 1_000 + "</table>",
    "spans of columns": "<table>" + HEAD + ("<tr>" + "<td colspan=1000>words" * 4) * 300 + "</table>",
    "paragraphs": "<div>" * 240 + "<p>x</p>" * 70_000,
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_the_parser_would_leave_out_is_too_large(name: str) -> None:
    with pytest.raises(PageError) as caught:
        read(BEGIN + TOO_LARGE[name] + END)
    assert caught.value.code == "too_large"


def test_hostile_pages_stop_no_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = {
        "p/2024-01.html": (BEGIN + "<div>" * DEEP + END).encode(),
        "p/2024-02.html": (BEGIN + f"<table>{HEAD}{ROW}{ROW.replace('trees', 'oaks')}</table>" + END).encode(),
        "p/2024-03.txt": b"[" * 100_000,
        "p/2024-04.html": (BEGIN + "&#0;&#xD800;&#x10FFFF;\0" * 100 + END).encode(),
    }
    corpus = write_corpus(tmp_path / "corpus", pages)
    assert run_command(["run", str(corpus), "--out", str(tmp_path / "out")]) == 3
    errors = capsys.readouterr().err
    assert "too_large: p/2024-01.html" in errors
    assert "Traceback" not in errors
    assert "our own fault" not in errors
    assert len(read_rows(tmp_path / "out", "records")) == 2
    assert run_command(["check", str(tmp_path / "out")]) == 0


# ---------------------------------------------------------------- bombs that are read right


def test_a_cell_over_a_hundred_thousand_rows() -> None:
    rows = "<tr><td>Five trees were planted.</td><td>May 2025</td></tr>" * 50
    table = (
        f"<table>{HEAD}<tr><td rowspan=100000>Plant trees.</td><td>A start.</td><td>May 2025</td></tr>{rows}</table>"
    )
    reading = split_records(read(BEGIN + table + END), load_vocabulary())
    assert len(reading.drafts) == 1
    assert sum(piece.role == "progress" for piece in reading.drafts[0].pieces) == 51


def test_a_band_over_more_columns_than_there_are() -> None:
    band = "<tr><td colspan=1000>Woods</td></tr>"
    document = read(BEGIN + f"<table>{HEAD}{band}{ROW}{band}{ROW}</table>" + END)
    assert {len(row) for row in document.tables[0].grid} == {3}
    assert [cell.columns for cell in document.cells].count(3) == 2
    assert len(split_records(document, load_vocabulary()).drafts) == 2


def test_columns_of_a_thousand_dates() -> None:
    months = "January February March April May June July August September October November December".split()
    heads = "".join(f"<th>Status at {months[n % 12]} {1990 + n // 12}" for n in range(120))
    row = "<tr><td>Plant trees.</td>" + "<td>Complete</td>" * 120
    reading = split_records(
        read(BEGIN + f"<table><tr><th>Action</th>{heads}</tr>{row}{row}</table>" + END), load_vocabulary()
    )
    latest, *earlier = unfold_history(reading)
    assert [problem.code for problem in latest.problems] == ["other"]
    assert "119 columns of earlier dates" in latest.problems[0].message
    assert len(earlier) == 48


# ---------------------------------------------------------------- words that markup hides

SHOWN = {
    "behind the end of the page": "</body></html><p>more words</p>",
    "a second page": "</body></html>\n<!doctype html><html><head><title>Two</title></head><body><p>more words</p>",
    "a second body": "<body><p>more words</p></body>",
    "a drawing without an end": "<svg><path d='M0 0'><p>more words</p>",
    "a formula without an end": "<math><mi>x<p>more words</p>",
    "a choice without an end": "<select><option>one<p>more words</p>",
    "a drawing with an end": "<svg><text>no words</text></svg><p>more words</p>",
    "an old element": "<xmp>more words</xmp><marquee>m</marquee>",
    "an element of the site's own": "<my-card><span slot=x>more words</span></my-card>",
    "a conditional comment": "<![if !IE]><p>more words</p><![endif]>",
    "code of the server": "<?php echo 1 > 2 ?><p>more words</p>",
    "a null byte": "\0<p>more words</p>\0",
    "a byte order mark": "\ufeff<p>more words</p>",
    "twice the same attribute": "<p id=a id=b class=x class=y>more words</p>",
    "words loose in a table": "<table>more words<tr><td>x</table>",
    "a paragraph in bold": "<b><h2>more words</h2><p>x</b>y</p>",
    "frames": "<frameset><frame src=a><noframes><p>more words</p></noframes></frameset>",
    "an entity of a hundred thousand letters": "<p>&" + "a" * 100_000 + "; more words</p>",
}


@pytest.mark.parametrize("name", SHOWN)
def test_words_that_a_browser_shows_are_read(name: str) -> None:
    words = read(BEGIN + SHOWN[name] + END).text.split("\n")
    assert "first words" in words
    assert any("more words" in line for line in words)
    assert "last words" in words[-1]
    assert "no words" not in words


def test_words_in_a_head_that_never_ends() -> None:
    page = "<html><head><title>no words</title><x-foo><p>first words</p></x-foo></head><body><p>last words</p>"
    assert read(page).text == "first words\nlast words"


def test_prefixed_elements() -> None:
    page = (
        '<?xml version="1.0" encoding="utf-8"?><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:h1>Plan</h:h1>'
        f"<h:table>{HEAD}{ROW}</h:table></h:body></h:html>".replace("<t", "<h:t").replace("</t", "</h:t")
    )
    document = read(page)
    assert [block.kind for block in document.blocks][:2] == ["heading", "paragraph"]
    assert document.tables[0].grid == ((0, 1, 2), (3, 4, 5))


@pytest.mark.parametrize(
    "cut", ["<!-- and so on", "<script>let a = 1", "<textarea>and", "<p class='x", "<iframe src=x>"]
)
def test_a_page_that_ends_inside_its_markup_says_so(cut: str) -> None:
    document = read(BEGIN + cut)
    assert document.text == "Plan\nfirst words"
    assert [problem.code for problem in document.problems] == ["possibly_truncated"]
    assert read(BEGIN + END).problems == ()


# ---------------------------------------------------------------- odd pages keep the promises

SIZE = 3_000
ODD_HTML = {
    "nothing closed": "<table><tr><td><ul><li><p><b><i>words " * 25,
    "crossed": "<b><i></b></i>x" * SIZE,
    "only ends": "</div></p></td></table>" * SIZE,
    "lone signs": "<" * SIZE + "<p>x</p>" + "</" * SIZE + "<p>y</p>" + "<!" * SIZE + ">z",
    "no-break spaces": "<p>" + "&nbsp;" * SIZE + "<p>x" + "<p>&nbsp;" * SIZE,
    "entities": "<p>" + "&#0;&#xD800;&#x10FFFF;&nosuch;&#x200b;&#99999999999; " * 500,
    "breaks": "<p>word" + "<br>" * SIZE + "- word<br>" * SIZE,
    "marks": "<p>" + "- <b>word</b> <span class=x>y</span><br>" * 500,
    "rows without a table": "<tr><td>Action<td>x" * 300,
    "headers alone": "<table>" + HEAD * 300 + "</table>",
    "lists and tables in cells": "<table>"
    + HEAD
    + "<tr><td><h4>Plant</h4><ul><li>a<li>b<table><tr><td>n</table></ul><td>We did:<ul><li>x</ul><td>May" * 60
    + "</table>",
    "empty cells": "<table>" + HEAD + "<tr><td></td><td></td><td></td></tr>" * 500 + ROW + "</table>",
    "bidi and marks": "<p>\u202eAction\u202c: a\u0301\u0327\u200b\u200d\u2066x\u2069 Status\u00ad: Complete</p>" * 200,
    "line ends": "<p>Action:\x0b\x0c\x85\u2028\u2029\r\rStatus:</p>" * 200,
    "classes": f'<div class="{"status-" * SIZE}complete card"><p>Plant</p><p>x</p></div>' * 2,
}
ODD_TEXT = {
    "line ends": "A\x0cB\x85C\u2028D\u2029E\x0bF\x1cG\n" * 500,
    "old line ends": "| Action | Progress |\r|---|---|\r" + "| Plant | Done |\r" * 200,
    "pipes alone": "|\n" * 500,
    "dashes alone": "|---|---|\n" * 300,
    "empty cells": "| Action | Progress |\n|---|---|\n" + "|  |  |\n" * 300,
    "ragged": "| Action | Progress |\n|---|---|\n" + "".join("| x " * (n % 9 + 1) + "|\n" for n in range(200)),
    "one long line": "# Plan\n" + "word " * 20_000,
    "tabs": "\t" * SIZE + "a" + "\t" * SIZE,
    "fences": "```\nx\n" * 500,
    "html inside": "# Plan\n\n| Action | Status |\n|---|---|\n" + "| <s>a</s><br>b | <b>Complete |\n" * 100,
    "brackets": '{"a":[' * SIZE,
    "byte order marks": "\ufeffAction:\ufeff Plant\n\ufeffStatus: Complete\n" * 100,
}


@pytest.mark.parametrize("name", ODD_HTML)
def test_odd_html_keeps_the_promises(name: str) -> None:
    hold_promises({"2020-12.html": (BEGIN + ODD_HTML[name] + END).encode("utf-8", "surrogatepass")})


@pytest.mark.parametrize("name", ODD_TEXT)
def test_odd_text_keeps_the_promises(name: str) -> None:
    hold_promises({"2020-12.txt": ODD_TEXT[name].encode()})


# What a pattern might go through again and again: were one of these quadratic, this file would not end.
DEAR = [
    "1 / ",
    ".1",
    "(",
    "(ab) ",
    "a:",
    "aaa : ",
    "**",
    "- ",
    "–",
    "\u00a0",
    "12 ",
    "1",
    "£1 ",
    ",111",
    "£1 to ",
    "March and ",
    "1/2/",
    "May ",
    "by end of ",
    "Forest & ",
    "Agency of the ",
    "FA (AF) ",
    "“",
    "'a ",
    "A. ",
    "e.g. ",
    "A = complete, ",
    "Status: ",
    "JanuaryFebruary ",
    "Complete ",
    "• a ",
    "a, ",
    "x\u00a0\u200b",
]


@pytest.mark.parametrize("unit", DEAR)
def test_strings_that_are_dear_to_match(unit: str) -> None:
    long = unit * (6_000 // len(unit))
    cells = f"<tr><td>Action 1 {long}</td><td>{long}x</td><td>{long}</td><td>{long}</td></tr>"
    table = f"<table><tr><th>Action<th>Progress<th>Target date<th>Owner</tr>{cells}</table>"
    rest = f"<h3>Action 1{long}</h3><p>{long}</p><ul><li>{long}</li></ul><title>{long}</title>"
    hold_promises({"2020-12.html": (BEGIN + table + rest + END).encode()})


# ---------------------------------------------------------------- twice the page, twice the work

GROWING: dict[str, Callable[[int], str]] = {
    "rows": lambda n: f"<table>{HEAD}{ROW * n}</table>",
    "themes in rows": lambda n: (
        "<table><tr><th>Theme<th>Action<th>Progress</tr>"
        + "".join(f"<tr><td>Th {i}<td>Plant {i} trees<td>Done it {i} times</tr>" for i in range(n))
        + "</table>"
    ),
    "bands": lambda n: (
        f"<table>{HEAD}" + "".join(f"<tr><td colspan=3>Band {i}</td></tr>{ROW}" for i in range(n)) + "</table>"
    ),
    "tables": lambda n: "".join(f"<h2>Area {i}</h2><table>{HEAD}{ROW}</table>" for i in range(n)),
    "tables without headings": lambda n: "<p>words here</p>" * n + f"<table>{HEAD}{ROW}</table>" * n,
    "label tables": lambda n: "".join(
        f"<h3>Commitment {i}</h3><table><tr><td>Action<td>Plant {i}<tr><td>Status<td>Complete</table>" for i in range(n)
    ),
    "headings": lambda n: "".join(f"<h2>Theme x{i}</h2><p>Words.</p>" for i in range(n)),
    "headings behind paragraphs": lambda n: "<p>words</p>" * n + "".join(f"<h3>Theme x{i}</h3>" for i in range(n)),
    "contents": lambda n: (
        "<h2>Contents</h2><ul>"
        + "".join(f"<li>Part x{i}</li>" for i in range(n))
        + "</ul>"
        + "".join(f"<h2>Part x{i}</h2>" for i in range(n))
    ),
    "cards": lambda n: "".join(
        f'<div class="card"><h3>Action {i}</h3><p>Plant trees</p><p>Status: Complete</p></div>' for i in range(n)
    ),
    "pairs of cards": lambda n: '<div><div class="card"><p>Plant<p>Status: Complete</div></div>' * n,
    "cards of many kinds": lambda n: "".join(
        f'<div class="card c{i} c{i + 1}"><p>Plant<p>Status: Complete</div>' for i in range(n)
    ),
    "labels": lambda n: "".join(
        f"<p>Theme: Th {i}</p><p>Action: Plant {i}</p><p>Status: Complete</p>" for i in range(n)
    ),
    "headed records": lambda n: "".join(
        f"<h3>Action {i}: plant</h3><p>Status: Complete</p><p>Done.</p>" for i in range(n)
    ),
    "labelled sections": lambda n: "".join(
        f"<h2>Area x{i}</h2><p>Plant</p><h3>Progress</h3><p>Planted.</p>" for i in range(n)
    ),
    "a log": lambda n: "<ul>" + "".join(f"<li>May 2024. We did it (Action {i})</li>" for i in range(n)) + "</ul>",
    "overview and records": lambda n: (
        "<table><tr><th>Action<th>Status</tr>"
        + "".join(f"<tr><td>Plant x{i}<td>Complete</tr>" for i in range(n))
        + "</table>"
        + "".join(f"<h3>Plant x{i}</h3><p>Status: Complete</p><p>Done {i} well</p>" for i in range(n))
    ),
    "one record": lambda n: (
        f"<table>{HEAD}<tr><td>{'<p>Plant trees</p>' * n}</td><td><ul>"
        + "<li>We did one thing in 2020.</li>" * n
        + "</ul></td><td>March 2025</td></tr></table>"
    ),
    "problems": lambda n: (
        f"<table>{HEAD}"
        + "".join(f"<tr><td>Plant x{i}<td>We did all of these:<td>May 2025</tr>" for i in range(n))
        + "</table>"
    ),
    "fake items with marks": lambda n: "<p>" + "- <b>word</b> here<br>" * n,
}


def count_calls(markup: str) -> int:
    """How many calls, of Python and of C, it takes to make a publication's tables of one page."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "plan"
        folder.mkdir()
        (folder / "2020-12.html").write_text(BEGIN + markup + END, encoding="utf-8")
        (files,) = find_editions(folder)
        profile = cProfile.Profile()
        profile.enable()
        pages = read_edition(files)
        follow_publication([pages])
        profile.disable()
    assert pages.edition is not None
    return int(vars(pstats.Stats(profile))["total_calls"])


@pytest.mark.parametrize("name", GROWING)
def test_work_grows_with_the_page(name: str) -> None:
    make = GROWING[name]
    count_calls(make(2))  # loads the vocabularies
    small, double, fourfold = (count_calls(make(size)) for size in (40, 80, 160))
    # From 80 to 160 is twice the step from 40 to 80; four times, were the work to grow with the square.
    assert fourfold - double < 2.5 * (double - small)
