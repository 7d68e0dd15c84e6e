"""Links and changes between editions against gold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from extract.evaluate.gold import Item, is_optional, join_space, list_readings
from extract.evaluate.matching import MANDATORY_BONUS, judge_value, measure_likeness, pair
from extract.evaluate.outcomes import Outcome
from extract.evaluate.predictions import Row
from extract.values.wording import fold_wording

Keys = Mapping[str, Mapping[str, frozenset[str]]]  # by edition, then by action of ours: the gold keys it goes by
Names = Mapping[str, str]  # the edition_id of each edition that gold names

_OF_FIELDS = frozenset(("field_introduced", "field_withdrawn"))
CHANGE_VALUES = ("field", "cause", "severity", "days", "amount_delta")


def judge_links(gold: Item, ours: Sequence[Row], names: Names, keys: Keys) -> Iterator[Outcome]:
    """Links by relation: the right relation of the right records; a pair with another relation is wrong."""
    golds = [single for link in gold["links"] for single in _split_link(link, names)]
    judged = _judged_editions(gold["links"], names)
    rows = [row for row in ours if row["later_edition_id"] in judged and row["earlier_edition_id"] in names.values()]
    pairs = dict(pair(golds, rows, partial(_affinity_of_links, keys=keys)))
    for number, link in enumerate(golds):
        if is_optional(link):
            continue
        relations = list_readings(link, "relation")
        got = rows[pairs[number]]["relation"] if number in pairs else None
        verdict = "right" if got in relations else "missed" if got is None else "wrong"
        yield Outcome(link["later_edition"], _name_link(link), f"links/{relations[0]}", verdict, relations[0], got)
    for number, row in enumerate(rows):
        if number not in set(pairs.values()):
            key = _key_of(row, keys)
            yield Outcome(row["later_edition_id"], key, f"links/{row['relation']}", "invented", None, row["relation"])


def judge_changes(gold: Item, ours: Sequence[Row], names: Names, keys: Keys) -> Iterator[Outcome]:
    """Changes by kind, then the cause, severity, flag and words of those that were paired.

    A change of ours that gold does not have is an invention if it says that the publisher changed something; a note
    about form or copy is not.
    """
    golds = [_with_edition_ids(change, names) for change in gold["changes"]]
    judged = _judged_editions([*gold["changes"], *gold.get("links", ())], names)
    rows = [row for row in ours if row["later_edition_id"] in judged and row["earlier_edition_id"] in names.values()]
    pairs = dict(pair(golds, rows, partial(_affinity_of_changes, keys=keys)))
    for number, change in enumerate(golds):
        if is_optional(change):
            continue
        row = rows[pairs[number]] if number in pairs else None
        edition, key, kind = change["later_edition"], change.get("key"), change["kind"]
        got = None if row is None else _quote_words(row)
        yield Outcome(edition, key, f"changes/{kind}", "missed" if row is None else "right", _quote_words(change), got)
        if row is not None:
            yield from _judge_change(change, row)
    allowed = [change for change in golds if is_optional(change) and not (change.get("before") or change.get("after"))]
    for number, row in enumerate(rows):
        if any(_affinity_of_changes(change, row, keys=keys) for change in allowed):
            continue
        if number not in set(pairs.values()) and (row["flagged"] or row["cause"] == "publisher"):
            key = _key_of(row, keys)
            yield Outcome(row["later_edition_id"], key, f"changes/{row['kind']}", "invented", None, _quote_words(row))


def _judge_change(change: Item, row: Row) -> Iterator[Outcome]:
    edition, key = change["later_edition"], change.get("key")
    for name in CHANGE_VALUES:
        if name in change:
            yield judge_value(edition, change, name, row[name], field=f"change/{name}", key=key)
    for name in ("flagged", "flag"):
        if name in change:
            yield judge_value(edition, change, name, row["flagged"], field="change/flagged", key=key)
    # Which words stand for a rewritten text is a matter of taste.
    for name in ("before", "after") if change["kind"] != "progress_rewritten" else ():
        if name in change:
            readings = {**change, f"{name}_also": [*change.get(f"{name}_also", ()), *_other_names(change)]}
            yield judge_value(edition, readings, name, row[name], field=f"change/{name}", key=key)


def _quote_words(change: Mapping[str, Any]) -> str:
    """The words before and after of a change, ours or of gold; of one that has none its field."""
    words = [change.get("before"), change.get("after")]
    if not any(words):
        return str(change.get("field") or change["kind"])
    return " → ".join(join_space(text or "–") for text in words)


def _other_names(change: Item) -> list[str]:
    return list(change.get("name_also", ()))


def _split_link(link: Item, names: Names) -> Iterator[Item]:
    """A gold link of several records as one link for each pair, as they are written."""
    for earlier in link.get("earlier") or [None]:
        for later in link.get("later") or [None]:
            yield {**_with_edition_ids(link, names), "earlier": earlier, "later": later}


def _with_edition_ids(item: Item, names: Names) -> Item:
    editions = {side: names.get(item[side], item[side]) for side in ("earlier_edition", "later_edition")}
    return {**item, **editions}


def _judged_editions(items: Sequence[Item], names: Names) -> set[str]:
    """The later editions that gold has answers for; all, where it names none."""
    return {names.get(item["later_edition"], item["later_edition"]) for item in items} or set(names.values())


def _affinity_of_links(link: Item, row: Row, *, keys: Keys) -> float:
    sides = (("earlier", "earlier_edition", "earlier_edition_id"), ("later", "later_edition", "later_edition_id"))
    for side, gold_edition, our_edition in sides:
        if link[gold_edition] != row[our_edition] or link[side] not in _side_keys(row, side, keys):
            return 0.0
    bonus = 0.0 if is_optional(link) else MANDATORY_BONUS
    return 1 + float(row["relation"] in list_readings(link, "relation")) + bonus


def _affinity_of_changes(change: Item, row: Row, *, keys: Keys) -> float:
    same_editions = all(
        change[gold_side] == row[our_side]
        for gold_side, our_side in (("earlier_edition", "earlier_edition_id"), ("later_edition", "later_edition_id"))
    )
    kinds = list_readings(change, "kind")
    ours = _side_keys(row, "later", keys) | _side_keys(row, "earlier", keys)
    if row["earlier_action_id"] or row["later_action_id"]:
        ours -= {None}
    if not same_editions or row["kind"] not in kinds or not (ours & set(list_readings(change, "key"))):
        return 0.0
    # Without words, the field is all that tells one withdrawn field from another.
    if row["kind"] in _OF_FIELDS and row["field"] not in list_readings(change, "field"):
        return 0.0
    likeness = sum(_measure_side(change, row, side) for side in ("before", "after"))
    bonus = 0.0 if is_optional(change) else MANDATORY_BONUS
    main_kind = MANDATORY_BONUS if row["kind"] == kinds[0] else 0.0
    return 1 + likeness + main_kind + bonus


def _measure_side(change: Item, row: Row, side: str) -> float:
    """How alike the words of one side are; organisations go by any of their names."""
    readings = [join_space(text) for text in (*list_readings(change, side), *_other_names(change)) if text]
    ours = join_space(row[side] or "")
    if not readings or not ours:
        return float(not readings and not ours)
    if fold_wording(ours) in {fold_wording(reading) for reading in readings}:
        return 2.0
    return max(measure_likeness(reading, ours) for reading in readings)


def _side_keys(row: Row, side: str, keys: Keys) -> set[Any]:
    """The gold keys of one side's record; {None} where there is no record."""
    action_id = row[f"{side}_action_id"]
    return {None} if action_id is None else set(keys.get(row[f"{side}_edition_id"], {}).get(action_id, ()))


def _key_of(row: Row, keys: Keys) -> str | None:
    for side in ("later", "earlier"):
        if known := _side_keys(row, side, keys) - {None}:
            return str(min(known))
    return None


def _name_link(link: Item) -> str:
    return f"{link['earlier'] or '–'} → {link['later'] or '–'}"
