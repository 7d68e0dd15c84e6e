"""Tables judged by gold whose every count is known beforehand.

The tables are those of `histories.py`; each test changes one thing in a gold that agrees with them entirely.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from extract.errors import InputError
from extract.evaluate import Evaluation, Measure, compare_evaluations, evaluate_outputs
from extract.model import History
from tests import histories as example

Gold = dict[str, Any]


def make_gold() -> Gold:
    """Gold that agrees with the example in everything it states."""
    money = {"field": "progress", "label": "MONEY", "currency": "GBP", "qualifier": None, "per": None}
    body = {"field": "progress", "label": "ORG", "text": "NHS Example", "name": "NHS Example"}
    pair = {"earlier_edition": "2024-06-30", "later_edition": "2024-12-31"}
    return {
        "publication": "nursing-plan",
        "editions": [
            {
                "edition": "2024-06-30",
                "themes": ["Staffing"],
                "records": [
                    make_record(
                        "r1",
                        "Recruit more nurses.",
                        "NHS Example spent £3.2 million – so far.",
                        reference="1.1",
                        owner="Chief Nurse",
                        status="in_progress",
                        status_text="In progress",
                        next_steps=[{"text": "Hire another 20.", "origin": "printed"}],
                        target_dates=[
                            {
                                "text": "September 2024",
                                "kind": "month",
                                "earliest": "2024-09-01",
                                "latest": "2024-09-30",
                            }
                        ],
                    ),
                    make_record("r2", "Publish a review of pay.", "Work has begun."),
                ],
                "mentions": [
                    {"key": "r1", **money, "text": "£3.2 million", "amount_min": 3200000, "amount_max": 3200000},
                    {"key": "r1", **body},
                ],
            },
            {
                "edition": "2024-12-31",
                "themes": ["Staffing"],
                "records": [
                    make_record(
                        "s1",
                        "Recruit more nurses.",
                        "NHS Example spent £5 million.",
                        reference="1.1",
                        owner="Chief Nurse",
                        status="complete",
                        status_text="Complete",
                    ),
                    make_record("s2", "Publish a full review of pay.", "Work has begun."),
                ],
            },
        ],
        "links": [
            {**pair, "earlier": ["r1"], "later": ["s1"], "relation": "same"},
            {**pair, "earlier": ["r2"], "later": ["s2"], "relation": "reworded"},
        ],
        "changes": [
            {**pair, "key": "s1", "kind": "status_changed", "before": "in_progress", "after": "complete", "flag": True},
            {**pair, "key": "s1", "kind": "money_increased", "before": "£3.2 million", "after": "£5 million"},
        ],
    }


def make_record(key: str, action: str, progress: str, **others: Any) -> Gold:  # noqa: ANN401
    nothing = {"reference": None, "owner": None, "status": None, "status_text": None}
    empty: Gold = {"next_steps": [], "target_dates": []}
    return {"key": key, "theme": "Staffing", "action": action, "progress": [progress], **nothing, **empty, **others}


def judge(tmp_path: Path, gold: Gold, *histories: History) -> Evaluation:
    """Write tables and gold and evaluate one by the other."""
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(gold), encoding="utf-8")
    return evaluate_outputs(example.write_example(tmp_path / "out", *histories), path)


def first_record(gold: Gold) -> Gold:
    record: Gold = gold["editions"][0]["records"][0]
    return record


def test_gold_that_agrees_finds_no_fault(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, make_gold())
    assert [outcome for outcome in evaluation.outcomes if not outcome.ok] == []
    assert evaluation.measure("records") == Measure("records", right=4)
    assert evaluation.measure("owner") == Measure("owner", right=2, empty=2)
    assert evaluation.measure("progress") == Measure("progress", right=4)
    assert evaluation.measure("target_dates/latest") == Measure("target_dates/latest", right=1)
    assert evaluation.measure("MONEY/amount_max") == Measure("MONEY/amount_max", right=1)
    assert evaluation.measure("ORG/name") == Measure("ORG/name", right=1)
    assert evaluation.measure("links") == Measure("links", right=2)
    assert evaluation.measure("links/reworded") == Measure("links/reworded", right=1)
    assert evaluation.measure("changes") == Measure("changes", right=2)
    assert evaluation.measure("change/flagged") == Measure("change/flagged", right=1)


# ---------------------------------------------------------------- one value

SINGLE = [
    ("owner", "Chief Nurse", "right"),
    ("owner", "Chief\n  Nurse ", "right"),
    ("owner", "chief nurse", "wrong"),
    ("owner", None, "invented"),
    ("response", "Accepted", "missed"),
    ("status", "complete", "wrong"),
    ("theme", "1. STAFFING (S)", "right"),
    ("theme", "Wards", "wrong"),
    ("action", "Recruit nurses.", "wrong"),
]


@pytest.mark.parametrize(("field", "value", "verdict"), SINGLE)
def test_a_single_value_is_right_wrong_missed_or_invented(
    tmp_path: Path, field: str, value: str | None, verdict: str
) -> None:
    gold = make_gold()
    first_record(gold)[field] = value
    outcomes = judge(tmp_path, gold).outcomes
    assert [one.verdict for one in outcomes if one.field == field and one.key == "r1"] == [verdict]


def test_what_gold_does_not_state_is_not_judged(tmp_path: Path) -> None:
    gold = make_gold()
    del first_record(gold)["owner"]
    del gold["editions"][0]["mentions"]
    del gold["changes"]
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("owner") == Measure("owner", right=1, empty=2)
    assert evaluation.measure("MONEY") == Measure("MONEY")
    assert evaluation.measure("changes") == Measure("changes")


def test_another_fair_reading_is_right(tmp_path: Path) -> None:
    gold = make_gold()
    first_record(gold).update(
        owner="The Chief Nurse", owner_also=["Chief Nurse"], status=None, status_also=["in_progress"]
    )
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("owner") == Measure("owner", right=2, empty=2)
    assert evaluation.measure("status") == Measure("status", right=2, empty=2)


# ---------------------------------------------------------------- lists


def test_a_text_read_wrongly_is_wrong_and_other_texts_are_missed_and_invented(tmp_path: Path) -> None:
    gold = make_gold()
    first_record(gold)["progress"] = ["NHS Example spent £3.2 million.", "Nobody has asked for a list of wards."]
    second: Gold = gold["editions"][0]["records"][1]
    second["progress"] = []
    measure = judge(tmp_path, gold).measure("progress")
    assert measure == Measure("progress", right=2, wrong=1, missed=1, invented=1)
    assert (measure.precision, measure.recall, measure.f1) == (0.5, 0.5, 0.5)


def test_an_equal_text_is_never_given_to_a_text_that_is_merely_alike(tmp_path: Path) -> None:
    gold = make_gold()
    first_record(gold)["progress"] = [
        "NHS Example spent £3.2 million – so far, it says.",
        "NHS Example spent £3.2 million – so far.",
    ]
    assert judge(tmp_path, gold).measure("progress") == Measure("progress", right=4, missed=1)


def test_optional_texts_are_neither_missed_nor_invented(tmp_path: Path) -> None:
    gold = make_gold()
    first_record(gold)["next_steps"] = [
        {"text": "Hire another 20.", "origin": "inferred", "optional": True},
        {"text": "Write a report on it.", "optional": True},
    ]
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("next_steps") == Measure("next_steps")
    assert evaluation.measure("next_steps/origin") == Measure("next_steps/origin")


def test_a_further_text_found_holds_the_items_whose_words_it_has(tmp_path: Path) -> None:
    gold = make_gold()
    first_record(gold).update(
        progress=["NHS Example spent £3.2 million", "so far."],
        progress_also=["NHS Example spent £3.2 million – so far."],
    )
    assert judge(tmp_path, gold).measure("progress") == Measure("progress", right=3)


def test_the_values_of_a_target_date_are_judged_apart(tmp_path: Path) -> None:
    gold = make_gold()
    first_record(gold)["target_dates"][0].update(latest="2024-09-15", kind="day", kind_also=["month"], qualifier="by")
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("target_dates") == Measure("target_dates", right=1)
    assert evaluation.measure("target_dates/latest") == Measure("target_dates/latest", wrong=1)
    assert evaluation.measure("target_dates/kind") == Measure("target_dates/kind", right=1)
    assert evaluation.measure("target_dates/qualifier") == Measure("target_dates/qualifier", missed=1)


# ---------------------------------------------------------------- records


def test_a_missed_record_counts_with_its_fields_and_an_invented_one_alone(tmp_path: Path) -> None:
    gold = make_gold()
    gold["editions"][0]["records"][1] = make_record(
        "r2", "Open a new hospital wing in the north.", "The site is chosen."
    )
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("records") == Measure("records", right=3, missed=1, invented=1)
    assert evaluation.measure("action") == Measure("action", right=3, missed=1)
    assert evaluation.measure("progress") == Measure("progress", right=3, missed=1)


def test_an_optional_record_counts_for_nothing(tmp_path: Path) -> None:
    gold = make_gold()
    gold["editions"][0]["records"][1].update(optional=True, owner="Somebody else")
    gold["editions"][1]["records"].append({"key": "s3", "action": "Something nobody prints.", "optional": True})
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("records") == Measure("records", right=3)
    assert evaluation.measure("owner") == Measure("owner", right=2, empty=1)


def test_records_with_the_same_action_are_told_apart_by_their_progress(tmp_path: Path) -> None:
    june = example.make_june()
    start, end = june.actions[0].start, june.actions[0].end
    twin = replace(june.actions[1], text=june.actions[0].text, start=start, end=end)
    twins = replace(june, actions=(replace(june.actions[0], reference=None), twin))
    gold = make_gold()
    gold["editions"] = [
        {
            "edition": "2024-06-30",
            "records": [
                {"key": "b", "action": "Recruit more nurses.", "progress": ["Work has begun."]},
                {
                    "key": "a",
                    "action": "Recruit more nurses.",
                    "progress": ["NHS Example spent £3.2 million – so far."],
                },
            ],
        }
    ]
    evaluation = judge(tmp_path, gold, History(example.SERIES, (twins,)))
    assert evaluation.measure("progress") == Measure("progress", right=2)


def test_a_part_need_not_be_in_the_gold_but_may_be(tmp_path: Path) -> None:
    june = example.make_june()
    part = replace(june.actions[1], part_of_action_id="june-1")
    history = History(example.SERIES, (replace(june, actions=(june.actions[0], part)),))
    gold = make_gold()
    gold["editions"] = [{"edition": "2024-06-30", "records": [{"key": "r1", "action": "Recruit more nurses."}]}]
    assert judge(tmp_path, gold, history).measure("records") == Measure("records", right=1)
    gold["editions"][0]["records"][0]["parts"] = [{"key": "r1b", "action": "Publish a review of pay."}]
    assert judge(tmp_path, gold, history).measure("records") == Measure("records", right=2)


def test_an_action_that_is_printed_nowhere_is_null(tmp_path: Path) -> None:
    june = example.make_june()
    unnamed = replace(june.actions[0], text="", end=june.actions[0].start)
    gold = make_gold()
    gold["editions"] = [{"edition": "2024-06-30", "records": [{"key": "r1", "reference": "1.1", "action": None}]}]
    evaluation = judge(tmp_path, gold, History(example.SERIES, (replace(june, actions=(unnamed,)),)))
    assert evaluation.measure("action") == Measure("action", empty=1)


def test_an_edition_may_carry_a_digest(tmp_path: Path) -> None:
    june = replace(example.make_june(), edition_id="nursing-plan@2024-06-30~0123abcd")
    gold = make_gold()
    gold["editions"].pop()
    evaluation = judge(tmp_path, gold, History(example.SERIES, (june,)))
    assert evaluation.measure("records") == Measure("records", right=2)
    assert evaluation.missing_editions == ()


def test_an_edition_that_is_not_there_is_missed_whole(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, make_gold(), History(example.SERIES, (example.make_june(),)))
    assert evaluation.missing_editions == ("nursing-plan@2024-12-31",)
    assert evaluation.measure("records") == Measure("records", right=2, missed=2)
    assert evaluation.measure("links") == Measure("links", missed=2)


# ---------------------------------------------------------------- mentions


def change_mention(number: int, **values: object) -> Gold:
    gold = make_gold()
    gold["editions"][0]["mentions"][number].update(values)
    return gold


def test_a_span_that_only_overlaps_is_wrong_as_a_span_and_its_value_is_still_judged(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, change_mention(0, text="spent £3.2 million", amount_max=3000000))
    assert evaluation.measure("MONEY") == Measure("MONEY", wrong=1)
    assert evaluation.measure("MONEY/overlap") == Measure("MONEY/overlap", right=1)
    assert evaluation.measure("MONEY/amount_min") == Measure("MONEY/amount_min", right=1)
    assert evaluation.measure("MONEY/amount_max") == Measure("MONEY/amount_max", wrong=1)


def test_the_same_words_in_another_record_are_another_mention(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, change_mention(0, key="r2"))
    assert evaluation.measure("MONEY") == Measure("MONEY", missed=1, invented=1)


def test_the_same_words_outside_records_are_another_mention(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, change_mention(1, key=None, field=None))
    assert evaluation.measure("ORG") == Measure("ORG", missed=1, invented=1)


def test_a_mention_of_another_label_is_no_match(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, change_mention(1, label="DATE"))
    assert evaluation.measure("ORG") == Measure("ORG", invented=1)
    assert evaluation.measure("DATE") == Measure("DATE", missed=1)


def test_an_optional_mention_counts_for_nothing(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, change_mention(1, optional=True, name="Somebody"))
    assert evaluation.measure("ORG") == Measure("ORG")
    assert evaluation.measure("ORG/name") == Measure("ORG/name")


@pytest.mark.parametrize(
    ("name", "also", "right"), [("nhs example", [], 1), ("NHSE", [], 1), ("Ministry", ["NHSE"], 1), ("Ministry", [], 0)]
)
def test_an_organisation_is_right_by_any_of_its_names(tmp_path: Path, name: str, also: list[str], right: int) -> None:
    evaluation = judge(tmp_path, change_mention(1, name=name, name_also=also))
    assert evaluation.measure("ORG/name") == Measure("ORG/name", right=right, wrong=1 - right)


# ---------------------------------------------------------------- links and changes


def test_another_relation_is_wrong_and_another_record_is_missed_and_invented(tmp_path: Path) -> None:
    gold = make_gold()
    gold["links"][0]["relation"] = "reworded"
    gold["links"][1].update(later=["s1"])
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("links") == Measure("links", wrong=1, missed=1, invented=1)
    assert evaluation.measure("links/reworded") == Measure("links/reworded", wrong=1, missed=1, invented=1)


def test_a_split_is_one_link_for_each_part(tmp_path: Path) -> None:
    history = example.make_history()
    parts = tuple(replace(link, earlier_action_id="june-1", relation="split") for link in history.links)
    gold = make_gold()
    gold["links"] = [{**gold["links"][0], "later": ["s1", "s2"], "relation": "split"}]
    evaluation = judge(tmp_path, gold, replace(history, links=parts))
    assert evaluation.measure("links/split") == Measure("links/split", right=2)


def test_a_new_record_has_no_earlier_one(tmp_path: Path) -> None:
    history = example.make_history()
    added = replace(history.links[1], earlier_action_id=None, relation="added")
    gold = make_gold()
    gold["links"][1].update(earlier=[], relation="added")
    evaluation = judge(tmp_path, gold, replace(history, links=(history.links[0], added)))
    assert evaluation.measure("links") == Measure("links", right=2)


def test_a_change_of_another_kind_is_missed_and_invented(tmp_path: Path) -> None:
    gold = make_gold()
    gold["changes"][1]["kind"] = "money_added"
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("changes/money_added") == Measure("changes/money_added", missed=1)
    assert evaluation.measure("changes/money_increased") == Measure("changes/money_increased", invented=1)
    gold["changes"][1]["kind_also"] = ["money_increased"]
    assert judge(tmp_path, gold).measure("changes") == Measure("changes", right=2)


def test_a_note_that_gold_has_not_is_no_invention(tmp_path: Path) -> None:
    history = example.make_history()
    assert history.changes[2].cause == "layout"
    assert judge(tmp_path, make_gold(), history).measure("changes") == Measure("changes", right=2)
    claimed = replace(history.changes[2], cause="publisher")
    claims = replace(history, changes=(*history.changes[:2], claimed))
    assert judge(tmp_path, make_gold(), claims).measure("changes") == Measure("changes", right=2, invented=1)


def test_cause_flag_and_words_of_a_change_are_judged_apart(tmp_path: Path) -> None:
    gold = make_gold()
    gold["changes"][0].update(cause="layout", flag=False, severity="high", after="delayed")
    evaluation = judge(tmp_path, gold)
    assert evaluation.measure("changes/status_changed") == Measure("changes/status_changed", right=1)
    assert evaluation.measure("change/cause") == Measure("change/cause", wrong=1)
    assert evaluation.measure("change/flagged") == Measure("change/flagged", wrong=1)
    assert evaluation.measure("change/severity") == Measure("change/severity", right=1)
    assert evaluation.measure("change/after") == Measure("change/after", right=1, wrong=1)


def test_two_changes_of_one_kind_are_told_apart_by_their_words(tmp_path: Path) -> None:
    history = example.make_history()
    other = replace(history.changes[1], change_id="ch-more", before="£1", after="£2")
    gold = make_gold()
    gold["changes"].append({**gold["changes"][1], "before": "£1", "after": "£2"})
    evaluation = judge(tmp_path, gold, replace(history, changes=(*history.changes, other)))
    assert evaluation.measure("change/before") == Measure("change/before", right=3)


def test_a_withdrawn_field_is_that_field_and_no_other(tmp_path: Path) -> None:
    history = example.make_history()
    note = replace(
        history.changes[0], change_id="ch-note", kind="field_withdrawn", cause="layout", flagged=False,
        earlier_action_id=None, later_action_id=None, before=None, after=None,
    )  # fmt: skip
    gold = make_gold()
    told = {"kind": "field_withdrawn", "key": None, "cause": "layout"}
    pair = {"earlier_edition": "2024-06-30", "later_edition": "2024-12-31"}
    gold["changes"] += [{**pair, **told, "field": "owner"}, {**pair, **told, "field": "status"}]
    changes = (*history.changes, replace(note, field="status"), replace(note, change_id="ch-2", field="reference"))
    evaluation = judge(tmp_path, gold, replace(history, changes=changes))
    assert evaluation.measure("changes/field_withdrawn") == Measure("changes/field_withdrawn", right=1, missed=1)
    (fault,) = [outcome for outcome in evaluation.outcomes if not outcome.ok]
    assert fault.expected == "owner"


def test_an_optional_change_without_words_stands_for_any_number_of_its_kind(tmp_path: Path) -> None:
    history = example.make_history()
    counted = replace(history.changes[0], kind="quantity_changed", before="3 nurses", after="5 nurses")
    more = tuple(replace(counted, change_id=f"ch-{number}") for number in range(3))
    gold = make_gold()
    pair = {"earlier_edition": "2024-06-30", "later_edition": "2024-12-31"}
    told = replace(history, changes=(*history.changes, *more))
    assert judge(tmp_path, gold, told).measure("changes").invented == 3
    gold["changes"].append({**pair, "key": "s1", "kind": "quantity_changed", "optional": True})
    assert judge(tmp_path, gold, told).measure("changes").invented == 0
    gold["changes"][-1]["before"] = "3 nurses"
    assert judge(tmp_path, gold, told).measure("changes").invented == 2


def test_no_changes_stated_makes_every_claim_an_invention(tmp_path: Path) -> None:
    gold = make_gold()
    gold["changes"] = []
    assert judge(tmp_path, gold).measure("changes") == Measure("changes", invented=2)


# ---------------------------------------------------------------- two runs, and how it is told


def test_gains_and_losses_between_two_runs(tmp_path: Path) -> None:
    history = example.make_history()
    june, december = history.editions
    first, second = june.actions
    renamed = replace(june, actions=(replace(first, owner="Nobody"), second))
    invented = replace(december, actions=(december.actions[0], replace(december.actions[1], owner="Somebody")))
    old = judge(tmp_path, make_gold(), replace(history, editions=(renamed, december)))
    new = judge(tmp_path, make_gold(), replace(history, editions=(june, invented)))
    found = compare_evaluations(old, new)
    assert [(one.key, one.field, one.expected, one.before, one.after) for one in found.gains] == [
        ("r1", "owner", "Chief Nurse", "Nobody", "Chief Nurse")
    ]
    assert [(one.key, one.field, one.expected, one.before, one.after) for one in found.losses] == [
        ("s2", "owner", None, None, "Somebody")
    ]
    assert compare_evaluations(old, old) == compare_evaluations(new, new)


def test_an_evaluation_is_a_table_for_the_screen_and_plain_json(tmp_path: Path) -> None:
    gold = make_gold()
    first_record(gold)["owner"] = "[Nurse]"
    evaluation = judge(tmp_path, gold)
    console = Console(width=80, record=True)
    with console.capture() as capture:
        console.print(evaluation.to_table())
    lines = {line.split()[0]: line.split()[1:] for line in capture.get().splitlines() if line.split()}
    assert lines["owner"] == ["1", "2", "1", "0", "0", "0.500", "0.500", "0.500", "0.750"]
    assert lines["earliest"][0] == "1", "below target_dates"
    plain = json.loads(json.dumps(evaluation.to_json()))
    assert plain["faults"] == [
        {
            "edition": "nursing-plan@2024-06-30",
            "key": "r1",
            "field": "owner",
            "verdict": "wrong",
            "expected": "[Nurse]",
            "got": "Chief Nurse",
        }
    ]
    measure = next(one for one in plain["measures"] if one["field"] == "owner")
    assert (measure["right"], measure["empty"], measure["wrong"], measure["accuracy"]) == (1, 2, 1, 0.75)


def test_gains_and_losses_are_a_table(tmp_path: Path) -> None:
    gold = make_gold()
    old = judge(tmp_path, gold)
    first_record(gold)["status"] = "delayed"
    table = compare_evaluations(old, judge(tmp_path, gold)).to_table()
    assert table.row_count == 0, "another gold is another question"


# ---------------------------------------------------------------- what cannot be used


def test_a_folder_of_gold_is_read_and_other_publications_are_skipped(tmp_path: Path) -> None:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(make_gold()), encoding="utf-8")
    (folder / "b.json").write_text(json.dumps({"publication": "roads", "editions": []}), encoding="utf-8")
    evaluation = evaluate_outputs(example.write_example(tmp_path / "out"), folder)
    assert evaluation.skipped == ("roads",)
    assert evaluation.measure("records") == Measure("records", right=4)


def spoil_json(gold: Path) -> None:
    gold.write_text("{")


def spoil_publication(gold: Path) -> None:
    gold.write_text(json.dumps({"publication": "roads"}))


def spoil_record(gold: Path) -> None:
    gold.write_text(json.dumps({"publication": "nursing-plan", "editions": [{"edition": "2024", "records": ["x"]}]}))


def spoil_list(gold: Path) -> None:
    gold.write_text("[1]")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_json, "cannot be read as a gold file"),
        (spoil_publication, "has none of the publications"),
        (spoil_record, "is not in the gold format"),
        (spoil_list, "is not in the gold format"),
        (Path.unlink, "cannot be read as a gold file"),
    ],
)
def test_gold_that_cannot_be_used_is_named(tmp_path: Path, spoil: Callable[[Path], None], message: str) -> None:
    path = tmp_path / "gold.json"
    path.touch()
    spoil(path)
    with pytest.raises(InputError, match=message):
        evaluate_outputs(example.write_example(tmp_path / "out"), path)


def test_tables_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text(json.dumps(make_gold()), encoding="utf-8")
    with pytest.raises(InputError, match=r"is not the output of a run: it holds no publications\.parquet"):
        evaluate_outputs(tmp_path, tmp_path / "gold.json")


def test_the_gold_of_the_project_is_in_the_format() -> None:
    from extract.evaluate.gold import read_gold  # noqa: PLC0415

    tests = Path(__file__).parent
    for path in (tests / "gold", *sorted(tests.glob("editions/*/expected.json"))):
        assert all(gold["editions"] for gold in read_gold(path))
