"""The report in a real browser, from a file: for everybody, on every screen, on paper, over words that mean harm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from extract.cli import run_command
from extract.review.log import DecisionLog
from extract.review.pages.material import load_material
from tests.browser.pages import find_violations
from tests.corpora import PAGE, write_corpus
from tests.harm import HARM, write_harmful_corpus
from tests.review.samples import decide, enter


@pytest.fixture(scope="module")
def report(outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("report") / "report.html"
    assert run_command(["report", str(outputs), "-o", str(page), "--only", "care-homes-action-plan"]) == 0
    return page


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on two publications that are alike in all but their titles."""
    folder = tmp_path_factory.mktemp("several")
    pages = {f"{name}/2024-06-30.html": PAGE.replace("Forest", name).encode() for name in ("Wood", "Park")}
    corpus = write_corpus(folder / "corpus", pages)
    assert run_command(["run", str(corpus), "--out", str(folder / "outputs")]) == 0
    assert run_command(["report", str(folder / "outputs"), "-o", str(folder / "report.html")]) == 0
    return folder / "report.html"


@contextmanager
def open_file(browser: Browser, file: Path, **options: object) -> Iterator[Page]:
    """The page from its file; in the end the browser had nothing against it and asked for nothing else."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "data:")) else complaints.append(request.url),
    )
    page.goto(file.as_uri())
    yield page
    assert complaints == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_wrong_and_nothing_is_wider_than_the_screen(
    browser: Browser, report: Path, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 800}
    with open_file(browser, report, viewport=size, color_scheme=scheme) as page:
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_nothing_wrong_with_several_publications(browser: Browser, several: Path) -> None:
    with open_file(browser, several, viewport={"width": 320, "height": 800}) as page:
        assert page.locator("article.publication").count() == 2
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pictures_are_drawn(browser: Browser, report: Path) -> None:
    with open_file(browser, report) as page:
        assert page.evaluate("[...document.images].every(picture => picture.complete && picture.naturalWidth > 10)")


def test_a_value_leads_to_its_words_without_scripts(browser: Browser, report: Path) -> None:
    with open_file(browser, report, java_script_enabled=False) as page:
        page.get_by_role("link", name="GBP 103 per resident").click()
        record = page.locator(":target")
        assert "£103 per resident" in record.inner_text()
        with_words = record.locator("a.live").last.get_attribute("href") or ""
        assert with_words.startswith("https://www.gov.wales/care-homes-action-plan-final-update-html#:~:text=")


def test_on_paper_it_is_light_and_nothing_is_cut_off(browser: Browser, report: Path) -> None:
    with open_file(browser, report, color_scheme="dark", viewport={"width": 720, "height": 1000}) as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')") == "#1c232d"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        axis = page.locator("picture img").first
        assert axis.evaluate("image => image.currentSrc === image.src")


def test_text_that_means_harm_is_only_text(browser: Browser, tmp_path: Path) -> None:
    """In every field of the pages, their description, and what a reviewer wrote."""
    corpus, outputs, file = write_harmful_corpus(tmp_path / "corpus"), tmp_path / "outputs", tmp_path / "report.html"
    assert run_command(["run", str(corpus), "--out", str(outputs)]) == 0
    material = load_material(outputs)
    subjects = [material.subjects[change_id] for change_id, row in material.changes.items() if row["flagged"]]
    log = DecisionLog(corpus / "decisions.sqlite")
    log.append(enter(*(decide(one, HARM, verdict="rejected", reason="other", note=HARM) for one in subjects)))
    log.close()
    assert run_command(["run", str(corpus), "--out", str(outputs)]) == 0
    assert run_command(["report", str(outputs), "-o", str(file)]) == 0
    with open_file(browser, file) as page:
        assert page.title().startswith(HARM)
        assert page.locator("script, img[onerror], a[href^='javascript:']").count() == 0
        text = page.locator("main").inner_text()
        assert "49" not in text
        assert text.count(HARM) > 20
        assert page.locator(".decided q").first.inner_text().strip('“”"') == HARM
        assert page.get_by_text("decided by reviewers").inner_text().startswith(str(len(subjects)))
        assert find_violations(page) == []
