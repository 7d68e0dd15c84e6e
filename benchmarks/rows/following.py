"""Two editions lined up and compared, beside what general tools need for the first half of it alone.

The unit is R: the processor time in which rapidfuzz scores every action of one edition against every one of the other
by its words, and scipy matches them one to one by these scores. It is measured in the same round on the same records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from functools import partial
from random import Random

from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist
from scipy.optimize import linear_sum_assignment

from benchmarks.measure import FULL, Row, Size, processor_seconds
from benchmarks.plans import make_editions
from extract.align import align_editions
from extract.compare import compare_editions
from extract.model import Edition

# Records of each edition: of a long plan, of a common one, and of all plans of a government in one.
_LONG, _COMMON, _HUGE = 2_000, 200, 20_000
_SMOKE = 40
_ROUNDS = 5
# difflib would take minutes for all pairs, so it is given some of them and its time is multiplied.
_SAMPLE = 2_000

Editions = tuple[Edition, Edition]


def measure_align(size: Size) -> Row:
    """Lining up a long plan with its next edition, in units of R."""
    return _compare_with_words("align", "lined up with the next edition", size, partial(_time_job, align_editions))


def measure_follow(size: Size) -> Row:
    """Lining up and comparing a long plan with its next edition, in units of R."""
    return _compare_with_words(
        "follow", "lined up and compared with the next edition", size, partial(_time_job, _follow)
    )


def measure_difflib(size: Size) -> Row:
    """What the standard library's difflib takes to score the words of the actions of a long plan, in units of R."""
    return _compare_with_words("difflib", "whose actions are scored by difflib alone", size, _time_difflib)


def measure_common(size: Size) -> Row:
    """Seconds to line up and compare a plan of common length with its next edition, after start-up."""
    return _time("common", _COMMON if size == FULL else _SMOKE, _ROUNDS)


def measure_huge(size: Size) -> Row:
    """Seconds to line up and compare a hundred times as many records, once."""
    return _time("huge", _HUGE if size == FULL else 2 * _SMOKE, 1)


def _follow(editions: Editions) -> object:
    return compare_editions(align_editions(editions))


def _time_job(job: Callable[[Editions], object], editions: Editions) -> float:
    return processor_seconds(partial(job, editions))


def _compare_with_words(name: str, job: str, size: Size, time: Callable[[Editions], float]) -> Row:
    count = _LONG if size == FULL else _SMOKE
    _follow(make_editions(_SMOKE))
    ratios, seconds, units = [], 0.0, 0.0
    for seed in range(1, 1 + min(_ROUNDS, size.rounds)):
        editions = make_editions(count, seed)
        unit, spent = _time_job(_match_by_words, editions), time(editions)
        ratios.append(spent / unit)
        seconds, units = seconds + spent, units + unit
    notes = {"seconds": seconds / len(ratios), "R in s": units / len(ratios)}
    return Row(name, f"{count:,} records {job}", "R", tuple(ratios), notes)


def _time(name: str, count: int, rounds: int) -> Row:
    _follow(make_editions(_SMOKE))
    values = tuple(_time_job(_follow, make_editions(count, seed)) for seed in range(1, 1 + rounds))
    return Row(name, f"{count:,} records lined up and compared with the next edition", "s", values)


def _list_words(edition: Edition) -> list[list[str]]:
    return [action.text.split() for action in edition.actions]


def _match_by_words(editions: Editions) -> object:
    scores = cdist(*map(_list_words, editions), scorer=Indel.normalized_similarity, workers=1)
    return linear_sum_assignment(scores, maximize=True)


def _time_difflib(editions: Editions) -> float:
    """The time for all pairs, from that of a sample of them."""
    words = [_list_words(edition) for edition in editions]
    random = Random(0)
    pairs = [(random.choice(words[0]), random.choice(words[1])) for _ in range(_SAMPLE)]
    return processor_seconds(partial(_score_by_difflib, pairs)) * len(words[0]) * len(words[1]) / len(pairs)


def _score_by_difflib(pairs: Sequence[tuple[list[str], list[str]]]) -> None:
    for one, other in pairs:
        SequenceMatcher(None, one, other, autojunk=False).ratio()
