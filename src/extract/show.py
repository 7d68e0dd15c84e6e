"""What the commands print: one page's records or passages, and the summary of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extract.corpus import find_editions
from extract.errors import InputError
from extract.model import Action, Edition
from extract.pages import read_edition
from extract.pipeline import make_editions

_COLOURS = {
    "theme": "bold white on blue",
    "reference": "magenta",
    "action": "bold green",
    "progress": "cyan",
    "next_step": "yellow",
    "target_date": "bright_red",
    "status": "bold magenta",
    "owner": "blue",
    "response": "bright_blue",
    "other_field": "bright_black",
    "label": "bright_black",
    "heading": "bold",
    "introduction": "white",
    "unassigned": "bold white on red",
}
_OTHER = "dim"


def read_one(page: Path) -> Edition:
    """The edition that a single file holds.

    Raises:
        InputError: The path is no file, or the page cannot be read.
    """
    found = find_editions(page)
    if not page.is_file():
        raise InputError(f"{page}: this is a folder; show reads one page")
    pages = read_edition(found[0])
    if pages.edition is None:
        raise InputError(pages.unread[0].problem.message)
    return make_editions([pages])[0]


def records_as_json(edition: Edition) -> list[dict[str, Any]]:
    """One object for each record of an edition, repeats marked, values as plain JSON."""
    return [_record_as_json(edition, action) for action in _records(edition)]


def _records(edition: Edition) -> list[Action]:
    return [action for action in edition.actions if action.part_of_action_id is None]


def _record_as_json(edition: Edition, action: Action) -> dict[str, Any]:
    themes = {theme.theme_id: theme.name for theme in edition.themes}
    return {
        "action_id": action.action_id,
        "theme": themes.get(action.theme_id or ""),
        "reference": action.reference,
        "action": action.text,
        "further_actions": [part.text for part in edition.actions if part.part_of_action_id == action.action_id],
        "owner": action.owner,
        "response": action.response,
        "status": action.status,
        "status_text": action.status_text,
        "progress": [row.text for row in edition.progress if row.action_id == action.action_id],
        "next_steps": [
            {"text": row.text, "origin": row.origin} for row in edition.next_steps if row.action_id == action.action_id
        ],
        "target_dates": [
            {
                "text": row.text,
                "kind": row.kind,
                "earliest": row.earliest.isoformat() if row.earliest else None,
                "latest": row.latest.isoformat() if row.latest else None,
                "qualifier": row.qualifier,
                "origin": row.origin,
            }
            for row in edition.target_dates
            if row.action_id == action.action_id
        ],
        "money": [m.text for m in edition.mentions if m.label == "MONEY" and m.action_id == action.action_id],
        "organisations": sorted(
            {m.text for m in edition.mentions if m.label == "ORG" and m.action_id == action.action_id}
        ),
        "repeat_of": action.repeat_of_action_id,
        "start": action.start,
        "locator": action.locator,
    }


def print_records(edition: Edition, console: Console) -> None:
    """The records of an edition for reading, by theme, with what a person should know about the page."""
    console.print(Text(edition.title or edition.edition_id, style="bold"))
    as_at = f"as at {edition.as_at}" if edition.as_at else "undated"
    about = (edition.edition_id, as_at, f"layout {edition.layout}", f"{len(_records(edition))} records")
    console.print(Text(" · ".join(about)))
    theme = None
    for record in records_as_json(edition):
        if record["theme"] != theme:
            theme = record["theme"]
            console.print(Rule(Text(theme or "no theme", style="bold blue")))
        _print_record(record, console)
    if edition.problems:
        console.print(Rule(Text("problems", style="bold red")))
    for problem in edition.problems:
        console.print(Text.assemble((problem.code, "bold red"), f": {problem.message}"))


def _print_record(record: dict[str, Any], console: Console) -> None:
    reference = f"{record['reference']}: " if record["reference"] else ""
    title = Text.assemble((reference, "magenta"), (" ".join(record["action"].split()), "bold green"))
    if record["repeat_of"]:
        title.append("  (printed before)", "dim")
    console.print(title)
    lines: list[tuple[str, Sequence[str]]] = [
        ("also", record["further_actions"]),
        (
            "status",
            [f"{record['status'] or '?'} ({record['status_text'] or 'by markup'})"]
            if record["status"] or record["status_text"]
            else [],
        ),
        ("owner", [record["owner"]] if record["owner"] else []),
        ("response", [record["response"]] if record["response"] else []),
        ("progress", record["progress"]),
        (
            "next",
            [f"{step['text']}{'' if step['origin'] == 'printed' else ' (inferred)'}" for step in record["next_steps"]],
        ),
        ("date", [_print_date(row) for row in record["target_dates"]]),
    ]
    body = Table.grid(padding=(0, 1))
    body.add_column(width=9, justify="right")
    body.add_column()
    for name, values in lines:
        for value in values:
            body.add_row(Text(name, style="dim"), Text(" ".join(value.split())))
    console.print(body)
    console.print()


def _print_date(row: dict[str, Any]) -> str:
    interval = f" = {row['earliest'] or '…'} to {row['latest'] or '…'}" if row["earliest"] or row["latest"] else ""
    return f"{row['text']} [{row['kind']}{interval}]{'' if row['origin'] == 'printed' else ' (inferred)'}"


def print_passages(edition: Edition, console: Console) -> None:
    """The whole text of an edition, each passage in the colour of its role and named where the role changes."""
    used = dict.fromkeys(passage.role for passage in edition.passages)
    console.print(Text("  ").join(Text(role, style=_COLOURS.get(role, _OTHER)) for role in used))
    console.print()
    body = Text()
    for passage in edition.passages:
        body.append(f"[{passage.role}] ", "dim")
        body.append(edition.text[passage.start : passage.end], _COLOURS.get(passage.role, _OTHER))
        if not edition.text[passage.start : passage.end].endswith("\n"):
            body.append("\n")
    console.print(body)
