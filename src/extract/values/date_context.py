"""What stands about a name of a date: whether it is one at all, and what it shares with its neighbours."""

from __future__ import annotations

import re

from extract.values.date_grammar import Named
from extract.values.date_patterns import DASH, GAP
from extract.values.date_words import ENGLISH_MONTHS, FOLLOWERS, LEADS, PLAIN_MONTHS, SURE_LEADS

# The word before a name and an article or dash between them, read from the name to the left.
_LEAD = re.compile(
    rf"[(\[“‘\"']?(?:{GAP})?(?P<article>(?:eht|ry|y|al|el|[’']l){GAP}|{DASH})?(?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)?)"
)
_FOLLOW = re.compile(r"[^\S\n]*(?:(?P<word>[^\W\d_]+)|(?P<figure>[0-9£$€%&]|\.[0-9]|-[^\W\d_]))?")
_LISTED = re.compile(
    rf"(?:{GAP})?(?:(?:,|/|&|{DASH})|,?(?:{GAP})?(?:and|or|et|a|ac|neu){GAP})(?:{GAP})?(?:the{GAP})?(?:in{GAP})?\Z"
)
_GLUED = re.compile(r"[^\W\d_]|%|\.[0-9]|-[^\W\d_]")
_TO_A_YEAR = re.compile(rf"(?:{GAP})?(?:to|{DASH})(?:{GAP})?(?:19|20)[0-9]{{2}}(?![0-9])")
_AND = re.compile(rf"{GAP}(?:and|or|&){GAP}\Z")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_LEAD_REACH = 40
_ADDRESS_REACH = 200


def is_date(text: str, low: str, named: Named, previous_end: int | None, whole: bool) -> bool:
    """Whether the words around a name make it a date; a name with its own day and year needs none.

    low: the text in lower case. previous_end: where the last date before it ends. whole: the text is a cell of dates.

    >>> from extract.values.date_grammar import find_named
    >>> def answers(text, whole=False):
    ...     return [is_date(text, text.lower(), named, None, whole) for named in find_named(text, text.lower())]
    >>> answers("in March"), answers("Theresa May"), answers("during 2020"), answers("2020 homes")
    ([True], [False], [True], [False])
    >>> answers("2020"), answers("2020", whole=True)
    ([False], [True])
    """
    if _stands_in_address(low, named.start):
        return False
    if low.endswith("christmas", named.start, named.end):
        return named.bound is not None
    if named.relative:
        return _is_relative(low, named, whole)
    if named.unit in ("year", "financial_year"):
        return _is_year(low, named, previous_end, whole)
    return named.year is not None or _is_date_without_year(text, low, named, previous_end, whole)


def are_listed(low: str, end: int, start: int) -> bool:
    """Whether only a comma, a slash, "and" or "or" stands between two names.

    >>> are_listed("march, april", 5, 7), are_listed("march. april", 5, 7)
    (True, False)
    """
    return _LISTED.fullmatch(low, end, start) is not None


def share_words(low: str, names: list[Named]) -> list[Named]:
    """Names in a list share the year printed once ("January and February 2021") and the "by" before the first.

    >>> from extract.values.date_grammar import find_named
    >>> text = "by May and June 2021"
    >>> [(one.year, one.bound) for one in share_words(text.lower(), find_named(text, text.lower()))]
    [(2021, 'by'), (2021, 'by')]
    """
    shared = list(names)
    for position in range(len(names) - 2, -1, -1):
        one, other = shared[position], shared[position + 1]
        if one.year or one.relative or one.near or not other.year or not _are_alike(one, other):
            continue
        if (one.month, one.first) < (other.month, other.first) and are_listed(low, one.end, other.start):
            shared[position] = one._replace(year=other.year)
    for position in range(1, len(shared)):
        one, other = shared[position - 1], shared[position]
        if (
            one.bound == "by"
            and not other.bound
            and _are_alike(one, other)
            and _AND.fullmatch(low, one.end, other.start)
        ):
            shared[position] = other._replace(bound="by")
    return shared


def _are_alike(one: Named, other: Named) -> bool:
    return one.unit == other.unit or {one.unit, other.unit} == {"day", "month"}


def _stands_in_address(low: str, at: int) -> bool:
    if at == 0 or low[at - 1].isspace():
        return False
    token = low[max(0, at - _ADDRESS_REACH) : at].rsplit(None, 1)[-1]
    return "://" in token or "www." in token or "@" in token or token.endswith("_")


def _is_relative(low: str, named: Named, whole: bool) -> bool:
    """ "This year", "end of the year", "this financial year" are dates; "the year", "the last year" are not."""
    if named.part or named.near or named.unit not in ("year", "financial_year"):
        return True
    if named.relative == "the":
        return whole and named.unit == "financial_year"
    return named.relative != "last" or _lead(low, named.start)[1] != "the"


def _is_date_without_year(text: str, low: str, named: Named, previous_end: int | None, whole: bool) -> bool:
    match named.unit:
        case "day":
            return _is_day(text, low, named)
        case "month":
            return _is_month(text, low, named, previous_end, whole)
        case "season":
            return _is_season(low, named, whole)
        case _:
            return named.unit == "quarter"


def _is_day(text: str, low: str, named: Named) -> bool:
    """A day without a year: "7 may apply" and "in January 15 homes closed" are none."""
    month = _LAST_WORD.search(low, named.start, named.end)
    if month is not None:
        return month[0] not in ENGLISH_MONTHS or text[month.start()].isupper()
    if not text[named.start].isupper():
        return False
    if named.bound is not None or named.lead >= 0 or named.weekday is not None:
        return True
    return _lead(low, named.start)[0] in ("on", "since", "until") or _ends_there(low, named.end)


def _is_month(text: str, low: str, named: Named, previous_end: int | None, whole: bool) -> bool:
    name = _LAST_WORD.search(low, named.start, named.end)
    if name is None or (name[0] in ENGLISH_MONTHS and not text[name.start()].isupper()):
        return False
    if whole or named.part or named.near or named.bound or named.lead >= 0:
        return True
    lead = _lead(low, named.start)[0]
    if not text[name.start()].isupper():
        return False
    if name[0] in PLAIN_MONTHS or lead in LEADS or lead == "the":
        return True
    return previous_end is not None and are_listed(low, previous_end, named.start)


def _is_season(low: str, named: Named, whole: bool) -> bool:
    """ "Over the summer" is a date, "winter pressures" and "to spring from" are none, nor is "the fall in numbers"."""
    if whole or named.part or named.near:
        return True
    lead, article = _lead(low, named.start)
    if (lead not in LEADS and named.bound is None) or not _ends_there(low, named.end):
        return False
    if low[named.start : named.end] not in ("spring", "fall"):
        return True
    follow = _FOLLOW.match(low, named.end)
    verb = not article and lead in ("to", "and", "or", "of", "from", "for")
    return not verb and (follow is None or follow["word"] not in ("in", "of", "from", "to", "into", "within"))


def _is_year(low: str, named: Named, previous_end: int | None, whole: bool) -> bool:
    """A number that looks like a year is one after "in", or after "for" where the sentence then goes on."""
    if _GLUED.match(low, named.end):  # "2020s", "2020%", "2020-based"
        return False
    if not low[named.start].isdigit() or named.end - named.start > len("20/21"):  # "end of 2020", "2020-21"
        return True
    opening = _TO_A_YEAR.match(low, named.end)  # "2025 to 2028"
    ends = _ends_there(low, opening.end() if opening else named.end)
    if whole:
        return ends or low[named.end : named.end + 2].strip()[:1].isdigit()
    lead, article = _lead(low, named.start)
    if article:
        return False
    if lead in SURE_LEADS and not low.endswith("000", named.start, named.end):
        return True
    listed = previous_end is not None and are_listed(low, previous_end, named.start)
    return ends and (listed or opening is not None or lead in LEADS or named.bound is not None)


def _lead(low: str, start: int) -> tuple[str, str]:
    """The word before a name, over an article, and that article or dash."""
    match = _LEAD.match(low[max(0, start - _LEAD_REACH) : start][::-1])
    return (match["word"][::-1], (match["article"] or "").strip()[::-1]) if match else ("", "")


def _ends_there(low: str, end: int) -> bool:
    """Whether what follows begins a new part of the sentence, so that the name is no attribute of it."""
    follow = _FOLLOW.match(low, end)
    return follow is None or (not follow["figure"] and (follow["word"] is None or follow["word"] in FOLLOWERS))
