"""Copies of a comparison of two versions, in which old and new words stand in one another without a mark (D11)."""

from __future__ import annotations

import re

from extract.errors import PageError
from extract.values.date_words import MONTHS

# Abbreviations are too easily parts of other words.
_FULL_NAMES = [
    name for name in MONTHS if len(name) > 4 or name in ("may", "june", "july", "mai", "juin", "mars", "août")
]
_NAMES = "|".join(sorted(_FULL_NAMES, key=len, reverse=True))
# "2522 JanuaryOctober 20212020": two months in one word, then one year or two in one number.
_TWO_DATES = re.compile(
    rf"(?<!\w)(?:\d{{1,4}}\s)?(?P<first>{_NAMES})(?P<second>{_NAMES})\s(?:19|20)\d\d(?P<year>(?:19|20)\d\d)?(?!\d)",
    re.IGNORECASE,
)
_FEWEST = 2


def refuse_tracked_changes(text: str) -> None:
    """Refuse a page in which dates of two versions run into one another.

    Raises:
        PageError: Two months and two years, or twice two months and a year, stand in one another: nobody can tell
            which words the publisher last meant.

    >>> refuse_tracked_changes("Updated 2522 JanuaryOctober 20212020")
    Traceback (most recent call last):
    extract.errors.PageError: old and new text run into one another ('2522 JanuaryOctober 20212020'): a comparison of \
two versions is not read
    """
    found = list(_TWO_DATES.finditer(text))
    certain = [one for one in found if one["year"]]
    if certain or len(found) >= _FEWEST:
        words = (certain or found)[0][0]
        raise PageError(f"old and new text run into one another ({words!r}): a comparison of two versions is not read")
