"""Mentions of an edition against gold: exact spans, overlapping spans, and the values of those that were paired."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from extract.evaluate.gold import Item, is_optional, join_space, list_readings
from extract.evaluate.matching import MANDATORY_BONUS, judge_value, pair
from extract.evaluate.outcomes import Outcome
from extract.evaluate.predictions import EditionTables, Row
from extract.evaluate.records import Matched
from extract.values.wording import fold_wording

VALUES = {
    "MONEY": ("currency", "amount_min", "amount_max", "qualifier", "per"),
    "DATE": ("earliest", "latest", "precision", "qualifier"),
    "ORG": (),
}
# Which pairing is meant where several are possible: equal words before the same record before the same field.
EQUAL, SAME_RECORD, SAME_FIELD = 8.0, 2.0, 1.0


def judge_mentions(
    gold: Item, tables: EditionTables, matched: Matched, organisations: Mapping[str, Row]
) -> Iterator[Outcome]:
    """The mentions of an edition, label by label; nothing where gold lists no mentions at all."""
    if "mentions" not in gold:
        return
    ours = _collect_mentions(tables, matched)
    for label in VALUES:
        golds = [item for item in gold["mentions"] if item["label"] == label]
        labelled = [row for row in ours if row["label"] == label]
        yield from _judge_label(label, golds, labelled, tables, matched, organisations)


def _judge_label(
    label: str,
    golds: Sequence[Item],
    ours: Sequence[Row],
    tables: EditionTables,
    matched: Matched,
    organisations: Mapping[str, Row],
) -> Iterator[Outcome]:
    edition = tables.edition_id
    pairs = dict(pair(golds, ours, partial(_affinity, text=tables.text, matched=matched)))
    for number, item in enumerate(golds):
        if is_optional(item):
            continue
        row = ours[pairs[number]] if number in pairs else None
        yield from _judge_spans(edition, item, row)
        if row is not None:
            yield from _judge_values(edition, item, row, organisations)
    for number, row in enumerate(ours):
        if number not in set(pairs.values()):
            key = min(matched.keys_of.get(row["action_id"], ()), default=None)
            yield Outcome(edition, key, label, "invented", None, join_space(row["text"]))
            yield Outcome(edition, key, f"{label}/overlap", "invented", None, join_space(row["text"]))


def _judge_spans(edition: str, item: Item, row: Row | None) -> Iterator[Outcome]:
    key, label, words = item.get("key"), item["label"], join_space(item["text"])
    got = None if row is None else join_space(row["text"])
    equal = got in {join_space(reading) for reading in list_readings(item, "text")}
    yield Outcome(edition, key, label, "right" if equal else "missed" if row is None else "wrong", words, got)
    yield Outcome(edition, key, f"{label}/overlap", "missed" if row is None else "right", words, got)


def _judge_values(edition: str, item: Item, row: Row, organisations: Mapping[str, Row]) -> Iterator[Outcome]:
    key, label = item.get("key"), item["label"]
    for name in ("field", *VALUES[label]):
        if name in item:
            yield judge_value(edition, item, name, row[name], field=f"{label}/{name}", key=key)
    named = "name" if "name" in item else "organisation"
    if label == "ORG" and named in item:
        yield _judge_name(edition, item, named, organisations.get(row["organisation_id"]))


def _judge_name(edition: str, item: Item, named: str, organisation: Row | None) -> Outcome:
    """An organisation is right when one of its names is one of those that gold accepts."""
    readings = [reading for reading in list_readings(item, named) if reading]
    forms = [organisation["name"], organisation["acronym"], *organisation["aliases"]] if organisation else []
    wanted = {fold_wording(reading) for reading in readings}
    right = any(fold_wording(form) in wanted for form in forms if form)
    verdict = "right" if right else "wrong" if organisation else "missed"
    got = organisation["name"] if organisation else None
    wanted_name = readings[0] if readings else None
    return Outcome(edition, item.get("key"), "ORG/name", verdict, wanted_name, got)


def _affinity(item: Item, row: Row, *, text: str, matched: Matched) -> float:
    """0 unless both are about the same record and their words meet on the page."""
    keys = _keys_of(row, matched)
    wanted = set(list_readings(item, "key"))
    # Where a record was missed or invented as a whole, its mentions cannot be told by their record.
    if keys and not (keys & wanted) and item.get("key") not in matched.missed_keys:
        return 0.0
    readings = tuple(join_space(reading) for reading in list_readings(item, "text"))
    equal = join_space(row["text"]) in readings
    if not equal and not any(row["start"] < end and start < row["end"] for start, end in _find_spans(readings, text)):
        return 0.0
    same_field = "field" in item and row["field"] in list_readings(item, "field")
    bonus = 0.0 if is_optional(item) else MANDATORY_BONUS
    return 1 + EQUAL * equal + SAME_RECORD * bool(keys & wanted) + SAME_FIELD * same_field + bonus


def _keys_of(row: Row, matched: Matched) -> set[Any]:
    """The gold keys of the record a mention stands in; {None} outside records, none for a record gold has not."""
    return {None} if row["action_id"] is None else set(matched.keys_of.get(row["action_id"], ()))


def _collect_mentions(tables: EditionTables, matched: Matched) -> list[Row]:
    """Our mentions, without those of a record printed a second time that gold does not list."""
    repeats = {action["action_id"] for action in tables.rows.get("actions", []) if action["repeat_of_action_id"]}
    aside = {action_id for action_id in repeats if not matched.keys_of.get(action_id)}
    return [row for row in tables.rows.get("mentions", []) if row["action_id"] not in aside]


@lru_cache(maxsize=4096)
def _find_spans(readings: tuple[str, ...], text: str) -> tuple[tuple[int, int], ...]:
    """Every place where the words stand, however they are spaced: gold says the words, not the place."""
    patterns = (r"\s+".join(map(re.escape, reading.split())) for reading in readings if reading)
    return tuple(match.span() for pattern in patterns for match in re.finditer(pattern, text))
