"""What matching knows of a record: the words, reference, theme and place by which it is found again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from extract.model import Action, Edition, NextStep, Statement
from extract.values.themes import fold_theme
from extract.values.wording import fold_wording, split_words

_REFERENCE_NUMBER = re.compile(r"[^\W\d_]{0,3}\d+(?:[.\-]\d+)*[a-z]?\b")


@dataclass(frozen=True, slots=True)
class Record:
    """An action with what its record says, as far as it tells records apart.

    edition: number of its edition among those lined up; position: its place among the records of that edition.
    folded, theme: the letters and digits of action and theme; references: the numbers it is printed with.
    statements: the folded words of its progress and next steps, one entry each; told: those of its progress alone.
    words: the words of both, in order.
    parts: its further actions; again: whether the edition printed this action with this reference before.
    """

    action: Action
    edition: int
    position: int
    folded: str
    theme: str
    references: frozenset[str]
    statements: tuple[str, ...]
    told: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[Action, ...] = ()
    again: bool = False

    @property
    def text(self) -> str:
        """The action with its further actions."""
        return "\n".join((self.action.text, *(part.text for part in self.parts)))


def read_records(edition: Edition, number: int) -> list[Record]:
    """The records of an edition in page order, without repeats; a part stands with its record."""
    themes = {theme.theme_id: fold_theme(theme.name) for theme in edition.themes}
    steps, told = _group_words(edition.next_steps, fold_wording), _group_words(edition.progress, fold_wording)
    words = _group_words((*edition.progress, *edition.next_steps), str)
    parts: defaultdict[str, list[Action]] = defaultdict(list)
    for action in edition.actions:
        if action.part_of_action_id is not None:
            parts[action.part_of_action_id].append(action)
    whole = [one for one in edition.actions if one.part_of_action_id is None and one.repeat_of_action_id is None]
    records: list[Record] = []
    printed: set[tuple[str, frozenset[str]]] = set()
    for position, action in enumerate(whole):
        key = (fold_wording(action.text), find_reference_numbers(action.reference))
        records.append(
            Record(
                action,
                number,
                position,
                key[0],
                themes.get(action.theme_id or "", ""),
                key[1],
                (*told[action.action_id], *steps[action.action_id]),
                tuple(told[action.action_id]),
                tuple(split_words(" ".join(words[action.action_id]))),
                tuple(parts[action.action_id]),
                again=bool(key[1]) and key in printed,
            )
        )
        printed.add(key)
    return records


def _group_words(rows: Iterable[Statement | NextStep], fold: Callable[[str], str]) -> defaultdict[str, list[str]]:
    """The words of rows by their action."""
    words: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        words[row.action_id].append(fold(row.text))
    return words


def find_reference_numbers(reference: str | None) -> frozenset[str]:
    """The numbers that a printed reference holds; the whole reference where it has none.

    >>> sorted(find_reference_numbers("Milestone 2.4 / 2.5 / 2.6"))
    ['2.4', '2.5', '2.6']
    >>> find_reference_numbers("13a"), find_reference_numbers("Action A")
    (frozenset({'13a'}), frozenset({'actiona'}))
    """
    if reference is None:
        return frozenset()
    numbers = _REFERENCE_NUMBER.findall(reference.casefold())
    whole = fold_wording(reference)
    return frozenset(numbers) if numbers else frozenset({whole} if whole else ())


def key_by_reference(records: Sequence[Record]) -> dict[tuple[str, ...], Record]:
    """The records by their references, with the theme where numbering begins anew under each; unique ones only."""
    plain = [("", *sorted(record.references)) for record in records]
    again = max(Counter(key for key in plain if len(key) > 1).values(), default=0) > 1
    keyed: defaultdict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record, key in zip(records, plain, strict=True):
        if len(key) > 1:
            keyed[key].append(record)
            if again:
                keyed[(record.theme, *key[1:])].append(record)
    return {key: found[0] for key, found in keyed.items() if len(set(_ids(found))) == 1}


def _ids(records: Iterable[Record]) -> list[str]:
    return [record.action.action_id for record in records]
