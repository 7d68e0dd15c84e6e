"""Amounts of money, in prose and in the cells of tables.

Found: figures with a currency sign, code or word, as governments print them in English and French. Not found, on
purpose: amounts without figures ("millions of pounds", "five million pounds") and those that can be read in two ways
("£1,06", "£5 200", "€1.234"): a wrong figure is worse than a gap.

Negative are: a minus between sign and figure ("£-5m"), a true minus before the sign ("−£5m"), a hyphen before an amount
that is the whole text, and a bracketed figure alone in a cell under a heading with a unit, the accountants' way. In
running text a hyphen before an amount is a dash or a bullet, and brackets are brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.values.money_parts import find_parts
from extract.values.money_patterns import (
    BARE_YEAR,
    BETWEEN,
    COUNTED_THING,
    DECIMAL_COMMA,
    DOLLAR_OF_COUNTRY,
    DOLLAR_OF_LETTERS,
    DOLLAR_OF_NATION,
    FACTORS,
    FIGURE,
    HEADING_UNIT,
    JOINT,
    LONE_FIGURE,
    MARK,
    MARKS,
    MOVED,
    NO_AMOUNT_BEHIND,
    QUALIFIER_BEFORE,
    QUALIFIER_BEHIND,
    QUALIFIER_OF,
    QUALIFIER_SIGNS,
    QUALIFIERS_BEHIND,
    RATE,
    RATE_SYNONYMS,
    RATE_UNITS,
    REACH_BEFORE,
    REACH_OF_FIGURE,
    SEPARATORS,
    SIGNS,
    STERLING_COUNTRIES,
    UNIT_END,
    UNIT_WORDS,
)

_LARGEST_IN_HUNDREDTHS = 10**18 - 1  # decimal128(18, 2)


# ---------------------------------------------------------------- what is found


@dataclass(frozen=True, slots=True)
class Money:
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


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """The unit that a table's heading gives to the bare figures below it.

    factor: what a figure is multiplied by; start, end: where the unit stands in the heading.
    """

    currency: str | None
    factor: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Figure:
    """One printed number. factor: of its own unit, if any; marked: whether a currency is printed with it."""

    start: int
    end: int
    number: str
    factor: int | None
    marked: bool
    currency: str | None
    negative: bool = False

    def value(self, factor: int | None) -> Decimal | None:
        """In units of the currency; None where that is no whole number of hundredths or too large for a column."""
        whole, _, fraction = self.number.partition(".")
        hundredths, rest = divmod(int(whole + fraction) * (factor or 1) * 100, 10 ** len(fraction))
        if rest or hundredths > _LARGEST_IN_HUNDREDTHS:
            return None
        units, cents = divmod(hundredths, 100)
        # From its digits: decimal arithmetic would depend on the precision that the caller's thread has set.
        return Decimal(f"{'-' if self.negative and hundredths else ''}{units}{f'.{cents:02}' if cents else ''}")


@dataclass(frozen=True, slots=True)
class _Extent:
    """An amount and how far it reaches with its qualifier before and its rate or qualifier behind."""

    money: Money
    start: int
    end: int


def find_money(text: str, *, country: str | None = None) -> list[Money]:
    """Every amount of money in a text, in the order printed, none overlapping another.

    country: of the publication (ISO 3166-1, two letters); it says whose dollar `$` is, and whether pounds are money.

    >>> found, = find_money("over £22 million has been made available")
    >>> (found.start, found.end), found.currency, found.qualifier, found.amount_min, found.amount_max
    ((5, 16), 'GBP', 'over', Decimal('22000000'), None)
    >>> found, = find_money("between £5m and £10m a year")
    >>> found.amount_min, found.amount_max, found.per
    (Decimal('5000000'), Decimal('10000000'), 'year')

    What moves from one amount to another is no range, and a part is told from its whole:

    >>> [str(found.amount_min) for found in find_money("an increase from £100,000 to £180,000")]
    ['100000', '180000']
    >>> [found.part_of for found in find_money("a £29 million programme, including £12.5 million from X")]
    [None, 0]
    >>> find_money("$5 million", country="CA")[0].currency, find_money("$5 million")[0].currency
    ('CAD', None)
    """
    if not any(map(text.__contains__, MARKS)):  # several times faster than to let the pattern find that out
        return []
    found = [extent.money for extent in _scan(text, country.upper() if country else None)]
    wholes = find_parts(text, found) if len(found) > 1 else {}
    return [replace(money, part_of=wholes[i]) if i in wholes else money for i, money in enumerate(found)]


def parse_money(text: str, *, country: str | None = None) -> Money | None:
    """The amount that is the whole of a text, with or without qualifier, rate and closing stop; else None.

    >>> parse_money("up to £600").amount_max, parse_money("£1.3bn.").amount_max
    (Decimal('600'), Decimal('1300000000'))
    >>> parse_money("£5m to 15 January"), parse_money("millions of pounds")
    (None, None)
    """
    extents = list(_scan(text, country.upper() if country else None))
    if len(extents) != 1 or text[: extents[0].start].strip() or text[extents[0].end :].strip(" \t\r\n\u00a0.,;*"):
        return None
    return extents[0].money


# ---------------------------------------------------------------- one figure, and two that make a range


def _scan(text: str, country: str | None) -> Iterator[_Extent]:
    """The amounts of a text with their surroundings, from left to right.

    Only the neighbourhood of a currency mark is read, so prose without money costs no more than looking for marks.
    """
    position = floor = 0
    for mark in MARK.finditer(text):
        position = max(position, mark.start() - REACH_OF_FIGURE)
        while match := FIGURE.search(text, position, mark.end() + REACH_OF_FIGURE):
            if match.start() > mark.start():
                break
            position = match.end()
            figure = _read_figure(match, country)
            extent = figure and (_read_range(text, figure, country, floor) or _read_single(text, figure, floor))
            floor = match.end()
            if extent:
                position = floor = max(extent.money.end, match.end())
                yield extent


def _read_figure(match: re.Match[str], country: str | None) -> _Figure | None:
    """A matched figure, with or without a currency; None where it can be read in two ways."""
    number, unit = match["number"], match["long"] or match["short"] or match["apart"] or match["metric"]
    before = match["mark"] is not None
    after = _is_marked_behind(match, unit, country)
    # Plain spaces also part two cells: "£5 200" is an amount only where a group is 000.
    if before and " " in number and " 000" not in number:
        return None
    currency = _currency_of(match, country) if before or after else None
    if DECIMAL_COMMA.search(number):
        if before and currency != "EUR":
            return None
        number = number.replace(",", ".")
    end = max(match.end(group) for group in ("number", "long", "short", "apart", "metric"))
    if (after and not before) or match["after_code"]:
        end = match.end()
    return _Figure(
        start=match.start(),
        end=end,
        number=SEPARATORS.sub("", number),
        factor=FACTORS[unit.casefold()] if unit else None,
        marked=before or after,
        currency=currency,
        negative=match["minus"] is not None,
    )


def _is_marked_behind(match: re.Match[str], unit: str | None, country: str | None) -> bool:
    """Whether the sign, code or word behind a figure makes it money."""
    if not (match["after_sign"] or match["after_code"] or match["word"]):
        return False
    if match["word"] == "pound" and not match["sterling"] and not (unit and country in STERLING_COUNTRIES):
        return False  # a weight, for all we know
    return bool(unit) or not BARE_YEAR.fullmatch(match["number"])  # "in 2012 dollars"


def _currency_of(match: re.Match[str], country: str | None) -> str | None:
    """ISO code of a figure's currency, from the most telling mark to the least; None for a dollar without country."""
    if match["after_code"]:
        return match["after_code"]
    if match["code"]:
        return match["code"]
    if match["letters"]:
        return DOLLAR_OF_LETTERS[match["letters"].strip()]
    if match["nation"] and match["word"] == "dollar":
        return DOLLAR_OF_NATION[" ".join(match["nation"].casefold().split())]
    sign = match["mark"] or match["after_sign"] or {"pound": "£", "euro": "€"}.get(match["word"], "$")
    return SIGNS.get(sign) or DOLLAR_OF_COUNTRY.get(country or "")


def _read_single(text: str, figure: _Figure, floor: int) -> _Extent | None:
    """An amount of one figure."""
    if not figure.marked:
        return None
    start, before = figure.start, text[floor : figure.start]
    alone = floor == 0 and before.strip() in {"-", "–"} and not text[figure.end :].strip()
    if before.endswith("−") or alone:
        start = floor + len(before.rstrip(" \u00a0")) - 1
        figure = replace(figure, negative=True)
    value = figure.value(figure.factor)
    return None if value is None else _qualify(text, Money(start, figure.end, figure.currency, value, value), floor)


def _read_range(text: str, left: _Figure, country: str | None, floor: int) -> _Extent | None:
    """An amount of two figures ("£5-10 million", "between £5m and £10m"); None where they are no range."""
    joint = JOINT.match(text, left.end)
    match = FIGURE.match(text, joint.end()) if joint else None
    right = _read_figure(match, country) if match else None
    if joint is None or right is None:
        return None
    before = text[max(floor, left.start - REACH_BEFORE) : left.start]
    between = BETWEEN.search(before)
    joined = between or joint["dash"] or (joint["word"] in {"to", "à"} and not _moved(before))
    if not joined or not _is_pair(text, left, right, joint, between=between is not None):
        return None
    low, high = _values(left, right)
    if low is None or high is None or low >= high:
        return None
    start = left.start - (len(before) - between.start()) if between else left.start
    currency = left.currency if left.marked else right.currency
    return _qualify(text, Money(start, right.end, currency, low, high), floor)


def _moved(before: str) -> bool:
    """Whether the words before an amount say that something moved from it, or by it."""
    qualifier = QUALIFIER_BEFORE.search(before)
    return MOVED.search(before[: qualifier.start()] if qualifier else before) is not None


def _is_pair(text: str, left: _Figure, right: _Figure, joint: re.Match[str], *, between: bool) -> bool:
    """Whether the marks and units of two joined figures let them be the ends of one range."""
    if left.marked and right.marked and left.currency != right.currency:
        return False
    if not left.marked:
        return right.marked and text[right.start].isdigit() and bool(between or joint["dash"])
    if right.marked:
        return True
    if NO_AMOUNT_BEHIND.match(text, right.end):
        return False
    if right.factor is None:
        return left.factor is None and bool(between or joint["dash"] in {"-", "‑", "–", "−", "—"})
    return left.factor is None or (left.factor == right.factor and not COUNTED_THING.match(text, right.end))


def _values(left: _Figure, right: _Figure) -> tuple[Decimal | None, Decimal | None]:
    """Both ends of a range; a unit printed once is the left figure's too, unless that turns the range around."""
    high = right.value(right.factor)
    low = left.value(left.factor)
    if left.factor is None and right.factor is not None and len(left.number.partition(".")[0]) <= 3:
        carried = left.value(right.factor)
        if carried is not None and high is not None and carried < high:
            low = carried
    return low, high


# ---------------------------------------------------------------- what stands around an amount


def _qualify(text: str, money: Money, floor: int) -> _Extent:
    """An amount with the qualifier before it, else behind it, and its rate."""
    window = max(floor, money.start - REACH_BEFORE)
    start, end, kind = money.start, money.end, ""
    if before := QUALIFIER_BEFORE.search(text[window : money.start]):
        start, kind = window + before.start(), _kind_of(before)
    if behind := QUALIFIER_BEHIND.match(text, money.end):
        end = behind.end()
        kind = kind or QUALIFIERS_BEHIND[" ".join(behind.group().casefold().split())]
    per, end = _read_rate(text, end)
    low = None if kind == "up_to" else money.amount_min
    high = None if kind in {"over", "at_least"} else money.amount_max
    qualified = Money(money.start, money.end, money.currency, low, high, kind or None, per)
    return _Extent(qualified, start, end)


def _kind_of(match: re.Match[str]) -> str:
    """The qualifier that matched words or sign stand for; "" for none."""
    if match["words"]:
        return QUALIFIER_OF[" ".join(match["words"].casefold().split())]
    # A lone "c" is circa where it touches the amount ("c£5m"), else a letter ("annex c £5m").
    return "about" if match.group() in "cC" else QUALIFIER_SIGNS.get(match["sign"].casefold(), "")


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


# ---------------------------------------------------------------- tables


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
    if match is None or (before.strip() and not QUALIFIER_BEFORE.fullmatch(before.lstrip())):
        return None
    if DECIMAL_COMMA.search(match["number"]) and unit.currency != "EUR":
        return []
    negative = bool(match["open"] or match["minus"])
    start = match.start("minus") if match["minus"] else match.start("number")
    ends = [
        _Figure(start, match.end(), _plain(match[group]), None, True, unit.currency, negative).value(unit.factor)
        for group in ("number", "high")
        if match[group]
    ]
    if None in ends or ends != sorted(ends, key=lambda end: end or 0):
        return []
    end = match.end("high") if match["high"] else match.end("number")
    money = _qualify(line, Money(start, end, unit.currency, ends[0], ends[-1]), 0).money
    return [replace(money, unit_start=unit.start, unit_end=unit.end)]


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
    return replace(
        money,
        start=money.start + position,
        end=money.end + position,
        currency=money.currency or dollar,
        part_of=None if money.part_of is None else money.part_of + earlier,
    )
