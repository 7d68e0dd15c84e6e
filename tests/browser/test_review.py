"""A person reviews: by keyboard, without JavaScript, on a phone, in the dark, and over pages that mean harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from extract.cli import run_command
from extract.review.decisions import Decision
from extract.review.log import DecisionLog, check_chain
from tests.browser.pages import find_violations, press, sit_down, tab_to
from tests.corpora import CORPUS, read_rows
from tests.harm import HARM, write_harmful_corpus
from tests.review.server import start_server


def list_standing(log: Path) -> list[Decision]:
    opened = DecisionLog(log)
    made = [one.decision for one in opened.standings.list_decisions() if one.stands]
    opened.close()
    return made


def find_change(outputs: Path, **wanted: object) -> dict[str, object]:
    """The first flagged change with these values."""
    rows = read_rows(outputs, "changes")
    return next(row for row in rows if row["flagged"] and all(row[name] == value for name, value in wanted.items()))


# ---------------------------------------------------------------- the whole job


def test_all_care_homes_changes_by_keyboard_and_the_next_run_knows(
    browser: Browser, outputs: Path, log: Path, tmp_path: Path
) -> None:
    rows = [row for row in read_rows(outputs, "changes") if row["flagged"] and "care-homes" in row["publication_id"]]
    assert len(rows) > 30
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        press(page, "l")
        tab_to(page, "#publication")
        page.keyboard.type("care")
        tab_to(page, ".filters button")
        press(page, "Enter")
        tab_to(page, ".list a")
        press(page, "Enter")
        for number in range(len(rows)):
            assert page.locator("h1").inner_text()
            if number % 3 == 0:
                page.keyboard.press("r")
                press(page, str(number % 5 + 1))
            else:
                press(page, "c" if number % 3 == 1 else "s")
        expect(page.locator("h1")).to_have_text("Nothing left here")
    decided = list_standing(log)
    assert {decision.subject.change_id for decision in decided} == {row["change_id"] for row in rows}
    assert {decision.verdict for decision in decided} == {"confirmed", "rejected", "skipped"}
    assert all(decision.seconds is not None and decision.seconds < 60 for decision in decided)
    again = tmp_path / "again"
    assert run_command(["run", str(CORPUS), "--out", str(again), "--decisions", str(log)]) == 0
    marked = {row["change_id"]: row["decision_id"] for row in read_rows(again, "changes")}
    for decision in decided:
        expected = None if decision.verdict == "skipped" else decision.decision_id
        assert marked[decision.subject.change_id] == expected
    assert run_command(["check", str(again)]) == 0


def test_keys_move_open_and_help(browser: Browser, outputs: Path, log: Path) -> None:
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        first = page.url
        press(page, "n")
        second = page.url
        assert second != first
        press(page, "p")
        assert page.url == first
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("c")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
        assert page.url == first
        press(page, "o")
        assert "/editions/" in page.url
        assert list_standing(log) == []


def test_keys_can_be_turned_off_and_stay_off(browser: Browser, outputs: Path, log: Path) -> None:
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        page.keyboard.press("?")
        page.get_by_label("Single keys are on").uncheck()
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("c")
        page.keyboard.press("s")
        assert list_standing(log) == []


def test_letters_typed_into_a_note_are_no_keys(browser: Browser, outputs: Path, log: Path) -> None:
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        page.get_by_text("Note", exact=True).click()
        page.get_by_label("A note that goes with the decision").type("confirm? cross-check numbers")
        assert list_standing(log) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url("**/changes/**")
        assert [decision.note for decision in list_standing(log)] == ["confirm? cross-check numbers"]


def test_undo_across_a_restart(browser: Browser, outputs: Path, log: Path) -> None:
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        decided = page.locator("h1").inner_text()
        press(page, "c")
        press(page, "c")
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        press(page, "u")
        press(page, "u")
        expect(page.locator("h1")).to_have_text(decided)
        expect(page.get_by_role("status")).to_contain_text("Taken back")
        assert list_standing(log) == []
        press(page, "y")
        assert len(list_standing(log)) == 1


# ---------------------------------------------------------------- putting right


def test_a_value_is_corrected_by_selecting_other_words_in_the_page(
    browser: Browser, outputs: Path, log: Path, tmp_path: Path
) -> None:
    row = find_change(outputs, kind="target_date_later", publication_id="care-homes-action-plan")
    assert row["after"] == "early 2022"
    texts = {edition["edition_id"]: edition["text"] for edition in read_rows(outputs, "editions")}
    text = texts[str(row["later_edition_id"])]
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        page.goto(f"{server.base}/changes/{row['change_id']}")
        press(page, "e")
        words = page.locator("[data-side=later] .m-date", has_text="later in 2021").first
        words.dblclick()
        words.select_text()
        page.mouse.move(5, 5)
        words.dispatch_event("mouseup")
        expect(page.get_by_label("The right words, as the page prints them")).to_have_value("later in 2021")
        with page.expect_navigation():
            page.get_by_role("button", name="Save the correction").click()
    (decision,) = list_standing(log)
    correction = decision.correction
    assert correction is not None
    assert (decision.verdict, correction.value) == ("corrected", "later in 2021")
    assert text[correction.start : correction.end] == "later in 2021"
    again = tmp_path / "again"
    assert run_command(["run", str(CORPUS), "--out", str(again), "--decisions", str(log)]) == 0
    (written,) = read_rows(again, "decisions")
    assert (written["corrected"], written["corrected_start"]) == ("later in 2021", correction.start)
    assert written["placement"] == "same"
    record = next(one for one in read_rows(again, "records") if one["action_id"] == row["later_action_id"])
    assert "later in 2021" in record["target_dates"]
    assert "early 2022" not in record["target_dates"]
    assert (record["earliest_target"], record["latest_target"]) == (date(2021, 3, 24), date(2021, 12, 31))


def test_words_that_stand_in_several_places_are_asked_about(browser: Browser, outputs: Path, log: Path) -> None:
    row = find_change(outputs, kind="target_date_later", publication_id="care-homes-action-plan")
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        page.goto(f"{server.base}/changes/{row['change_id']}/correction")
        page.keyboard.type("zeppelins over Cardiff")
        page.keyboard.press("Tab")
        tab_to(page, "#correction button")
        press(page, "Enter")
        expect(page.get_by_role("alert")).to_contain_text("does not print these words")
        page.get_by_label("The right words, as the page prints them").fill("Welsh   Government")
        with page.expect_navigation():
            page.get_by_role("button", name="Save the correction").click()
        choices = page.locator("input[name=start]")
        assert choices.count() > 1
        choices.nth(1).check()
        with page.expect_navigation():
            page.get_by_role("button", name="Save the correction").click()
    (decision,) = list_standing(log)
    assert decision.correction is not None
    assert decision.correction.words == "Welsh Government"


def test_a_match_is_cut_and_joined_to_another_record(browser: Browser, outputs: Path, log: Path) -> None:
    row = find_change(outputs, kind="status_changed")
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        page.goto(f"{server.base}/changes/{row['change_id']}")
        press(page, "m")
        page.locator("input[name=other]").nth(2).check()
        chosen = page.locator("input[name=other]:checked").get_attribute("value")
        with page.expect_navigation():
            page.get_by_role("button", name="Join to the chosen record").click()
    cut, joined = list_standing(log)
    assert (cut.verdict, joined.verdict) == ("cut", "joined")
    assert cut.pair is not None
    assert joined.pair is not None
    assert (cut.pair.earlier_action_id, cut.pair.later_action_id) == (row["earlier_action_id"], row["later_action_id"])
    assert (joined.pair.earlier_action_id, joined.pair.later_action_id) == (row["earlier_action_id"], chosen)


# ---------------------------------------------------------------- many at once


def test_bulk_shows_what_it_touches_and_is_taken_back_in_one_step(browser: Browser, outputs: Path, log: Path) -> None:
    count = sum(row["kind"] == "money_added" and row["flagged"] for row in read_rows(outputs, "changes"))
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        page.goto(f"{server.base}/changes?kind=money_added")
        with page.expect_navigation():
            page.get_by_role("button", name=f"Decide on all {count}").click()
        expect(page.locator("h1")).to_have_text(f"Decide on {count} changes at once")
        assert page.locator(".list .why").count() == count
        assert list_standing(log) == []
        with page.expect_navigation():
            page.get_by_role("button", name="Already known").click()
        assert [decision.reason for decision in list_standing(log)] == ["already_known"] * count
        with page.expect_navigation():
            page.get_by_role("button", name="Take back").click()
        assert list_standing(log) == []
        assert len(check_chain(log).entries) == 2


# ---------------------------------------------------------------- several reviewers


def test_two_reviewers_disagree_and_a_third_settles_it(browser: Browser, outputs: Path, log: Path) -> None:
    with start_server(outputs, log, "--second-opinions", "100") as server, sit_down(browser, server, "Ann") as ann:
        change = ann.url
        press(ann, "c")
        ann.goto(f"{server.base}/name")
        with ann.expect_navigation():
            ann.get_by_role("button", name="Let another browser in").click()
        address = ann.locator(".address").inner_text()
        other = browser.new_context()
        ben = other.new_page()
        ben.goto(address)
        ben.keyboard.type("Ben")
        press(ben, "Enter")
        ben.goto(change)
        expect(ben.get_by_text("A second opinion is asked of you")).to_be_visible()
        expect(ben.get_by_text("by Ann")).to_have_count(0)
        ben.keyboard.press("r")
        press(ben, "1")
        ann.goto(f"{server.base}/changes?state=disputed")
        assert ann.locator(".list li").count() == 1
        ann.goto(f"{server.base}/name")
        ann.get_by_label("Your name").fill("Cy")
        press(ann, "Enter")
        ann.goto(change)
        press(ann, "c")
        ann.goto(f"{server.base}/changes?state=disputed")
        assert ann.locator(".list li").count() == 0
        other.close()


# ---------------------------------------------------------------- without JavaScript


def test_without_javascript_everything_can_be_read_and_decided(browser: Browser, outputs: Path, log: Path) -> None:
    with (
        start_server(outputs, log) as server,
        sit_down(browser, server, java_script_enabled=False) as page,
    ):
        with page.expect_navigation():
            page.get_by_role("button", name="Confirm").click()
        page.locator("summary", has_text="Reject").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Cosmetic").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Skip").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Undo").click()
        page.get_by_role("link", name="Correct").click()
        expect(page.locator("h1")).to_contain_text("Correct")
        page.goto(f"{server.base}/changes")
        page.locator(".list input").first.check()
        with page.expect_navigation():
            page.get_by_role("button", name="Decide on the ticked ones").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Confirm 1").click()
    assert [decision.verdict for decision in list_standing(log)] == ["confirmed", "rejected", "confirmed"]


# ---------------------------------------------------------------- pages that mean harm


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harm")
    corpus = write_harmful_corpus(folder / "corpus")
    assert run_command(["run", str(corpus), "--out", str(folder / "outputs")]) == 0
    return folder / "outputs"


def test_text_that_means_harm_is_only_text(browser: Browser, harmful: Path, log: Path) -> None:
    flagged = [row for row in read_rows(harmful, "changes") if row["flagged"]]
    assert {"target_date_later", "money_increased"} <= {row["kind"] for row in flagged}
    with start_server(harmful, log) as server, sit_down(browser, server, HARM) as page:
        paths = ["/changes", "/editions", "/decisions", "/name"]
        paths += [f"/editions/{row['edition_id']}" for row in read_rows(harmful, "editions")]
        for row in flagged:
            path = f"/changes/{row['change_id']}"
            paths += [path, f"{path}/correction", f"{path}/match"]
        for path in paths:
            page.goto(server.base + path)
            assert page.title() != "taken"
            assert page.locator("img[onerror], script:not([src])").count() == 0
            assert page.locator("a[href^='javascript:']").count() == 0
            assert "49" not in page.locator("main").inner_text().replace("2049", "")
        page.goto(f"{server.base}/changes/{flagged[0]['change_id']}")
        assert HARM[:8] in page.locator("main").inner_text()
        page.get_by_text("Note", exact=True).click()
        page.locator("#note").fill(HARM)
        with page.expect_navigation():
            page.get_by_role("button", name="Confirm").click()
        page.goto(f"{server.base}/decisions")
        assert HARM in page.locator("main").inner_text()
        assert page.title() != "taken"


# ---------------------------------------------------------------- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_wrong_and_nothing_is_wider_than_the_screen(
    browser: Browser, outputs: Path, log: Path, scheme: str, width: int
) -> None:
    kinds = ("target_date_later", "action_reworded", "status_changed", "money_increased", "action_not_reported")
    rows = [find_change(outputs, kind=kind) for kind in kinds]
    with (
        start_server(outputs, log) as server,
        sit_down(browser, server, viewport={"width": width, "height": 800}, color_scheme=scheme) as page,
    ):
        press(page, "c")
        paths = [
            "/changes",
            "/changes?state=decided",
            "/changes?text=zeppelin",
            "/editions",
            "/decisions",
            "/name",
            "/summary",
            "/?text=zeppelin",
        ]
        paths += [f"/changes/{row['change_id']}" for row in rows]
        paths += [f"/changes/{rows[2]['change_id']}/{part}" for part in ("correction", "match")]
        paths += [f"/changes/{rows[4]['change_id']}/match", "/editions/care-homes-action-plan@2020-12", "/nowhere"]
        for path in paths:
            page.goto(server.base + path)
            assert find_violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        for path, button in (("/changes", "Decide on all"), ("/name", "Let another browser in")):
            page.goto(server.base + path)
            with page.expect_navigation():
                page.get_by_role("button", name=button).click()
            assert find_violations(page) == [], button
        page.goto(f"{server.base}/changes/{rows[0]['change_id']}")
        page.keyboard.press("r")
        assert find_violations(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert find_violations(page) == []


def test_the_page_of_an_edition_leads_to_its_mentions_and_to_the_changes_of_its_records(
    browser: Browser, outputs: Path, log: Path
) -> None:
    row = find_change(outputs, kind="target_date_later", publication_id="care-homes-action-plan")
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        page.goto(f"{server.base}/editions/{row['later_edition_id']}")
        page.locator("summary", has_text="amounts").click()
        page.locator("aside a", has_text="£88m").first.click()
        expect(page.locator(":target")).to_have_text("£88m")
        with page.expect_navigation():
            page.locator(f"[id='{row['later_action_id']}'] .asked a", has_text="Target date later").click()
        assert str(row["change_id"]) in page.url


def test_what_has_the_focus_can_be_seen(browser: Browser, outputs: Path, log: Path) -> None:
    with start_server(outputs, log) as server, sit_down(browser, server) as page:
        for _ in range(12):
            page.keyboard.press("Tab")
            style = page.evaluate("getComputedStyle(document.activeElement).outline")
            assert "3px" in style
