"""The commands on the log of what reviewers decided."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.screen import OUTPUT, say


def verify_decisions(
    log: Annotated[Path, typer.Argument(help="A log of decisions: CORPUS/decisions.sqlite.")],
    contains: Annotated[
        str | None,
        typer.Option("--contains", help="A hash that verify printed before: prove that nothing was cut off."),
    ] = None,
) -> None:
    """Prove that a log is what was written, from the first entry to the last; exit code 1 when it is not."""
    from extract.review.log import check_chain  # noqa: PLC0415

    chain = check_chain(log)
    fault = chain.fault
    if fault is None and contains is not None and contains not in chain.hashes:
        fault = f"no entry has the hash {contains}: entries were cut off, or it is another log"
    if fault is None:
        OUTPUT.print(f"the chain holds: {len(chain.entries):,} entries, {chain.head}", highlight=False, soft_wrap=True)
        return
    OUTPUT.print(f"the chain is broken: {fault}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def export_log(
    log: Annotated[Path, typer.Argument(help="A log of decisions: CORPUS/decisions.sqlite.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A .parquet or .csv file, outside a run's folder.")],
) -> None:
    """Write every decision as a table, with the ids that were on the screen."""
    from extract.review.exchange import export_decisions  # noqa: PLC0415

    count = export_decisions(log, out)
    OUTPUT.print(f"{count:,} decisions are in {out}", highlight=False, soft_wrap=True)


def import_log(
    source: Annotated[Path, typer.Argument(help="What the offline page saved.")],
    into: Annotated[Path, typer.Option("--into", help="The log to add to: CORPUS/decisions.sqlite.")],
) -> None:
    """Add decisions that were made offline to a log, and show what clashes with what is there."""
    from extract.review.exchange import import_decisions  # noqa: PLC0415

    done = import_decisions(source, into)
    for conflict in done.conflicts:
        say(conflict)
    OUTPUT.print(
        f"{done.added:,} decisions added, {done.known:,} were there already, {len(done.conflicts):,} conflicts",
        highlight=False,
        soft_wrap=True,
    )
