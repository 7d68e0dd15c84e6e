"""The pieces of a record as what they are, where the cell or label that they stand in does not tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extract.model import Document, Draft, Piece
from extract.record_setting import RecordSetting
from extract.values.wording import fold_wording

_AROUND_OWNER = " \n\t\u00a0,;:/–—-(["
_NO_TARGET = ("other", "relative")


def settle_pieces(document: Document, draft: Draft, setting: RecordSetting) -> tuple[Piece, ...]:
    """The pieces of a record, each with a role of one field.

    A lone status among next steps is the status, what says that there is nothing is no value, a cell that holds owner
    and date is parted, and of a milestone only its date is a value.
    """
    return tuple(settled for piece in draft.pieces for settled in _settle(document, piece, setting))


def _settle(document: Document, piece: Piece, setting: RecordSetting) -> Iterator[Piece]:
    words = document.text[piece.start : piece.end]
    folded = fold_wording(words)
    nothing = not folded or folded in setting.vocabulary.empties
    if piece.role in ("progress", "next_step", "owner") and nothing:
        yield replace(piece, role="other_field")
    elif piece.role == "next_step" and setting.read_status(words) is not None:
        yield replace(piece, role="status")
    elif piece.role == "owner_and_target_date":
        yield from _part_owner_and_date(piece, words, setting)
    elif piece.role == "milestone":
        yield from _part_milestone(piece, words, setting)
    else:
        yield piece


def _part_owner_and_date(piece: Piece, words: str, setting: RecordSetting) -> Iterator[Piece]:
    dates = [found for found in setting.parse_dates(words) if found.kind != "other"]
    start, end = (dates[0].start, dates[-1].end) if dates else (len(words), len(words))
    before, behind = words[:start].rstrip(_AROUND_OWNER), words[end:].strip(_AROUND_OWNER)
    if before.strip():
        yield replace(piece, role="owner", end=piece.start + len(before))
    elif behind:
        begin = piece.start + words.index(behind, end)
        yield replace(piece, role="owner", start=begin, end=begin + len(behind))
    if dates:
        yield replace(piece, role="target_date", start=piece.start + start, end=piece.start + end)


def _part_milestone(piece: Piece, words: str, setting: RecordSetting) -> Iterator[Piece]:
    """The last date in a milestone is its target ("Register open by 30 June", "Review finished, to be confirmed")."""
    behind_comma = words.rfind(", ") + 2 if ", " in words else 0
    for begin in (behind_comma, 0):
        dates = [found for found in setting.parse_dates(words[begin:]) if found.kind not in _NO_TARGET]
        if dates:
            start, end = piece.start + begin + dates[-1].start, piece.start + begin + dates[-1].end
            parts = ((piece.start, start, "other_field"), (start, end, "target_date"), (end, piece.end, "other_field"))
            yield from (replace(piece, start=a, end=b, role=role) for a, b, role in parts if a < b)
            return
    yield replace(piece, role="other_field")
