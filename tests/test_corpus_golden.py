"""The six published editions of the corpus, as they were read by eye, and the figures against the hand-made answers."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extract.cli import run_command
from extract.evaluate import Evaluation, evaluate_outputs
from tests.corpora import CORPUS, GOLD, Row, read_rows

DECEMBER = "care-homes-action-plan@2020-12"
MARCH = "care-homes-action-plan@2021-03-24"
FEDERAL = [f"federal-data-strategy@{day}" for day in ("2020-04-23", "2020-07-23", "2020-10-29", "2021-01-29")]
THEMES = {
    DECEMBER: [
        "Infection prevention and control (IP&C)",
        "Personal protective equipment (PPE)",
        "General and clinical support for care homes",
        "Care home residents’ wellbeing",
        "Social care workers’ well-being",
        "Financial sustainability",
    ],
    MARCH: [
        "Infection prevention and control",
        "Personal Protective Equipment (PPE)",
        "General and clinical support for care homes",
        "Care home residents’ wellbeing",
        "Social care workers’ wellbeing",
        "Financial sustainability",
    ],
}
# Every value of December's last column but one record's, "Complete", which stands in the column before it.
DECEMBER_DATES = [
    ["End of 2020/early 2021", "Ongoing"],
    ["January 2021", "December 2020"],
    ["Ongoing"],
    ["Ongoing"],
    ["December 2020"],
    ["December 2020"],
    ["March 2021"],
    ["Ongoing"],
    ["March 2021"],
    [
        "Ongoing",
        "Ongoing",
        "Ongoing (FAQs for Christmas visiting – December 2020)",
        "December 2020",
        "Ongoing",
        "December 2020",
    ],
    ["Ongoing", "Ongoing"],
    ["Ongoing"],
    ["December 2020"],
    ["Ongoing"],
    ["Ongong monitoring"],
    ["March 2021"],
    [],
    ["Ongoing"],
]
DECEMBER_STATUSES = [
    None,
    None,
    *["ongoing"] * 2,
    *[None] * 3,
    "ongoing",
    None,
    None,
    "ongoing",
    "ongoing",
    None,
    "ongoing",
    "ongoing",
    None,
    "complete",
    "ongoing",
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "out"
    assert run_command(["run", str(CORPUS), "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def evaluation(outputs: Path) -> Evaluation:
    return evaluate_outputs(outputs, GOLD)


def rows_of(outputs: Path, table: str, edition_id: str) -> list[Row]:
    return [row for row in read_rows(outputs, table) if row["edition_id"] == edition_id]


def records_of(outputs: Path, edition_id: str) -> list[Row]:
    """The records as printed, repeats among them."""
    return [row for row in rows_of(outputs, "actions", edition_id) if row["part_of_action_id"] is None]


def test_the_corpus_keeps_every_promise(outputs: Path) -> None:
    assert run_command(["check", str(outputs)]) == 0


@pytest.mark.parametrize(
    ("edition_id", "records", "repeats"),
    [(DECEMBER, 18, 0), (MARCH, 19, 0), *zip(FEDERAL, (23, 19, 31, 66), (1, 2, 0, 0), strict=True)],
)
def test_every_printed_record_is_there_and_repeats_are_marked(
    edition_id: str, records: int, repeats: int, outputs: Path
) -> None:
    found = records_of(outputs, edition_id)
    assert len(found) == records
    assert sum(row["repeat_of_action_id"] is not None for row in found) == repeats
    assert len(rows_of(outputs, "records", edition_id)) == records - repeats


@pytest.mark.parametrize("edition_id", [DECEMBER, MARCH])
def test_themes(edition_id: str, outputs: Path) -> None:
    assert [row["name"] for row in rows_of(outputs, "themes", edition_id)] == THEMES[edition_id]


def test_how_many_records_each_theme_has(outputs: Path) -> None:
    for edition_id, sizes in ((DECEMBER, [3, 3, 2, 3, 3, 4]), (MARCH, [3, 3, 2, 4, 3, 4])):
        themes = Counter(row["theme"] for row in rows_of(outputs, "records", edition_id))
        assert [themes[theme] for theme in THEMES[edition_id]] == sizes


def test_december_holds_one_action_inside_another(outputs: Path) -> None:
    actions = rows_of(outputs, "actions", DECEMBER)
    (part,) = [row for row in actions if row["part_of_action_id"] is not None]
    assert part["text"] == "We will work with partners to identify and share good practice."
    (whole,) = [row for row in actions if row["action_id"] == part["part_of_action_id"]]
    assert whole["text"].startswith("We will ensure care home residents receive the care and support")


def test_every_target_date_of_december(outputs: Path) -> None:
    dates = rows_of(outputs, "target_dates", DECEMBER)
    printed: dict[str, list[str]] = {row["action_id"]: [] for row in records_of(outputs, DECEMBER)}
    for row in dates:
        if row["origin"] == "printed":
            printed[row["action_id"]].append(row["text"])
    assert list(printed.values()) == DECEMBER_DATES


def test_what_the_target_dates_of_december_mean(outputs: Path) -> None:
    month = (date(2020, 12, 1), date(2020, 12, 31))
    meanings = {
        "End of 2020/early 2021": ("range", date(2020, 12, 1), date(2021, 3, 31)),
        "January 2021": ("month", date(2021, 1, 1), date(2021, 1, 31)),
        "December 2020": ("month", *month),
        "March 2021": ("month", date(2021, 3, 1), date(2021, 3, 31)),
        "Ongoing": ("ongoing", None, None),
        "Ongoing (FAQs for Christmas visiting – December 2020)": ("ongoing", None, None),
        "Ongong monitoring": ("ongoing", None, None),
    }
    for row in rows_of(outputs, "target_dates", DECEMBER):
        if row["origin"] == "printed":
            assert (row["kind"], row["earliest"], row["latest"]) == meanings[row["text"]]


def test_statuses(outputs: Path) -> None:
    assert [row["status"] for row in records_of(outputs, DECEMBER)] == DECEMBER_STATUSES
    assert {row["status"] for row in records_of(outputs, MARCH)} == {None}
    counts = [
        {"complete": 7, "in_progress": 3, "blocked": 2, "not_due": 11},
        {"complete": 12, "in_progress": 6, "not_due": 1},
        {"complete": 16, "in_progress": 14, "delayed": 1},
        {"complete": 38, "in_progress": 23, "blocked": 4, "delayed": 1},
    ]
    for edition_id, wanted in zip(FEDERAL, counts, strict=True):
        assert Counter(row["status"] for row in records_of(outputs, edition_id)) == wanted


def test_december_s_28_next_steps_are_printed_and_march_s_are_inferred(outputs: Path) -> None:
    assert Counter(row["origin"] for row in rows_of(outputs, "next_steps", DECEMBER))["printed"] == 28
    assert {row["origin"] for row in rows_of(outputs, "next_steps", MARCH)} == {"inferred"}
    passages = [row for row in rows_of(outputs, "passages", MARCH) if row["role"] == "next_step"]
    assert passages == []


# The last words of each block of December that lost its list, or its cell's tail.
LOST = [
    "to protect residents in the following circumstances:",
    "in line with emerging scientific evidence.",
    "effectively use the e-system.",
    "Areas of particular support include:",
    "The main aims of the DES are to:",
    "The funding and support provided by Welsh Government included:",
    "the range of funding mechanisms we have made available.",
]


def test_the_lists_that_december_s_copy_lost(outputs: Path) -> None:
    (edition,) = rows_of(outputs, "editions", DECEMBER)
    lost = [row for row in rows_of(outputs, "problems", DECEMBER) if row["code"] == "list_lost"]
    words = [edition["text"][row["start"] : row["end"]].strip() for row in lost]
    for ending in LOST:
        assert sum(ending in found for found in words) == 1, ending
    assert all(row["action_id"] for row in lost)


def test_the_round_size_of_march(outputs: Path) -> None:
    problems = {row["code"]: row["message"] for row in rows_of(outputs, "problems", MARCH)}
    assert "32,000 bytes" in problems["possibly_truncated"]


def test_a_card_printed_twice_with_different_words(outputs: Path) -> None:
    problems = [row for row in rows_of(outputs, "problems", FEDERAL[2]) if row["code"] == "match_uncertain"]
    assert ["17.1" in row["message"] for row in problems] == [True]


def test_status_conflicts_of_class_and_prose(outputs: Path) -> None:
    found = [row["edition_id"] for row in read_rows(outputs, "problems") if row["code"] == "status_conflict"]
    assert Counter(found) == {FEDERAL[0]: 2, FEDERAL[2]: 2, FEDERAL[3]: 5}


@pytest.mark.parametrize("edition_id", [DECEMBER, MARCH, *FEDERAL])
def test_nothing_between_the_first_and_the_last_record_is_unassigned(edition_id: str, outputs: Path) -> None:
    passages = rows_of(outputs, "passages", edition_id)
    places = [place for place, row in enumerate(passages) if row["role"] == "action"]
    between = passages[places[0] : places[-1] + 1]
    assert [row for row in between if row["role"] == "unassigned"] == []
    codes = {row["code"] for row in rows_of(outputs, "problems", edition_id)}
    assert not codes & {"unassigned_text", "no_records", "undated", "encoding"}


def test_the_text_of_a_text_file_is_the_file(outputs: Path) -> None:
    (edition,) = rows_of(outputs, "editions", DECEMBER)
    content = (CORPUS / "care-homes-action-plan" / "2020-12.txt").read_bytes()
    assert edition["text"] == content.decode("utf-8")


# ---------------------------------------------------------------- against the hand-made answers


@pytest.mark.parametrize("field", ["records", "action", "theme", "themes", "reference", "status"])
def test_required_answers_are_exact(field: str, evaluation: Evaluation) -> None:
    measure = evaluation.measure(field)
    assert measure.right
    assert measure.accuracy == 1.0


@pytest.mark.parametrize("edition_id", [DECEMBER, MARCH])
def test_actions_and_themes_of_the_care_homes_plan_are_exact(edition_id: str, evaluation: Evaluation) -> None:
    found = [one for one in evaluation.outcomes if one.edition == edition_id and one.field in ("action", "theme")]
    assert len(found) >= 36
    assert [one for one in found if not one.ok] == []


def test_every_target_date_and_next_step_of_december_is_in_the_tables(evaluation: Evaluation) -> None:
    missed = [
        one
        for one in evaluation.outcomes
        if one.edition == DECEMBER
        and one.field in ("target_dates", "next_steps")
        and one.verdict in ("missed", "wrong")
    ]
    assert missed == []


@pytest.mark.parametrize("field", ["target_dates", "next_steps", "progress"])
def test_lists_are_nearly_exact(field: str, evaluation: Evaluation) -> None:
    measure = evaluation.measure(field)
    assert measure.precision is not None
    assert measure.recall is not None
    assert measure.precision >= 0.95
    assert measure.recall >= 0.95
