"""Months, seasons, quarters and years as intervals of days, and which year was meant when none is printed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2100

# First month of a government's financial year (docs/data-model.md, "Dates"; the constitutions and public finance
# acts of the countries added here). A country that is not listed counts in calendar years.
_FINANCIAL_YEAR_STARTS = {
    4: ("GB", "CA", "IN", "JP", "ZA", "SG", "HK", "IM"),
    7: ("AU", "NZ"),
    10: ("US",),
}
_SOUTHERN = frozenset({"AU", "NZ", "ZA"})


# Pages name the same few hundred days and months again and again, so what is worked out of them is remembered below.


class Interval(NamedTuple):
    """Days from `earliest` to `latest`, both included."""

    earliest: date
    latest: date


def country_code(country: str | None) -> str | None:
    """The two letters of an ISO 3166 code, or None.

    >>> country_code("gb-wls"), country_code("UK"), country_code("")
    ('GB', 'GB', None)
    """
    code = (country or "").strip().upper()[:2]
    return {"UK": "GB", "": None}.get(code, code)


def financial_year_start(country: str | None) -> int:
    """First month of the financial year; an unknown country writes "2020-21" as the United Kingdom does.

    >>> [financial_year_start(country) for country in ("GB", "AU", "US", "IE", None)]
    [4, 7, 10, 1, 4]
    """
    code = country_code(country)
    if code is None:
        return 4
    return next((month for month, codes in _FINANCIAL_YEAR_STARTS.items() if code in codes), 1)


@lru_cache(maxsize=4096)
def months_interval(year: int, month: int, months: int = 1) -> Interval:
    """So many whole months from the first day of a month; `month` may run past 12 into later years.

    >>> months_interval(2020, 12, 3)
    Interval(earliest=datetime.date(2020, 12, 1), latest=datetime.date(2021, 2, 28))
    """
    first = year * 12 + month - 1
    last = first + months - 1
    last_year, last_month = last // 12, last % 12 + 1
    return Interval(
        date(first // 12, first % 12 + 1, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])
    )


@lru_cache(maxsize=4096)
def days_interval(year: int, month: int, first: int, last: int) -> Interval | None:
    """From one day of a month to another; None where the month has no such day.

    >>> days_interval(2021, 3, 10, 11).latest
    datetime.date(2021, 3, 11)
    >>> days_interval(2021, 2, 29, 29) is None
    True
    """
    try:
        return Interval(date(year, month, first), date(year, month, last)) if first <= last else None
    except ValueError:
        return None


def season_interval(year: int, season: int, country: str | None = None) -> Interval:
    """The three months of a season, named by its first month in the north (3, 6, 9, 12); winter ends in the next year.

    South of the equator the same names stand for the opposite months.

    >>> season_interval(2020, 12).latest
    datetime.date(2021, 2, 28)
    >>> season_interval(2020, 9, "NZ").earliest
    datetime.date(2020, 3, 1)
    """
    if country_code(country) in _SOUTHERN:
        season = {3: 9, 6: 12, 9: 3, 12: 6}[season]
    return months_interval(year, season, 3)


def quarter_interval(year: int, first: int, last: int, first_month: int = 1) -> Interval:
    """Quarters `first` to `last` of the year that begins in `first_month` of `year`.

    >>> quarter_interval(2021, 3, 3, first_month=4).earliest
    datetime.date(2021, 10, 1)
    """
    return months_interval(year, first_month + 3 * (first - 1), 3 * (last - first + 1))


_PARTS_OF_YEAR = {
    "early": (0, 3),
    "mid": (3, 6),
    "late": (9, 3),
    "start": (0, 1),
    "end": (11, 1),
    "half1": (0, 6),
    "half2": (6, 6),
}
_DAYS_OF_MONTH = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "start": (1, 1),
    "end": (31, 31),
    "half1": (1, 15),
    "half2": (16, 31),
}


def part_of_interval(whole: Interval, part: str) -> Interval:
    """The early, mid, late, first or last part of a year, a season, a quarter or a month (docs/data-model.md, "Dates").

    What the conventions leave open follows them: the start mirrors the end, and of three months "early" is the first,
    "mid" the second, "late" and "end" the last.

    >>> part_of_interval(months_interval(2021, 1, 12), "mid")
    Interval(earliest=datetime.date(2021, 4, 1), latest=datetime.date(2021, 9, 30))
    >>> part_of_interval(months_interval(2021, 3), "end").earliest
    datetime.date(2021, 3, 31)
    """
    year, month = whole.earliest.year, whole.earliest.month
    months = (whole.latest.year - year) * 12 + whole.latest.month - month + 1
    if months == 1:
        last_day = whole.latest.day
        first, last = _DAYS_OF_MONTH[part]
        return Interval(date(year, month, min(first, last_day)), date(year, month, min(last, last_day)))
    if months == 12:
        skip, length = _PARTS_OF_YEAR[part]
        return months_interval(year, month + skip, length)
    skip = {"early": 0, "start": 0, "mid": months // 2}.get(part, months - 1)
    return months_interval(year, month + skip)


@lru_cache(maxsize=4096)
def format_edtf(interval: Interval) -> str:
    """The interval in ISO 8601-2, in whole years or months where it is made of them.

    >>> format_edtf(months_interval(2020, 12, 3)), format_edtf(months_interval(2021, 1, 12))
    ('2020-12/2021-02', '2021')
    """
    earliest, latest = interval.earliest, interval.latest
    length = 10
    if earliest.day == 1 and (latest + timedelta(days=1)).day == 1:
        length = 4 if (earliest.month, latest.month) == (1, 12) else 7
    first, last = earliest.isoformat()[:length], latest.isoformat()[:length]
    return first if first == last else f"{first}/{last}"


def nearest_interval(candidates: Iterable[Interval], reference: Interval, tense: str | None) -> Interval | None:
    """The interval nearest to the reference in the direction of the tense; the earlier of two that are as near.

    reference: the days an edition may date from; any of them counts as near in both directions.
    tense: "achieved" looks back, "promised" ahead, anything else both ways.

    >>> january = [months_interval(year, 1) for year in (2020, 2021)]
    >>> december = months_interval(2020, 12)
    >>> nearest_interval(january, december, None).earliest
    datetime.date(2021, 1, 1)
    >>> nearest_interval(january, december, "achieved").earliest
    datetime.date(2020, 1, 1)
    """
    if tense == "achieved":
        candidates = [one for one in candidates if one.earliest <= reference.latest]
    elif tense == "promised":
        candidates = [one for one in candidates if one.latest >= reference.earliest]
    return min(candidates, key=lambda one: (_days_apart(one, reference), one.earliest), default=None)


def _days_apart(one: Interval, other: Interval) -> int:
    return max((one.earliest - other.latest).days, (other.earliest - one.latest).days, 0)


def first_day(as_at: date | None, precision: str | None) -> date | None:
    """The first day that an edition may stand for, where its last day is known to the month or year alone.

    >>> first_day(date(2020, 12, 31), "month"), first_day(date(2021, 3, 24), "day")
    (datetime.date(2020, 12, 1), datetime.date(2021, 3, 24))
    """
    if as_at is None or precision == "day":
        return as_at
    return as_at.replace(day=1) if precision == "month" else as_at.replace(month=1, day=1)
