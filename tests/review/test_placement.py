"""Decisions find their change again: after another parser, other cut points, other ids, and never the wrong one."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import cut, pipeline
from extract.align import Matches
from extract.batch import run_corpus
from extract.check import check_outputs, compare_tables
from extract.cli import run_command
from extract.corpus import find_editions
from extract.engines import ThisProcess
from extract.pages import read_edition
from extract.review.decisions import ActionPair, Correction, Decision, Subject
from extract.review.feedback import find_decided_matches, list_printed_actions, load_decisions
from extract.review.log import DecisionLog
from extract.review.pages.material import load_material
from extract.review.placement import place_subjects
from tests.corpora import CORPUS, Row, read_bytes, read_rows
from tests.review.parsers import Redraft, cut_anywhere, cut_later, reread, split_statements
from tests.review.samples import decide, enter, make_subject


@pytest.fixture(scope="module")
def decided(outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return decide_all(outputs, tmp_path_factory.mktemp("log") / "decisions.sqlite")


@pytest.fixture(scope="module")
def all_decided(
    outputs: Path, decided: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Path, Path]]:
    """A corpus, its tables and a log: of `corpus/`, and of all other publications of which we have two editions."""
    folder = tmp_path_factory.mktemp("other")
    for publication in sorted((Path(__file__).parents[1] / "pages").iterdir()):
        if publication.name != "gold" and len([page for page in publication.iterdir() if page.suffix != ".toml"]) > 1:
            (folder / "pages" / publication.name).parent.mkdir(exist_ok=True)
            (folder / "pages" / publication.name).symlink_to(publication)
    run_corpus(folder / "pages", folder / "outputs", engine=ThisProcess())
    log = decide_all(folder / "outputs", folder / "decisions.sqlite")
    return {"corpus": (CORPUS, outputs, decided), "other pages": (folder / "pages", folder / "outputs", log)}


def decide_all(outputs: Path, path: Path) -> Path:
    """A log in which every flagged change is decided: confirmed and rejected in turn."""
    log = DecisionLog(path)
    material = load_material(outputs)
    flagged = [change_id for change_id, row in material.changes.items() if row["flagged"]]
    for number, change_id in enumerate(flagged):
        verdict = {"verdict": "rejected", "reason": "cosmetic"} if number % 2 else {}
        log.append(enter(decide(material.subjects[change_id], minute=number, **verdict)))
    log.close()
    return log.path


def run(out: Path, log: Path, corpus: Path = CORPUS) -> Path:
    assert run_command(["run", str(corpus), "--out", str(out), "--decisions", str(log)]) == 0
    return out


# ---------------------------------------------------------------- the same pages again


def test_every_decision_marks_its_change(decided: Path, tmp_path: Path) -> None:
    again = run(tmp_path / "again", decided)
    changes = read_rows(again, "changes")
    decisions = {row["decision_id"]: row for row in read_rows(again, "decisions")}
    assert {row["placement"] for row in decisions.values()} == {"same"}
    assert all(decisions[row["decision_id"]]["change_id"] == row["change_id"] for row in changes if row["flagged"])
    assert all(row["decision_id"] is None for row in changes if not row["flagged"])
    assert [result for result in check_outputs(again) if not result.held] == []


def test_the_same_corpus_and_decisions_give_the_same_bytes(decided: Path, tmp_path: Path) -> None:
    one, other = run(tmp_path / "one", decided), run(tmp_path / "other", decided)
    assert read_bytes(one) == read_bytes(other)
    assert [result for result in compare_tables(one, other) if not result.held] == []


def test_decisions_of_the_corpus_folder_are_taken_without_asking(decided: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for publication in CORPUS.iterdir():
        if publication.is_dir():
            (corpus / publication.name).symlink_to(publication)
    (corpus / "decisions.sqlite").write_bytes(decided.read_bytes())
    assert run_command(["run", str(corpus), "--out", str(tmp_path / "out")]) == 0
    assert len(read_rows(tmp_path / "out", "decisions")) == 94
    only = ["run", str(corpus), "--out", str(tmp_path / "only"), "--only", "care-homes-action-plan"]
    assert run_command(only) == 0
    assert len(read_rows(tmp_path / "only", "decisions")) == 43


# ---------------------------------------------------------------- another parser


@pytest.mark.parametrize(
    "redraft", [cut_later, cut_anywhere(1), split_statements(1)], ids=["later", "anywhere", "statements"]
)
@pytest.mark.parametrize("pages", ["corpus", "other pages"])
def test_decisions_survive_another_parser_with_other_cut_points(
    pages: str, redraft: Redraft, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, before, log = request.getfixturevalue("all_decided")[pages]
    cut_actions = cut.cut_actions
    monkeypatch.setattr(pipeline, "cut_actions", lambda readings: reread(redraft)(cut_actions(readings)))
    # In this process, where the other parser is.
    again = tmp_path / "again"
    summary = run_corpus(corpus, again, decisions=log, engine=ThisProcess())
    assert {row["progress_id"] for row in read_rows(before, "progress")} != {
        row["progress_id"] for row in read_rows(again, "progress")
    }
    decisions = read_rows(again, "decisions")
    placed = [row for row in decisions if row["placement"] is not None]
    assert len(decisions) == sum(row["flagged"] for row in read_rows(before, "changes"))
    assert len(placed) >= 0.99 * len(decisions)
    assert sum(row["placement"] != "changed" for row in placed) >= 0.97 * len(decisions)
    assert summary.decisions is not None
    assert len(summary.decisions.lost) == len(decisions) - len(placed)
    changes = {row["change_id"]: row for row in read_rows(again, "changes")}
    assert [row for row in placed if not is_about_the_same(row, changes[row["change_id"]])] == []
    assert [result for result in check_outputs(again) if not result.held] == []


def is_about_the_same(decision: Row, change: Row) -> bool:
    """Whether a person would say that this is what was decided on, or at least a change of the same words."""
    same = [decision[name] == change[name] for name in ("earlier_edition_id", "later_edition_id")]
    words = [is_part(*sorted((spell(decision, side), spell(change, side)), key=len)) for side in ("before", "after")]
    if decision["placement"] == "changed":
        return all(same) and any(words)
    return all((*same, *words)) and decision["kind"] == change["kind"]


def spell(row: Row, side: str) -> str:
    return " ".join((row[side] or "").casefold().split())


def is_part(short: str, long: str) -> bool:
    return short in long and bool(short) == bool(long)


def test_decisions_follow_a_page_that_was_given_another_date(decided: Path, outputs: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS / "care-homes-action-plan", corpus / "care-homes-action-plan")
    page = corpus / "care-homes-action-plan" / "2020-12.txt"
    page.rename(page.with_name("2020-12-09.txt"))
    again = run(tmp_path / "again", decided, corpus)
    wanted = {
        (row["kind"], row["before"], row["after"], row["before_start"], row["after_start"])
        for row in read_rows(outputs, "changes")
        if row["flagged"] and row["publication_id"] == "care-homes-action-plan"
    }
    decisions = {row["decision_id"]: row for row in read_rows(again, "decisions")}
    marked = [row for row in read_rows(again, "changes") if row["decision_id"]]
    assert {
        (row["kind"], row["before"], row["after"], row["before_start"], row["after_start"]) for row in marked
    } == wanted
    assert {decisions[row["decision_id"]]["earlier_edition_id"] for row in marked} == {
        "care-homes-action-plan@2020-12-09"
    }
    assert [result for result in check_outputs(again) if not result.held] == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["March 2021", "June 2021", "2022"]), st.integers(0, 3)), min_size=1, max_size=8
    ),
    st.randoms(use_true_random=False),
)
def test_renumbered_changes_are_found_whatever_their_order(printed: list[tuple[str, int]], random: object) -> None:
    """All ids are new and the list is shuffled: each decision lands on words that are its own, equals in page order."""
    old = [
        make_subject(f"old-{number}", after=after, later_action_id=f"action-{record}", after_start=100 * number)
        for number, (after, record) in enumerate(printed)
    ]
    new = [
        replace(subject, change_id=f"new-{number}", after_start=100 * number + 7) for number, subject in enumerate(old)
    ]
    shuffled = list(new)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = place_subjects(old, shuffled)
    assert [found[subject].subject.change_id for subject in old] == [subject.change_id for subject in new]
    assert all(placed.holds for placed in found.values())


# ---------------------------------------------------------------- asked again, or not found

CASES: list[tuple[str, Subject, str | None]] = [
    ("the same id", make_subject("change-1"), "same"),
    ("another id", make_subject("change-9"), "words"),
    ("other letter case and quotes", make_subject("change-9", after="june 2025"), "words"),
    ("the record has another id", make_subject("change-9", earlier_action_id="a-7", later_action_id="a-8"), "words"),
    ("more of the same words", make_subject("change-9", after="by the end of June 2025"), "place"),
    ("another value read from the same words", make_subject("change-9", days=60), "changed"),
    ("other words", make_subject("change-9", after="August 2025", days=153), "changed"),
    ("the same words read as another kind", make_subject("change-9", kind="target_date_vaguer"), "changed"),
    ("another edition", make_subject("change-9", later_edition_id="forest-plan@2025-06-30"), None),
    ("a note on the same words", make_subject("change-9", kind="progress_rewritten", is_note=True), None),
    ("part of another change", make_subject("change-9", kind="target_date_dropped", after=None), "changed"),
    (
        "another record",
        make_subject("change-9", earlier_action_id="a", later_action_id="b", earlier_action="Map", later_action="Map",
                     after="August 2025"),
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "how"), [(today, how) for _, today, how in CASES], ids=[name for name, _, _ in CASES]
)
def test_what_is_found_and_what_is_asked_again(today: Subject, how: str | None) -> None:
    found = place_subjects([make_subject("change-1")], [today])
    assert (next(iter(found.values())).how if found else None) == how


def test_figures_are_told_apart_by_whole_words() -> None:
    decided = make_subject("change-1", kind="quantity_changed", before="5", after="8", days=None)
    today = replace(decided, change_id="change-9", before="15", after="18")
    (found,) = place_subjects([decided], [today]).values()
    assert (found.how, found.holds) == ("changed", False)


def test_a_lost_decision_is_listed_and_comes_back_with_its_page(
    decided: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "federal-data-strategy").symlink_to(CORPUS / "federal-data-strategy")
    without = run(tmp_path / "without", decided, corpus)
    assert capsys.readouterr().out.count("not found again:") == 43
    rows = read_rows(without, "decisions")
    assert len(rows) == 94
    lost = [row for row in rows if row["publication_id"] == "care-homes-action-plan"]
    assert {(row["change_id"], row["placement"], row["current"]) for row in lost} == {(None, None, True)}
    assert [result for result in check_outputs(without) if not result.held] == []
    (corpus / "care-homes-action-plan").symlink_to(CORPUS / "care-homes-action-plan")
    assert all(row["change_id"] for row in read_rows(run(tmp_path / "with", decided, corpus), "decisions"))


def test_a_log_that_was_tampered_with_stops_the_run(decided: Path, tmp_path: Path) -> None:
    broken = tmp_path / "decisions.sqlite"
    broken.write_bytes(decided.read_bytes())
    with sqlite3.connect(broken) as connection:
        connection.execute("DROP TRIGGER entries_stay_so")
        connection.execute("UPDATE entries SET entry = replace(entry, 'confirmed', 'rejected') WHERE number = 1")
    connection.close()
    assert run_command(["run", str(CORPUS), "--out", str(tmp_path / "out"), "--decisions", str(broken)]) == 2
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------- corrections and matches


def test_a_corrected_value_stays_on_its_words_when_the_page_is_read_otherwise(outputs: Path, tmp_path: Path) -> None:
    material = load_material(outputs)
    subject = next(one for one in material.subjects.values() if one.kind == "target_date_later")
    text = material.editions[subject.later_edition_id]["text"]
    start = text.index("later in 2021")
    moved = Correction("later in 2021", subject.later_edition_id, start - 40, start - 27, "later in 2021")
    nowhere = replace(moved, value="in 1066", words="in 1066")
    log = DecisionLog(tmp_path / "decisions.sqlite")
    log.append(enter(decide(subject, verdict="corrected", correction=moved)))
    log.append(enter(decide(subject, "Ben", 1, verdict="corrected", correction=nowhere)))
    log.close()
    first, second = read_rows(run(tmp_path / "out", log.path), "decisions")
    assert text[first["corrected_start"] : first["corrected_end"]] == "later in 2021"
    assert (second["corrected"], second["corrected_start"]) == ("in 1066", None)


def make_pair_decision(outputs: Path, verdict: str, **known: str) -> Decision:
    material = load_material(outputs)
    subject = next(one for one in material.subjects.values() if one.kind == "target_date_later")
    assert subject.earlier_action_id is not None
    assert subject.later_action_id is not None
    pair = ActionPair(
        subject.earlier_edition_id,
        subject.earlier_action_id,
        subject.earlier_action or "",
        subject.later_edition_id,
        subject.later_action_id,
        subject.later_action or "",
    )
    return decide(subject, verdict=verdict, pair=replace(pair, **known))


@pytest.mark.parametrize("verdict", ["cut", "joined"])
def test_decided_matches_are_handed_over_by_the_ids_of_today(outputs: Path, tmp_path: Path, verdict: str) -> None:
    decision = make_pair_decision(outputs, verdict, earlier_action_id="an-id-of-an-older-parser")
    log = DecisionLog(tmp_path / "decisions.sqlite")
    log.append(enter(decision))
    pages = [read_edition(files) for files in find_editions(CORPUS, only=decision.subject.publication_id)]
    editions = pipeline.make_editions(pages)
    pairs = frozenset({(str(decision.subject.earlier_action_id), str(decision.subject.later_action_id))})
    found = find_decided_matches(load_decisions(log.path), editions)
    assert found == Matches(**{verdict: pairs})
    assert list_printed_actions(editions).find("nowhere@2020", "no-id", "No such words") is None
    log.append(enter(replace(decision, reviewer="Ben", verdict="confirmed", pair=None)))
    log.close()
    assert find_decided_matches(load_decisions(log.path), editions) == Matches()


def keep(log_path: Path, *decisions: Decision) -> Path:
    log = DecisionLog(log_path)
    log.append(enter(*decisions))
    log.close()
    return log_path


def test_a_cut_match_stays_cut(outputs: Path, log: Path, tmp_path: Path) -> None:
    decision = make_pair_decision(outputs, "cut")
    pair = (decision.subject.earlier_action_id, decision.subject.later_action_id)
    out = run(tmp_path / "out", keep(log, decision))
    assert pair not in {(row["earlier_action_id"], row["later_action_id"]) for row in read_rows(out, "links")}
    (row,) = read_rows(out, "decisions")
    assert ((row["earlier_action_id"], row["later_action_id"]), row["current"]) == (pair, True)
    assert [result for result in check_outputs(out) if not result.held] == []
    assert run_command(["check", str(run(tmp_path / "again", log))]) == 0
    assert read_bytes(tmp_path / "again") == read_bytes(out)


def test_joined_records_stay_joined(outputs: Path, log: Path, tmp_path: Path) -> None:
    material = load_material(outputs)
    gone, new = next(
        (subject, row)
        for subject in material.subjects.values()
        if subject.kind == "action_not_reported"
        for row in material.listed[subject.later_edition_id]
        if (None, row["action_id"]) in material.links
    )
    assert gone.earlier_action_id is not None
    pair = ActionPair(
        gone.earlier_edition_id,
        gone.earlier_action_id,
        gone.earlier_action or "",
        gone.later_edition_id,
        new["action_id"],
        new["text"],
    )
    out = run(tmp_path / "out", keep(log, decide(gone, verdict="joined", pair=pair)))
    links = {(row["earlier_action_id"], row["later_action_id"]): row for row in read_rows(out, "links")}
    link = links[gone.earlier_action_id, new["action_id"]]
    (row,) = read_rows(out, "decisions")
    # What was not reported before is reworded now: nobody has decided on that, and the joining is in sight.
    (change,) = (one for one in read_rows(out, "changes") if one["change_id"] == row["change_id"])
    assert (row["link_id"], row["placement"], change["kind"]) == (link["link_id"], "changed", "action_reworded")
    assert change["decision_id"] is None
    assert [result for result in check_outputs(out) if not result.held] == []
