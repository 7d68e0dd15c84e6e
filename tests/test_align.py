"""Records lined up through the editions: links, commitments, and doubt where two candidates are equally good."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.plans import make_editions
from extract.align import Matches, align_editions
from extract.align.likeness import Likeness
from extract.model import Edition, History
from tests.compare.pages import Record, make_edition

FIRST, SECOND, THIRD = "2024-06-30", "2024-12-31", "2025-06-30"

PLAN: tuple[Record, ...] = (
    {"theme": "Homes", "action": "We will insulate council homes in the valleys.", "progress": ["Forty are done."]},
    {"theme": "Homes", "action": "We will reopen all libraries in the north.", "progress": ["Twelve have reopened."]},
    {"theme": "Land", "action": "Flood walls along the Severn are to be raised.", "progress": ["Banks were measured."]},
    {"theme": "Land", "action": "We will plant a new forest near Brecon.", "progress": ["Seedlings were ordered."]},
)


def list_links(history: History) -> list[tuple[str, str | None, str | None]]:
    """Relation, earlier and later action, by their words."""
    words = {action.action_id: action.text for edition in history.editions for action in edition.actions}
    return [
        (link.relation, words.get(link.earlier_action_id or ""), words.get(link.later_action_id or ""))
        for link in history.links
    ]


def list_relations(history: History) -> list[str]:
    return [link.relation for link in history.links]


def find_commitments(history: History, words: str) -> set[str]:
    """The commitments of the actions that begin with these words, in any edition."""
    known = dict(history.commitment_of)
    actions = [action for edition in history.editions for action in edition.actions]
    return {known[action.action_id] for action in actions if action.text.startswith(words)}


# ---------------------------------------------------------------- one to one


def test_same_words_are_the_same_action() -> None:
    history = align_editions([make_edition(FIRST, PLAN), make_edition(SECOND, PLAN)])
    assert list_links(history) == [("same", record["action"], record["action"]) for record in PLAN]
    assert {link.score for link in history.links} == {1.0}
    assert history.links[0].reasons == ("the same words", "the same theme")


def test_first_edition_has_no_links() -> None:
    history = align_editions([make_edition(FIRST, PLAN)])
    assert history.links == ()
    assert len(history.commitments) == len(PLAN)


@pytest.mark.parametrize(
    "words",
    [
        "We will insulate all council homes in the southern valleys.",
        "Council homes in the valleys have been insulated.",
        "Insulate council homes, valleys",
    ],
)
def test_reworded_action_is_found_again_with_its_reasons(words: str) -> None:
    later = [{**PLAN[0], "action": words}, *PLAN[1:]]
    history = align_editions([make_edition(FIRST, PLAN), make_edition(SECOND, later)])
    link = history.links[0]
    assert (link.relation, list_relations(history)[1:]) == ("reworded", ["same"] * 3)
    assert link.reasons[0].endswith("% alike")
    assert "the same theme" in link.reasons
    assert "the same place between its neighbours" in link.reasons
    assert link.score is not None
    assert 0.4 < link.score <= 1


def test_rewritten_action_is_found_by_reference() -> None:
    earlier = [{**record, "reference": f"1.{number}"} for number, record in enumerate(PLAN)]
    later = [
        {**earlier[0], "action": "Old dwellings are to lose less heat.", "progress": ["Grants were paid."]},
        *earlier[1:],
    ]
    history = align_editions([make_edition(FIRST, earlier), make_edition(SECOND, later)])
    assert list_relations(history) == ["reworded", "same", "same", "same"]
    assert "the same reference 1.0" in history.links[0].reasons


def test_rewritten_action_is_found_by_its_progress() -> None:
    progress = ["Forty homes in Merthyr were fitted with cladding, and sixty more will follow by the spring."]
    earlier = [{**PLAN[0], "progress": progress}, *PLAN[1:]]
    later = [{**PLAN[0], "action": "Council housing keeps warm at lower cost.", "progress": progress}, *PLAN[1:]]
    history = align_editions([make_edition(FIRST, earlier), make_edition(SECOND, later)])
    assert list_relations(history) == ["reworded", "same", "same", "same"]
    assert "progress 100 % alike" in history.links[0].reasons


def test_renumbered_references_are_not_believed() -> None:
    earlier = [{**record, "reference": f"{number}"} for number, record in enumerate(PLAN)]
    later = [{**record, "reference": f"{(number + 1) % 4}"} for number, record in enumerate(PLAN)]
    history = align_editions([make_edition(FIRST, earlier), make_edition(SECOND, later)])
    assert list_links(history) == [("same", record["action"], record["action"]) for record in PLAN]


def test_numbering_that_begins_anew_under_each_theme_counts_within_it() -> None:
    earlier = [{**record, "reference": f"{1 + number % 2}"} for number, record in enumerate(PLAN)]
    later = [
        *earlier[:3],
        {**earlier[3], "action": "Trees: a wood of oaks in Powys.", "progress": ["Land was bought."]},
    ]
    history = align_editions([make_edition(FIRST, earlier), make_edition(SECOND, later)])
    assert list_relations(history) == ["same", "same", "same", "reworded"]


def test_another_action_is_added_and_the_old_one_not_reported() -> None:
    later = [
        *PLAN[:3],
        {"theme": "Land", "action": "Ferry tickets become free for pupils.", "progress": ["None sold."]},
    ]
    history = align_editions([make_edition(FIRST, PLAN), make_edition(SECOND, later)])
    assert ("not_reported", PLAN[3]["action"], None) in list_links(history)
    assert ("added", None, "Ferry tickets become free for pupils.") in list_links(history)
    assert sorted(list_relations(history)) == ["added", "not_reported", "same", "same", "same"]


@given(st.permutations(PLAN), st.booleans())
@settings(max_examples=24, deadline=None)
def test_page_order_and_themes_change_no_link(plan: list[Record], regroup: bool) -> None:
    later = [{**record, "theme": "All"} if regroup else record for record in plan]
    history = align_editions([make_edition(FIRST, PLAN), make_edition(SECOND, later)])
    assert sorted(list_links(history)) == sorted(("same", record["action"], record["action"]) for record in PLAN)


def test_order_of_languages_is_kept_apart() -> None:
    english = [make_edition(FIRST, PLAN), make_edition(THIRD, PLAN)]
    welsh = replace(make_edition(SECOND, PLAN), language="cy")
    history = align_editions([english[0], welsh, english[1]])
    assert {(link.earlier_edition_id, link.later_edition_id) for link in history.links} == {
        (f"plan@{FIRST}", f"plan@{THIRD}")
    }
    assert [edition.edition_id for edition in history.editions] == [f"plan@{day}" for day in (FIRST, SECOND, THIRD)]


# ---------------------------------------------------------------- twins and doubt

TWIN: Record = {"theme": "Land", "action": "We will publish a map of the paths.", "progress": ["The coast is mapped."]}
OTHER_TWIN: Record = {
    "theme": "Land",
    "action": "We will publish a map of the paths.",
    "progress": ["A printer was hired."],
}


def test_equally_good_candidates_are_linked_with_neither() -> None:
    later: Record = {
        "theme": "Land",
        "action": "We will publish a map of the paths.",
        "progress": ["Sheep were counted."],
    }
    history = align_editions([make_edition(FIRST, [TWIN, OTHER_TWIN]), make_edition(SECOND, [later])])
    assert sorted(list_relations(history)) == ["added", "not_reported", "not_reported"]
    (problem,) = history.editions[1].problems
    assert problem.code == "match_uncertain"
    assert problem.action_id == history.editions[1].actions[0].action_id
    assert "equally well" in problem.message


def test_twins_are_told_apart_by_their_progress() -> None:
    history = align_editions([make_edition(FIRST, [TWIN, OTHER_TWIN]), make_edition(SECOND, [OTHER_TWIN, TWIN])])
    said = {row.action_id: row.text for edition in history.editions for row in edition.progress}
    pairs = {(said[link.earlier_action_id or ""], said[link.later_action_id or ""]) for link in history.links}
    assert pairs == {(text, text) for text in said.values()}
    assert history.editions[1].problems == ()


def test_action_printed_twice_with_its_reference_goes_on_with_the_first_printing() -> None:
    earlier = [{**TWIN, "reference": "7.1"}, PLAN[0]]
    again = {**TWIN, "reference": "7.1", "progress": ["A committee met."]}
    history = align_editions([make_edition(FIRST, earlier), make_edition(SECOND, [*earlier, again])])
    assert sorted(list_relations(history)) == ["added", "same", "same"]
    added = next(link for link in history.links if link.relation == "added")
    assert added.later_action_id == history.editions[1].actions[2].action_id


def test_repeat_has_its_record_s_commitment_and_no_link() -> None:
    later = make_edition(SECOND, [PLAN[0], {**PLAN[0], "target": "2025"}])
    repeat = replace(later.actions[1], repeat_of_action_id=later.actions[0].action_id)
    later = replace(later, actions=(later.actions[0], repeat))
    history = align_editions([make_edition(FIRST, [PLAN[0]]), later])
    assert list_relations(history) == ["same"]
    known = dict(history.commitment_of)
    assert known[repeat.action_id] == known[later.actions[0].action_id]


# ---------------------------------------------------------------- splits and merges

WHOLE: Record = {
    "action": "We will repair the sea walls of the western ports. We will dredge the harbours of the eastern coast.",
    "progress": ["Engineers were hired."],
}
HALVES: tuple[Record, ...] = (
    {"action": "We will repair the sea walls of the western ports.", "progress": ["Engineers were hired."]},
    {"action": "We will dredge the harbours of the eastern coast.", "progress": ["A ship was chartered."]},
)


def test_further_action_that_became_a_record_is_a_split_and_keeps_its_commitment() -> None:
    whole: Record = {**PLAN[0], "part": "We will work with partners to share good practice."}
    later = [
        PLAN[0],
        {"action": "We will work with partners to share good practice.", "progress": ["Meetings were held."]},
    ]
    history = align_editions([make_edition(FIRST, [whole]), make_edition(SECOND, later)])
    assert list_relations(history) == ["split", "split"]
    (first,) = find_commitments(history, "We will insulate")
    (second,) = find_commitments(history, "We will work")
    born = next(one for one in history.commitments if one.commitment_id == second)
    assert born.split_from_commitment_id == first != second
    assert born.editions == (f"plan@{FIRST}", f"plan@{SECOND}")


def test_record_that_became_two_is_a_split() -> None:
    history = align_editions([make_edition(FIRST, [WHOLE]), make_edition(SECOND, HALVES)])
    assert list_relations(history) == ["split", "split"]
    splits = [one.split_from_commitment_id for one in history.commitments]
    assert sorted(one is None for one in splits) == [False, True]


def test_reference_with_several_numbers_is_split_into_records_of_each() -> None:
    whole: Record = {"reference": "Milestone 2.4 / 2.5", "action": "Write a strategy. Adopt a programme of data."}
    later: list[Record] = [
        {"reference": "Milestone 2.4", "action": "A road map is in place."},
        {"reference": "Milestone 2.5", "action": "Master data are looked after."},
    ]
    history = align_editions([make_edition(FIRST, [whole, PLAN[0]]), make_edition(SECOND, [*later, PLAN[0]])])
    assert sorted(list_relations(history)) == ["same", "split", "split"]


def test_records_that_became_one_are_a_merge_and_the_oldest_commitment_lives_on() -> None:
    history = align_editions(
        [make_edition(FIRST, HALVES[1:]), make_edition(SECOND, HALVES), make_edition(THIRD, [WHOLE])]
    )
    assert list_relations(history)[-2:] == ["merged", "merged"]
    (old,) = find_commitments(history, "We will dredge")
    ended = {one.commitment_id: one.merged_into_commitment_id for one in history.commitments}
    assert ended[old] is None
    assert sorted(str(one) for one in ended.values()) == ["None", old]
    assert dict(history.commitment_of)[history.editions[2].actions[0].action_id] == old


def test_action_that_repeats_words_still_printed_elsewhere_is_no_split() -> None:
    later = [
        WHOLE,
        {"action": "We will dredge the harbours of the eastern coast.", "progress": ["A ship was chartered."]},
    ]
    history = align_editions([make_edition(FIRST, [WHOLE]), make_edition(SECOND, later)])
    assert sorted(list_relations(history)) == ["added", "same"]


# ---------------------------------------------------------------- commitments


def test_commitment_lives_on_over_a_gap() -> None:
    editions = [make_edition(FIRST, PLAN), make_edition(SECOND, PLAN[:2]), make_edition(THIRD, PLAN)]
    history = align_editions(editions)
    (commitment,) = find_commitments(history, "Flood walls")
    row = next(one for one in history.commitments if one.commitment_id == commitment)
    assert row.editions == (f"plan@{FIRST}", f"plan@{THIRD}")
    over = [
        link
        for link in history.links
        if link.earlier_edition_id == f"plan@{FIRST}" and link.later_edition_id == f"plan@{THIRD}"
    ]
    assert [link.relation for link in over] == ["same", "same"]
    assert list_relations(history).count("not_reported") == 2


def test_commitment_takes_its_latest_wording() -> None:
    later = [{**PLAN[0], "action": "We will insulate all council homes in the valleys."}, *PLAN[1:]]
    history = align_editions([make_edition(FIRST, PLAN), make_edition(SECOND, later)])
    assert history.commitments[0].text == "We will insulate all council homes in the valleys."


def test_ids_stay_when_a_middle_edition_turns_up() -> None:
    first, middle, last = (make_edition(day, PLAN) for day in (FIRST, SECOND, THIRD))
    without, with_it = align_editions([first, last]), align_editions([first, middle, last])
    assert [one.commitment_id for one in without.commitments] == [one.commitment_id for one in with_it.commitments]
    known = dict(with_it.commitment_of)
    assert all(known[action_id] == commitment_id for action_id, commitment_id in without.commitment_of)


def test_every_action_has_a_commitment_and_ids_are_unique() -> None:
    editions = [
        make_edition(FIRST, [*PLAN, WHOLE]),
        make_edition(SECOND, [*PLAN[1:], *HALVES]),
        make_edition(THIRD, PLAN),
    ]
    history = align_editions(editions)
    known = dict(history.commitment_of)
    assert all(action.action_id in known for edition in editions for action in edition.actions)
    ids = [one.commitment_id for one in history.commitments] + [link.link_id for link in history.links]
    assert len(set(ids)) == len(ids)
    assert set(known.values()) <= {one.commitment_id for one in history.commitments}


# ---------------------------------------------------------------- likeness


def test_likeness_is_that_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    texts = [record["action"].rstrip(".") for record in (*PLAN, *LATER_PLAN)]
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(texts).toarray()
    ours = Likeness(texts[:4], texts[4:])
    for one, other in product(range(4), range(3)):
        assert ours.measure(one, other) == pytest.approx(float(theirs[one] @ theirs[4 + other]))


def test_pairs_are_found_with_the_likeness_that_is_measured() -> None:
    texts = [f"{record['action']} Number {number} of the plan." for number in range(18) for record in PLAN]
    numbers = list(range(len(texts)))
    found = Likeness(texts, texts[::-1]).find_pairs(numbers, numbers, 0.3)
    measured = Likeness(texts, texts[::-1])
    alike = {pair for pair in product(numbers, numbers) if measured.measure(*pair) >= 0.3}
    assert set(found) == alike
    assert found == {pair: measured.measure(*pair) for pair in alike}


def test_of_very_many_pairs_each_text_keeps_its_likest() -> None:
    """Records enough that not every pair is weighed, and in another order: each is still found."""
    earlier, later = make_editions(1_500, seed=3)
    history = align_editions([earlier, later])
    number = {action.action_id: action.locator for edition in history.editions for action in edition.actions}
    kept = {action.locator for action in earlier.actions} & {action.locator for action in later.actions}
    linked = {
        (number[link.earlier_action_id], number[link.later_action_id])
        for link in history.links
        if link.earlier_action_id and link.later_action_id
    }
    assert len(kept) > 1_400
    assert sum((locator, locator) in linked for locator in kept) >= 0.99 * len(kept)


@given(st.text(max_size=60), st.text(max_size=60))
@settings(deadline=None)
def test_likeness_is_between_nothing_and_the_same(one: str, other: str) -> None:
    assert 0 <= Likeness([one], [other]).measure(0, 0) <= 1


def test_empty_pages_have_no_links() -> None:
    empty: Edition = make_edition(FIRST, [])
    assert align_editions([empty, make_edition(SECOND, [])]).links == ()
    assert list_relations(align_editions([empty, make_edition(SECOND, PLAN)])) == ["added"] * 4


# ---------------------------------------------------------------- what people decided

LATER_PLAN: tuple[Record, ...] = (
    {"theme": "Homes", "action": "We will insulate council homes in the valleys.", "progress": ["Sixty are done."]},
    {"theme": "Homes", "action": "Every reading room in Gwynedd is to open again.", "progress": ["None has."]},
    {"theme": "Land", "action": "Flood walls along the Severn are to be raised.", "progress": ["Walls are rising."]},
)


def decide(
    earlier: Edition, later: Edition, *, cut: tuple[tuple[int, int], ...] = (), joined: tuple[tuple[int, int], ...] = ()
) -> Matches:
    """Matches by the places of the actions on their pages."""
    ids = [[action.action_id for action in edition.actions] for edition in (earlier, later)]
    sides = [frozenset((ids[0][one], ids[1][other]) for one, other in pairs) for pairs in (cut, joined)]
    return Matches(*sides)


def test_cut_match_is_not_made_again_though_every_word_is_the_same() -> None:
    earlier, later = make_edition(FIRST, PLAN), make_edition(SECOND, PLAN)
    history = align_editions([earlier, later], decide(earlier, later, cut=((0, 0),)))
    assert sorted(list_relations(history)) == ["added", "not_reported", "same", "same", "same"]
    reasons = {link.relation: link.reasons for link in history.links}
    assert reasons["added"] == reasons["not_reported"] == ("its match was cut by a reviewer",)
    assert len(find_commitments(history, "We will insulate")) == 2


def test_joined_match_is_made_though_no_word_is_the_same() -> None:
    earlier, later = make_edition(FIRST, PLAN), make_edition(SECOND, LATER_PLAN)
    assert list_relations(align_editions([earlier, later])).count("added") == 1
    history = align_editions([earlier, later], decide(earlier, later, joined=((1, 1),)))
    (link,) = [link for link in history.links if link.later_action_id == later.actions[1].action_id]
    assert (link.relation, link.earlier_action_id) == ("reworded", earlier.actions[1].action_id)
    assert link.reasons[0] == "joined by a reviewer"
    assert len(find_commitments(history, "We will reopen") | find_commitments(history, "Every reading")) == 1


def test_joined_match_goes_before_equal_words() -> None:
    earlier, later = make_edition(FIRST, PLAN), make_edition(SECOND, PLAN)
    history = align_editions([earlier, later], decide(earlier, later, joined=((0, 1),)))
    pairs = {(link.earlier_action_id, link.later_action_id) for link in history.links}
    ids = [[action.action_id for action in edition.actions] for edition in (earlier, later)]
    assert pairs == {
        (ids[0][0], ids[1][1]),
        (ids[0][1], None),
        (None, ids[1][0]),
        *zip(ids[0][2:], ids[1][2:], strict=True),
    }


@pytest.mark.parametrize(("joined", "relation"), [(((1, 0), (1, 1)), "split"), (((0, 0), (1, 0)), "merged")])
def test_record_joined_with_several_is_a_split_or_a_merge(joined: tuple[tuple[int, int], ...], relation: str) -> None:
    earlier, later = make_edition(FIRST, PLAN), make_edition(SECOND, LATER_PLAN)
    history = align_editions([earlier, later], decide(earlier, later, joined=joined))
    ids = [[action.action_id for action in edition.actions] for edition in (earlier, later)]
    found = {(link.earlier_action_id, link.later_action_id): link.relation for link in history.links}
    assert {found[ids[0][one], ids[1][other]] for one, other in joined} == {relation}


def test_cut_piece_of_a_split_is_an_action_of_its_own() -> None:
    earlier, later = make_edition(FIRST, [WHOLE]), make_edition(SECOND, HALVES)
    history = align_editions([earlier, later], decide(earlier, later, cut=((0, 1),)))
    assert sorted(list_relations(history)) == ["added", "reworded"]


def test_decision_holds_where_a_middle_edition_turned_up() -> None:
    first, last = make_edition(FIRST, PLAN), make_edition(THIRD, LATER_PLAN)
    joined, cut = decide(first, last, joined=((1, 1),)), decide(first, last, cut=((2, 2),))
    history = align_editions([first, make_edition(SECOND, PLAN), last], Matches(cut.cut, joined.joined))
    assert len(find_commitments(history, "We will reopen") | find_commitments(history, "Every reading")) == 1
    assert len(find_commitments(history, "Flood walls")) == 2


def test_decisions_about_records_that_are_gone_change_nothing() -> None:
    earlier, later = make_edition(FIRST, PLAN), make_edition(SECOND, LATER_PLAN)
    gone = Matches(frozenset({("action-1", "action-2")}), frozenset({("action-1", later.actions[0].action_id)}))
    assert align_editions([earlier, later], gone) == align_editions([earlier, later])
