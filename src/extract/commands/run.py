"""The command that reads a corpus and writes every table."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from extract.screen import ERRORS, OUTPUT, say


def run(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(help="A corpus, a publication's folder, a page, a web archive (.warc, .warc.gz); or several."),
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the tables; written whole or not at all.")],
    from_list: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="Read what this file lists, one path a line; - is stdin."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=64, help="How many processes.")] = 1,
    only: Annotated[str | None, typer.Option("--only", help="Read this one publication.")] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="The log of what reviewers decided; usually CORPUS/decisions.sqlite."),
    ] = None,
    unused_words: Annotated[
        bool, typer.Option("--unused-words", help="List the vocabulary's words that no page printed.")
    ] = False,
) -> None:
    """Read, split, tag and compare a corpus, and write every table."""
    from extract.inputs import read_list  # noqa: PLC0415
    from extract.pipeline import UNREAD_CODES, run_corpus  # noqa: PLC0415  (keeps --help quick)
    from extract.show import print_summary, progress_bar  # noqa: PLC0415

    paths = [*(inputs or ()), *(read_list(from_list) if from_list else ())]
    if not paths:
        raise typer.BadParameter("what is to be read? give a corpus, pages, or --list")
    with progress_bar(ERRORS) as progress:
        summary = run_corpus(
            paths,
            out,
            workers=workers,
            only=only,
            decisions=decisions,
            progress=progress,
            list_unused_words=unused_words,
        )
    print_summary(summary, out, OUTPUT)
    if unused_words:
        for key, words in summary.unused_words.items():
            OUTPUT.print(f"{key}: {', '.join(words)}", markup=False, highlight=False, soft_wrap=True)
    for page in summary.unread:
        # The message begins with the file's name.
        say(f"{page.problem.code}: {PurePosixPath(page.source.path).parent}/{page.problem.message}")
    if any(page.problem.code in UNREAD_CODES for page in summary.unread):
        raise typer.Exit(3)
