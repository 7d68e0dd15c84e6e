"""Overviews: tables and lists that say again, shorter, what the records say, or count them (L14).

Their rows are no records. What an overview alone prints of a record, its status, is joined to it; counts are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.columns import cell_words, header_words
from extract.model import Document, Draft, Piece, Problem, Table
from extract.values.themes import split_number
from extract.values.wording import fold_wording

_MOST = 0.6
_ACTIONS = ("action", "action_and_progress")


def join_overviews(document: Document, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims with every overview's rows taken out of the records and its statuses handed on to them."""
    if sum(bool(claim.drafts) for claim in claims) < 2:
        return tuple(claims)
    known = _Known(document, claims)
    overviews = [known.is_overview(place) for place in range(len(claims))]
    if not any(overviews):
        return tuple(claims)
    statuses = dict(
        entry for claim, short in zip(claims, overviews, strict=True) if short for entry in _statuses(document, claim)
    )
    joined = []
    for claim, short in zip(claims, overviews, strict=True):
        if short:
            joined.append(_without_records(document, claim))
        else:
            drafts = tuple(_join_status(document, draft, statuses) for draft in claim.drafts)
            joined.append(replace(claim, drafts=drafts))
    return tuple(joined)


class _Known:
    """The records of all claims by the names that they may be known by, with the claim of each."""

    def __init__(self, document: Document, claims: Sequence[Claim]) -> None:
        self._claims = claims
        self._names = [[names_of(document, draft) for draft in claim.drafts] for claim in claims]
        self._records = sum(len(claim.drafts) for claim in claims)
        # Of a name, the last record of each claim that has one of it.
        self._named: dict[str, dict[int, Draft]] = defaultdict(dict)
        for place, claim in enumerate(claims):
            for draft, names in zip(claim.drafts, self._names[place], strict=True):
                for name in names:
                    self._named[name][place] = draft

    def is_overview(self, place: int) -> bool:
        """Whether most of a claim's records stand in other claims too, more fully or among many more (a supplement)."""
        claim = self._claims[place]
        repeated, fuller = 0, []
        for names in self._names[place]:
            elsewhere = [draft for name in names if (draft := self._find_elsewhere(name, place)) is not None]
            repeated += bool(elsewhere)
            fuller.extend(elsewhere)
        if not any(self._names[place]) or repeated < _MOST * len(claim.drafts):
            return False
        few = 2 * len(claim.drafts) <= self._records - len(claim.drafts)
        return few or _size(claim.drafts) < _size(fuller)

    def _find_elsewhere(self, name: str, place: int) -> Draft | None:
        """The last record of a name outside a claim."""
        named = self._named[name]
        return next((named[other] for other in reversed(named) if other != place), None)


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


def _without_records(document: Document, claim: Claim) -> Claim:
    """The claim as an overview: tables are summary tables, running text is left to the page's frame."""
    held = {piece.block for draft in claim.drafts for piece in draft.pieces if piece.block >= 0 and not piece.shared}
    tabled = [number for number in held if document.blocks[number].cell >= 0]
    roles = {**claim.roles, **dict.fromkeys(tabled, "summary_table")} if tabled else {}
    return replace(claim, drafts=(), themes=(), roles=roles, problems=())


def check_counts(document: Document, vocabulary: Vocabulary, claims: Sequence[Claim]) -> Iterator[Problem]:
    """A problem for every theme of which a table of counts says another number of records than were found."""
    found = Counter(
        fold_wording(split_number(document.text[theme.start : theme.end])[1])
        for claim in claims
        for draft in claim.drafts
        if draft.theme >= 0
        for theme in (claim.themes[draft.theme],)
    )
    summaries = {number for claim in claims if claim.layout == "L14" for number in claim.roles}
    for table in document.tables:
        if table.first in summaries:
            yield from _compare_counts(document, vocabulary, table, found)


def _compare_counts(
    document: Document, vocabulary: Vocabulary, table: Table, found: Mapping[str, int]
) -> Iterator[Problem]:
    column = _count_column(document, vocabulary, table)
    for row in table.grid[table.header_rows :]:
        name = cell_words(document, document.cells[row[0]]) if row[0] >= 0 else ""
        records = found.get(fold_wording(split_number(name)[1]))
        counts = [_read_count(document, place) for place in (row[1:] if column < 0 else row[column : column + 1])]
        if records is None or any(count is None for count in counts):
            continue
        printed = sum(count for count in counts if count is not None)
        if printed != records:
            cell = document.cells[row[0]]
            message = f"the overview counts {printed} under {name!r}, {records} records were found there"
            yield Problem("count_mismatch", message, cell.start, cell.end)


def _count_column(document: Document, vocabulary: Vocabulary, table: Table) -> int:
    """The column that counts all actions of a theme, or -1 where only its parts, by status, are counted."""
    for column, words in enumerate(header_words(document, table)):
        if column and (vocabulary.find_field(words) == "action" or fold_wording(words) in vocabulary.summaries):
            return column
    return -1


def _read_count(document: Document, place: int) -> int | None:
    words = cell_words(document, document.cells[place]).strip() if place >= 0 else ""
    return int(words) if words.isascii() and words.isdigit() else None
