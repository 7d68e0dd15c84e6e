"""Records of an edition against its gold records: which is which, then field by field."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from extract.evaluate.gold import Item, is_optional, join_space, list_readings
from extract.evaluate.matching import ALIKE, judge_extras, judge_texts, judge_value, measure_likeness, pair
from extract.evaluate.outcomes import Outcome
from extract.evaluate.predictions import EditionTables, Row
from extract.values.wording import fold_wording

SINGLE_FIELDS = ("reference", "owner", "response", "status", "status_text", "status_origin")
EXTRAS = {
    "progress": (),
    "next_steps": ("origin",),
    "target_dates": ("kind", "earliest", "latest", "precision", "qualifier", "pairing", "origin", "year_inferred"),
}

# What speaks for two records being one beside the wording of the action. A reference is as good as half the words; the
# progress and the place on the page only decide between records with the same action.
REFERENCE_WEIGHT = 0.5
PROGRESS_WEIGHT = 0.2
PLACE_WEIGHT = 0.02
_BRACKETED = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class OurRecord:
    """An action row with what hangs on it. aside: it is a part or a repeat, which gold need not know."""

    action: Row
    theme: Row | None
    lists: Mapping[str, list[Row]]
    aside: bool


@dataclass(frozen=True, slots=True)
class Matched:
    """Which record is which in one edition.

    pairs: gold record and ours; keys_of: the gold keys that an action of ours goes by (a part also by its record's);
    missed_keys: gold records that we have not.
    """

    pairs: tuple[tuple[Item, OurRecord], ...]
    missed: tuple[Item, ...]
    invented: tuple[OurRecord, ...]
    keys_of: Mapping[str, frozenset[str]]

    @property
    def missed_keys(self) -> frozenset[str]:
        """The keys of the gold records that we have not."""
        return frozenset(record["key"] for record in self.missed)


def match_records(gold: Item, tables: EditionTables) -> Matched:
    """Pair the gold records of an edition with ours, one to one, by action, reference and progress."""
    golds, ours = gold["records"], _collect_records(tables)
    places = {id(item): number / max(1, len(items)) for items in (golds, ours) for number, item in enumerate(items)}

    numbers = pair(golds, ours, partial(_affinity, places=places))
    pairs = tuple((golds[one], ours[other]) for one, other in numbers)
    found, used = {one for one, _ in numbers}, {other for _, other in numbers}
    return Matched(
        pairs,
        tuple(record for number, record in enumerate(golds) if number not in found),
        tuple(our for number, our in enumerate(ours) if number not in used and not our.aside),
        _name_actions(pairs, ours),
    )


def judge_records(gold: Item, tables: EditionTables, matched: Matched) -> Iterator[Outcome]:
    """The records of an edition and their fields.

    The fields of a missed record are missed, those of an invented one are not counted again.
    """
    edition = tables.edition_id
    for record, our in matched.pairs:
        if not is_optional(record):
            yield Outcome(edition, record["key"], "records", "right", record["action"], our.action["text"])
            yield from _judge_fields(edition, record, our)
    for record in matched.missed:
        if not is_optional(record):
            yield Outcome(edition, record["key"], "records", "missed", record["action"], None)
            yield from _judge_fields(edition, record, None)
    for our in matched.invented:
        yield Outcome(edition, None, "records", "invented", None, our.action["text"])
    if "themes" in gold:
        items = [theme if isinstance(theme, Mapping) else {"text": theme} for theme in gold["themes"]]
        folded = [{**item, "text": _fold_theme(item["text"])} for item in items]
        yield from judge_texts(
            edition, None, "themes", folded, [_fold_theme(row["name"]) for row in tables.rows.get("themes", [])]
        )[0]


def _judge_fields(edition: str, record: Item, our: OurRecord | None) -> Iterator[Outcome]:
    key = record["key"]
    if not is_optional(record, "action"):
        yield judge_value(edition, record, "action", our and (our.action["text"] or None), key=key)
    if "theme" in record and not is_optional(record, "theme"):
        yield _judge_theme(edition, record, our.theme if our else None)
    for field in SINGLE_FIELDS:
        if field in record and not is_optional(record, field):
            yield judge_value(edition, record, field, our and our.action[field], key=key)
    for field, extras in EXTRAS.items():
        if field not in record or is_optional(record, field):
            continue
        rows = our.lists.get(field, []) if our else []
        texts = [row["text"] for row in rows]
        outcomes, pairs = judge_texts(edition, key, field, record[field], texts, record.get(f"{field}_also", ()))
        yield from outcomes
        for one, other in pairs:
            if not is_optional(record[field][one]):
                yield from judge_extras(edition, key, record[field][one], rows[other], extras, field)


def _judge_theme(edition: str, record: Item, theme: Row | None) -> Outcome:
    """A theme is the same whatever its number, letter case or bracketed acronym."""
    readings = list_readings(record, "theme")
    folded = {None if reading is None else _fold_theme(reading) for reading in readings}
    got = None if theme is None else theme["name"]
    forms = {None} if theme is None else {_fold_theme(theme["name"]), _fold_theme(theme["text"])}
    outcome = judge_value(edition, {"theme": readings[0]}, "theme", got, key=record["key"])
    if forms & folded:
        verdict = "empty" if theme is None else "right"
        return Outcome(edition, record["key"], "theme", verdict, outcome.expected, outcome.got)
    return outcome


def _fold_theme(heading: str) -> str:
    return fold_wording(_BRACKETED.sub("", heading))


def _collect_records(tables: EditionTables) -> list[OurRecord]:
    themes = {row["theme_id"]: row for row in tables.rows.get("themes", [])}
    lists: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for field in EXTRAS:
        for row in sorted(tables.rows.get(field, []), key=lambda row: row["position"]):
            lists[row["action_id"]][field].append(row)
    return [
        OurRecord(
            action,
            themes.get(action["theme_id"]),
            lists[action["action_id"]],
            bool(action["part_of_action_id"] or action["repeat_of_action_id"]),
        )
        for action in sorted(tables.rows.get("actions", []), key=lambda row: row["position"])
    ]


def _affinity(record: Item, our: OurRecord, *, places: Mapping[int, float]) -> float:
    likeness = _measure_record_likeness(record, our)
    distance = abs(places[id(record)] - places[id(our)])
    return likeness + PLACE_WEIGHT * (1 - distance) if likeness else 0.0


def _measure_record_likeness(record: Item, our: OurRecord) -> float:
    """0 when they are not one; else the likeness of the actions with what else speaks for it."""
    action = join_space(our.action["text"])
    likeness = max(measure_likeness(join_space(reading or ""), action) for reading in list_readings(record, "action"))
    ours = fold_wording(our.action["reference"] or "")
    same_reference = bool(ours) and ours in {fold_wording(text or "") for text in list_readings(record, "reference")}
    if likeness < ALIKE and not same_reference:
        return 0.0
    told = " ".join(join_space(item["text"]) for item in record.get("progress", ()))
    ours_told = " ".join(join_space(row["text"]) for row in our.lists.get("progress", ()))
    return likeness + REFERENCE_WEIGHT * same_reference + PROGRESS_WEIGHT * measure_likeness(told, ours_told)


def _name_actions(pairs: Sequence[tuple[Item, OurRecord]], ours: Sequence[OurRecord]) -> dict[str, frozenset[str]]:
    key_of: dict[Any, str] = {our.action["action_id"]: record["key"] for record, our in pairs}
    return {
        our.action["action_id"]: frozenset(
            key_of[action_id]
            for action_id in (our.action["action_id"], our.action["part_of_action_id"])
            if action_id in key_of
        )
        for our in ours
    }
