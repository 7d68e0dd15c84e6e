"""The three finders alone, over the words of pages that were read beforehand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from benchmarks.measure import Row, Size, compare_with_parser
from extract.data import load_gazetteer, load_vocabulary
from extract.read import read_page
from extract.values.dates import find_dates
from extract.values.money import find_money
from extract.values.organisations import find_organisations, learn_names

_COUNTRY = "GB"
_REFERENCE = date(2021, 3, 24)

# The texts of a page's own blocks.
Texts = list[str]


def measure_money(size: Size) -> Row:
    """Amounts."""
    return _measure("money", "find amounts of money", _find_money, size)


def measure_dates(size: Size) -> Row:
    """Dates, without the tense that decides the year of a few."""
    return _measure("dates", "find dates", _find_dates, size)


def measure_organisations(size: Size) -> Row:
    """Organisations, with learning the names that each page defines."""
    return _measure("organisations", "learn names and find organisations", _find_organisations, size)


def measure_tags(size: Size) -> Row:
    """All three."""
    return _measure("tags", "find money, dates and organisations", _find_all, size)


def _measure(name: str, job: str, find: Callable[[Texts], None], size: Size) -> Row:
    words = 0

    def read_texts(pages: list[bytes]) -> list[Texts]:
        nonlocal words
        read = [_texts_of(page) for page in pages]
        words = sum(len(text.split()) for texts in read for text in texts)
        return read

    def find_in_each(read: list[Texts]) -> None:
        for texts in read:
            find(texts)

    load_gazetteer()  # start-up, not tagging
    samples = compare_with_parser(read_texts, find_in_each, size)
    # Every block has about as many words as the last.
    notes = {"words a second": words * size.rounds / samples.seconds} | samples.notes()
    return Row(name, job, "P", samples.ratios, notes)


def _texts_of(page: bytes) -> Texts:
    document = read_page(page, load_vocabulary())
    return [document.text[block.start : block.end] for block in document.blocks if not block.chrome]


def _find_money(texts: Texts) -> None:
    for text in texts:
        find_money(text, country=_COUNTRY)


def _find_dates(texts: Texts) -> None:
    for text in texts:
        find_dates(text, reference=_REFERENCE, country=_COUNTRY)


def _find_organisations(texts: Texts) -> None:
    book = learn_names(texts, load_gazetteer(), None, _COUNTRY)
    for text in texts:
        find_organisations(text, book)


def _find_all(texts: Texts) -> None:
    _find_money(texts)
    _find_dates(texts)
    _find_organisations(texts)
