"""What is shown of a run: a bar while it lasts, and one table at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from extract.account import DecisionsTold, RunSummary
from extract.batch import Planned
from extract.batch import Progress as OnProgress


class _RateColumn(ProgressColumn):
    """Publications a second."""

    def render(self, task: Task) -> Text:
        return Text("" if task.speed is None else f"{task.speed:,.1f}/s")


@contextmanager
def progress_bar(console: Console, *, wanted: bool = True) -> Iterator[OnProgress | None]:
    """A bar with rate and time left while a run reads its publications; nothing at all where there is no terminal."""
    # Rich calls a pipe a terminal where the environment forces colours.
    if not (wanted and console.is_terminal and console.file.isatty()):
        yield None
        return
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), _RateColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_plan(plan: Iterable[Planned], console: Console) -> None:
    """A line for each publication that would be read, and how many there are."""
    total = pages = kept = 0
    for one in plan:
        total, pages, kept = total + 1, pages + one.pages, kept + one.kept
        state = "as an earlier run left it" if one.kept else "to be read"
        files = "1 file" if one.pages == 1 else f"{one.pages} files"
        console.print(Text(f"{one.publication_id}: {files}, {state}"), soft_wrap=True)
    console.print(Text(f"{total:,} publications, {pages:,} files; {total - kept:,} to be read"), soft_wrap=True)


def print_summary(summary: RunSummary, outputs: object, console: Console) -> None:
    """The one table at the end of a run, the problems by their code, and where the tables are."""
    table = Table("", Column("", justify="right"), show_header=False)
    figures = [
        ("publications", summary.publications),
        ("editions read", summary.editions),
        ("records", summary.records),
        ("mentions", summary.mentions),
        ("changes", summary.changes),
        ("flagged for review", summary.flagged),
        ("problems", sum(summary.problems.values())),
    ]
    for name, value in figures:
        table.add_row(name, f"{value:,}")
    for code, count in summary.problems.items():
        table.add_row(Text(f"  {code}", style="dim"), Text(f"{count:,}", style="dim"))
    if summary.decisions is not None:
        _add_decisions(table, summary.decisions)
    console.print(table)
    for decision in summary.decisions.lost if summary.decisions else ():
        console.print(Text(f"not found again: {decision}"), soft_wrap=True)
    console.print(Text(_say_what_is_new(summary)), soft_wrap=True)
    console.print(Text(f"The tables are in {outputs}"), soft_wrap=True)


def _say_what_is_new(summary: RunSummary) -> str:
    kept = f"{summary.from_cache:,} of {summary.found:,} publications kept from before"
    if summary.same:
        return f"{kept}; the tables are as they were"
    new, gone = len(summary.flags.get("new", ())), len(summary.flags.get("gone", ()))
    return f"{kept}; {new:,} flags new, {gone:,} gone"


def _add_decisions(table: Table, decisions: DecisionsTold) -> None:
    figures = {
        "decisions": decisions.made,
        "  current": decisions.current,
        "  to be asked again": decisions.asked_again,
        "  not found again": len(decisions.lost),
    }
    for name, value in figures.items():
        table.add_row(Text(name, style="dim" if name.startswith(" ") else ""), f"{value:,}")
