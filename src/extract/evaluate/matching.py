"""Pairing gold with ours, one to one, and judging what was paired."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from rapidfuzz import fuzz

from extract.evaluate.gold import Item, is_optional, join_space, list_readings
from extract.evaluate.outcomes import Outcome

Gold = TypeVar("Gold")
Ours = TypeVar("Ours")

# Two texts that share less than this are two things, not one thing read wrongly. Unrelated English sentences share
# about 0.5 of their letters in order.
ALIKE = 0.6
# Between equals, an answer that counts is paired before one that is optional.
MANDATORY_BONUS = 0.25
# Worth more than any two pairs of texts that are merely alike, so that these never break one that is equal.
EQUAL = 4.0


def pair(golds: Sequence[Gold], ours: Sequence[Ours], affinity: Callable[[Gold, Ours], float]) -> list[tuple[int, int]]:
    """The pairing of gold with ours, one to one, that has the greatest sum of affinities; none of affinity 0.

    >>> pair(["a", "b"], ["b", "c"], lambda gold, our: float(gold == our))
    [(1, 0)]
    """
    if not golds or not ours:
        return []
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  (half a second that other commands need not wait)

    scores = [[affinity(gold, our) for our in ours] for gold in golds]
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if scores[row][column] > 0]


def measure_likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: by their letters in order and by their words, so that a part is like the whole.

    >>> measure_likeness("Hire nurses.", "Hire nurses.")
    1.0
    >>> measure_likeness("Hire nurses.", "Hire nurses. Twenty started in June.") > ALIKE
    True
    >>> measure_likeness("Hire nurses.", "Publish a review of pay.") < ALIKE
    True
    """
    if one == other:
        return float(bool(one))
    return (fuzz.ratio(one, other) + fuzz.token_set_ratio(one, other)) / 200


def judge_value(edition: str, gold: Item, name: str, got: Any, *, field: str = "", key: str | None = None) -> Outcome:  # noqa: ANN401
    """One value that an item has at most once, against every fair reading of it."""
    readings = [_plain(reading) for reading in list_readings(gold, name)]
    ours = _plain(got)
    if ours in readings:
        verdict = "right" if ours is not None else "empty"
    elif ours is None:
        verdict = "missed"
    else:
        verdict = "wrong" if readings[0] is not None else "invented"
    return Outcome(edition, key, field or name, verdict, readings[0], ours)


def judge_texts(
    edition: str, key: str | None, field: str, golds: Sequence[Item], ours: Sequence[str], further: Sequence[str] = ()
) -> tuple[list[Outcome], list[tuple[int, int]]]:
    """A list of texts against a gold list, and which were paired.

    Equal texts are right; texts that are merely alike are one text read wrongly; the rest is missed or invented.
    further: texts that count neither as missed nor as invented. Where one of these or another fair reading is
    found, the items whose words it holds are not missed.
    """
    texts = [join_space(text) for text in ours]
    allowed = {join_space(text) for text in further}
    pairs = dict(pair(golds, texts, partial(_affinity_of_texts, allowed=allowed)))
    held = [texts[our] for gold, our in pairs.items() if texts[our] in _texts(golds[gold])[1:]]
    held += [text for text in texts if text in allowed]
    outcomes = []
    for number, gold in enumerate(golds):
        got = texts[pairs[number]] if number in pairs else None
        outcomes += _judge_text(edition, key, field, gold, got, held)
    paired = set(pairs.values())
    inventions = [text for number, text in enumerate(texts) if number not in paired and text not in allowed]
    outcomes += [Outcome(edition, key, field, "invented", None, text) for text in inventions]
    return outcomes, sorted(pairs.items())


def _judge_text(
    edition: str, key: str | None, field: str, gold: Item, got: str | None, held: Sequence[str]
) -> list[Outcome]:
    words = _texts(gold)[0]
    right = got in _texts(gold)
    if is_optional(gold) or (not right and any(words in text for text in held)):
        return []
    verdict = "right" if right else "missed" if got is None else "wrong"
    return [Outcome(edition, key, field, verdict, words, got)]


def judge_extras(
    edition: str, key: str | None, gold: Item, row: Item, names: Sequence[str], prefix: str
) -> Iterator[Outcome]:
    """The further values of a paired item, as far as the gold states them."""
    for name in names:
        if name in gold:
            yield judge_value(edition, gold, name, row[name], field=f"{prefix}/{name}", key=key)


def _texts(gold: Item) -> list[str]:
    return [join_space(text) for text in list_readings(gold, "text")]


def _affinity_of_texts(gold: Item, text: str, *, allowed: Container[str]) -> float:
    bonus = 0.0 if is_optional(gold) else MANDATORY_BONUS
    readings = _texts(gold)
    if text in readings:
        return EQUAL + bonus
    likeness = 0.0 if text in allowed else max(measure_likeness(reading, text) for reading in readings)
    return likeness + bonus if likeness >= ALIKE else 0.0


def _plain(value: Any) -> str | None:  # noqa: ANN401
    """A value as text: white space joined, numbers without trailing zeros, dates in ISO form.

    >>> _plain(Decimal("3200000.00")), _plain(3200000), _plain(date(2024, 9, 1)), _plain(True), _plain(None)
    ('3200000', '3200000', '2024-09-01', 'True', None)
    """
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        return str(number.quantize(Decimal(1))) if number == number.to_integral_value() else str(number.normalize())
    return value.isoformat() if isinstance(value, date) else join_space(value)
