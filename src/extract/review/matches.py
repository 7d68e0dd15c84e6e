"""Matches that people cut or joined, as pairs of the actions that print them today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from copy import copy
from itertools import chain

from extract.align import Matches
from extract.review.decisions import ActionPair, Decision
from extract.values.wording import fold_wording


class PrintedActions:
    """The actions of some editions, found again by id, else by their words where one action alone has them.

    Args:
        actions: The action_id and the words of every action, by the edition_id of every edition.

    >>> printed = PrintedActions({"plan@2024": [("action-1", "Plant 500 trees.")]})
    >>> printed.find("plan@2024", "action-0", "plant 500 trees"), printed.find("plan@2024", "action-0", "Map a wood")
    ('action-1', None)
    """

    def __init__(self, actions: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        self._ids: set[str] = set()
        self._by_words: dict[str, defaultdict[str, list[str]]] = {}
        self._renamed: dict[str, str] = {}
        for edition_id, printed in actions.items():
            by_words = self._by_words[edition_id] = defaultdict(list)
            for action_id, text in printed:
                self._ids.add(action_id)
                by_words[fold_wording(text)].append(action_id)

    def find(self, edition_id: str, action_id: str, text: str) -> str | None:
        """The action_id of today, None when it is not found or several have its words."""
        if action_id in self._ids:
            return action_id
        printed = self._by_words.get(self.find_edition(edition_id))
        alike = printed.get(fold_wording(text), []) if printed else []
        return alike[0] if len(alike) == 1 else None

    def find_pair(self, pair: ActionPair) -> tuple[str, str] | None:
        """The action_ids of today of an earlier and a later action, None unless both are found."""
        earlier = self.find(pair.earlier_edition_id, pair.earlier_action_id, pair.earlier_action)
        later = self.find(pair.later_edition_id, pair.later_action_id, pair.later_action)
        return (earlier, later) if earlier is not None and later is not None else None

    def find_edition(self, edition_id: str) -> str:
        """The edition_id of today, as far as `follow` has found another."""
        return self._renamed.get(edition_id, edition_id)

    def follow(self, decisions: Collection[Decision]) -> PrintedActions:
        """The same actions, where editions that were decided on under another id are found by what they print.

        A page whose file was given another date, or that was saved again, is the edition of the same publication that
        prints most of the actions decided on, and no fewer than half of them. Of equals it is one that nobody has
        decided on under its own id.

        >>> from datetime import UTC, datetime
        >>> from extract.review.decisions import Subject
        >>> moved = Subject("plan", "plan@2023", "plan@2024-06", "owner_changed", "", "", later_action="Plant trees.")
        >>> decision = Decision(moved, "confirmed", "Ann", datetime(2026, 3, 1, tzinfo=UTC))
        >>> printed = PrintedActions({"plan@2023": [], "plan@2024-06-30": [("action-1", "Plant trees.")]})
        >>> printed.follow([decision]).find_edition("plan@2024-06")
        'plan@2024-06-30'
        """
        named = {edition_id for decision in decisions for edition_id, _ in _list_printed(decision)}
        if named <= self._by_words.keys():
            return self
        words: defaultdict[str, set[str]] = defaultdict(set)
        for edition_id, text in chain.from_iterable(map(_list_printed, decisions)):
            if text is not None and edition_id not in self._by_words:
                words[edition_id].add(fold_wording(text))
        followed = copy(self)
        followed._renamed = {
            edition_id: today
            for edition_id in words
            if (today := self._find_alike(edition_id, words[edition_id], named))
        }
        return followed

    def _find_alike(self, edition_id: str, words: set[str], decided: Container[str]) -> str | None:
        series = f"{edition_id.partition('@')[0]}@"
        found = [
            (len(words & printed.keys()), other not in decided, other)
            for other, printed in self._by_words.items()
            if other.startswith(series)
        ]
        count, _, best = max(found, default=(0, False, ""))
        return best if 2 * count >= len(words) else None


def _list_printed(decision: Decision) -> Iterator[tuple[str, str | None]]:
    """The editions that a decision names, each with the action that it printed."""
    for about in (decision.subject, decision.pair):
        if about is not None:
            yield about.earlier_edition_id, about.earlier_action
            yield about.later_edition_id, about.later_action


def find_matches(decisions: Iterable[Decision], printed: PrintedActions) -> Matches:
    """What decisions that hold say about matches, for lining up the editions.

    A decision whose actions are not both found says nothing.
    """
    pairs: dict[str, set[tuple[str, str]]] = {"cut": set(), "joined": set()}
    for decision in decisions:
        if decision.pair and (pair := printed.find_pair(decision.pair)):
            pairs[decision.verdict].add(pair)
    return Matches(frozenset(pairs["cut"]), frozenset(pairs["joined"]))
