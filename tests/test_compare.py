"""What changed between two editions: every kind of change, its cause, and what must not be a change."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.align import align_editions
from extract.compare import compare_editions, compare_pair, find_overdue
from extract.model import Change, Edition, History
from extract.values.wording import fold_wording
from extract.vocabularies import CHANGE_KINDS
from tests.compare.pages import Record, make_edition

CASES = tomllib.loads((Path(__file__).parent / "compare" / "cases.toml").read_text(encoding="utf-8"))["case"]
EARLIER, LATER, THIRD = "2024-06-30", "2024-12-31", "2025-06-30"

PLAN: tuple[Record, ...] = (
    {
        "theme": "Homes",
        "action": "We will insulate council homes.",
        "progress": ["We have insulated 40 homes for £2 million.", "Tenants of the tower blocks were consulted."],
        "steps": ["We will insulate the tower blocks of the city centre."],
        "target": "March 2025",
    },
    {
        "theme": "Homes",
        "action": "We will reopen all libraries in the north.",
        "progress": ["Twelve libraries have reopened with help from Age Cymru."],
        "steps": ["We will hire sixty librarians.", "We will publish a list of opening hours."],
        "target": "May 2025",
        "bodies": ["Age Cymru"],
    },
    {
        "theme": "Schools",
        "action": "Flood walls along the Severn are to be raised.",
        "progress": ["Surveyors have measured the banks."],
        "steps": ["Work on the walls at Newport will begin."],
        "target": "2025",
    },
)
NEXT_PLAN: tuple[Record, ...] = (
    {
        "theme": "Homes",
        "action": "We will insulate council homes.",
        "progress": ["We have insulated 90 homes for £5 million.", "Tenants of the tower blocks were consulted."],
        "steps": ["We will insulate the tower blocks of the city centre."],
        "target": "September 2025",
    },
    {
        "theme": "Homes",
        "action": "We will reopen all libraries in the north where possible.",
        "progress": ["Twelve libraries have reopened with help from Age Cymru.", "Sixty librarians have been hired."],
        "steps": ["We will extend the opening hours at Bangor."],
        "target": "May 2025",
        "bodies": ["Age Cymru"],
    },
    {
        "theme": "Schools",
        "action": "Flood walls along the Severn are to be raised.",
        "progress": ["Surveyors have measured the banks."],
        "steps": ["Work on the walls at Newport will begin."],
        "target": "Ongoing",
    },
)


def compare(earlier: Edition, later: Edition) -> tuple[Change, ...]:
    return compare_editions(align_editions([earlier, later]))


def follow(*editions: Edition) -> History:
    history = align_editions(editions)
    return replace(history, changes=compare_editions(history))


def list_told(changes: tuple[Change, ...]) -> Counter[tuple[str, ...]]:
    """What the publisher changed, without ids and places."""
    return Counter(
        (change.kind, fold_wording(change.before or ""), fold_wording(change.after or ""), change.severity)
        for change in changes
        if change.cause == "publisher" and change.kind != "progress_rewritten"
    )


# ---------------------------------------------------------------- every kind of change


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_changes_are_those_a_reader_sees(case: dict[str, Any]) -> None:
    changes = compare(make_edition(EARLIER, case["earlier"]), make_edition(LATER, case["later"]))
    wanted = case.get("change", [])
    found = sorted(_describe(change) for change in changes)
    assert found == sorted(_expect(change) for change in wanted)
    for change in wanted:
        for name, value in (("severity", change.get("severity")), ("days", change.get("days"))):
            if value is not None:
                assert value in {getattr(one, name) for one in changes if one.kind == change["kind"]}
        if "amount" in change:
            assert change["amount"] in {one.amount_delta for one in changes if one.kind == change["kind"]}


def test_every_kind_of_change_has_a_case() -> None:
    told = {change["kind"] for case in CASES for change in case.get("change", [])}
    # An action returns in a third edition: below.
    assert told == set(CHANGE_KINDS) - {"action_returned"}


def _describe(change: Change) -> tuple[str, ...]:
    words = ("", "") if change.kind == "progress_rewritten" else (change.before or "", change.after or "")
    field = change.field or "" if change.kind.startswith("field_") else ""
    return change.kind, *words, change.cause, field, str(change.flagged)


def _expect(change: dict[str, Any]) -> tuple[str, ...]:
    words = (change.get("before", ""), change.get("after", ""))
    if change["kind"] == "progress_rewritten":
        words = ("", "")
    return (
        change["kind"],
        *words,
        change.get("cause", "publisher"),
        change.get("field", ""),
        str(change.get("flag", False)),
    )


def test_rewritten_progress_lists_what_is_gone_and_new() -> None:
    case = next(case for case in CASES if case["name"].startswith("progress is rewritten once"))
    (change,) = compare(make_edition(EARLIER, case["earlier"]), make_edition(LATER, case["later"]))
    assert change.sentences_gone == ("The union was consulted in two meetings.",)
    assert change.sentences_new == ("Employers asked for more time.", "Legal advice is awaited.")
    assert (change.before, change.after) == (change.sentences_gone[0], change.sentences_new[0])


def test_why_names_both_values() -> None:
    changes = compare(make_edition(EARLIER, PLAN), make_edition(LATER, NEXT_PLAN))
    why = {change.kind: change.why for change in changes}
    assert why["target_date_later"] == "The target date 'March 2025' became 'September 2025', 183 days later."
    assert why["money_increased"].startswith("'£2 million' became '£5 million': 3,000,000 more")
    assert "'where possible' is new" in why["commitment_weakened"]


def test_words_of_a_change_stand_at_their_places() -> None:
    earlier, later = make_edition(EARLIER, PLAN), make_edition(LATER, NEXT_PLAN)
    for change in compare(earlier, later):
        for text, words, start, end in (
            (earlier.text, change.before, change.before_start, change.before_end),
            (later.text, change.after, change.after_start, change.after_end),
        ):
            if words is not None and not change.kind.startswith(("organisation", "status")):
                assert text[start:end] == words


def test_ids_of_changes_are_unique_and_made_from_words() -> None:
    changes = compare(make_edition(EARLIER, PLAN), make_edition(LATER, NEXT_PLAN))
    assert len({change.change_id for change in changes}) == len(changes) > 5
    assert all(change.change_id.startswith("change-") for change in changes)


# ---------------------------------------------------------------- what never makes a difference


def test_page_against_itself_has_no_change() -> None:
    for plan in (PLAN, NEXT_PLAN, tuple(CASES[0]["earlier"])):
        assert compare(make_edition(EARLIER, plan), make_edition(LATER, plan)) == ()


@given(st.permutations(NEXT_PLAN))
@settings(max_examples=20, deadline=None)
def test_order_of_records_changes_nothing(plan: list[Record]) -> None:
    straight = compare(make_edition(EARLIER, PLAN), make_edition(LATER, NEXT_PLAN))
    assert list_told(compare(make_edition(EARLIER, PLAN), make_edition(LATER, plan))) == list_told(straight)


@given(st.sampled_from((" ", "\N{NO-BREAK SPACE}", "  ", "\n")), st.sampled_from(("1. ", "7 ", "")), st.booleans())
@settings(max_examples=20, deadline=None)
def test_looks_change_nothing(space: str, number: str, shout: bool) -> None:
    straight = compare(make_edition(EARLIER, PLAN), make_edition(LATER, NEXT_PLAN))
    plan = [_respell(record, space, number, shout) for record in NEXT_PLAN]
    assert list_told(compare(make_edition(EARLIER, PLAN), make_edition(LATER, plan))) == list_told(straight)


def _respell(record: Record, space: str, number: str, shout: bool) -> Record:
    action = record["action"].replace(" ", space)
    return {**record, "theme": number + record["theme"], "action": action.upper() if shout else action}


def test_every_row_of_the_later_edition_is_old_or_named_by_a_change() -> None:
    earlier, later = make_edition(EARLIER, PLAN), make_edition(LATER, NEXT_PLAN)
    named = {row_id for change in compare(earlier, later) for row_id in change.later_row_ids}
    texts = [action.text for action in earlier.actions]
    texts += [statement.text for statement in earlier.progress]
    texts += [step.text for step in earlier.next_steps]
    old = set(map(fold_wording, texts))
    for action in later.actions:
        assert fold_wording(action.text) in old or action.action_id in named
    for statement in later.progress:
        assert fold_wording(statement.text) in old or statement.progress_id in named
    for step in later.next_steps:
        assert fold_wording(step.text) in old or step.next_step_id in named


# ---------------------------------------------------------------- several editions


def test_action_returns_over_a_gap() -> None:
    selection = [PLAN[0], PLAN[2]]
    back = {**PLAN[1], "target": "August 2025"}
    history = follow(
        make_edition(EARLIER, PLAN), make_edition(LATER, selection), make_edition(THIRD, [PLAN[0], back, PLAN[2]])
    )
    told = {(change.kind, change.earlier_edition_id, change.later_edition_id) for change in history.changes}
    assert told == {
        ("action_not_reported", f"plan@{EARLIER}", f"plan@{LATER}"),
        ("action_returned", f"plan@{EARLIER}", f"plan@{THIRD}"),
        ("target_date_later", f"plan@{EARLIER}", f"plan@{THIRD}"),
    }


def test_pair_is_compared_with_the_links_it_is_given() -> None:
    earlier, later = make_edition(EARLIER, PLAN), make_edition(LATER, NEXT_PLAN)
    history = align_editions([earlier, later])
    assert compare_pair(earlier, later, history.links, dict(history.commitment_of)) == compare_editions(history)
    cut = [link for link in history.links if link.earlier_action_id != earlier.actions[0].action_id]
    kinds = {change.kind for change in compare_pair(earlier, later, cut)}
    assert "money_increased" not in kinds
    assert "commitment_weakened" in kinds


# ---------------------------------------------------------------- overdue


def test_deadline_that_passed_without_a_word_is_overdue() -> None:
    history = follow(make_edition(EARLIER, PLAN), make_edition(LATER, PLAN))
    overdue = find_overdue(history, date(2025, 4, 10))
    assert [(one.deadline, one.days, one.edition_id) for one in overdue] == [(date(2025, 3, 31), 10, f"plan@{LATER}")]
    assert "'We will insulate the tower blocks of the city centre.' was due March 2025, 10 days ago" in overdue[0].why
    assert find_overdue(history, date(2025, 3, 31)) == ()


def test_deadline_that_moved_or_was_met_is_not_overdue() -> None:
    history = follow(make_edition(EARLIER, PLAN), make_edition(LATER, NEXT_PLAN))
    assert find_overdue(history, date(2025, 4, 10)) == ()
    done = [{**record, "status": "complete"} for record in PLAN]
    history = follow(
        make_edition(EARLIER, [{**record, "status": "on_track"} for record in PLAN]), make_edition(LATER, done)
    )
    assert find_overdue(history, date(2026, 4, 10)) == ()


def test_deadline_that_several_editions_print_is_overdue_once_and_not_when_it_was_met_at_last() -> None:
    step: Record = {
        "action": "We will improve pay for carers.",
        "progress": ["Talks have begun."],
        "steps": ["We will publish a good practice guide on carers' pay."],
        "target": "March 2025",
    }
    other: Record = {"action": "Flood walls along the Severn are to be raised.", "target": "2027"}
    reworded = {**step, "steps": ["We will publish a guide to good practice on carers' pay."]}
    done: Record = {
        "action": "We will improve pay for carers.",
        "progress": ["Talks have begun.", "The good practice guide on carers' pay was published in March."],
    }
    first, second = make_edition(EARLIER, [step, other]), make_edition(LATER, [reworded, other])
    (overdue,) = find_overdue(follow(first, second), date(2025, 4, 10))
    assert (overdue.deadline, overdue.edition_id) == (date(2025, 3, 31), f"plan@{LATER}")
    history = follow(first, second, make_edition(THIRD, [done, other]))
    assert len(find_overdue(history, date(2025, 6, 1))) == 1, "the last edition is of the end of June"
    assert find_overdue(history, date(2025, 7, 1)) == ()


def test_deadline_of_a_promise_that_was_dropped_is_still_due() -> None:
    steps = ["We will insulate the tower blocks of the city centre.", "We will paint the lifts of the old hospital."]
    plan: Record = {**PLAN[0], "steps": steps, "target": "January 2025; March 2025"}
    history = follow(
        make_edition(EARLIER, [plan]), make_edition(LATER, [{**plan, "steps": steps[1:], "target": "March 2025"}])
    )
    assert "next_step_dropped" in {change.kind for change in history.changes}
    overdue = find_overdue(history, date(2025, 4, 10))
    assert [(one.deadline, one.edition_id) for one in overdue] == [
        (date(2025, 1, 31), f"plan@{EARLIER}"),
        (date(2025, 3, 31), f"plan@{LATER}"),
    ]
    assert overdue[0].why.startswith(f"'{steps[0]}' was due January 2025")


def test_later_editions_say_nothing_about_an_earlier_day() -> None:
    history = follow(make_edition(EARLIER, PLAN), make_edition("2025-05-01", NEXT_PLAN))
    assert [one.deadline for one in find_overdue(history, date(2025, 4, 10))] == [date(2025, 3, 31)]
