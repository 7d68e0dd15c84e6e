"""Gold files: hand-made answers, read and checked for their shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extract.errors import InputError

Item = Mapping[str, Any]
TEXT_LISTS = ("progress", "next_steps", "target_dates")


def read_gold(path: Path) -> list[Item]:
    """The answers of a file, or of every `*.json` file in a folder, each for one publication.

    Raises:
        InputError: There is no such file, or it is not in the format of the data model.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{path} holds no gold file (*.json)")
    return [_read_file(file) for file in files]


def list_readings(item: Item, name: str) -> list[Any]:
    """Every fair value of a field: the one given and those of its `*_also` list.

    >>> list_readings({"kind": "month", "kind_also": ["day"]}, "kind")
    ['month', 'day']
    """
    return [item.get(name), *item.get(f"{name}_also", ())]


def is_optional(item: Item, name: str = "") -> bool:
    """Whether an item, or one field of it (`optional` as a list of names), is neither missed nor invented.

    >>> is_optional({"optional": True}), is_optional({"optional": ["owner"]}, "owner"), is_optional({})
    (True, True, False)
    """
    optional = item.get("optional", False)
    return name in optional if isinstance(optional, list) else bool(optional)


def join_space(text: object) -> str:
    """A text with every run of white space as one space, as texts are compared.

    >>> join_space(" two\\xa0 words ")
    'two words'
    """
    return " ".join(str(text).split())


def _read_file(path: Path) -> Item:
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a gold file: {error}") from error
    try:
        return _normalise(gold)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{path} is not in the gold format: {type(error).__name__} {error}") from error


def _normalise(gold: Item) -> Item:
    """The same answers with every list item as a mapping, parts beside their records, and a key for each record."""
    editions = [_normalise_edition(edition) for edition in gold.get("editions", ())]
    normal: dict[str, Any] = {**_require(gold, "publication"), "editions": editions}
    for name, word in (("links", "relation"), ("changes", "kind")):
        if name in gold:
            normal[name] = [_require(item, "earlier_edition", "later_edition", word) for item in gold[name]]
    return normal


def _normalise_edition(edition: Item) -> Item:
    records = [part for record in edition.get("records", ()) for part in _with_parts(record)]
    keyed = [{"key": f"record {number}", **record} for number, record in enumerate(records, 1)]
    normal: dict[str, Any] = {**_require(edition, "edition"), "records": keyed}
    if "mentions" in edition:
        normal["mentions"] = [_require(mention, "label", "text") for mention in edition["mentions"]]
    return normal


def _with_parts(record: Item) -> Iterator[Item]:
    listed = {name: [_as_item(entry) for entry in record[name]] for name in TEXT_LISTS if name in record}
    # A log may name its actions by reference alone: then the action is null.
    action = record["action"] or None
    yield {**(_require(record, "action") if action else record), "action": action, **listed}
    for part in record.get("parts", ()):
        # What a record prints once belongs to its first action, so of a part only the action is asked.
        yield {"key": part["key"], "action": part["action"], "optional": part.get("optional", False)}


def _as_item(entry: object) -> Item:
    if isinstance(entry, str):
        return {"text": entry}
    if isinstance(entry, Mapping):
        return _require(entry, "text")
    raise TypeError(f"{entry!r} is neither a text nor an object")


def _require(item: Item, *names: str) -> Item:
    for name in names:
        if not isinstance(item[name], str):
            raise TypeError(f"{name} must be text, not {item[name]!r}")
    return item
