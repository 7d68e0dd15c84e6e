"""No example is timed, and the tests in a real browser run where there is one; where there is none, that is said."""

from __future__ import annotations

import os

from hypothesis import settings

from tests.browsers import find_chromium

# A busy machine is no fault of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# On the machine that decides whether a change is taken they are never left out: without a browser they fail there.
LEFT_OUT = find_chromium() is None and os.environ.get("CI") != "true"
collect_ignore = ["browser"] if LEFT_OUT else []


def pytest_report_header() -> str | None:
    return "browser tests: left out, there is no Chromium (`make browser` says how to get one)" if LEFT_OUT else None
