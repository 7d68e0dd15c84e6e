"""The head of a record: "Milestone 2.1. By January 31, 2020, publish the charter." """

from __future__ import annotations

import re
from functools import lru_cache

from extract.data import Vocabulary
from extract.model import Document, Piece
from extract.values.dates import may_name_date
from extract.values.references import IDENTIFIER
from extract.values.target_dates import parse_target_dates

_MORE = rf"(?:\s*(?:/|,|&|\band\b|\bto\b|[-–])\s*{IDENTIFIER})*"
_BARE = re.compile(rf"{IDENTIFIER}(?=\.?\)?(?:\s|$)|[.:])")
_BEHIND_NUMBER = re.compile(r"\s+(?:[–—-]\s+)?(\S)")
_GLUE = re.compile(r"\s*(?:[.:;,|)]|[-–—](?=\s))?\s*")
# A deadline before the action: up to its comma, and it begins as deadlines do.
_DEADLINE = re.compile(
    r"(?:By|Before|In|Within|After|Between|During|From|Until|Every|Annually|Quarterly|Minimally|Once|On|D'ici)\b[^,:]{2,80}(?:,\s+(?:19|20)\d\d)?(?=[,:]\s)"
)
# Prepositions and brackets may stand beside the date, no more.
_MOST = 0.5
_LONGEST_DEADLINE = 160
_LONGEST_PERIOD = 80
_CALENDAR = frozenset(("day", "week", "month", "season", "quarter", "year", "financial_year", "range"))
_STATED = _CALENDAR | {"recurring", "relative", "conditional", "ongoing"}


def split_head(document: Document, vocabulary: Vocabulary, start: int, end: int, block: int) -> list[Piece]:
    """The pieces of text[start:end]: reference, target date and action, whichever are printed, in this order.

    The deadline is what stands in bold between reference and action, else an opening phrase that is a date as a whole.
    """
    pieces = []
    place = start
    reference = find_reference(document.text, start, end, vocabulary)
    if reference is not None:
        pieces.append(Piece("reference", *reference, block))
        place = skip_glue(document.text, reference[1], end)
    deadline = _find_deadline(document, block, place, end, after_reference=reference is not None)
    if deadline is not None:
        pieces.append(Piece("target_date", *deadline, block))
        place = skip_glue(document.text, deadline[1], end)
    if place < end:
        pieces.append(Piece("action", place, end, block))
    return pieces


def find_reference(text: str, start: int, end: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The span of the reference that text[start:end] begins with: with its noun, or a number of its own.

    >>> from extract.data import load_vocabulary
    >>> vocabulary = load_vocabulary()
    >>> for text in ("Milestone 2.4 / 2.5 / 2.6. Adopt a plan", "13a Plant trees", "2020 was hard", "85% of practices"):
    ...     span = find_reference(text, 0, len(text), vocabulary)
    ...     print(span and text[slice(*span)])
    Milestone 2.4 / 2.5 / 2.6
    13a
    None
    None
    """
    named = find_named_reference(text, start, end, vocabulary)
    if named is not None:
        return named
    bare = _BARE.match(text, start, end)
    if bare is None or not _stands_alone(text, bare.end(), end):
        return None
    return bare.span()


def find_named_reference(text: str, start: int, end: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The span of a noun and its number at the beginning of text[start:end] ("Action 4", "Milestones 2.4 / 2.5")."""
    found = _named_pattern(vocabulary).match(text, start, end)
    return found.span() if found else None


@lru_cache(maxsize=16)
def _named_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    longest_first = sorted(vocabulary.references, key=len, reverse=True)
    # With the first letter of each apart in both its cases, the matcher sees at a glance which nouns cannot stand here.
    nouns = "|".join(f"[{noun[0].upper()}{noun[0].lower()}](?i:{re.escape(noun[1:])})" for noun in longest_first)
    return re.compile(
        rf"(?:{nouns})[sS]?\.?\s*(?:(?i:no|number|ref)\.?\s*)?{IDENTIFIER}{_MORE}(?:\s?\((?:[a-z]|[ivx]{{1,4}})\))?(?![\w%])"
    )


def _stands_alone(text: str, place: int, end: int) -> bool:
    """Whether a number is a reference: a stop or a capital follows it, and no unit of counting."""
    rest = text[place:end]
    if not rest.strip() or rest[0] in ".:)":
        return True
    following = _BEHIND_NUMBER.match(rest)
    return following is not None and (following[1].isupper() or following[1] in '"“‘«')


def skip_glue(text: str, place: int, end: int) -> int:
    """The place behind the stop, colon, comma or dash that joins two parts of a head."""
    glue = _GLUE.match(text, place, end)
    return glue.end() if glue else place


def _find_deadline(
    document: Document, block: int, place: int, end: int, *, after_reference: bool
) -> tuple[int, int] | None:
    bold = next(
        (m for m in document.blocks[block].marks if m.kind == "bold" and place <= m.start <= place + 2 and m.end < end),
        None,
    )
    if bold is not None:
        return (bold.start, bold.end) if states_date(document.text[bold.start : bold.end]) else None
    opening = _DEADLINE.match(document.text, place, end) if after_reference else None
    if opening is None or not states_date(opening[0]):
        return None
    return opening.span()


# Several layouts ask the same of the same headings.
@lru_cache(maxsize=4096)
def states_date(text: str, *, calendar: bool = False) -> bool:
    """Whether a text is a deadline as a whole, of any kind but a bare status; `calendar`: one with days of its own.

    >>> states_date("By June 2025"), states_date("every 3 months"), states_date("every 3 months", calendar=True)
    (True, True, False)
    """
    longest = _LONGEST_PERIOD if calendar else _LONGEST_DEADLINE
    if len(text) > longest or (calendar and not may_name_date(text)):
        return False
    kinds = _CALENDAR if calendar else _STATED
    dates = parse_target_dates(text)
    letters = sum(date.end - date.start for date in dates)
    return bool(dates) and all(date.kind in kinds for date in dates) and letters >= _MOST * len(text.strip())
