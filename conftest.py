"""What the examples in the docstrings may ask for: the tables of a small publication, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.histories import write_example


@pytest.fixture(scope="session")
def example_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the publication in `tests/histories.py`."""
    return write_example(tmp_path_factory.mktemp("example") / "outputs")
