"""Other languages of the system that read the tables in tests; `make readers` installs what they need."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

READERS = Path(__file__).parent / "readers"
_FIND_LIBRARIES = 'find.package(c("RSQLite", "jsonlite"))'


def find_node() -> str | None:
    """Where Node.js is, if it is installed and has the libraries of its reader."""
    return shutil.which("node") if (READERS / "node_modules" / "hyparquet").is_dir() else None


def find_r() -> str | None:
    """Where the R that runs scripts is, if it is installed and has the libraries of its reader."""
    path = shutil.which("Rscript")
    if path is None:
        return None
    found = subprocess.run([path, "-e", _FIND_LIBRARIES], capture_output=True, check=False, timeout=60)
    return path if found.returncode == 0 else None
