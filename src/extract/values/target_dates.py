"""What a target-date cell or label says: every printed date, and the words that stand in for one.

A cell is cut at line feeds, semicolons and stops; within a piece each date and each status word is an entry, and a
note in brackets stays with the entry before it. A piece without any date is an entry only if it is one of the things
that people print instead of a date: ongoing, complete, to be confirmed, a frequency (recurring), a time from somewhere
(relative: "6 months", "Year 2", "this parliamentary term"), a condition ("After X is issued") or a vague time (other:
"short term", "immediate", "see above"). Anything else ("95%", "All partners", "-", "n/a", prose) is no entry.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise

from extract.values.calendar import Interval
from extract.values.dates import DateSpan, Setting, lower, read_dates
from extract.values.status import Phrases, read_misspelt

# A typing error is forgiven in these ("Ongong", "Compelte").
_FORGIVEN = Phrases(
    {
        **dict.fromkeys(("ongoing", "continuous", "continuing", "permanent", "underway"), "ongoing"),
        **dict.fromkeys(("complete", "completed"), "complete"),
    }
)
_STATUS_WORDS = _FORGIVEN | {
    **dict.fromkeys(("continuously", "continual", "parhaus", "continu"), "ongoing"),
    **dict.fromkeys(
        ("delivered", "done", "achieved", "implemented", "cwblhawyd", "réalisé", "terminé", "achevé"), "complete"
    ),
}
_PHRASES = (
    (
        "ongoing",
        r"on[-\s]going|under[-\s]way|in\s+progress|en\s+cours|yn\s+parhau|ar\s+y\s+gweill|business\s+as\s+usual",
    ),
    ("complete", r"wedi[’']i\s+gwblhau|wedi[’']u\s+cwblhau"),
    (
        "tbc",
        r"t\.?b\.?[cda]\.?|to\s+be\s+(?:confirmed|determined|advised|agreed|announced|decided|defined|set)|i[’']w\s+gadarnhau",
    ),
    ("tbc", r"à\s+(?:confirmer|déterminer)|not\s+yet\s+(?:confirmed|known|agreed)|date\s+pending"),
)
_WORD = re.compile(r"[^\W\d_]+")
_STATUS = re.compile(
    "|".join(f"(?P<{kind}{number}>(?<!\\w)(?:{pattern})(?!\\w))" for number, (kind, pattern) in enumerate(_PHRASES))
    + r"|(?P<word>[^\W\d_]+)"
)
_RECURRING = re.compile(
    r"(?<!\w)(?:annually|(?<!\w )annual(?=\W*$)"
    r"|yearly|quarterly|monthly|weekly|fortnightly|daily|termly|biannually|biennially|bi-annually|bi-monthly"
    r"|(?:every|each)\s+(?:[0-9]{1,3}|two|three|four|five|six|twelve|other|second|third)?\s*(?:day|week|fortnight|month|quarter|term|year|spring"
    r"|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december)s?"
    r"|(?:per|a)\s+(?:week|month|quarter|term|year|annum)|twice\s+(?:a\s+)?(?:year|yearly)|chaque\s+(?:année|mois|trimestre)"
    r"|annuellement|tous\s+les\s+ans|bob\s+(?:blwyddyn|mis|chwarter)|yn\s+flynyddol|on\s+an\s+annual\s+basis)(?!\w)"
)
_CONDITIONAL = re.compile(
    r"(?:within\s+[^.;]{1,40}?\s(?:of|after|from|following)\s|(?:[0-9]{1,3}|[a-z]{3,6})\s+(?:working\s+)?(?:day|week|month|year)s?\s+(?:after|from|following)\s"
    r"|(?:after|once|when|upon|on\s+completion\s+of|following|subject\s+to|dependent\s+(?:up)?on|depending\s+on|pending|as\s+soon\s+as|if)\s)"
)
# "Following this work we will review ..." is a sentence about an action, not a time.
_MAIN_CLAUSE = re.compile(r"(?<!\w)(?:we|will|shall)(?!\w)")
_COUNT = r"(?:[0-9]{1,3}|one|two|three|four|five|six|nine|ten|twelve|eighteen)"
_RELATIVE = re.compile(
    rf"(?:within\s+|in\s+|over\s+|during\s+)?(?:the\s+)?(?:(?:next|first|coming)\s+)?(?:{_COUNT}\s*(?:-|–|to)\s*)?{_COUNT}[\s-]*(?:working\s+|calendar\s+)?"
    r"(?:day|week|month|year)s?(?!\w)"
    r"|(?:year|month|week|phase)s?\s+[0-9]{1,2}(?:\s*(?:-|–|to|and|&|/)\s*[0-9]{1,2})?(?!\w)"
    r"|(?:(?:by|in|within|during|over|throughout)\s+)?(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?(?:this\s+|current\s+|next\s+)*"
    r"(?:parliamentary|government|council|senedd|assembly|plan|strategy)(?:[’']s)?\s+(?:term|session|period|cycle)(?!\w)"
    r"|(?:(?:by|in|within|during|over|throughout)\s+)?(?:the\s+)?(?:lifetime|life|duration)\s+of\s+(?:the|this)\s"
)
_OTHER = re.compile(
    r"\W*(?:(?:short|medium|long|longer|near)(?:er)?(?:\s*(?:-|–|to|/)\s*(?:medium|long|longer))?[\s-]+term|immediate(?:ly)?|a\.?s\.?a\.?p\.?"
    r"|as\s+soon\s+as\s+(?:possible|practicable)|in\s+due\s+course|as\s+(?:and\s+when\s+)?(?:required|needed|necessary)"
    r"|(?:see|as)\s+above|(?:see|as)\s+below|ditto|in\s+the\s+(?:near|coming)\s+(?:future|months|weeks))\W*"
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,300}[)\]]")
_FOOTNOTE = re.compile(r"[(\[][\s0-9a-z*†‡]{1,3}[)\]]")
_CUT = re.compile(r"\n|;|\.(?=\s+[^\W\d_a-z])|,?\s(?:and\s)?then\s", re.IGNORECASE)
_ABOUT = re.compile(r"(?<!\w)for\s+(?:the\s+)?(?:reporting\s+|financial\s+|fiscal\s+)?(?:years?\s+|period\s+)?\Z")
_UNTIL = re.compile(r"(?<!\w)(?:until|till|through|to|from|starting|beginning|commencing|since)\s+(?:the\s+)?\Z")
_LEADING = re.compile(r"\W*(?:(?:by|in|on|before|the|during|over|from)\s+)*", re.IGNORECASE)
_BARE_LEADING = re.compile(r"[^\w(\[]*")
_LONGEST_WORDING = 12


def parse_target_dates(
    text: str,
    *,
    reference: date | None = None,
    reference_start: date | None = None,
    country: str | None = None,
    day_first: bool | None = None,
) -> list[DateSpan]:
    """The entries of a target-date cell or label value, in order; empty where nothing in it could be a date.

    A missing year is the next one, seen from the reference. The parameters are those of `find_dates`.

    >>> def entries(text, **more):
    ...     return [(text[one.start : one.end], one.kind, one.edtf) for one in parse_target_dates(text, **more)]
    >>> entries("End of 2020/early 2021. Ongoing")
    [('End of 2020/early 2021', 'range', '2020-12/2021-03'), ('Ongoing', 'ongoing', None)]
    >>> entries("Ongoing (FAQs – December 2020) December 2020")
    [('Ongoing (FAQs – December 2020)', 'ongoing', None), ('December 2020', 'month', '2020-12')]
    >>> entries("January 2021 December 2020")
    [('January 2021', 'month', '2021-01'), ('December 2020', 'month', '2020-12')]
    >>> entries("May 2023 and ongoing")
    [('May 2023', 'month', '2023-05'), ('ongoing', 'ongoing', None)]
    >>> entries("May 2023, then annually")
    [('May 2023', 'month', '2023-05'), ('annually', 'recurring', None)]
    >>> entries("in the Spring", reference=date(2020, 12, 31))
    [('Spring', 'season', '2021-03/2021-05')]
    >>> entries("Ongong monitoring"), entries("Within 60 days of the completion of X")
    ([('Ongong monitoring', 'ongoing', None)], [('Within 60 days of the completion of X', 'conditional', None)])
    >>> entries("95%"), entries("All partners"), entries("n/a"), entries("£131 million"), entries("8.13 days")
    ([], [], [], [], [])
    """
    days = None if reference is None else Interval(min(reference_start or reference, reference), reference)
    setting = Setting(days, country, day_first, None, whole=True)
    dates = read_dates(text, setting)
    low = lower(text)
    spans: list[DateSpan] = []
    position = 0
    for start, end in _pieces(text, dates):
        first = position
        while position < len(dates) and dates[position].end <= end:
            position += 1
        spans.extend(_read_piece(text, low, start, end, dates[first:position]))
    return spans


def _pieces(text: str, dates: list[DateSpan]) -> Iterator[tuple[int, int]]:
    """The text cut at line feeds, semicolons, stops and "then" that stand in no bracket and no date."""
    closed = [(one.start(), one.end()) for one in _BRACKETS.finditer(text)] + [(one.start, one.end) for one in dates]
    closed.sort()
    start = 0
    position = 0
    for cut in _CUT.finditer(text):
        while position < len(closed) and closed[position][1] <= cut.start():
            position += 1
        if position < len(closed) and closed[position][0] <= cut.start():
            continue
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


def _read_piece(text: str, low: str, start: int, end: int, dates: list[DateSpan]) -> list[DateSpan]:
    start, end = _without_outer_brackets(text, start, end)
    brackets = [(one.start(), one.end()) for one in _BRACKETS.finditer(text, start, end)]
    outside = [one for one in dates if not _is_inside(one.start, brackets)]
    outside = outside[:1] + [
        one for one in outside[1:] if not _ABOUT.search(low, max(start, one.start - 60), one.start)
    ]
    begin, stop = _trim(text, start, end, _BARE_LEADING)
    if begin >= stop:
        return []
    whole = DateSpan(begin, stop, "other")
    if _is_condition(low, begin, stop, outside):
        return [_with_days(whole._replace(kind="conditional"), outside[-1:])]
    recurring = _read_recurring(low, whole, outside)
    if recurring is not None:
        return [recurring]
    if outside:
        return _read_dates_and_words(low, start, end, brackets, outside)
    return _read_without_dates(text, low, whole, brackets, dates)


def _is_inside(place: int, brackets: list[tuple[int, int]]) -> bool:
    following = bisect_left(brackets, (place, place))
    return following > 0 and place < brackets[following - 1][1]


def _without_outer_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """ "(March 2021)" is a date in brackets, no note to anything."""
    begin, stop = _trim(text, start, end, _BARE_LEADING)
    return (begin + 1, stop - 1) if _BRACKETS.fullmatch(text, begin, stop) else (start, end)


def _trim(text: str, start: int, end: int, leading: re.Pattern[str]) -> tuple[int, int]:
    """The piece without the marks about it; a closing bracket is kept."""
    match = leading.match(text, start, end)
    begin = match.end() if match else start
    while end > begin and not (text[end - 1].isalnum() or text[end - 1] in ")]%"):
        end -= 1
    return begin, end


# ---------------------------------------------------------------- pieces that are one entry


def _is_condition(low: str, start: int, end: int, outside: list[DateSpan]) -> bool:
    match = _CONDITIONAL.match(low, start, end)
    if match is None or _MAIN_CLAUSE.search(low, start, end):
        return False
    # "After March 2021" is a date with a qualifier: nothing but the date follows the word.
    return not outside or low[match.end() : outside[0].start].strip() not in ("", "the")


def _with_days(entry: DateSpan, dates: list[DateSpan]) -> DateSpan:
    """The entry with the days of the one date in it, if its year is printed."""
    for one in dates:
        if not one.year_inferred:
            return entry._replace(
                earliest=one.earliest,
                latest=one.latest,
                precision=one.precision,
                qualifier=one.qualifier,
                edtf=one.edtf,
            )
    return entry


def _read_recurring(low: str, whole: DateSpan, outside: list[DateSpan]) -> DateSpan | None:
    """ "Annually, by March 31", "Biannually until 2029"; but "Quarterly report, March 2021" is a date with a name."""
    match = _RECURRING.search(low, whole.start, whole.end)
    if match is None:
        return None
    printed = [one for one in outside if not one.year_inferred and one.earliest]
    if not printed:
        return whole._replace(kind="recurring")
    last = printed[-1]
    if match.end() <= last.start and _UNTIL.search(low, match.start(), last.start):
        return _with_days(whole._replace(kind="recurring"), [last])
    return None


def _read_without_dates(
    text: str, low: str, whole: DateSpan, brackets: list[tuple[int, int]], dates: list[DateSpan]
) -> list[DateSpan]:
    words = _WORD.findall(low, whole.start, whole.end)
    statuses = list(_statuses(low, whole.start, brackets[0][0] if brackets else whole.end))
    if statuses and (len(words) <= _LONGEST_WORDING or statuses[0][0] == whole.start or brackets):
        return _read_statuses(low, whole, statuses)
    begin, stop = _trim(text, whole.start, whole.end, _LEADING)
    if dates:
        # "end of this parliamentary term (May 2021)": the note says what is meant.
        return [_widen(dates[-1], begin, stop)] if len(words) <= 2 * _LONGEST_WORDING else []
    if len(words) > _LONGEST_WORDING:
        return []
    if match := _RELATIVE.match(low, whole.start, whole.end):
        rest = low[match.end() : whole.end]
        return [DateSpan(begin, stop, "relative")] if not rest.strip() or _goes_on(rest) else []
    return [whole._replace(kind="other")] if _OTHER.fullmatch(low, whole.start, whole.end) else []


def _goes_on(rest: str) -> bool:
    """Whether the words after "6 months" leave it a time: "6 months' notice period for staff" is none."""
    return (
        re.match(r"\s*(?:[(,/–-]|of|from|and|thereafter|onwards|plan|programme|strategy|parliament)", rest) is not None
    )


def _widen(entry: DateSpan, begin: int, stop: int) -> DateSpan:
    return entry._replace(start=min(begin, entry.start), end=max(stop, entry.end))


# ---------------------------------------------------------------- status words


def _statuses(low: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where a word or phrase says ongoing, complete or to be confirmed."""
    for match in _STATUS.finditer(low, start, end):
        if match.lastgroup != "word":
            yield match.start(), match.end(), (match.lastgroup or "").rstrip("0123456789")
            continue
        kind = _status_of_word(match[0])
        if kind == "complete" and _is_not_yet(low, start, match):
            continue
        if kind is not None:
            yield match.start(), match.end(), kind


@lru_cache(maxsize=8192)
def _status_of_word(word: str) -> str | None:
    return _STATUS_WORDS.get(word) or read_misspelt(word, _FORGIVEN)


def _is_not_yet(low: str, start: int, match: re.Match[str]) -> bool:
    """ "To be completed by March" promises, "not complete" and "until complete" deny."""
    before = low[start : match.start()].split()[-2:]
    return bool({"be", "not", "until", "when", "once", "partially", "partly", "nearly"} & set(before)) or low[
        match.end() :
    ].lstrip().startswith("by ")


def _read_statuses(low: str, whole: DateSpan, statuses: list[tuple[int, int, str]]) -> list[DateSpan]:
    """One entry for the piece, or one each where it is nothing but such words ("Ongoing Ongoing")."""
    between = [low[one[1] : other[0]] for one, other in pairwise(statuses)]
    joined = all(not _WORD.search(gap) or gap.strip(" ,&/") == "and" for gap in between)
    if len(statuses) > 1 and joined and statuses[0][0] == whole.start:
        ends = [end for _, end, _ in statuses[:-1]] + [whole.end]
        return [DateSpan(start, end, kind) for (start, _, kind), end in zip(statuses, ends, strict=True)]
    return [whole._replace(kind=statuses[0][2])]


def _read_dates_and_words(
    low: str, start: int, end: int, brackets: list[tuple[int, int]], outside: list[DateSpan]
) -> list[DateSpan]:
    """The dates of a piece with their notes, and the status words before, between and behind them."""
    entries: list[DateSpan] = []
    position = start
    for one in outside:
        for first, last, kind in _statuses(low, position, one.start):
            if not _is_inside(first, brackets):
                entries.append(DateSpan(first, _note_end(low, last, brackets), kind))
        position = _note_end(low, one.end, brackets)
        entries.append(one._replace(end=position))
    rest = next(_statuses(low, position, end), None)
    if rest is not None and not _is_inside(rest[0], brackets):
        entries.append(DateSpan(rest[0], _trim(low, rest[0], end, _BARE_LEADING)[1], rest[2]))
    return entries


def _note_end(low: str, end: int, brackets: list[tuple[int, int]]) -> int:
    """Where an entry ends with the note in brackets that follows it; a footnote mark is no note."""
    following = bisect_left(brackets, (end, end))
    if following == len(brackets):
        return end
    first, last = brackets[following]
    apart = first > end + 4 or low[end:first].strip(" \xa0*")
    return end if apart or _FOOTNOTE.fullmatch(low, first, last) else last
