"""The notebooks run from top to bottom, as a reader would run them; `python -m tests.notebooks` keeps what they print.

They stand in `notebooks/` and read `outputs/`, which `make run` writes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def run_notebook(path: Path, folder: Path) -> nbformat.NotebookNode:
    """A notebook with what it prints when it is run in a folder; nothing of when or by which Python is kept."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(folder)}}, kernel_name="python3"
    )
    client.execute()
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return notebook


def main() -> None:
    """Run every notebook, or those named, and write it back with its outputs."""
    for path in [Path(name) for name in sys.argv[1:]] or NOTEBOOKS:
        nbformat.write(run_notebook(path, path.parent), path)


if __name__ == "__main__":
    main()
