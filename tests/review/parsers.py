"""Parsers that we might have written instead: what becomes of decisions when their readings take the place of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from extract.model import Draft, Piece, Reading
from extract.values.sentences import split_sentences

Reread = Callable[[Sequence[Reading]], list[Reading]]
Redraft = Callable[[Draft, str], Draft]


def reread(redraft: Redraft) -> Reread:
    """A parser that leaves every record as `redraft` does."""

    def leave(readings: Sequence[Reading]) -> list[Reading]:
        return [
            replace(one, drafts=tuple(redraft(draft, one.document.text) for draft in one.drafts)) for one in readings
        ]

    return leave


def cut_later(draft: Draft, text: str) -> Draft:
    """Ends the action one sentence later, where action and progress share a paragraph."""
    pieces = list(draft.pieces)
    for place in _list_cuts(draft):
        _move_forward(pieces, place, text)
    return replace(draft, pieces=tuple(pieces))


def cut_anywhere(seed: int) -> Redraft:
    """Ends the action a sentence later or earlier, as chance has it."""
    random = Random(seed)

    def redraft(draft: Draft, text: str) -> Draft:
        pieces = list(draft.pieces)
        for place in _list_cuts(draft):
            random.choice((_move_forward, _move_back))(pieces, place, text)
        return replace(draft, pieces=tuple(pieces))

    return redraft


def split_statements(seed: int) -> Redraft:
    """Cuts every other progress statement and step in two, between sentences."""
    random = Random(seed)

    def redraft(draft: Draft, text: str) -> Draft:
        return replace(draft, pieces=tuple(part for piece in draft.pieces for part in _split(piece, text, random)))

    return redraft


def _list_cuts(draft: Draft) -> list[int]:
    """Where an action is followed by progress of the same paragraph."""
    return [
        place
        for place, (piece, following) in enumerate(pairwise(draft.pieces))
        if (piece.role, following.role) == ("action", "progress") and piece.block == following.block
    ]


def _move_forward(pieces: list[Piece], place: int, text: str) -> None:
    action, progress = pieces[place : place + 2]
    stop = text.find(". ", progress.start, progress.end)
    if stop > 0:
        pieces[place] = replace(action, end=stop + 1)
        pieces[place + 1] = replace(progress, start=stop + 2)


def _move_back(pieces: list[Piece], place: int, text: str) -> None:
    action, progress = pieces[place : place + 2]
    *before, last = split_sentences(text[action.start : action.end])
    if before:
        pieces[place] = replace(action, end=action.start + before[-1][1])
        pieces[place + 1] = replace(progress, start=action.start + last[0])


def _split(piece: Piece, text: str, random: Random) -> Iterator[Piece]:
    sentences = split_sentences(text[piece.start : piece.end])
    if piece.role not in ("progress", "next_step") or piece.value or len(sentences) < 2 or random.random() < 0.5:
        yield piece
        return
    place = random.randrange(1, len(sentences))
    yield replace(piece, end=piece.start + sentences[place - 1][1])
    yield replace(piece, start=piece.start + sentences[place][0])
