"""The commitments of a publication with what each edition says about them, by theme, in the order of the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.model import Action, Commitment, Edition, History
from extract.values.themes import fold_theme


@dataclass(frozen=True, slots=True)
class Report:
    """What one edition says about one commitment: its action there."""

    edition: Edition
    action: Action

    @property
    def record_id(self) -> str:
        """The first action of the record that the action stands in."""
        return self.action.part_of_action_id or self.action.action_id


@dataclass(frozen=True, slots=True)
class Followed:
    """A commitment through its editions. reports: one for each edition that has it, in their order; never empty."""

    commitment: Commitment
    reports: tuple[Report, ...]

    @property
    def latest(self) -> Report:
        """What was said last."""
        return self.reports[-1]


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """The commitments of one theme; name: as printed last, None for those that stand under no theme."""

    name: str | None
    commitments: tuple[Followed, ...]


def list_records(edition: Edition) -> list[Action]:
    """The actions of an edition that stand for its records: one for each row of the wide table `records`."""
    return [one for one in edition.actions if one.part_of_action_id is None and one.repeat_of_action_id is None]


def find_record(edition: Edition, action_id: str | None) -> str | None:
    """The first action of the record that an action stands in, or that it repeats: the words of that one are shown."""
    actions = {one.action_id: one for one in edition.actions}
    action = actions.get(action_id or "")
    if action is None:
        return None
    return find_record(edition, action.part_of_action_id or action.repeat_of_action_id) or action.action_id


def name_theme(edition: Edition, action: Action) -> str | None:
    """The name of the theme that an action stands under."""
    first = {one.action_id: one for one in edition.actions}[action.part_of_action_id or action.action_id]
    return next((theme.name for theme in edition.themes if theme.theme_id == first.theme_id), None)


def group_by_theme(history: History) -> tuple[ThemeGroup, ...]:
    """The commitments by the theme under which they stood last.

    Themes and commitments have the order of the latest edition; what only earlier ones have comes behind.
    """
    followed = _follow(history)
    groups: dict[str | None, list[Followed]] = {}
    names: dict[str | None, str | None] = {}
    for report, one in _list_latest(history, followed):
        name = name_theme(report.edition, report.action)
        key = None if name is None else fold_theme(name)
        names.setdefault(key, name)
        groups.setdefault(key, []).append(one)
    return tuple(ThemeGroup(names[key], tuple(members)) for key, members in groups.items())


def _follow(history: History) -> tuple[Followed, ...]:
    commitment_of = dict(history.commitment_of)
    reports: defaultdict[str, dict[str, Report]] = defaultdict(dict)
    for edition in history.editions:
        for action in edition.actions:
            if action.repeat_of_action_id is None and action.action_id in commitment_of:
                # Of several parts that are one commitment, the first speaks for it.
                reports[commitment_of[action.action_id]].setdefault(edition.edition_id, Report(edition, action))
    return tuple(
        Followed(one, tuple(reports[one.commitment_id].values()))
        for one in history.commitments
        if one.commitment_id in reports
    )


def _list_latest(history: History, followed: Sequence[Followed]) -> Iterator[tuple[Report, Followed]]:
    """Every commitment with its last report: those of the latest edition first, in the order of the page."""
    places = {edition.edition_id: -number for number, edition in enumerate(history.editions)}
    yield from sorted(
        ((one.latest, one) for one in followed),
        key=lambda pair: (places[pair[0].edition.edition_id], pair[0].action.start, pair[0].action.action_id),
    )
