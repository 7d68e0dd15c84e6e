"""Dates named in prose, as inclusive intervals of days.

What a name stands for follows the conventions of docs/data-model.md, "Dates". `kind` and `precision` are those of the
unit that is named ("early 2021" is a year, its interval the first three months); `qualifier` is the word before it
("by end of March": by), else the part of the unit ("end of March": end).

Not dates, on purpose: durations, ages and frequencies; "this week", "last month" and "the last year"; a year in a
title ("2020 Action Plan", "Regulation 2020", "Vision 2030") or in brackets; a year, month or season without a word
that makes it a date ("1,300 of 2020 devices", "Theresa May", "winter pressures"); impossible days (31 February).
"Christmas" is the 25th of December only after a word that bounds it ("before Christmas").
Kept without a value (earliest and latest None): what needs a reference or a country that is not given, such as
"3 March" without a reference or "01/02/2021" where nothing says which number is the month; and academic years.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from extract.values.calendar import Interval
from extract.values.date_context import is_date, share_words
from extract.values.date_grammar import Named, find_named
from extract.values.date_meaning import DateSpan, Setting, TenseAt, count_years, read_pair, read_single
from extract.values.date_patterns import HINT, NUMERIC_DAY

__all__ = ["DateSpan", "Setting", "Tense", "find_dates", "find_day_order", "lower", "may_name_date", "read_dates"]

Tense = Literal["achieved", "ongoing", "promised"]


def find_dates(
    text: str,
    *,
    reference: date | None = None,
    reference_start: date | None = None,
    country: str | None = None,
    tense_at: TenseAt | None = None,
    day_first: bool | None = None,
    in_cell: bool = False,
) -> list[DateSpan]:
    """The dates that a text names, in order, never overlapping.

    reference: the last day the text may date from; reference_start: the first, where only a month or year is known.
    country: ISO 3166 code, for financial years and the order of "01/02/2021". day_first: that order where it is known.
    tense_at: tells the tense at a place in the text (achieved, promised; anything else says nothing); asked only
    about dates without a year. in_cell: the text is a cell or value of dates, where a bare year is one.

    >>> text = "A report was published in October 2020 and guidance on 14 December; events follow w/c 21 December."
    >>> for one in find_dates(text, reference=date(2020, 12, 31), country="GB"):
    ...     print(text[one.start : one.end], one.kind, one.edtf, one.year_inferred)
    October 2020 month 2020-10 False
    14 December day 2020-12-14 True
    w/c 21 December week 2020-12-21/2020-12-27 True
    >>> [one.edtf for one in find_dates("for the remainder of 2020-2021, then in early 2022")]
    ['2020-04/2021-03', '2022-01/2022-03']
    >>> find_dates("70 years of age, 2020 devices, a 6 month period, COVID-19, weekly, the 2020 Action Plan")
    []
    >>> [one.edtf for one in find_dates("FY22Q4 and Q3 2021", country="US")]
    ['2022-07/2022-09', '2021-07/2021-09']
    """
    low, names = _read_once(text)
    if not names:
        return []
    setting = Setting(_reference_days(reference, reference_start), country, day_first, tense_at, whole=in_cell)
    return _read_names(text, low, names, setting)


def find_day_order(texts: Iterable[str]) -> bool | None:
    """Whether the numeric dates of a column put the day first; None where nothing decides or they disagree.

    >>> find_day_order(["01/09/2025", "24/06/26"]), find_day_order(["4/30/2014"]), find_day_order(["01/02/2021"])
    (True, False, None)
    """
    orders = set()
    for text in texts:
        if NUMERIC_DAY.search(text) is None:
            continue
        for named in _read_once(text)[1]:
            if named.unit == "numeric" and (named.first > 12) != (named.last > 12):
                orders.add(named.first > 12)
    return orders.pop() if len(orders) == 1 else None


def may_name_date(text: str) -> bool:
    """Whether anything in a text hints at a date with days of its own: a quick no for the most of texts.

    >>> may_name_date("Clean air"), may_name_date("By spring")
    (False, True)
    """
    return HINT.search(text) is not None


def lower(text: str) -> str:
    """The text in lower case, character for character, so that places in one are places in the other.

    >>> len(lower("İ 1 MAY"))
    7
    """
    low = text.lower()
    return low if len(low) == len(text) else "".join(one if len(one.lower()) > 1 else one.lower() for one in text)


def _reference_days(reference: date | None, reference_start: date | None) -> Interval | None:
    return None if reference is None else Interval(min(reference_start or reference, reference), reference)


def read_dates(text: str, setting: Setting) -> list[DateSpan]:
    """The dates of a text in a given setting, as `parse_target_dates` needs them.

    >>> [one.kind for one in read_dates("2021", Setting(None, None, None, None, whole=True))]
    ['year']
    """
    low, names = _read_once(text)
    return _read_names(text, low, names, setting)


# Layouts ask of a cell whether it is a date, records what it means, and the mentions again, each in its own setting.
@lru_cache(maxsize=512)
def _read_once(text: str) -> tuple[str, tuple[Named, ...]]:
    """The text in lower case, and every name of a date in it."""
    low = lower(text)
    return low, tuple(find_named(text, low))


def _read_names(text: str, low: str, names: Sequence[Named], setting: Setting) -> list[DateSpan]:
    names = [count_years(named, setting) for named in names]
    if len(names) > 1:
        names = share_words(low, names)
    spans: list[DateSpan] = []
    position = 0
    while position < len(names):
        named = names[position]
        position += 1
        if not is_date(text, low, named, spans[-1].end if spans else None, setting.whole):
            continue
        pair = read_pair(low, named, names[position], setting) if position < len(names) else None
        position += pair is not None
        span = pair or read_single(low, named, setting)
        if span is not None:
            spans.append(span)
    return spans
