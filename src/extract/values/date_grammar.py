"""The grammar of dates: where a text names one, and what each name says before any year is guessed.

One cheap pass looks for hints (numbers, capitalised months, a few words); only at a hint are the words sought that a
name may open with, and only at these do the patterns of whole names run. Texts come in lower case, one character for
each of the page's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from extract.values.calendar import FIRST_YEAR, LAST_YEAR
from extract.values.date_patterns import (
    BEFORE,
    BRACKETED_MONTHS,
    CHRISTMAS,
    DASH,
    DAY_MONTH,
    HALF_NAME,
    HINT,
    INSIDE,
    ISO_DAY,
    LOOK_BACK,
    MONTH_FIRST,
    NEAR,
    NUMERIC_DAY,
    NUMERIC_MONTH,
    OPENING,
    QUARTER_NAME,
    RELATIVE,
    SEASON_NAME,
    WORD_REACH,
    YEAR_FIRST,
    YEAR_NAME,
)
from extract.values.date_words import BOUNDS, MONTHS, NUMBERED_THINGS, ORDINALS, PARTS, SEASONS, WEEKDAYS


class Named(NamedTuple):
    """A date as named: the unit, its number and the year that stands beside it, if any.

    unit: day, month, season, quarter, half, year, years (several), financial_year, academic_year or numeric.
    first, last: days of the month, quarters, halves or years; of a numeric date its first two numbers.
    year: the year it begins in; fiscal: that year is the first of a financial year; `ends` where the
    financial year is named by the year it ends in ("FY 2021").
    relative: this, next or last, counted from the reference; `near` the same for a month or season.
    part: see `part_of_interval`, and later, rest, commencing, ending; from_part: "early" of "early to mid 2021".
    lead: start of everything that belongs to the date's own words when "between" is counted in.
    """

    start: int
    end: int
    unit: str
    month: int = 0
    first: int = 0
    last: int = 0
    year: int | None = None
    fiscal: bool = False
    ends: bool = False
    relative: str = ""
    near: str = ""
    part: str = ""
    from_part: str = ""
    bound: str | None = None
    weekday: int | None = None
    lead: int = -1


# What may make a number no day of a month, read from the number to the left: a dash behind a letter, or a word.
_WORD_BEFORE = re.compile(rf"{DASH}[^\W\d_]|(?:[^\S\n]{{1,3}}|[^\S\n]{{0,4}}\n[^\S\n]{{0,2}})[.:]?(?P<word>[^\W\d_]+)")
_REACH_OF_WORD = 20


def find_named(text: str, low: str) -> list[Named]:
    """Every name of a date in page order, overlaps excluded; `low` is the text in lower case, character for character.

    A name is not yet a date: "March" may be a verb and "2020" a number of homes. That is for the caller to decide.

    >>> [(one.unit, one.month, one.year, one.part) for one in find_named("end of May 2021", "end of may 2021")]
    [('month', 5, 2021, 'end')]
    """
    found: list[Named] = []
    seen = 0  # where the last name ends
    for hint in HINT.finditer(text):
        if hint.end() <= seen:
            continue
        for start, word in _find_starts(low, hint, seen):
            if start < seen:
                continue
            named = _read_name(text, low, start, word, seen)
            if named is not None:
                found.append(_look_back(low, named, seen))
                seen = named.end
    return found


def _find_starts(low: str, hint: re.Match[str], seen: int) -> Iterator[tuple[int, str]]:
    """Where at a hint a name may begin, and with what word: there, or before a year ("mars 2023", "financial year")."""
    word = hint.group()
    if len(word) == 4 or word[0] in "yYqQ":
        for opening in OPENING.finditer(low, max(seen, hint.start() - WORD_REACH), hint.end() + WORD_REACH):
            if opening.start() >= hint.end():
                break
            yield opening.start(), opening.group()
    elif not word[0].isdigit():
        only = OPENING.match(low, hint.start() - (word in INSIDE))
        if only is not None:
            yield only.start(), only.group()
    if word[0].isdigit():
        yield hint.start(), word


# ---------------------------------------------------------------- one name

_Reader = Callable[[str, int, int], Named | None]


def _read_name(text: str, low: str, at: int, word: str, floor: int) -> Named | None:
    for read in _readers(text, low, at, word):
        named = read(low, at, floor)
        if named is not None:
            return named
    return None


def _readers(text: str, low: str, at: int, word: str) -> tuple[_Reader, ...]:
    """What a word may begin, the longest names first."""
    if word[0].isdigit():
        return _READERS_BY_FIGURES.get(len(word), ())
    if word in SEASONS and (word != "hydref" or _is_welsh_autumn(text, low, at)):
        return (_read_season,)
    if word in MONTHS:
        return (_read_month_first,)
    return (_read_christmas,) if word == "christmas" else (_read_half, _read_quarter, _read_relative_year, _read_year)


def _read_iso_day(low: str, at: int, _floor: int) -> Named | None:
    match = ISO_DAY.match(low, at)
    if match is None:
        return None
    day = int(match["first"])
    return Named(at, match.end(), "day", int(match["month"]), day, day, int(match["year"]))


def _read_numeric_day(low: str, at: int, _floor: int) -> Named | None:
    match = NUMERIC_DAY.match(low, at)
    if match is None or (match["mark"] != "/" and len(match["year"]) == 2):
        return None
    return Named(at, match.end(), "numeric", 0, int(match["first"]), int(match["last"]), _full_year(match["year"]))


def _read_day_month(low: str, at: int, floor: int) -> Named | None:
    match = DAY_MONTH.match(low, at)
    if match is None or _is_number_of_a_thing(low, at, floor):
        return None
    return _name_days(match, match["month"], match["year"])


def _read_numeric_month(low: str, at: int, _floor: int) -> Named | None:
    match = NUMERIC_MONTH.match(low, at)
    return match and Named(at, match.end(), "month", int(match["month"]), year=int(match["year"]))


def _read_half(low: str, at: int, _floor: int) -> Named | None:
    match = HALF_NAME.match(low, at)
    return match and _name_quarter(low, match, "half")


def _read_quarter(low: str, at: int, _floor: int) -> Named | None:
    match = QUARTER_NAME.match(low, at)
    return match and _name_quarter(low, match, "quarter")


def _read_relative_year(low: str, at: int, _floor: int) -> Named | None:
    match = RELATIVE.match(low, at)
    return match and Named(at, match.end(), "year", relative=match["relative"])


def _read_year(low: str, at: int, _floor: int) -> Named | None:
    match = YEAR_NAME.match(low, at)
    return match and _name_year(match)


def _read_year_first(low: str, at: int, _floor: int) -> Named | None:
    match = YEAR_FIRST.match(low, at)
    return match and _name_year(match)


def _is_number_of_a_thing(low: str, at: int, floor: int) -> bool:
    """Whether the number belongs to a word before it ("Phase 2", "COVID-19") and is no day of a month."""
    before = _WORD_BEFORE.match(low[max(floor, at - _REACH_OF_WORD) : at][::-1])
    return before is not None and (before["word"] is None or before["word"][::-1] in NUMBERED_THINGS)


def _is_welsh_autumn(text: str, low: str, at: int) -> bool:
    """Hydref is October and autumn: Welsh writes months with a capital; before an autumn stands "yr" or "tymor"."""
    before = low[max(0, at - 6) : at].split()[-1:]
    if before in (["mis"], ["fis"]):
        return False
    return text[at] == "h" or before in (["yr"], ["tymor"], ["o’r"], ["o'r"])


def _read_month_first(low: str, at: int, _floor: int) -> Named | None:
    match = MONTH_FIRST.match(low, at)
    if match is None:
        return None
    return _name_days(match, match["month"], match["year"] or match["year2"])


def _name_days(match: re.Match[str], month: str, year: str | None) -> Named:
    """A day, days or the whole month; the short year of "Mar-21" counts, "this year" is left to the reference."""
    first = int(match["first"] or 0)
    last = int(match["last"] or first)
    full = _full_year(year or match["short"])
    unit = "day" if first else "month"
    # "28 to 3 March" runs backwards: only the day beside the month is named.
    start, first = (match.start("last"), last) if last < first else (match.start(), first)
    return Named(start, match.end(), unit, MONTHS[month], first, last, full, relative=match["relative"] or "")


def _read_season(low: str, at: int, _floor: int) -> Named | None:
    match = SEASON_NAME.match(low, at)
    if match is None:
        return None
    season = SEASONS[match["season"]]
    year, last, end = _read_years(match)
    return Named(at, end, "season", season, last=last, year=year, relative=match["relative"] or "")


def _read_christmas(low: str, at: int, _floor: int) -> Named | None:
    match = CHRISTMAS.match(low, at)
    if match is None:
        return None
    return Named(at, match.end(), "day", 12, 25, 25, _full_year(match["year"]))


def _name_quarter(low: str, match: re.Match[str], unit: str) -> Named:
    groups = match.groupdict()
    first = int(groups["first"] or ORDINALS[groups["ordinal"]])
    last = int(groups.get("last") or first)
    year, last_year, end = _read_years(match)
    word = match["fy"] or match["fy2"] or match["this"]
    if match["y1"] and not word and len(match["y1"]) == 2 and not last_year:
        year, end = None, match.end("name")
    relative = "this" if match["this"] else match["relative"] or ""
    bare = year is None and not relative
    named = Named(
        *(match.start(), end, unit, 0, min(first, last), max(first, last), year),
        fiscal=bool(word or last_year or bare) and not match["cy"],
        ends=bool(match["fy"] or match["fy2"]) and not last_year,
        relative=relative,
    )
    brackets = BRACKETED_MONTHS.match(low, end) if unit == "quarter" else None
    if brackets is None:
        return named
    return named._replace(end=brackets.end(), month=0 if named.fiscal and year else MONTHS[brackets["from"]])


def _name_year(match: re.Match[str]) -> Named | None:
    groups = match.groupdict()
    year, last, end = _read_years(match)
    if year is None:
        return _name_year_without_number(match, groups)
    explicit = bool(groups.get("fy"))
    if groups["quarter"]:
        first = int(groups["quarter"])
        fiscal = explicit or last == year + 1
        return Named(match.start(), end, "quarter", 0, first, first, year, fiscal=fiscal, ends=not last and explicit)
    if groups.get("academic"):
        return Named(match.start(), end, "academic_year", year=year)
    if explicit and not last:
        return Named(match.start(), end, "financial_year", year=year, fiscal=True, ends=True)
    if last == year + 1 and not groups.get("cy"):
        return Named(match.start(), end, "financial_year", year=year, fiscal=explicit)
    return _name_plain_year(match, year, last, end)


def _name_plain_year(match: re.Match[str], year: int, last: int, end: int) -> Named | None:
    """Years as the calendar counts them; "2021-03" is a month, two figures alone are a number."""
    if len(match["y1"]) == 2 and "cy" not in match.group():
        return None
    if last:
        return Named(match.start(), end, "years", 0, year, last, year)
    second = match["y2"]
    if second and len(second) == 2 and 1 <= int(second) <= 12 and "/" not in match.group():
        return Named(match.start(), end, "month", int(second), year=year)
    return Named(match.start(), match.end("y1") if second else end, "year", year=year)


def _name_year_without_number(match: re.Match[str], groups: dict[str, str | None]) -> Named | None:
    if groups.get("fy") and not match.group().endswith(("s", "fy", "f/y")):
        return Named(match.start(), match.end(), "financial_year", relative="the", fiscal=True)
    if groups.get("cy") and not match.group().endswith("cy"):
        return Named(match.start(), match.end(), "year", relative="the")
    return None


def _read_years(match: re.Match[str]) -> tuple[int | None, int, int]:
    """First year, last year (0 where one is printed or the pair runs backwards) and where the name ends."""
    if match["y1"] is None:
        return None, 0, match.end()
    first = _full_year(match["y1"])
    assert first is not None
    second = match["y2"]
    if second is None:
        return first, 0, match.end()
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    if first < last <= first + 50:
        return first, last, match.end()
    return first, 0, match.end()


def _full_year(text: str | None) -> int | None:
    """A year of two figures is one of 1969 to 2068, as POSIX has it."""
    if text is None:
        return None
    year = int(text)
    if len(text) == 4:
        return year if FIRST_YEAR <= year <= LAST_YEAR else None
    return year + (2000 if year < 69 else 1900)


_READERS_BY_FIGURES: dict[int, tuple[_Reader, ...]] = {
    4: (_read_iso_day, _read_year_first),
    2: (_read_numeric_day, _read_day_month, _read_quarter, _read_numeric_month, _read_year_first),
    1: (_read_numeric_day, _read_day_month, _read_quarter, _read_numeric_month),
}

# ---------------------------------------------------------------- the words before it


def _look_back(low: str, named: Named, floor: int) -> Named:
    """Take in the words before the name: by, between, end of, w/c, a weekday, next."""
    at = named.start
    match = BEFORE.match(low[max(floor, at - LOOK_BACK) : at][::-1])
    if match is None or not match.end():
        return named
    weekday = _forwards(match["weekday"])
    week = "commencing" if match["commencing"] else "ending" if match["ending"] else ""
    near = NEAR.get(_forwards(match["near"]), "")
    if not _fits(named, bool(weekday or week), near):
        return named
    own = max(match.end(name) for name in ("near", "weekday", "commencing", "ending", "part", "from_part"))
    return named._replace(
        start=at - max(own, 0),
        lead=at - match.end("between") if match["between"] else -1,
        part=week or PARTS.get(_forwards(match["part"]), ""),
        from_part=_forwards(match["from_part"]),
        bound=BOUNDS.get(_forwards(match["bound"])),
        weekday=WEEKDAYS.get(weekday),
        near=near,
    )


def _forwards(backwards: str | None) -> str:
    return " ".join((backwards or "")[::-1].split())


def _fits(named: Named, of_a_day: bool, near: str) -> bool:
    """Weeks and weekdays go with days, "next" with what comes round every year."""
    if of_a_day:
        return named.unit in ("day", "numeric")
    return not near or (named.year is None and named.unit in ("month", "season", "financial_year"))
