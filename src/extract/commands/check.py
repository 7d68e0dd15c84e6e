"""The command that checks the promises of the data model on written tables."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from extract.commands.outputs_argument import Outputs
from extract.screen import OUTPUT


def check(
    outputs: Outputs,
    against: Annotated[
        Path | None, typer.Option("--against", help="The corpus: run again and compare, for promises 4 and 5.")
    ] = None,
) -> None:
    """Check the promises of the data model on written tables; exit code 1 when one is broken."""
    from extract.check import check_outputs, compare_tables  # noqa: PLC0415

    results = check_outputs(outputs)
    if against is not None:
        from extract.batch import run_corpus  # noqa: PLC0415
        from extract.run_record import find_file_rows  # noqa: PLC0415

        with TemporaryDirectory() as folder:
            again = Path(folder) / "again"
            run_corpus(against, again, file_rows=find_file_rows(outputs))
            results += compare_tables(outputs, again)
    for result in results:
        OUTPUT.print(str(result), markup=False, highlight=False, soft_wrap=True)
    if not all(result.held for result in results):
        raise typer.Exit(1)
