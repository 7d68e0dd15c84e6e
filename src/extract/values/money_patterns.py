"""The words and patterns that `money` reads amounts by: tables to add a word to, and the grammar made from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import product

# ---------------------------------------------------------------- words

SIGNS = {"£": "GBP", "￡": "GBP", "€": "EUR", "₹": "INR"}
CODES = ("GBP", "EUR", "USD", "CAD", "AUD", "NZD", "CHF", "JPY")
DOLLAR_OF_COUNTRY = {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"}
DOLLAR_OF_LETTERS = {
    **dict.fromkeys(("US", "USD"), "USD"),
    **dict.fromkeys(("C", "CA", "CDN", "CAD"), "CAD"),
    **dict.fromkeys(("A", "AU", "AUD"), "AUD"),
    **dict.fromkeys(("NZ", "NZD"), "NZD"),
    **dict.fromkeys(("S", "SGD"), "SGD"),
    **dict.fromkeys(("HK", "HKD"), "HKD"),
}
DOLLAR_OF_NATION = {"us": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "new zealand": "NZD"}
STERLING_COUNTRIES = frozenset({"GB", "UK", "JE", "GG", "IM"})
EURO_COUNTRIES = frozenset(
    {"AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT"}
    | {"SI", "SK"}
)
HUNDREDTHS = ("pence", "cents", "p")
WORDS = ("dollar", "euro", "pound", "pence", "cents")

THOUSANDS = ("thousand", "thousands", "k")
MILLIONS = ("million", "millions", "miliwn", "filiwn", "mln", "mil", "mn", "m")
BILLIONS = ("billion", "billions", "biliwn", "milliard", "milliards", "bn", "b", "g")
TRILLIONS = ("trillion", "trillions", "trn", "tn", "t")
FACTORS: dict[str, int | Fraction] = {
    **dict.fromkeys((*THOUSANDS, "000", "000s"), 10**3),
    **dict.fromkeys(MILLIONS, 10**6),
    **dict.fromkeys(BILLIONS, 10**9),
    **dict.fromkeys(TRILLIONS, 10**12),
    **dict.fromkeys(HUNDREDTHS, Fraction(1, 100)),
}
LONG_UNITS = tuple(word for word in (*THOUSANDS, *MILLIONS, *BILLIONS, *TRILLIONS) if len(word) > 1)

QUALIFIERS = {
    "": ("over and above",),  # says that the amount comes on top of another, nothing about its size
    "about": (
        *("about", "around", "approximately", "approx", "circa", "ca", "some", "roughly", "estimated", "an estimated"),
        *("in the region of", "in the order of", "of the order of", "environ", "quelque"),
    ),
    "nearly": ("nearly", "almost", "just under", "just below", "just short of", "close to", "approaching", "près de"),
    "up_to": (
        *("up to", "as much as", "no more than", "not more than", "at most", "a maximum of", "maximum of", "maximum"),
        *("not exceed", "not exceeding", "not over", "capped at", "less than", "under", "below", "jusqu'à", "jusqu’à"),
    ),
    "over": (
        *("over", "more than", "in excess of", "just over", "well over", "exceeding", "exceeds", "exceed", "exceeded"),
        *("above", "just above", "greater than", "upwards of", "plus de"),
    ),
    "at_least": (
        *("at least", "a minimum of", "minimum of", "minimum", "not less than", "no less than", "no fewer than"),
        *("not under", "not below", "au moins"),
    ),
}
QUALIFIER_SIGNS = {"~": "about", "≈": "about", "c.": "about", ">": "over", "<": "up_to", "≥": "at_least", "≤": "up_to"}
QUALIFIERS_BEHIND = {
    **dict.fromkeys(("+", "-plus", "or more", "or above", "or over", "and over", "and above"), "at_least"),
    **dict.fromkeys(("or less", "or under", "or below"), "up_to"),
    **dict.fromkeys(("or so", "or thereabouts"), "about"),
}
NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# What an amount may be "a" or "/" of; such a word is the whole unit, whatever follows it.
RATE_UNITS = (
    *("hour", "day", "night", "week", "fortnight", "month", "quarter", "year", "annum", "term", "session", "shift"),
    *("head", "person", "capita", "child", "pupil", "student", "household", "home", "unit", "tonne", "kg", "litre"),
    *("mile", "km", "hectare", "ha", "kwh", "mwh", "hr", "wk", "yr"),
)
RATE_SYNONYMS = {
    **dict.fromkeys(("annum", "annually", "yearly", "yr", "pa", "p.a", "p.a."), "year"),
    **dict.fromkeys(("monthly", "pcm"), "month"),
    **dict.fromkeys(("weekly", "wk", "pw"), "week"),
    **dict.fromkeys(("hourly", "hr"), "hour"),
    **{"daily": "day", "pp": "person"},
}
# A unit of several words ("per care home resident") runs up to one of these.
UNIT_END = re.compile(
    "a|an|and|are|as|at|available|be|been|but|by|during|each|extra|for|from|had|has|have|if|in|including|into|is|more|of"
    "|on|or|over|paid|so|than|that|the|their|they|this|to|towards|until|up|via|was|we|went|were|when|where|which|while"
    "|who|will|with|within|would",
    re.IGNORECASE,
)

# ---------------------------------------------------------------- patterns
# Every repetition is bounded, so that time stays linear in the text whatever the text is.


def any_of(words: Iterable[str]) -> str:
    """An alternation of phrases, the longest first, whose spaces stand for white space of any kind."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def backwards(words: Iterable[str]) -> str:
    """An alternation of phrases as they read from right to left."""
    return any_of(word[::-1] for word in words)


NUMBER = r"""
    (?: [0-9]{1,3} (?:[ \u00a0\u2009\u202f][0-9]{3}(?![0-9%])){1,5} (?:[.,][0-9]{1,2})?
      | [0-9]{1,3} (?:,[0-9]{3}){1,5} (?:\.[0-9]{1,9})?
      | [0-9]{1,6},[0-9]{1,2}
      | [0-9]{1,17} (?:\.[0-9]{1,9})?
      | \.[0-9]{1,9} )
    (?! [0-9] | [.,][0-9] )"""
FIGURE = re.compile(
    rf"""
    (?= [0-9.{"".join(SIGNS)}$＄A-Z] )
    (?: (?P<mark> [{"".join(SIGNS)}]
            | (?<![A-Z]) [$＄]
            | (?<![^\W_]) (?P<letters> {any_of(DOLLAR_OF_LETTERS)} | (?:USD|CAD|AUD|NZD|US|NZ)[^\S\n] ) [$＄]
            | (?<![^\W_]) (?P<code> {any_of(CODES)} ) [^\S\n]? [£€]? )
        [^\S\n]{{0,2}} (?P<minus> [-−] (?=[0-9.]) )?
      | (?<![\w.,/£￡€$＄₹]) )
    (?P<number> {NUMBER} )
    (?: (?:\s{{1,3}} | [^\S\n]?[-‑])? (?P<long> (?i:{any_of(LONG_UNITS)}) ) (?![^\W\d_]) (?![0-9]{{3}})
      | (?P<short> [mMkKbBT] ) (?![\w&])
      | [^\S\n] (?P<apart> [mMkK] ) (?![\w&/²³$€])
      | [^\S\n]? (?P<metric> [MGk] ) (?=[$€])
      | [^\S\n]? (?P<hundredth> pence | cents | (?<=[0-9])p ) (?! \w | \.m )
      | (?= p(?:a|w|p|cm)\b )
      | (?! [^\W_0-9⁰¹²³⁴-⁹] ) )
    (?: [^\S\n]{{0,2}} (?P<after_sign> [$€£] ) (?!\w) (?! [^\S\n]{{0,2}} (?:[0-9.]|(?i:{any_of(LONG_UNITS)}|[mk])\b) )
      | [^\S\n]{{0,2}} (?P<after_code> {any_of(CODES)} ) (?! [^\S\n]?[\w$£€] )
      | (?:[\s-] (?P<nation> (?i:{any_of(DOLLAR_OF_NATION)}) ))?
        (?:[\s-]{{1,2}} (?:de\s|d['’])?) (?P<word> dollar|euro|pound ) s?
        (?P<sterling> \s{{1,2}}sterling )? (?![^\W_]) )?
    """,
    re.VERBOSE,
)
# Where a figure may be money, but for `WORDS`: their first letters are too common to look for together with the rest.
# Every branch begins with a plain character, so that other text is skipped at full speed.
MARK = re.compile("|".join([*map(re.escape, (*SIGNS, "$", "＄", *CODES)), r"p(?<=[0-9]p)(?!\w)"]))
REACH_OF_FIGURE = 80  # characters from a currency mark to the far end of its figure: more than the longest has
JOINT = re.compile(r"(?P<dash>[^\S\n]?[-‑–−][^\S\n]?|—)|\s{1,2}(?P<word>to|and|à|et)\s{1,2}")
BETWEEN = re.compile(r"\b(?:between|entre)\s{1,2}$", re.IGNORECASE)
# "Rose from £1m to £2m" and "up by £1m to £2m" name two amounts; what ranges from one to the other is a range.
# What moves "from" one amount to another; behind these words "from" begins a range.
_RANGING = (
    "range",
    "ranges",
    "ranged",
    "ranging",
    "vary",
    "varies",
    "varied",
    "varying",
    "cost",
    "costs",
    "costing",
    "anything",
    "anywhere",
)
# "The expected cost from" is behind a verb that moves it; "a stay may cost from" is not.
MOVED = re.compile(
    rf"(?:{''.join(f'(?<!{word} )' for word in _RANGING)}\b(?:from|by)"
    r"|\b(?:the|its|their|average|estimated|expected|overall|total|unit)\s{1,2}costs?\s{1,2}from)\s{1,2}$",
    re.IGNORECASE,
)
COUNTED_THING = re.compile(r"\s+(?:people|[a-z]+s)\b")
NO_AMOUNT_BEHIND = re.compile(r"\s?%|/[0-9]")
BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
DECIMAL_COMMA = re.compile(r",[0-9]{1,2}$")
SEPARATORS = re.compile(r"[, \u00a0\u2009\u202f]")

QUALIFIER_OF = {word: kind for kind, words in QUALIFIERS.items() for word in words}
# What may stand between a qualifier and its amount: "up to a further £5m", "about another £5m".
_FURTHER = ("further", "additional", "extra", "initial", "grand total", "total", "combined")
_FILLERS = ("another", *map("".join, product(("", "a ", "an "), _FURTHER, ("", " of"))))
# The words before an amount, read from the amount to the left: anchored there, the pattern is tried once only.
QUALIFIER_BEFORE = re.compile(
    rf"""\s*(?:(?:(?:{backwards(_FILLERS)})\s+)?\.?(?P<words>{backwards(QUALIFIER_OF)})
    |(?P<sign>{backwards(QUALIFIER_SIGNS)}|c))(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
QUALIFIER_BEHIND = re.compile(rf"\+(?!\s*[£€$0-9])|-plus\b|\s+(?:{any_of(QUALIFIERS_BEHIND)})\b", re.IGNORECASE)
REACH_BEFORE = 48  # characters in which a qualifier may stand: the longest with all its fillers
RATE = re.compile(
    rf"""\s+(?:per|(?:for|to)\s+(?:each|every))\s+(?:of\s+)?(?:(?:the|our|these|those|their)\s+)?
        (?:(?:[0-9]{{1,6}}|{any_of(NUMERALS)})\s+)? (?!(?:cent|of|{any_of(NUMERALS)})\b) (?P<unit>(?=[^\W\d_]))
    |\s?/\s?(?P<slash>{any_of(RATE_UNITS)})\b
    |[\s-](?:an?|each|every)[\s-](?P<article>{any_of(RATE_UNITS)})\b
    |\s?(?P<short>p\.a\b\.?|(?:pa|pw|pcm|pp)(?!\w))
    |\s+(?P<adverb>annually|yearly|monthly|weekly|daily|hourly)\b
    |\s+(?:(?:for|to)\s+)?(?P<each>each)\b""",
    re.IGNORECASE | re.VERBOSE,
)
UNIT_WORDS = re.compile(r"[^\W\d_][\w’'-]*(?:[ \u00a0]{1,2}[^\W\d_][\w’'-]*){0,3}")

HEADING_UNIT = re.compile(
    rf"""(?: (?P<mark> [{"".join(SIGNS)}] | (?<![A-Z])[$＄]
            | (?<![^\W_])(?P<letters>{any_of(DOLLAR_OF_LETTERS)})\s?[$＄] | (?<![^\W_])(?P<code>{any_of(CODES)}) )
          (?: \s?(?:in\s)?[(]?['’‘]?(?P<unit> (?i:{any_of(LONG_UNITS)})|000s?|[mMkKbB](?!\w) ) | (?!\s?[0-9.]) )
        | (?<!\w)(?P<unit_first>(?i:{any_of(LONG_UNITS)}))\s(?:of\s|de\s|d['’])
          (?: (?P<sign_last>[£€$]) | (?P<word>dollar|euro|pound)s?)
        | (?<!\w)(?P<metric>[MGk])(?P<metric_sign>[€$]) ) (?!\w)""",
    re.VERBOSE,
)
LONE_FIGURE = re.compile(
    rf"""(?P<open>\()? (?P<minus>[-−–])? (?P<number>{NUMBER}) (?: [-–](?P<high>{NUMBER}) )? (?(open)\))
        (?: \s?[*†‡] | \s?\[[0-9a-z]{{1,2}}\] )* \s* $""",
    re.VERBOSE,
)
