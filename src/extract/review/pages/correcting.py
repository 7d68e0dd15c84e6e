"""Putting a change right: another value, grounded in the words of a page, or another match."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from extract.review.decisions import ActionPair, Correction
from extract.review.pages.changes import describe_one
from extract.review.pages.frame import Frame, read_back
from extract.review.pages.material import Material
from extract.rows import Row
from extract.vocabularies import STATUSES

# Signs that keyboards have in one form and pages in several.
_SAME_SIGNS = ("'‘’", '"“”', "-‐‑–—")
_LONGEST_WORDS = 2000
_MOST_PLACES = 20
_MOST_CANDIDATES = 25
_AROUND = 70


@dataclass(frozen=True, slots=True)
class FoundWords:
    """A place in a page where the words stand: its span, what stands around it, and whether it is in the record."""

    start: int
    end: int
    before: str
    words: str
    after: str
    in_record: bool


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Where a text prints these words, whatever its line breaks and its forms of quotes and dashes.

    >>> find_words("the carers’ grant of £5m", "carers' grant"), find_words("text", " ")
    ([(4, 17)], [])
    """
    if not words.strip():
        return []
    pattern = r"\s+".join("".join(map(_match_sign, word)) for word in words.split())
    return [found.span() for found in re.finditer(pattern, text)]


def _match_sign(sign: str) -> str:
    return next((f"[{signs}]" for signs in _SAME_SIGNS if sign in signs), re.escape(sign))


# ---------------------------------------------------------------- a value


@dataclass(frozen=True, slots=True)
class Draft:
    """A correction as far as it is filled in: which edition, the words, the status, the note; where the words stand."""

    side: str
    words: str = ""
    value: str = ""
    note: str = ""
    places: tuple[FoundWords, ...] = ()
    fault: str = ""


async def show_correction(frame: Frame, request: Request) -> Response:
    """The page on which a value is corrected."""
    about = describe_one(frame, request)
    side = "later" if about["shown"].row["after"] or not about["shown"].row["before"] else "earlier"
    return frame.render(request, "correct.html", **about, draft=Draft(side), statuses=STATUSES)


async def correct(frame: Frame, request: Request) -> Response:
    """Take a correction whose words stand in one place; ask which, where they stand in several."""
    form = await frame.read_form(request)
    change_id = frame.find_change_id(request)
    row = frame.desk.material.changes[change_id]
    draft = _read_draft(frame.desk.material, row, form)
    chosen = _choose(draft.places, str(form.get("start", "")))
    if chosen is None:
        about = describe_one(frame, request) | {"filters": read_back(form)}
        status = 422 if draft.fault else 200
        return frame.render(request, "correct.html", status, **about, draft=draft, statuses=STATUSES)
    value = draft.value if draft.value in STATUSES else chosen.words
    correction = Correction(value, row[f"{draft.side}_edition_id"], chosen.start, chosen.end, chosen.words)
    frame.keep(request, frame.draft(request, form, change_id, "corrected", correction=correction))
    return frame.go_on(request, read_back(form), change_id)


def _read_draft(material: Material, row: Row, form: FormData) -> Draft:
    side = "earlier" if form.get("side") == "earlier" else "later"
    words, value, note = (str(form.get(name, ""))[:_LONGEST_WORDS] for name in ("words", "value", "note"))
    places = tuple(_find_places(material, row, side, words))
    fault = "" if places else "This edition does not print these words. Copy them from the page."
    return Draft(side, words, value, note, places, fault)


def _find_places(material: Material, row: Row, side: str, words: str) -> list[FoundWords]:
    """Where the edition of that side prints the words; only those in the change's record, if there are any."""
    text = material.editions[row[f"{side}_edition_id"]]["text"]
    action_id = row[f"{side}_action_id"]
    pieces = material.records[material.find_record(action_id)] if action_id else []
    places = [
        FoundWords(
            start,
            end,
            " ".join(text[max(0, start - _AROUND) : start].split()),
            text[start:end],
            " ".join(text[end : end + _AROUND].split()),
            any(piece.start <= start and end <= piece.end for piece in pieces),
        )
        for start, end in find_words(text, words)
    ]
    return ([place for place in places if place.in_record] or places)[:_MOST_PLACES]


def _choose(places: Sequence[FoundWords], start: str) -> FoundWords | None:
    chosen = [place for place in places if start == str(place.start)]
    if chosen:
        return chosen[0]
    return places[0] if len(places) == 1 else None


# ---------------------------------------------------------------- a match


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that might be the right match: its action and theme, and how alike the two actions are, 0 to 100."""

    row: Row
    theme: str | None
    likeness: int


async def show_match(frame: Frame, request: Request) -> Response:
    """The page on which a match is cut, or a record joined to the right one."""
    about = describe_one(frame, request)
    row = about["shown"].row
    asked = request.query_params.get("find", "")
    known, wanted = ("earlier", "later") if row["earlier_action_id"] else ("later", "earlier")
    candidates = _list_candidates(frame.desk.material, row, known, wanted, asked)
    return frame.render(request, "match.html", **about, known=known, wanted=wanted, candidates=candidates, find=asked)


def _list_candidates(material: Material, row: Row, known: str, wanted: str, find: str) -> list[Candidate]:
    if row[f"{known}_action_id"] is None:
        return []
    action = material.actions[row[f"{known}_action_id"]]["text"]
    words = find.casefold().split()
    found = [
        Candidate(other, material.find_theme(other["action_id"]), round(fuzz.token_set_ratio(action, other["text"])))
        for other in material.listed[row[f"{wanted}_edition_id"]]
        if other["action_id"] != row[f"{wanted}_action_id"] and all(word in other["text"].casefold() for word in words)
    ]
    return sorted(found, key=lambda candidate: -candidate.likeness)[:_MOST_CANDIDATES]


async def change_match(frame: Frame, request: Request) -> Response:
    """Cut a match, join a record to another, or both at once."""
    form = await frame.read_form(request)
    change_id = frame.find_change_id(request)
    material, row = frame.desk.material, frame.desk.material.changes[change_id]
    linked = row["earlier_action_id"] is not None and row["later_action_id"] is not None
    decisions = []
    if linked:
        pair = _make_pair(material, row["earlier_action_id"], row["later_action_id"])
        decisions.append(frame.draft(request, form, change_id, "cut", pair=pair))
    if form.get("act") == "join":
        pair = _make_pair(material, *_read_join(material, row, form))
        decisions.append(frame.draft(request, form, change_id, "joined", pair=pair))
    if not decisions:
        raise HTTPException(422, "There is no match here that could be cut.")
    frame.keep(request, *decisions)
    return frame.go_on(request, read_back(form), change_id)


def _read_join(material: Material, row: Row, form: FormData) -> tuple[str, str]:
    other = str(form.get("other", ""))
    wanted = "later" if row["earlier_action_id"] else "earlier"
    if other not in material.actions or material.actions[other]["edition_id"] != row[f"{wanted}_edition_id"]:
        raise HTTPException(422, "Choose the record that it is to be joined to.")
    return (row["earlier_action_id"], other) if wanted == "later" else (other, row["later_action_id"])


def _make_pair(material: Material, earlier_id: str, later_id: str) -> ActionPair:
    earlier, later = material.actions[earlier_id], material.actions[later_id]
    return ActionPair(earlier["edition_id"], earlier_id, earlier["text"], later["edition_id"], later_id, later["text"])
