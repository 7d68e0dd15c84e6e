"""The command that does the whole job."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from extract.open_tables import is_address
from extract.screen import ERRORS, OUTPUT, say


class EngineName(StrEnum):
    """Who does the work of a run: processes on this machine, or Dask's workers."""

    LOCAL = "local"
    DASK = "dask"


def run(  # noqa: PLR0913  (each is an option of the command)
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUTS",
            help="A corpus, a publication's folder, a page, a web archive, or the address of one; or several.",
        ),
    ] = None,
    *,
    out: Annotated[
        str, typer.Option("--out", "-o", help="The folder for the tables, or an address; written whole or not at all.")
    ],
    from_list: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="Read what this file lists, one path a line; - is stdin."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=64, help="How many processes.")] = 1,
    engine: Annotated[EngineName, typer.Option("--engine", help="Who does the work.")] = EngineName.LOCAL,
    address: Annotated[
        str | None, typer.Option("--address", help="The Dask scheduler; a cluster on this machine if none.")
    ] = None,
    worker_seconds: Annotated[
        float,
        typer.Option("--worker-seconds", min=0.1, help="How long to wait for a worker of Dask, if there is none."),
    ] = 300,
    file_rows: Annotated[
        int | None,
        typer.Option("--file-rows", min=1, help="Each table as a folder of files with so many rows at most."),
    ] = None,
    only: Annotated[str | None, typer.Option("--only", help="Read this one publication.")] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="The log of what reviewers decided; usually CORPUS/decisions.sqlite."),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", help="The folder for what later runs use again; `.OUT.cache` beside OUT if none."),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Make everything anew, and keep nothing.")] = False,
    page_seconds: Annotated[
        float, typer.Option("--page-seconds", min=0.1, help="What the work on one page may take.")
    ] = 120,
    page_memory: Annotated[
        int, typer.Option("--page-memory", min=64, help="How many megabytes the work on one page may take.")
    ] = 2048,
    strict: Annotated[bool, typer.Option("--strict", help="Leave with 1 when any page has a problem.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read and what is kept; write nothing.")
    ] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="What happens, as lines of JSON on stderr.")] = False,
    unused_words: Annotated[
        bool, typer.Option("--unused-words", help="List the vocabulary's words that no page printed.")
    ] = False,
) -> None:
    """Read, split, tag and compare a corpus, and write every table."""
    import pyarrow as pa  # noqa: PLC0415  (keeps --help quick)

    from extract.account import UNREAD_CODES  # noqa: PLC0415
    from extract.batch import find_default_cache, list_plan, list_unused_words, run_corpus  # noqa: PLC0415
    from extract.dask_engine import DaskWorkers  # noqa: PLC0415
    from extract.engines import Engine, WorkerProcesses  # noqa: PLC0415
    from extract.inputs import read_list  # noqa: PLC0415
    from extract.logs import log_as_json  # noqa: PLC0415
    from extract.mirrors import open_inputs  # noqa: PLC0415
    from extract.show_run import print_plan, print_summary, progress_bar  # noqa: PLC0415
    from extract.watch import Limits  # noqa: PLC0415

    given = [*(inputs or ()), *(read_list(from_list) if from_list else ())]
    if not given:
        raise typer.BadParameter("what is to be read? give a corpus, pages, or --list")
    if address is not None and engine is not EngineName.DASK:
        raise typer.BadParameter("--address is that of a Dask scheduler; give --engine dask too")
    limits = Limits(page_seconds, page_memory << 20)
    does_work: Engine = WorkerProcesses(workers, limits)
    if engine is EngineName.DASK:
        does_work = DaskWorkers(workers, limits, address, worker_seconds)
    outputs = out if is_address(out) else Path(out)
    kept = None if no_cache else cache or find_default_cache(outputs)
    if log_json:
        log_as_json()
    with open_inputs(given, None if dry_run else kept) as paths:
        if dry_run:
            print_plan(list_plan(paths, only=only, decisions=decisions, cache=kept), OUTPUT)
            return
        # Tables are filled and emptied all the time; Arrow's own pool would keep three times what they need.
        pa.set_memory_pool(pa.system_memory_pool())
        with progress_bar(ERRORS, wanted=not log_json) as progress:
            summary = run_corpus(
                paths,
                outputs,
                only=only,
                decisions=decisions,
                engine=does_work,
                cache=kept,
                file_rows=file_rows,
                progress=progress,
            )
        print_summary(summary, out, OUTPUT)
        if unused_words:
            for key, words in list_unused_words(paths, only=only, engine=does_work).items():
                OUTPUT.print(f"{key}: {', '.join(words)}", markup=False, highlight=False, soft_wrap=True)
    for page in summary.unread:
        if not log_json:
            # The message begins with the file's name.
            say(f"{page.code}: {PurePosixPath(page.path).parent}/{page.message}")
    if any(page.code in UNREAD_CODES for page in summary.unread):
        raise typer.Exit(3)
    if strict and summary.problems:
        raise typer.Exit(1)
