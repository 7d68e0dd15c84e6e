"""Dates in prose and in target-date cells: examples in dates.toml, and what must hold for every text."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from extract.values.dates import DateSpan, find_dates, find_day_order
from extract.values.target_dates import parse_target_dates

EXAMPLES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("dates.toml").read_text(encoding="utf-8")
)
KINDS = frozenset(
    "day week month season quarter year financial_year range".split()
    + "ongoing recurring relative conditional complete tbc other".split()
)
PRECISIONS = ("day", "week", "month", "season", "quarter", "year", None)
QUALIFIERS = ("by", "early", "mid", "late", "end", "before", "after", "around", None)
MONTHS = "January February March April May June July August September October November December".split()
MARCH_2021 = date(2021, 3, 24)


def show(text: str, found: DateSpan) -> str:
    days = f"{found.earliest}..{found.latest}" if found.earliest else "-"
    words = [days, found.precision, found.qualifier, "inferred" if found.year_inferred else None]
    return f"{text[found.start : found.end]} = {found.kind} {' '.join(word for word in words if word)}"


def examples(*groups: str) -> list[Any]:
    return [
        pytest.param(text, found, {key: value for key, value in block.items() if key != "examples"}, id=text)
        for group in groups
        for block in EXAMPLES[group]
        for text, *found in block["examples"]
    ]


def read_prose(text: str, setting: dict[str, Any]) -> list[str]:
    given_to = {key: value for key, value in setting.items() if key != "tense"}
    tense = setting.get("tense")
    return [show(text, one) for one in find_dates(text, tense_at=lambda _place: tense, **given_to)]


def read_cell(text: str, setting: dict[str, Any]) -> list[str]:
    return [show(text, one) for one in parse_target_dates(text, **setting)]


# ---------------------------------------------------------------- examples


@pytest.mark.parametrize(("text", "found", "setting"), examples("real", "form", "open", "bug", "nothing"))
def test_dates_of_prose(text: str, found: list[str], setting: dict[str, Any]) -> None:
    assert read_prose(text, setting) == found


@pytest.mark.parametrize(("text", "found", "setting"), examples("cell", "no_cell"))
def test_entries_of_a_target_date_cell(text: str, found: list[str], setting: dict[str, Any]) -> None:
    assert read_cell(text, setting) == found


@pytest.mark.xfail(strict=True, reason="not understood yet")
@pytest.mark.parametrize(("text", "found", "setting"), examples("known"))
def test_known_failures(text: str, found: list[str], setting: dict[str, Any]) -> None:
    assert read_prose(text, setting) == found


# ---------------------------------------------------------------- what the setting decides


def test_tense_is_asked_only_about_dates_without_a_year() -> None:
    text = "Done in March 2020, 2021-03-31 and Q3 2021/22; more on 4 March and over the summer."
    asked: list[int] = []

    def tense_at(place: int) -> str:
        asked.append(place)
        return "promised"

    find_dates(text, reference=MARCH_2021, country="GB", tense_at=tense_at)
    assert [text[place : place + 6] for place in asked] == ["4 Marc", "summer"]


def test_any_day_of_an_edition_dated_by_its_month_counts_as_near() -> None:
    text = "to be held w/c 21 December"
    december = {"reference": date(2020, 12, 31), "reference_start": date(2020, 12, 1)}
    assert read_prose(text, {**december, "tense": "promised"}) == [
        "w/c 21 December = week 2020-12-21..2020-12-27 week inferred"
    ]
    assert read_prose(text, {"reference": date(2020, 12, 31), "tense": "promised"}) == [
        "w/c 21 December = week 2021-12-21..2021-12-27 week inferred"
    ]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["01/02/2021", "13/02/2021", "Ongoing"], True),
        (["01/02/2021", "2/13/2021"], False),
        (["13/02/2021", "02/13/2021"], None),
        (["01/02/2021", "March 2021", ""], None),
        ([], None),
    ],
)
def test_day_order_of_a_column(texts: list[str], order: bool | None) -> None:
    assert find_day_order(texts) is order


@pytest.mark.parametrize(
    ("day_first", "country", "expected"),
    [
        (True, None, date(2021, 2, 1)),
        (False, None, date(2021, 1, 2)),
        (None, "GB", date(2021, 2, 1)),
        (None, "AU", date(2021, 2, 1)),
        (None, "US", date(2021, 1, 2)),
        (True, "US", date(2021, 2, 1)),
        (None, "CA", None),
        (None, None, None),
    ],
)
def test_numeric_dates_follow_the_column_then_the_country(
    day_first: bool | None, country: str | None, expected: date | None
) -> None:
    (found,) = find_dates("due 01/02/2021", day_first=day_first, country=country)
    assert (found.earliest, found.latest) == (expected, expected)


@pytest.mark.parametrize(
    ("country", "first"),
    [("GB", date(2020, 4, 1)), ("CA", date(2020, 4, 1)), ("AU", date(2020, 7, 1)), ("NZ", date(2020, 7, 1))],
)
def test_financial_years_begin_where_the_country_begins_them(country: str, first: date) -> None:
    (found,) = find_dates("in 2020-21", country=country)
    assert (found.kind, found.earliest, found.latest) == (
        "financial_year",
        first,
        first.replace(year=2021) - timedelta(days=1),
    )


# ---------------------------------------------------------------- round trips

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
DAY_FORMS = (
    "{day} {month} {year}",
    "{day:02} {short} {year}",
    "{day}{ordinal} of {month} {year}",
    "{month} {day}, {year}",
    "{short}. {day} {year}",
    "{weekday} {day} {month} {year}",
    "{day}{month}{year}",
    "{day:02}/{number:02}/{year}",
    "{day:02}.{number:02}.{year}",
    "{year}-{number:02}-{day:02}",
    "{upper} {day}, {year}",
    "{day}\u00a0{month}\u00a0{year}",
)


@given(day=DAYS, form=st.sampled_from(DAY_FORMS), whole=st.booleans())
def test_a_day_is_read_as_it_was_printed(day: date, form: str, whole: bool) -> None:
    printed = form.format(
        day=day.day,
        ordinal={1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th"),
        month=MONTHS[day.month - 1],
        short=MONTHS[day.month - 1][:3],
        upper=MONTHS[day.month - 1].upper(),
        number=day.month,
        weekday=f"{day:%A}",
        year=day.year,
    )
    text = printed if whole else f"It was agreed on {printed}, and work began."
    read = parse_target_dates if whole else find_dates
    (found,) = read(text, country="GB")
    assert text[found.start : found.end] == printed
    assert (found.kind, found.earliest, found.latest, found.edtf) == ("day", day, day, day.isoformat())


@given(
    year=st.integers(1900, 2099), month=st.integers(1, 12), form=st.sampled_from(("{0} {1}", "{0} of {1}", "{0}, {1}"))
)
def test_a_month_is_read_as_it_was_printed(year: int, month: int, form: str) -> None:
    printed = form.format(MONTHS[month - 1], year)
    text = f"by {printed}."
    (found,) = find_dates(text)
    assert (text[found.start : found.end], found.qualifier, found.edtf) == (printed, "by", f"{year}-{month:02}")
    assert found.latest == date(year, month, monthrange(year, month)[1])


@given(year=st.integers(2000, 2098), dash=st.sampled_from("-–/"), long=st.booleans())
def test_a_financial_year_is_read_as_it_was_printed(year: int, dash: str, long: bool) -> None:
    printed = f"{year}{dash}{year + 1 if long else f'{(year + 1) % 100:02}'}"
    (found,) = find_dates(f"spent in {printed} on", country="GB")
    assert (found.kind, found.earliest, found.latest) == ("financial_year", date(year, 4, 1), date(year + 1, 3, 31))


@given(first=DAYS, length=st.integers(1, 300))
def test_a_range_is_read_as_it_was_printed(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    if last.year > 2100:
        return
    printed = f"{first.day} {first:%B} {first.year} to {last.day} {last:%B} {last.year}"
    (found,) = find_dates(f"from {printed}")
    assert (found.kind, found.earliest, found.latest, found.precision) == ("range", first, last, "day")


# ---------------------------------------------------------------- what holds for every text

PIECES = st.sampled_from(
    [
        *"by early mid late end of the to and between in on / - – , . ; ( ) w/c Friday 1 2nd 10 21 31 2020".split(),
        *"2021 2021-22 24/25 January March may May Dec spring Winter autumn Q1 Q3 quarter 3/4 FY FY22".split(),
        *"financial year this last next Christmas Ongoing complete TBC annually every after within 6 months".split(),
        *"01/02/2021 02/13/21 2021-03-31 hydref mars Mai D’ici la fin de £ % İ".split(),
        "\n",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map("".join))
REFERENCES = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2090, 12, 31)))
COUNTRIES = st.sampled_from(["GB", "US", "AU", "IE", "CA", "FR", None])
TENSES = st.sampled_from(["achieved", "promised", "ongoing", None])


def days_of_edtf(edtf: str) -> tuple[date, date]:
    parsed = parse_edtf(edtf)
    return date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])


def assert_sound(text: str, spans: list[DateSpan]) -> None:
    end = 0
    for one in spans:
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        assert (one.kind in KINDS, one.precision in PRECISIONS, one.qualifier in QUALIFIERS) == (True, True, True)
        assert (one.earliest is None) == (one.latest is None) == (one.edtf is None)
        if one.earliest and one.latest and one.edtf:
            assert one.earliest <= one.latest
            assert days_of_edtf(one.edtf) == (one.earliest, one.latest)
        else:
            assert not one.year_inferred
        end = one.end


@given(text=TEXTS, reference=REFERENCES, country=COUNTRIES, tense=TENSES)
def test_dates_of_any_text_are_sound(text: str, reference: date | None, country: str | None, tense: str | None) -> None:
    spans = find_dates(text, reference=reference, country=country, tense_at=lambda _place: tense)
    assert_sound(text, spans)
    assert all(one.year_inferred is False for one in spans) or reference is not None


@given(text=TEXTS, reference=REFERENCES, country=COUNTRIES)
def test_entries_of_any_cell_are_sound(text: str, reference: date | None, country: str | None) -> None:
    assert_sound(text, parse_target_dates(text, reference=reference, country=country))


@given(text=TEXTS)
def test_what_stands_before_and_behind_on_other_lines_changes_nothing(text: str) -> None:
    alone = parse_target_dates(text, country="GB")
    framed = parse_target_dates(f"Ongoing\n\n{text}\n\nOngoing", country="GB")
    assert [(one.start + 9, one.kind, one.edtf) for one in alone] == [
        (one.start, one.kind, one.edtf) for one in framed[1:-1]
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "March ",
        "1 ",
        "2020-",
        "1, ",
        "between January and ",
        "10 and ",
        "q1/",
        "in 2020 ",
        "January/",
        "(",
        "end of ",
        " ",
    ],
)
def test_hostile_repetition_is_read_to_its_end(piece: str) -> None:
    text = piece * 5_000 + "Ongoing"
    assert_sound(text, find_dates(text, reference=MARCH_2021, country="GB")[:50])
    assert_sound(text, parse_target_dates(text, reference=MARCH_2021, country="GB")[:50])
