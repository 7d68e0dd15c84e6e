"""Text copies: every dialect a table reaches us in, and what is said where its cells cannot be told apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.data import load_vocabulary
from extract.errors import PageError
from extract.model import Document, Table
from extract.read import read_page
from extract.read.text import read_text

Row = Sequence[str]

HEADER = ("Ref", "Action", "Status", "Target date")
ROWS = (
    ("1.1", "Dig two ponds in the park.", "In progress", "May 2024"),
    ("1.2", "Map the oyster reefs.", "Complete", "December 2023"),
    ("1.3", "Write to every angling club.", "Not started", "Ongoing"),
)


def read(text: str) -> Document:
    return read_text(text, load_vocabulary(), size=len(text) + 1)


def words_in(document: Document, table: Table) -> list[list[str]]:
    """The words of a table row by row; "" for an empty cell or a missing one."""
    return [[_words(document, place) for place in row] for row in table.grid]


def _words(document: Document, place: int) -> str:
    if place < 0:
        return ""
    cell = document.cells[place]
    return "\n".join(document.text[b.start : b.end] for b in document.blocks[cell.first : cell.last])


def outside(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.cell < 0]


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def test_the_title_is_no_line_of_the_site() -> None:
    assert read("Skip to main content\n\nPonds plan: progress\n\nWe dug.").title == "Ponds plan: progress"
    assert read("Skip to main content\n\nIn July the Minister set out a plan.").title is None


# ---------------------------------------------------------------- the dialects, one by one


def test_pipes_over_several_lines() -> None:
    rows = "Plant trees.\n\nWater them. |\nDig. | May 2024 |\nRest. | Sleep. |\n|\n"
    document = read("Action | Next | By when |\n---|---|---|\n" + rows)
    assert words_in(document, document.tables[0]) == [
        ["Action", "Next", "By when"],
        ["Plant trees.\nWater them.", "Dig.", "May 2024"],
        ["Rest.", "Sleep.", ""],
    ]
    assert document.tables[0].dialect == "D1"
    assert codes(document) == []


def test_lone_pipe_ends_a_cell_that_lost_its_list() -> None:
    document = read("Action | Next | By when |\n---|---|---|\nPlant trees. |\nWe need:\n|\nMay 2024 |\n")
    assert [cell.lost_tail for cell in document.cells] == [False, False, False, False, True, False]


def test_first_record_above_the_dashes_is_no_header() -> None:
    document = read(" | ".join(ROWS[0]) + "\n--- | --- | --- | ---\n" + " | ".join(ROWS[1]) + "\n")
    table = document.tables[0]
    assert (table.dialect, table.header_rows) == ("D2", 0)
    assert words_in(document, table) == [list(ROWS[0]), list(ROWS[1])]


def test_header_of_statuses_over_counts_stays_a_header() -> None:
    document = read("| Area | Complete | Delayed |\n|---|---|---|\n| Roads | 3 | 4 |\n| Parks | 1 | 0 |\n")
    assert document.tables[0].header_rows == 1


def test_pipes_without_any_header() -> None:
    document = read("Response\n\nBan traps. | Complete | Done in May.\nWeigh seals. | Delayed |\n")
    assert words_in(document, document.tables[0]) == [
        ["Ban traps.", "Complete", "Done in May."],
        ["Weigh seals.", "Delayed", ""],
    ]
    assert outside(document) == ["Response"]


def test_labels_over_pipes_are_a_header_without_dashes() -> None:
    document = read("Action | Status | Date\nDig ponds\nand lakes | Complete | May 2024\nMap reefs | Delayed | 2025\n")
    table = document.tables[0]
    assert table.header_rows == 1
    assert words_in(document, table)[1:] == [
        ["Dig ponds\nand lakes", "Complete", "May 2024"],
        ["Map reefs", "Delayed", "2025"],
    ]


def test_cells_joined_by_one_space() -> None:
    page = (
        "Ponds\n\nRef Action Status Target date\n"
        + "\n".join(" ".join(row) for row in ROWS)
        + "\n\nContact us by letter.\n"
    )
    document = read(page)
    assert document.tables[0].dialect == "D3"
    assert words_in(document, document.tables[0]) == [list(HEADER), *map(list, ROWS)]
    assert outside(document) == ["Ponds", "Contact us by letter."]


def test_cells_joined_by_one_space_without_a_date() -> None:
    document = read(
        "Ref Action Status Due date\n1 Dig ponds Complete May 2024\n2 Map reefs Delayed\n3 Ask May Delayed 2025\n"
    )
    assert words_in(document, document.tables[0])[1:] == [
        ["1", "Dig ponds", "Complete", "May 2024"],
        ["2", "Map reefs", "Delayed", ""],
        ["3", "Ask May", "Delayed", "2025"],
    ]


def test_two_columns_of_prose_joined_by_a_space_are_not_guessed() -> None:
    document = read("Action Progress Status\nDig ponds Two were dug Complete\nMap reefs Nothing yet Delayed\n")
    assert document.tables == ()
    assert codes(document) == ["column_count"]
    problem = document.problems[0]
    assert problem.message.startswith("cells run together")
    assert problem.start == 0
    assert len(outside(document)) == 3


def test_a_row_that_can_be_cut_in_two_ways_stays_a_line() -> None:
    rows = ("1 Dig ponds Complete May 2024", "2 Finish what was Delayed Complete May 2024", "3 Map reefs Delayed 2025")
    document = read("Ref Action Status Due date\n" + "\n".join(rows) + "\n")
    found = words_in(document, document.tables[0])
    assert ["1", "Dig ponds", "Complete", "May 2024"] in found
    assert ["3", "Map reefs", "Delayed", "2025"] in found
    for row in found[1:]:
        assert " ".join(filter(None, row)) in rows


def test_glued_cells() -> None:
    document = read("ActionsRAGTarget dateBudget\nDig pondsAmberMay 2024\nMap PPE storesGreenJune 2024£3m\n")
    assert document.tables[0].dialect == "D4"
    assert words_in(document, document.tables[0]) == [
        ["Actions", "RAG", "Target date", "Budget"],
        ["Dig ponds", "Amber", "May 2024", ""],
        ["Map PPE stores", "Green", "June 2024", "£3m"],
    ]


def test_glued_prose_is_reported() -> None:
    document = read("ActionProgressNext steps\nDig pondsTwo were dugDig the third\n")
    assert document.tables == ()
    assert codes(document) == ["column_count"]


def test_last_row_that_runs_together_is_reported() -> None:
    rows = "Open the hubNHS EnglandOngoingJune 2025\nTrain GPsDHSCCompleteMarch 2024\nWe go on.\n"
    document = read("MilestoneLead agencyStatusDue date\n" + rows)
    assert words_in(document, document.tables[0])[1:] == [["Open the hub", "NHS England", "Ongoing", "June 2025"]]
    assert [document.text[p.start : p.end] for p in document.problems] == ["Train GPsDHSCCompleteMarch 2024"]


def test_one_cell_a_paragraph() -> None:
    page = "Ponds\n\n" + "\n\n".join((*HEADER, *(cell for row in ROWS for cell in row))) + "\n\nContact\n\nBy letter.\n"
    document = read(page)
    assert document.tables[0].dialect == "D5"
    assert words_in(document, document.tables[0]) == [list(HEADER), *map(list, ROWS)]
    assert outside(document) == ["Ponds", "Contact", "By letter."]


def test_list_that_became_lines_between_cells_is_one_cell() -> None:
    first = ("Dig ponds.", "Complete", "  * One was dug.", "  * One was bought.")
    document = read("\n\n".join(("Action", "Status", "Progress", *first, "Map reefs.", "Delayed", "None.")))
    assert words_in(document, document.tables[0])[1:] == [
        ["Dig ponds.", "Complete", "One was dug.\nOne was bought."],
        ["Map reefs.", "Delayed", "None."],
    ]


def test_paragraph_that_may_belong_to_two_rows_is_not_guessed() -> None:
    first, second = ("Dig ponds.", "Complete", "One was dug.", "Frogs came."), ("Map reefs.", "Delayed", "None.")
    third = ("Feed owls.", "Complete", "Fed.")
    document = read("\n\n".join(("Action", "Status", "Progress", *first, *second, *third)))
    assert codes(document) == ["column_count"]
    assert words_in(document, document.tables[0])[-1] == ["Feed owls.", "Complete", "Fed."]


def test_stacked_prose_without_any_telling_column_is_reported() -> None:
    document = read("Action\n\nProgress\n\nNext steps\n\nDig.\n\nDug.\n\nFill.\n\nMap.\n\nMapped.\n\nPrint.\n")
    assert document.tables == ()
    assert codes(document) == ["column_count"]


def test_labels_before_their_values_are_no_stacked_table() -> None:
    first = "Action\nDig ponds.\nNext steps\nTarget date\nMay 2024\n"
    assert read(first + "Action\nMap reefs.\nNext steps\nPrint.\nTarget date\n2025\n").tables == ()


def test_slashes_between_cells_and_inside_one() -> None:
    rows = "Feed cats. / • Two ate. • One slept. / Complete\nTrain nurses. / On hold. / Paused\n"
    document = read("Action / Progress / Status\n" + rows)
    assert document.tables[0].dialect == "D7"
    assert words_in(document, document.tables[0])[1:] == [
        ["Feed cats.", "Two ate.\nOne slept.", "Complete"],
        ["Train nurses.", "On hold.", "Paused"],
    ]


def test_too_many_slashes_are_reported_not_guessed() -> None:
    document = read(
        "Action / Progress / Status\nFeed cats / dogs / Fed. / Complete\nTrain nurses. / Done. / Complete\n"
    )
    assert codes(document) == ["column_count"]
    assert words_in(document, document.tables[0])[1:] == [["Train nurses.", "Done.", "Complete"]]
    assert "Feed cats / dogs / Fed. / Complete" in outside(document)


def test_prose_with_slashes_is_no_table() -> None:
    assert read("Doctors / nurses and others met.\nTeachers / pupils did too.\n").tables == ()


def test_tabs_with_empty_cells_and_windows_line_ends() -> None:
    page = "Theme\tAction\tStatus\r\nWater\tDig ponds.\tComplete\r\n\tMap reefs.\tDelayed\r\nAir\tCount cars.\t\r\n"
    document = read(page)
    assert document.tables[0].dialect == "D8"
    assert words_in(document, document.tables[0])[1:] == [
        ["Water", "Dig ponds.", "Complete"],
        ["", "Map reefs.", "Delayed"],
        ["Air", "Count cars.", ""],
    ]


def test_a_line_between_rows_of_tabs_names_those_behind_it() -> None:
    document = read("Action\tStatus\n\nTheme 1: Water\nDig.\tComplete\n\nTheme 2: Air\nCount cars.\tDelayed\n")
    table = document.tables[0]
    assert [document.cells[row[0]].columns for row in table.grid] == [1, 2, 1, 2, 1]
    assert words_in(document, table)[3] == ["Theme 2: Air", "Theme 2: Air"]


def test_rows_that_lost_two_spanned_cells() -> None:
    rows = "Water | Dig. | First pond | 2024 | Complete\nSecond pond | 2025 | Delayed\nMap. | Print | 2026 | On track\n"
    document = read("Theme | Action | Milestone | Due date | Status\n--- | --- | --- | --- | ---\n" + rows)
    assert words_in(document, document.tables[0])[2:] == [
        ["Water", "Dig.", "Second pond", "2025", "Delayed"],
        ["Water", "Map.", "Print", "2026", "On track"],
    ]


def test_rows_that_lost_a_spanned_cell_share_that_of_the_row_above() -> None:
    rows = "Water | Dig ponds. | Complete |\nMap reefs. | Delayed |\nAir | Count cars. | Complete |\n"
    document = read("Theme | Action | Status |\n---|---|---|\n" + rows)
    table = document.tables[0]
    assert table.dialect == "D10"
    assert words_in(document, table)[1:] == [
        ["Water", "Dig ponds.", "Complete"],
        ["Water", "Map reefs.", "Delayed"],
        ["Air", "Count cars.", "Complete"],
    ]
    assert table.grid[1][0] == table.grid[2][0]
    assert document.cells[table.grid[1][0]].rows == 2


def test_kramdown_marks() -> None:
    page = (
        "## Bridges\n{:.theme}\n\n{:.wide}\n| Action | Due date |\n|---|---|\n"
        "| Mend the **old** bridge<br>Paint it | <s>May 2024</s> <b>June 2025*</b>\n| Build a pier | ~~2024~~ |\n"
    )
    document = read(page)
    assert words_in(document, document.tables[0])[1:] == [
        ["Mend the **old** bridge\nPaint it", "<s>May 2024</s> <b>June 2025*</b>"],
        ["Build a pier", "2024"],
    ]
    marks = [(mark.kind, page[mark.start : mark.end], mark.value) for b in document.blocks for mark in b.marks]
    assert marks == [
        ("class", "Bridges", "theme"),
        ("bold", "old", ""),
        ("struck", "May 2024", ""),
        ("bold", "June 2025*", ""),
        ("struck", "2024", ""),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "Last updated 2522 JanuaryOctober 20212020\nThe plan.",
        "Due MarchJune 2021\nThen: AprilMay 2022 it is\n",
    ],
)
def test_comparison_of_two_versions_is_refused(page: str) -> None:
    with pytest.raises(PageError, match="old and new text"):
        read(page)


def test_one_odd_word_is_no_comparison() -> None:
    assert read("The MarchApril 2021 issue of the journal is out.").tables == ()


# ---------------------------------------------------------------- Content API


def test_content_api_parts_are_headed_by_their_titles() -> None:
    parts = [
        {"title": "Roads & paths", "body": "<p>Built.</p>"},
        {"title": "Rail", "body": "<h2>Rail</h2><p>Laid.</p>"},
    ]
    fields = {"content_id": "1", "title": "Plan", "locale": "cy", "public_updated_at": "2024-07-09T11:00:00Z"}
    page = json.dumps({**fields, "details": {"parts": parts}}).encode()
    document = read_page(page, load_vocabulary())
    assert document.text == "Roads & paths\nBuilt.\nRail\nLaid."
    assert (document.title, document.language, document.media_type) == ("Plan", "cy", "application/json")
    assert [(date.label, date.value.isoformat()) for date in document.dates] == [("public_updated_at", "2024-07-09")]


@pytest.mark.parametrize(
    "page", [b'{"a": 1}', b"[1, 2]", b'{"base_path": "/x", "details": {"body": ""}}', b"[" * 100_000]
)
def test_other_json_is_refused_by_name(page: bytes) -> None:
    with pytest.raises(PageError, match=r"JSON|Content API"):
        read_page(page + (b"]" * 100_000 if page.startswith(b"[[") else b""), load_vocabulary())


def test_markdown_that_begins_with_a_bracket_is_text() -> None:
    assert read_page(b"[Back](#top)\n\n# Plan\n", load_vocabulary()).media_type == "text/plain"


# ---------------------------------------------------------------- properties

WORD = st.sampled_from("ponds reefs clubs owls bridges ferries kitchens orchards lamps meadows tunnels otters".split())
VERB = st.sampled_from("Dig Map Feed Paint Count Move Buy Test Mend Light".split())
STATUS = st.sampled_from(["Complete", "In progress", "Not started", "Delayed", "On track"])
DATE = st.builds(
    "{} {}".format, st.sampled_from("January March June September December".split()), st.integers(2019, 2031)
)
SENTENCE = st.builds("{} the {}.".format, VERB, st.lists(WORD, min_size=1, max_size=5).map(" ".join))
TABLE_ROWS = st.lists(st.tuples(SENTENCE, STATUS, DATE), min_size=2, max_size=6)
COLUMNS = ("Action", "Status", "Target date")


def with_pipes(rows: Sequence[Row]) -> str:
    return "\n".join([" | ".join(COLUMNS) + " |", "---|" * 3, *(" | ".join(row) + " |" for row in rows)])


def with_pipes_on_lines(rows: Sequence[Row]) -> str:
    return "\n".join([" | ".join(COLUMNS) + " |", "---|" * 3, *(" |\n".join(row) + " |" for row in rows)])


def with_markdown(rows: Sequence[Row]) -> str:
    return "\n".join(["| Action | Status | Target date |", "|---|---|---|", *("| " + " | ".join(row) for row in rows)])


def joined_by(mark: str) -> Callable[[Sequence[Row]], str]:
    return lambda rows: "\n".join(mark.join(row) for row in (COLUMNS, *rows))


def stacked(rows: Sequence[Row]) -> str:
    return "\n\n".join(cell for row in (COLUMNS, *rows) for cell in row)


RENDERERS = {
    "D1": with_pipes,
    "D1 over lines": with_pipes_on_lines,
    "D12": with_markdown,
    "D3": joined_by(" "),
    "D4": joined_by(""),
    "D5": stacked,
    "D7": joined_by(" / "),
    "D8": joined_by("\t"),
}


@pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS.keys())
@given(rows=TABLE_ROWS)
def test_same_cells_in_every_dialect(render: Callable[[Sequence[Row]], str], rows: Sequence[Row]) -> None:
    document = read("A plan for ponds\n\n" + render(rows) + "\n\nThis is the end of the page.\n")
    found = [row for table in document.tables for row in words_in(document, table)[table.header_rows :]]
    assert found == [list(row) for row in rows] or "column_count" in codes(document)
    if "column_count" not in codes(document):
        assert outside(document) == ["A plan for ponds", "This is the end of the page."]
    else:
        assert all(tuple(row) in rows for row in found)


THEMES = st.lists(st.tuples(WORD.map(str.title), TABLE_ROWS), min_size=1, max_size=3, unique_by=lambda theme: theme[0])


@given(themes=THEMES)
def test_lost_spans_come_back(themes: Sequence[tuple[str, Sequence[Row]]]) -> None:
    lines = ["Theme | Action | Status | Target date |", "---|" * 4]
    for theme, rows in themes:
        lines.append(" | ".join((theme, *rows[0])) + " |")
        lines.extend(" | ".join(row) + " |" for row in rows[1:])
    document = read("\n".join(lines))
    wanted = [[theme, *row] for theme, rows in themes for row in rows]
    assert words_in(document, document.tables[0])[1:] == wanted


MARKUP = [
    "|",
    " | ",
    "\n",
    "\n\n",
    "---|---|\n",
    "\t",
    " / ",
    "- ",
    "1. ",
    "**",
    "<s>",
    "</s>",
    "<br>",
    "# ",
    "{:.x}",
    "\r\n",
]
WORDS = [
    "Action",
    "Status",
    "Target date",
    "Progress",
    "Complete",
    "May 2024",
    "Dig ponds.",
    "owls",
    " ",
    ":",
    "1.2",
    "\u00a0",
]
FRAGMENTS = st.sampled_from([*MARKUP, *WORDS])


@given(st.lists(FRAGMENTS, max_size=60).map("".join))
def test_any_text_keeps_the_promises_of_a_document(text: str) -> None:
    document = read(text)
    assert document.text == text
    spans = [(block.start, block.end) for block in document.blocks]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(before[1] <= behind[0] for before, behind in pairwise(spans))
    for place, cell in enumerate(document.cells):
        assert all(document.blocks[number].cell == place for number in range(cell.first, cell.last))
        assert 0 <= cell.start <= cell.end <= len(text)
    for table in document.tables:
        assert len({len(row) for row in table.grid}) == 1
        assert table.header_rows <= len(table.grid)
    if not re.search(r"[<{]", text):
        assert _letters("".join(text[start:end] for start, end in spans)) == _letters(text)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text)
