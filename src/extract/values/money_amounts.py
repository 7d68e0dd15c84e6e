"""An amount of money, its figures, and what the words around it say: qualifier and rate."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from extract.values.money_patterns import (
    QUALIFIER_BEFORE,
    QUALIFIER_BEHIND,
    QUALIFIER_OF,
    QUALIFIER_SIGNS,
    QUALIFIERS_BEHIND,
    RATE,
    RATE_SYNONYMS,
    RATE_UNITS,
    REACH_BEFORE,
    UNIT_END,
    UNIT_WORDS,
)

_LARGEST_IN_HUNDREDTHS = 10**18 - 1  # decimal128(18, 2)


class Money(NamedTuple):
    """An amount of money as printed.

    start, end: the amount with its sign and unit, without the qualifier. A range is one amount and takes in "between".
    currency: ISO 4217; None where a dollar has no country.
    amount_min, amount_max: in units of the currency, equal for an exact amount; "up to" leaves the first None, "over"
        and "at least" the second; "about" and "nearly" keep the figure at both ends.
    qualifier: about, up_to, over, at_least or nearly; None for an exact amount.
    per: the unit of a rate ("resident"), None where the amount is no rate.
    part_of: index, in the list this amount came in, of the amount that it is a part of.
    unit_start, unit_end: where the unit of a bare figure stands in the heading of its table.
    """

    start: int
    end: int
    currency: str | None
    amount_min: Decimal | None
    amount_max: Decimal | None
    qualifier: str | None = None
    per: str | None = None
    part_of: int | None = None
    unit_start: int | None = None
    unit_end: int | None = None


class Figure(NamedTuple):
    """One printed number. factor: of its own unit, if any; marked: whether a currency is printed with it."""

    start: int
    end: int
    number: str
    factor: int | Fraction | None
    marked: bool
    currency: str | None
    negative: bool = False

    def value(self, factor: int | Fraction | None) -> Decimal | None:
        """In units of the currency; None where that is no whole number of hundredths or too large for a column.

        >>> figure = Figure(0, 4, "1.25", 10**6, True, "GBP")
        >>> figure.value(10**6), figure.value(1), figure.value(10**18)
        (Decimal('1250000'), Decimal('1.25'), None)
        """
        whole, _, fraction = self.number.partition(".")
        hundredths, rest = divmod(int(whole + fraction) * (factor or 1) * 100, 10 ** len(fraction))
        if rest or hundredths > _LARGEST_IN_HUNDREDTHS:
            return None
        units, cents = divmod(hundredths, 100)
        # From its digits: decimal arithmetic would depend on the precision that the caller's thread has set.
        return Decimal(f"{'-' if self.negative and hundredths else ''}{units}{f'.{cents:02}' if cents else ''}")


class Extent(NamedTuple):
    """An amount and how far it reaches with its qualifier before and its rate or qualifier behind."""

    money: Money
    start: int
    end: int


def qualify(text: str, money: Money, floor: int) -> Extent:
    """An amount with the qualifier before it, else behind it, and its rate.

    floor: where the words before it may begin, behind any earlier amount.

    >>> text = "up to £600 a week"
    >>> extent = qualify(text, Money(6, 10, "GBP", Decimal(600), Decimal(600)), 0)
    >>> extent.money.qualifier, extent.money.per, text[extent.start : extent.end]
    ('up_to', 'week', 'up to £600 a week')
    """
    window = max(floor, money.start - REACH_BEFORE)
    start, end, kind = money.start, money.end, ""
    if before := QUALIFIER_BEFORE.match(text[window : money.start][::-1]):
        start, kind = money.start - before.end(), _kind_of(before)
    if behind := QUALIFIER_BEHIND.match(text, money.end):
        end = behind.end()
        kind = kind or QUALIFIERS_BEHIND[" ".join(behind.group().casefold().split())]
    per, end = _read_rate(text, end)
    low = None if kind == "up_to" else money.amount_min
    high = None if kind in {"over", "at_least"} else money.amount_max
    qualified = Money(money.start, money.end, money.currency, low, high, kind or None, per)
    return Extent(qualified, start, end)


def _kind_of(match: re.Match[str]) -> str:
    """The qualifier that words or sign stand for, which were matched backwards; "" for none."""
    if match["words"]:
        return QUALIFIER_OF[" ".join(match["words"][::-1].casefold().split())]
    # A lone "c" is circa where it touches the amount ("c£5m"), else a letter ("annex c £5m").
    return "about" if match.group() in "cC" else QUALIFIER_SIGNS.get(match["sign"][::-1].casefold(), "")


def _read_rate(text: str, position: int) -> tuple[str | None, int]:
    """The unit of a rate that stands behind an amount, and where it ends."""
    match = RATE.match(text, position)
    if match is None:
        return None, position
    if match["unit"] is not None:
        return _read_unit(text, match.end())
    word = next(word for word in match.group("slash", "article", "short", "adverb", "each") if word).casefold()
    return RATE_SYNONYMS.get(word, word), match.end()


def _read_unit(text: str, position: int) -> tuple[str, int]:
    """The words that a "per" is of: as many as three where the phrase plainly ends behind them, else the first."""
    words = UNIT_WORDS.match(text, position)
    assert words is not None, "the rate's pattern saw a letter here"
    first, *more = words.group().split()
    ends = next((index for index, word in enumerate(more) if UNIT_END.fullmatch(word) or word[0].isupper()), len(more))
    if first.casefold() in RATE_UNITS or first.casefold() in RATE_SYNONYMS or ends > 2:
        return RATE_SYNONYMS.get(first.casefold(), first), position + len(first)
    last = list(re.finditer(r"\S+", words.group()))[ends]
    return " ".join([first, *more[:ends]]), position + last.end()
