"""How much reviewers decided, how long it took them, and how far they agree beyond chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import quantiles

from extract.review.decisions import Decision, Made, Opinion, state_opinion


@dataclass(frozen=True, slots=True)
class Work:
    """What one reviewer did: decisions that stand, by verdict, and how long each took, in seconds, in their order."""

    reviewer: str
    verdicts: Mapping[str, int]
    seconds: tuple[float, ...]

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """Within how many seconds a quarter, half and three quarters of the decisions were made; None without times.

        >>> Work("Ann", {}, (2.0, 4.0, 6.0, 8.0, 60.0)).quartiles
        (4.0, 6.0, 8.0)
        """
        if not self.seconds:
            return None
        # Quartiles are between two values; of one it is all three.
        times = self.seconds if len(self.seconds) > 1 else self.seconds * 2
        first, second, third = quantiles(times, method="inclusive")
        return first, second, third


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reviewers agree on the changes that both decided on: the share, and Cohen's kappa.

    kappa is 1 for full agreement and 0 for no more than chance gives; None where both gave one and the same answer to
    everything, for which it is not defined.
    """

    reviewers: tuple[str, str]
    changes: int
    share: float
    kappa: float | None


def sum_up_work(made: Iterable[Made]) -> list[Work]:
    """What each reviewer did, by name; of decisions that were undone nothing is counted."""
    by_reviewer: defaultdict[str, list[Decision]] = defaultdict(list)
    for one in made:
        if one.stands:
            by_reviewer[one.decision.reviewer].append(one.decision)
    return [_sum_up(reviewer, by_reviewer[reviewer]) for reviewer in sorted(by_reviewer)]


def _sum_up(reviewer: str, decisions: list[Decision]) -> Work:
    seconds = tuple(decision.seconds for decision in decisions if decision.seconds is not None)
    return Work(reviewer, Counter(decision.verdict for decision in decisions), seconds)


def measure_agreement(made: Iterable[Made]) -> list[Agreement]:
    """How far each two reviewers agree who both decided on something.

    The first opinion of each counts, as far as it was not undone: later ones may have been given in sight of the
    other's. Skips and settlements are no opinions in this.
    """
    opinions: defaultdict[str, dict[str, Opinion]] = defaultdict(dict)
    for one in made:
        decision = one.decision
        if one.stands and decision.verdict != "skipped" and not decision.settles:
            opinions[decision.reviewer].setdefault(decision.subject.change_id, state_opinion(decision))
    pairs = combinations(sorted(opinions), 2)
    return [found for pair in pairs if (found := _compare(pair, opinions[pair[0]], opinions[pair[1]]))]


def _compare(reviewers: tuple[str, str], one: Mapping[str, Opinion], other: Mapping[str, Opinion]) -> Agreement | None:
    shared = sorted(one.keys() & other.keys())
    if not shared:
        return None
    answers = [[str(side[change_id]) for change_id in shared] for side in (one, other)]
    share = sum(first == second for first, second in zip(*answers, strict=True)) / len(shared)
    return Agreement(reviewers, len(shared), share, _measure_kappa(*answers))


def _measure_kappa(one: list[str], other: list[str]) -> float | None:
    from sklearn.metrics import cohen_kappa_score  # noqa: PLC0415

    return None if len({*one, *other}) == 1 else float(cohen_kappa_score(one, other))
