"""Promises 1 and 2: every value is the words at its span, and the passages of an edition tile its text."""

from __future__ import annotations

from collections import defaultdict

from extract.check.outputs import Faults, Outputs, Row
from extract.schemas import TABLES

Place = int | None

ACTION_SPANS = {"reference": "reference", "owner": "owner", "response": "response", "status_text": "status"}
# A status changes from one canonical word to another, an organisation is told by its name: neither is printed so.
NOT_PRINTED = {"status_changed", "organisation_added", "organisation_dropped"}


def check_grounding(outputs: Outputs) -> Faults:
    """Every span lies in its edition's text, and a text is the words at its span."""
    yield from _check_texts(outputs)
    yield from _check_actions(outputs)
    yield from _check_changes(outputs)
    yield from _check_bounds(outputs)


def check_tiling(outputs: Outputs) -> Faults:
    """Passages lie end to end from the first character to the last; white space belongs to the one before it."""
    passages: dict[str, list[Row]] = defaultdict(list)
    for row in outputs.rows["passages"]:
        passages[row["edition_id"]].append(row)
    for edition in outputs.editions.values():
        yield from _check_passages(edition, passages[edition["edition_id"]])


def _check_passages(edition: Row, passages: list[Row]) -> Faults:
    name, text, reached = edition["edition_id"], edition["text"] or "", 0
    ordered = sorted(passages, key=lambda row: (row["position"] or 0, row["start"] or 0))
    for position, row in enumerate(ordered, 1):
        start, end = row["start"], row["end"]
        if row["position"] != position:
            yield f"{name}: passage {row['position']} stands where passage {position} should"
        elif start != reached:
            yield f"{name}: passage {position} starts at {start}, the one before ends at {reached}"
        elif end is None or not start < end <= len(text):
            yield f"{name}: passage {position} covers {start} to {end} of {len(text)}"
        elif start > 0 and text[start].isspace():
            yield f"{name}: passage {position} starts with white space at {start}"
        else:
            yield None
        reached = end if end is not None else reached
    yield None if reached == len(text) else f"{name}: passages end at {reached} of {len(text)}"


def _check_texts(outputs: Outputs) -> Faults:
    """Every table with edition_id, start, end and text."""
    for name, table in TABLES.items():
        if {"edition_id", "start", "end", "text"} <= set(table.column_names):
            for row in outputs.rows[name]:
                edition = outputs.editions.get(row["edition_id"])
                where = f"{name} {row[table.key[0]]}"
                yield _find_fault(where, edition, row["text"], row["start"], row["end"])


def _check_actions(outputs: Outputs) -> Faults:
    """Reference, owner, response and status have spans of their own."""
    for row in outputs.rows["actions"]:
        edition = outputs.editions.get(row["edition_id"])
        for value, prefix in ACTION_SPANS.items():
            start, end = row[f"{prefix}_start"], row[f"{prefix}_end"]
            where = f"actions {row['action_id']} {value}"
            if row[value] is None and prefix == "status":
                # An inferred status prints no word of its own; its span is what it rests on.
                yield _find_bounds_fault(where, edition, start, end)
            elif start is None and end is None and row[value] is not None and _in_markup(row, prefix, edition):
                yield None
            else:
                yield _find_fault(where, edition, row[value], start, end)


def _in_markup(row: Row, prefix: str, edition: Row | None) -> bool:
    """Whether a value may stand where no span can point: in a class, an icon or an attribute."""
    if prefix == "status":
        return bool(row["status_origin"] == "markup")
    return edition is not None and edition["media_type"] != "text/plain"


def _check_changes(outputs: Outputs) -> Faults:
    for row in outputs.rows["changes"]:
        for side, edition_id in (("before", row["earlier_edition_id"]), ("after", row["later_edition_id"])):
            edition = outputs.editions.get(edition_id)
            words, start, end = row[side], row[f"{side}_start"], row[f"{side}_end"]
            where = f"changes {row['change_id']} {side}"
            if row["kind"] in NOT_PRINTED or row["field"] == "status":
                yield _find_bounds_fault(where, edition, start, end)
            else:
                yield _find_fault(where, edition, words, start, end)


def _check_bounds(outputs: Outputs) -> Faults:
    """Spans without words of their own."""
    places = (
        ("sources", "source_id", "edition_id", ""),
        ("problems", "problem_id", "edition_id", ""),
        ("mentions", "mention_id", "edition_id", "unit_"),
        ("decisions", "decision_id", "corrected_edition_id", "corrected_"),
    )
    for table, key, edition_id, prefix in places:
        for row in outputs.rows[table]:
            edition = outputs.editions.get(row[edition_id])
            yield _find_bounds_fault(
                f"{table} {row[key]} {prefix}start", edition, row[f"{prefix}start"], row[f"{prefix}end"]
            )


def _find_fault(where: str, edition: Row | None, words: str | None, start: Place, end: Place) -> str | None:
    """What is wrong with words and their span: no words and no span is right, and so are words at their span."""
    if words is None and start is None and end is None:
        return None
    if words is None:
        return f"{where}: a span {start} to {end} without words"
    if start is None or end is None:
        return f"{where}: no span for {_shorten(words)}"
    if fault := _find_bounds_fault(where, edition, start, end):
        return fault
    text = (edition["text"] or "") if edition else ""
    return None if text[start:end] == words else f"{where}: text[{start}:{end}] is not {_shorten(words)}"


def _find_bounds_fault(where: str, edition: Row | None, start: Place, end: Place) -> str | None:
    if start is None and end is None:
        return None
    if edition is None:
        return f"{where}: its edition is not in editions"
    length = len(edition["text"] or "")
    if start is None or end is None or not 0 <= start <= end <= length:
        return f"{where}: covers {start} to {end} of {length}"
    return None


def _shorten(words: str, width: int = 60) -> str:
    flat = " ".join(words.split())
    return repr(flat if len(flat) <= width else flat[: width - 1] + "…")
