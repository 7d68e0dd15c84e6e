"""Which record of an earlier edition a record of the later one is: one to one, and neither where two are as good."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Indel

from extract.align.likeness import Likeness
from extract.align.records import Record, key_by_reference

# Measured on real editions: actions as printed or lightly reworded are at least 0.42 alike, wrong
# pairs at most 0.38; below that theme, order, progress or reference must speak for a pair.
ACCEPTED = 0.45
FLOOR = 0.12
REFERENCE_BONUS = 0.4
OTHER_REFERENCE = -0.3
THEME_BONUS = 0.1
ORDER_BONUS = 0.1
PROGRESS_BONUS = 0.2
# An action that the edition in between left out needs a little more.
LAPSED = -0.05
# An action printed twice with one reference goes on with its first printing.
SECOND_PRINTING = -0.05
# Two candidates that differ by less are equally good.
TIE = 0.02
# A pair that is each other's best by so much needs no weighing against the rest.
CLEAR = 0.1
# Order alone decides only between equals: its share is smaller than any tie.
PLACE_SHARE = 0.001
# Progress that shares less than half of its words speaks for nothing.
_PROGRESS_ALIKE = 0.5
# References are those of the earlier edition still if so many of the pairs they make are about the same thing.
TRUSTED_SHARE = 0.5
SAME_THING = 0.3

# The reason of a match that people decided on.
JOINED = "joined by a reviewer"

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier record (by its place in the list of candidates) that is a later one, why, and how surely."""

    earlier: int
    later: int
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Later and earlier records that could be each other in more than one way."""

    earlier: tuple[int, ...]
    later: tuple[int, ...]


class _Score(NamedTuple):
    """What speaks for a pair: content decides, the place on the page only where contents are equal.

    content: words, reference, theme, progress; order: whether both stand between the same neighbours; place: less
    than any tie, how near the later one stands to where it is expected.
    """

    content: float
    order: float
    place: float

    @property
    def sure(self) -> float:
        """What is compared with the bar for a match."""
        return self.content + self.order

    @property
    def whole(self) -> float:
        """What is summed up when several matches compete."""
        return self.content + self.order + self.place


@dataclass(frozen=True, slots=True)
class Decided:
    """The pairs that people cut or joined, by the places of their records."""

    cut: frozenset[Key] = frozenset()
    joined: frozenset[Key] = frozenset()


def match_records(
    earlier: Sequence[Record], later: Sequence[Record], previous: int, decided: Decided
) -> tuple[list[Match], list[Doubt], Likeness]:
    """Match the records last reported by earlier editions with those of a later one.

    Args:
        earlier: One record for each commitment that lives: the last that reported it.
        later: The records of the later edition, in page order.
        previous: The number of the edition before the later one; records of others are out of sight for a while.
        decided: What people said; of a record that they joined with several, the likest is the match.

    Returns:
        The matches by the place of the later record, the records left in doubt, and the likeness of all texts.
    """
    matcher = _Matcher(earlier, later, previous, decided)
    matcher.take_joined()
    matcher.take_equal_words()
    scores = matcher.score_rest()
    doubts = matcher.take_best(scores)
    return sorted(matcher.matches, key=lambda match: match.later), doubts, matcher.likeness


class _Matcher:
    """The records of both sides, what is matched already, and what every further pair has going for it."""

    def __init__(self, earlier: Sequence[Record], later: Sequence[Record], previous: int, decided: Decided) -> None:
        self.earlier, self.later, self.previous, self.decided = earlier, later, previous, decided
        self.likeness = Likeness([one.text for one in earlier], [one.text for one in later])
        self.matches: list[Match] = []
        self.same_reference = self._pair_by_reference()

    def _pair_by_reference(self) -> set[Key]:
        """The pairs with the same printed reference; none where the pages were renumbered."""
        numbers = {one.action.action_id: number for number, one in enumerate(self.earlier)}
        known, pairs = key_by_reference(self.earlier), set()
        later_numbers = {one.action.action_id: number for number, one in enumerate(self.later)}
        for key, record in key_by_reference(self.later).items():
            if key in known:
                pairs.add((numbers[known[key].action.action_id], later_numbers[record.action.action_id]))
        same = sum(
            self.earlier[one].folded == self.later[other].folded or self.likeness.measure(one, other) >= SAME_THING
            for one, other in pairs
        )
        return pairs if pairs and same >= TRUSTED_SHARE * len(pairs) else set()

    # ------------------------------------------------------------ what people joined, equal words

    def take_joined(self) -> None:
        """Match the pairs that people joined, the likest first."""
        for pair in sorted(self.decided.joined, key=lambda pair: (-self.likeness.measure(*pair), pair)):
            if all(pair[0] != match.earlier and pair[1] != match.later for match in self.matches):
                self.matches.append(Match(*pair, 1.0, (JOINED, *self._say_reference(pair), *self._say_theme(pair))))

    def take_equal_words(self) -> None:
        """Match the records that have their words to themselves on both sides."""
        free = tuple(map(set, self._rest()))
        known, asked = _number_by_words(self.earlier), _number_by_words(self.later)
        for folded, numbers in asked.items():
            others = known.get(folded, [])
            if not folded or not len(numbers) == len(others) == 1:
                continue
            pair = (others[0], numbers[0])
            if pair[0] in free[0] and pair[1] in free[1] and pair not in self.decided.cut:
                reasons = ("the same words", *self._say_reference(pair), *self._say_theme(pair))
                self.matches.append(Match(*pair, 1.0, reasons))

    def _rest(self) -> tuple[list[int], list[int]]:
        taken_earlier = {match.earlier for match in self.matches} | {pair[0] for pair in self.decided.joined}
        taken_later = {match.later for match in self.matches} | {pair[1] for pair in self.decided.joined}
        return (
            [number for number in range(len(self.earlier)) if number not in taken_earlier],
            [number for number in range(len(self.later)) if number not in taken_later],
        )

    # ------------------------------------------------------------ scores

    def score_rest(self) -> dict[Key, _Score]:
        """What speaks for each pair that has anything in common."""
        rows, columns = self._rest()
        anchors = sorted(
            (self.earlier[match.earlier].position, self.later[match.later].position)
            for match in self.matches
            if self.earlier[match.earlier].edition == self.previous
        )
        gaps = _Gaps(anchors)
        pairs = set(self.likeness.find_pairs(rows, columns, FLOOR))
        free_rows, free_columns = set(rows), set(columns)
        pairs |= {pair for pair in self.same_reference if pair[0] in free_rows and pair[1] in free_columns}
        pairs |= _share_statements(self.earlier, self.later, free_rows, free_columns)
        scores = ((pair, self._score(pair, gaps)) for pair in sorted(pairs - self.decided.cut))
        return {pair: score for pair, score in scores if score.sure >= ACCEPTED}

    def _score(self, pair: Key, gaps: _Gaps) -> _Score:
        one, other = self.earlier[pair[0]], self.later[pair[1]]
        content = 1.0 if one.folded == other.folded else self.likeness.measure(*pair)
        if pair in self.same_reference:
            content += REFERENCE_BONUS * (not _is_over(one, other))
        elif self.same_reference and one.references and one.references.isdisjoint(other.references or one.references):
            content += OTHER_REFERENCE
        content += THEME_BONUS * (one.theme == other.theme != "")
        recent = one.edition == self.previous
        content += LAPSED * (not recent) + SECOND_PRINTING * (one.again != other.again)
        order = ORDER_BONUS * (recent and gaps.agree(one.position, other.position))
        if content + order + PROGRESS_BONUS >= ACCEPTED:
            content += PROGRESS_BONUS * self._measure_progress(pair)
        place = PLACE_SHARE * (1 - abs(gaps.expect(one.position) - other.position) / (len(self.later) + 1))
        return _Score(content, order, place)

    def _measure_progress(self, pair: Key) -> float:
        """How alike the progress and next steps of two records are, word by word; 0 where not half of it is."""
        statements = self.earlier[pair[0]].statements, self.later[pair[1]].statements
        if not all(statements):
            return 0.0
        shared = len(set(statements[0]) & set(statements[1]))
        words = self.earlier[pair[0]].words, self.later[pair[1]].words
        likeness = max(
            shared / min(len(set(one)) for one in statements),
            Indel.normalized_similarity(*words, score_cutoff=_PROGRESS_ALIKE),
        )
        return likeness if likeness >= _PROGRESS_ALIKE else 0.0

    # ------------------------------------------------------------ reasons

    def _explain(self, pair: Key, score: _Score) -> tuple[str, ...]:
        """Why a pair was matched, in words."""
        one, other = self.earlier[pair[0]], self.later[pair[1]]
        percent = round(100 * self.likeness.measure(*pair))
        alike = "the same words" if one.folded == other.folded else f"words {percent} % alike"
        progress = self._measure_progress(pair)
        said = (f"progress {round(100 * progress)} % alike",) if progress else ()
        order = ("the same place between its neighbours",) if score.order else ()
        return (alike, *self._say_reference(pair), *self._say_theme(pair), *said, *order)

    def _say_reference(self, pair: Key) -> tuple[str, ...]:
        if pair not in self.same_reference:
            return ()
        return (f"the same reference {self.later[pair[1]].action.reference}",)

    def _say_theme(self, pair: Key) -> tuple[str, ...]:
        one, other = self.earlier[pair[0]].theme, self.later[pair[1]].theme
        return ("the same theme",) if one and one == other else ()

    # ------------------------------------------------------------ one to one

    def take_best(self, scores: Mapping[Key, _Score]) -> list[Doubt]:
        """Match one to one by the greatest sum of scores; hand back those that could be matched in two ways."""
        for pair in _find_clear(scores):
            self._take(pair, scores[pair])
        earlier, later = (set(side) for side in self._rest())
        rest = {pair: score for pair, score in scores.items() if pair[0] in earlier and pair[1] in later}
        doubts: list[Doubt] = []
        for component in _split_components(rest):
            chosen = _assign(component)
            doubtful = _find_ties(component, chosen)
            for pair in chosen:
                if pair not in doubtful:
                    self._take(pair, component[pair])
            doubts += _describe_doubts(component, doubtful)
        return doubts

    def _take(self, pair: Key, score: _Score) -> None:
        self.matches.append(Match(*pair, round(min(1.0, score.sure), 4), self._explain(pair, score)))


def _is_over(one: Record, other: Record) -> bool:
    """Whether an action was reported complete and is not now: its number may have been given to another."""
    return one.action.status == "complete" != other.action.status


class _Gaps:
    """The page order that the surely matched records show: where a record of one edition is expected in the other."""

    def __init__(self, anchors: Sequence[Key]) -> None:
        self._anchors = anchors
        self._earlier = [one for one, _ in anchors]

    def agree(self, earlier: int, later: int) -> bool:
        """Whether a pair stands between the same neighbours on both pages."""
        at = bisect_left(self._earlier, earlier)
        before = self._anchors[at - 1][1] if at else -1
        after = self._anchors[at][1] if at < len(self._anchors) else None
        return bool(self._anchors) and before < later and (after is None or later < after)

    def expect(self, earlier: int) -> float:
        """Where a record of the earlier edition is expected in the later one."""
        at = bisect_left(self._earlier, earlier)
        if not at:
            return float(earlier)
        before, after = self._anchors[at - 1]
        return float(after + earlier - before)


def _number_by_words(records: Sequence[Record]) -> dict[str, list[int]]:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        numbers[record.folded].append(number)
    return numbers


def _share_statements(
    earlier: Sequence[Record], later: Sequence[Record], rows: Iterable[int], columns: Iterable[int]
) -> set[Key]:
    """The pairs that print a statement which is nobody else's: records whose action may have been rewritten."""
    holders: defaultdict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for side, records, numbers in ((0, earlier, rows), (1, later, columns)):
        for number in numbers:
            for statement in records[number].statements:
                holders[statement][side].add(number)
    return {(min(one), min(other)) for one, other in holders.values() if len(one) == len(other) == 1}


def _find_clear(scores: Mapping[Key, _Score]) -> Iterator[Key]:
    """The pairs that are by far the best for both of their records."""
    rivals: defaultdict[tuple[str, int], list[tuple[float, Key]]] = defaultdict(list)
    for pair, score in scores.items():
        rivals["e", pair[0]].append((score.sure, pair))
        rivals["l", pair[1]].append((score.sure, pair))
    best = {}
    for owner, found in rivals.items():
        ranked = sorted(found, reverse=True)
        if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= CLEAR:
            best[owner] = ranked[0][1]
    return (pair for owner, pair in best.items() if owner[0] == "e" and best.get(("l", pair[1])) == pair)


def _split_components(scores: Mapping[Key, _Score]) -> Iterator[dict[Key, _Score]]:
    """The pairs in groups that share no record, so that each is decided by itself."""
    of_later: defaultdict[int, list[Key]] = defaultdict(list)
    of_earlier: defaultdict[int, list[Key]] = defaultdict(list)
    for pair in scores:
        of_earlier[pair[0]].append(pair)
        of_later[pair[1]].append(pair)
    left = set(scores)
    for start in scores:
        if start not in left:
            continue
        component, reach = set(), [start]
        while reach:
            pair = reach.pop()
            if pair in left:
                left.remove(pair)
                component.add(pair)
                reach += [*of_earlier[pair[0]], *of_later[pair[1]]]
        yield {pair: scores[pair] for pair in sorted(component)}


def _assign(scores: Mapping[Key, _Score]) -> list[Key]:
    """The pairs with the greatest sum of scores, each record once."""
    if len({one for one, _ in scores}) == 1 or len({other for _, other in scores}) == 1:
        return [max(scores, key=lambda pair: scores[pair].whole)]
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    rows, columns = sorted({one for one, _ in scores}), sorted({other for _, other in scores})
    table = [[scores[one, other].whole if (one, other) in scores else 0.0 for other in columns] for one in rows]
    found = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    pairs = [(rows[row], columns[column]) for row, column in found]
    return [pair for pair in pairs if pair in scores]


def _find_ties(scores: Mapping[Key, _Score], chosen: Sequence[Key]) -> set[Key]:
    """The chosen pairs for which a record that went away with nothing would have been as good."""
    matched_earlier, matched_later = {one for one, _ in chosen}, {other for _, other in chosen}
    ties = set()
    for pair in chosen:
        rivals = [
            score.content
            for (one, other), score in scores.items()
            if (one == pair[0] and other not in matched_later) or (other == pair[1] and one not in matched_earlier)
        ]
        if any(rival >= scores[pair].content - TIE for rival in rivals):
            ties.add(pair)
    return ties


def _describe_doubts(scores: Mapping[Key, _Score], doubtful: Iterable[Key]) -> Iterator[Doubt]:
    for one, other in sorted(doubtful):
        bar = scores[one, other].content - TIE
        rivals = {
            pair for pair, score in scores.items() if score.content >= bar and (pair[0] == one or pair[1] == other)
        }
        yield Doubt(tuple(sorted({pair[0] for pair in rivals})), tuple(sorted({pair[1] for pair in rivals})))
