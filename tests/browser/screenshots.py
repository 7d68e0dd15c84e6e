"""The pictures in the documentation, taken from the running program: `make screenshots`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from extract.cli import run_command
from tests.browser.pages import press, sit_down
from tests.browsers import open_browser
from tests.corpora import CORPUS, read_rows
from tests.review.server import start_server

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, open_browser() as browser:
        outputs, log = Path(folder) / "outputs", Path(folder) / "decisions.sqlite"
        assert run_command(["run", str(CORPUS), "--out", str(outputs)]) == 0
        moved = next(row for row in read_rows(outputs, "changes") if row["kind"] == "target_date_later")
        edition = moved["earlier_edition_id"]
        size = {"width": 1280, "height": 800}
        with start_server(outputs, log) as server, sit_down(browser, server, "Ann Example", viewport=size) as page:
            press(page, "c")
            for name, path in (
                ("change", f"/changes/{moved['change_id']}"),
                ("list", "/changes"),
                ("correction", f"/changes/{moved['change_id']}/correction"),
                ("page", f"/editions/{edition}#{moved['earlier_action_id']}"),
            ):
                page.goto(server.base + path)
                page.screenshot(path=PICTURES / f"{name}.png")
            page.set_viewport_size({"width": 390, "height": 800})
            page.emulate_media(color_scheme="dark")
            page.goto(f"{server.base}/changes/{moved['change_id']}")
            page.screenshot(path=PICTURES / "change-small-dark.png")
        report = Path(folder) / "report.html"
        assert run_command(["report", str(outputs), "-o", str(report), "--only", "care-homes-action-plan"]) == 0
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(report.as_uri())
        page.screenshot(path=PICTURES / "report.png")
        page.locator("#p1-dates").evaluate("part => scrollTo(0, part.getBoundingClientRect().top + scrollY - 16)")
        page.screenshot(path=PICTURES / "report-dates.png")


if __name__ == "__main__":
    main()
