"""Values are guarded in Python's development mode, and are otherwise the same in both."""

from __future__ import annotations

import pickle
import subprocess
import sys

from extract.model import Mark

MARK = Mark("link", 3, 8, "https://example.org/")
MAKE = "from extract.model import Mark\nmark = Mark('link', 3, 8, 'https://example.org/')\n"


def run_guarded(code: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-X", "dev", "-c", MAKE + code]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=60)


def test_a_field_cannot_be_set_in_development_mode() -> None:
    done = run_guarded("mark.start = 4")
    assert done.stderr.endswith(b"FrozenInstanceError: cannot assign to field 'start'\n")


def test_equals_have_one_hash() -> None:
    assert {MARK, Mark("link", 3, 8, "https://example.org/")} == {MARK}


def test_what_was_pickled_in_one_mode_is_read_in_the_other() -> None:
    pickled = run_guarded("import pickle, sys\nsys.stdout.buffer.write(pickle.dumps(mark))")
    assert pickle.loads(pickled.stdout) == MARK
    read = run_guarded("import pickle, sys\nassert pickle.load(sys.stdin.buffer) == mark", pickle.dumps(MARK))
    assert (read.returncode, read.stderr) == (0, b"")
