"""Real and written pages through the whole program: what a reader says changed, and what can make no difference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.cli import run_command
from extract.comparison import follow_named
from extract.evaluate import evaluate_outputs
from extract.model import Edition, History
from extract.values.sentences import split_sentences
from extract.values.wording import fold_wording
from tests.corpora import CORPUS, follow_corpus

HERE = Path(__file__).parent
PAIRS = HERE / "pairs"
EARLIER, LATER = sorted((PAIRS / "coastal-digital-plan").glob("*.html"))
COPIES = sorted(page for case in (HERE / "editions").glob("same-table-*") for page in case.glob("2*"))
FOLDERS = [folder for corpus in (CORPUS, HERE / "pages", PAIRS) for folder in corpus.iterdir() if folder.name != "gold"]
PUBLICATIONS = [folder for folder in sorted(FOLDERS) if len([*folder.glob("2*")]) > 1]


def compare(earlier: Path, later: Path) -> History:
    return follow_named(str(earlier), str(later), PAIRS)


def list_told(history: History) -> Counter[tuple[str, str, str, str]]:
    """What the publisher changed, without ids and places."""
    return Counter(
        (change.kind, fold_wording(change.before or ""), fold_wording(change.after or ""), change.severity)
        for change in history.changes
        if change.cause == "publisher" and change.kind != "progress_rewritten"
    )


# ---------------------------------------------------------------- what a reader says


def test_changes_of_both_pairs_are_those_a_reader_wrote_down(tmp_path: Path) -> None:
    for folder in (PAIRS / "coastal-digital-plan", PAIRS / "valley-flood-recovery"):
        outputs = tmp_path / folder.name
        assert run_command(["run", str(folder), "--out", str(outputs)]) == 0
        evaluation = evaluate_outputs(outputs, PAIRS / "gold" / f"{folder.name}.json")
        faults = [outcome for outcome in evaluation.outcomes if not outcome.ok]
        assert [one for one in faults if one.field.startswith(("links", "changes"))] == []
        assert evaluation.measure("changes").right > 15


# ---------------------------------------------------------------- what makes no difference


def test_the_same_page_in_two_dialects_has_no_change_of_the_publisher() -> None:
    assert len(COPIES) == 7
    assert {page.suffix for page in COPIES} == {".html", ".txt"}
    for page in COPIES:
        for other in COPIES:
            assert list_told(compare(page, other)) == Counter(), f"{page.parent.name} and {other.parent.name}"


@pytest.mark.parametrize(
    "page", [page for folder in PUBLICATIONS for page in folder.glob("2*.*")], ids=lambda p: p.name
)
def test_a_page_against_itself_has_no_change(page: Path, tmp_path: Path) -> None:
    copy = tmp_path / page.name
    copy.write_bytes(page.read_bytes() + b"\n")
    for folder in (page.parent, page.parent.parent):
        for words in folder.glob("*.toml"):
            (tmp_path / words.name).write_bytes(words.read_bytes())
    assert compare(copy, page).changes == ()


@pytest.fixture(scope="module")
def straight() -> Counter[tuple[str, str, str, str]]:
    return list_told(compare(EARLIER, LATER))


def reorder_columns(page: lxml.html.HtmlElement, random: Random) -> None:
    for table in page.iter("table"):
        order = random.sample(range(7), 7)
        for row in table.iter("tr"):
            cells = list(row)
            row[:] = [cells[column] for column in order]


def shuffle_records(page: lxml.html.HtmlElement, random: Random) -> None:
    for body in page.iter("tbody"):
        rows = list(body)
        random.shuffle(rows)
        body[:] = rows


def renumber_themes(page: lxml.html.HtmlElement, random: Random) -> None:
    number = random.randint(1, 7)
    for place, heading in enumerate(page.iter("h2"), number):
        heading.text = f"{place}. {(heading.text or '').upper()}"


def change_looks(page: lxml.html.HtmlElement, random: Random) -> None:
    spaces = (" ", "\n   ", "\N{NO-BREAK SPACE}", "  ")
    for cell in page.iter("td", "p", "li"):
        if cell.text:
            words = cell.text.replace("'", "’")
            cell.text = re.sub(" ", lambda _: random.choice(spaces), words)


@pytest.mark.parametrize("change", [reorder_columns, shuffle_records, renumber_themes, change_looks])
@given(random=st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None, derandomize=True)
def test_the_form_of_the_later_page_changes_nothing(
    change: Callable[[lxml.html.HtmlElement, Random], None],
    random: Random,
    straight: Counter[tuple[str, str, str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    page = lxml.html.fromstring(LATER.read_bytes())
    change(page, random)
    copy = tmp_path_factory.mktemp("form") / LATER.name
    copy.write_bytes(b"<!doctype html>\n" + lxml.html.tostring(page, encoding="utf-8"))
    renamed = Counter({key: n for key, n in straight.items() if key[0] != "theme_changed"})
    found = list_told(compare(EARLIER, copy))
    assert Counter({key: n for key, n in found.items() if key[0] != "theme_changed"}) == renamed
    assert sum(found.values()) == sum(straight.values())


# ---------------------------------------------------------------- changes replay


@pytest.mark.parametrize("folder", PUBLICATIONS, ids=lambda folder: folder.name)
def test_every_row_is_an_earlier_one_or_named_by_a_change(folder: Path) -> None:
    (followed,) = follow_corpus(folder)
    history = followed.history
    assert history is not None
    by_id = {edition.edition_id: edition for edition in history.editions}
    for later in history.editions[1:]:
        links = [link for link in history.links if link.later_edition_id == later.edition_id]
        earlier = [by_id[edition_id] for edition_id in {link.earlier_edition_id for link in links}]
        named = {
            row_id
            for change in history.changes
            if change.later_edition_id == later.edition_id
            for row_id in change.later_row_ids
        }
        known = [fold_wording(edition.text) for edition in earlier]
        intervals = {(row.earliest, row.latest) for edition in earlier for row in edition.target_dates}
        for row_id, words, interval in list_rows(later):
            old = all(any(fold_wording(sentence) in page for page in known) for sentence in words)
            assert old or interval in intervals or row_id in named, words


def list_rows(edition: Edition) -> list[tuple[str, list[str], object]]:
    """The id of every row of an edition, its sentences, and its interval if it is a date; without repeated records."""
    repeats = {action.action_id for action in edition.actions if action.repeat_of_action_id}
    rows = [(row.action_id, row.action_id, row.text, None) for row in edition.actions]
    rows += [(row.progress_id, row.action_id, row.text, None) for row in edition.progress]
    rows += [(row.next_step_id, row.action_id, row.text, None) for row in edition.next_steps]
    dates = [(row.target_date_id, row.action_id, row.text, (row.earliest, row.latest)) for row in edition.target_dates]
    return [
        (row_id, [text[start:end] for start, end in split_sentences(text)], interval)
        for row_id, action_id, text, interval in (*rows, *dates)
        if action_id not in repeats
    ]
