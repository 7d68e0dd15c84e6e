"""The patterns of dates, compiled once: hints, the words that open a name, and whole names.

Every quantifier is bounded, so that time is linear in the text. All but `HINT` read texts in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from extract.values.date_words import BOUNDS, MONTHS, ORDINALS, PARTS, SEASONS, WEEKDAYS

# ---------------------------------------------------------------- pieces of patterns


def _tree_branches(words: Iterable[str]) -> list[str]:
    """The words as alternatives that never try a letter twice, which is what makes the scans quick."""
    endings: dict[str, list[str]] = {}
    for word in words:
        if word:
            endings.setdefault(word[0], []).append(word[1:])
    letters = {letter: "[ \\xa0\n]" if letter == " " else re.escape(letter) for letter in endings}
    return [letters[letter] + _tree_pattern(rest) for letter, rest in sorted(endings.items())]


def _tree_pattern(words: Collection[str]) -> str:
    branches = _tree_branches(words)
    return f"(?:{'|'.join(branches)}){'?' if '' in words else ''}" if branches else ""


GAP = r"(?:[^\S\n]{1,3}|[^\S\n]{0,2}\n[^\S\n]{0,4})"


def _any_of(words: Iterable[str]) -> str:
    """The words as one alternation, longest first; a space stands for any white space."""
    escaped = (re.escape(word).replace(r"\ ", GAP) for word in sorted(words, key=len, reverse=True))
    return f"(?:{'|'.join(escaped)})"


_ANY = rf"(?:{GAP})?"
DASH = r"[-‐‑‒–—−]"
_END = r"(?![^\W\d_])"  # no letter follows
_YEAR = r"(?:19[0-9]{2}|20[0-9]{2}|2100)(?![0-9])"
_NUMBER_OF_DAY = r"3[01]|[12][0-9]|0?[1-9]"
_BEHIND_DAY = r"(?:st|nd|rd|th|er|af|ain|il|ydd|eg|fed)?(?![^\W_])"
_BEHIND_GLUED_DAY = r"(?:st|nd|rd|th|er)?(?![0-9])"
_DAY = rf"(?:{_NUMBER_OF_DAY}){_BEHIND_DAY}"
_MONTH = rf"{_tree_pattern(MONTHS)}{_END}"
_SEASON = rf"{_tree_pattern(SEASONS)}{_END}"
_JOIN = rf"{_ANY}(?:,?{GAP}and|,?{GAP}or|&|to|and|or|until|et|au|a|{DASH}|/){_ANY}"
_FY = r"(?:fy|f/y|(?:financial|fiscal)\syears?)"
_CY = r"(?:cy|calendar\syear)"
_ACADEMIC = r"(?:academic|school)\syears?"
# A year of two calendar years ("2020-21", "2021/2022", "24/25"), or one.
_YEARS = rf"(?P<y1>{_YEAR}|[0-9]{{2}}(?![0-9]))(?:{_ANY}(?:{DASH}|/){_ANY}(?P<y2>{_YEAR}|[0-9]{{2}}(?![0-9])))?"
_RELATIVE_YEAR = rf"{GAP}(?:of{GAP})?(?P<relative>this|last|next){GAP}year{_END}"
_SHORT_YEAR = r"(?P<short>[0-9]{2})(?![0-9])"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


DAY_MONTH = _pattern(
    rf"(?P<first>{_NUMBER_OF_DAY})(?:{_BEHIND_DAY}|{_BEHIND_GLUED_DAY})"
    rf"(?:(?:{_ANY},{_ANY}{_DAY}){{0,5}}{_JOIN}(?P<last>{_NUMBER_OF_DAY})(?:{_BEHIND_DAY}|{_BEHIND_GLUED_DAY}))?"
    rf"(?:{_ANY}(?:of|o|de|mis|fis|{DASH})?{_ANY})(?P<month>{_MONTH})"
    rf"(?:\.?,?(?:{_ANY}(?:of{GAP})?|{DASH})(?P<year>{_YEAR})|(?:{DASH}|[’'/]|{GAP}[’']|{GAP}(?=[0-9]{{2}}{_ANY}(?:$|[);.\n]))){_SHORT_YEAR}"
    rf"|{_RELATIVE_YEAR})?"
)
MONTH_FIRST = _pattern(
    rf"(?P<month>{_MONTH})(?:"
    rf"\.?{_ANY}(?P<first>{_NUMBER_OF_DAY}){_BEHIND_DAY}(?!{GAP}?{_MONTH})"
    rf"(?:{_JOIN}(?P<last>{_NUMBER_OF_DAY}){_BEHIND_DAY}(?!{GAP}?{_MONTH}))?(?:,?{_ANY}(?P<year>{_YEAR}))?"
    rf"|\.?,?{_ANY}(?:of{GAP}|{DASH})?(?P<year2>{_YEAR})"
    rf"|(?:{DASH}|{_ANY}[’']){_SHORT_YEAR}"
    rf"|{_RELATIVE_YEAR})?"
)
SEASON_NAME = _pattern(
    rf"(?P<season>{_SEASON})(?:{GAP}(?:period|months|term){_END})?"
    rf"(?:,?{GAP}(?:of{GAP})?(?P<y1>{_YEAR})(?:{_ANY}(?:{DASH}|/){_ANY}(?P<y2>{_YEAR}|[0-9]{{2}}(?![0-9])))?|{_RELATIVE_YEAR})?"
)
_OF_YEARS = (
    rf"(?:,?{_ANY}(?:of{GAP})?(?:the{GAP})?(?:(?P<fy>{_FY}){_ANY}|(?P<cy>{_CY}){_ANY})?{_YEARS}(?:{GAP}(?P<fy2>{_FY}){_END})?"
    rf"|,?{GAP}of{GAP}(?P<this>(?:the|this){GAP}{_FY}){_END}|{_RELATIVE_YEAR})?"
)
_ORDINAL = _any_of(ORDINALS)
QUARTER_NAME = _pattern(
    rf"(?P<name>(?:q|quarters?{GAP}|qtr{GAP}?)(?P<first>[1-4])(?:{_ANY}(?:{DASH}|/|and|&|to){_ANY}(?:q|quarter{GAP})?(?P<last>[1-4]))?(?![0-9])"
    rf"|(?P<ordinal>{_ORDINAL}){GAP}quarter{_END}){_OF_YEARS}"
)
HALF_NAME = _pattern(rf"(?P<name>h(?P<first>[12]))(?![0-9]){_OF_YEARS}")
YEAR_NAME = _pattern(
    rf"(?:(?P<fy>{_FY})|(?P<cy>{_CY})|(?P<academic>{_ACADEMIC}))(?:{_ANY}(?:of{GAP})?{_YEARS}(?:{_ANY}q(?P<quarter>[1-4])(?![0-9]))?{_END})?"
)
YEAR_FIRST = _pattern(
    rf"{_YEARS}(?:[\s,-]{{1,2}}(?:q|quarter{GAP})(?P<quarter>[1-4])(?![0-9])|{GAP}(?:(?P<fy>{_FY})|(?P<academic>{_ACADEMIC}))s?{_END})?"
)
ISO_DAY = _pattern(rf"(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>[0-9]{{2}})(?P=mark)(?P<first>[0-9]{{2}})(?![0-9])")
NUMERIC_DAY = _pattern(
    rf"(?P<first>[0-9]{{1,2}})(?P<mark>[-/.])(?P<last>[0-9]{{1,2}})(?P=mark)(?P<year>{_YEAR}|[0-9]{{2}}(?![0-9]))(?![./-][0-9])"
)
NUMERIC_MONTH = _pattern(rf"(?P<month>0?[1-9]|1[0-2])/(?P<year>{_YEAR})(?!/[0-9])")
RELATIVE = _pattern(rf"(?P<relative>this|last|next|the){GAP}(?:calendar{GAP})?year{_END}")
CHRISTMAS = _pattern(rf"christmas{_END}(?:{GAP}day{_END})?(?:,?{GAP}(?P<year>{_YEAR}))?")
# "Quarter 1, 2020 (Jan - March)": the months in brackets say how the page counts its quarters.
BRACKETED_MONTHS = _pattern(
    rf"{_ANY}[(\[]{_ANY}(?P<from>{_MONTH})\.?{_ANY}(?:{DASH}|to|until){_ANY}(?P<to>{_MONTH})\.?{_ANY}[)\]]"
)

_COMMENCING = ("w/c", "w.c.", "wc", "week commencing", "week beginning", "week starting", "week of")
_ENDING = ("w/e", "week ending", "week ended")
NEAR = {
    "this": "this",
    "current": "this",
    "next": "next",
    "coming": "next",
    "new": "next",
    "last": "last",
    "previous": "last",
}


def _backwards(words: Iterable[str]) -> str:
    """The words spelt backwards, ending where a word begins."""
    return rf"{_any_of(word[::-1] for word in words)}(?!\w)"


_BETWEEN = ("between", "entre", "rhwng")
# The words before a name, read from the name to the left: anchored at the name, the pattern is tried once only.
_THE = rf"(?:{GAP}eht)?"
_WORDS_BEFORE = (*NEAR, *WEEKDAYS, *_COMMENCING, *_ENDING, *PARTS, *_BETWEEN, *BOUNDS)
# Whatever part of the pattern comes first, it begins so: with the last two words of its phrase, behind no more than
# articles and marks. Behind all other words its parts need not be tried one by one.
_OPENS_WITH = (
    rf"(?=(?:{GAP}(?:eht|ni|fo|ed|y|ry|al|el|sel|ud)){{0,2}}{GAP}[,.:]{{0,2}}"
    rf"{_backwards({' '.join(words.split()[-2:]) for words in _WORDS_BEFORE})}|{DASH}|[’'])"
)
BEFORE = _pattern(
    rf"{_OPENS_WITH}(?:{GAP}(?P<near>{_backwards(NEAR)}))?"
    rf"(?:{_THE}{GAP},?\.?(?P<weekday>{_backwards(WEEKDAYS)}))?"
    rf"(?:{_THE}{GAP}:?(?:(?P<commencing>{_backwards(_COMMENCING)})|(?P<ending>{_backwards(_ENDING)})))?"
    rf"(?:(?:{_THE}(?:{GAP}(?:ni|fo|ed|y|ry))?{GAP}|{DASH}|[’'])(?P<part>{_backwards(PARTS)})"
    rf"(?:{_ANY}(?:ot|ro|{DASH}|/){_ANY}(?P<from_part>{_backwards(('early', 'mid'))}))?)?"
    rf"(?P<between>{_THE}{GAP}{_backwards(_BETWEEN)})?"
    rf"(?:(?:{GAP}(?:eht|y|ry|al|el|sel|ud)|[’']l)?(?:{GAP}|{DASH})(?P<bound>{_backwards(BOUNDS)}))?"
)
LOOK_BACK = 72
WORD_REACH = 20


# ---------------------------------------------------------------- the two scans


def _capitalised(words: Iterable[str]) -> set[str]:
    return {form for word in words for form in (word.capitalize(), word.upper())}


# Seasons in small letters without their first one, which is too common to look for.
INSIDE = ("pring", "ummer", "utumn", "ydref")
_HINTS = {
    *(name[:3] for name in _capitalised(MONTHS | SEASONS)),
    *("quarter", "Quarter", "QUARTER", "winter", "year", "Year", "YEAR", *INSIDE),
    *("Q1", "Q2", "Q3", "Q4", "FY", "CY", "CHRISTMAS", "Christmas"),
}
# Of a number that may stand in a date, what follows its first digit: it is no part of a longer one, of a word or of
# an amount, and no percentage.
_NUMBER = r"(?<![\w£$€#].)(?<![0-9][.,].)[0-9]{0,3}(?![0-9%]|,[0-9]{3}(?![0-9]))"
# Every branch begins with a plain letter or digit, so that all other text is skipped at full speed.
HINT = re.compile(
    "|".join([*(digit + _NUMBER for digit in "0123456789"), *(branch + "[0-9]*" for branch in _tree_branches(_HINTS))])
)
_PHRASES = (
    [*MONTHS, *SEASONS, "fy", "cy", "financial year", "fiscal year", "academic year", "school year", "calendar year"]
    + ["this year", "last year", "next year", "the year", "this calendar year", "the calendar year", "christmas"]
    + [f"{word} quarter" for word in ORDINALS if word.isalpha()]
    + [f"{letter}{number}" for letter, numbers in (("q", "1234"), ("h", "12")) for number in numbers]
    + [f"{word} {number}" for word in ("quarter", "quarters", "qtr") for number in "1234"]
)
# The words that open a name, but for the numbers.
OPENING = _pattern(rf"(?<![^\W\d_])(?:{_tree_pattern(_PHRASES)}{_END}|fy(?=[0-9]))")
