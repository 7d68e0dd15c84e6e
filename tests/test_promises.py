"""The promises of the data model on pages that nobody wrote: generated ones, and damaged copies of published ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extract.check.grounding import check_grounding, check_tiling
from extract.check.keys import check_keys
from extract.check.meaning import check_flags, check_vocabularies
from extract.check.outputs import Outputs
from extract.corpus import find_editions
from extract.data import load_vocabulary
from extract.errors import PageError
from extract.model import Document, History
from extract.pages import read_edition
from extract.pipeline import follow_publication
from extract.read import read_page
from extract.read.join import join_documents
from extract.rows import Findings, build_rows
from extract.schemas import TABLES
from tests.corpora import CORPUS, Row

# The same examples every time, so that what holds here holds in CI. Without shrinking: a page that breaks a promise is
# small or a copy of a known one, and minutes of shrinking would hide the other tests.
STEADY = settings(
    derandomize=True,
    deadline=None,
    max_examples=70,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DAMAGED = settings(STEADY, max_examples=5)

WORDS = (
    "We will publish a plan. We have published £2.5 million. By March 2021 the Forestry Agency (FA) , the agency"
    " reviews : guidance; Ongoing Complete £3bn in 2020-21 w/c 21 December … “quoted” – and\u00a0so\u2003on 1.2 (a) 3)"
    " Action: Progress: Next steps: Target date Status Owner Theme naïve 🌳 e\u0301 \u200b\u00ad Cymru’n"
).split(" ")
prose = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


# ---------------------------------------------------------------- what must hold


def tables_of(history: History) -> dict[str, list[Row]]:
    """The rows of every table, as they would be read back: parquet knows lists and no tuples."""
    return {name: [as_read(row) for row in build_rows(name, Findings([history]))] for name in TABLES}


def as_read(row: Row) -> Row:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


def find_faults(tables: dict[str, list[Row]]) -> list[str]:
    """Every broken promise, by the checks that `extract check` makes on written tables."""
    outputs = Outputs(tables, {}, ())
    checks = (check_grounding, check_tiling, check_keys, check_vocabularies, check_flags)
    return [fault for check in checks for fault in check(outputs) if fault is not None]


def read_history(pages: dict[str, bytes]) -> dict[str, list[Row]] | None:
    """The tables of one publication's pages by their file names; None when none of them can be read."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "plan"
        folder.mkdir()
        for page, content in pages.items():
            (folder / page).write_bytes(content)
        read = [read_edition(files) for files in find_editions(folder)]
    faults = [page.problem.message for one in read for page in one.unread if "our own fault" in page.problem.message]
    assert faults == []
    if not any(one.edition for one in read):
        return None
    followed = follow_publication([one for one in read if one.edition])
    assert [page.problem.message for page in followed.unread] == []
    tables = [tables_of(history) for history in [followed.history] if history is not None]
    assert not [row for one in tables for row in one["problems"] if "our own fault" in row["message"]]
    return {name: [row for one in tables for row in one[name]] for name in TABLES}


def hold_promises(pages: dict[str, bytes]) -> None:
    tables = read_history(pages)
    if tables is not None:
        assert find_faults(tables) == []


def test_the_same_page_gives_the_same_rows() -> None:
    for name, page in PUBLISHED.items():
        once, again = (read_history({name.partition("/")[2]: page}) for _ in range(2))
        assert once == again


# ---------------------------------------------------------------- text copies

cell = st.one_of(prose, st.sampled_from(["", "---", "Ongoing", "Complete", "March 2021", "January 2021 December 2020"]))
head = st.lists(
    st.sampled_from(["Theme", "Ref", "Action", "Actions and progress", "Progress", "Next steps", "Target date", "RAG"]),
    min_size=1,
    max_size=5,
)
pipe_row = st.lists(cell, min_size=1, max_size=5).map(lambda cells: " | ".join(cells) + " |")
pipe_table = st.tuples(head, st.lists(pipe_row, max_size=5)).map(
    lambda table: "\n".join([" | ".join(table[0]) + " |", "---|" * len(table[0]), *table[1]])
)
label = st.sampled_from(["Action:", "Progress to date:", "Achievements", "**Status:**", "Owner", "What we will do"])
line = st.one_of(
    prose,
    pipe_table,
    prose.map(lambda words: f"- {words}"),
    prose.map(lambda words: f"  * {words}"),
    prose.map(lambda words: f"{words}:"),
    st.tuples(label, prose).map(" ".join),
    st.tuples(st.integers(1, 4), prose).map(lambda pair: f"{'#' * pair[0]} {pair[1]}"),
    st.tuples(st.integers(1, 12), prose).map(lambda pair: f"{pair[0]}. {pair[1]}"),
    st.sampled_from(["", "|", "---", "```", "> quoted", "\t", "|---|---|", "a | b", "\u00a0", "|\n|\n"]),
)
text_page = st.tuples(st.lists(line, max_size=25), st.sampled_from(["\n", "\r\n", "\n\n", "\r"])).map(
    lambda page: page[1].join(page[0])
)


@STEADY
@given(text_page)
def test_text_copies(page: str) -> None:
    hold_promises({"2020-12.txt": page.encode()})


@settings(STEADY, max_examples=25)
@given(text_page)
def test_text_copies_read_twice(page: str) -> None:
    assert read_history({"2020-12.txt": page.encode()}) == read_history({"2020-12.txt": page.encode()})


@STEADY
@given(text_page)
def test_the_text_of_a_text_copy_is_the_file(page: str) -> None:
    try:
        document = read_page(page.encode(), load_vocabulary())
    except PageError:
        return
    if document.media_type == "text/plain":
        assert document.text == page
    else:
        assert "<" in page


# ---------------------------------------------------------------- HTML

CLASSES = ("card", "status", "complete", "partially-complete", "theme", "visually-hidden", "govuk-table", "nav", "x")
attributes = st.one_of(
    st.just(""),
    st.sampled_from(CLASSES).map(lambda name: f' class="{name}"'),
    st.integers(0, 4).map(lambda size: f' rowspan="{size}"'),
    st.integers(0, 4).map(lambda size: f" colspan={size}"),
    st.sampled_from([' id="a"', " role=main", ' style="display:none"', " hidden", ' href="/x"', ' title="In full"']),
)
TAGS = (
    "div section article main header footer nav aside table thead tbody tr th td caption ul ol li dl dt dd details"
    " summary h1 h2 h3 h4 p pre span b strong em s ins a abbr sup blockquote figure button label script style"
).split()
ODDS = (
    "<br>",
    "<hr>",
    '<img src="/icons/green-tick.png" alt="Complete">',
    "&nbsp;",
    "&amp;",
    "&pound;4m",
    "&#8217;",
    "&nosuch;",
    "&#xD800;",
    "<!-- a comment -->",
    "<",
    "</td>",
    "</table>",
    "</div></div>",
    "<td>",
    "<tr>",
    "<li>",
    "<p>",
)
leaf = st.one_of(prose, cell, label, st.sampled_from(ODDS))


def wrap(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An element around some children, closed nine times out of ten."""
    parts = st.tuples(st.sampled_from(TAGS), attributes, st.lists(children, max_size=5), st.integers(0, 9))
    return parts.map(lambda part: f"<{part[0]}{part[1]}>{' '.join(part[2])}" + (f"</{part[0]}>" if part[3] else ""))


table_cell = st.tuples(st.sampled_from(["td", "th"]), attributes, st.one_of(leaf, wrap(leaf))).map(
    lambda part: f"<{part[0]}{part[1]}>{part[2]}"
)
table_row = st.lists(table_cell, max_size=5).map(lambda cells: f"<tr>{''.join(cells)}</tr>")
html_table = st.tuples(head, st.lists(table_row, max_size=5)).map(
    lambda table: f"<table><tr>{''.join(f'<th>{name}' for name in table[0])}{''.join(table[1])}</table>"
)
element = st.recursive(st.one_of(leaf, html_table), wrap, max_leaves=25)
html_page = st.lists(element, max_size=8).map(lambda parts: f"<!doctype html><html><body>{''.join(parts)}")


@STEADY
@given(html_page)
def test_html(page: str) -> None:
    hold_promises({"2020-12.html": page.encode()})


@settings(STEADY, max_examples=30)
@given(html_table, pipe_table)
def test_two_editions_of_one_publication(later: str, earlier: str) -> None:
    hold_promises({"2020-12.txt": earlier.encode(), "2021-03.html": f"<h2>Theme</h2>{later}<p>x<p>y".encode()})


# ---------------------------------------------------------------- damaged copies

PUBLISHED = {
    f"{path.parent.name}/{path.name}": path.read_bytes() for path in sorted(CORPUS.glob("*/20*")) if path.is_file()
}
# What happened: a slice went, came twice, or changed places with another one; places in thousandths of the page.
place = st.integers(0, 1000)
damage = st.tuples(st.sampled_from(["delete", "repeat", "swap"]), place, st.integers(1, 200), place)


def damage_page(page: bytes, faults: Sequence[tuple[str, int, int, int]]) -> bytes:
    for kind, first, length, second in faults:
        start, other = len(page) * first // 1000, len(page) * second // 1000
        end = min(len(page), start + max(1, len(page) * length // 1000))
        cut = page[start:end]
        if kind == "delete":
            page = page[:start] + page[end:]
        elif kind == "repeat":
            page = page[:end] + cut + page[end:]
        else:
            rest = page[:start] + page[end:]
            page = rest[:other] + cut + rest[other:]
    return page


@pytest.mark.parametrize("name", sorted(PUBLISHED))
@DAMAGED
@given(faults=st.lists(damage, min_size=1, max_size=4))
def test_damaged_copies_of_published_pages(name: str, faults: list[tuple[str, int, int, int]]) -> None:
    hold_promises({name.partition("/")[2]: damage_page(PUBLISHED[name], faults)})


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_a_copy_cut_short_anywhere(name: str) -> None:
    page = PUBLISHED[name]
    for part in (1, 4, 7):
        tables = read_history({name.partition("/")[2]: page[: len(page) * part // 8]})
        assert tables is not None
        assert find_faults(tables) == []


# ---------------------------------------------------------------- several files as one


@settings(STEADY, max_examples=25)
@given(st.lists(st.one_of(text_page, html_page), min_size=1, max_size=3))
def test_files_joined_keep_every_span(pages: list[str]) -> None:
    documents: list[Document] = []
    for page in pages:
        try:
            documents.append(read_page(page.encode(), load_vocabulary()))
        except PageError:
            continue
    if not documents:
        return
    whole = join_documents(documents, [f"{number}.html" for number in range(len(documents))])
    assert whole.text == "\n".join(document.text for document in documents)
    assert block_words(whole) == [words for document in documents for words in block_words(document)]
    assert cell_words(whole) == [words for document in documents for words in cell_words(document)]
    assert [container.parent for container in whole.containers].count(-1) == 1
    assert (whole.containers[0].first, whole.containers[0].last) == (0, len(whole.blocks))
    for container in whole.containers[1:]:
        around = whole.containers[container.parent]
        assert around.first <= container.first <= container.last <= around.last
    for number, table in enumerate(whole.tables):
        assert {whole.cells[place].table for row in table.grid for place in row if place >= 0} <= {number}


def block_words(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def cell_words(document: Document) -> list[str]:
    return [document.text[cell.start : cell.end] for cell in document.cells]
