"""The argument of every command that reads what a run wrote: its folder, or the address of a release in a store."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from extract.open_tables import is_address


def find_outputs(text: str) -> Path:
    """The folder of outputs that is meant; of an address a copy, which is gone when this process ends.

    Raises:
        InputError: There is no release at such an address, or not the one that its record names.
    """
    if not is_address(text):
        return Path(text)
    from extract.stores import fetch_release  # noqa: PLC0415  (keeps --help quick)

    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    fetch_release(text, folder)
    return folder


Outputs = Annotated[
    Path,
    typer.Argument(
        parser=find_outputs, metavar="OUTPUTS", help="A folder that `extract run` wrote, or its address in a store."
    ),
]
