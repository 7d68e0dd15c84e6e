"""The command that says in what two runs differ."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.screen import OUTPUT


def diff_runs(
    one: Annotated[Path, typer.Argument(help="A folder that `extract run` wrote.")],
    other: Annotated[Path, typer.Argument(help="Another one.")],
) -> None:
    """Show in what two runs differ: code, files, rows, pages left out, flags; exit code 1 when they do."""
    from extract.run_record import compare_runs  # noqa: PLC0415  (keeps --help quick)

    differences = list(compare_runs(one, other))
    for difference in differences:
        OUTPUT.print(str(difference), markup=False, highlight=False, soft_wrap=True)
    if differences:
        raise typer.Exit(1)
