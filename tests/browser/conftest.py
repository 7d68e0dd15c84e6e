"""A run over the corpus, and one browser for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browsers import open_browser
from tests.review.conftest import log, outputs

__all__ = ["browser", "log", "outputs"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened
