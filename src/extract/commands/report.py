"""The command that writes the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.commands.outputs_argument import Outputs
from extract.screen import OUTPUT


def report(
    outputs: Outputs,
    out: Annotated[Path, typer.Option("--out", "-o", help="The HTML file to write.")],
    only: Annotated[str | None, typer.Option("--only", help="Report on this one publication.")] = None,
) -> None:
    """Write one page in one file: figures, statuses, dates and how they slipped, money, changes and decisions."""
    from extract.report import write_report  # noqa: PLC0415

    count = write_report(outputs, out, only=only)
    told = "one publication is" if count == 1 else f"{count:,} publications are"
    OUTPUT.print(f"{told} in {out}", markup=False, highlight=False, soft_wrap=True)
