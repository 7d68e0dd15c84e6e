"""The command line: parse arguments, call one function, print, exit.

Exit codes: 0 done; 1 the answer is no (a promise broken, losses against another run, something changed or is overdue);
2 usage or input error, nothing written; 3 finished, but pages could not be read; 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Annotated, NoReturn, cast

import typer
from rich.console import Console

from extract.errors import ExtractError


class _Output(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to `run_command`, which knows the exit codes."""
        raise BrokenPipeError


app = typer.Typer(
    name="extract",
    help="Governments' summary-of-progress pages as records, followed from edition to edition.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

decisions_app = typer.Typer(
    name="decisions", help="The log of what reviewers decided: prove it, export it, add to it.", add_completion=False
)
app.add_typer(decisions_app)

_OUTPUT = _Output()
_ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)
# What typer raises for a wrong command, option or argument; it exports the children of this class and not itself.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])


def main() -> NoReturn:
    """Run the command line on this process's arguments and leave with its exit code."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; every error that a user can cause is one sentence on stderr.

    Returns:
        The exit code.
    """
    command = typer.main.get_command(app)
    try:
        with command.make_context("extract", list(arguments)) as context:
            command.invoke(context)
        sys.stdout.flush()
    except typer.Exit as leave:
        return leave.exit_code
    except _UsageError as error:
        return _fail(f"{' '.join(error.format_message().split()).rstrip('.')}; see extract --help")
    except ExtractError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        _say("interrupted; the outputs are as they were")
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`extract show page | head`); what Python still holds goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _fail(sentence: str) -> int:
    _say(sentence)
    return 2


def _say(sentence: str) -> None:
    _ERRORS.print(f"extract: {sentence}", markup=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        _OUTPUT.print(f"extract {version('progress-extract')}", highlight=False)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Governments' summary-of-progress pages as records, followed from edition to edition."""
    if context.invoked_subcommand is None:
        context.get_help()
        raise typer.Exit(2)


@app.command()
def run(
    corpus: Annotated[Path, typer.Argument(help="A corpus folder, one publication's folder, or a single page.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the tables; written whole or not at all.")],
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
    from extract.pipeline import UNREAD_CODES, run_corpus  # noqa: PLC0415  (keeps --help quick)
    from extract.show import print_summary, progress_bar  # noqa: PLC0415

    with progress_bar(_ERRORS) as progress:
        summary = run_corpus(
            corpus,
            out,
            workers=workers,
            only=only,
            decisions=decisions,
            progress=progress,
            list_unused_words=unused_words,
        )
    print_summary(summary, out, _OUTPUT)
    if unused_words:
        for key, words in summary.unused_words.items():
            _OUTPUT.print(f"{key}: {', '.join(words)}", markup=False, highlight=False, soft_wrap=True)
    for page in summary.unread:
        # The message begins with the file's name.
        _say(f"{page.problem.code}: {PurePosixPath(page.source.path).parent}/{page.problem.message}")
    if any(page.problem.code in UNREAD_CODES for page in summary.unread):
        raise typer.Exit(3)


@app.command()
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
        print_passages(edition, _OUTPUT)
    else:
        print_records(edition, _OUTPUT)


@app.command()
def compare(
    earlier: Annotated[str, typer.Argument(help="A page, an edition's id, or by itself a publication's id.")],
    later: Annotated[str | None, typer.Argument(help="The page or edition that it is compared with.")] = None,
    outputs: Annotated[
        Path, typer.Option("--in", help="The folder that `extract run` wrote, for what is named by an id.")
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
        print_changes(history, changes, _OUTPUT)
    if has_publisher_changes(history):
        raise typer.Exit(1)


@app.command()
def overdue(
    outputs: Annotated[Path, typer.Argument(help="A folder that `extract run` wrote.")],
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
            print_overdue(history, late, _OUTPUT)
        if not found:
            _OUTPUT.print(f"Nothing is overdue as at {day}.", markup=False, highlight=False)
    if found:
        raise typer.Exit(1)


@app.command()
def check(
    outputs: Annotated[Path, typer.Argument(help="A folder that `extract run` wrote.")],
    against: Annotated[
        Path | None, typer.Option("--against", help="The corpus: run again and compare, for promises 4 and 5.")
    ] = None,
) -> None:
    """Check the promises of the data model on written tables; exit code 1 when one is broken."""
    from extract.check import check_outputs, compare_tables  # noqa: PLC0415

    results = check_outputs(outputs)
    if against is not None:
        from extract.pipeline import run_corpus  # noqa: PLC0415

        with TemporaryDirectory() as folder:
            again = Path(folder) / "again"
            run_corpus(against, again)
            results += compare_tables(outputs, again)
    for result in results:
        _OUTPUT.print(str(result), markup=False, highlight=False, soft_wrap=True)
    if not all(result.held for result in results):
        raise typer.Exit(1)


@app.command()
def evaluate(
    outputs: Annotated[Path, typer.Argument(help="A folder that `extract run` wrote.")],
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
        _OUTPUT.print(found.to_table())
        if compared is not None:
            _OUTPUT.print(compared.to_table())
    if compared is not None and compared.losses:
        raise typer.Exit(1)


@app.command()
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
    from extract.review.serve import Place, find_log, serve_review, write_offline  # noqa: PLC0415

    log = decisions or find_log(outputs)
    if offline is not None:
        count = write_offline(outputs, log, offline)
        _OUTPUT.print(f"{count:,} undecided changes are in {offline}", highlight=False, soft_wrap=True)
        return
    serve_review(outputs, log, _say, Place(host, port), second_opinions=second_opinions)


@decisions_app.command("verify")
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
        _OUTPUT.print(f"the chain holds: {len(chain.entries):,} entries, {chain.head}", highlight=False, soft_wrap=True)
        return
    _OUTPUT.print(f"the chain is broken: {fault}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


@decisions_app.command("export")
def export_log(
    log: Annotated[Path, typer.Argument(help="A log of decisions: CORPUS/decisions.sqlite.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A .parquet or .csv file, outside a run's folder.")],
) -> None:
    """Write every decision as a table, with the ids that were on the screen."""
    from extract.review.exchange import export_decisions  # noqa: PLC0415

    count = export_decisions(log, out)
    _OUTPUT.print(f"{count:,} decisions are in {out}", highlight=False, soft_wrap=True)


@decisions_app.command("import")
def import_log(
    source: Annotated[Path, typer.Argument(help="What the offline page saved.")],
    into: Annotated[Path, typer.Option("--into", help="The log to add to: CORPUS/decisions.sqlite.")],
) -> None:
    """Add decisions that were made offline to a log, and show what clashes with what is there."""
    from extract.review.exchange import import_decisions  # noqa: PLC0415

    done = import_decisions(source, into)
    for conflict in done.conflicts:
        _say(conflict)
    _OUTPUT.print(
        f"{done.added:,} decisions added, {done.known:,} were there already, {len(done.conflicts):,} conflicts",
        highlight=False,
        soft_wrap=True,
    )
