"""The commitments of a publication with what each edition says about them, by theme, in the order of the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
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


def find_records(edition: Edition) -> Mapping[str | None, str]:
    """The first action of the record that every action of an edition stands in or repeats, by action_id."""
    owner = {one.action_id: one.part_of_action_id or one.repeat_of_action_id for one in edition.actions}
    found: dict[str | None, str] = {}
    for action_id in owner:
        first = action_id
        while (further := owner.get(first)) is not None:
            first = further
        found[action_id] = first
    return found


def name_themes(edition: Edition) -> Mapping[str, str | None]:
    """The name of the theme that every action of an edition stands under, by action_id."""
    names = {theme.theme_id: theme.name for theme in edition.themes}
    theme_of = {one.action_id: one.theme_id for one in edition.actions}
    return {one.action_id: names.get(theme_of[one.part_of_action_id or one.action_id] or "") for one in edition.actions}


def group_by_theme(history: History) -> tuple[ThemeGroup, ...]:
    """The commitments by the theme under which they stood last.

    Themes and commitments have the order of the latest edition; what only earlier ones have comes behind.
    """
    themes = {edition.edition_id: name_themes(edition) for edition in history.editions}
    groups: dict[str | None, list[Followed]] = {}
    names: dict[str | None, str | None] = {}
    for one in _order_by_latest(history, _follow(history)):
        name = themes[one.latest.edition.edition_id][one.latest.action.action_id]
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


def _order_by_latest(history: History, followed: Iterable[Followed]) -> list[Followed]:
    """The commitments of the latest edition in the order of the page; behind them those that ended earlier."""
    places = {edition.edition_id: -place for place, edition in enumerate(history.editions)}

    def place(one: Followed) -> tuple[int, int, str]:
        action = one.latest.action
        return places[one.latest.edition.edition_id], action.start, action.action_id

    return sorted(followed, key=place)
