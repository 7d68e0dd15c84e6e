"""What a layout claims to explain, and which of several claims win."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extract.model import Document, Draft, Problem, ThemeHeading

# Problems of the reading, which a better one might not have; what else is wrong is the page's own.
_DOUBTS = frozenset(("split_uncertain", "column_count", "unassigned_text"))
# What a problem costs a claim, in letters of page explained: about a sentence.
_COST_OF_A_PROBLEM = 100
# What a whole record is worth beside its letters, so that more records from the same words win over fewer.
_WORTH_OF_A_FIELD = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A range of blocks that one layout explains.

    layout: its code in docs/layouts.md; first, last: the blocks, half open; drafts: records, whose `theme` counts in
    `themes` (a theme's heading may stand before the range); roles: those of blocks that are no piece of a record;
    fields: what the layout has a place for; trust: 0 to 1, how far the marks that the layout goes by can be relied on.
    """

    layout: str
    first: int
    last: int
    drafts: tuple[Draft, ...] = ()
    themes: tuple[ThemeHeading, ...] = ()
    roles: Mapping[int, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    trust: float = 1.0


def choose_claims(document: Document, proposed: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, none overlapping another, that together explain most; in page order.

    Weighted interval scheduling; between equally good sets the one with the claims proposed first.
    """
    ordered = sorted(enumerate(proposed), key=lambda entry: (entry[1].last, entry[0]))
    ends = [claim.last for _, claim in ordered]
    # Of the first so many claims: the best worth, the last claim taken for it, and of how many it takes the best.
    best: list[tuple[float, int, int]] = [(0.0, -1, 0)]
    for place, (_, claim) in enumerate(ordered):
        before = bisect_right(ends, claim.first, 0, place)
        worth = best[before][0] + _weigh(document, claim)
        best.append((worth, place, before) if worth > best[-1][0] else best[-1])
    chosen = []
    _, place, before = best[-1]
    while place >= 0:
        chosen.append(ordered[place][1])
        _, place, before = best[before]
    return tuple(reversed(chosen))


def _weigh(document: Document, claim: Claim) -> float:
    """Letters explained by pieces of records, or by known roles, less what is doubtful."""
    letters = sum(piece.end - piece.start for draft in claim.drafts for piece in draft.pieces if not piece.shared)
    fields = sum(len({piece.role for piece in draft.pieces}) for draft in claim.drafts)
    others = sum(document.blocks[number].end - document.blocks[number].start for number in claim.roles)
    doubts = sum(problem.code in _DOUBTS for problem in claim.problems)
    return claim.trust * (letters + others + _WORTH_OF_A_FIELD * fields) - _COST_OF_A_PROBLEM * doubts
