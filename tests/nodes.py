"""The Node.js of the system with the libraries of `tests/readers`, which `make readers` installs."""

from __future__ import annotations

import shutil
from pathlib import Path

READER = Path(__file__).parent / "readers" / "read.mjs"


def find_node() -> str | None:
    """Where it is, if it is installed and has what the reader needs."""
    return shutil.which("node") if (READER.parent / "node_modules" / "hyparquet").is_dir() else None
