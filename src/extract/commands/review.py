"""The command that serves the review pages, or writes the one that works offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.screen import OUTPUT, say


def review(
    outputs: Annotated[Path, typer.Argument(help="A folder that `extract run` wrote.")],
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="The log of decisions; usually `corpus/decisions.sqlite` beside OUTPUTS."),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="Serve on this address of the machine; any but loopback sets a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")] = 8765,
    second_opinions: Annotated[
        int, typer.Option("--second-opinions", min=0, max=100, help="Ask a second, blind opinion on so many percent.")
    ] = 0,
    offline: Annotated[
        Path | None, typer.Option("--offline", help="Write one page that works from a file, instead of serving.")
    ] = None,
) -> None:
    """Go through the flagged changes in a browser and decide about them."""
    from extract.review.pages.serve import Place, find_log, serve_review, write_offline  # noqa: PLC0415

    log = decisions or find_log(outputs)
    if offline is not None:
        count = write_offline(outputs, log, offline)
        OUTPUT.print(f"{count:,} undecided changes are in {offline}", highlight=False, soft_wrap=True)
        return
    serve_review(outputs, log, say, Place(host, port), second_opinions=second_opinions)
