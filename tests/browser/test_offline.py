"""The page that works from a file: decided on without a server, saved, and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from extract.cli import run_command
from extract.review.log import DecisionLog, check_chain
from extract.review.pages.material import load_material
from tests.browser.pages import find_violations
from tests.corpora import read_rows
from tests.review.samples import decide, enter


def write_page(outputs: Path, log: Path, folder: Path) -> Path:
    page = folder / "review.html"
    assert run_command(["review", str(outputs), "--decisions", str(log), "--offline", str(page)]) == 0
    return page


def save(page: Page, target: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the decisions").click()
    download.value.save_as(target)
    return target


def test_decided_offline_and_brought_back(
    browser: Browser, outputs: Path, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_page(outputs, log, tmp_path)
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "blob:")) else complaints.append(request.url),
    )
    page.goto(file.as_uri())
    ids = [article.get_attribute("id") for article in page.locator("article").all()]
    page.keyboard.press("c")
    page.keyboard.press("r")
    page.keyboard.press("2")
    page.keyboard.press("s")
    page.keyboard.press("c")
    page.keyboard.press("p")
    page.keyboard.press("u")
    expect(page.locator("#decided")).to_have_text("3")
    page.get_by_role("button", name="Save the decisions").click()
    expect(page.get_by_role("alert")).to_contain_text("Write your name first")
    page.get_by_label("Your name").fill("Ann")
    saved = save(page, tmp_path / "decisions.json")
    assert complaints == []
    page.close()

    arguments = ["decisions", "import", str(saved), "--into", str(log)]
    assert run_command(arguments) == 0
    assert "3 decisions added, 0 were there already, 0 conflicts" in capsys.readouterr().out
    made = [decision for entry in check_chain(log).entries for decision in entry.decisions]
    assert [(one.subject.change_id, one.verdict, one.reason) for one in made] == [
        (ids[0], "confirmed", None),
        (ids[1], "rejected", "extraction_wrong"),
        (ids[2], "skipped", None),
    ]
    assert made[0].subject == load_material(outputs).subjects[str(ids[0])]
    assert run_command(arguments) == 0
    assert "0 decisions added, 3 were there already" in capsys.readouterr().out


def test_a_value_is_corrected_offline_with_words_of_the_page(
    browser: Browser, outputs: Path, log: Path, tmp_path: Path
) -> None:
    row = next(
        one
        for one in read_rows(outputs, "changes")
        if one["kind"] == "target_date_later" and one["after"] == "early 2022"
    )
    text = next(one["text"] for one in read_rows(outputs, "editions") if one["edition_id"] == row["later_edition_id"])
    page = browser.new_page()
    page.goto(write_page(outputs, log, tmp_path).as_uri())
    change = page.locator(f"#{row['change_id']}")
    if not change.locator(".evidence").get_attribute("open"):
        change.locator("summary").click()
    change.get_by_role("button", name="Correct with").click()
    expect(page.get_by_role("alert")).to_contain_text("Select the right words")
    change.locator(f"[data-edition='{row['later_edition_id']}'] .m-date", has_text="later in 2021").first.select_text()
    change.get_by_role("button", name="Correct with").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(change.locator("[data-verdict]")).to_have_text("corrected: “later in 2021”")
    page.get_by_label("Your name").fill("Ann")
    saved = save(page, tmp_path / "decisions.json")
    page.close()
    assert run_command(["decisions", "import", str(saved), "--into", str(log)]) == 0
    ((decision,),) = (entry.decisions for entry in check_chain(log).entries)
    assert decision.verdict == "corrected"
    assert decision.correction is not None
    assert decision.correction.value == "later in 2021"
    assert text[decision.correction.start : decision.correction.end] == "later in 2021"


def test_conflicts_are_shown_and_nothing_newer_is_replaced(
    browser: Browser, outputs: Path, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_page(outputs, log, tmp_path)
    page = browser.new_page()
    page.goto(file.as_uri())
    ids = [str(article.get_attribute("id")) for article in page.locator("article").all()][:2]
    page.keyboard.press("c")
    page.keyboard.press("c")
    page.get_by_label("Your name").fill("Ann")
    saved = save(page, tmp_path / "decisions.json")
    page.close()
    subjects = load_material(outputs).subjects
    opened = DecisionLog(log)
    # In the log Ann thinks otherwise of the first one later, and Ben of the second.
    opened.append(enter(decide(subjects[ids[0]], "Ann", 10**7, verdict="rejected", reason="cosmetic")))
    opened.append(enter(decide(subjects[ids[1]], "Ben", verdict="rejected", reason="cosmetic")))
    opened.close()
    assert run_command(["decisions", "import", str(saved), "--into", str(log)]) == 0
    printed = capsys.readouterr()
    assert "1 decisions added, 0 were there already, 2 conflicts" in printed.out
    assert f"{ids[0]}: confirmed by Ann in the file, rejected by Ann in the log; the log is newer" in printed.err
    assert f"{ids[1]}: confirmed by Ann in the file, rejected by Ben in the log; both are kept" in printed.err


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"form": "something else", "head": "", "decisions": []}',
        '{"form": "extract offline decisions 1", "head": "", "decisions": [{"verdict": "confirmed"}]}',
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(
    log: Path, tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "decisions.json").write_text(content)
    assert run_command(["decisions", "import", str(tmp_path / "decisions.json"), "--into", str(log)]) == 2
    assert "decisions" in capsys.readouterr().err
    assert not log.exists()


def test_the_policy_of_the_page_allows_its_one_script_only(outputs: Path, log: Path, tmp_path: Path) -> None:
    text = write_page(outputs, log, tmp_path).read_text(encoding="utf-8")
    assert text.count("<script") == 1
    assert "default-src &#39;none&#39;" in text
    assert "unsafe" not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_wrong(
    browser: Browser, outputs: Path, log: Path, tmp_path: Path, scheme: str, width: int
) -> None:
    file = write_page(outputs, log, tmp_path)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(file.as_uri())
    page.keyboard.press("c")
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
