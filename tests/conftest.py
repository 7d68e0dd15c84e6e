"""No example is timed; tests that need a browser or another language run where that is; where not, it is said."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

from tests.browsers import find_chromium
from tests.languages import find_node, find_r

# A busy machine is no fault of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A shell that starts the tests in the background lets them, and the runs that they start, not hear Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What is not on this machine, the tests that are left out for it, and how to get it. On the machine that
# decides whether a change is taken nothing is left out: these tests fail there.
_NEEDS = (
    ("browser", find_chromium, "browser tests: left out, there is no Chromium (`make browser` says how to get one)"),
    (
        "readers/test_javascript.py",
        find_node,
        "JavaScript: left out, there is no Node.js with its libraries (`make readers`)",
    ),
    ("readers/test_r.py", find_r, "R: left out, there is no R with RSQLite and jsonlite (`make readers`)"),
)
_MISSING = {tests: said for tests, find, said in _NEEDS if os.environ.get("CI") != "true" and find() is None}
collect_ignore = [*_MISSING]


def pytest_report_header() -> list[str]:
    return [*_MISSING.values()]
