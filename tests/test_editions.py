"""Golden pages, found by folder: every case has its pages, one line why it exists, and the right answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import find_differences, read_case

CASES = Path(__file__).parent / "editions"
# Cases that are known to fail, a name a line; a fix must take its line out (strict).
KNOWN_FAILURES = frozenset((CASES / "known-failures.txt").read_text(encoding="utf-8").split())


def name_case(folder: Path) -> object:
    marks = [pytest.mark.xfail(strict=True)] if folder.name in KNOWN_FAILURES else []
    return pytest.param(folder, id=folder.name, marks=marks)


@pytest.mark.parametrize("folder", [name_case(folder) for folder in sorted(CASES.iterdir()) if folder.is_dir()])
def test_page_is_read_as_a_person_reads_it(folder: Path) -> None:
    assert find_differences(*read_case(folder)) == []


@pytest.mark.parametrize(
    "folder", [folder for folder in sorted(CASES.iterdir()) if folder.is_dir()], ids=lambda p: p.name
)
def test_case_says_why_it_exists(folder: Path) -> None:
    why = (folder / "why.txt").read_text(encoding="utf-8").strip()
    assert why
    assert "\n" not in why
