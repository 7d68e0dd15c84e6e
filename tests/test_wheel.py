"""The wheel: everything that the sources hold is in it, and with nothing else the commands do their work."""

from __future__ import annotations

import email
import os
import subprocess
import sys
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

from tests.corpora import PAGE, write_corpus

ROOT = Path(__file__).parents[1]
# Runs the commands that come in, a line each, and says which package it was that ran them.
RUN_COMMANDS = """
import sys
import extract
from extract.cli import run_command
print(extract.__file__, file=sys.stderr)
sys.exit(max(run_command(line.split()) for line in sys.stdin))
"""
# Those that need more than code: words, queries, templates, pictures.
COMMANDS = """run corpus --out outputs
report outputs --out report.html
review outputs --decisions log.sqlite --offline review.html
export outputs --to release --sqlite tables.db --xlsx tables.xlsx
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `pip wheel .` builds it, by the backend that `pyproject.toml` names, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return folder / build_wheel(str(folder))


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    """What an installer lays into an environment."""
    folder = wheel.parent / "unpacked"
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def list_package(folder: Path) -> dict[str, bytes]:
    """Every file of the package below a folder, but what Python itself puts there."""
    files = (path for path in (folder / "extract").rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.parent.name != "__pycache__"
    }


def test_the_wheel_holds_every_file_of_the_sources(unpacked: Path) -> None:
    sources, packed = list_package(ROOT / "src"), list_package(unpacked)
    assert packed == sources
    assert {Path(name).suffix for name in packed} >= {".py", ".typed", ".toml", ".sql", ".html", ".css", ".js"}


def test_the_licence_and_the_command_are_in_it(unpacked: Path) -> None:
    (about,) = unpacked.glob("*.dist-info")
    assert (about / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert "extract = extract.cli:main" in (about / "entry_points.txt").read_text(encoding="utf-8")


def test_the_page_on_installing_names_every_extra(metadata: Message) -> None:
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    rows = {line.split(" | ")[0].strip("| `") for line in page.splitlines() if line.startswith("| `")}
    assert rows == {*(metadata.get_all("Provides-Extra") or ())}


def test_the_commands_work_from_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    later = PAGE.replace("March 2025", "June 2025")
    write_corpus(tmp_path / "corpus", {"plan/2024-06.html": PAGE.encode(), "plan/2024-12.html": later.encode()})
    done = subprocess.run(
        [sys.executable, "-c", RUN_COMMANDS],
        input=COMMANDS,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
    )
    assert (done.returncode, done.stderr) == (0, f"{unpacked / 'extract' / '__init__.py'}\n")
    made = {"outputs", "report.html", "review.html", "release", "tables.db", "tables.xlsx"}
    assert {path.name for path in tmp_path.iterdir()} >= made
