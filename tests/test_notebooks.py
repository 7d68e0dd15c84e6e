"""The notebooks run as they stand and print what they show; pictures say in words what they show."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from extract.cli import run_command
from tests.notebooks import NOTEBOOKS, ROOT, run_notebook

MOST_LINES = 30


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has after `make run`: outputs, and the notebooks beside them."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    assert run_command(["run", str(ROOT / "corpus"), "--out", str(folder / "outputs")]) == 0
    return folder


def list_outputs(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """What a notebook shows, by the kind of it: printed text, tables, and of a picture its words."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield "stream", output.get("text", "")
            for kind in ("text/plain", "text/html"):
                # Matplotlib draws by the letter shapes of a machine: a picture is known by its words.
                if "image/png" not in output.get("data", {}):
                    yield kind, output.get("data", {}).get(kind, "")
            yield "alt", output.get("metadata", {}).get("image/png", {}).get("alt", "")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_is_kept_in_it(path: Path, clone: Path) -> None:
    kept = list(list_outputs(nbformat.read(path, as_version=4)))
    assert list(list_outputs(run_notebook(clone / "notebooks" / path.name, clone / "notebooks"))) == kept
    assert sum(map(len, (shown for _, shown in kept))) > 500
    assert not [shown for _, shown in kept if re.search(r"(?<![\w:/])/[a-z]+/\w", re.sub(r"<[^>]*>", "", shown))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_small_and_leads_somewhere(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].source.startswith("# ")
    assert all(len(cell.source.splitlines()) <= MOST_LINES for cell in notebook.cells)
    words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)#]+)", words):
        assert (path.parent / target).exists(), target


def test_every_picture_has_a_text_for_those_who_do_not_see_it() -> None:
    pictures = [
        output
        for path in NOTEBOOKS
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", ())
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) == 4
    assert all(len(output.metadata["image/png"]["alt"]) > 60 for output in pictures)
