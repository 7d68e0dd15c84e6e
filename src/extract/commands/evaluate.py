"""The command that measures written tables against hand-made answers."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from extract.commands.outputs_argument import Outputs
from extract.screen import OUTPUT


def evaluate(
    outputs: Outputs,
    gold: Annotated[Path, typer.Argument(help="A gold file, or a folder of them.")],
    against: Annotated[
        Path | None, typer.Option("--against", help="The outputs of another run: show gains and losses.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
) -> None:
    """Precision and recall of written tables against hand-made answers; exit code 1 on losses against another run."""
    from extract.evaluate import compare_evaluations, evaluate_outputs  # noqa: PLC0415

    found = evaluate_outputs(outputs, gold)
    compared = compare_evaluations(evaluate_outputs(against, gold), found) if against is not None else None
    if as_json:
        print(json.dumps(found.to_json() | (asdict(compared) if compared else {}), ensure_ascii=False, indent=2))
    else:
        OUTPUT.print(found.to_table())
        if compared is not None:
            OUTPUT.print(compared.to_table())
    if compared is not None and compared.losses:
        raise typer.Exit(1)
