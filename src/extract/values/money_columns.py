"""Amounts in the columns of tables, where a heading gives bare figures their unit: "£ million", "Cost (£000)"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from extract.values.money import find_money
from extract.values.money_amounts import Figure, Money, qualify
from extract.values.money_patterns import (
    DECIMAL_COMMA,
    DOLLAR_OF_COUNTRY,
    DOLLAR_OF_LETTERS,
    FACTORS,
    HEADING_UNIT,
    LONE_FIGURE,
    QUALIFIER_BEFORE,
    SEPARATORS,
    SIGNS,
)


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """The unit that a table's heading gives to the bare figures below it.

    factor: what a figure is multiplied by; start, end: where the unit stands in the heading.
    """

    currency: str | None
    factor: int | Fraction
    start: int
    end: int


def parse_unit(heading: str, *, country: str | None = None) -> MoneyUnit | None:
    """The unit that a heading gives to the figures below it; None where it names none, or more than one.

    >>> parse_unit("Budget (£m)")
    MoneyUnit(currency='GBP', factor=1000000, start=8, end=10)
    >>> parse_unit("$000", country="AU").factor, parse_unit("Share of £ million (%)")
    (1000, None)
    >>> parse_unit("Projects over £5 million") is None
    True
    """
    units = [_read_heading_unit(match, country) for match in HEADING_UNIT.finditer(heading)]
    if len({(unit.currency, unit.factor) for unit in units}) != 1 or "%" in heading:
        return None
    return units[0]


def _read_heading_unit(match: re.Match[str], country: str | None) -> MoneyUnit:
    unit = match["unit"] or match["unit_first"] or match["metric"]
    mark = match["mark"] or match["sign_last"] or match["metric_sign"]
    sign = mark or {"pound": "£", "euro": "€"}.get(match["word"], "$")
    letters = DOLLAR_OF_LETTERS.get(match["letters"] or "")
    currency = match["code"] or letters or SIGNS.get(sign) or DOLLAR_OF_COUNTRY.get((country or "").upper())
    return MoneyUnit(currency, FACTORS[unit.casefold()] if unit else 1, match.start(), match.end())


def find_figures(text: str, unit: MoneyUnit) -> list[Money]:
    """The amounts of a cell under a heading with a unit, one to a line.

    A line that is a bare figure takes the heading's unit, and unit_start and unit_end say where that stands. Any other
    line is read as prose; but a line such as "£12.5" under "£ million" can be read in two ways and gives nothing.

    >>> unit = parse_unit("£ million")
    >>> figure, = find_figures("about 12.5*", unit)
    >>> figure.amount_max, figure.qualifier, (figure.start, figure.end), (figure.unit_start, figure.unit_end)
    (Decimal('12500000'), 'about', (6, 10), (0, 9))
    >>> [str(figure.amount_min) for figure in find_figures("(1,234)\\n£5m", unit)]
    ['-1234000000', '5000000']
    >>> find_figures("n/a", unit), find_figures("12 projects", unit), find_figures("£12.5", unit)
    ([], [], [])
    """
    found: list[Money] = []
    position = 0
    for line in text.splitlines(keepends=True):
        figures = _read_lone_figure(line, unit)
        if figures is None:
            figures = [money for money in find_money(line) if not _lacks_unit(line, money, unit)]
        found += [_moved_on(money, position, len(found), unit.currency) for money in figures]
        position += len(line)
    return found


def _read_lone_figure(line: str, unit: MoneyUnit) -> list[Money] | None:
    """The bare figure that is all of a line, as a list of one; None where the line is something else."""
    match = LONE_FIGURE.search(line)
    before = line[: match.start()] if match else ""
    if match is None or (before.strip() and not QUALIFIER_BEFORE.fullmatch(before.lstrip()[::-1])):
        return None
    if DECIMAL_COMMA.search(match["number"]) and unit.currency != "EUR":
        return []
    negative = bool(match["open"] or match["minus"])
    start = match.start("minus") if match["minus"] else match.start("number")
    ends = [
        Figure(start, match.end(), _plain(match[group]), None, True, unit.currency, negative).value(unit.factor)
        for group in ("number", "high")
        if match[group]
    ]
    if None in ends or ends != sorted(ends, key=lambda end: end or 0):
        return []
    end = match.end("high") if match["high"] else match.end("number")
    money = qualify(line, Money(start, end, unit.currency, ends[0], ends[-1]), 0).money
    return [money._replace(unit_start=unit.start, unit_end=unit.end)]


def _plain(number: str) -> str:
    """A printed number with a point for its decimal comma and without separators."""
    return SEPARATORS.sub("", number.replace(",", ".") if DECIMAL_COMMA.search(number) else number)


def _lacks_unit(line: str, money: Money, unit: MoneyUnit) -> bool:
    """Whether an amount stands alone in its line without the multiple that the heading promises."""
    return (
        unit.factor != 1
        and line.strip(" \t\r\n*") == line[money.start : money.end].strip()
        and line.strip(" \t\r\n*")[-1].isdigit()
    )


def _moved_on(money: Money, position: int, earlier: int, currency: str | None) -> Money:
    """An amount of one line as one of the whole cell; a bare "$" is the dollar of the heading."""
    dollar = currency if currency in DOLLAR_OF_COUNTRY.values() else None
    return money._replace(
        start=money.start + position,
        end=money.end + position,
        currency=money.currency or dollar,
        part_of=None if money.part_of is None else money.part_of + earlier,
    )
