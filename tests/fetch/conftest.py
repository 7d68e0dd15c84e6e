"""Sites to fetch from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fetch.site import Site, run_site


@pytest.fixture
def site() -> Iterator[Site]:
    with run_site() as running:
        yield running


@pytest.fixture
def other_site() -> Iterator[Site]:
    with run_site() as running:
        yield running
