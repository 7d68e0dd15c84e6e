"""The command that makes a run ready for others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from extract.errors import InputError
from extract.screen import OUTPUT


def export(  # noqa: PLR0913  (each is an option)
    outputs: Annotated[str, typer.Argument(help="A folder that `extract run` wrote, or its address in a store.")],
    *,
    to: Annotated[
        Path | None, typer.Option("--to", help="A new folder for a release: parquet, CSV and all about it.")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", help="The release before: CHANGES.md says what changed since.")
    ] = None,
    url: Annotated[
        str | None, typer.Option("--url", metavar="ADDRESS", help="Where the release will be published.")
    ] = None,
    published: Annotated[
        datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="The day on which it will be.")
    ] = None,
    sqlite: Annotated[
        Path | None, typer.Option("--sqlite", help="A new SQLite file with keys, views and search.")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="A new workbook, a sheet for each table.")] = None,
    with_reviewers: Annotated[
        bool, typer.Option("--with-reviewers", help="Keep the names of reviewers; else they are numbered.")
    ] = False,
) -> None:
    """Make a run ready for others: a release to publish, a SQLite database, a workbook."""
    from extract.export.files import write_database, write_workbook  # noqa: PLC0415
    from extract.export.release import write_release  # noqa: PLC0415

    if to is None and sqlite is None and xlsx is None:
        raise InputError("export to what? name a folder with --to, or a file with --sqlite or --xlsx")
    for option, given in (("--previous", previous), ("--url", url), ("--published", published)):
        if to is None and given is not None:
            raise InputError(f"{option} is for a release; name its folder with --to")
    if url is not None and not url.startswith(("https://", "http://")):
        raise InputError(f"--url {url}: no address; write it whole, with https://")
    if to is not None:
        rows = write_release(
            outputs,
            to,
            previous=previous,
            with_reviewers=with_reviewers,
            url=url,
            published=published.date() if published else None,
        )
        _say(f"{sum(rows.values()):,} rows of {len(rows)} tables are in {to}")
    if sqlite is not None:
        write_database(outputs, sqlite, with_reviewers=with_reviewers)
        _say(f"The database is {sqlite}")
    if xlsx is not None:
        write_workbook(outputs, xlsx, with_reviewers=with_reviewers)
        _say(f"The workbook is {xlsx}")


def _say(sentence: str) -> None:
    OUTPUT.print(sentence, markup=False, highlight=False, soft_wrap=True)
