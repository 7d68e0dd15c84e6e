"""What the server answers, to whom, and what it keeps."""

from __future__ import annotations

import re
import resource
import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from extract.cli import run_command
from extract.review.log import DecisionLog, check_chain
from extract.review.pages.guard import Door
from extract.review.pages.material import load_material
from extract.review.pages.shown import show_change, show_page
from tests.corpora import CORPUS, read_rows
from tests.review.server import Reviewer, Server, start_server

SUM = re.compile(r"(\d+) shown \+ (\d+) in another state \+ (\d+) hidden by filters \+ (\d+) notes = (\d+) changes")


@pytest.fixture(scope="module")
def server(outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that only look, or that decide whatever was decided before."""
    with start_server(outputs, tmp_path_factory.mktemp("log") / "decisions.sqlite") as started:
        yield started


def list_flagged(outputs: Path) -> list[str]:
    return [row["change_id"] for row in read_rows(outputs, "changes") if row["flagged"]]


def list_made(log: Path) -> list[tuple[str, str]]:
    """What was decided, in order: the change and the verdict."""
    return [
        (decision.subject.change_id, decision.verdict)
        for entry in check_chain(log).entries
        for decision in entry.decisions
    ]


# ---------------------------------------------------------------- deciding


def test_a_decision_leads_on_to_the_next_change_and_is_in_the_log(server: Server, outputs: Path) -> None:
    ann = Reviewer(server)
    first = ann.get("/")
    change_id = str(first.url).rpartition("/")[2]
    assert change_id in list_flagged(outputs)
    following = ann.post(f"/changes/{change_id}/decision", verdict="confirmed", note="Seen on both pages.")
    assert change_id not in str(following.url)
    assert list_made(server.log)[-1] == (change_id, "confirmed")
    decision = check_chain(server.log).entries[-1].decisions[0]
    assert (decision.reviewer, decision.note) == ("Ann", "Seen on both pages.")
    assert decision.subject.why == next(
        row["why"] for row in read_rows(outputs, "changes") if row["change_id"] == change_id
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"verdict": "perhaps"},
        {"verdict": "rejected"},
        {"reason": "boring"},
        {"verdict": "cut"},
        {"verdict": "corrected"},
    ],
)
def test_what_is_no_decision_is_refused(server: Server, outputs: Path, fields: dict[str, str]) -> None:
    before = list_made(server.log)
    answer = Reviewer(server).post(f"/changes/{list_flagged(outputs)[0]}/decision", **fields)
    assert answer.status_code == 422
    assert list_made(server.log) == before


def test_the_highest_consequence_goes_first(server: Server, outputs: Path) -> None:
    ann = Reviewer(server)
    page = ann.get("/changes?state=all")
    ids = re.findall(r'name="change" value="([^"]+)"', page.text)
    rows = {row["change_id"]: row for row in read_rows(outputs, "changes")}
    seen = [rows[change_id] for change_id in ids]
    severities = [["high", "medium", "low"].index(row["severity"]) for row in seen]
    assert severities == sorted(severities)
    high = [row for row in seen if row["severity"] == "high"]
    assert high[0]["kind"] == "money_dropped"
    assert [row["days"] for row in high if row["kind"] == "target_date_later"] == sorted(
        (row["days"] for row in high if row["kind"] == "target_date_later"), reverse=True
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=all",
        "?state=all&notes=1",
        "?text=visiting",
        "?kind=money_added&severity=medium",
        "?publication=federal-data-strategy&state=decided",
        "?theme=Financial sustainability&money=1&state=all",
        "?state=nonsense&kind=nonsense",
    ],
)
def test_counts_add_up(server: Server, outputs: Path, query: str) -> None:
    ann = Reviewer(server)
    for change_id in list_flagged(outputs)[:3]:
        ann.post(f"/changes/{change_id}/decision", verdict="confirmed")
    said = " ".join(re.sub(r"<[^>]+>", " ", ann.get(f"/changes{query}").text).split())
    found = SUM.search(said)
    assert found is not None
    *parts, total = map(int, found.groups())
    assert sum(parts) == total == len(read_rows(outputs, "changes"))


def test_search_finds_words_of_the_records(server: Server) -> None:
    ann = Reviewer(server)
    found = re.findall(r'class="why">([^<]+)', ann.get("/changes?text=VISITING+pods").text)
    assert len(found) >= 1
    assert re.findall(r'class="why">([^<]+)', ann.get("/changes?text=zeppelin").text) == []


def test_all_that_was_filtered_comes_back_after_a_decision(server: Server) -> None:
    ann = Reviewer(server)
    page = ann.get("/?kind=money_added")
    answer = ann.post(page.url.path + "/decision", verdict="confirmed", kind="money_added")
    assert answer.url.params["kind"] == "money_added"


# ---------------------------------------------------------------- many reviewers


def test_a_second_opinion_is_blind_and_a_disagreement_is_settled_by_a_third(outputs: Path, log: Path) -> None:
    change_id = list_flagged(outputs)[0]
    with start_server(outputs, log, "--second-opinions", "100") as server:
        ann, ben, cy = (Reviewer(server, name) for name in ("Ann", "Ben", "Cy"))
        ann.post(f"/changes/{change_id}/decision", verdict="confirmed", note="a clear case")
        assert "a clear case" in ann.get(f"/changes/{change_id}").text
        for page in (f"/changes/{change_id}", "/decisions", "/changes?state=all"):
            assert "a clear case" not in ben.get(page).text
        ben.post(f"/changes/{change_id}/decision", reason="cosmetic", note="the same words")
        assert "a clear case" in ben.get(f"/changes/{change_id}").text
        assert change_id in ann.get("/changes?state=disputed").text
        cy.post(f"/changes/{change_id}/decision", verdict="confirmed")
        assert change_id not in ann.get("/changes?state=disputed").text
    assert [decision.settles for entry in check_chain(log).entries for decision in entry.decisions] == [
        False,
        False,
        True,
    ]


# ---------------------------------------------------------------- who may speak


def test_the_printed_address_lets_one_browser_in_once(outputs: Path, log: Path) -> None:
    with start_server(outputs, log) as server:
        with httpx.Client(base_url=server.base) as browser:
            assert browser.get("/changes").status_code == 403
            answer = browser.get(server.address)
            assert answer.status_code == 303
            cookie = answer.headers["set-cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=strict" in cookie
            assert browser.get("/name").status_code == 200
        with httpx.Client(base_url=server.base) as another:
            assert another.get(server.address).status_code == 403
            assert another.get("/name").status_code == 403
            assert another.get("/enter?token=").status_code == 403


@pytest.mark.parametrize("host", ["example.org", "example.org:80", "127.0.0.1", "127.0.0.1.example.org", ""])
def test_another_host_is_refused(server: Server, host: str) -> None:
    ann = Reviewer(server)
    assert ann.http.get("/changes", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", ["http://example.org", "null", "http://127.0.0.1", "https://127.0.0.1"])
def test_forms_of_other_pages_are_refused(server: Server, outputs: Path, origin: str) -> None:
    ann, before = Reviewer(server), list_made(server.log)
    path = f"/changes/{list_flagged(outputs)[0]}/decision"
    form = {"form_token": ann.form_token, "verdict": "confirmed"}
    assert ann.http.post(path, data=form, headers={"Origin": origin}).status_code == 403
    with httpx.Client(base_url=server.base, cookies=ann.http.cookies) as without:
        assert without.post(path, data=form).status_code == 403
    assert list_made(server.log) == before


def test_a_form_without_the_token_of_its_session_is_refused(server: Server, outputs: Path) -> None:
    ann, before = Reviewer(server), list_made(server.log)
    path = f"/changes/{list_flagged(outputs)[0]}/decision"
    for token in ({}, {"form_token": ""}, {"form_token": "guessed"}, {"form_token": "ü"}):
        assert ann.http.post(path, data={"verdict": "confirmed", **token}).status_code == 403
    assert list_made(server.log) == before


def test_every_answer_forbids_scripts_and_styles_of_others(server: Server) -> None:
    ann = Reviewer(server)
    for path in ("/changes", "/static/review.css", "/nowhere", "/changes/nothing"):
        policy = ann.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
    page = ann.get("/").text
    assert "<style" not in page
    assert " style=" not in page
    assert re.findall(r"\son\w+=", page) == []
    assert re.findall(r"<script(?![^>]* src=)", page) == []


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e%2fapp.py", "/editions/..%2F..%2Fetc%2Fpasswd", "/changes/%2e%2e", "/static/"],
)
def test_no_path_of_a_request_is_opened(server: Server, path: str) -> None:
    answer = Reviewer(server).get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "def " not in answer.text


def test_a_form_that_is_far_too_large_is_refused(server: Server) -> None:
    ann, before = Reviewer(server), list_made(server.log)
    assert ann.post("/name", name="x" * 2_000_000).status_code == 403
    assert list_made(server.log) == before


def test_any_address_but_loopback_asks_for_a_password(outputs: Path, log: Path) -> None:
    own = own_address()
    with start_server(outputs, log, "--host", own) as server, httpx.Client(base_url=server.base) as browser:
        assert server.password
        assert 'type="password"' in browser.get("/changes", follow_redirects=True).text
        headers = {"Origin": server.base}
        wrong = browser.post("/enter", data={"password": "guess"}, headers=headers)
        assert (wrong.status_code, "not the password" in wrong.text) == (403, True)
        right = browser.post("/enter", data={"password": server.password}, headers=headers)
        assert right.status_code == 303
        assert browser.get("/name").status_code == 200


def own_address() -> str:
    """An address of this machine beside 127.0.0.1; the whole of 127/8 is its own, but counts as loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])


def test_after_many_wrong_passwords_nobody_is_let_in() -> None:
    door = Door(password="right")
    assert door.enter(password="right") is not None
    assert [door.enter(password=f"guess {number}") for number in range(20)] == [None] * 20
    assert door.enter(password="right") is None


def test_the_words_of_a_change_lead_to_the_live_page(server: Server, outputs: Path) -> None:
    row = next(one for one in read_rows(outputs, "changes") if one["kind"] == "target_date_later" and one["flagged"])
    page = Reviewer(server).get(f"/changes/{row['change_id']}").text
    links = re.findall(r'href="(https://[^"]+)"', page)
    march = "https://www.gov.wales/care-homes-action-plan-final-update-html"
    assert f"{march}#:~:text={row['after'].replace(' ', '%20')}" in links
    assert all("#:~:text=" in link for link in links)


def test_the_page_view_shows_the_whole_text(outputs: Path) -> None:
    material = load_material(outputs)
    for edition_id, edition in material.editions.items():
        shown = show_page(material, edition_id)
        assert "".join(segment.text for passage in shown for segment in passage.segments) == edition["text"]
        # A bullet stands before what it marks, not behind what was before it.
        assert [passage for passage in shown if passage.segments[-1].text.endswith("\n- ")] == []
        anchors = {passage.anchor for passage in shown if passage.anchor}
        assert {material.actions[anchor]["edition_id"] for anchor in anchors} == {edition_id}
        assert len(anchors) > 0.8 * len(material.listed[edition_id])


def test_outputs_and_logs_that_are_not_ours_are_refused(
    outputs: Path, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photos").mkdir()
    assert run_command(["review", str(tmp_path / "photos"), "--decisions", str(log)]) == 2
    assert "is not the output of a run" in capsys.readouterr().err
    log.write_text("name,verdict\n")
    assert run_command(["review", str(outputs), "--decisions", str(log)]) == 2
    assert "not a log of decisions" in capsys.readouterr().err
    assert run_command(["review", str(outputs), "--decisions", str(tmp_path / "new.sqlite"), "--host", "0.0.0.0"]) == 2
    assert "give one address" in capsys.readouterr().err


# ---------------------------------------------------------------- losing nothing


def test_a_killed_server_loses_no_decision_that_it_answered_for(outputs: Path, log: Path) -> None:
    flagged = list_flagged(outputs)
    answered: list[str] = []
    with start_server(outputs, log) as server:
        ann = Reviewer(server)
        enough = threading.Event()

        def decide_on() -> None:
            for number in range(200):
                change_id = flagged[number % len(flagged)]
                verdict = "confirmed" if number % 2 else "skipped"
                try:
                    answer = ann.http.post(
                        f"/changes/{change_id}/decision",
                        data={"form_token": ann.form_token, "verdict": verdict},
                        follow_redirects=False,
                    )
                except httpx.TransportError:
                    return
                assert answer.status_code == 303
                answered.append(change_id)
                if number == 120:
                    enough.set()

        thread = threading.Thread(target=decide_on)
        thread.start()
        assert enough.wait(60)
        server.kill()
        thread.join()
    assert len(answered) > 120
    chain = check_chain(log)
    assert chain.fault is None
    kept = [change_id for change_id, _ in list_made(log)]
    assert kept[: len(answered)] == answered
    assert len(kept) - len(answered) <= 1


def test_undo_goes_on_across_a_restart_and_redo_brings_it_back(outputs: Path, log: Path) -> None:
    flagged = list_flagged(outputs)[:3]
    with start_server(outputs, log) as server:
        ann = Reviewer(server)
        for change_id in flagged:
            ann.post(f"/changes/{change_id}/decision", verdict="confirmed")
        ann.post("/undo")
    with start_server(outputs, log) as server:
        ann = Reviewer(server)
        for _ in range(5):
            ann.post("/undo")
        ann.post("/redo")
        assert flagged[0] in ann.get("/changes?state=mine").text
        assert flagged[1] not in ann.get("/changes?state=mine").text
    log_again = DecisionLog(log)
    assert [one.stands for one in log_again.standings.list_decisions()] == [True, False, False]
    assert [entry.act for entry in log_again.entries] == ["decide"] * 3 + ["undo"] * 3 + ["redo"]


def test_a_log_that_another_program_holds_is_said_and_nothing_is_taken_for_decided(
    server: Server, outputs: Path
) -> None:
    change_id = list_flagged(outputs)[0]
    ann, before = Reviewer(server), list_made(server.log)
    ann.http.timeout = httpx.Timeout(30)
    holder = sqlite3.connect(server.log, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answer = ann.post(f"/changes/{change_id}/decision", verdict="confirmed")
    assert answer.status_code == 503
    assert "another process is writing" in answer.text
    holder.execute("ROLLBACK")
    holder.close()
    assert list_made(server.log) == before
    assert ann.post(f"/changes/{change_id}/decision", verdict="confirmed").status_code == 200


def test_a_full_disk_is_said_and_what_was_answered_for_is_kept(outputs: Path, log: Path) -> None:
    """The system lets the server's files grow no further, as when the disk is full."""
    first, second, third = list_flagged(outputs)[:3]
    with start_server(outputs, log) as server:
        ann = Reviewer(server)
        assert ann.post(f"/changes/{first}/decision", verdict="confirmed").status_code == 200
        size = log.with_name(f"{log.name}-wal").stat().st_size
        _, most = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, most))
        answer = ann.post(f"/changes/{second}/decision", verdict="confirmed", note="x" * 4000)
        assert answer.status_code == 503
        assert "cannot be written" in answer.text
        assert list_made(log) == [(first, "confirmed")]
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, most))
        assert ann.post(f"/changes/{third}/decision", verdict="confirmed").status_code == 200
    assert list_made(log) == [(first, "confirmed"), (third, "confirmed")]
    assert check_chain(log).fault is None


def test_the_tables_of_a_new_run_are_shown_without_a_restart(outputs: Path, log: Path, tmp_path: Path) -> None:
    tables = tmp_path / "outputs"
    shutil.copytree(outputs, tables)
    change_id = next(one for one in list_flagged(outputs) if "federal" in find_publication(outputs, one))
    with start_server(tables, log) as server:
        ann = Reviewer(server)
        ann.post(f"/changes/{change_id}/decision", verdict="confirmed")
        only = ["run", str(CORPUS), "--only", "care-homes-action-plan", "--out", str(tables)]
        assert run_command([*only, "--decisions", str(log)]) == 0
        page = ann.get("/changes?state=all").text
        assert "A new run has written the tables" in page
        assert re.findall(r'name="change" value="([^"]+)"', page) != []
        assert ann.get(f"/changes/{change_id}").status_code == 404
        assert "A new run has written the tables" not in ann.get("/changes").text
        shutil.rmtree(tables)
        assert ann.get("/changes").status_code == 200


def find_publication(outputs: Path, change_id: str) -> str:
    return str(next(row["publication_id"] for row in read_rows(outputs, "changes") if row["change_id"] == change_id))


# ---------------------------------------------------------------- taking out


def test_every_change_is_shown_with_its_words_marked(outputs: Path) -> None:
    """Of every flagged change the page shows; whatever words it is about stand under the mark."""
    material = load_material(outputs)
    for change_id, row in material.changes.items():
        shown = show_change(material, change_id)
        for side, words in ((shown.earlier, "before"), (shown.later, "after")):
            text = side.edition["text"]
            for piece in side.pieces:
                for segment in piece.segments:
                    assert text[segment.start : segment.start + len(segment.text)] == segment.text
            if row[f"{words}_start"] is not None and side.pieces:
                marked = [s for piece in side.pieces for s in piece.segments if "here" in s.names]
                inside = all(row[f"{words}_start"] <= s.start < row[f"{words}_end"] for s in marked)
                assert inside, change_id
