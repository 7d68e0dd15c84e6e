"""Records that were split into several or merged into one, found among those that one-to-one matching left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from extract.align.likeness import Likeness
from extract.align.matching import Match
from extract.align.records import Record
from extract.values.wording import fold_wording, split_words

# A shorter text is found inside a longer one by chance.
_LEAST_LETTERS = 25
_LEAST_WORDS = 5
_COVERED = 0.8
_PART_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Piece:
    """A record whose words stood in, or went into, a bigger one.

    earlier, later: places of the records, as in a `Match`; part_id: the further action that it was, if any.
    """

    earlier: int
    later: int
    score: float
    reason: str
    part_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Holding:
    """That a bigger record holds the words of a smaller one."""

    reason: str
    part_id: str | None = None


def find_splits(
    earlier: Sequence[Record],
    later: Sequence[Record],
    matches: Sequence[Match],
    likeness: Likeness,
    open_later: Sequence[int],
) -> list[Piece]:
    """The open later records whose words an earlier record held, and its later self no longer prints."""
    partner = {match.earlier: later[match.later] for match in matches}
    pieces = []
    for number in open_later:
        found = [
            Piece(bigger, number, round(likeness.measure(bigger, number), 4), holding.reason, holding.part_id)
            for bigger, holding in _find_holders(later[number], earlier, partner)
        ]
        pieces += _only_best(found)
    return pieces


def find_merges(
    earlier: Sequence[Record],
    later: Sequence[Record],
    matches: Sequence[Match],
    likeness: Likeness,
    open_earlier: Sequence[int],
) -> list[Piece]:
    """The open earlier records whose words a later record holds, and its earlier self did not print yet."""
    partner = {match.later: earlier[match.earlier] for match in matches}
    pieces = []
    for number in open_earlier:
        found = [
            Piece(number, bigger, round(likeness.measure(number, bigger), 4), holding.reason)
            for bigger, holding in _find_holders(earlier[number], later, partner)
        ]
        pieces += _only_best(found)
    return pieces


def _only_best(found: list[Piece]) -> list[Piece]:
    """The best of several holders; none where two are as good, for then nobody knows."""
    ranked = sorted(found, key=lambda piece: -piece.score)
    if len(ranked) > 1 and ranked[0].score == ranked[1].score:
        return []
    return ranked[:1]


def _find_holders(
    small: Record, records: Sequence[Record], partner: Mapping[int, Record]
) -> Iterator[tuple[int, _Holding]]:
    for number, record in enumerate(records):
        holding = _find_holding(record, small)
        other = partner.get(number)
        if holding is not None and (other is None or not _still_holds(other, small, holding)):
            yield number, holding


def _find_holding(big: Record, small: Record) -> _Holding | None:
    """How a bigger record holds a smaller one's words, or None."""
    for part in big.parts:
        if fold_wording(part.text) == small.folded or _cover(part.text, small.action.text) >= _COVERED:
            return _Holding("it was a further action of that record", part.action_id)
    if len(big.references) > 1 and small.references and small.references < big.references:
        return _Holding(f"reference {small.action.reference or big.action.reference} is one of several there")
    return _find_words(big, small) if len(small.folded) >= _LEAST_LETTERS else None


def _find_words(big: Record, small: Record) -> _Holding | None:
    """Where the words of a smaller record's action stand in a bigger one."""
    if small.folded != big.folded and small.folded in fold_wording(big.text):
        return _Holding("its words stand in that action")
    if any(small.folded in statement for statement in big.told):
        return _Holding("its words stand in that record's progress")
    if len(big.folded) > len(small.folded) and _cover(big.text, small.action.text) >= _COVERED:
        return _Holding("nearly all its words stand in that action")
    return None


def _still_holds(partner: Record, small: Record, holding: _Holding) -> bool:
    """Whether the counterpart of the bigger record prints these words as well: then nothing was moved."""
    if holding.part_id is not None or len(partner.references) == 1:
        return False
    whole = fold_wording(partner.text)
    return small.folded in whole or any(small.folded in statement for statement in partner.told)


def _cover(whole: str, part: str) -> float:
    """The share of a text's words that stand in another in the same order."""
    words = split_words(part)
    if len(words) < _LEAST_WORDS:
        return 0.0
    return LCSseq.similarity(words, split_words(whole)) / len(words)
