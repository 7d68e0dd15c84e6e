"""The command line: one error, one sentence, one exit code; the commands themselves are in `commands/`.

Exit codes: 0 done; 1 the answer is no (a promise broken, losses against another run, something changed or is overdue);
2 usage or input error, nothing written; 3 finished, but pages could not be read; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, NoReturn, cast

import typer

from extract.commands.add import add
from extract.commands.check import check
from extract.commands.compare import compare, overdue
from extract.commands.decisions import export_log, import_log, verify_decisions
from extract.commands.evaluate import evaluate
from extract.commands.export import export
from extract.commands.report import report
from extract.commands.review import review
from extract.commands.run import run
from extract.commands.runs import diff_runs
from extract.commands.show import show
from extract.commands.update import update
from extract.errors import ExtractError
from extract.screen import OUTPUT, say

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
for command in (run, add, update, show, compare, overdue, check, evaluate, report, review, export):
    app.command()(command)
runs_app = typer.Typer(name="runs", help="The records of runs.", add_completion=False)
# With a callback, so that the one command of the group is called by its name.
runs_app.callback()(lambda: None)
app.add_typer(runs_app)
runs_app.command("diff")(diff_runs)
app.add_typer(decisions_app)
decisions_app.command("verify")(verify_decisions)
decisions_app.command("export")(export_log)
decisions_app.command("import")(import_log)

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
        say("interrupted; the outputs are as they were")
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`extract show page | head`); what Python still holds goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _fail(sentence: str) -> int:
    say(sentence)
    return 2


def _print_version(wanted: bool) -> None:
    if wanted:
        OUTPUT.print(f"extract {version('progress-extract')}", highlight=False)
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
