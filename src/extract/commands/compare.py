"""The commands that show what changed, and what is overdue."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from extract.commands.outputs_argument import Outputs, find_outputs
from extract.screen import OUTPUT


def compare(
    earlier: Annotated[str, typer.Argument(help="A page, an edition's id, or by itself a publication's id.")],
    later: Annotated[str | None, typer.Argument(help="The page or edition that it is compared with.")] = None,
    outputs: Annotated[
        Path,
        typer.Option(
            "--in",
            parser=find_outputs,
            metavar="OUTPUTS",
            help="The folder that `extract run` wrote, or its address in a store, for what is named by an id.",
        ),
    ] = Path("outputs"),
    as_json: Annotated[bool, typer.Option("--json", help="The changes as JSON, one list.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what asks for no decision: notes about form and copy, small changes.")
    ] = False,
) -> None:
    """Show what changed between two pages or editions, or through a publication; exit code 1 when anything did."""
    from extract.comparison import follow_named  # noqa: PLC0415
    from extract.show_changes import changes_as_json, choose_changes, has_publisher_changes, print_changes  # noqa: PLC0415

    history = follow_named(earlier, later, outputs)
    changes = choose_changes(history, everything=everything)
    if as_json:
        print(json.dumps(changes_as_json(history, changes), ensure_ascii=False, indent=2))
    else:
        print_changes(history, changes, OUTPUT)
    if has_publisher_changes(history):
        raise typer.Exit(1)


def overdue(
    outputs: Outputs,
    as_at: Annotated[
        datetime | None,
        typer.Option("--as-at", formats=["%Y-%m-%d"], help="The day that is asked about; today if none."),
    ] = None,
    only: Annotated[str | None, typer.Option("--only", help="Look at this one publication.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The deadlines as JSON, one list.")] = False,
) -> None:
    """Show the deadlines that passed without a later word of delivery; exit code 1 when there are any."""
    from extract.compare import find_overdue  # noqa: PLC0415
    from extract.histories import find_publication, load_histories  # noqa: PLC0415
    from extract.show_changes import overdue_as_json, print_overdue  # noqa: PLC0415

    day = as_at.date() if as_at else date.today()
    histories = load_histories(outputs) if only is None else (find_publication(outputs, only),)
    found = [(history, late) for history in histories if (late := find_overdue(history, day))]
    if as_json:
        told = [one for history, late in found for one in overdue_as_json(history, late)]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for history, late in found:
            print_overdue(history, late, OUTPUT)
        if not found:
            OUTPUT.print(f"Nothing is overdue as at {day}.", markup=False, highlight=False)
    if found:
        raise typer.Exit(1)
