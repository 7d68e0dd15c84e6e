"""A reviewer in front of a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.review.server import Server

WIDE = {"width": 1280, "height": 900}


@contextmanager
def sit_down(browser: Browser, server: Server, name: str = "Ann", **options: object) -> Iterator[Page]:
    """A page of a browser session of its own, in which the reviewer has come in and said a name, with keys alone.

    In the end the browser must have had nothing to say against our pages: no error of a script, nothing that the
    policy forbade.
    """
    context = browser.new_context(**({"viewport": WIDE} | options))  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(server.address)
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/changes/|/$"))
    yield page
    # A page that says what was wrong with a form is an error to the browser, not to us.
    assert [text for text in complaints if "server responded with a status of 4" not in text] == []
    context.close()


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and be there."""
    with page.expect_navigation():
        page.keyboard.press(key)


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Reach an element with the tab key."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the tab key")


def find_violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page, by the rules of WCAG 2.2 A and AA and its own best practices."""
    found = Axe().run(page)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
