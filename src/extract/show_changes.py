"""What the commands print of changes: by theme and action, with a redline of the words, or as plain JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extract.compare import Overdue
from extract.model import Action, Change, Edition, History
from extract.redline import Stretch, redline

_COLOURS = {"high": "bold red", "medium": "yellow", "low": "dim"}
# In colours a word that is gone is struck through and one that is new underlined; without, both are in brackets.
_STYLES = {"gone": "red strike", "new": "green underline", "same": ""}
_BRACKETS = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}


def has_publisher_changes(history: History) -> bool:
    """Whether the publisher changed anything, flagged or not; notes about form and copy do not count."""
    return any(change.cause == "publisher" for change in history.changes)


def choose_changes(history: History, *, everything: bool) -> tuple[Change, ...]:
    """The changes to show: those that ask for a decision, or all."""
    return tuple(change for change in history.changes if everything or change.flagged)


# ---------------------------------------------------------------- as JSON


def changes_as_json(history: History, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """One object for each change: the columns of its row, and the theme, reference and words of its action."""
    index = _Index.of(history)
    return [
        {
            "publication_id": history.publication.publication_id,
            **{name: _plain(value) for name, value in asdict(change).items()},
            "earlier_as_at": _plain(index.editions[change.earlier_edition_id].as_at),
            "later_as_at": _plain(index.editions[change.later_edition_id].as_at),
            "theme": index.find_theme(change),
            "reference": action.reference if action else None,
            "action": action.text if action else None,
        }
        for change in changes
        for action in [index.find_action(change)]
    ]


def _plain(value: object) -> object:
    """A value as JSON knows it: an amount as a number, a date as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


# ---------------------------------------------------------------- on the screen


def print_changes(history: History, changes: Sequence[Change], console: Console) -> None:
    """The changes of a history for reading: pair by pair of editions, theme by theme in the order of the later page."""
    series = history.publication
    console.print(Text(series.title or history.editions[-1].title or series.publication_id, style="bold"))
    pairs = dict.fromkeys((change.earlier_edition_id, change.later_edition_id) for change in history.changes)
    if not pairs:
        console.print(Text("Nothing changed."))
    for pair in pairs:
        found = [change for change in history.changes if (change.earlier_edition_id, change.later_edition_id) == pair]
        chosen = [change for change in changes if change in found]
        flagged = sum(change.flagged for change in found)
        console.print(Text(f"{pair[0]} → {pair[1]} · {_count(len(found), 'change')}, {flagged} of them flagged"))
        _print_pair(history, chosen, console)
        hidden = len(found) - len(chosen)
        if hidden:
            console.print(Text(f"{_count(hidden, 'change')} not flagged; --all shows all\n", style="dim"))


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _print_pair(history: History, changes: Sequence[Change], console: Console) -> None:
    index = _Index.of(history)
    heading = None
    for action, group in index.group(changes):
        about = index.find_theme(group[0]) or ("no theme" if action else "the page as a whole")
        if about != heading:
            heading = about
            console.print(Rule(Text(heading, style="bold blue")))
        if action is not None:
            reference = f"{action.reference}: " if action.reference else ""
            console.print(Text.assemble((reference, "magenta"), (" ".join(action.text.split()), "bold green")))
        body = Table.grid(padding=(0, 1))
        body.add_column(width=8, justify="right")
        body.add_column()
        for change in group:
            body.add_row(Text(change.severity, _COLOURS[change.severity]), _describe(change, console))
        console.print(body)
        console.print()


def _describe(change: Change, console: Console) -> Text:
    """The kind of a change with its words as a redline, and below it why it is one."""
    kind = change.kind.replace("_", " ")
    lines = [Text(kind if change.cause == "publisher" else f"{kind} ({change.cause})", "bold")]
    if change.kind == "progress_rewritten":
        lines += [_mark("gone", sentence, console) for sentence in change.sentences_gone]
        lines += [_mark("new", sentence, console) for sentence in change.sentences_new]
    else:
        lines[0] = Text(" ").join([lines[0], *(_mark(kind, text, console) for kind, text in _list_stretches(change))])
    return Text("\n").join([*lines, Text(" ".join(change.why.split()), "dim")])


def _list_stretches(change: Change) -> list[Stretch]:
    """The words of a change as a redline; a promise and the sentence that reports it done are no two wordings."""
    before, after = change.before or "", change.after or ""
    if change.kind != "next_step_done":
        return redline(before, after)
    return [*redline(before, ""), *redline("", after)]


def _mark(kind: str, text: str, console: Console) -> Text:
    words = " ".join(text.split())
    if console.color_system is not None and not console.no_color:
        return Text(words, _STYLES[kind])
    opening, closing = _BRACKETS[kind]
    return Text(f"{opening}{words}{closing}")


@dataclass(frozen=True, slots=True)
class _Index:
    """The editions, actions and theme names of a history by their ids."""

    editions: dict[str, Edition]
    actions: dict[str, Action]
    themes: dict[str, str]

    @classmethod
    def of(cls, history: History) -> _Index:
        """The index of a history."""
        return cls(
            {edition.edition_id: edition for edition in history.editions},
            {action.action_id: action for edition in history.editions for action in edition.actions},
            {theme.theme_id: theme.name for edition in history.editions for theme in edition.themes},
        )

    def find_action(self, change: Change) -> Action | None:
        """The action of a change as it is told now, else as it was told; None for a change of the whole page."""
        return self.actions.get(change.later_action_id or change.earlier_action_id or "")

    def find_theme(self, change: Change) -> str | None:
        """The theme that the action of a change stands under."""
        action = self.find_action(change)
        return self.themes.get(action.theme_id or "") if action else None

    def group(self, changes: Sequence[Change]) -> Iterator[tuple[Action | None, list[Change]]]:
        """The changes by action: those of the whole page first, then in page order, under themes that stay together."""
        groups: dict[str, list[Change]] = {}
        for change in changes:
            action = self.find_action(change)
            groups.setdefault(action.action_id if action else "", []).append(change)
        ranked = sorted(groups, key=self._place)
        themes = list(dict.fromkeys(self.find_theme(groups[action_id][0]) for action_id in ranked))
        for action_id in sorted(ranked, key=lambda one: themes.index(self.find_theme(groups[one][0]))):
            yield self.actions.get(action_id), groups[action_id]

    def _place(self, action_id: str) -> int:
        return self.actions[action_id].position if action_id else 0


# ---------------------------------------------------------------- deadlines that passed


def overdue_as_json(history: History, overdue: Sequence[Overdue]) -> list[dict[str, Any]]:
    """One object for each deadline, with the action that it is about."""
    actions = _Index.of(history).actions
    return [
        {
            "publication_id": history.publication.publication_id,
            **{name: _plain(value) for name, value in asdict(one).items()},
            "reference": actions[one.action_id].reference,
            "action": actions[one.action_id].text,
        }
        for one in overdue
    ]


def print_overdue(history: History, overdue: Sequence[Overdue], console: Console) -> None:
    """The deadlines of a publication that passed, the oldest first."""
    actions = _Index.of(history).actions
    console.print(Rule(Text(history.publication.title or history.publication.publication_id, style="bold blue")))
    body = Table.grid(padding=(0, 1))
    body.add_column(no_wrap=True)
    body.add_column()
    for one in overdue:
        action = actions[one.action_id]
        reference = f"{action.reference}: " if action.reference else ""
        title = Text.assemble((reference, "magenta"), (" ".join(action.text.split()), "bold green"))
        body.add_row(Text(one.deadline.isoformat(), "bold red"), Text("\n").join([title, Text(one.why, "dim")]))
    console.print(body)
