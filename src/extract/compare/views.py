"""What comparing knows of an edition and of a record: its rows by action, its sentences, its fields."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, TypeVar

from extract.compare.vocabulary import load_commitment_words
from extract.compare.words import list_stems, mask_numbers
from extract.model import Action, Edition, EditionProblem, Mention, NextStep, Statement, TargetDate
from extract.values.sentences import split_sentences
from extract.values.tense import read_tense
from extract.values.wording import fold_wording, split_words

_read_tense = lru_cache(maxsize=1 << 14)(read_tense)
# A shorter text stands on a page by chance.
_LEAST_LETTERS = 20
_LONG_PAGE = 200_000
_LETTER = re.compile(r"[^\W\d_]")
_ITEM_MARK = re.compile(r"[-–—•·*▪◦‣●○■□✓]\s*$|\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]\s*$")


class _OfAction(Protocol):
    @property
    def action_id(self) -> str | None: ...


Row = TypeVar("Row", bound=_OfAction)


@dataclass(frozen=True, slots=True)
class Words:
    """Words where they stand in an edition's text, and the row they belong to."""

    text: str
    start: int
    end: int
    row_id: str
    action_id: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a record's progress or next steps.

    folded: its letters and digits; masked: its words with figures made equal; stems: those of its meaningful words.
    lead: the sentence that leads in its list, if any; number: its place among the record's lines.
    """

    words: Words
    field: str
    folded: str
    masked: tuple[str, ...]
    stems: frozenset[str]
    lead: str | None
    number: int

    @property
    def figures(self) -> tuple[str, ...]:
        """Its numbers, in figures or in words."""
        numbers = load_commitment_words().numbers
        return tuple(word for word in split_words(self.words.text) if word[0].isdigit() or word in numbers)

    @property
    def tenses(self) -> tuple[str, ...]:
        """When it says that things happen."""
        return _read_tense(self.words.text, self.lead)


@dataclass(frozen=True, slots=True)
class RecordView:
    """What one edition says about a commitment: usually one record, several where it was split or merged.

    actions: the records' actions, the one that is compared first; parts: their further actions.
    lines: the sentences of progress and printed next steps in page order; whole: everything printed, folded.
    """

    actions: tuple[Action, ...]
    parts: tuple[Action, ...]
    statements: tuple[Statement, ...]
    steps: tuple[NextStep, ...]
    dates: tuple[TargetDate, ...]
    mentions: tuple[Mention, ...]
    problems: tuple[EditionProblem, ...]
    lines: tuple[Line, ...]
    whole: str

    @property
    def main(self) -> Action:
        """The first of its actions."""
        return self.actions[0]

    def list_rows(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """The ids of the rows that certain sentences are: their statements, and the steps and dates inside them."""
        spans = [(line.words.start, line.words.end) for line in lines]
        inside = [(step.start, step.end, step.next_step_id) for step in self.steps]
        inside += [(date.start, date.end, date.target_date_id) for date in self.dates]
        rows = [line.words.row_id for line in lines]
        rows += [row_id for start, end, row_id in inside if any(start < stop and begin < end for begin, stop in spans)]
        return tuple(dict.fromkeys(rows))

    def list_all_rows(self) -> tuple[str, ...]:
        """The ids of all its rows: actions, progress, next steps and target dates."""
        return (
            *(action.action_id for action in (*self.actions, *self.parts)),
            *(statement.progress_id for statement in self.statements),
            *(step.next_step_id for step in self.steps),
            *(date.target_date_id for date in self.dates),
        )

    def list_step_rows(self, step: NextStep) -> tuple[str, ...]:
        """The ids of a step and of the dates that hang on it."""
        dates = (date.target_date_id for date in self.dates if date.next_step_id == step.next_step_id)
        return step.next_step_id, *dates

    def holds(self, folded: str) -> bool:
        """Whether these letters are printed anywhere in it."""
        return bool(folded) and folded in self.whole


@dataclass(slots=True)
class EditionView:
    """An edition with its rows by action."""

    edition: Edition
    fields: frozenset[str] = field(init=False)
    _statements: dict[str, list[Statement]] = field(init=False)
    _steps: dict[str, list[NextStep]] = field(init=False)
    _dates: dict[str, list[TargetDate]] = field(init=False)
    _mentions: dict[str, list[Mention]] = field(init=False)
    _problems: dict[str, list[EditionProblem]] = field(init=False)
    _parts: dict[str, list[Action]] = field(init=False)
    actions: dict[str, Action] = field(init=False)
    themes: dict[str, str] = field(init=False)
    _views: dict[tuple[str, ...], RecordView] = field(init=False)
    _page: str | None = field(init=False, default=None)
    _in_records: str | None = field(init=False, default=None)
    _amounts: dict[Hashable, list[Mention]] | None = field(init=False, default=None)
    _runs: set[tuple[str, ...]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        edition = self.edition
        self._statements, self._steps = _by_action(edition.progress), _by_action(edition.next_steps)
        self._dates, self._mentions = _by_action(edition.target_dates), _by_action(edition.mentions)
        self._problems = _by_action(edition.problems)
        self._parts = defaultdict(list)
        for action in edition.actions:
            if action.part_of_action_id is not None:
                self._parts[action.part_of_action_id].append(action)
        self.actions = {action.action_id: action for action in edition.actions}
        self.themes = {theme.theme_id: theme.name for theme in edition.themes}
        self.fields = find_printed_fields(edition)
        self._views = {}

    def view(self, *action_ids: str) -> RecordView:
        """The records of these actions as one."""
        known = self._views.get(action_ids)
        if known is None:
            known = self._views[action_ids] = self._make_view(action_ids)
        return known

    def prints(self, text: str) -> bool:
        """Whether a text stands anywhere on the page, in a record or outside."""
        if self._page is None:
            self._page = fold_wording(self.edition.text)
        folded = fold_wording(text)
        return len(folded) >= _LEAST_LETTERS and self._may_print(text) and folded in self._page

    def _may_print(self, text: str) -> bool:
        """Whether a long page, where searching takes long, has every three words of a text in a row."""
        if len(self.edition.text) <= _LONG_PAGE:
            return True
        if self._runs is None:
            self._runs = _list_runs(self.edition.text)
        return _list_runs(text) <= self._runs

    def prints_outside(self, text: str) -> bool:
        """Whether a text stands on the page, but in no record."""
        if not self.prints(text):
            return False
        if self._in_records is None:
            self._in_records = "\n".join(self.view(action.action_id).whole for action in self.list_records())
        return fold_wording(text) not in self._in_records

    def find_amounts(self, amount: Mention) -> list[Mention]:
        """The mentions in records of the same amount of the same currency and rate."""
        if self._amounts is None:
            self._amounts = defaultdict(list)
            for mention in self.edition.mentions:
                if mention.label == "MONEY" and mention.action_id:
                    self._amounts[key_amount(mention)].append(mention)
        return self._amounts.get(key_amount(amount), [])

    def list_records(self) -> list[Action]:
        """The actions that stand for records: neither parts nor repeats."""
        return [
            action
            for action in self.edition.actions
            if action.part_of_action_id is None and action.repeat_of_action_id is None
        ]

    def _make_view(self, action_ids: Sequence[str]) -> RecordView:
        actions = tuple(self.actions[action_id] for action_id in action_ids)
        parts = tuple(part for action_id in action_ids for part in self._parts.get(action_id, ()))
        owners = [*action_ids, *(part.action_id for part in parts)]
        statements = _collect(self._statements, owners)
        steps, dates = _collect(self._steps, owners), _collect(self._dates, owners)
        printed = [step for step in steps if step.origin == "printed"]
        lines = _read_lines(statements, printed)
        texts = [action.text for action in (*actions, *parts)]
        texts += [action.response for action in actions if action.response]
        texts += [statement.text for statement in statements]
        texts += [step.text for step in printed]
        texts += [date.text for date in dates]
        return RecordView(
            actions,
            parts,
            statements,
            steps,
            dates,
            _collect(self._mentions, owners),
            _collect(self._problems, owners),
            lines,
            fold_wording(" ".join(texts)),
        )


def make_words(action: Action) -> Words:
    """An action as words where they stand."""
    return Words(action.text, action.start, action.end, action.action_id, action.action_id)


def key_amount(mention: Mention) -> Hashable:
    """What makes two amounts the same: currency, rate and both ends."""
    return mention.currency, mention.per, mention.amount_min, mention.amount_max


def find_printed_fields(edition: Edition) -> frozenset[str]:
    """The fields an edition prints: those its layout has a place for, and those some record prints all the same."""
    fields = set(edition.fields)
    for action in edition.actions:
        found = (("status", action.status_text), ("owner", action.owner), ("reference", action.reference))
        fields |= {name for name, value in found if value}
    if any(step.origin == "printed" for step in edition.next_steps):
        fields.add("next_steps")
    if any(date.origin == "printed" for date in edition.target_dates):
        fields.add("target_dates")
    return frozenset(fields)


def is_item(edition: Edition, statement: Statement) -> bool:
    """Whether a statement is a list item, by its markup or by the bullet before it."""
    if re.search(r"/li\b", statement.locator):
        return True
    line_start = edition.text.rfind("\n", 0, statement.start) + 1
    return bool(_ITEM_MARK.search(edition.text[line_start : statement.start]))


def _list_runs(text: str) -> set[tuple[str, ...]]:
    """Every three words of a text that stand in a row."""
    words = split_words(text)
    return set(zip(words, words[1:], words[2:], strict=False))


def _by_action(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.action_id is not None:
            found[row.action_id].append(row)
    return found


def _collect(rows: dict[str, list[Row]], action_ids: Iterable[str]) -> tuple[Row, ...]:
    return tuple(row for action_id in action_ids for row in rows.get(action_id, ()))


def _read_lines(statements: Sequence[Statement], steps: Sequence[NextStep]) -> tuple[Line, ...]:
    """The sentences of both, each with the tense that it, or the lead-in of its list, has."""
    lines: list[Line] = []
    lead: str | None = None
    for statement in statements:
        found = _read_row(statement.text, statement.start, statement.progress_id, statement.action_id, "progress", lead)
        lines += found
        if statement.text.rstrip().endswith(":") and found:
            lead = found[-1].words.text
    for step in steps:
        lines += _read_row(step.text, step.start, step.next_step_id, step.action_id, "next_steps", None)
    return tuple(
        Line(line.words, line.field, line.folded, line.masked, line.stems, line.lead, number)
        for number, line in enumerate(lines)
    )


def _read_row(text: str, offset: int, row_id: str, action_id: str, name: str, lead: str | None) -> list[Line]:
    lines = []
    open_start: int | None = None
    for sentence_start, end in split_sentences(text):
        start = sentence_start if open_start is None else open_start
        words = text[start:end]
        # A figure that stands alone is said of what follows: "33 ➧" and then "agencies published".
        open_start = start if not _LETTER.search(words) and end < len(text.rstrip()) else None
        if open_start is not None:
            continue
        span = (offset + start, offset + end)
        lines.append(
            Line(
                Words(words, *span, row_id, action_id),
                name,
                fold_wording(words),
                tuple(mask_numbers(words)),
                frozenset(list_stems(words)),
                lead,
                0,
            )
        )
    return [line for line in lines if line.folded]
