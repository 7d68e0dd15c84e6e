"""What a name of a date means in a given setting: the days of one name, and of two that are joined to a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from extract.values.calendar import (
    Interval,
    country_code,
    days_interval,
    financial_year_start,
    format_edtf,
    months_interval,
    nearest_interval,
    part_of_interval,
    quarter_interval,
    season_interval,
)
from extract.values.date_grammar import Named
from extract.values.date_patterns import DASH, GAP

TenseAt = Callable[[int], str | None]


class DateSpan(NamedTuple):
    """A date in a text: where it stands, and the days it means, both ends included.

    start, end: code points; by, in, on, before and the are left out; end of, early, w/c, to, between ... and are in.
    kind, precision, qualifier: vocabularies of docs/data-model.md. edtf: the interval in ISO 8601-2.
    year_inferred: the year is not printed; it was taken from the reference.
    """

    start: int
    end: int
    kind: str
    earliest: date | None = None
    latest: date | None = None
    precision: str | None = None
    qualifier: str | None = None
    edtf: str | None = None
    year_inferred: bool = False


class Setting(NamedTuple):
    """What a text says nothing about: when and where it was published, and the tense of its sentences.

    whole: the text is a cell or label of dates, where a bare year or month is a date.
    """

    reference: Interval | None
    country: str | None
    day_first: bool | None
    tense_at: TenseAt | None
    whole: bool = False


_RANGE = re.compile(
    rf"{GAP}?(?:(?P<and>and|&|et|a|ac)|(?P<slash>/)|(?P<to>to|au|i|à)|up{GAP}to|until|till|through|thru|hyd|jusqu[’']en|{DASH})"
    rf"{GAP}?(?:(?:the|yr|fis){GAP})?\Z"
)
# What a deadline does that goes from one date to another; what does not move lasts from one to the other.
_MOVED = re.compile(
    r"\b(?:amended|brought|changed|deferred|delayed|extended|moved|moving|postponed|pushed|put|rescheduled|revised"
    r"|shifted|slip|slipped|slipping"
    r"|(?:avancé|décalé|déplacé|différé|modifié|passé|prolongé|repoussé|reporté)e?s?|glissé|passe|passent"
    r"|gohirio|gohiriwyd|llithro|llithrodd|newid|newidiwyd|oedi|oedwyd|symud|symudodd|symudwyd|ymestyn|ymestynnwyd)"
    r"(?:\s[\w’'-]+){0,5}\s(?:from\s|d[eu]\s|d[’']|o\s(?:fis\s)?)\Z"
)
_REACH_OF_MOVE = 60
_PRECISIONS = ("day", "week", "month", "season", "quarter", "year")
_PRECISION_OF_UNIT = {"numeric": "day", "half": "quarter", "years": "year", "financial_year": "year"}
_HALVES = ("half1", "half2")
_KIND_OF_UNIT = {"numeric": "day", "half": "range", "years": "range", "academic_year": "other"}
_QUALIFIERS = {"early": "early", "mid": "mid", "late": "late", "end": "end", "start": "early"}


def count_years(named: Named, setting: Setting) -> Named:
    """ "2020-21" as two calendar years in a country where that is no financial year.

    >>> count_years(Named(0, 7, "financial_year", year=2020), Setting(None, "IE", None, None)).unit
    'years'
    """
    plain = named.unit == "financial_year" and not named.fiscal and named.year is not None
    if not plain or financial_year_start(setting.country) in (4, 7):
        return named
    return named._replace(unit="years", last=(named.year or 0) + 1)


def read_single(low: str, named: Named, setting: Setting) -> DateSpan | None:
    """One name as a date; without a value where that takes an unknown reference or country, None for 31 February.

    >>> from extract.values.date_grammar import find_named
    >>> text = "10 and 11 March"
    >>> read_single(text, *find_named(text, text.lower()), Setting(months_interval(2021, 3), "GB", None, None)).edtf
    '2021-03-10/2021-03-11'
    """
    between = (
        named.lead >= 0 and named.first != named.last and bool(re.search(r"and|et|&", low[named.start : named.end]))
    )
    start = named.lead if between else named.start
    year, relative = _year_of(named, setting)
    if year is not None:
        interval = _interval_in(named, year, setting)
        possible = interval is not None or not _is_impossible(named, [year])
        return _make_span(start, named.end, named, interval, relative) if possible else None
    if named.relative or setting.reference is None:
        possible = not _is_impossible(named, range(2000, 2005))
        return _make_span(start, named.end, named, None, False) if possible else None
    candidates = [one for _, one in _candidates(named, setting)]
    if not candidates and _is_impossible(named, range(2000, 2005)):
        return None
    interval = _choose(named, candidates, setting)
    return _make_span(start, named.end, named, interval, interval is not None)


def _is_impossible(named: Named, years: Iterable[int]) -> bool:
    """Whether a day is in no calendar: 31 February, 31/31/2021."""
    if named.unit == "day":
        return all(days_interval(year, named.month, named.first, named.last) is None for year in years)
    if named.unit == "numeric":
        both = ((named.last, named.first), (named.first, named.last))
        return all(days_interval(named.year or 0, month, day, day) is None for month, day in both)
    return False


def _year_of(named: Named, setting: Setting) -> tuple[int | None, bool]:
    """The year printed or counted from the reference ("this year"), and whether it was counted."""
    if named.year is not None or not named.relative or setting.reference is None:
        return named.year, False
    latest = setting.reference.latest
    first_month = financial_year_start(setting.country) if named.fiscal else 1
    current = latest.year - (latest.month < first_month)
    step = {"last": -1, "next": 1}.get(named.near or named.relative, 0)
    return current + step, True


def _candidates(named: Named, setting: Setting) -> list[tuple[int, Interval]]:
    """The intervals of the years about the reference; where a weekday is printed, of those it fits."""
    assert setting.reference is not None
    near = setting.reference.latest.year
    if named.weekday is not None or (named.month, named.last) == (2, 29):
        far = 8
    else:
        # The nearest is in the year of the reference or beside it, but for what reaches from one year into the next.
        far = 2 if named.near or named.fiscal else 1
    years = list(range(near - far, near + far + 1))
    if named.weekday is not None:
        fitting = [year for year in years if _falls_on_weekday(named, year)]
        years = fitting or years
    intervals = ((year, _interval_in(named, year, setting)) for year in years)
    return [(year, interval) for year, interval in intervals if interval is not None]


def _falls_on_weekday(named: Named, year: int) -> bool:
    days = days_interval(year, named.month, named.first, named.first)
    return days is not None and days.earliest.weekday() == named.weekday


def _choose(named: Named, candidates: list[Interval], setting: Setting) -> Interval | None:
    reference = setting.reference
    assert reference is not None
    if named.near == "next":
        return min((one for one in candidates if one.earliest > reference.latest), key=_earliest, default=None)
    if named.near == "last":
        return max((one for one in candidates if one.latest < reference.earliest), key=_earliest, default=None)
    if named.near == "this":
        year = reference.latest.year
        candidates = [one for one in candidates if year in (one.earliest.year, one.latest.year)]
        return nearest_interval(candidates, reference, None)
    return nearest_interval(candidates, reference, _tense(named, setting))


def _earliest(interval: Interval) -> date:
    return interval.earliest


def _tense(named: Named, setting: Setting) -> str | None:
    # A printed weekday fits one year in six or so: it outweighs the direction.
    if named.weekday is not None:
        return None
    if setting.tense_at is None:
        return "promised" if setting.whole else None
    return setting.tense_at(named.start)


def _interval_in(named: Named, year: int, setting: Setting) -> Interval | None:
    """The days a name means in a given year; None where that is impossible or not known."""
    whole = _whole_interval(named, year, setting)
    if whole is None or not named.part:
        return whole
    if named.part == "commencing":
        return Interval(whole.earliest, whole.earliest + timedelta(days=6))
    if named.part == "ending":
        return Interval(whole.latest - timedelta(days=6), whole.latest)
    if named.part in ("later", "rest"):
        reference = setting.reference
        inside = reference is not None and whole.earliest <= reference.earliest <= whole.latest
        return Interval(reference.earliest, whole.latest) if reference and inside else whole
    if whole.earliest == whole.latest:
        return whole
    last = part_of_interval(whole, named.part)
    first = part_of_interval(whole, named.from_part) if named.from_part else last
    return Interval(first.earliest, last.latest)


def _whole_interval(named: Named, year: int, setting: Setting) -> Interval | None:
    match named.unit:
        case "day" | "numeric":
            return _day(named, year, setting)
        case "month":
            return months_interval(year, named.month)
        case "season":
            return _season(named, year, setting)
        case "year" | "years":
            return Interval(date(year, 1, 1), date(named.last or year, 12, 31))
        case "academic_year":
            return None
        case _:
            return _part_of_financial_year(named, year, setting)


def _part_of_financial_year(named: Named, year: int, setting: Setting) -> Interval | None:
    """A financial year, or quarters or halves of it or of a calendar year."""
    first_month = financial_year_start(setting.country)
    if named.month:  # the page says in brackets which months
        return months_interval(year, named.month, 3 * (named.last - named.first + 1))
    if _is_open(named, setting):
        return None
    start = first_month if named.fiscal or named.unit == "financial_year" else 1
    year -= named.ends and start > 1
    if named.unit == "financial_year":
        return months_interval(year, start, 12)
    if named.unit == "half":
        return months_interval(year, start + 6 * (named.first - 1), 6 * (named.last - named.first + 1))
    return quarter_interval(year, named.first, named.last, start)


def _is_open(named: Named, setting: Setting) -> bool:
    """Whether nothing says which twelve months are meant.

    "FY 2021" is named by the year it ends in, which needs a country; "FY 2020-21" is not how the United States count;
    "Q3" alone is a quarter of the financial year except where the calendar's are as common.
    """
    first_month = financial_year_start(setting.country)
    if named.ends:
        return country_code(setting.country) is None
    if named.fiscal and named.year is not None:
        return first_month == 10
    return named.unit == "quarter" and named.year is None and not named.relative and first_month in (7, 10)


def _season(named: Named, year: int, setting: Setting) -> Interval | None:
    """A season; of two years printed ("winter 2020-21") the first, which is open for a season that lies in one year."""
    interval = season_interval(year, named.month, setting.country)
    return interval if not named.last or interval.earliest.month >= 9 else None


def _day(named: Named, year: int, setting: Setting) -> Interval | None:
    if named.unit == "numeric":
        return _numeric_day(named, year, setting)
    return days_interval(year, named.month, named.first, named.last)


def _numeric_day(named: Named, year: int, setting: Setting) -> Interval | None:
    """Day and month of "01/02/2021": by the number above 12, by the column, by the country; else refused."""
    first, last = named.first, named.last
    day_first = setting.day_first
    if first > 12 or last > 12:
        day_first = first > 12
    elif first == last:
        day_first = True
    elif day_first is None:
        # Canada writes both; without a country nothing is known.
        day_first = {None: None, "CA": None, "US": False}.get(country_code(setting.country), True)
    if day_first is None:
        return None
    day, month = (first, last) if day_first else (last, first)
    return days_interval(year, month, day, day)


def _make_span(start: int, end: int, named: Named, interval: Interval | None, inferred: bool) -> DateSpan:
    several = named.first != named.last and named.unit in ("day", "quarter", "half")
    kind = _KIND_OF_UNIT.get(named.unit, named.unit)
    if named.part in ("commencing", "ending"):
        kind = "week"
    elif several or named.from_part or named.part in _HALVES:
        kind = "range"
    qualifier = named.bound or (None if named.from_part else _QUALIFIERS.get(named.part))
    return _span_of_days(start, end, kind, _precision(named), qualifier, interval, inferred)


def _precision(named: Named) -> str | None:
    if named.part in ("commencing", "ending"):
        return "week"
    if named.unit == "academic_year":
        return None
    if named.part in _HALVES and named.unit != "month":
        return "quarter"
    return _PRECISION_OF_UNIT.get(named.unit, named.unit)


# ---------------------------------------------------------------- ranges


def read_pair(low: str, one: Named, other: Named, setting: Setting) -> DateSpan | None:
    """Two names as one range, if the word between them says so and it runs forwards; else None.

    What moved from one date to another is no range.

    Two months of a year that follow each other are one in prose ("in May and June 2024").

    >>> from extract.values.date_grammar import find_named
    >>> text = "21 December to 4 January"
    >>> names = find_named(text, text.lower())
    >>> read_pair(text.lower(), *names, Setting(months_interval(2021, 3), "GB", None, None)).edtf
    '2020-12-21/2021-01-04'
    """
    link = _RANGE.fullmatch(low, one.end, other.start)
    if link is None or one.relative == "the" or other.lead >= 0 or (link["to"] and _has_moved(low, one.start)):
        return None
    listed = link["and"] is not None and one.lead < 0
    if listed and not (_are_two_months(one, other) and not setting.whole and low[one.start - 2 : one.start] != ", "):
        return None
    if link["to"] and _is_financial_year(low, one, other, setting):
        return read_single(low, one._replace(end=other.end, unit="financial_year", fiscal=True), setting)
    if one.unit == other.unit == "quarter" and one.year is None:
        one = one._replace(fiscal=other.fiscal, ends=other.ends)
    ends, inferred = _read_both(one, other, setting)
    if ends is None:
        known = setting.reference is not None or one.year or other.year
        return None if known else _make_range(one, other, None, False)
    whole = _span_ends(*ends, adjacent=listed or bool(link["slash"]))
    return None if whole is None else _make_range(one, other, whole, inferred)


def _has_moved(low: str, start: int) -> bool:
    """Whether something went from one date to another: "slipped from March to June 2021" is two dates."""
    return _MOVED.search(low, max(0, start - _REACH_OF_MOVE), start) is not None


def _are_two_months(one: Named, other: Named) -> bool:
    """Whether two names are months of one year, which stands behind the second."""
    return one.unit == other.unit == "month" and other.year is not None and one.year in (None, other.year)


def _is_financial_year(low: str, one: Named, other: Named, setting: Setting) -> bool:
    """ "2022 to 2023" without "from" or "between", where financial years run over two calendar years."""
    plain = one.unit == other.unit == "year" and not (one.part or other.part) and one.lead < 0
    follow = one.year is not None and other.year == one.year + 1
    opened = low[max(0, one.start - 8) : one.start].split()[-1:] in (["from"], ["de"], ["o"])
    return plain and follow and not opened and financial_year_start(setting.country) in (4, 7)


def _span_ends(first: Interval, last: Interval, *, adjacent: bool) -> Interval | None:
    """From the first to the last if that runs forwards; `adjacent`: only what touches ("March / June" are two)."""
    if first.earliest > last.earliest or first.latest > last.latest:
        return None
    if adjacent and last.earliest > first.latest + timedelta(days=1):
        return None
    return Interval(first.earliest, last.latest)


def _make_range(one: Named, other: Named, interval: Interval | None, inferred: bool) -> DateSpan:
    precisions = [precision for precision in (_precision(one), _precision(other)) if precision]
    start = one.lead if one.lead >= 0 else one.start
    precision = max(precisions, key=_PRECISIONS.index, default=None)
    return _span_of_days(start, other.end, "range", precision, one.bound, interval, inferred)


def _span_of_days(
    start: int,
    end: int,
    kind: str,
    precision: str | None,
    qualifier: str | None,
    interval: Interval | None,
    inferred: bool,
) -> DateSpan:
    """A date with the days of an interval; without a value where there is none."""
    if interval is None:
        return DateSpan(start, end, kind, None, None, precision, qualifier)
    days = interval.earliest, interval.latest
    return DateSpan(start, end, kind, *days, precision, qualifier, format_edtf(interval), inferred)


def _read_both(one: Named, other: Named, setting: Setting) -> tuple[tuple[Interval, Interval] | None, bool]:
    """Both ends of a range; an end without a year takes the nearest that lets the range run forwards."""
    year, relative = _year_of(one, setting)
    other_year, other_relative = _year_of(other, setting)
    if year is None and other_year is None:
        return _read_without_years(one, other, setting), True
    firsts = _in_years(one, [year] if year is not None else [other_year, (other_year or 0) - 1], setting)
    lasts = list(_in_years(other, [other_year] if other_year is not None else [year, (year or 0) + 1], setting))
    pairs = ((first, last) for first in firsts for last in lasts if first.earliest <= last.earliest)
    return next(pairs, None), relative or other_relative


def _read_without_years(one: Named, other: Named, setting: Setting) -> tuple[Interval, Interval] | None:
    if setting.reference is None:
        return None
    pairs: dict[Interval, tuple[Interval, Interval]] = {}
    for year, first in _candidates(one, setting):
        last = next(
            (last for last in _in_years(other, [year, year + 1], setting) if last.earliest >= first.earliest), None
        )
        if last is not None:
            pairs[Interval(first.earliest, last.latest)] = (first, last)
    chosen = nearest_interval(pairs, setting.reference, _tense(one, setting))
    return None if chosen is None else pairs[chosen]


def _in_years(named: Named, years: Iterable[int | None], setting: Setting) -> Iterator[Interval]:
    for year in years:
        interval = None if year is None else _interval_in(named, year, setting)
        if interval is not None:
            yield interval
