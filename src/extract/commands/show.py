"""The command that shows the records of one page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from extract.screen import OUTPUT


def show(
    page: Annotated[Path, typer.Argument(help="A page: HTML or a text copy.")],
    as_json: Annotated[bool, typer.Option("--json", help="The records as JSON, one list.")] = False,
    passages: Annotated[
        bool, typer.Option("--passages", help="The page's text, every passage coloured by its role.")
    ] = False,
) -> None:
    """Show the records of one page."""
    from extract.show import print_passages, print_records, read_one, records_as_json  # noqa: PLC0415

    if as_json and passages:
        raise typer.BadParameter("--json and --passages are two ways to show a page; give one of them")
    edition = read_one(page)
    if as_json:
        print(json.dumps(records_as_json(edition), ensure_ascii=False, indent=2))
    elif passages:
        print_passages(edition, OUTPUT)
    else:
        print_records(edition, OUTPUT)
