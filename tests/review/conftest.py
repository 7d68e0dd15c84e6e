"""A run over the corpus, for reviewing."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.cli import run_command
from tests.corpora import CORPUS


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "outputs"
    assert run_command(["run", str(CORPUS), "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "decisions.sqlite"
