"""Which amounts of a text are parts of others: "a £29 million programme, including £12.5 million from X"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from extract.values.money_amounts import Money

_SENTENCE_END = re.compile(
    r"[.!?][)”’\"']*\s+(?!(?:of (?:this|that|which|these)|(?:this|that|it|which) includes)\b)|\n\s*\n", re.IGNORECASE
)
_PARTS_FOLLOW = re.compile(
    r"\b(?:including|includes?|of (?:which|this|that|these)|comprising|comprises|consisting of|consists of|made up of"
    r"|broken down|y compris|dont)\b|=",
    re.IGNORECASE,
)
_WHOLE_FOLLOWS = re.compile(
    r"\b(?:part of(?! which| this)|out of|included in|a share of|from within)\b"
    r"|^\s*(?:of|from) (?:the|our|this|its|an?|that|their)\b",
    re.IGNORECASE,
)
# "£2.3 billion of capital, £500 million of which is for flooding"
_IS_A_PART = re.compile(
    r"\s+of\s+(?:which|this|that)\s+(?:is|are|was|were|will|has|have|had|went|came|goes)\b", re.IGNORECASE
)
_PARTS_MAY_FOLLOW = re.compile(r"[:(–—]")  # parts only where they add up
_NEXT_PART = re.compile(r"[,;&(\n•+]|\band\b")
_NEW_CLAUSE = re.compile(
    r"\b(?:while|whereas|but|in addition|as well as|alongside|on top|separately|compared|another|we|is|are|was|were|has"
    r"|have|had|will|would)\b",
    re.IGNORECASE,
)
_REACH_OF_PARTS = 160  # characters between an amount and its part, or between two parts
_MOST_PARTS = 20


def find_parts(text: str, found: Sequence[Money]) -> dict[int, int]:
    """Index of the whole by index of its part, where the words between two amounts say that one is in the other.

    A part is never larger than its whole, and of the same currency. What a colon, bracket or dash introduces is taken
    for parts only where it adds up to the whole.

    >>> from extract.values.money import find_money
    >>> [money.part_of for money in find_money("£18.5 million in 2019/20, part of £58 million over four years")]
    [1, None]
    >>> [money.part_of for money in find_money("£50m: £32m for roads, £6m for rail and £12m for buses")]
    [None, 0, 0, 0]
    >>> [money.part_of for money in find_money("£50m: £32m for roads and £6m for rail")]
    [None, None, None]
    """
    wholes: dict[int, int] = {}
    for index, (money, following) in enumerate(pairwise(found)):
        between = _words_between(text, money, following)
        if between is None:
            continue
        if _WHOLE_FOLLOWS.search(between):
            if _size(money) <= _size(following) and money.currency == following.currency:
                wholes[index] = index + 1
        elif _PARTS_FOLLOW.search(between) or _IS_A_PART.match(text, following.end):
            wholes |= dict.fromkeys(_parts_behind(text, found, index), index)
        elif _PARTS_MAY_FOLLOW.search(between) and index not in wholes:
            wholes |= dict.fromkeys(_parts_that_add_up(found, index, _parts_behind(text, found, index)), index)
    return wholes


def _words_between(text: str, money: Money, following: Money) -> str | None:
    """What stands between two amounts of one sentence; None where they are further apart."""
    if following.start - money.end > _REACH_OF_PARTS:
        return None
    between = text[money.end : following.start]
    return None if _SENTENCE_END.search(between) else between


def _parts_behind(text: str, found: Sequence[Money], whole: int) -> list[int]:
    """The amounts listed behind one that they may be parts of: same sentence and currency, together no more than it."""
    parts: list[int] = []
    left = _size(found[whole])
    for index in range(whole + 1, min(whole + 1 + _MOST_PARTS, len(found))):
        between = _words_between(text, found[index - 1], found[index])
        if between is None or found[index].currency != found[whole].currency or _size(found[index]) > left:
            break
        if parts and (_NEW_CLAUSE.search(between) or not _NEXT_PART.search(between)):
            break
        parts.append(index)
        left -= _size(found[index])
    return parts


def _parts_that_add_up(found: Sequence[Money], whole: int, parts: Sequence[int]) -> Sequence[int]:
    """As many of the parts as make exactly the whole, two at least; none where they never do."""
    total = Decimal(0)
    for count, part in enumerate(parts, start=1):
        total += _size(found[part])
        if count > 1 and total == _size(found[whole]):
            return parts[:count]
    return []


def _size(money: Money) -> Decimal:
    """The largest figure that an amount names."""
    return money.amount_max or money.amount_min or Decimal(0)
