"""What changed between editions: typed, with its cause, its weight and one sentence that says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from extract.compare.actions import ThemeMap, compare_action, compare_owner, compare_presence, compare_status
from extract.compare.dates import compare_dates
from extract.compare.fates import Elsewhere, find_fates
from extract.compare.fields import compare_fields
from extract.compare.lists import find_unlost_items
from extract.compare.money import compare_money
from extract.compare.names import compare_organisations
from extract.compare.overdue import Overdue, find_overdue
from extract.compare.pairs import Group, Pair
from extract.compare.progress import compare_progress
from extract.compare.quantities import compare_quantities
from extract.compare.sentences import compare_sentences
from extract.compare.steps import note_added, note_fates
from extract.compare.views import EditionView
from extract.model import Change, Edition, History, Link

__all__ = ["Overdue", "compare_editions", "compare_pair", "find_overdue"]


def compare_editions(history: History) -> tuple[Change, ...]:
    """Every change between two editions that a link joins, also over gaps, in the order of the later editions.

    >>> from extract.model import Publication
    >>> compare_editions(History(Publication("plan"), ()))
    ()
    """
    views = {edition.edition_id: EditionView(edition) for edition in history.editions}
    commitment_of = dict(history.commitment_of)
    by_pair: defaultdict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in history.links:
        by_pair[link.earlier_edition_id, link.later_edition_id].append(link)
    place = {edition.edition_id: number for number, edition in enumerate(history.editions)}
    changes: list[Change] = []
    for earlier_id, later_id in sorted(by_pair, key=lambda pair: (place[pair[1]], place[pair[0]])):
        previous = _find_previous(by_pair, place, later_id)
        pair = Pair(views[earlier_id], views[later_id], by_pair[earlier_id, later_id], commitment_of)
        changes += _compare(pair, previous=views[previous].edition)
    return tuple(changes)


def compare_pair(
    earlier: Edition, later: Edition, links: Sequence[Link], commitment_of: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """Every change between two editions, given the links between them.

    Args:
        links: The links from the earlier to the later edition, as `align_editions` makes them or people decided.
        commitment_of: The commitment of every action, where it is known.
    """
    pair = Pair(EditionView(earlier), EditionView(later), links, commitment_of or {})
    return tuple(_compare(pair, previous=earlier))


def _find_previous(pairs: Mapping[tuple[str, str], object], place: Mapping[str, int], later_id: str) -> str:
    """The edition just before a later one, among those it has links with."""
    return max((earlier for earlier, later in pairs if later == later_id), key=place.__getitem__)


def _compare(pair: Pair, previous: Edition) -> list[Change]:
    if pair.earlier.edition.edition_id == previous.edition_id:
        compare_fields(pair)
    compare_presence(pair, previous)
    groups = pair.list_groups()
    themes, elsewhere = ThemeMap(pair, groups), Elsewhere(pair, groups)
    read = [(group, compare_sentences(group.earlier, group.later)) for group in groups]
    traced = [
        [
            elsewhere.find(fate, group) if fate.outcome == "dropped" else fate
            for fate in find_fates(pair, group, sentences)
        ]
        for group, sentences in read
    ]
    taken = {
        fate.later_step.next_step_id
        for fates in traced
        for fate in fates
        if fate.later_step and fate.outcome != "slipped"
    }
    for (group, sentences), fates in zip(read, traced, strict=True):
        unlost = find_unlost_items(pair.later, group.later, pair.earlier, group.earlier)
        relost = find_unlost_items(pair.earlier, group.earlier, pair.later, group.later)
        _compare_heads(pair, group, themes)
        note_fates(pair, group, fates)
        added = note_added(pair, group, sentences, fates, taken, unlost)
        compare_dates(pair, group, fates, added)
        compare_money(pair, group, sentences, unlost)
        compare_organisations(pair, group, unlost)
        counted = compare_quantities(pair, group, sentences)
        compare_progress(pair, group, sentences, counted, unlost, relost)
    return sorted(pair.changes, key=_order)


def _compare_heads(pair: Pair, group: Group, themes: ThemeMap) -> None:
    compare_action(pair, group)
    themes.note(group)
    compare_owner(pair, group)
    compare_status(pair, group)


def _order(change: Change) -> tuple[int, int, str]:
    start = -1 if change.after_start is None else change.after_start
    return start, -1 if change.before_start is None else change.before_start, change.change_id
