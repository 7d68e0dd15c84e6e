"""Overviews: tables and lists that say again, shorter, what the records say, or count them (L14).

Their rows are no records. What an overview alone prints of a record, its status, is joined to it; counts are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.layouts.claims import Claim
from extract.model import Document, Draft, Piece
from extract.values.wording import fold_wording

_MOST = 0.6
_ACTIONS = ("action", "action_and_progress")


def join_overviews(document: Document, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims with every overview's rows taken out of the records and its statuses handed on to them."""
    overviews = [claim for claim in claims if _is_overview(document, claim, claims)]
    if not overviews:
        return tuple(claims)
    statuses = dict(entry for claim in overviews for entry in _statuses(document, claim))
    joined = []
    for claim in claims:
        if claim in overviews:
            joined.append(_without_records(claim))
        else:
            drafts = tuple(_join_status(document, draft, statuses) for draft in claim.drafts)
            joined.append(replace(claim, drafts=drafts))
    return tuple(joined)


def _is_overview(document: Document, claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether the most of a claim's records stand in the other claims too, with more said about them there."""
    own = {name: draft for draft in claim.drafts for name in names_of(document, draft)}
    if not own:
        return False
    others: dict[str, Draft] = {}
    for other in claims:
        if other is not claim:
            others.update((name, draft) for draft in other.drafts for name in names_of(document, draft))
    repeated = [draft for draft in claim.drafts if any(name in others for name in names_of(document, draft))]
    if len(repeated) < _MOST * len(claim.drafts):
        return False
    fuller = (others[name] for draft in repeated for name in names_of(document, draft) if name in others)
    return _size(claim.drafts) < _size(fuller)


def _size(drafts: Sequence[Draft] | Iterator[Draft]) -> int:
    """Letters of everything but action and reference."""
    return sum(
        piece.end - piece.start
        for draft in drafts
        for piece in draft.pieces
        if piece.role not in (*_ACTIONS, "reference", "label", "status") and not piece.shared
    )


def names_of(document: Document, draft: Draft) -> list[str]:
    """What a record may be known by elsewhere on its page: its reference, the words of its action."""
    references = [_name(document, piece) for piece in draft.pieces if piece.role == "reference"]
    actions = "".join(_name(document, piece) for piece in draft.pieces if piece.role in _ACTIONS)
    return [name for name in (*(f"ref {reference}" for reference in references), actions, f"ref {actions}") if name]


def _name(document: Document, piece: Piece) -> str:
    return fold_wording(document.text[piece.start : piece.end])


def _statuses(document: Document, claim: Claim) -> Iterator[tuple[str, Piece]]:
    for draft in claim.drafts:
        status = next((piece for piece in draft.pieces if piece.role == "status"), None)
        if status is not None:
            yield from ((name, status) for name in names_of(document, draft))


def _join_status(document: Document, draft: Draft, statuses: dict[str, Piece]) -> Draft:
    if any(piece.role == "status" for piece in draft.pieces):
        return draft
    status = next((statuses[name] for name in names_of(document, draft) if name in statuses), None)
    return replace(draft, pieces=(*draft.pieces, replace(status, shared=True))) if status else draft


def _without_records(claim: Claim) -> Claim:
    """The claim as an overview: tables are summary tables, running text is left to the page's frame."""
    blocks = {piece.block for draft in claim.drafts for piece in draft.pieces if piece.block >= 0 and not piece.shared}
    roles = {**claim.roles, **dict.fromkeys(blocks, "summary_table")}
    return replace(claim, drafts=(), themes=(), roles=roles, problems=())
