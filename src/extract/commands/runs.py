"""The command that says in what two runs differ."""

from __future__ import annotations

import typer

from extract.commands.outputs_argument import Outputs
from extract.screen import OUTPUT


def diff_runs(
    one: Outputs,
    other: Outputs,
) -> None:
    """Show in what two runs differ: code, files, rows, pages left out, flags; exit code 1 when they do."""
    from extract.run_record import compare_runs  # noqa: PLC0415  (keeps --help quick)

    differences = list(compare_runs(one, other))
    for difference in differences:
        OUTPUT.print(str(difference), markup=False, highlight=False, soft_wrap=True)
    if differences:
        raise typer.Exit(1)
