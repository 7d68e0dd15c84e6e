"""No example is timed; tests that need a browser or Node.js run where it is, and it is said where it is not."""

from __future__ import annotations

import os

from hypothesis import settings

from tests.browsers import find_chromium
from tests.nodes import find_node

# A busy machine is no fault of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What is not on this machine, the folder of tests that is left out for it, and how to get it. On the machine that
# decides whether a change is taken nothing is left out: these tests fail there.
_MISSING = {
    folder: said
    for folder, there, said in (
        (
            "browser",
            find_chromium(),
            "browser tests: left out, there is no Chromium (`make browser` says how to get one)",
        ),
        ("readers", find_node(), "JavaScript: left out, there is no Node.js with its libraries (`make readers`)"),
    )
    if there is None and os.environ.get("CI") != "true"
}
collect_ignore = [*_MISSING]


def pytest_report_header() -> list[str]:
    return [*_MISSING.values()]
