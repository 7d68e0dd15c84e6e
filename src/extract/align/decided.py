"""What people decided about which record is which, as lining up takes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The earlier and the later action, by their ids.
ActionPair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Matches:
    """Matches that people decided on. cut: pairs that are not one commitment; joined: pairs that are.

    An earlier action stands for its commitment: what was decided of it holds as well where a later edition, found
    since, reported the commitment last.
    """

    cut: frozenset[ActionPair] = frozenset()
    joined: frozenset[ActionPair] = frozenset()


def read_decided_matches(decisions: Iterable[Mapping[str, Any]]) -> Matches:
    """The matches that the rows of the table `decisions` cut or join: those that hold and are not disputed.

    >>> row = {"earlier_action_id": "a", "later_action_id": "b", "verdict": "cut", "current": True}
    >>> read_decided_matches([row]).cut
    frozenset({('a', 'b')})
    >>> read_decided_matches([row, {**row, "verdict": "joined"}])
    Matches(cut=frozenset(), joined=frozenset())
    """
    verdicts: defaultdict[ActionPair, set[str]] = defaultdict(set)
    for row in decisions:
        pair = row["earlier_action_id"], row["later_action_id"]
        if row["current"] and row["verdict"] in ("cut", "joined") and None not in pair:
            verdicts[pair].add(row["verdict"])
    return Matches(
        frozenset(pair for pair, found in verdicts.items() if found == {"cut"}),
        frozenset(pair for pair, found in verdicts.items() if found == {"joined"}),
    )
