"""Amounts matched by what they are for, not by where they stand: increased, decreased, added and dropped."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from extract.compare.pairs import Finding, Group, Pair, describe_amount
from extract.compare.sentences import Sentences
from extract.compare.severity import LOW, MEDIUM
from extract.compare.views import Line, RecordView, Words, key_amount, make_words
from extract.compare.words import list_stems, quote_around
from extract.model import Mention

# What two amounts are for is the same when their sentences became each other or share so much; sentences that share
# less must at least have amounts of like size in the same order as their neighbours.
_SAME_PURPOSE = 0.35
_MAY_BE_SAME = 0.08
_LIKE_SIZE = Decimal("0.7")
# So little apart, one is the other told more or less exactly.
_ROUNDED = Decimal("0.98")
# A step of less than a twentieth is as likely rounding as news.
_SMALL_SHARE = Decimal("0.05")
_MOST_ITEMS = 8


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount with the sentence that says what it is for: of the progress (line: its number), or the action.

    purpose: the stems of what it is for.
    """

    mention: Mention
    words: Words
    figure: Decimal
    purpose: tuple[str, ...]
    line: int | None
    sentence: Words

    @property
    def key(self) -> Hashable:
        return key_amount(self.mention)


def compare_money(pair: Pair, group: Group, sentences: Sentences, unlost: frozenset[str]) -> None:
    """Note what became of every amount of a record."""
    before, after = list(_read_amounts(group.earlier)), list(_read_amounts(group.later))
    before, after, order = _without_equals(pair, before, after)
    for one, other in _match(pair, sentences, before, after, order):
        _note_moved(pair, group, one, other)
        before.remove(one)
        after.remove(other)
    items = _find_items(before, after)
    for one in before:
        if not _stands_elsewhere(pair, one):
            _note_dropped(pair, group, one, items.get(one.mention.mention_id))
    parts = {part.mention.mention_id: whole for whole in before for part in items.get(whole.mention.mention_id, ())}
    for other in after:
        _note_added(pair, group, other, unlost, parts.get(other.mention.mention_id))


def _read_amounts(record: RecordView) -> Iterator[_Amount]:
    for mention in record.mentions:
        figure = mention.amount_max if mention.amount_max is not None else mention.amount_min
        if mention.label != "MONEY" or mention.part_of_mention_id or figure is None:
            continue
        words = Words(mention.text, mention.start, mention.end, mention.mention_id, mention.action_id or "")
        line = next((one for one in record.lines if one.words.start <= mention.start < one.words.end), None)
        actions = (make_words(one) for one in (*record.actions, *record.parts) if one.start <= mention.start < one.end)
        sentence = line.words if line else next(actions, words)
        purpose = _read_purpose(record, line, sentence, mention)
        yield _Amount(mention, words, figure, purpose, line.number if line else None, sentence)


def _read_purpose(record: RecordView, line: Line | None, sentence: Words, mention: Mention) -> tuple[str, ...]:
    """What an amount is for: the words of its sentence, which count double, and of the one before in its statement."""
    rest = list_stems(sentence.text[: mention.start - sentence.start])
    rest += list_stems(sentence.text[mention.end - sentence.start :])
    before = record.lines[line.number - 1] if line and line.number else None
    told = list_stems(before.words.text) if before and before.words.row_id == sentence.row_id else []
    return (*rest, *rest, *told)


def _without_equals(
    pair: Pair, before: Sequence[_Amount], after: Sequence[_Amount]
) -> tuple[list[_Amount], list[_Amount], list[tuple[int, int]]]:
    """The amounts that are not on both sides, and the places of those that are."""
    left, kept = list(after), []
    order = []
    for one in before:
        same = [other for other in left if other.key == one.key]
        best = max(same, key=lambda other: pair.measure_overlap(one.purpose, other.purpose), default=None)
        if best is None:
            kept.append(one)
        else:
            left.remove(best)
            order.append((one.words.start, best.words.start))
    return kept, left, order


def _match(
    pair: Pair,
    sentences: Sentences,
    before: Sequence[_Amount],
    after: Sequence[_Amount],
    order: Sequence[tuple[int, int]],
) -> list[tuple[_Amount, _Amount]]:
    """The pairs of amounts that are for the same thing: in page order first, then surely the same though moved."""
    scores = {
        (row, column): score
        for row, one in enumerate(before)
        for column, other in enumerate(after)
        if (score := _score(pair, sentences, one, other))
    }
    chosen = _match_in_order(len(before), len(after), scores)
    chosen = [
        (row, column)
        for row, column in chosen
        if scores[row, column].sure or _keeps_order(order, before[row], after[column])
    ]
    rest = sorted((-score.value, *key) for key, score in scores.items() if score.sure)
    for _, row, column in rest:
        if all(row != first and column != second for first, second in chosen):
            chosen.append((row, column))
    return [(before[row], after[column]) for row, column in sorted(chosen)]


@dataclass(frozen=True, slots=True)
class _Score:
    """How well two amounts go together, and whether that is enough wherever they stand."""

    value: float
    sure: bool


def _score(pair: Pair, sentences: Sentences, one: _Amount, other: _Amount) -> _Score | None:
    if (one.mention.currency, one.mention.per) != (other.mention.currency, other.mention.per):
        return None
    both_actions = one.mention.field == other.mention.field == "action"
    same_sentence = both_actions or (one.line is not None and sentences.became(one.line) == other.line)
    shared = pair.measure_overlap(one.purpose, other.purpose)
    size = min(one.figure, other.figure) / (max(one.figure, other.figure) or Decimal(1))
    sure = same_sentence or shared >= _SAME_PURPOSE or size >= _ROUNDED
    if not sure and (shared < _MAY_BE_SAME or size < _LIKE_SIZE):
        return None
    return _Score(same_sentence + shared + float(size) / 2, sure)


def _match_in_order(rows: int, columns: int, scores: Mapping[tuple[int, int], _Score]) -> list[tuple[int, int]]:
    """The pairs with the greatest sum of scores of which none cross, by dynamic programming."""
    best: dict[tuple[int, int], tuple[float, tuple[tuple[int, int], ...]]] = {}
    for row in range(rows + 1):
        for column in range(columns + 1):
            if not row or not column:
                best[row, column] = (0.0, ())
                continue
            options = [best[row - 1, column], best[row, column - 1]]
            if score := scores.get((row - 1, column - 1)):
                value, pairs = best[row - 1, column - 1]
                options.append((value + score.value, (*pairs, (row - 1, column - 1))))
            best[row, column] = max(options, key=lambda option: option[0])
    return list(best[rows, columns][1])


def _keeps_order(places: Sequence[tuple[int, int]], one: _Amount, other: _Amount) -> bool:
    return all((one.words.start < first) == (other.words.start < second) for first, second in places)


def _note_moved(pair: Pair, group: Group, before: _Amount, after: _Amount) -> None:
    delta = after.figure - before.figure
    said = f"'{_quote(before)}' became '{_quote(after)}'"
    about = f", in '{_quote_around(after)}'"
    if not delta:
        _note_qualifier(pair, group, before, after, said)
        return
    kind, word = ("money_increased", "more") if delta > 0 else ("money_decreased", "less")
    small = abs(delta) < _SMALL_SHARE * before.figure
    why = f"{said}: {describe_amount(abs(delta))} {word}{about}."
    pair.note(
        Finding(
            kind,
            why,
            field=after.mention.field,
            before=before.words,
            after=after.words,
            severity=MEDIUM if small else None,
            amount_delta=delta,
        ),
        group,
    )


def _note_qualifier(pair: Pair, group: Group, before: _Amount, after: _Amount, said: str) -> None:
    """The same figure as a ceiling binds less, as a floor or plainly more; "about" is only less exact."""
    capped = (before.mention.qualifier == "up_to", after.mention.qualifier == "up_to")
    if capped[0] == capped[1]:
        return
    kind, word = ("commitment_weakened", "less") if capped[1] else ("commitment_strengthened", "more")
    why = f"{said}: the same figure binds to {word}."
    pair.note(
        Finding(kind, why, field=after.mention.field, before=before.words, after=after.words, severity=MEDIUM), group
    )


def _note_dropped(pair: Pair, group: Group, lost: _Amount, items: Sequence[_Amount] | None) -> None:
    severity, reason = None, "is no longer mentioned"
    if items:
        severity = LOW
        reason = f"is told in its parts now: {', '.join(_quote(item) for item in items)}"
    why = f"{_quote(lost)} in '{_quote_around(lost)}' {reason}."
    pair.note(
        Finding(
            "money_dropped",
            why,
            field=lost.mention.field,
            before=lost.words,
            severity=severity,
            amount_delta=None if items else -lost.figure,
        ),
        group,
    )


def _note_added(pair: Pair, group: Group, new: _Amount, unlost: frozenset[str], whole: _Amount | None) -> None:
    cause = "extraction" if new.mention.row_id in unlost else "publisher"
    reason = "is mentioned for the first time"
    if cause == "extraction":
        reason = "stands in a list that our earlier copy lost"
    elif whole is not None:
        reason = f"is a part of {_quote(whole)}, which was mentioned before"
    why = f"{_quote(new)} in '{_quote_around(new)}' {reason}."
    severity = LOW if whole is not None else None
    pair.note(
        Finding(
            "money_added",
            why,
            field=new.mention.field,
            after=new.words,
            cause=cause,
            severity=severity,
            amount_delta=None if whole or cause == "extraction" else new.figure,
        ),
        group,
    )


def _find_items(before: Sequence[_Amount], after: Sequence[_Amount]) -> dict[str, tuple[_Amount, ...]]:
    """The earlier amounts that the later edition tells in parts: two or more that add up to it."""
    items = {}
    if len(after) <= _MOST_ITEMS:
        for whole in before:
            for number in range(2, len(after) + 1):
                found = next(
                    (part for part in combinations(after, number) if sum(one.figure for one in part) == whole.figure),
                    None,
                )
                if found:
                    items[whole.mention.mention_id] = found
                    break
    return items


def _stands_elsewhere(pair: Pair, lost: _Amount) -> bool:
    """Whether another record of the later edition mentions the same amount for the same thing."""
    for mention in pair.later.find_amounts(lost.mention):
        action_id = mention.action_id or ""
        record = pair.later.view(pair.later.actions[action_id].part_of_action_id or action_id)
        found = next((one for one in _read_amounts(record) if one.mention is mention), None)
        if found and pair.measure_overlap(found.purpose, lost.purpose) >= _SAME_PURPOSE:
            return True
    return False


def _quote_around(amount: _Amount) -> str:
    """The words around an amount, for a sentence that says what it is for."""
    offset = amount.sentence.start
    return quote_around(amount.sentence.text, amount.words.start - offset, amount.words.end - offset)


def _quote(amount: _Amount) -> str:
    qualifier = (amount.mention.qualifier or "").replace("_", " ")
    return f"{qualifier} {amount.words.text}".strip()
