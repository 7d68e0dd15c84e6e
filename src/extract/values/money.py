"""Amounts of money in prose; `money_columns` reads the bare figures of tables.

Found: figures with a currency sign, code or word, as governments print them in English and French. Not found, on
purpose: amounts without figures ("millions of pounds", "five million pounds") and those that can be read in two ways
("£1,06", "£5 200", "€1.234"): a wrong figure is worse than a gap.

Negative are: a minus between sign and figure ("£-5m"), a true minus before the sign ("−£5m"), a hyphen before an amount
that is the whole text, and a bracketed figure alone in a cell under a heading with a unit, the accountants' way. In
running text a hyphen before an amount is a dash or a bullet, and brackets are brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extract.values.money_amounts import Extent, Figure, Money, qualify
from extract.values.money_parts import find_parts
from extract.values.money_patterns import (
    BARE_YEAR,
    BETWEEN,
    COUNTED_THING,
    DECIMAL_COMMA,
    DOLLAR_OF_COUNTRY,
    DOLLAR_OF_LETTERS,
    DOLLAR_OF_NATION,
    EURO_COUNTRIES,
    FACTORS,
    FIGURE,
    JOINT,
    MARK,
    MOVED,
    NO_AMOUNT_BEHIND,
    QUALIFIER_BEFORE,
    REACH_BEFORE,
    REACH_OF_FIGURE,
    SEPARATORS,
    SIGNS,
    STERLING_COUNTRIES,
    WORDS,
)

_DIGITS_OF_PENCE = 2


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
    >>> [(found.amount_min, found.per) for found in find_money("5p a bag, or 25 pence per box", country="GB")]
    [(Decimal('0.05'), None), (Decimal('0.25'), 'box')]
    """
    marks = _find_marks(text)
    if not marks:
        return []
    found = [extent.money for extent in _scan(text, marks, country.upper() if country else None)]
    wholes = find_parts(text, found) if len(found) > 1 else {}
    return [money._replace(part_of=wholes[i]) if i in wholes else money for i, money in enumerate(found)]


def parse_money(text: str, *, country: str | None = None) -> Money | None:
    """The amount that is the whole of a text, with or without qualifier, rate and closing stop; else None.

    >>> parse_money("up to £600").amount_max, parse_money("£1.3bn.").amount_max
    (Decimal('600'), Decimal('1300000000'))
    >>> parse_money("£5m to 15 January"), parse_money("millions of pounds")
    (None, None)
    """
    extents = list(_scan(text, _find_marks(text), country.upper() if country else None))
    if len(extents) != 1 or text[: extents[0].start].strip() or text[extents[0].end :].strip(" \t\r\n\u00a0.,;*"):
        return None
    return extents[0].money


# ---------------------------------------------------------------- one figure, and two that make a range


def _find_marks(text: str) -> list[int]:
    """Where the signs, codes and words of currencies stand, from left to right; none counts in a text without figures.

    Plain strings are looked for many times faster than patterns.
    """
    if not any(map(text.__contains__, "0123456789")):
        return []
    marks = [mark.start() for mark in MARK.finditer(text)]
    for word in WORDS:
        if word in text:
            marks += [mark.start() for mark in re.finditer(word, text)]
    return sorted(marks)


def _scan(text: str, marks: Sequence[int], country: str | None) -> Iterator[Extent]:
    """The amounts of a text with their surroundings, from left to right.

    Only the neighbourhood of a currency mark is read, so prose without money costs no more than looking for marks.
    """
    position = floor = 0
    for mark in marks:
        position = max(position, mark - REACH_OF_FIGURE)
        while position <= mark and (match := FIGURE.search(text, position, mark + REACH_OF_FIGURE)):
            if match.start() > mark:
                break
            position = match.end()
            figure = _read_figure(match, country)
            extent = figure and (_read_range(text, figure, country, floor) or _read_single(text, figure, floor))
            floor = match.end()
            if extent:
                position = floor = max(extent.money.end, match.end())
                yield extent


def _read_figure(match: re.Match[str], country: str | None) -> Figure | None:
    """A matched figure, with or without a currency; None where it can be read in two ways."""
    number, unit = match["number"], match["long"] or match["short"] or match["apart"] or match["metric"]
    if number == "000":  # "£000" over a column is a unit
        return None
    before = match["mark"] is not None
    after = _is_marked_behind(match, unit, country)
    if after and not before:  # "£1.50p" is in pounds
        unit = unit or match["hundredth"]
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
    return Figure(
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
    if match["hundredth"]:
        return match["hundredth"] != "p" or _is_pence(match, country)
    if not (match["after_sign"] or match["after_code"] or match["word"]):
        return False
    if match["word"] == "pound" and not match["sterling"] and not (unit and country in STERLING_COUNTRIES):
        return False  # a weight, for all we know
    return bool(unit) or not BARE_YEAR.fullmatch(match["number"])  # "in 2012 dollars"


def _is_pence(match: re.Match[str], country: str | None) -> bool:
    """Whether a "p" behind a figure is for pence: in prose of a country with pounds, and of less than one pound."""
    alone = match.end() - match.start() == len(match.string.strip())
    return country in STERLING_COUNTRIES and len(match["number"].partition(".")[0]) <= _DIGITS_OF_PENCE and not alone


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
    if match["hundredth"] and match["mark"] is None:
        cents = "EUR" if country in EURO_COUNTRIES else DOLLAR_OF_COUNTRY.get(country or "")
        return cents if match["hundredth"] == "cents" else "GBP"
    sign = match["mark"] or match["after_sign"] or {"pound": "£", "euro": "€"}.get(match["word"], "$")
    return SIGNS.get(sign) or DOLLAR_OF_COUNTRY.get(country or "")


def _read_single(text: str, figure: Figure, floor: int) -> Extent | None:
    """An amount of one figure."""
    if not figure.marked:
        return None
    start, before = figure.start, text[floor : figure.start]
    alone = floor == 0 and before.strip() in {"-", "–"} and not text[figure.end :].strip()
    if before.endswith("−") or alone:
        start = floor + len(before.rstrip(" \u00a0")) - 1
        figure = figure._replace(negative=True)
    value = figure.value(figure.factor)
    return None if value is None else qualify(text, Money(start, figure.end, figure.currency, value, value), floor)


def _read_range(text: str, left: Figure, country: str | None, floor: int) -> Extent | None:
    """An amount of two figures ("£5-10 million", "between £5m and £10m"); None where they are no range."""
    joint = JOINT.match(text, left.end)
    if joint is None:
        return None
    match = FIGURE.match(text, joint.end())
    right = match and _read_figure(match, country)
    if right is None:
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
    return qualify(text, Money(start, right.end, currency, low, high), floor)


def _moved(before: str) -> bool:
    """Whether the words before an amount say that something moved from it, or by it."""
    qualifier = QUALIFIER_BEFORE.match(before[::-1])
    return MOVED.search(before[: len(before) - qualifier.end()] if qualifier else before) is not None


def _is_pair(text: str, left: Figure, right: Figure, joint: re.Match[str], *, between: bool) -> bool:
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


def _values(left: Figure, right: Figure) -> tuple[Decimal | None, Decimal | None]:
    """Both ends of a range; a unit printed once is the left figure's too, unless that turns the range around."""
    high = right.value(right.factor)
    low = left.value(left.factor)
    if left.factor is None and right.factor is not None and len(left.number.partition(".")[0]) <= 3:
        carried = left.value(right.factor)
        if carried is not None and high is not None and carried < high:
            low = carried
    return low, high
