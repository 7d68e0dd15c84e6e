"""Matches that people cut or joined, as pairs of the actions that print them today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extract.align import Matches
from extract.review.decisions import ActionPair, Decision
from extract.values.wording import fold_wording


class PrintedActions:
    """The actions of some editions, found again by id, else by their words where one action alone has them.

    Args:
        actions: The edition_id, the action_id and the words of each.

    >>> printed = PrintedActions([("plan@2024", "action-1", "Plant 500 trees.")])
    >>> printed.find("plan@2024", "action-0", "plant 500 trees"), printed.find("plan@2024", "action-0", "Map a wood")
    ('action-1', None)
    """

    def __init__(self, actions: Iterable[tuple[str, str, str]]) -> None:
        self._ids: set[str] = set()
        self._by_words: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for edition_id, action_id, text in actions:
            self._ids.add(action_id)
            self._by_words[edition_id, fold_wording(text)].append(action_id)

    def find(self, edition_id: str, action_id: str, text: str) -> str | None:
        """The action_id of today, None when it is not found or several have its words."""
        if action_id in self._ids:
            return action_id
        alike = self._by_words.get((edition_id, fold_wording(text)), [])
        return alike[0] if len(alike) == 1 else None

    def find_pair(self, pair: ActionPair) -> tuple[str, str] | None:
        """The action_ids of today of an earlier and a later action, None unless both are found."""
        earlier = self.find(pair.earlier_edition_id, pair.earlier_action_id, pair.earlier_action)
        later = self.find(pair.later_edition_id, pair.later_action_id, pair.later_action)
        return (earlier, later) if earlier is not None and later is not None else None


def find_matches(decisions: Iterable[Decision], printed: PrintedActions) -> Matches:
    """What decisions that hold say about matches, for lining up the editions.

    A decision whose actions are not both found says nothing.
    """
    pairs: dict[str, set[tuple[str, str]]] = {"cut": set(), "joined": set()}
    for decision in decisions:
        if decision.pair and (pair := printed.find_pair(decision.pair)):
            pairs[decision.verdict].add(pair)
    return Matches(frozenset(pairs["cut"]), frozenset(pairs["joined"]))
