"""How much reviewers decided, how long it took them, and how far they agree beyond chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from extract.review.decisions import Decision, Made, Opinion, state_opinion

# Upper ends, in seconds, of the classes in which times are counted; the last class is open.
TIME_CLASSES = (5, 10, 20, 40, 80, 160)


@dataclass(frozen=True, slots=True)
class Work:
    """What one reviewer did: decisions that stand, by verdict, the median seconds of one, and how many took how long.

    times: one count for each class that ends at `TIME_CLASSES`, and one for all that took longer.
    """

    reviewer: str
    verdicts: Mapping[str, int]
    median_seconds: float | None
    times: tuple[int, ...]


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
    seconds = [decision.seconds for decision in decisions if decision.seconds is not None]
    classes = Counter(sum(taken > end for end in TIME_CLASSES) for taken in seconds)
    return Work(
        reviewer,
        Counter(decision.verdict for decision in decisions),
        median(seconds) if seconds else None,
        tuple(classes[place] for place in range(len(TIME_CLASSES) + 1)),
    )


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


def describe_classes() -> list[str]:
    """The classes of times in words.

    >>> describe_classes()[:2], describe_classes()[-1]
    (['up to 5 s', '5 to 10 s'], 'over 160 s')
    """
    starts = (None, *TIME_CLASSES)
    ends = (*TIME_CLASSES, None)
    return [
        f"up to {end} s" if start is None else f"over {start} s" if end is None else f"{start} to {end} s"
        for start, end in zip(starts, ends, strict=True)
    ]
