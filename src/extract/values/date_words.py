"""The words that dates are written with, in English, Welsh and French: tables that the grammar is built from.

All in lower case; Welsh names also in their mutated forms ("i Fawrth").
"""

from __future__ import annotations

from collections.abc import Iterable


def _numbered(rows: Iterable[tuple[int, str]]) -> dict[str, int]:
    return {name: number for number, names in rows for name in names.split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH_MONTHS = _numbered(
    [
        (1, "january jan"),
        (2, "february feb"),
        (3, "march mar"),
        (4, "april apr"),
        (5, "may"),
        (6, "june jun"),
        (7, "july jul"),
        (8, "august aug"),
        (9, "september sept sep"),
        (10, "october oct"),
        (11, "november nov"),
        (12, "december dec"),
    ]
)
_OTHER_MONTHS = _numbered(
    [
        (1, "ionawr janvier janv"),
        (2, "chwefror février fevrier févr fevr"),
        (3, "mawrth fawrth mars"),
        (4, "ebrill avril avr"),
        (5, "mai fai"),
        (6, "mehefin fehefin juin"),
        (7, "gorffennaf orffennaf juillet juil"),
        (8, "awst août aout"),
        (9, "medi fedi septembre"),
        (10, "hydref octobre"),
        (11, "tachwedd dachwedd novembre"),
        (12, "rhagfyr ragfyr décembre decembre déc"),
    ]
)
MONTHS = ENGLISH_MONTHS | _OTHER_MONTHS

# No other word and no forename looks like these, so that with a capital they stand for a month anywhere.
PLAIN_MONTHS = _words("january february july september october november december ionawr chwefror tachwedd rhagfyr")

# A season is known by the first of its months in the north.
SEASONS = _numbered(
    [
        (3, "spring gwanwyn wanwyn printemps"),
        (6, "summer haf été"),
        (9, "autumn fall hydref automne"),
        (12, "winter gaeaf aeaf hiver"),
    ]
)

WEEKDAYS = _numbered(
    [
        (0, "monday mon llun lundi"),
        (1, "tuesday tues tue mardi"),
        (2, "wednesday wed mercher mercredi"),
        (3, "thursday thurs thur thu iau jeudi"),
        (4, "friday fri gwener vendredi"),
        (5, "saturday sat sadwrn samedi"),
        (6, "sunday sun sul dimanche"),
    ]
)

ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4}

# What cuts a part out of a month, season, quarter or year. Values: the parts of `part_of_interval`, "later" (from the
# reference to the end) and "rest" (what is left of a year that had begun: the year's own bounds, from the reference).
PARTS = {
    "early": "early",
    "early part of": "early",
    "mid": "mid",
    "middle of": "mid",
    "late": "late",
    "latter part of": "late",
    "later in": "later",
    "later": "later",
    "remainder of": "rest",
    "rest of": "rest",
    "end of": "end",
    "end": "end",
    "close of": "end",
    "start of": "start",
    "beginning of": "start",
    "first half of": "half1",
    "second half of": "half2",
    "latter half of": "half2",
    "la fin de": "end",
    "la fin du": "end",
    "la fin d": "end",
    "fin de": "end",
    "fin": "end",
    "début de": "start",
    "début": "start",
    "mi": "mid",
    "ddiwedd": "end",
    "diwedd": "end",
    "dechrau": "start",
    "canol": "mid",
}

# Words before a date that say how it bounds; "since", "from" and "until" name the date itself and bound nothing here.
BOUNDS = {
    "by": "by",
    "no later than": "by",
    "not later than": "by",
    "d'ici": "by",
    "d’ici": "by",
    "erbyn": "by",
    "before": "before",
    "ahead of": "before",
    "in advance of": "before",
    "prior to": "before",
    "avant": "before",
    "cyn": "before",
    "pre": "before",
    "after": "after",
    "following": "after",
    "beyond": "after",
    "post": "after",
    "après": "after",
    "ar ôl": "after",
    "around": "around",
    "about": "around",
    "approximately": "around",
    "circa": "around",
    "c.": "around",
    "tua": "around",
    "vers": "around",
}

# A month, season or year alone is a date after one of these ...
SURE_LEADS = _words("in during since throughout until till en dans yn ym mis fis ers early mid late")
LEADS = SURE_LEADS | _words(
    "by before after post pre of from to for with than like "
    "through on around about between next last this over erbyn d'ici d’ici"
)

# ... and, where the lead leaves doubt ("for 2020 devices"), only if what follows begins a new part of the sentence.
FOLLOWERS = _words(
    """and or but nor to the a an with by on for which when where as in at of was were is are has have had will
    would could can may must shall should that this these it we they our their there because following onwards onward
    based after before until till while through from so if who not be been being also then subject using under between
    during since alongside although however including compared within without against across into rather
    et ou pour le la les ac neu i gan"""
)

# A number after one of these counts things on the page and is no day of a month ("Phase 2 March 2021").
NUMBERED_THINGS = _words(
    """phase stage table tier step group level part annex appendix section milestone action page version wave cohort
    chapter figure recommendation priority theme goal task objective item note number no schedule regulation article
    block batch round lot"""
)
