"""Records that were split into several or merged into one, found among those that one-to-one matching left over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import LCSseq

from extract.align.likeness import Likeness
from extract.align.matching import JOINED, Decided, Match
from extract.align.records import Record
from extract.values.wording import fold_wording, split_words

# A shorter text is found inside a longer one by chance.
_LEAST_LETTERS = 25
_LEAST_WORDS = 5
_COVERED = 0.8
# Three words that so many records print in a row find nothing; so many candidates are looked at.
_TELLING = 200
_CANDIDATES = 20


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
    """That a bigger record holds the words of a smaller one; sure: by more than words that may stand in both."""

    reason: str
    part_id: str | None = None
    sure: bool = False


def find_splits(
    earlier: Sequence[Record],
    later: Sequence[Record],
    matches: Sequence[Match],
    likeness: Likeness,
    open_later: Sequence[int],
) -> list[Piece]:
    """The open later records whose words an earlier record held, and its later self no longer prints."""
    shelf = _Shelf(earlier, {match.earlier: later[match.later] for match in matches})
    pieces = []
    for number in open_later:
        found = [
            Piece(bigger, number, round(likeness.measure(bigger, number), 4), holding.reason, holding.part_id)
            for bigger, holding in shelf.find_holders(later[number])
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
    shelf = _Shelf(later, {match.later: earlier[match.earlier] for match in matches})
    pieces = []
    for number in open_earlier:
        found = [
            Piece(number, bigger, round(likeness.measure(number, bigger), 4), holding.reason)
            for bigger, holding in shelf.find_holders(earlier[number])
        ]
        pieces += _only_best(found)
    return pieces


def list_joined(decided: Decided, matches: Sequence[Match], likeness: Likeness) -> list[Piece]:
    """The pairs that people joined beyond one to one: further parts of a split, further sources of a merge."""
    known = {(match.earlier, match.later) for match in matches}
    return [
        Piece(*pair, round(likeness.measure(*pair), 4), JOINED) for pair in sorted(decided.joined) if pair not in known
    ]


def _only_best(found: list[Piece]) -> list[Piece]:
    """The best of several holders; none where two are as good, for then nobody knows."""
    ranked = sorted(found, key=lambda piece: -piece.score)
    if len(ranked) > 1 and ranked[0].score == ranked[1].score:
        return []
    return ranked[:1]


class _Shelf:
    """The records that may hold others, by the words they print in a row; partner: their other selves."""

    def __init__(self, records: Sequence[Record], partner: Mapping[int, Record]) -> None:
        self._records, self._partner = records, partner

    @cached_property
    def _by_run(self) -> Mapping[tuple[str, ...], list[int]]:
        found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, record in enumerate(self._records):
            for run in {*_list_runs(split_words(record.text)), *_list_runs(record.words)}:
                found[run].append(number)
        return found

    @cached_property
    def _special(self) -> list[int]:
        """The records that hold others by more than their words."""
        return [number for number, one in enumerate(self._records) if one.parts or len(one.references) > 1]

    def find_holders(self, small: Record) -> Iterator[tuple[int, _Holding]]:
        """The records that hold the words of a smaller one, where their other selves do not."""
        for number in self._find_candidates(small):
            holding = _find_holding(self._records[number], small)
            other = self._partner.get(number)
            if holding and (other is None or holding.sure or not _still_holds(other, small)):
                yield number, holding

    def _find_candidates(self, small: Record) -> list[int]:
        """Records that share several runs of three words with a smaller one, and those that are special."""
        runs = _list_runs(split_words(small.action.text))
        telling = [found for run in runs if 0 < len(found := self._by_run.get(run, ())) <= _TELLING]
        shared = Counter(number for found in telling for number in found)
        best = sorted(shared, key=lambda number: (-shared[number], number))[:_CANDIDATES]
        return sorted({*self._special, *best})


def _list_runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def _find_holding(big: Record, small: Record) -> _Holding | None:
    """How a bigger record holds a smaller one's words, or None."""
    for part in big.parts:
        if fold_wording(part.text) == small.folded or _cover(part.text, small.action.text) >= _COVERED:
            return _Holding("it was a further action of that record", part.action_id, sure=True)
    if len(big.references) > 1 and small.references and small.references < big.references:
        return _Holding(
            f"reference {small.action.reference or big.action.reference} is one of several there", sure=True
        )
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


def _still_holds(partner: Record, small: Record) -> bool:
    """Whether the other self of a bigger record prints these words as well: then nothing was moved."""
    whole = fold_wording(partner.text)
    return small.folded in whole or any(small.folded in statement for statement in partner.told)


def _cover(whole: str, part: str) -> float:
    """The share of a text's words that stand in another in the same order."""
    words = split_words(part)
    if len(words) < _LEAST_WORDS:
        return 0.0
    return LCSseq.similarity(words, split_words(whole)) / len(words)
