"""Amounts of money: examples in money.toml, cells of tables, and what must hold for every text."""

from __future__ import annotations

import tomllib
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values.money import find_money, parse_money
from extract.values.money_amounts import Money
from extract.values.money_columns import MoneyUnit, find_figures, parse_unit

EXAMPLES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("money.toml").read_text(encoding="utf-8")
)


def show(text: str, money: Money) -> str:
    low, high = money.amount_min, money.amount_max
    amount = f"{low}" if low == high else f"{'' if low is None else low}..{'' if high is None else high}"
    qualifier = f"{money.qualifier} " if money.qualifier else ""
    per = f" per {money.per}" if money.per else ""
    whole = "" if money.part_of is None else f" in {money.part_of}"
    return f"{text[money.start : money.end]} = {qualifier}{money.currency or '?'} {amount}{per}{whole}"


def show_all(text: str, country: str | None = None) -> list[str]:
    return [show(text, money) for money in find_money(text, country=country)]


def examples(*groups: str) -> list[Any]:
    return [pytest.param(example, id=example["text"]) for group in groups for example in EXAMPLES[group]]


@pytest.mark.parametrize("example", examples("real", "form", "bug"))
def test_every_amount_is_found_with_its_span_and_value(example: dict[str, Any]) -> None:
    assert show_all(example["text"], example.get("country")) == example["found"]


@pytest.mark.parametrize("example", examples("nothing"))
def test_what_is_no_amount_gives_nothing(example: dict[str, Any]) -> None:
    assert show_all(example["text"], example.get("country")) == []


@pytest.mark.xfail(reason="known failure", strict=True)
@pytest.mark.parametrize("example", examples("known_failure"))
def test_known_failures(example: dict[str, Any]) -> None:
    assert show_all(example["text"], example.get("country")) == example["found"]


@pytest.mark.parametrize(
    "text",
    ["£5m", "up to £600", " nearly £1m. ", "between £5m and £10m", "£103 per resident", "£500 each*", "£1m or more"],
)
def test_a_text_that_is_one_amount_is_parsed(text: str) -> None:
    assert parse_money(text) == find_money(text)[0]


@pytest.mark.parametrize("text", ["£5m and £10m", "the £5m fund", "£5m to schools", "", "5", "£5m; £6m"])
def test_a_text_that_is_more_or_less_than_one_amount_is_not_parsed(text: str) -> None:
    assert parse_money(text) is None


@pytest.mark.parametrize(
    ("heading", "unit", "currency", "factor"),
    [
        ("£ million", "£ million", "GBP", 10**6),
        ("Budget (£m)", "£m", "GBP", 10**6),
        ("£million 2020-21", "£million", "GBP", 10**6),
        ("$000", "$000", "USD", 1000),
        ("Cost ($'000)", "$'000", "USD", 1000),
        ("£000s", "£000s", "GBP", 1000),
        ("£ (thousands)", "£ (thousands", "GBP", 1000),
        ("Funding in € billion", "€ billion", "EUR", 10**9),
        ("Value (£)", "£", "GBP", 1),
        ("Cost £", "£", "GBP", 1),
        ("GBP million", "GBP million", "GBP", 10**6),
        ("NZ$m", "NZ$m", "NZD", 10**6),
        ("(in millions of dollars)", "millions of dollars", "USD", 10**6),
        ("en M$", "M$", "USD", 10**6),
        ("$ in thousands", "$ in thousands", "USD", 1000),
        ("£m planned / £m spent", "£m", "GBP", 10**6),
    ],
)
def test_a_heading_gives_the_unit_of_its_column(heading: str, unit: str, currency: str, factor: int) -> None:
    found = parse_unit(heading, country="US")
    assert found is not None
    assert (heading[found.start : found.end], found.currency, found.factor) == (unit, currency, factor)


@pytest.mark.parametrize(
    "heading", ["Budget", "Projects over £5m", "£m (%)", "£m and £000", "Million", "Status", "", "£5"]
)
def test_a_heading_without_one_clear_unit_gives_none(heading: str) -> None:
    assert parse_unit(heading) is None


UNIT = MoneyUnit("GBP", 10**6, 3, 5)


@pytest.mark.parametrize(
    ("cell", "figures"),
    [
        ("12.5", ["12.5 = GBP 12500000"]),
        ("1,234", ["1,234 = GBP 1234000000"]),
        (" 12.5* ", ["12.5 = GBP 12500000"]),
        ("12.5 [1]", ["12.5 = GBP 12500000"]),
        ("10-15", ["10-15 = GBP 10000000..15000000"]),
        ("up to 10", ["10 = up_to GBP ..10000000"]),
        ("(1.5)", ["1.5 = GBP -1500000"]),
        ("-1.5", ["-1.5 = GBP -1500000"]),
        ("−1.5", ["−1.5 = GBP -1500000"]),
        ("0", ["0 = GBP 0"]),
        ("1.5\n2.5", ["1.5 = GBP 1500000", "2.5 = GBP 2500000"]),
        ("£600k", ["£600k = GBP 600000"]),
        ("A total of £600k in fees", ["£600k = GBP 600000"]),
        ("£12.5", []),
        ("12 projects", []),
        ("in 2020 and 2021", []),
        ("12.5%", []),
        ("–", []),
        ("n/a", []),
        ("", []),
        ("15-10", []),
        ("1,5", []),
    ],
)
def test_bare_figures_take_the_unit_of_their_heading(cell: str, figures: list[str]) -> None:
    assert [show(cell, money) for money in find_figures(cell, UNIT)] == figures


def test_a_bare_figure_says_where_its_unit_stands() -> None:
    bare, own = find_figures("12.5\n£600k", UNIT)
    assert (bare.unit_start, bare.unit_end) == (3, 5)
    assert (own.unit_start, own.unit_end) == (None, None)


def test_a_dollar_in_a_cell_is_that_of_the_heading_and_never_a_euro() -> None:
    (canadian,) = find_figures("a fee of $5,000", MoneyUnit("CAD", 10**6, 0, 2))
    (unknown,) = find_figures("a fee of $5,000", MoneyUnit("EUR", 10**6, 0, 2))
    assert (canadian.currency, unknown.currency) == ("CAD", None)


def test_parts_stay_with_their_whole_on_a_later_line_of_a_cell() -> None:
    found = find_figures("12\n£29m, including £12.5m for schools", UNIT)
    assert [money.part_of for money in found] == [None, None, 1]


def test_amounts_do_not_depend_on_the_precision_of_the_thread() -> None:
    with localcontext() as context:
        context.prec = 3
        assert find_money("£1,234,567.89")[0].amount_min == Decimal("1234567.89")


SEPARATED = st.integers(0, 10**12).map(lambda number: (f"{number:,}", Decimal(number)))
PENCE = st.integers(0, 10**12).map(lambda number: (f"{number // 100}.{number % 100:02}", Decimal(number).scaleb(-2)))
MULTIPLE = st.builds(
    lambda tenths, gap, unit: (f"{tenths / 10:g}{gap}{unit[0]}", Decimal(tenths).scaleb(-1) * unit[1]),
    st.integers(1, 9_999),
    st.sampled_from(["", " ", "\u00a0"]),
    st.sampled_from([("million", 10**6), ("billion", 10**9), ("bn", 10**9), ("thousand", 1000), ("MILLION", 10**6)]),
)
CURRENCY = st.sampled_from(
    [("£", "GBP"), ("€", "EUR"), ("$", "CAD"), ("US$", "USD"), ("GBP ", "GBP"), ("A$", "AUD"), ("£ ", "GBP")]
)
QUALIFIER = st.sampled_from(
    [("", None), ("about ", "about"), ("up to a further ", "up_to"), ("just over ", "over"), ("at least ", "at_least")]
)
# No words that say something about an amount, no figures, and a space at the seams.
PROSE = st.text(alphabet="bdfghjlqxz, ’\n", max_size=20).map(lambda words: f" {words} ")


@given(PROSE, QUALIFIER, CURRENCY, SEPARATED | PENCE | MULTIPLE, PROSE)
def test_an_amount_printed_in_any_form_is_found_again(
    before: str, qualifier: tuple[str, str | None], currency: tuple[str, str], printed: tuple[str, Decimal], after: str
) -> None:
    amount = currency[0] + printed[0]
    text = f"{before}{qualifier[0]}{amount}{after}"
    (found,) = find_money(text, country="CA")
    assert text[found.start : found.end] == amount
    assert (found.currency, found.qualifier) == (currency[1], qualifier[1])
    assert {found.amount_min, found.amount_max} - {None} == {printed[1]}
    assert (found.amount_min is None) == (qualifier[1] == "up_to")
    assert (found.amount_max is None) == (qualifier[1] in {"over", "at_least"})


@given(
    st.integers(1, 999), st.integers(1, 999), st.sampled_from([" to £", "-", "–£", "-£", " – £"]), st.sampled_from("mk")
)
def test_a_range_is_one_amount_when_it_rises_and_never_when_it_falls(
    low: int, step: int, joint: str, unit: str
) -> None:
    factor = {"m": 10**6, "k": 1000}[unit]
    (rising,) = find_money(f"£{low}{joint}{low + step}{unit}")
    assert (rising.amount_min, rising.amount_max) == (Decimal(low * factor), Decimal((low + step) * factor))
    falling = find_money(f"£{low + step}{unit}{joint}{low}{unit}")
    assert all(money.amount_min == money.amount_max for money in falling)


PIECES = (
    *(
        "£",
        "€",
        "$",
        "US$",
        "GBP ",
        "1",
        "5",
        "000",
        ",",
        ".",
        " ",
        "\u00a0",
        "-",
        "–",
        "(",
        ")",
        "m",
        "bn",
        " million",
    ),
    *(
        "%",
        "\n",
        " to ",
        " and ",
        "between ",
        "up to ",
        "over ",
        "including ",
        "part of ",
        "= ",
        "per ",
        "week",
        " euros",
    ),
    *("each", "٣", "²"),
)
AMOUNT_LIKE = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(st.text() | AMOUNT_LIKE, st.sampled_from([None, "GB", "US", "ca"]))
def test_spans_lie_in_the_text_in_order_and_amounts_fit_their_column(text: str, country: str | None) -> None:
    found = find_money(text, country=country)
    ends = [0, *(money.end for money in found)]
    for index, (money, earlier_end) in enumerate(zip(found, ends, strict=False)):
        assert earlier_end <= money.start < money.end <= len(text)
        assert any(character.isdigit() for character in text[money.start : money.end])
        assert text[money.start : money.end] == text[money.start : money.end].strip()
        sizes = [size for size in (money.amount_min, money.amount_max) if size is not None]
        assert sizes
        assert sizes == sorted(sizes)
        for size in sizes:
            assert abs(size) < 10**16
            assert size == round(size, 2)
        assert money.part_of is None or (0 <= money.part_of < len(found) and money.part_of != index)


@given(AMOUNT_LIKE)
def test_a_part_is_no_larger_than_its_whole(text: str) -> None:
    found = find_money(text)
    for money in found:
        if money.part_of is not None:
            whole = found[money.part_of]
            assert (money.amount_max or money.amount_min or 0) <= (whole.amount_max or whole.amount_min or 0)


@given(AMOUNT_LIKE | st.text())
def test_cells_and_headings_never_crash(text: str) -> None:
    for money in find_figures(text, UNIT):
        assert 0 <= money.start < money.end <= len(text)
    unit = parse_unit(text)
    assert unit is None or 0 <= unit.start < unit.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "£" * 100_000,
        "£" + "1" * 100_000,
        "£" + "1," * 50_000,
        "£1 " + "111 " * 25_000,
        "between " * 20_000 + "£",
        "£1" + " " * 100_000 + "million",
        "up to a further " * 10_000 + "£x",
        "£9 including " * 10_000,
        "£1-" * 50_000,
    ],
    ids=lambda text: text[:20],
)
def test_hostile_input_is_read_in_linear_time(text: str) -> None:
    # Quadratic reading of these would take minutes, and the test run would be seen to hang.
    assert len(find_money(text)) <= len(text)
